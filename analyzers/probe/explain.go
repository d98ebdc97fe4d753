package probe

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/reconwatch/reconwatch/capture/packet"
)

// Criterion is one thing that a row wants of a packet, and what the packet has there.
// What is from the wire in Got is quoted or in hexadecimal digits.
type Criterion struct{ Field, Want, Got string }

// maxQuoted bounds what is quoted of a payload, in bytes.
const maxQuoted = 128

// Explain lists what a row wants, in the order of the table's keys, beside what
// p has; a nil p has nothing.
func (m *Matcher) Explain(p *packet.Packet, row uint16) []Criterion {
	f := &m.rows[row].Packet
	x := explainer{p: p}
	if p != nil {
		x.words.read(p)
	}
	if f.Proto != nil {
		x.add("proto", f.Proto.String(), func(p *packet.Packet) string { return Proto(p.Proto).String() })
	}
	for _, k := range f.keys() {
		if k.want != nil {
			x.number(&k)
		}
	}
	if f.DontFragment != nil {
		x.add("dont_fragment", strconv.FormatBool(*f.DontFragment), func(p *packet.Packet) string { return strconv.FormatBool(p.DontFragment) })
	}
	if f.Flags != nil {
		x.add("flags", f.Flags.String(), func(p *packet.Packet) string { return Flags(p.TCPFlags).String() })
	}
	if f.Options != nil {
		x.add("tcp_options", f.Options.String(), func(p *packet.Packet) string { return orNone(hex.EncodeToString(options(p))) })
	}
	x.payload(f.Payload)
	x.request(f.HTTP)
	if f.Formula != FormulaNone {
		x.add("formula", f.Formula.String(), f.Formula.numbers)
	}
	return x.out
}

type explainer struct {
	p     *packet.Packet
	words words
	out   []Criterion
}

func (x *explainer) add(field, want string, got func(*packet.Packet) string) {
	c := Criterion{Field: field, Want: want}
	if x.p != nil {
		c.Got = got(x.p)
	}
	x.out = append(x.out, c)
}

func (x *explainer) number(k *key) {
	mask := k.high
	if k.name == "ip" {
		mask = 7
	}
	x.add(k.name, k.want.String(), func(*packet.Packet) string {
		return strconv.FormatUint(uint64(uint32(x.words[k.word]>>k.shift)&mask), 10)
	})
}

func (x *explainer) payload(t *Pattern) {
	if t == nil {
		return
	}
	at := func(from, n int, show func([]byte) string) func(*packet.Packet) string {
		return func(p *packet.Packet) string {
			b := p.Payload[min(from, len(p.Payload)):]
			return show(b[:min(n, maxQuoted, len(b))])
		}
	}
	where := ""
	if t.At > 0 {
		where = fmt.Sprintf(" at %d", t.At)
	}
	if t.Whole {
		where += ", whole"
	}
	switch {
	case t.Hex != nil:
		x.add("payload"+where, t.Hex.String(), at(t.At, len(t.Hex.Bytes), hex.EncodeToString))
	case t.Text != "":
		x.add("payload"+where, strconv.Quote(t.Text), at(t.At, len(t.Text), quoted))
	}
	if t.Contains != "" {
		x.add("payload contains", strconv.Quote(t.Contains), at(0, maxQuoted, quoted))
	}
	if t.Inside != nil {
		x.add("payload contains", t.Inside.String(), at(0, maxQuoted, hex.EncodeToString))
	}
	for i := range t.Unless {
		x.add("payload unless", t.Unless[i].String(), at(0, len(t.Unless[i].Bytes), hex.EncodeToString))
	}
	if t.End != nil {
		n := len(t.End.Bytes)
		x.add("payload ends", t.End.String(), func(p *packet.Packet) string {
			return hex.EncodeToString(p.Payload[max(0, len(p.Payload)-n):])
		})
	}
}

func quoted(b []byte) string { return strconv.QuoteToASCII(string(b)) }

func (x *explainer) request(h *HTTP) {
	if h == nil {
		return
	}
	var r request
	if x.p != nil {
		parseRequest(x.p.Payload, &r)
	}
	for _, c := range []struct {
		field, want string
		got         []byte
	}{{"http method", h.Method, r.method}, {"http path", h.Path, r.path}, {"http agent", h.Agent, r.agent}} {
		if c.want != "" {
			x.add(c.field, strconv.Quote(c.want), func(*packet.Packet) string { return quoted(c.got[:min(len(c.got), maxQuoted)]) })
		}
	}
	if h.Bare {
		x.add("http head", "no header field", func(*packet.Packet) string { return map[bool]string{true: "no header field"}[r.bare] })
	}
}

// numbers are those that a formula relates.
func (f Formula) numbers(p *packet.Packet) string {
	switch f {
	case MasscanIPID:
		seq, _ := chosen(p)
		return fmt.Sprintf("0x%04x = 0x%04x ^ %d ^ 0x%04x", p.IPID, uint16(ipv4(&p.Dst)), p.DstPort, uint16(seq))
	case SeqIsTarget:
		return fmt.Sprintf("seq 0x%08x is %s", p.Seq, p.Dst)
	case AckIsSet, AckIsMask, NotSequenced:
		return fmt.Sprintf("seq 0x%08x, ack 0x%08x", p.Seq, p.Ack)
	case TinyFragment:
		return fmt.Sprintf("%d bytes of a TCP header", p.PayloadLen)
	case PathUUID:
		return quoted(p.Payload[:min(len(p.Payload), maxQuoted)])
	case AsksFirst, AsksItself, AsksLast:
		return fmt.Sprintf("%s asks for %s", p.Src, p.Dst)
	case PortElsewhere:
		return quoted(p.Payload[:min(len(p.Payload), maxQuoted)]) + " from " + p.Src.String()
	case FillEqual:
		return fmt.Sprintf("%d times 0x%s", p.PayloadLen, hex.EncodeToString(p.Payload[:min(1, len(p.Payload))]))
	}
	return ""
}

// String is the table's word, or the number.
func (p Proto) String() string {
	for name, n := range protoNames {
		if n == uint8(p) {
			return name
		}
	}
	return strconv.Itoa(int(p))
}

// String is the letters of the table, "none", or a number where there is no letter.
func (f Flags) String() string {
	const letters = "FSRPAUECN"
	if f == 0 {
		return "none"
	}
	if f == oddFlags {
		return "odd"
	}
	if f>>len(letters) != 0 {
		return fmt.Sprintf("0x%03x", uint16(f))
	}
	var b strings.Builder
	for i := range len(letters) {
		if f>>i&1 != 0 {
			b.WriteByte(letters[i])
		}
	}
	return b.String()
}

// String is how the table writes it: "." is any digit.
func (h *Hex) String() string {
	b := []byte(hex.EncodeToString(h.Bytes))
	for i, c := range hex.EncodeToString(h.Mask) {
		if c == '0' {
			b[i] = '.'
		}
	}
	return orNone(string(b))
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
