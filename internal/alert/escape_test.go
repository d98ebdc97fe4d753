package alert

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestEscape(t *testing.T) {
	for name, tt := range map[string][2]string{
		"plain":                               {"www.example.com", "www.example.com"},
		"letters of all kinds":                {"bücher.例え", "bücher.例え"},
		"control characters":                  {"a\nb\r\t\x00\x7f", `a\x0ab\x0d\x09\x00\x7f`},
		"terminal escape":                     {"\x1b[31mred", `\x1b[31mred`},
		"C1 escape":                           {"\u009b31m", `\u009b31m`},
		"quotes":                              {`a"b`, `a\x22b`},
		"backslash":                           {`a\`, `a\x5c`},
		"a backslash that would hide a quote": {`a\"`, `a\x5c\x22`},
		"already escaped":                     {`a\x0ab\u202e`, `a\x0ab\u202e`},
		"nearly escaped":                      {`\x0g\u20`, `\x5cx0g\x5cu20`},
		"not UTF-8":                           {"a\xff\xc3b", `a\xff\xc3b`},
		"bidirectional":                       {"a\u202egpj.exe\u2066", `a\u202egpj.exe\u2066`},
		"line separators":                     {"a\u2028b\u2029\u0085", `a\u2028b\u2029\u0085`},
		"invisible":                           {"a\u200bb\ufeff\u00ad", `a\u200bb\ufeff\u00ad`},
		"tags above the BMP":                  {"a\U000e0041", `a\U000e0041`},
		"the replacement character itself":    {"a\ufffd", "a\ufffd"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Escape(tt[0]); got != tt[1] {
				t.Errorf("Escape(%q) = %s, want %s", tt[0], got, tt[1])
			}
		})
	}
}

func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "plain", "\x1b]0;t\a", "\\", `\x5c\`, "\u202e\u2028\xff", `\\\"`, "\U000e0041\ufffd", "\xed\xa0\x80", `\u202`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := Escape(s)
		if !utf8.ValidString(out) || strings.Contains(out, `"`) {
			t.Fatalf("Escape(%q) = %q", s, out)
		}
		for _, r := range out {
			if !unicode.IsPrint(r) || unicode.Is(unicode.Bidi_Control, r) {
				t.Fatalf("Escape(%q) = %q holds %U", s, out, r)
			}
		}
		if len(out) > 4*len(s) {
			t.Fatalf("%d bytes became %d", len(s), len(out))
		}
		if again := Escape(out); again != out {
			t.Fatalf("twice: %q, once: %q", again, out)
		}
	})
}
