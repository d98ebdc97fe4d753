package filter

import (
	"golang.org/x/net/bpf"

	"github.com/reconwatch/reconwatch/capture"
)

// EtherTypes (IEEE 802 numbers), in which the network protocol is named here
// whatever the link.
const (
	typeIPv4 = 0x0800
	typeARP  = 0x0806
	typeRARP = 0x8035
	typeIPv6 = 0x86dd
)

// tagTypes are the EtherTypes of VLAN tags that pcap-filter's vlan takes: IEEE
// 802.1Q, 802.1ad, and what came before the latter.
var tagTypes = []uint32{0x8100, 0x88a8, 0x9100}

// naming is how a link layer says which protocol it carries.
type naming uint8

const (
	byEtherType naming = iota
	byPPP              // RFC 1661 protocol numbers
	byVersion          // the first nibble of the IP header
)

// layout is where a link layer has what. Where one link type has several, the
// guard tells which holds.
type layout struct {
	guard  *node
	naming naming
	typeAt uint32 // the protocol number, without tags
	netAt  uint32 // the network header, without tags
	ether  bool
	// moved is set where the outer tag lies outside the frame.
	moved bool
}

// tagged tests whether the kernel, or whoever filled the Frame, moved a tag out.
var tagged = &node{test: test{load: load{from: fromTagged, size: 4}, cond: bpf.JumpGreaterThan}}

// hdlc is the address and control field of PPP in HDLC-like framing (RFC 1662).
var hdlc = is(0, 2, 0, 0xff03)

// layoutsOf is nil for link types that are not read.
func layoutsOf(l capture.LinkType) []layout {
	switch l {
	case capture.LinkEthernet:
		return []layout{
			{guard: not(tagged), typeAt: 12, netAt: 14, ether: true},
			{guard: tagged, typeAt: 12, netAt: 14, ether: true, moved: true},
		}
	case capture.LinkRaw, capture.LinkIPv4, capture.LinkIPv6:
		return []layout{{guard: yes, naming: byVersion}}
	case capture.LinkNull, capture.LinkLoop:
		// The address family's number and byte order depend on the writer's
		// system; the IP header's version does not.
		return []layout{{guard: yes, naming: byVersion, netAt: 4}}
	case capture.LinkPPP, capture.LinkPPPHDLC:
		return []layout{
			{guard: hdlc, naming: byPPP, typeAt: 2, netAt: 4},
			{guard: not(hdlc), naming: byPPP, typeAt: 0, netAt: 2},
		}
	case capture.LinkPPPoE:
		return []layout{{guard: yes, naming: byPPP, typeAt: 6, netAt: 8}}
	case capture.LinkLinuxSLL:
		return []layout{{guard: yes, typeAt: 14, netAt: 16}}
	case capture.LinkLinuxSLL2:
		return []layout{{guard: yes, typeAt: 0, netAt: 20}}
	}
	return nil
}

// inFrame is how many of these tags lie in the frame.
func (l *layout) inFrame(tags uint32) uint32 {
	if l.moved && tags > 0 {
		return tags - 1
	}
	return tags
}

// net is the offset of the network header behind so many tags.
func (l *layout) net(tags uint32) uint32 { return l.netAt + 4*l.inFrame(tags) }

// carries tests what comes behind so many tags.
func (l *layout) carries(tags, etherType uint32) *node {
	if l.moved && tags == 0 {
		return constant(etherType == tagTypes[0])
	}
	switch l.naming {
	case byPPP:
		switch etherType {
		case typeIPv4:
			return is(l.typeAt, 2, 0, 0x0021)
		case typeIPv6:
			return is(l.typeAt, 2, 0, 0x0057)
		}
		return no
	case byVersion:
		switch etherType {
		case typeIPv4:
			return is(l.netAt, 1, 0xf0, 0x40)
		case typeIPv6:
			return is(l.netAt, 1, 0xf0, 0x60)
		}
		return no
	}
	return is(l.typeAt+4*l.inFrame(tags), 2, 0, etherType)
}

// tag tests for a VLAN tag behind so many others; id is below 0 for any.
func (l *layout) tag(tags uint32, id int) *node {
	value := load{off: l.typeAt + 2 + 4*l.inFrame(tags), size: 2, mask: 0x0fff}
	present := yes
	if l.moved && tags == 0 {
		value = load{from: fromTag, size: 4, mask: 0x0fff}
	} else {
		var types []*node
		for _, t := range tagTypes {
			types = append(types, l.carries(tags, t))
		}
		present = some(types...)
	}
	if id < 0 {
		return present
	}
	return all(present, &node{test: test{load: value, cond: bpf.JumpEqual, val: uint32(id)}})
}

// longer tests whether the frame was longer on the wire than n bytes, counting a
// tag that was moved.
func (l *layout) longer(n uint32) *node {
	if l.moved {
		if n < 4 {
			return yes
		}
		n -= 4
	}
	return &node{test: test{load: load{from: fromLength, size: 4}, cond: bpf.JumpGreaterThan, val: n}}
}
