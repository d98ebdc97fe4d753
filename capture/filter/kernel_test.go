package filter

import (
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/capture"
)

// TestKernelAgrees attaches every program to a local datagram socket, which
// needs no privilege, sends the frames as datagrams and compares what passes.
func TestKernelAgrees(t *testing.T) {
	for _, expr := range expressions {
		f, err := Compile(expr, capture.LinkEthernet)
		if err != nil {
			t.Fatal(err)
		}
		fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK, 0)
		if err != nil {
			t.Fatal(err)
		}
		raw := f.Instructions()
		program := unix.SockFprog{Len: uint16(len(raw)), Filter: (*unix.SockFilter)(unsafe.Pointer(&raw[0]))}
		if err := unix.SetsockoptSockFprog(fds[1], unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &program); err != nil {
			t.Fatalf("%q: %v", expr, err)
		}
		var buf [2048]byte
		for _, in := range frames(t) {
			want := f.Match(&capture.Frame{Data: in.data, WireLen: uint32(len(in.data)), LinkType: capture.LinkEthernet})
			if _, err := unix.Write(fds[0], in.data); err != nil && err != unix.EPERM {
				t.Fatal(err)
			}
			n, err := unix.Read(fds[1], buf[:])
			if got := err == nil && n == len(in.data); got != want {
				t.Errorf("%q on %s: the kernel says %v (%v), Match %v", expr, in.name, got, err, want)
			}
		}
		_ = unix.Close(fds[0])
		_ = unix.Close(fds[1])
	}
}
