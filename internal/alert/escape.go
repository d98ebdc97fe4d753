package alert

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Escape makes a string from the wire safe for a log line, a terminal and
// double quotes: control characters, terminal escapes, double quotes, line
// breaks, invisible and bidirectional marks, and bytes that are not UTF-8 become \xHH, \uHHHH
// or \UHHHHHHHH. A backslash that does not begin such an escape becomes \x5c, so that Escape
// changes nothing in its own output. The result is at most four times as long.
func Escape(s string) string {
	i := firstUnsafe(s)
	if i == len(s) {
		return s
	}
	var b strings.Builder
	b.WriteString(s[:i])
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1, r < utf8.RuneSelf && !safe(s[i:], r):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case safe(s[i:], r):
			b.WriteString(s[i : i+n])
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		i += n
	}
	return b.String()
}

func firstUnsafe(s string) int {
	for i, r := range s {
		if !safe(s[i:], r) || r == utf8.RuneError {
			return i
		}
	}
	return len(s)
}

// safe reports whether r, with which s begins, may stand as it is.
func safe(s string, r rune) bool {
	switch r {
	case '"':
		return false
	case '\\':
		return beginsEscape(s)
	}
	return unicode.IsPrint(r)
}

func beginsEscape(s string) bool {
	digits := 0
	if len(s) >= 2 {
		switch s[1] {
		case 'x':
			digits = 2
		case 'u':
			digits = 4
		case 'U':
			digits = 8
		}
	}
	return digits > 0 && len(s) >= 2+digits && strings.Trim(s[2:2+digits], "0123456789abcdef") == ""
}
