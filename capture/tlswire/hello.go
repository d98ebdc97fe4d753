// Package tlswire reads the server name of a TLS ClientHello as it came over the wire.
//
// A hello may be longer than a segment, and a segment longer than what was kept of it: the
// reader takes two pieces with what lies between them unknown, and passes an extension
// whose bytes it does not have, by its length.
//
// Goroutines: none. Allocation: none. Input is hostile: any bytes give a verdict.
package tlswire

// Verdict is how far a hello could be read.
type Verdict uint8

// Verdicts.
const (
	Found    Verdict = iota // a server name
	Nameless                // a hello that has none
	Missing                 // bytes are missing before it could be told
	NoHello                 // not the start of a ClientHello
)

// MaxName bounds a host name: RFC 1035.
const MaxName = 253

// Pieces are the parts of one direction of a connection that were captured: First begins
// it, Second begins At bytes after First does. Second may be empty.
type Pieces struct {
	First, Second []byte
	At            int
	joined        [4 + 5 + MaxName]byte
}

// Lengths and numbers of RFC 8446, sections 4 and 5, and RFC 6066, section 3.
const (
	recordHeader    = 5
	handshakeHeader = 4
	handshake       = 22
	clientHello     = 1
	random          = 32
	serverName      = 0
	hostName        = 0
	maxExtensions   = 128
)

// take gives n bytes at off, false where they were not captured. What lies in both pieces is joined.
func (p *Pieces) take(off, n int) ([]byte, bool) {
	switch {
	case off+n <= len(p.First):
		return p.First[off : off+n], true
	case off >= p.At && off+n <= p.At+len(p.Second) && len(p.Second) > 0:
		return p.Second[off-p.At : off-p.At+n], true
	case off >= len(p.First) || p.At > len(p.First) || off+n > p.At+len(p.Second) || n > len(p.joined) || p.At < 0:
		return nil, false
	}
	had := copy(p.joined[:n], p.First[off:])
	copy(p.joined[had:n], p.Second[off+had-p.At:])
	return p.joined[:n], true
}

// number reads a big-endian number of n bytes, -1 where they were not captured.
func (p *Pieces) number(off, n int) int {
	b, ok := p.take(off, n)
	if !ok {
		return -1
	}
	v := 0
	for _, c := range b {
		v = v<<8 | int(c)
	}
	return v
}

// ServerName finds the host name that the client asks for. It points into the pieces.
func (p *Pieces) ServerName() ([]byte, Verdict) {
	kind, major, step := p.number(0, 1), p.number(1, 1), p.number(recordHeader, 1)
	if kind >= 0 && kind != handshake || major >= 0 && major != 3 || step >= 0 && step != clientHello {
		return nil, NoHello
	}
	length := p.number(recordHeader+1, 3)
	if length < 0 {
		return nil, Missing
	}
	at, end := recordHeader+handshakeHeader+2+random, recordHeader+handshakeHeader+length
	// Session id, cipher suites, compression methods: each behind its length.
	for _, width := range [...]int{1, 2, 1} {
		n := p.number(at, width)
		if n < 0 {
			return nil, Missing
		}
		if at += width + n; at > end {
			return nil, NoHello
		}
	}
	if at == end {
		return nil, Nameless
	}
	n := p.number(at, 2)
	if n < 0 {
		return nil, Missing
	}
	if at += 2; at+n > end {
		return nil, NoHello
	}
	return p.extensions(at, at+n)
}

// extensions walks from at to end, over those whose bytes are missing by their length.
func (p *Pieces) extensions(at, end int) ([]byte, Verdict) {
	for count := 0; at+4 <= end && count < maxExtensions; count++ {
		kind, n := p.number(at, 2), p.number(at+2, 2)
		if kind < 0 || n < 0 {
			return nil, Missing
		}
		if at += 4; at+n > end {
			return nil, NoHello
		}
		if kind == serverName {
			return p.name(at, n)
		}
		at += n
	}
	return nil, Nameless
}

// name reads a server name list of n bytes at off, which holds one host name in practice.
func (p *Pieces) name(off, n int) ([]byte, Verdict) {
	kind, length := p.number(off+2, 1), p.number(off+3, 2)
	switch {
	case n < 5 || kind > hostName || length == 0 || length > MaxName || length > n-5:
		return nil, NoHello
	case kind < 0 || length < 0:
		return nil, Missing
	}
	b, ok := p.take(off+5, length)
	if !ok {
		return nil, Missing
	}
	return b, Found
}
