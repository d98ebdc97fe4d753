// Package httpwire reads the start of an HTTP/1 message as it came over the wire: the
// request line with Host and User-Agent, or the status line.
//
// The result points into the bytes read; it dies with them. Nothing is unescaped,
// so that who shows it must escape it. What is cut off by the end of the capture
// is told by Truncated, not refused: a sensor sees first segments only.
//
// Goroutines: none. Allocation: none. Input is hostile: any bytes give an answer.
package httpwire

import "bytes"

// Bounds on what a message may hold. A line or name beyond them is no HTTP that we read.
const (
	maxMethod  = 24 // the longest registered method has 17 letters (UPDATEREDIRECTREF)
	maxHeaders = 64 // lines looked at; a browser sends about 20
)

// Request is a request line and the header fields that say whom it is meant for and who asks.
type Request struct {
	Method []byte
	// Target is as sent: a path with its query, an absolute URL, or "*".
	Target []byte
	// Path is Target without scheme, authority, query and fragment.
	Path []byte
	// Host is the Host field, else the authority of an absolute Target; nil if none was seen.
	Host []byte
	// Agent is the User-Agent field, nil if none was seen.
	Agent []byte
	// Forwarded is the last address of the X-Forwarded-For field: whom the nearest proxy asks for.
	Forwarded []byte
	// Fields are the lines of the header fields, as far as they were captured.
	Fields []byte
	// Minor is the version's minor digit, 0xff where the line was cut before it.
	Minor uint8
	// Truncated: the bytes ended before the empty line that ends the head.
	Truncated bool
	// Size is the length of the head, its last line end included; 0 where it is Truncated.
	Size int
	// AgentSeen and HostSeen tell an empty field from an absent one.
	AgentSeen, HostSeen bool
	// Referer tells that the request names the page that led to it.
	Referer bool
}

// ParseRequest reads the start of a request. It reports false for what is not HTTP/1.
func ParseRequest(b []byte, r *Request) bool {
	*r = Request{Minor: 0xff}
	method, rest, ok := token(b)
	if !ok {
		return false
	}
	line, head, whole := cutLine(rest)
	r.Method, r.Truncated = method, true
	if !r.readTarget(line, whole) {
		return false
	}
	if whole {
		r.Fields = head
		if rest, ended := r.readFields(head); ended {
			r.Truncated, r.Size = false, len(b)-len(rest)
			r.Fields = head[: len(head)-len(rest) : len(head)-len(rest)]
		}
	}
	return true
}

// token takes a method and the space behind it.
func token(b []byte) (method, rest []byte, ok bool) {
	for i := 0; i < len(b) && i <= maxMethod; i++ {
		switch c := b[i]; {
		case c == ' ':
			return b[:i:i], b[i+1:], i > 0
		case c < 'A' || c > 'Z' && c != '-' && c != '_' && (c < 'a' || c > 'z'):
			return nil, nil, false
		}
	}
	return nil, nil, false
}

// readTarget reads "target HTTP/1.x", or as much of it as was captured.
func (r *Request) readTarget(line []byte, whole bool) bool {
	target := line
	if i := bytes.LastIndexByte(line, ' '); i >= 0 {
		minor, ok := version(line[i+1:], whole)
		if !ok {
			return false
		}
		r.Minor, target = minor, line[:i]
	} else if whole {
		return false // HTTP/0.9, or no HTTP at all
	}
	if len(target) == 0 || !plausible(target) {
		return false
	}
	r.Target = target[:len(target):len(target)]
	r.split()
	return true
}

// plausible refuses targets that no HTTP parser takes and binary protocols that begin like a method.
func plausible(target []byte) bool {
	switch target[0] {
	case '/', '*', '.', '?', '#', '\\', '%':
		return true
	}
	for _, c := range target {
		switch {
		case c == ':' || c == '/' || c == '.':
			return true
		case c <= ' ' || c > '~':
			return false
		}
	}
	return false
}

func version(b []byte, whole bool) (minor uint8, ok bool) {
	const name = "HTTP/1."
	if len(b) == len(name)+1 && string(b[:len(name)]) == name {
		c := b[len(name)]
		return c - '0', c == '0' || c == '1'
	}
	return 0xff, !whole && len(b) <= len(name) && string(b) == name[:len(b)]
}

// split finds Path, and Host in an absolute target.
func (r *Request) split() {
	p := r.Target
	if i := bytes.Index(p, []byte("://")); i > 0 && i <= 8 && p[0] != '/' {
		p = p[i+3:]
		end := bytes.IndexAny(p, "/?#")
		if end < 0 {
			end = len(p)
		}
		r.Host, p = p[:end:end], p[end:]
	}
	if i := bytes.IndexAny(p, "?#"); i >= 0 {
		p = p[:i]
	}
	r.Path = p[:len(p):len(p)]
}

// readFields reads header lines until the head ends, which it reports with the bytes behind it,
// or the bytes do.
func (r *Request) readFields(head []byte) (rest []byte, ended bool) {
	for range maxHeaders {
		line, rest, whole := cutLine(head)
		if whole && len(line) == 0 {
			return rest, true
		}
		r.field(line, !whole)
		if !whole {
			break
		}
		head = rest
	}
	return nil, false
}

func (r *Request) field(line []byte, cut bool) {
	switch {
	case !r.HostSeen && named(line, "host"):
		if v := value(line, len("host")); !cut || len(v) > 0 {
			r.Host, r.HostSeen = v, true
		}
	case !r.AgentSeen && named(line, "user-agent"):
		if v := value(line, len("user-agent")); !cut || len(v) > 0 {
			r.Agent, r.AgentSeen = v, true
		}
	case named(line, "referer"):
		r.Referer = true
	case !cut && named(line, "x-forwarded-for"):
		v := value(line, len("x-forwarded-for"))
		v = bytes.TrimLeft(v[bytes.LastIndexByte(v, ',')+1:], " \t")
		r.Forwarded = v[:len(v):len(v)]
	}
}

// named reports whether a line begins with a field's name, whatever its case, and a colon.
func named(line []byte, lower string) bool {
	if len(line) <= len(lower) || line[len(lower)] != ':' {
		return false
	}
	for i := range len(lower) {
		c := line[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

func value(line []byte, name int) []byte {
	v := bytes.Trim(line[name+1:], " \t")
	return v[:len(v):len(v)]
}

// cutLine takes a line off b, without its CRLF or LF. whole is false where b ends first.
func cutLine(b []byte) (line, rest []byte, whole bool) {
	i := bytes.IndexByte(b, '\n')
	if i < 0 {
		return b, nil, false
	}
	line = b[:i]
	if i > 0 && line[i-1] == '\r' {
		line = line[:i-1]
	}
	return line, b[i+1:], true
}
