package filter

import "strings"

// token is a word, a parenthesis or an operator; text is empty at the end.
type token struct {
	text   string
	column int
}

// signs are operators that need no space around them, and the words for them.
var signs = []struct{ sign, word string }{
	{"&&", "and"}, {"||", "or"}, {"!", "not"}, {"(", "("}, {")", ")"},
}

// lex splits an expression; the last token is the end.
func lex(s string) []token {
	var out []token
	for i := 0; i < len(s); {
		if isSpace(s[i]) {
			i++
			continue
		}
		if sign, word := signAt(s[i:]); sign != "" {
			out = append(out, token{word, i + 1})
			i += len(sign)
			continue
		}
		start := i
		for i < len(s) && !isSpace(s[i]) {
			if sign, _ := signAt(s[i:]); sign != "" {
				break
			}
			i++
		}
		out = append(out, token{s[start:i], start + 1})
	}
	return append(out, token{"", len(s) + 1})
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func signAt(s string) (sign, word string) {
	for _, x := range signs {
		if strings.HasPrefix(s, x.sign) {
			return x.sign, x.word
		}
	}
	return "", ""
}
