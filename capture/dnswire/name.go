package dnswire

// Bounds of RFC 1035, section 2.3.4.
const (
	MaxName  = 255
	maxLabel = 63
)

// Name is a domain name in wire form without compression: labels with their
// lengths, ended by the root's empty label. Only names that this package has read are valid.
type Name []byte

// readName reads the name at off of message b. A name that is compressed is put together in
// scratch; any other is a part of b. next is the offset after it.
//
// A pointer must point before the run of labels that it ends (RFC 1035, section
// 4.1.4: a prior occurrence), so that every jump goes further back and no loop is possible.
func readName(b []byte, off int, scratch *[MaxName]byte) (n Name, next int, v Verdict) {
	run, at := off, off
	for at < len(b) {
		switch c := int(b[at]); {
		case c == 0:
			if at+1-off > MaxName {
				return nil, 0, Malformed
			}
			return Name(b[off : at+1 : at+1]), at + 1, Whole
		case c <= maxLabel:
			at += 1 + c
		case c >= 0xc0:
			return follow(b, run, at, scratch)
		default:
			return nil, 0, Malformed
		}
	}
	return nil, 0, Cut
}

// follow puts a name together that begins at run and has its first pointer at at.
func follow(b []byte, run, at int, scratch *[MaxName]byte) (n Name, next int, v Verdict) {
	used := 0
	for {
		if used+at-run > MaxName {
			return nil, 0, Malformed
		}
		used += copy(scratch[used:], b[run:at])
		if b[at] == 0 {
			if used == MaxName {
				return nil, 0, Malformed
			}
			scratch[used] = 0
			return Name(scratch[: used+1 : used+1]), next, Whole
		}
		if at+2 > len(b) {
			return nil, 0, Cut
		}
		if next == 0 {
			next = at + 2
		}
		to := int(b[at]&0x3f)<<8 | int(b[at+1])
		if to >= run {
			return nil, 0, Malformed
		}
		run = to
		if at, v = endOfRun(b, run); v != Whole {
			return nil, 0, v
		}
	}
}

// endOfRun passes labels until a pointer or the root.
func endOfRun(b []byte, at int) (end int, v Verdict) {
	for at < len(b) {
		switch c := int(b[at]); {
		case c == 0 || c >= 0xc0:
			return at, Whole
		case c <= maxLabel:
			at += 1 + c
		default:
			return 0, Malformed
		}
	}
	return 0, Cut
}

// passName finds the end of the name at off without reading where it points.
func passName(b []byte, off int) (next int, v Verdict) {
	end, v := endOfRun(b, off)
	switch {
	case v != Whole:
		return 0, v
	case b[end] == 0:
		return end + 1, Whole
	case end+2 > len(b):
		return 0, Cut
	}
	return end + 2, Whole
}

// Labels counts labels, the root's left out.
func (n Name) Labels() int {
	count := 0
	for i := 0; i < len(n) && n[i] != 0; i += 1 + int(n[i]) {
		count++
	}
	return count
}

// First is the leftmost label, empty for the root.
func (n Name) First() []byte {
	if len(n) == 0 {
		return nil
	}
	return n[1 : 1+int(n[0])]
}

// Parent is the name without its leftmost label; the root is its own.
func (n Name) Parent() Name {
	if len(n) <= 1 {
		return n
	}
	return n[1+int(n[0]):]
}

// Last is the name made of its count rightmost labels, or all of it if it has no more.
func (n Name) Last(count int) Name {
	for more := n.Labels() - count; more > 0; more-- {
		n = n.Parent()
	}
	return n
}

// AppendFolded appends the name in wire form with capital ASCII letters made small: names that are
// equal to DNS (RFC 4343) give equal bytes. A label's length is never a letter.
func (n Name) AppendFolded(dst []byte) []byte {
	for _, c := range n {
		if c-'A' < 26 {
			c |= 0x20
		}
		dst = append(dst, c)
	}
	return dst
}

// AppendText appends the name as in a zone file (RFC 1035, section 5.1), with a dot at
// its end. It holds printable ASCII only.
func (n Name) AppendText(dst []byte) []byte {
	if len(n) <= 1 {
		return append(dst, '.')
	}
	for i := 0; i < len(n) && n[i] != 0; i += 1 + int(n[i]) {
		dst = append(appendLabel(dst, n[i+1:i+1+int(n[i])]), '.')
	}
	return dst
}

func appendLabel(dst, label []byte) []byte {
	for _, c := range label {
		switch c {
		case '.', ' ', '\'', '@', ';', '(', ')', '"', '\\':
			dst = append(dst, '\\', c)
		default:
			if c < ' ' || c > '~' {
				dst = append(dst, '\\', '0'+c/100, '0'+c/10%10, '0'+c%10)
			} else {
				dst = append(dst, c)
			}
		}
	}
	return dst
}
