package httpwire

// Response is a status line and what the head says of the body's length.
type Response struct {
	// Code is the status, from 100 to 599.
	Code int
	// Size is the length of the head, its last line end included; 0 where it was cut.
	Size int
	// Length is the value of Content-Length, -1 where none was seen.
	Length int64
	// Chunked tells that the body comes in chunks; Chunk is the size of the first, -1 where it was not seen.
	Chunked bool
	Chunk   int64
}

// ParseResponse reads the start of a response. It reports false for what is not HTTP/1.
// The reason phrase may be cut or absent.
func ParseResponse(b []byte, r *Response) bool {
	code := status(b)
	if code == 0 {
		return false
	}
	*r = Response{Code: code, Length: -1, Chunk: -1}
	_, head, whole := cutLine(b)
	for range maxHeaders {
		if !whole {
			break
		}
		var line []byte
		if line, head, whole = cutLine(head); whole && len(line) == 0 {
			r.Size = len(b) - len(head)
			break
		}
		switch {
		case !whole:
		case r.Length < 0 && named(line, "content-length"):
			r.Length = number(value(line, len("content-length")))
		case named(line, "transfer-encoding"):
			r.Chunked = true
		}
	}
	if r.Chunked && r.Size > 0 {
		if line, _, whole := cutLine(b[r.Size:]); whole {
			r.Chunk = hexadecimal(line)
		}
	}
	return true
}

// Next is where the next response begins, counted from the first byte of this one, where
// this one has a body of the length that it names, or none; bodiless says that it answers a request whose
// response has none (HEAD).
func (r *Response) Next(bodiless bool) (at int64, ok bool) {
	switch {
	case r.Size == 0:
		return 0, false
	case bodiless || r.Code < 200 || r.Code == 204 || r.Code == 304:
		return int64(r.Size), true
	case r.Length < 0:
		return 0, false
	}
	return int64(r.Size) + r.Length, true
}

// status reads the code of a status line, 0 for what is not one.
func status(b []byte) int {
	const name = "HTTP/1."
	if len(b) < len(name)+5 || string(b[:len(name)]) != name || b[len(name)] > '1' || b[len(name)] < '0' || b[len(name)+1] != ' ' {
		return 0
	}
	code := int(number(b[len(name)+2 : len(name)+5]))
	if rest := b[len(name)+5:]; len(rest) > 0 && rest[0] >= '0' && rest[0] <= '9' || code < 100 || code > 599 {
		return 0
	}
	return code
}

// number reads up to 15 digits, -1 for anything else.
func number(b []byte) (n int64) {
	if len(b) == 0 || len(b) > 15 {
		return -1
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int64(c-'0')
	}
	return n
}

// hexadecimal reads up to 8 digits that an extension or nothing follows, -1 for anything else.
func hexadecimal(b []byte) (n int64) {
	for i, c := range b {
		switch {
		case i > 8:
			return -1
		case c >= '0' && c <= '9':
			n = n<<4 | int64(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			n = n<<4 | int64(c|0x20-'a'+10)
		case (c == ';' || c == ' ') && i > 0:
			return n
		default:
			return -1
		}
	}
	if len(b) == 0 {
		return -1
	}
	return n
}
