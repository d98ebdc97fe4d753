package ring

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/capture"
)

// PrivilegeError says that a capability is missing. errors.Is(err,
// os.ErrPermission) holds.
type PrivilegeError struct {
	Capability string
	Err        error
}

// Error names the capability.
func (e *PrivilegeError) Error() string { return "needs " + e.Capability }

// Unwrap gives the system's error.
func (e *PrivilegeError) Unwrap() error { return e.Err }

// link is what an interface is at the moment.
type link struct {
	index int
	mtu   uint32
	kind  capture.LinkType
}

// find looks an interface up. Errors are unix.ENODEV if there is none and
// unix.ENETDOWN if it is down.
func find(s *socket, name string) (*link, error) {
	ask := func(what uint) (*unix.Ifreq, error) {
		r, err := unix.NewIfreq(name)
		if err != nil {
			return nil, err
		}
		return r, unix.IoctlIfreq(s.fd, what, r)
	}
	var answers [4]*unix.Ifreq
	for i, what := range []uint{unix.SIOCGIFINDEX, unix.SIOCGIFFLAGS, unix.SIOCGIFMTU, unix.SIOCGIFHWADDR} {
		var err error
		if answers[i], err = ask(what); err != nil {
			return nil, err
		}
	}
	if answers[1].Uint16()&unix.IFF_UP == 0 {
		return nil, unix.ENETDOWN
	}
	kind, ok := linkTypes[answers[3].Uint16()]
	if !ok {
		return nil, fmt.Errorf("its link type (ARPHRD %d) is not supported", answers[3].Uint16())
	}
	return &link{index: int(answers[0].Uint32()), mtu: answers[2].Uint32(), kind: kind}, nil
}

// linkTypes are the device types (linux/if_arp.h) whose frames can be read.
var linkTypes = map[uint16]capture.LinkType{
	unix.ARPHRD_ETHER:    capture.LinkEthernet,
	unix.ARPHRD_LOOPBACK: capture.LinkEthernet,
	unix.ARPHRD_NONE:     capture.LinkRaw, // tun, WireGuard
	unix.ARPHRD_TUNNEL:   capture.LinkRaw,
	unix.ARPHRD_TUNNEL6:  capture.LinkRaw,
	unix.ARPHRD_SIT:      capture.LinkRaw,
}

// whole is the longest frame that the interface receives as one: its MTU, an
// Ethernet header and two tags.
func (l *link) whole() uint32 { return l.mtu + 14 + 2*4 }

// header is the length of the link-layer header.
func (l *link) header() int {
	if l.kind == capture.LinkEthernet {
		return 14
	}
	return 0
}

// kindOf tells why an interface cannot be captured now.
func kindOf(err error) EventKind {
	switch {
	case errors.Is(err, unix.ENETDOWN):
		return EventDown
	case errors.Is(err, unix.ENODEV), errors.Is(err, unix.ENXIO):
		return EventGone
	}
	return EventFault
}
