package config

import (
	"testing"

	"github.com/reconwatch/reconwatch/capture/dnswire"
)

func TestOwnDomains(t *testing.T) {
	c := Default()
	if c.OwnDomains() != nil {
		t.Error("a table without domains")
	}
	for _, text := range []string{"Example.COM.", "corp.example.co.uk"} {
		var d Domain
		if err := d.parse(text); err != nil {
			t.Fatalf("%q %v", text, err)
		}
		c.Own = append(c.Own, d)
	}
	own := c.OwnDomains()
	for name, want := range map[string]bool{
		"\x07example\x03com\x00": true, "\x04corp\x07example\x02co\x02uk\x00": true, "\x07example\x03net\x00": false, "\x03com\x00": false, "\x00": false,
	} {
		if own(dnswire.Name(name)) != want {
			t.Errorf("%q: own is %t", name, !want)
		}
	}
	for _, text := range []string{"", ".", "example..com", "bücher.example", "a b.example", "a\\046b.example", string(make([]byte, 300))} {
		if err := new(Domain).parse(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
