package xdp

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/capture"
)

// insideKey tells the copy of the test binary that runs in a network namespace of its
// own; the value says why that could not be made.
const insideKey = "RECONWATCH_XDP_LAB"

// TestMain runs all tests in a new network namespace, if this is root.
func TestMain(m *testing.M) {
	if _, inside := os.LookupEnv(insideKey); inside {
		os.Exit(m.Run())
	}
	cmd := exec.Command("/proc/self/exe", os.Args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), insideKey+"=")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET, Pdeathsig: syscall.SIGKILL}
	runtime.LockOSThread() // Pdeathsig is of the thread
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		os.Exit(exit.ExitCode())
	}
	if err == nil {
		os.Exit(0)
	}
	_ = os.Setenv(insideKey, "no network namespace: "+err.Error())
	os.Exit(m.Run())
}

// wire is a pair of virtual interfaces: what is sent on one is received on the other,
// which is the one to be watched.
type wire struct {
	sender, watched string
	fd              int
}

var wires int

// lay makes a wire.
func lay(t testing.TB) *wire {
	t.Helper()
	if why := os.Getenv(insideKey); why != "" {
		lacking(t, "xdp", why)
	}
	if _, err := exec.LookPath("ip"); err != nil {
		lacking(t, "xdp", "ip of iproute2 is not installed")
	}
	wires++
	w := &wire{sender: fmt.Sprintf("tx%d", wires), watched: fmt.Sprintf("rx%d", wires), fd: -1}
	// No packets but the test's: nobody solicits routers here.
	_ = os.WriteFile("/proc/sys/net/ipv6/conf/default/disable_ipv6", []byte("1"), 0o644)
	w.make(t)
	t.Cleanup(func() { _ = exec.Command("ip", "link", "del", w.sender).Run(); _ = unix.Close(w.fd) })
	return w
}

// lost is how many frames the wire itself had no room for.
func (w *wire) lost(t testing.TB) uint64 {
	t.Helper()
	table, err := os.ReadFile("/proc/self/net/dev")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		name, counters, _ := strings.Cut(line, ":")
		if f := strings.Fields(counters); strings.TrimSpace(name) == w.sender && len(f) == 16 {
			n, err := strconv.ParseUint(f[11], 10, 64) // dropped, of what was sent
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatalf("no %s in /proc/self/net/dev", w.sender)
	return 0
}

func (w *wire) make(t testing.TB) {
	t.Helper()
	ip(t, "link add %s type veth peer name %s", w.sender, w.watched)
	ip(t, "link set %s up", w.sender)
	ip(t, "link set %s up", w.watched)
	if w.fd >= 0 {
		_ = unix.Close(w.fd)
	}
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	w.fd = fd
	f, err := look(w.sender)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.Bind(w.fd, &unix.SockaddrLinklayer{Ifindex: f.index}); err != nil {
		t.Fatal(err)
	}
}

func ip(t testing.TB, format string, args ...any) {
	t.Helper()
	words := strings.Fields(fmt.Sprintf(format, args...))
	if out, err := exec.Command("ip", words...).CombinedOutput(); err != nil {
		t.Fatalf("ip %s: %v\n%s", strings.Join(words, " "), err, out)
	}
}

func (w *wire) send(t testing.TB, frames ...[]byte) {
	t.Helper()
	for _, f := range frames {
		if _, err := unix.Write(w.fd, f); err != nil {
			t.Fatalf("send %d bytes: %v", len(f), err)
		}
	}
}

// openPort opens with small rings.
func openPort(t testing.TB, o Options, wires ...*wire) *Port {
	t.Helper()
	var names []string
	for _, w := range wires {
		names = append(names, w.watched)
	}
	if o.RingBytes == 0 {
		o.RingBytes = 1 << 20
	}
	p, err := Open(names, o)
	if errors.Is(err, os.ErrPermission) {
		lacking(t, "xdp", err.Error())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.Close()
		take(t, p, -1)
	})
	return p
}

// got is a frame with bytes of its own, and its lane.
type got struct {
	capture.Frame
	lane int
}

// take reads lanes in turn until there are n frames, or for two seconds; n < 0 reads to
// the end.
func take(t testing.TB, p *Port, n int) []got {
	t.Helper()
	var all []got
	frames := make([]capture.Frame, 64)
	ended := map[int]bool{}
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end) && len(ended) < len(p.Lanes()); {
		for i, l := range p.Lanes() {
			k, err := l.ReadBatch(frames)
			for _, f := range frames[:k] {
				f.Data = append([]byte(nil), f.Data...)
				all = append(all, got{f, i})
			}
			switch {
			case err == io.EOF, err == ErrReplaced:
				ended[i] = true
			case err != nil && err != capture.ErrTick:
				t.Fatal(err)
			}
		}
		if n >= 0 && len(all) >= n {
			return all
		}
	}
	if n >= 0 {
		t.Fatalf("%d frames within two seconds, want %d", len(all), n)
	}
	return all
}

// tcp4 is an Ethernet frame with a TCP segment of 64 bytes in all, without payload.
func tcp4(src, dst netip.Addr, ports uint32, flags byte) []byte {
	f := make([]byte, 64)
	copy(f, "\x02\x00\x00\x00\x00\x02\x02\x00\x00\x00\x00\x01\x08\x00")
	h := f[14:]
	h[0], h[3], h[8], h[9] = 0x45, 40, 64, 6
	copy(h[12:], src.AsSlice())
	copy(h[16:], dst.AsSlice())
	binary.BigEndian.PutUint32(h[20:], ports)
	h[32], h[33] = 0x50, flags
	return f
}

var (
	hostA = netip.MustParseAddr("192.0.2.1")
	hostB = netip.MustParseAddr("198.51.100.7")
)
