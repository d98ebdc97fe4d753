package ring

import (
	"encoding/binary"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// waker ends a lane's poll. Its lane clears and closes it, any goroutine signals.
type waker struct {
	fd int
	mu sync.Mutex
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
		_, _ = unix.Write(w.fd, one[:])
	}
}

func (w *waker) clear() {
	var count [8]byte
	_, _ = unix.Read(w.fd, count[:])
}

func (w *waker) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fd >= 0 {
		_ = unix.Close(w.fd)
		w.fd = -1
	}
}
