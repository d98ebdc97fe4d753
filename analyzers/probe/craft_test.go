package probe

import (
	"encoding/binary"
	"slices"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// crafted is a packet by its fields. Zero values are those of a packet that no
// row wants: the builders set what a row asks for.
type crafted struct {
	v6                          bool
	proto, ttl, tos             uint8
	df                          bool
	ipid, window, urgent, flags uint16
	length                      int // of the IP packet; 0 for what follows
	label, seq, ack             uint32
	sport, dport                uint16
	options, payload            []byte
	icmpType, icmpCode, chunk   uint8
	icmpID, icmpSeq             uint16
	src, dst                    uint32
	badSum                      uint16 // taken from the checksum
	fragmented, headerCut       bool
	partialSum                  bool
}

// plain is an ordinary start: a row sets what it wants on top of it.
func plain() crafted {
	return crafted{ttl: 50, src: 0xc6336402, dst: 0x0a140014, sport: 40000, dport: 80, seq: 0x12345678, icmpType: 8}
}

// of crafts what a row wants.
func of(f *Fields) crafted {
	c := plain()
	switch {
	case f.Proto != nil:
		c.proto = uint8(*f.Proto)
	case f.FlowLabel == nil:
		c.proto = 77 // of those that have nothing behind the header
		c.payload = nil
	default:
		c.proto = packet.ProtoTCP
		c.flags = packet.SYN
	}
	c.v6 = f.FlowLabel != nil || f.IP != nil && f.IP.Low == 6 || c.proto == packet.ProtoICMPv6
	set8 := func(v *uint8, r *Range) {
		if r != nil {
			*v = uint8(pick(r))
		}
	}
	set16 := func(v *uint16, r *Range) {
		if r != nil {
			*v = uint16(pick(r))
		}
	}
	set32 := func(v *uint32, r *Range) {
		if r != nil {
			*v = pick(r)
		}
	}
	set8(&c.ttl, f.TTL)
	set8(&c.tos, f.TOS)
	set16(&c.ipid, f.IPID)
	set32(&c.label, f.FlowLabel)
	set16(&c.sport, f.SourcePort)
	set16(&c.dport, f.TargetPort)
	set16(&c.window, f.Window)
	set16(&c.urgent, f.Urgent)
	set32(&c.seq, f.Seq)
	set32(&c.ack, f.Ack)
	set8(&c.icmpType, f.ICMPType)
	set8(&c.icmpCode, f.ICMPCode)
	set16(&c.icmpID, f.ICMPID)
	set16(&c.icmpSeq, f.ICMPSeq)
	set8(&c.chunk, f.Chunk)
	c.df = f.DontFragment != nil && *f.DontFragment
	if f.Flags != nil {
		c.flags = uint16(*f.Flags)
		if *f.Flags == oddFlags {
			c.flags = packet.SYN | packet.PSH | packet.URG
		}
	} else if c.proto == packet.ProtoTCP && f.FlowLabel == nil {
		c.flags = packet.ACK | packet.PSH
	}
	if f.Options != nil {
		c.options = f.Options.Bytes
	}
	c.payload = payloadOf(f)
	if f.IPLength != nil {
		c.length = int(f.IPLength.Low)
	}
	f.Formula.shape(&c)
	return c
}

func pick(r *Range) uint32 {
	if r.Not {
		return r.Low + 1
	}
	return r.Low
}

func payloadOf(f *Fields) []byte {
	var b []byte
	if p := f.Payload; p != nil {
		body := []byte(p.Text)
		if p.Hex != nil {
			body = p.Hex.Bytes
		}
		b = slices.Concat(make([]byte, p.At), body, []byte(p.Contains))
		if p.Inside != nil {
			b = append(b, p.Inside.Bytes...)
		}
		if !p.Whole && p.End == nil && f.Length == nil {
			b = append(b, "more"...)
		}
		if f.Length != nil && p.End == nil {
			fill := byte(0)
			if f.Formula == FillEqual {
				fill = b[0]
			}
			for len(b) < int(f.Length.Low) {
				b = append(b, fill)
			}
		}
		if p.End != nil {
			if f.Length != nil {
				b = append(b, make([]byte, int(f.Length.Low)-len(b)-len(p.End.Bytes))...)
			}
			b = append(b, p.End.Bytes...)
		}
	} else if f.Length != nil {
		b = make([]byte, f.Length.Low)
	}
	if h := f.HTTP; h != nil {
		method, path := h.Method, h.Path
		if method == "" {
			method = "GET"
		}
		if path == "" {
			path = "/"
		}
		head := method + " " + path + " HTTP/1.1\r\nHost: h\r\n"
		if h.Agent != "" {
			head += "User-Agent: " + h.Agent + "\r\n"
		}
		if h.Bare {
			head = method + " " + path + " HTTP/1.1\r\n"
		}
		b = []byte(head + "\r\n")
	}
	return b
}

// shape makes the fields follow the formula.
func (f Formula) shape(c *crafted) {
	switch f {
	case MasscanIPID:
		if c.proto == packet.ProtoSCTP {
			c.seq = 0x22334455
			c.payload = slices.Clone(c.payload)
			binary.BigEndian.PutUint32(c.payload[4:], c.seq)
		}
		c.ipid = uint16(c.dst^c.seq) ^ c.dport
	case SeqIsTarget:
		c.seq = c.dst
	case AckIsSet:
		c.ack = 7
	case AckIsMask:
		c.seq, c.ack = 0, 0x11223344
	case ShortBySum:
		c.badSum = 1
	case TinyFragment:
		c.fragmented, c.headerCut = true, true
	case AsksFirst:
		c.dst &^= 0xff
	case AsksItself:
		c.dst = c.src
	case AsksLast:
		c.dst |= 0xff
	case PortElsewhere:
		c.payload = []byte("PORT 10,20,0,99,0,80\r\n")
	case PathUUID:
		c.payload = []byte("GET /0a1b2c3d-0000-4000-8000-00000000000f HTTP/1.1\r\nHost: h\r\n\r\n")
	}
}

// bend makes the fields miss the formula.
func (f Formula) bend(c *crafted) {
	switch f {
	case MasscanIPID:
		c.ipid ^= 1
	case SeqIsTarget:
		c.seq++
	case AckIsSet, AckIsMask:
		c.ack = 0
	case NotSequenced:
		c.seq = 0
	case ShortBySum:
		c.badSum = 2
	case TinyFragment:
		c.headerCut = false
	case AsksFirst, AsksItself, AsksLast:
		c.dst ^= 2
	case PortElsewhere:
		c.payload = []byte("PORT 198,51,100,2,0,80\r\n")
	case PathUUID:
		c.payload = []byte("GET /0a1b2c3d-0000-4000-8000-00000000000f/x HTTP/1.1\r\nHost: h\r\n\r\n")
	case FillEqual:
		c.payload = slices.Clone(c.payload)
		c.payload[len(c.payload)-1]++
	}
}

// frame is the packet on a wire without link headers.
func (c *crafted) frame() capture.Frame {
	if c.proto == packet.ProtoARP {
		return c.request()
	}
	t := c.transport()
	var b []byte
	if c.v6 {
		b = binary.BigEndian.AppendUint32(nil, 6<<28|uint32(c.tos)<<20|c.label)
		b = binary.BigEndian.AppendUint16(b, uint16(len(t)))
		b = append(b, c.proto, c.ttl)
		b = append(b, c.address(c.src)...)
		b = append(b, c.address(c.dst)...)
	} else {
		fragment := uint16(0)
		if c.df {
			fragment = 0x4000
		}
		if c.fragmented {
			fragment = 0x2000
		}
		if c.length > 20+len(t) {
			t = append(t, make([]byte, c.length-20-len(t))...)
		}
		b = []byte{0x45, c.tos}
		b = binary.BigEndian.AppendUint16(b, uint16(20+len(t)))
		b = binary.BigEndian.AppendUint16(b, c.ipid)
		b = binary.BigEndian.AppendUint16(b, fragment)
		b = append(b, c.ttl, c.proto, 0, 0)
		b = append(b, c.address(c.src)...)
		b = append(b, c.address(c.dst)...)
	}
	b = append(b, t...)
	return capture.Frame{Data: b, WireLen: uint32(len(b)), LinkType: capture.LinkRaw}
}

// request is ARP's (RFC 826), on Ethernet.
func (c *crafted) request() capture.Frame {
	sender := []byte{2, 0, 0, 0, 0, 1}
	b := slices.Concat([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, sender, []byte{8, 6, 0, 1, 8, 0, 6, 4, 0, arpRequest}, sender)
	b = binary.BigEndian.AppendUint32(b, c.src)
	b = binary.BigEndian.AppendUint32(append(b, make([]byte, 6)...), c.dst)
	return capture.Frame{Data: b, WireLen: uint32(len(b)), LinkType: capture.LinkEthernet}
}

func (c *crafted) address(a uint32) []byte {
	b := binary.BigEndian.AppendUint32(nil, a)
	if c.v6 {
		return append([]byte{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0}, b...)
	}
	return b
}

func (c *crafted) transport() []byte {
	u16 := func(b []byte, v ...uint16) []byte {
		for _, x := range v {
			b = binary.BigEndian.AppendUint16(b, x)
		}
		return b
	}
	switch c.proto {
	case packet.ProtoTCP:
		b := u16(nil, c.sport, c.dport)
		b = binary.BigEndian.AppendUint32(b, c.seq)
		b = binary.BigEndian.AppendUint32(b, c.ack)
		b = u16(b, uint16(5+len(c.options)/4)<<12|c.flags, c.window, 0, c.urgent)
		b = slices.Concat(b, c.options, c.payload)
		sum := add(add(uint32(c.proto)+uint32(len(b)), c.address(c.src)), c.address(c.dst))
		binary.BigEndian.PutUint16(b[16:], ^fold(add(sum, b))-c.badSum)
		if c.partialSum {
			binary.BigEndian.PutUint16(b[16:], fold(sum))
		}
		if c.headerCut {
			return b[:8]
		}
		return b
	case packet.ProtoUDP:
		return append(u16(nil, c.sport, c.dport, uint16(8+len(c.payload)), 0), c.payload...)
	case packet.ProtoICMP, packet.ProtoICMPv6:
		return append(u16([]byte{c.icmpType, c.icmpCode}, 0, c.icmpID, c.icmpSeq), c.payload...)
	case packet.ProtoSCTP:
		b := append(u16(nil, c.sport, c.dport), make([]byte, 8)...)
		b = append(b, c.payload...)
		for len(b) < 16 {
			b = append(b, 0)
		}
		b[12] = c.chunk
		return b
	}
	return c.payload
}

// decode reads a frame as a lane would.
func decode(f capture.Frame) *packet.Packet {
	p := new(packet.Packet)
	p.Decode(&f)
	return p
}
