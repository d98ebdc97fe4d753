package xdp

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"

	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/bpf"
	"github.com/reconwatch/reconwatch/capture"
)

// ErrReplaced says that an interface was deleted and another of its name is there, which
// only a new start may attach to.
var ErrReplaced = errors.New("xdp: an interface was created anew; start again to capture it")

// device is an interface that is watched.
type device struct {
	name  string
	index int
	whole uint32 // the longest frame that it can receive as one
	pass  bool   // its frames go on to the host's stack
	mode  bpf.Mode
	why   error // of a mode that is not native
	prom  int   // the socket that holds promiscuous mode, or -1

	mu     sync.Mutex
	state  capture.EventKind
	losses uint64
}

// facts are what an interface is at the moment.
type facts struct {
	index int
	mtu   uint32
	up    bool
	ether bool
}

// look asks the kernel, without any privilege.
func look(name string) (*facts, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	defer func() { _ = unix.Close(fd) }() // nothing was written
	var answers [4]*unix.Ifreq
	for i, what := range []uint{unix.SIOCGIFINDEX, unix.SIOCGIFFLAGS, unix.SIOCGIFMTU, unix.SIOCGIFHWADDR} {
		r, err := unix.NewIfreq(name)
		if err != nil {
			return nil, err
		}
		if err := unix.IoctlIfreq(fd, what, r); err != nil {
			return nil, err
		}
		answers[i] = r
	}
	kind := answers[3].Uint16()
	return &facts{
		index: int(answers[0].Uint32()), up: answers[1].Uint16()&unix.IFF_UP != 0, mtu: answers[2].Uint32(),
		ether: kind == unix.ARPHRD_ETHER || kind == unix.ARPHRD_LOOPBACK,
	}, nil
}

// find makes a device of an interface.
func find(name string, o *Options) (*device, error) {
	f, err := look(name)
	switch {
	case errors.Is(err, unix.ENODEV):
		return nil, capture.NoInterface(name)
	case err != nil:
		return nil, fmt.Errorf("open %s: %w", name, err)
	case !f.ether:
		return nil, fmt.Errorf("open %s: no Ethernet: %w", name, errors.ErrUnsupported)
	}
	d := &device{name: name, index: f.index, whole: f.mtu + 14 + 2*4, prom: -1, state: capture.EventUp}
	if !f.up {
		d.state = capture.EventDown
	}
	d.pass = o.Pass || (!o.Drop && addressed(name))
	return d, nil
}

// addressed reports whether somebody may reach this host through the interface. The addresses
// that IPv6 makes by itself on every link do not count: ports that nobody configured have them.
func addressed(name string) bool {
	dev, err := net.InterfaceByName(name)
	if err != nil {
		return true
	}
	all, err := dev.Addrs()
	if err != nil {
		return true
	}
	for _, a := range all {
		if n, ok := a.(*net.IPNet); !ok || !n.IP.IsLinkLocalUnicast() || n.IP.To4() != nil {
			return true
		}
	}
	return false
}

// attach begins capture on device i of a port.
func (d *device) attach(p *bpf.Program, i int, o *Options) error {
	if !o.NoPromiscuous {
		if err := d.promise(); err != nil {
			return fmt.Errorf("open %s: promiscuous mode: %w", d.name, err)
		}
	}
	mode, why, err := p.Attach(i, d.index)
	if err != nil {
		return fmt.Errorf("open %s: %w", d.name, err)
	}
	if mode != bpf.Native && o.NativeOnly {
		return fmt.Errorf("open %s: its driver does not run XDP programs: %w", d.name, why)
	}
	d.mode, d.why = mode, why
	return nil
}

// promise sets promiscuous mode for as long as a socket is open that receives nothing.
func (d *device) promise() error {
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0)
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES) {
		return &bpf.PrivilegeError{Capabilities: []string{"CAP_NET_RAW"}, Err: err}
	}
	if err != nil {
		return os.NewSyscallError("socket", err)
	}
	d.prom = fd
	m := unix.PacketMreq{Ifindex: int32(d.index), Type: unix.PACKET_MR_PROMISC}
	return unix.SetsockoptPacketMreq(fd, unix.SOL_PACKET, unix.PACKET_ADD_MEMBERSHIP, &m)
}

func (d *device) close() {
	if d.prom >= 0 {
		_ = unix.Close(d.prom) // nothing was written
		d.prom = -1
	}
}

// check looks at the interface, and gives what happened to it since it was looked at last.
func (d *device) check() (e capture.Event, happened bool) {
	now, why := capture.EventUp, error(nil)
	f, err := look(d.name)
	switch {
	case errors.Is(err, unix.ENODEV):
		now, why = capture.EventGone, err
	case err != nil:
		now, why = capture.EventFault, err
	case f.index != d.index:
		now, why = capture.EventFault, ErrReplaced
	case !f.up:
		now, why = capture.EventDown, unix.ENETDOWN
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if now == d.state {
		return e, false
	}
	if d.state == capture.EventUp {
		d.losses++
	}
	d.state = now
	return capture.Event{Interface: d.name, Kind: now, Err: why}, true
}

// Mode describes how the frames of an interface are had.
type Mode struct {
	Interface string
	// Mode is native or generic; Cause is why it is not native.
	Mode  string
	Cause error
	// Pass reports whether frames go on to the host's stack.
	Pass bool
}

// String is a phrase for a message.
func (m Mode) String() string {
	words := []string{m.Interface, m.Mode}
	if m.Pass {
		words = append(words, "passing frames on")
	}
	return strings.Join(words, " ")
}
