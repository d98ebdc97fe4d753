package privilege

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestNotify(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "")
	if err := Notify(Ready); err != nil {
		t.Error("without systemd:", err)
	}
	for _, path := range []string{filepath.Join(t.TempDir(), "s"), "@reconwatch-notify-test-" + strconv.Itoa(os.Getpid())} {
		name := path
		if name[0] == '@' {
			name = "\x00" + name[1:]
		}
		l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		t.Setenv("NOTIFY_SOCKET", path)
		if err := Notify(Ready); err != nil {
			t.Fatal(err)
		}
		var b [64]byte
		n, err := l.Read(b[:])
		if err != nil || string(b[:n]) != "READY=1" {
			t.Errorf("%q, %v", b[:n], err)
		}
	}
	t.Setenv("NOTIFY_SOCKET", filepath.Join(t.TempDir(), "nobody"))
	if Notify(Ready) == nil {
		t.Error("nobody listens, and no error")
	}
}

// TestReloading: systemd takes a reload for its own if the time is not before that of its signal, in microseconds.
func TestReloading(t *testing.T) {
	clock := func() (micros int64) {
		var now unix.Timespec
		if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &now); err != nil {
			t.Fatal(err)
		}
		return now.Nano() / 1000
	}
	before := clock()
	state := Reloading()
	after := clock()
	var at int64
	if _, err := fmt.Sscanf(state, "RELOADING=1\nMONOTONIC_USEC=%d", &at); err != nil || at < before || at > after {
		t.Errorf("%q, want a time from %d to %d (%v)", state, before, after, err)
	}
}

func TestWatchdogInterval(t *testing.T) {
	own := strconv.Itoa(os.Getpid())
	for _, c := range []struct {
		pid, usec string
		want      time.Duration
	}{
		{"", "", 0}, {"", "30000000", 30 * time.Second}, {own, "1000", time.Millisecond}, {"1", "1000", 0}, {own, "-5", 0}, {own, "x", 0},
	} {
		t.Setenv("WATCHDOG_PID", c.pid)
		t.Setenv("WATCHDOG_USEC", c.usec)
		if got := WatchdogInterval(); got != c.want {
			t.Errorf("%q %q: %v, want %v", c.pid, c.usec, got, c.want)
		}
	}
}
