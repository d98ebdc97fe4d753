package pcapfile

import (
	"encoding/binary"
	"io"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// waker lets Close wake a read that waits for a pipe. It polls the input and an
// eventfd: making standard input non-blocking instead would do so to every
// process that shares it.
type waker struct {
	fd int
}

func newWaker() (*waker, error) {
	fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		return nil, os.NewSyscallError("eventfd", err)
	}
	w := &waker{fd: fd}
	runtime.AddCleanup(w, func(fd int) { _ = unix.Close(fd) }, fd)
	return w, nil
}

// signal wakes all reads, now and later; any goroutine may call it.
func (w *waker) signal() {
	var one [8]byte
	binary.NativeEndian.PutUint64(one[:], 1)
	_, _ = unix.Write(w.fd, one[:])
	runtime.KeepAlive(w)
}

// live is an input that may keep a reader waiting.
type live struct {
	file *os.File
	wake *waker
}

// Read waits for bytes or for Close, which is the end.
func (l live) Read(p []byte) (int, error) {
	fds := [2]unix.PollFd{
		{Fd: int32(l.file.Fd()), Events: unix.POLLIN},
		{Fd: int32(l.wake.fd), Events: unix.POLLIN},
	}
	for {
		_, err := unix.Poll(fds[:], -1)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return 0, os.NewSyscallError("poll", err)
		}
		if fds[1].Revents != 0 {
			return 0, io.EOF
		}
		return l.file.Read(p)
	}
}
