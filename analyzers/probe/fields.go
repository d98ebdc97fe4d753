package probe

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/reconwatch/reconwatch/capture/packet"
)

// Fields is what one packet must look like; an absent key is not looked at.
type Fields struct {
	IP           *Range   `yaml:"ip"` // version, 4 or 6
	Proto        *Proto   `yaml:"proto"`
	TTL          *Range   `yaml:"ttl"` // as received: what was sent, less the hops
	TOS          *Range   `yaml:"tos"`
	DontFragment *bool    `yaml:"dont_fragment"`
	IPID         *Range   `yaml:"ip_id"`
	IPLength     *Range   `yaml:"ip_length"`
	FlowLabel    *Range   `yaml:"flow_label"`
	SourcePort   *Range   `yaml:"source_port"`
	TargetPort   *Range   `yaml:"target_port"`
	Flags        *Flags   `yaml:"flags"`
	Window       *Range   `yaml:"window"`
	Urgent       *Range   `yaml:"urgent"`
	Seq          *Range   `yaml:"seq"`
	Ack          *Range   `yaml:"ack"`
	Options      *Hex     `yaml:"tcp_options"` // all bytes of them; "" for none, "." is any digit
	ICMPType     *Range   `yaml:"icmp_type"`
	ICMPCode     *Range   `yaml:"icmp_code"`
	ICMPID       *Range   `yaml:"icmp_id"`
	ICMPSeq      *Range   `yaml:"icmp_seq"`
	Chunk        *Range   `yaml:"sctp_chunk"`
	Length       *Range   `yaml:"payload_length"` // on the wire
	Payload      *Pattern `yaml:"payload"`
	HTTP         *HTTP    `yaml:"http"`
	Formula      Formula  `yaml:"formula"`
}

// Pattern is what a payload must look like; at least one of Hex, Text, Contains, Inside, End.
type Pattern struct {
	Hex      *Hex   `yaml:"hex"`      // digits; "." is any
	Text     string `yaml:"text"`     // the same as text
	At       int    `yaml:"at"`       // where Hex or Text begins
	Whole    bool   `yaml:"whole"`    // nothing follows Hex or Text
	Unless   []Hex  `yaml:"unless"`   // what the payload must not begin with
	Contains string `yaml:"contains"` // text, anywhere in the captured part
	Inside   *Hex   `yaml:"inside"`   // the same as digits
	End      *Hex   `yaml:"end"`      // the last bytes
}

// HTTP is what the head of an HTTP request must look like.
type HTTP struct {
	Method string `yaml:"method"` // exactly
	Path   string `yaml:"path"`   // the start of the request target
	Agent  string `yaml:"agent"`  // the start of the User-Agent
	Exact  bool   `yaml:"exact"`  // Path and Agent are the whole
	Bare   bool   `yaml:"bare"`   // no header field at all
}

// Range is one number, "a..b", or "!n" for any other.
type Range struct {
	Low, High uint32
	Not       bool
}

// UnmarshalYAML reads a Range.
func (r *Range) UnmarshalYAML(n *yaml.Node) error {
	text, not := strings.CutPrefix(n.Value, "!")
	if n.Tag == "!" || strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") {
		return fmt.Errorf("line %d: put %q in quotes", n.Line, n.Tag+n.Value)
	}
	low, high, ranged := strings.Cut(text, "..")
	a, err := strconv.ParseUint(low, 0, 32)
	b := a
	if err == nil && ranged {
		b, err = strconv.ParseUint(high, 0, 32)
	}
	if err != nil || b < a || (not && ranged) {
		return fmt.Errorf("line %d: %q is not a number, \"a..b\" or \"!n\"", n.Line, n.Value)
	}
	*r = Range{uint32(a), uint32(b), not}
	return nil
}

// Has reports whether v is in r.
func (r *Range) Has(v uint32) bool { return (v >= r.Low && v <= r.High) != r.Not }

func (r *Range) exact() bool { return r.Low == r.High && !r.Not }

// String is how the table writes it.
func (r *Range) String() string {
	switch {
	case r.Not:
		return fmt.Sprintf("other than %d", r.Low)
	case r.exact():
		return strconv.FormatUint(uint64(r.Low), 10)
	}
	return fmt.Sprintf("%d to %d", r.Low, r.High)
}

// Hex is bytes, of which some half-bytes may be any.
type Hex struct {
	Bytes []byte
	Mask  []byte // ones where the bits count
}

// UnmarshalYAML reads hexadecimal digits with spaces between; "." is any digit.
func (h *Hex) UnmarshalYAML(n *yaml.Node) error {
	text := strings.ReplaceAll(n.Value, " ", "")
	if len(text)%2 != 0 {
		return fmt.Errorf("line %d: %q: an odd number of digits", n.Line, n.Value)
	}
	mask := []byte(text)
	for i, c := range mask {
		mask[i] = 'f'
		if c == '.' {
			mask[i] = '0'
		}
	}
	var err error
	if h.Bytes, err = hex.DecodeString(strings.ReplaceAll(text, ".", "0")); err != nil {
		return fmt.Errorf("line %d: %q: not hexadecimal (in quotes, or it is read as a number)", n.Line, n.Value)
	}
	h.Mask, err = hex.DecodeString(string(mask))
	return err
}

// fixed reports whether every digit counts.
func (h *Hex) fixed() bool {
	for _, m := range h.Mask {
		if m != 0xff {
			return false
		}
	}
	return true
}

// in reports whether b begins with h.
func (h *Hex) in(b []byte) bool {
	if len(b) < len(h.Bytes) {
		return false
	}
	for i, m := range h.Mask {
		if b[i]&m != h.Bytes[i] {
			return false
		}
	}
	return true
}

// Flags are the twelve bits behind the TCP data offset.
type Flags uint16

var flagLetters = map[rune]uint16{
	'F': packet.FIN, 'S': packet.SYN, 'R': packet.RST, 'P': packet.PSH, 'A': packet.ACK, 'U': packet.URG,
	'E': packet.ECE, 'C': packet.CWR, 'N': packet.AE,
}

// oddFlags stands for all that no stack sends and no other row of the table names.
const oddFlags Flags = 1 << 15

// odd reports whether no stack sends these flags; those of congestion aside.
func (f Flags) odd() bool {
	switch uint16(f) & (packet.FIN | packet.SYN | packet.RST | packet.PSH | packet.ACK | packet.URG) {
	case packet.SYN, packet.SYN | packet.ACK, packet.RST, packet.RST | packet.ACK, packet.ACK, packet.ACK | packet.PSH, packet.ACK | packet.URG,
		packet.ACK | packet.PSH | packet.URG, packet.FIN | packet.ACK, packet.FIN | packet.ACK | packet.PSH, packet.FIN | packet.ACK | packet.PSH | packet.URG:
		return false
	}
	return true
}

// UnmarshalYAML reads letters of FSRPAUECN, "none", "odd", or the number of all twelve bits.
func (f *Flags) UnmarshalYAML(n *yaml.Node) error {
	if v, err := strconv.ParseUint(n.Value, 0, 12); err == nil {
		*f = Flags(v)
		return nil
	}
	*f = 0
	switch n.Value {
	case "none":
		return nil
	case "odd":
		*f = oddFlags
		return nil
	}
	for _, c := range n.Value {
		bit, ok := flagLetters[c]
		if !ok {
			return fmt.Errorf("line %d: flags %q: letters of FSRPAUECN, \"none\", \"odd\", or a number", n.Line, n.Value)
		}
		*f |= Flags(bit)
	}
	return nil
}

// Proto is an IP protocol number.
type Proto uint8

var protoNames = map[string]uint8{
	"icmp": packet.ProtoICMP, "tcp": packet.ProtoTCP, "udp": packet.ProtoUDP, "icmp6": packet.ProtoICMPv6,
	"sctp": packet.ProtoSCTP, "arp": packet.ProtoARP,
}

// UnmarshalYAML reads a name or a number.
func (p *Proto) UnmarshalYAML(n *yaml.Node) error {
	if v, ok := protoNames[n.Value]; ok {
		*p = Proto(v)
		return nil
	}
	v, err := strconv.ParseUint(n.Value, 0, 8)
	if err != nil {
		return fmt.Errorf("line %d: proto %q: icmp, tcp, udp, icmp6, sctp, arp or a number", n.Line, n.Value)
	}
	*p = Proto(v)
	return nil
}
