package probe

import (
	"bytes"

	"github.com/reconwatch/reconwatch/capture/packet"
)

// request is the head of an HTTP request, as far as it was captured.
type request struct {
	method, path, agent []byte
	bare                bool // the head ends behind the first line
}

// maxMethod bounds a method's name: that of WebDAV's longest is 16.
const maxMethod = 20

// parseRequest reads the head of an HTTP/1 request (RFC 9112 section 3); false if b is none.
func parseRequest(b []byte, r *request) bool {
	i := bytes.IndexByte(b[:min(len(b), maxMethod)], ' ')
	if i < 3 {
		return false
	}
	for _, c := range b[:i] {
		if (c < 'A' || c > 'Z') && c != '-' {
			return false
		}
	}
	r.method, b = b[:i], b[i+1:]
	end := bytes.IndexByte(b, '\n')
	line := b
	if end >= 0 {
		line = b[:end]
	}
	j := bytes.IndexByte(line, ' ')
	if j < 1 {
		return false
	}
	r.path = line[:j]
	if !bytes.HasPrefix(line[j+1:], []byte("HTTP/")) {
		return false
	}
	r.agent, r.bare = nil, false
	if end >= 0 {
		r.head(b[end+1:])
	}
	return true
}

// head looks for the User-Agent among the header fields.
func (r *request) head(b []byte) {
	r.bare = len(b) > 0 && (b[0] == '\n' || b[0] == '\r')
	for len(b) > 1 && b[0] != '\r' && b[0] != '\n' {
		line := b
		end := bytes.IndexByte(b, '\n')
		if end >= 0 {
			line, b = b[:end], b[end+1:]
		} else {
			b = nil
		}
		if v, ok := agentOf(line); ok {
			r.agent = v
			return
		}
	}
}

func agentOf(line []byte) ([]byte, bool) {
	const name = "user-agent:"
	if len(line) < len(name) || line[0]|0x20 != 'u' {
		return nil, false
	}
	for i := range len(name) {
		c := line[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != name[i] {
			return nil, false
		}
	}
	return bytes.Trim(line[len(name):], " \t\r"), true
}

func (m *Matcher) matchHTTP(p *packet.Packet, v *view, hits *Hits) {
	var r request
	if len(m.http) == 0 || !parseRequest(p.Payload, &r) {
		return
	}
	for i := range m.http {
		row := m.http[i].row
		if c := &m.rules[row]; c.http.holds(&r) && c.matches(p, v.of(p)) {
			hits.add(row)
		}
	}
}

func (h *HTTP) holds(r *request) bool {
	return (h.Method == "" || string(r.method) == h.Method) &&
		(!h.Bare || r.bare) &&
		begins(r.path, h.Path, h.Exact) && begins(r.agent, h.Agent, h.Exact)
}

func begins(b []byte, want string, whole bool) bool {
	if want == "" {
		return true
	}
	return len(b) >= len(want) && string(b[:len(want)]) == want && (!whole || len(b) == len(want))
}
