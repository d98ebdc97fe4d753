package web

import (
	"bytes"

	"github.com/reconwatch/reconwatch/analyzers/labels"
	"github.com/reconwatch/reconwatch/capture/httpwire"
)

// hostShape splits the name of a host into the domain and its first label; a bare name has no domain. It is false for addresses and for what
// stands right under a top-level domain.
func hostShape(host []byte) (shape, bool) {
	if i := bytes.IndexByte(host, ':'); i >= 0 {
		host = host[:i]
	}
	i := bytes.IndexByte(host, '.')
	if i < 0 && len(host) > 0 && host[0] != '[' {
		return shape{stem: host}, true
	}
	if i <= 0 || bytes.IndexByte(host[i+1:], '.') < 0 || host[len(host)-1] <= '9' {
		return shape{}, false
	}
	return shape{dir: host[i+1:], stem: host[:i]}, true
}

// otherHost tells that the front page of one more host of the same domain is asked for, at the same server: so
// names of virtual hosts are tried as names of paths are.
func (v *visit) otherHost(r *httpwire.Request) (shape, bool) {
	if len(r.Path) != 1 {
		return shape{}, false
	}
	s, ok := hostShape(r.Host)
	if !ok {
		return shape{}, false
	}
	domain := uint32(hash(s.dir, 4)) | 1
	known := domain == v.domain || v.domain == 0 && isRandom(shape{stem: s.stem}) // the first is a visit
	if len(s.dir) > 0 || v.domain == 0 {                                          // a bare name may stand among others
		v.domain = domain
	}
	return s, known
}

// guesses makes the name of a host what is asked for.
func (a *ask) guesses(s shape, host []byte) {
	a.vhost, a.class = true, 0
	a.n, a.size = uint8(copy(a.text[:], host)), uint16(len(host))
	s.dir = nil
	switch {
	case isListed(s.stem), isLabel(s.stem):
		a.class = listed
	case isRandom(s):
		a.class = random
	case isStructured(s.stem):
		a.class = structured
	}
}

// isLabel: word lists of hosts have it.
func isLabel(stem []byte) bool {
	var buf [longest]byte
	return len(stem) <= longest && labels.Common(lowered(&buf, stem))
}
