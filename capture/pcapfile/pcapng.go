package pcapfile

import (
	"encoding/binary"
	"fmt"
	"math/bits"

	"github.com/reconwatch/reconwatch/capture"
)

// Block types and sizes of pcapng: draft-ietf-opsawg-pcapng, section 4.
const (
	blockSection   = 0x0a0d0d0a // reads the same in both byte orders
	blockInterface = 1
	blockPacket    = 2 // obsolete, appendix A
	blockSimple    = 3
	blockEnhanced  = 6

	blockOverhead  = 12 // type, length, and the length again at the end
	sectionMin     = 28
	interfaceMin   = blockOverhead + 8
	packetMin      = blockOverhead + packetFields
	packetFields   = 20
	simpleMin      = blockOverhead + simpleFields
	simpleFields   = 4
	byteOrderMagic = 0x1a2b3c4d
)

// pcapng reads the blocks of one file.
type pcapng struct {
	name  string // of the file
	names *names
	swap  bool
	ports []port // interfaces of the section
	last  int64  // time of the last frame, for blocks without one
}

// port is an interface of the current section.
type port struct {
	clock clock
	// raw is the link type as the file says it; link is valid iff ok.
	raw   uint32
	snap  uint32
	link  capture.LinkType
	index uint16
	ok    bool
}

// u32 reads in the section's byte order.
func (p *pcapng) u32(b []byte) uint32 {
	v := binary.LittleEndian.Uint32(b)
	if p.swap {
		return bits.ReverseBytes32(v)
	}
	return v
}

func (p *pcapng) u16(b []byte) uint16 {
	v := binary.LittleEndian.Uint16(b)
	if p.swap {
		return bits.ReverseBytes16(v)
	}
	return v
}

// parse fills frames from the whole blocks in w.
func (p *pcapng) parse(w []byte, frames []capture.Frame) (n, used int, problem string) {
	for n < len(frames) && len(w)-used >= blockOverhead {
		b := w[used:]
		kind := p.u32(b)
		if kind == blockSection {
			if problem = p.order(b); problem != "" {
				return n, used, problem
			}
		}
		size := p.u32(b[4:])
		if size < blockOverhead || size > maxRecord || size&3 != 0 {
			return n, used, fmt.Sprintf("a block cannot be %d bytes long", size)
		}
		if int(size) > len(b) {
			break
		}
		b = b[:size:size]
		if end := p.u32(b[size-4:]); end != size {
			return n, used, fmt.Sprintf("a block of %d bytes says %d at its end", size, end)
		}
		var is bool
		if is, problem = p.block(kind, b, &frames[n]); problem != "" {
			return n, used, problem
		}
		if is {
			n++
		}
		used += int(size)
	}
	return n, used, ""
}

// order takes the byte order of a section from its first twelve bytes.
func (p *pcapng) order(b []byte) (problem string) {
	switch binary.LittleEndian.Uint32(b[8:]) {
	case byteOrderMagic:
		p.swap = false
	case bits.ReverseBytes32(byteOrderMagic):
		p.swap = true
	default:
		return fmt.Sprintf("a section has byte-order magic % x", b[8:12])
	}
	return ""
}

// block reads one whole block; is says whether it was a frame. Blocks that carry
// none, and kinds that are not known, are passed over (section 3.1).
func (p *pcapng) block(kind uint32, b []byte, f *capture.Frame) (is bool, problem string) {
	switch kind {
	case blockEnhanced:
		if len(b) < packetMin {
			return false, shortBlock("packet", b)
		}
		return true, p.packet(p.u32(b[8:]), b, f)
	case blockPacket:
		if len(b) < packetMin {
			return false, shortBlock("packet", b)
		}
		return true, p.packet(uint32(p.u16(b[8:])), b, f)
	case blockSimple:
		if len(b) < simpleMin {
			return false, shortBlock("simple packet", b)
		}
		return true, p.simple(b, f)
	case blockInterface:
		return false, p.describe(b)
	case blockSection:
		return false, p.section(b)
	}
	return false, ""
}

func shortBlock(kind string, b []byte) string {
	return fmt.Sprintf("a %s block of %d bytes is too short", kind, len(b))
}

// packet reads an enhanced or an obsolete packet block, whose layouts differ in
// the first field only.
func (p *pcapng) packet(port uint32, b []byte, f *capture.Frame) (problem string) {
	size, wire := p.u32(b[20:]), p.u32(b[24:])
	if size > maxFrame {
		return fmt.Sprintf("a frame of %d bytes is longer than the limit of %d", size, maxFrame)
	}
	body := b[8+packetFields : len(b)-4]
	if int(size) > len(body) {
		return fmt.Sprintf("a frame of %d bytes does not fit its block of %d", size, len(b))
	}
	if problem = p.from(port, f); problem != "" {
		return problem
	}
	p.last = p.ports[port].clock.nanos(uint64(p.u32(b[12:]))<<32 | uint64(p.u32(b[16:])))
	p.frame(f, body[:size:size], wire)
	return ""
}

// simple reads a simple packet block: the first interface, no time, as long as
// the snapshot length lets it be (section 4.4).
func (p *pcapng) simple(b []byte, f *capture.Frame) (problem string) {
	if problem = p.from(0, f); problem != "" {
		return problem
	}
	wire := p.u32(b[8:])
	body := b[8+simpleFields : len(b)-4]
	size := min(wire, uint32(len(body)))
	if snap := p.ports[0].snap; snap > 0 {
		size = min(size, snap)
	}
	if size > maxFrame {
		return fmt.Sprintf("a frame of %d bytes is longer than the limit of %d", size, maxFrame)
	}
	p.frame(f, body[:size:size], wire)
	return ""
}

// frame fills in what does not depend on the interface.
func (p *pcapng) frame(f *capture.Frame, data []byte, wire uint32) {
	f.Data = data
	f.Time = p.last
	f.WireLen = max(wire, uint32(len(data)))
	f.VLAN, f.HasVLAN = 0, false
}

// from fills in what depends on the interface.
func (p *pcapng) from(port uint32, f *capture.Frame) (problem string) {
	if uint64(port) >= uint64(len(p.ports)) {
		return fmt.Sprintf("a frame is of interface %d, and %d are described", port, len(p.ports))
	}
	from := &p.ports[port]
	if !from.ok {
		return linkProblem(from.raw)
	}
	f.LinkType, f.Interface = from.link, from.index
	return ""
}

// section starts a section: its interfaces are numbered anew.
func (p *pcapng) section(b []byte) (problem string) {
	if len(b) < sectionMin {
		return shortBlock("section header", b)
	}
	if major := p.u16(b[12:]); major != 1 {
		return fmt.Sprintf("pcapng version %d.%d is not supported", major, p.u16(b[14:]))
	}
	p.ports = p.ports[:0]
	return ""
}

// describe reads an interface description block.
func (p *pcapng) describe(b []byte) (problem string) {
	if len(b) < interfaceMin {
		return shortBlock("interface description", b)
	}
	if len(p.ports) == maxInterfaces {
		return tooManyInterfaces
	}
	d := port{raw: uint32(p.u16(b[8:])), snap: p.u32(b[12:]), clock: microClock}
	d.link, d.ok = linkType(d.raw)
	name := fmt.Sprintf("%s#%d", p.name, len(p.ports))
	if problem = p.options(b[16:len(b)-4], &d, &name); problem != "" {
		return problem
	}
	var room bool
	if d.index, room = p.names.index(name); !room {
		return tooManyInterfaces
	}
	p.ports = append(p.ports, d)
	return ""
}

// Options of an interface description (section 4.2).
const (
	optEnd        = 0
	optName       = 2
	optResolution = 9
	optOffset     = 14
)

func (p *pcapng) options(b []byte, d *port, name *string) (problem string) {
	for len(b) >= 4 {
		code, size := p.u16(b), int(p.u16(b[2:]))
		b = b[4:]
		if code == optEnd {
			return ""
		}
		if size > len(b) {
			return fmt.Sprintf("an option of %d bytes passes the end of its block", size)
		}
		v := b[:size]
		b = b[min((size+3)&^3, len(b)):]
		switch {
		case code == optName && size > 0:
			*name = string(v)
		case code == optResolution && size == 1:
			if !d.clock.resolution(v[0]) {
				return fmt.Sprintf("time resolution %#02x is finer than can be counted", v[0])
			}
		case code == optOffset && size == 8:
			d.clock.offset = p.seconds(v)
		}
	}
	return ""
}

// seconds reads a signed 64-bit count.
func (p *pcapng) seconds(b []byte) int64 {
	v := binary.LittleEndian.Uint64(b)
	if p.swap {
		v = bits.ReverseBytes64(v)
	}
	return int64(v)
}
