package config

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/reconwatch/reconwatch/analyzers"
)

// parser is a value of the file with a text form of its own. Its errors follow
// upon the quoted value: `"10.0.0/8" is not a CIDR prefix`.
type parser interface {
	parse(text string) error
}

// unmarshal reads a scalar; the walk over the file has told of errors before.
func unmarshal(n *yaml.Node, p parser) error {
	if err := p.parse(n.Value); err != nil {
		return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: %q %s", n.Line, n.Value, err)}}
	}
	return nil
}

// Prefix is a CIDR prefix without host bits; a lone address is the prefix that
// holds it alone.
type Prefix struct{ netip.Prefix }

// UnmarshalYAML implements yaml.Unmarshaler.
func (p *Prefix) UnmarshalYAML(n *yaml.Node) error { return unmarshal(n, p) }

// String is the CIDR notation, and nothing for no prefix.
func (p Prefix) String() string {
	if !p.IsValid() {
		return ""
	}
	return p.Prefix.String()
}

func (p *Prefix) parse(text string) (err error) {
	p.Prefix, err = ParsePrefix(text)
	return err
}

// ParsePrefix reads an address or a CIDR prefix. IPv4 must be written as IPv4,
// and the bits behind the prefix must be zero. Errors do not repeat the text.
func ParsePrefix(text string) (netip.Prefix, error) {
	p, err := netip.ParsePrefix(text)
	if !strings.Contains(text, "/") {
		var a netip.Addr
		if a, err = netip.ParseAddr(text); a.Zone() != "" {
			return netip.Prefix{}, errors.New("names a zone, which packets do not carry")
		}
		p = netip.PrefixFrom(a, a.BitLen())
	}
	switch {
	case err != nil:
		return netip.Prefix{}, errors.New("is not a CIDR prefix")
	case p.Addr().Is4In6():
		return netip.Prefix{}, errors.New("is an IPv4 address in IPv6 form: write it as IPv4")
	case p != p.Masked():
		return netip.Prefix{}, fmt.Errorf("has host bits: did you mean %s?", p.Masked())
	}
	return p, nil
}

// Name is the sensor's name as syslog can carry it (RFC 5424 section 6.2.4):
// 1 to 255 visible ASCII characters.
type Name string

// UnmarshalYAML implements yaml.Unmarshaler.
func (s *Name) UnmarshalYAML(n *yaml.Node) error { return unmarshal(n, s) }

func (s *Name) parse(text string) error {
	if text == "" || len(text) > 255 || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errors.New("is not a name of 1 to 255 visible ASCII characters")
	}
	*s = Name(text)
	return nil
}

// Domain is a name of the DNS as people write it, in small letters.
type Domain string

// UnmarshalYAML implements yaml.Unmarshaler.
func (d *Domain) UnmarshalYAML(n *yaml.Node) error { return unmarshal(n, d) }

func (d *Domain) parse(text string) error {
	name := strings.ToLower(strings.TrimSuffix(text, "."))
	if name == "" || len(name) > 253 {
		return errors.New("is not a domain such as example.com")
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || strings.ContainsFunc(label, func(r rune) bool { return r <= ' ' || r > '~' || r == '\\' }) {
			return errors.New("is not a domain such as example.com (international ones in their xn-- form)")
		}
	}
	*d = Domain(name)
	return nil
}

// wire is the name as messages carry it.
func (d Domain) wire() string {
	var b strings.Builder
	for label := range strings.SplitSeq(string(d), ".") {
		b.WriteByte(byte(len(label)))
		b.WriteString(label)
	}
	b.WriteByte(0)
	return b.String()
}

// Kind is the contract's name of an analyzers.Kind.
type Kind string

// UnmarshalYAML implements yaml.Unmarshaler.
func (k *Kind) UnmarshalYAML(n *yaml.Node) error { return unmarshal(n, k) }

func (k *Kind) parse(text string) error {
	if _, ok := analyzers.ParseKind(text); !ok {
		return errors.New("is not a kind of finding")
	}
	*k = Kind(text)
	return nil
}

// Date is a day in UTC, as 2026-12-31; empty for none.
type Date string

const dateLayout = "2006-01-02"

// UnmarshalYAML implements yaml.Unmarshaler.
func (d *Date) UnmarshalYAML(n *yaml.Node) error { return unmarshal(n, d) }

func (d *Date) parse(text string) error {
	day, err := time.Parse(dateLayout, text)
	// Nanoseconds since 1970 end in 2262.
	if err != nil || day.Year() < 1970 || day.Year() > 2200 {
		return errors.New("is not a date such as 2026-12-31")
	}
	*d = Date(text)
	return nil
}

// End is the first instant after the day in nanoseconds since the Unix epoch; 0
// for no date.
func (d Date) End() int64 {
	day, err := time.Parse(dateLayout, string(d))
	if err != nil {
		return 0
	}
	return day.AddDate(0, 0, 1).UnixNano()
}
