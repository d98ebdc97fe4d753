package ring

import (
	"errors"
	"fmt"
	"unsafe"

	"github.com/cilium/ebpf"
	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// Steering is how the kernel deals an interface's frames to lanes.
type Steering uint8

// The kinds of steering.
const (
	// SteerNone: there is one lane.
	SteerNone Steering = iota
	// SteerInnermost goes by the innermost address pair, as packet.LaneHash does:
	// of IPv4, IPv6, ARP and neighbour discovery behind up to four tags, of what an
	// ICMP error quotes, and inside IP in IP, GRE, ERSPAN, VXLAN, Geneve, GTP-U,
	// PPPoE and MPLS. In other tunnels the pair around them decides.
	SteerInnermost
	// SteerOutermost goes by the address pair of the first header: inside tunnels,
	// and for ICMP errors that a router sends, two directions may part.
	SteerOutermost
)

// String is a phrase for a message.
func (s Steering) String() string {
	return [...]string{
		"one lane", "by the innermost addresses (eBPF)", "by the outermost addresses (classic BPF)",
	}[s]
}

// steering makes fanout groups. It is used by one goroutine at a time.
type steering struct {
	o        *Options
	kind     Steering
	why      error // of SteerOutermost
	programs map[int]*ebpf.Program
}

// newSteering tries whether eBPF can be loaded now; later, when the privilege may
// be gone, the program is only used again.
func newSteering(o *Options) *steering {
	s := &steering{o: o, programs: map[int]*ebpf.Program{}}
	if o.Lanes == 1 {
		return s
	}
	s.kind = SteerInnermost
	if _, err := s.program(ethernetHeader); err != nil {
		s.kind, s.why = SteerOutermost, err
		if errors.Is(err, unix.EPERM) { // EACCES is what the verifier says
			s.why = &PrivilegeError{Capability: "CAP_BPF", Err: err}
		}
	}
	return s
}

// program is the eBPF program for links with a header of so many bytes. The header
// is in front only of frames that go out; without those, one program serves all.
func (s *steering) program(header int) (*ebpf.Program, error) {
	if !s.o.Outgoing {
		header = 0
	}
	if p := s.programs[header]; p != nil {
		return p, nil
	}
	p, err := ebpf.NewProgram(&ebpf.ProgramSpec{
		Name: "reconwatch_lane", Type: ebpf.SocketFilter, License: "Apache-2.0",
		Instructions: laneProgram(s.o.Lanes, header),
	})
	if err != nil {
		return nil, fmt.Errorf("load eBPF: %w", err)
	}
	s.programs[header] = p
	return p, nil
}

func (s *steering) close() {
	for _, p := range s.programs {
		_ = p.Close()
	}
}

// group joins the bound sockets of one interface, ring i as member i.
func (s *steering) group(rings []*ring, l *link) error {
	if s.kind == SteerNone {
		return nil
	}
	mode := unix.PACKET_FANOUT_CBPF
	if s.kind == SteerInnermost {
		mode = unix.PACKET_FANOUT_EBPF
	}
	if !s.o.Outgoing { // the group takes frames in its members' stead
		mode |= unix.PACKET_FANOUT_FLAG_IGNORE_OUTGOING
	}
	// The kernel finds a free number for the group; the others are told it.
	id, first := 0, unix.PACKET_FANOUT_FLAG_UNIQUEID
	for _, r := range rings {
		if err := unix.SetsockoptInt(r.fd, unix.SOL_PACKET, unix.PACKET_FANOUT, id|(mode|first)<<16); err != nil {
			return fmt.Errorf("PACKET_FANOUT: %w", err)
		}
		if first != 0 {
			v, err := unix.GetsockoptInt(r.fd, unix.SOL_PACKET, unix.PACKET_FANOUT)
			if err != nil {
				return fmt.Errorf("PACKET_FANOUT: %w", err)
			}
			id, first = v&0xffff, 0
		}
	}
	return s.choose(rings[0].fd, l)
}

// choose sets the program of the group that fd belongs to.
func (s *steering) choose(fd int, l *link) error {
	if s.kind == SteerInnermost {
		p, err := s.program(l.header())
		if err != nil {
			return err
		}
		if err := unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_FANOUT_DATA, p.FD()); err != nil {
			return fmt.Errorf("PACKET_FANOUT_DATA: %w", err)
		}
		return nil
	}
	program, err := bpf.Assemble(outerProgram(s.o.Lanes, l.header()))
	if err != nil {
		return err
	}
	p := unix.SockFprog{Len: uint16(len(program)), Filter: (*unix.SockFilter)(unsafe.Pointer(&program[0]))}
	if err := unix.SetsockoptSockFprog(fd, unix.SOL_PACKET, unix.PACKET_FANOUT_DATA, &p); err != nil {
		return fmt.Errorf("PACKET_FANOUT_DATA: %w", err)
	}
	return nil
}
