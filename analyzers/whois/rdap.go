package whois

import (
	"bytes"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/httpwire"
)

// rdapWithin is how far into a request "rdap" stands, in its path or in the name of its host.
const rdapWithin = 256

// rdapKinds are the parts of a path that an object follows: RFC 9082, section 3.1.
var rdapKinds = [][]byte{[]byte("/domain/"), []byte("/ip/"), []byte("/autnum/"), []byte("/entity/"), []byte("/nameserver/")}

// mayBeRDAP is quick, and true for few others.
func mayBeRDAP(data []byte) bool {
	return bytes.Contains(data[:min(len(data), rdapWithin)], []byte("rdap"))
}

// rdap reads a request in cleartext, as it comes to a server of one's own behind a proxy.
func (d *Detector) rdap(e *analyzers.Event, data []byte) {
	r := &d.request
	if !httpwire.ParseRequest(data, r) || !bytes.HasPrefix(r.Host, []byte("rdap.")) && !bytes.Contains(r.Path, []byte("/rdap/")) {
		return
	}
	object := rdapObject(r.Path)
	if object == nil {
		return
	}
	l, fresh := d.flows.Take(d.flow(e), e.Time)
	if !fresh && int32(e.Seq-l.next) < 0 {
		return // sent again
	}
	l.next, l.rdap = e.Seq+uint32(e.Extra), true
	d.lookUp(e, &query{object: object})
}

// rdapObject gives what a path asks for, nil for nothing.
func rdapObject(path []byte) []byte {
	for _, k := range rdapKinds {
		if i := bytes.Index(path, k); i >= 0 && i+len(k) < len(path) {
			return path[i+len(k):]
		}
	}
	return nil
}

// rdapAnswer counts what a server gave away.
func (d *Detector) rdapAnswer(e *analyzers.Event, data []byte) {
	if l := d.flows.Find(d.flow(e)); l == nil || !l.rdap || !httpwire.ParseResponse(data, &d.response) || d.response.Code < 200 {
		return
	}
	d.gave(e, d.response.Code < 300)
}
