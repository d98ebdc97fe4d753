package pcapfile

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"unsafe"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/arena"
)

// The classic format: draft-ietf-opsawg-pcap, section 4 and 5.
const (
	classicHeaderLen = 24
	recordHeaderLen  = 16
	// modifiedHeaderLen is of records that also carry interface, protocol and
	// packet type, as patched libpcaps of the 1990s and some routers write them.
	modifiedHeaderLen = 24

	// maxFrame is the longest frame that is believed; libpcap's MAXIMUM_SNAPLEN.
	// A greater length is damage, and must not size a buffer.
	maxFrame = 256 << 10

	// lookAhead is how far ahead of a record its successors are fetched, lookLines lines at a time: the
	// processor itself reads ahead no further than to the end of a page.
	lookAhead, lookLines, line = 2 << 10, 16, 64
)

// classic reads the records of one file.
type classic struct {
	swap   bool
	old    bool // before 2.4: the two lengths may lie in the other order
	header int
	scale  int64 // nanoseconds in a unit of the second time field
	link   capture.LinkType
	iface  uint16
}

// classicMagic describes a magic number as it reads in the writer's byte order.
var classicMagic = map[uint32]classic{
	0xa1b2c3d4: {header: recordHeaderLen, scale: 1000},
	0xa1b23c4d: {header: recordHeaderLen, scale: 1},
	0xa1b2cd34: {header: modifiedHeaderLen, scale: 1000},
}

// newClassic reads the file header; w holds all of it.
func newClassic(w []byte, iface uint16) (*classic, int, string) {
	magic := binary.LittleEndian.Uint32(w)
	c, ok := classicMagic[magic]
	if !ok {
		c = classicMagic[bits.ReverseBytes32(magic)]
		c.swap = true
	}
	c.iface = iface
	var order binary.ByteOrder = binary.LittleEndian
	if c.swap {
		order = binary.BigEndian
	}
	major, minor := order.Uint16(w[4:]), order.Uint16(w[6:])
	if major != 2 {
		return nil, 4, fmt.Sprintf("pcap version %d.%d is not supported", major, minor)
	}
	c.old = minor < 4
	// The top six bits say how long a frame check sequence is; the decoder goes
	// by the length in the IP header and needs no telling.
	link := order.Uint32(w[20:]) & 0x03ffffff
	if c.link, ok = linkType(link); !ok {
		return nil, 20, linkProblem(link)
	}
	return &c, 0, ""
}

// parse fills frames from the records in w.
func (c *classic) parse(w []byte, frames []capture.Frame) (n, used int, problem string) {
	header, scale, swap := c.header, c.scale, c.swap
	fetched := lookAhead - lookLines*line // the last call has come so far
	for n < len(frames) && len(w)-used >= header {
		h := w[used : used+recordHeaderLen : used+recordHeaderLen]
		sec, frac := binary.LittleEndian.Uint32(h), binary.LittleEndian.Uint32(h[4:])
		size, wire := binary.LittleEndian.Uint32(h[8:]), binary.LittleEndian.Uint32(h[12:])
		if swap {
			sec, frac = bits.ReverseBytes32(sec), bits.ReverseBytes32(frac)
			size, wire = bits.ReverseBytes32(size), bits.ReverseBytes32(wire)
		}
		if size > wire && c.old {
			size, wire = wire, size
		}
		if size > maxFrame {
			return n, used, fmt.Sprintf("a frame of %d bytes is longer than the limit of %d", size, maxFrame)
		}
		if used+lookAhead > fetched {
			fetched += lookLines * line
			if fetched+lookLines*line <= len(w) {
				arena.PrefetchSpan(unsafe.Pointer(&w[fetched]), lookLines)
			}
		}
		start := used + header
		end := start + int(size)
		if end > len(w) {
			break
		}
		f := &frames[n]
		f.Data = w[start:end:end]
		// The fraction is signed in files that were shifted in time.
		f.Time = max(int64(sec)*1e9+int64(int32(frac))*scale, 0)
		f.WireLen = max(wire, size)
		f.LinkType, f.Interface = c.link, c.iface
		f.VLAN, f.HasVLAN = 0, false
		used = end
		n++
	}
	return n, used, ""
}
