package probe

import (
	"bytes"
	"encoding/binary"

	"github.com/reconwatch/reconwatch/capture/packet"
)

// Words are where a packet's numbers lie side by side, so that all that a row
// wants exactly is a few masked comparisons.
const (
	wordTCP    = iota // flags, window, urgent pointer, IP ID
	wordPorts         // source and target port, IP length, TTL, TOS
	wordSeq           // sequence and acknowledgement number
	wordMisc          // ICMP type, code, id, sequence; don't-fragment (bit 48), IP version (49 to 51)
	wordStart         // the first eight payload bytes, zeros behind the last
	wordLength        // payload length, flow label
	numWords
)

type words [numWords]uint64

// read takes the numbers of p. Those that its protocol does not have are 0.
func (w *words) read(p *packet.Packet) {
	w[wordTCP] = uint64(p.IPID) << 48
	w[wordSeq] = 0
	w[wordPorts] = uint64(p.SrcPort) | uint64(p.DstPort)<<16 | uint64(p.IPLen)<<32 | uint64(p.TTL)<<48 | uint64(p.TOS)<<56
	w[wordMisc] = 4 << 49
	if p.DontFragment {
		w[wordMisc] |= 1 << 48
	}
	if p.IPv6 {
		w[wordMisc] += 2 << 49
	}
	switch p.Proto {
	case packet.ProtoTCP:
		w[wordTCP] |= uint64(p.TCPFlags) | uint64(p.Window)<<16 | uint64(p.Urgent)<<32
		w[wordSeq] = uint64(p.Seq) | uint64(p.Ack)<<32
	case packet.ProtoICMP, packet.ProtoICMPv6:
		w[wordMisc] |= uint64(p.ICMPType) | uint64(p.ICMPCode)<<8 | uint64(p.ICMPID)<<16 | uint64(p.ICMPSeq)<<32
	case packet.ProtoSCTP:
		w[wordMisc] |= uint64(p.SCTPChunk)
	}
	w[wordStart] = start(p.Payload)
	w[wordLength] = uint64(min(max(p.PayloadLen, 0), 65535)) | uint64(flowLabel(p))<<32
}

func start(b []byte) uint64 {
	if len(b) >= 8 {
		return binary.BigEndian.Uint64(b)
	}
	var w uint64
	for i, c := range b {
		w |= uint64(c) << (56 - 8*i)
	}
	return w
}

// flowLabel is that of the IPv6 header (RFC 8200), 0 for IPv4.
func flowLabel(p *packet.Packet) uint32 {
	if !p.IPv6 || len(p.Network) < 4 {
		return 0
	}
	return binary.BigEndian.Uint32(p.Network) & 0xfffff
}

// span is a number that must lie in a range.
type span struct {
	Range
	mask  uint32
	word  uint8
	shift uint8
}

// rule is a compiled Row.
type rule struct {
	mask, want words
	spans      []span
	options    *Hex // all of them; nil where any will do
	pattern    *Pattern
	http       *HTTP
	formula    Formula
	row        uint16
	proto      uint8
	anyProto   bool
}

func compile(r *Row, index int) rule {
	f := &r.Packet
	c := rule{row: uint16(index), formula: f.Formula, pattern: f.Payload, http: f.HTTP}
	if f.Proto != nil {
		c.proto = uint8(*f.Proto)
	} else {
		c.anyProto = true
	}
	for _, k := range f.keys() {
		if k.want != nil {
			c.number(&k)
		}
	}
	if f.Flags != nil && *f.Flags != oddFlags {
		c.exactly(wordTCP, 0, 0x0fff, uint32(*f.Flags))
	}
	if f.DontFragment != nil {
		c.exactly(wordMisc, 48, 1, map[bool]uint32{true: 1}[*f.DontFragment])
	}
	c.options = f.Options
	if p := f.Payload; p != nil {
		own := *p
		if p.Hex == nil && p.Text != "" {
			own.Hex = &Hex{Bytes: []byte(p.Text), Mask: bytes.Repeat([]byte{0xff}, len(p.Text))}
		}
		if p.Inside != nil {
			own.Contains = string(p.Inside.Bytes)
		}
		c.pattern = &own
	}
	if p := c.pattern; p != nil && p.Hex != nil && p.At == 0 {
		for i := range min(8, len(p.Hex.Bytes)) {
			shift := 56 - 8*i
			c.mask[wordStart] |= uint64(p.Hex.Mask[i]) << shift
			c.want[wordStart] |= uint64(p.Hex.Bytes[i]) << shift
		}
	}
	return c
}

// number adds a field that must be a number or in a range.
func (c *rule) number(k *key) {
	mask := k.high
	if k.name == "ip" {
		mask = 7
	}
	if k.want.exact() {
		c.exactly(k.word, k.shift, mask, k.want.Low)
		return
	}
	c.spans = append(c.spans, span{*k.want, mask, k.word, k.shift})
}

func (c *rule) exactly(word, shift uint8, mask, want uint32) {
	c.mask[word] |= uint64(mask) << shift
	c.want[word] |= uint64(want) << shift
}

// matches reports whether p, whose words are w, is what the row wants.
func (c *rule) matches(p *packet.Packet, w *words) bool {
	for i := range c.mask {
		if w[i]&c.mask[i] != c.want[i] {
			return false
		}
	}
	for i := range c.spans {
		s := &c.spans[i]
		if !s.Has(uint32(w[s.word]>>s.shift) & s.mask) {
			return false
		}
	}
	if c.options != nil {
		if o := options(p); len(o) != len(c.options.Bytes) || !c.options.in(o) {
			return false
		}
	}
	if c.formula != FormulaNone && !c.formula.holds(p) {
		return false
	}
	return c.pattern == nil || c.pattern.holds(p)
}

// options are the bytes of the TCP options.
func options(p *packet.Packet) []byte {
	n := int(p.TCPHeaderLen)
	if n <= 20 || len(p.Transport) < n {
		return nil
	}
	return p.Transport[20:n]
}

// holds reports whether the payload of p is as p wants.
func (t *Pattern) holds(p *packet.Packet) bool {
	b := p.Payload
	if h := t.Hex; h != nil {
		if len(b) < t.At || !h.in(b[t.At:]) {
			return false
		}
		if t.Whole && p.PayloadLen != t.At+len(h.Bytes) {
			return false
		}
	}
	for i := range t.Unless {
		if t.Unless[i].in(b) {
			return false
		}
	}
	if t.End != nil && (len(b) != p.PayloadLen || len(b) < len(t.End.Bytes) || !t.End.in(b[len(b)-len(t.End.Bytes):])) {
		return false
	}
	return t.Contains == "" || contains(b, t.Contains)
}

// contains is bytes.Contains for text; it does not allocate.
func contains(b []byte, text string) bool {
	for len(b) >= len(text) {
		i := bytes.IndexByte(b[:len(b)-len(text)+1], text[0])
		if i < 0 {
			return false
		}
		if string(b[i:i+len(text)]) == text {
			return true
		}
		b = b[i+1:]
	}
	return false
}
