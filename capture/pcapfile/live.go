package pcapfile

import (
	"io"
	"os"
	"runtime"

	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/capture/waker"
)

// live is an input that may keep a reader waiting. It polls the input and a waker: making standard input
// non-blocking instead would do so to every process that shares it.
type live struct {
	file *os.File
	wake *waker.Waker
}

// Read waits for bytes or for Close, which is the end.
func (l live) Read(p []byte) (int, error) {
	fds := [2]unix.PollFd{
		{Fd: int32(l.file.Fd()), Events: unix.POLLIN},
		l.wake.Poll(),
	}
	for {
		_, err := unix.Poll(fds[:], -1)
		runtime.KeepAlive(l.wake)
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
