package whois

import (
	"bytes"
	"net/netip"
)

// query is one line of a WHOIS client (RFC 3912). Its parts point into the line.
type query struct {
	// object is what is asked for: a domain, an address, a network, a handle.
	object []byte
	// client is the program and version that clients of the RIPE and APNIC databases name.
	client []byte
	// bare: the line did not end as the RFC wants it.
	bare bool
}

// maxLine bounds a query; longer ones are cut.
const maxLine = 256

// parse reads a line with its end. It reports false for what asks for nothing.
func parse(line []byte, q *query) bool {
	*q = query{bare: !bytes.HasSuffix(line, []byte("\r\n"))}
	rest := bytes.TrimRight(line, "\r\n")
	for len(rest) > 0 {
		var word []byte
		if word, rest = cutWord(rest); len(word) == 0 {
			continue
		}
		switch {
		case word[0] == '-' && len(word) > 1:
			if takesValue(word) {
				var value []byte
				if value, rest = cutWord(rest); word[1] == 'V' {
					q.client = value
				}
			}
		case len(word) == 1 && !alone(word[0]):
			// "n + 192.0.2.1": what kind of record, and how much of it
		default:
			q.object = word
		}
	}
	q.object = bytes.TrimLeft(q.object, "=!~")
	return len(q.object) > 0 && !command(q.object)
}

// alone reports whether one character may be the object: a digit is an AS number.
func alone(c byte) bool { return c >= '0' && c <= '9' }

func cutWord(b []byte) (word, rest []byte) {
	b = bytes.TrimLeft(b, " \t")
	if i := bytes.IndexAny(b, " \t"); i >= 0 {
		return b[:i], b[i:]
	}
	return b, nil
}

// takesValue tells the options of the RIPE database and of DENIC that are followed by a word.
func takesValue(option []byte) bool {
	return len(option) == 2 && bytes.IndexByte([]byte("VTisqvC"), option[1]) >= 0
}

// command tells the words of bulk queries from what they ask for.
func command(word []byte) bool {
	switch string(bytes.ToLower(word)) {
	case "begin", "end", "verbose", "noheader", "header", "help", "domain", "nameserver":
		return true
	}
	return false
}

// address gives the address or the network's first address that an object names.
func (q *query) address() (netip.Addr, bool) {
	text := string(q.object) // few queries: an allocation is nothing
	if a, err := netip.ParseAddr(text); err == nil {
		return a.Unmap(), true
	}
	if p, err := netip.ParsePrefix(text); err == nil {
		return p.Addr().Unmap(), true
	}
	return netip.Addr{}, false
}
