// Package dnswire reads DNS messages as they came over the wire: header, first question, and
// on request the records; and it finds the messages in the segments of a TCP connection.
//
// What it gives points into the bytes read and dies with them. Names are
// not escaped: who shows them uses AppendText.
//
// Goroutines: none. Allocation: none. Input is hostile: any bytes give a verdict, in time
// that grows with their number only; compression cannot loop.
package dnswire

import "encoding/binary"

// HeaderBytes is the length of a header.
const HeaderBytes = 12

// Verdict is how far a message could be read.
type Verdict uint8

// Verdicts.
const (
	Whole     Verdict = iota // header and first question, if it has one
	Cut                      // the bytes end before that
	Malformed                // no DNS message
)

// Header bits (RFC 1035, section 4.1.1; AD and CD: RFC 4035).
const (
	Response         = 1 << 15
	Authoritative    = 1 << 10
	Truncated        = 1 << 9
	RecursionDesired = 1 << 8
	Recursive        = 1 << 7
	Authentic        = 1 << 5
	CheckingDisabled = 1 << 4
)

// Opcodes that are told apart.
const (
	Query  = 0
	Status = 2
	Notify = 4
	Update = 5
)

// Response codes that are told apart.
const (
	Success  = 0
	FormErr  = 1
	ServFail = 2
	NXDomain = 3
	NotImp   = 4
	Refused  = 5
	NotAuth  = 9
)

// Classes that are told apart.
const (
	ClassIN  = 1
	ClassCH  = 3
	ClassANY = 255
)

// Types that are told apart.
const (
	TypeA          = 1
	TypeNS         = 2
	TypeCNAME      = 5
	TypeSOA        = 6
	TypePTR        = 12
	TypeHINFO      = 13
	TypeMX         = 15
	TypeTXT        = 16
	TypeAAAA       = 28
	TypeSRV        = 33
	TypeNAPTR      = 35
	TypeOPT        = 41
	TypeDS         = 43
	TypeRRSIG      = 46
	TypeNSEC       = 47
	TypeDNSKEY     = 48
	TypeNSEC3      = 50
	TypeNSEC3PARAM = 51
	TypeTLSA       = 52
	TypeCDS        = 59
	TypeSVCB       = 64
	TypeHTTPS      = 65
	TypeSPF        = 99
	TypeIXFR       = 251
	TypeAXFR       = 252
	TypeANY        = 255
	TypeCAA        = 257
)

// Message is what was read of a message. It may be used again.
type Message struct {
	ID, Flags                                   uint16
	Questions, Answers, Authorities, Additional uint16
	// Name, Type and Class are of the first question; Name is nil if there is none.
	Name        Name
	Type, Class uint16

	bytes []byte
	at    int // of what comes after the first question
	mixed [MaxName]byte
}

// Opcode is what is asked for.
func (m *Message) Opcode() int { return int(m.Flags >> 11 & 15) }

// Code is the response code; extended codes (RFC 6891) are cut to their low four bits.
func (m *Message) Code() int { return int(m.Flags & 15) }

// IsResponse reports whether it answers.
func (m *Message) IsResponse() bool { return m.Flags&Response != 0 }

// Parse reads header and first question of b, which the message points into until it reads another.
func (m *Message) Parse(b []byte) Verdict {
	m.Name, m.Type, m.Class, m.bytes, m.at = nil, 0, 0, b, HeaderBytes
	if len(b) < HeaderBytes {
		m.ID, m.Flags, m.Questions, m.Answers, m.Authorities, m.Additional = 0, 0, 0, 0, 0, 0
		return Cut
	}
	m.ID, m.Flags = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
	m.Questions, m.Answers = binary.BigEndian.Uint16(b[4:]), binary.BigEndian.Uint16(b[6:])
	m.Authorities, m.Additional = binary.BigEndian.Uint16(b[8:]), binary.BigEndian.Uint16(b[10:])
	if m.Questions == 0 {
		return Whole
	}
	return m.question(b)
}

func (m *Message) question(b []byte) Verdict {
	name, at, v := readName(b, HeaderBytes, &m.mixed)
	if v != Whole {
		return v
	}
	if at+4 > len(b) {
		return Cut
	}
	m.Name, m.at = name, at+4
	m.Type, m.Class = binary.BigEndian.Uint16(b[at:]), binary.BigEndian.Uint16(b[at+2:])
	return Whole
}
