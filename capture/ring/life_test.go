package ring

import (
	"errors"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/internal/testbed"
)

// TestCloseDrains closes at once after sending: nothing is lost, and nothing comes
// that was sent later.
func TestCloseDrains(t *testing.T) {
	w := lay(t)
	p := openPort(t, Options{Lanes: 2, Retire: 100 * time.Millisecond}, w)
	take(t, p, 0)
	w.Send(t, conversations(100)...)
	_ = p.Lanes()[1].Close()
	w.Send(t, conversations(5)...)
	if n := len(take(t, p, -1)); n != 200 {
		t.Errorf("%d frames, want 200", n)
	}
	for _, l := range p.Lanes() {
		if n, err := l.ReadBatch(make([]capture.Frame, 1)); n != 0 || err != io.EOF {
			t.Errorf("after the end: %d, %v", n, err)
		}
	}
}

// TestCloseUnread closes lanes that nobody ever read: they hold nothing any more.
func TestCloseUnread(t *testing.T) {
	w := lay(t)
	p := openPort(t, Options{Lanes: 2}, w)
	w.Send(t, conversations(1)...)
	_ = p.Close()
	for _, l := range p.Lanes() {
		if n, err := l.ReadBatch(make([]capture.Frame, 1)); n != 0 || err != io.EOF {
			t.Errorf("%d, %v", n, err)
		}
	}
	if b, err := os.ReadFile("/proc/net/packet"); err != nil || strings.Count(string(b), "\n") != 2 {
		t.Errorf("sockets beside that of the test: %v\n%s", err, b)
	}
}

func TestWake(t *testing.T) {
	w := lay(t)
	p := openPort(t, Options{Tick: time.Minute}, w)
	l := p.Lanes()[0]
	results := make(chan error, 2)
	go func() {
		for range 2 {
			_, err := l.ReadBatch(make([]capture.Frame, 8))
			results <- err
		}
	}()
	for i, c := range []struct {
		do   func()
		want error
	}{{l.Wake, capture.ErrTick}, {func() { _ = l.Close() }, io.EOF}} {
		time.Sleep(20 * time.Millisecond)
		c.do()
		select {
		case err := <-results:
			if err != c.want {
				t.Errorf("%d: %v, want %v", i, err, c.want)
			}
		case <-time.After(time.Second):
			t.Fatalf("%d: not woken", i)
		}
	}
}

func TestTick(t *testing.T) {
	w := lay(t)
	p := openPort(t, Options{}, w)
	l := p.Lanes()[0]
	before := time.Now()
	for range 10 {
		if n, err := l.ReadBatch(make([]capture.Frame, 8)); n != 0 || err != capture.ErrTick {
			t.Fatal(n, err)
		}
	}
	took := time.Since(before)
	if took < 90*time.Millisecond || took > time.Second {
		t.Errorf("ten ticks took %v", took)
	}
	if behind := time.Now().UnixNano() - l.Now(); behind < int64(30*time.Millisecond) || behind > int64(500*time.Millisecond) {
		t.Errorf("Now is %v behind", time.Duration(behind))
	}
}

// await reads until an event comes.
func await(t *testing.T, p *Port, want EventKind) Event {
	t.Helper()
	frames := make([]capture.Frame, 8)
	for end := time.Now().Add(4 * time.Second); time.Now().Before(end); {
		for _, l := range p.Lanes() {
			if _, err := l.ReadBatch(frames); err != nil && err != capture.ErrTick {
				t.Fatal(err)
			}
		}
		select {
		case e := <-p.Events():
			if e.Kind != want || e.Interface != p.Interfaces()[0] || (e.Err == nil) != (want == EventUp) {
				t.Fatalf("event %+v, want %v", e, want)
			}
			return e
		default:
		}
	}
	t.Fatalf("no event %v", want)
	return Event{}
}

func TestInterfaceComesAndGoes(t *testing.T) {
	w := lay(t)
	other := lay(t)
	p := openPort(t, Options{Lanes: 2}, w, other)
	check := func() {
		t.Helper()
		w.Send(t, conversations(10)...)
		other.Send(t, conversations(1)...)
		var k packet.Packet
		kind, _ := p.Steering()
		for _, f := range take(t, p, 22) {
			if k.Decode(&f.Frame); kind == SteerInnermost && int(k.LaneHash()%2) != f.Lane {
				t.Errorf("lane %d", f.Lane)
			}
		}
	}
	check()
	testbed.IP(t, "link set %s down", w.Watched)
	await(t, p, EventDown)
	other.Send(t, conversations(3)...)
	take(t, p, 6)
	if c := p.Counters(); c[0].Up || c[0].Losses != 1 || !c[1].Up {
		t.Errorf("counters %+v", c)
	}
	testbed.IP(t, "link set %s up", w.Watched)
	await(t, p, EventUp)
	check()
	testbed.IP(t, "link del %s", w.Sender)
	await(t, p, EventGone)
	w.Make(t)
	await(t, p, EventUp)
	check()
	if c := p.Counters()[0]; c.Losses != 2 || c.Frames != 60 || !c.Up {
		t.Errorf("counters %+v", c)
	}
	_ = p.Close()
	if n := len(take(t, p, -1)); n != 0 {
		t.Errorf("%d frames after the end", n)
	}
}

func TestInterfaceDownAtOpen(t *testing.T) {
	w := lay(t)
	testbed.IP(t, "link set %s down", w.Watched)
	p := openPort(t, Options{}, w)
	await(t, p, EventDown)
	testbed.IP(t, "link set %s up", w.Watched)
	await(t, p, EventUp)
	w.Send(t, udp4(hostA, hostB, 1))
	take(t, p, 1)
}

// TestCapabilityGone deletes the interface when the process has given up what it
// takes to open it again: the lanes end with an error that says so.
func TestCapabilityGone(t *testing.T) {
	w, other := lay(t), lay(t)
	p, err := Open([]string{w.Watched, other.Watched}, Options{Lanes: 2, BlockSize: 128 << 10, Blocks: 16})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	take(t, p, 0)
	h := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var had [2]unix.CapUserData
	if err := unix.Capget(&h, &had[0]); err != nil {
		t.Fatal(err)
	}
	set := func(d [2]unix.CapUserData) syscall.Errno {
		_, _, failed := syscall.AllThreadsSyscall(unix.SYS_CAPSET, uintptr(unsafe.Pointer(&h)), uintptr(unsafe.Pointer(&d)), 0)
		return failed
	}
	other.Send(t, conversations(10)...)
	testbed.IP(t, "link set %s down", w.Watched)
	less := had
	less[0].Effective &^= 1 << unix.CAP_NET_RAW
	if failed := set(less); failed == syscall.ENOTSUP {
		testbed.Lacking(t, "allthreads", "a binary with cgo cannot set the capabilities of all threads: CGO_ENABLED=0")
	} else if failed != 0 {
		t.Fatal(failed)
	}
	defer func() { _ = set(had) }()
	want := "open " + w.Watched + ": needs CAP_NET_RAW"
	for _, l := range p.Lanes() {
		frames := make([]capture.Frame, 8)
		for end := time.Now().Add(3 * time.Second); ; {
			// The other lane has to let go of its ring before anything is opened again.
			for _, l := range p.Lanes() {
				_, _ = l.ReadBatch(frames)
			}
			_, err := l.ReadBatch(frames)
			if privilege := (*PrivilegeError)(nil); errors.As(err, &privilege) {
				if err.Error() != want || !errors.Is(err, os.ErrPermission) {
					t.Errorf("%q, want %q", err, want)
				}
				break
			}
			if time.Now().After(end) {
				t.Fatalf("no error, but %v", err)
			}
		}
	}
	if s := p.Lanes()[0].Stats().Frames + p.Lanes()[1].Stats().Frames; s != 20 {
		t.Errorf("%d frames, want 20", s)
	}
}
