package ring

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/capture"
)

// socket is a packet socket. Its descriptor is closed by the lane that owns it
// while others may mute it, hence the lock; the lane itself needs none.
type socket struct {
	fd    int
	mu    sync.Mutex
	open  bool
	fault atomic.Bool // the lane should drain it
}

// newSocket makes a socket that is not bound, so nothing is received on it.
func newSocket() (*socket, error) {
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	switch {
	case errors.Is(err, unix.EPERM), errors.Is(err, unix.EACCES):
		return nil, &PrivilegeError{Capability: "CAP_NET_RAW", Err: err}
	case err != nil:
		return nil, os.NewSyscallError("socket", err)
	}
	return &socket{fd: fd, open: true}, nil
}

// setup makes the socket ready to be bound: version, ring, and a filter that
// takes nothing, so that the lanes of a fanout group can begin together.
func (s *socket) setup(o *Options) ([]byte, error) {
	if err := unix.SetsockoptInt(s.fd, unix.SOL_PACKET, unix.PACKET_VERSION, unix.TPACKET_V3); err != nil {
		return nil, fmt.Errorf("TPACKET_V3: %w", err)
	}
	if !o.Outgoing {
		if err := unix.SetsockoptInt(s.fd, unix.SOL_PACKET, unix.PACKET_IGNORE_OUTGOING, 1); err != nil {
			return nil, fmt.Errorf("PACKET_IGNORE_OUTGOING (Linux 4.20 has it): %w", err)
		}
	}
	if err := s.attach(nothing); err != nil {
		return nil, err
	}
	// A V3 frame takes what it needs; its size only has to divide the block.
	const frame = 2048
	req := unix.TpacketReq3{
		Block_size: uint32(o.BlockSize), Block_nr: uint32(o.Blocks),
		Frame_size: frame, Frame_nr: uint32(o.BlockSize / frame * o.Blocks),
		Retire_blk_tov: uint32(o.Retire.Milliseconds()),
	}
	size := o.BlockSize * o.Blocks
	if err := unix.SetsockoptTpacketReq3(s.fd, unix.SOL_PACKET, unix.PACKET_RX_RING, &req); err != nil {
		return nil, fmt.Errorf("ring of %d MiB: %w", size>>20, err)
	}
	mem, err := unix.Mmap(s.fd, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("map ring of %d MiB: %w", size>>20, err)
	}
	return mem, nil
}

// bind begins reception; the filter still takes nothing.
func (s *socket) bind(l *link, promiscuous bool) error {
	const all = unix.ETH_P_ALL<<8&0xff00 | unix.ETH_P_ALL>>8 // in network byte order
	if err := unix.Bind(s.fd, &unix.SockaddrLinklayer{Protocol: all, Ifindex: l.index}); err != nil {
		return os.NewSyscallError("bind", err)
	}
	if !promiscuous {
		return nil
	}
	m := unix.PacketMreq{Ifindex: int32(l.index), Type: unix.PACKET_MR_PROMISC}
	if err := unix.SetsockoptPacketMreq(s.fd, unix.SOL_PACKET, unix.PACKET_ADD_MEMBERSHIP, &m); err != nil {
		return fmt.Errorf("promiscuous mode: %w", err)
	}
	return nil
}

// nothing is a program that takes no frame.
var nothing = []bpf.RawInstruction{{Op: opReturn}}

// opReturn is BPF_RET|BPF_K.
const opReturn = 0x06

func (s *socket) attach(program []bpf.RawInstruction) error {
	p := unix.SockFprog{Len: uint16(len(program)), Filter: (*unix.SockFilter)(unsafe.Pointer(&program[0]))}
	if err := unix.SetsockoptSockFprog(s.fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &p); err != nil {
		return fmt.Errorf("attach filter: %w", err)
	}
	return nil
}

// mute ends reception. Any goroutine may call it.
func (s *socket) mute() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open {
		_ = s.attach(nothing)
	}
}

func (s *socket) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open {
		s.open = false
		_ = unix.Close(s.fd)
	}
}

// pending is the error that the kernel holds for the socket, nil if none.
func (s *socket) pending() error {
	n, err := unix.GetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return err
	}
	if n == 0 {
		return nil
	}
	return unix.Errno(n)
}

// program is the filter for a link type with the snap length in it: a packet
// socket keeps as many bytes of a frame as its program returns.
func (o *Options) program(l capture.LinkType) ([]bpf.RawInstruction, error) {
	if o.Filter == nil {
		return []bpf.RawInstruction{{Op: opReturn, K: uint32(o.Snap)}}, nil
	}
	given, err := o.Filter(l)
	if err != nil {
		return nil, err
	}
	if len(given) == 0 {
		return nil, errors.New("filter: no instructions")
	}
	program := append([]bpf.RawInstruction(nil), given...)
	for i := range program {
		if program[i].Op == opReturn {
			program[i].K = min(program[i].K, uint32(o.Snap))
		}
	}
	return program, nil
}
