package xdp

import (
	"encoding/binary"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// waker ends a lane's nap. Its lane sleeps and closes it, any goroutine signals.
type waker struct {
	fd  int
	mu  sync.Mutex
	set [1]unix.PollFd
}

func (w *waker) open() error {
	fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		return os.NewSyscallError("eventfd", err)
	}
	w.fd = fd
	return nil
}

func (w *waker) signal() {
	var one [8]byte
	binary.NativeEndian.PutUint64(one[:], 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fd >= 0 {
		_, _ = unix.Write(w.fd, one[:]) // a full counter is a signal too
	}
}

// sleep ends after d, or with a signal.
func (w *waker) sleep(d time.Duration) {
	w.set[0] = unix.PollFd{Fd: int32(w.fd), Events: unix.POLLIN}
	left := unix.NsecToTimespec(int64(d))
	if n, err := unix.Ppoll(w.set[:], &left, nil); err == nil && n > 0 {
		var count [8]byte
		_, _ = unix.Read(w.fd, count[:]) // it was readable
	}
}

func (w *waker) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fd >= 0 {
		_ = unix.Close(w.fd) // nothing was written
		w.fd = -1
	}
}
