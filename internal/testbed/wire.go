package testbed

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// Wire is a pair of virtual interfaces: what is sent on one is received on the
// other, which is the one to be watched.
type Wire struct {
	Sender, Watched string
	fd              int
}

var wires int

// Lay makes a wire, for as long as the test runs; thing is what the test lacks where none can be had.
func Lay(t testing.TB, thing string) *Wire {
	t.Helper()
	why, inside := os.LookupEnv(insideKey)
	if !inside {
		t.Fatal("wires are laid in a namespace of their own: TestMain has to call Main")
	}
	if why != "" {
		Lacking(t, thing, why)
	}
	if _, err := exec.LookPath("ip"); err != nil {
		Lacking(t, thing, "ip of iproute2 is not installed")
	}
	wires++
	w := &Wire{Sender: fmt.Sprintf("tx%d", wires), Watched: fmt.Sprintf("rx%d", wires), fd: -1}
	// No packets but the test's: nobody solicits routers here.
	_ = os.WriteFile("/proc/sys/net/ipv6/conf/default/disable_ipv6", []byte("1"), 0o644)
	w.Make(t)
	t.Cleanup(func() { _ = exec.Command("ip", "link", "del", w.Sender).Run(); _ = unix.Close(w.fd) })
	return w
}

// Make makes the interfaces, also again once they were deleted.
func (w *Wire) Make(t testing.TB) {
	t.Helper()
	IP(t, "link add %s type veth peer name %s", w.Sender, w.Watched)
	IP(t, "link set %s up", w.Sender)
	IP(t, "link set %s up", w.Watched)
	if _, err := exec.LookPath("ethtool"); err == nil {
		_ = exec.Command("ethtool", "-K", w.Sender, "tso", "off", "gso", "off", "gro", "off", "tx", "off").Run()
	}
	w.connect(t)
}

// connect opens the sending socket.
func (w *Wire) connect(t testing.TB) {
	t.Helper()
	if w.fd >= 0 {
		_ = unix.Close(w.fd)
	}
	sender, err := net.InterfaceByName(w.Sender)
	if err != nil {
		t.Fatal(err)
	}
	if w.fd, err = unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0); err != nil {
		t.Fatal(err)
	}
	if err := unix.Bind(w.fd, &unix.SockaddrLinklayer{Ifindex: sender.Index}); err != nil {
		t.Fatal(err)
	}
}

// Back is the same wire, to send on in the other direction, for as long as the test runs.
func (w *Wire) Back(t testing.TB) *Wire {
	t.Helper()
	back := &Wire{Sender: w.Watched, Watched: w.Sender, fd: -1}
	back.connect(t)
	t.Cleanup(func() { _ = unix.Close(back.fd) })
	return back
}

// Send sends frames.
func (w *Wire) Send(t testing.TB, frames ...[]byte) {
	t.Helper()
	for _, f := range frames {
		if _, err := unix.Write(w.fd, f); err != nil {
			t.Fatalf("send %d bytes: %v", len(f), err)
		}
	}
}

// Lost is how many frames the wire itself had no room for.
func (w *Wire) Lost(t testing.TB) uint64 {
	t.Helper()
	table, err := os.ReadFile("/proc/self/net/dev")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		name, counters, _ := strings.Cut(line, ":")
		if f := strings.Fields(counters); strings.TrimSpace(name) == w.Sender && len(f) == 16 {
			n, err := strconv.ParseUint(f[11], 10, 64) // dropped, of what was sent
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatalf("no %s in /proc/self/net/dev", w.Sender)
	return 0
}

// IP runs ip of iproute2.
func IP(t testing.TB, format string, args ...any) {
	t.Helper()
	words := strings.Fields(fmt.Sprintf(format, args...))
	if out, err := exec.Command("ip", words...).CombinedOutput(); err != nil {
		t.Fatalf("ip %s: %v\n%s", strings.Join(words, " "), err, out)
	}
}
