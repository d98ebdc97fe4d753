package dnswire

import "encoding/binary"

// Section is where in a message a record stands.
type Section uint8

// Sections.
const (
	Answer Section = iota
	Authority
	Addition
	Sections
)

// Record is one resource record; Data points into the message.
type Record struct {
	Section     Section
	Type, Class uint16
	TTL         uint32
	Data        []byte
	owner, data int
}

// Records walks the records of a message that was parsed to its end or to the end of its bytes.
type Records struct {
	b    []byte
	at   int
	left [Sections]uint16
}

// Records starts at the first record. A message whose question could not be read has none.
func (m *Message) Records() Records {
	r := Records{b: m.bytes, at: m.at, left: [Sections]uint16{m.Answers, m.Authorities, m.Additional}}
	if m.Questions > 0 && m.Name == nil {
		return Records{}
	}
	for q := uint16(1); q < m.Questions; q++ {
		next, v := passName(r.b, r.at)
		if v != Whole || next+4 > len(r.b) {
			return Records{}
		}
		r.at = next + 4
	}
	return r
}

// Next reads the next record; false at the end, or where it is cut or malformed.
func (r *Records) Next(out *Record) bool {
	s := Answer
	for r.left[s] == 0 {
		if s++; s == Sections {
			return false
		}
	}
	const fixed = 10 // type, class, TTL, length
	at, v := passName(r.b, r.at)
	if v != Whole || at+fixed > len(r.b) {
		*r = Records{}
		return false
	}
	data := at + fixed
	end := data + int(binary.BigEndian.Uint16(r.b[at+8:]))
	if end > len(r.b) {
		*r = Records{}
		return false
	}
	*out = Record{
		Section: s, Type: binary.BigEndian.Uint16(r.b[at:]), Class: binary.BigEndian.Uint16(r.b[at+2:]),
		TTL: binary.BigEndian.Uint32(r.b[at+4:]), Data: r.b[data:end:end], owner: r.at, data: data,
	}
	r.left[s]--
	r.at = end
	return true
}

// Owner reads the name that the record belongs to; nil if it is malformed.
func (r *Records) Owner(rec *Record, scratch *[MaxName]byte) Name {
	n, _, _ := readName(r.b, rec.owner, scratch)
	return n
}

// Target reads the name at the start of the record's data (NS, CNAME, SOA, PTR, NSEC);
// nil if it is malformed or longer than the data.
func (r *Records) Target(rec *Record, scratch *[MaxName]byte) Name {
	n, next, _ := readName(r.b, rec.data, scratch)
	if n == nil || next > rec.data+len(rec.Data) {
		return nil
	}
	return n
}

// optionSubnet is EDNS Client Subnet: RFC 7871.
const optionSubnet = 8

// Subnet finds the client's network that a resolver passed on in an OPT record's data:
// its address family (1 or 2), its prefix length and as many bytes as that takes.
func (rec *Record) Subnet() (family uint16, bits uint8, address []byte, ok bool) {
	b := rec.Data
	for rec.Type == TypeOPT && len(b) >= 4 {
		code, n := binary.BigEndian.Uint16(b), int(binary.BigEndian.Uint16(b[2:]))
		if b = b[4:]; n > len(b) {
			break
		}
		if code == optionSubnet && n >= 4 {
			family, bits, address = binary.BigEndian.Uint16(b), b[2], b[4:n:n]
			most := uint8(128)
			if family == 1 {
				most = 32
			}
			return family, bits, address, (family == 1 || family == 2) && bits <= most && len(address) == (int(bits)+7)/8
		}
		b = b[n:]
	}
	return 0, 0, nil, false
}
