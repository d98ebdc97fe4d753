// Package waker ends a wait for descriptors from another goroutine.
package waker

import (
	"encoding/binary"
	"os"
	"runtime"
	"sync"

	"golang.org/x/sys/unix"
)

// Waker is a descriptor to poll beside others: readable from a Signal on, until Clear. Any goroutine may use it.
type Waker struct {
	mu sync.Mutex
	fd int // -1 once closed
}

// New makes a Waker, which is closed at the latest when it is collected.
func New() (*Waker, error) {
	fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		return nil, os.NewSyscallError("eventfd", err)
	}
	w := &Waker{fd: fd}
	runtime.SetFinalizer(w, (*Waker).Close)
	return w, nil
}

// Poll is what to hand to poll(2). The Waker must be kept, and not be closed, for as long as that waits.
func (w *Waker) Poll() unix.PollFd { return unix.PollFd{Fd: int32(w.fd), Events: unix.POLLIN} }

// Signal ends the waits that are and, until Clear, those to come.
func (w *Waker) Signal() {
	var one [8]byte
	binary.NativeEndian.PutUint64(one[:], 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fd >= 0 {
		_, _ = unix.Write(w.fd, one[:]) // a full counter is a signal too
	}
}

// Clear forgets the signals so far.
func (w *Waker) Clear() {
	var count [8]byte
	_, _ = unix.Read(w.fd, count[:]) // nothing to read is clear too
}

// Close lets go of the descriptor; signals are no more.
func (w *Waker) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fd >= 0 {
		_ = unix.Close(w.fd) // nothing was written
		w.fd = -1
	}
}
