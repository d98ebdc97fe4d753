package waker

import (
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

func ready(t *testing.T, w *Waker) bool {
	t.Helper()
	fds := []unix.PollFd{w.Poll()}
	n, err := unix.Poll(fds, 0)
	if err != nil {
		t.Fatal(err)
	}
	return n == 1 && fds[0].Revents == unix.POLLIN
}

func TestSignalLastsUntilClear(t *testing.T) {
	w, err := New()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for range 2 {
		if ready(t, w) {
			t.Fatal("woken by nobody")
		}
		w.Signal()
		w.Signal()
		for range 2 {
			if !ready(t, w) {
				t.Fatal("not woken")
			}
		}
		w.Clear()
	}
	if ready(t, w) {
		t.Fatal("woken after Clear")
	}
}

// TestSignalAfterClose: the number of the descriptor may be another's by then, who must get nothing.
func TestSignalAfterClose(t *testing.T) {
	var pipe [2]int
	if err := unix.Pipe2(pipe[:], unix.O_NONBLOCK|unix.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
	w, err := New()
	if err != nil {
		t.Fatal(err)
	}
	fd := w.fd
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 1000 {
				w.Signal()
			}
		})
	}
	w.Close()
	w.Close()
	if err := unix.Dup3(pipe[1], fd, unix.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
	all.Wait()
	var b [8]byte
	if n, err := unix.Read(pipe[0], b[:]); err != unix.EAGAIN {
		t.Errorf("another's descriptor got %d bytes, %v", n, err)
	}
	for _, other := range []int{pipe[0], pipe[1], fd} {
		_ = unix.Close(other)
	}
}
