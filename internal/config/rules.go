package config

import (
	"fmt"
	"net/netip"
	"time"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/dnswire"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/internal/alert"
)

// HomeNet makes the look-up table of the home networks.
func (c *Config) HomeNet() *Home {
	return NewHome(plain(c.Home)...)
}

// SecondaryNet makes the look-up table of those who may have whole zones. It does not allocate.
func (c *Config) SecondaryNet() func(*packet.Addr) bool {
	return NewHome(plain(c.Secondary)...).Contains
}

func plain(list []Prefix) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, p := range list {
		out[i] = p.Prefix
	}
	return out
}

// OwnDomains makes the look-up table of the organisation's domains, nil if there are none. It does not allocate.
func (c *Config) OwnDomains() func(dnswire.Name) bool {
	if len(c.Own) == 0 {
		return nil
	}
	own := make(map[string]bool, len(c.Own))
	for _, d := range c.Own {
		own[d.wire()] = true
	}
	return func(n dnswire.Name) bool { return own[string(n)] }
}

// AuthorisedRules are the authorised scanners as package alert takes them.
func (c *Config) AuthorisedRules() []alert.Authorised {
	out := make([]alert.Authorised, len(c.Authorised))
	for i, a := range c.Authorised {
		out[i] = alert.Authorised{Address: a.Address.Prefix, Expires: a.Expires.End()}
	}
	return out
}

// SuppressRules are the suppressions as package alert takes them.
func (c *Config) SuppressRules() []alert.Suppression {
	out := make([]alert.Suppression, len(c.Suppress))
	for i := range c.Suppress {
		s := &c.Suppress[i]
		kind, _ := analyzers.ParseKind(string(s.Kind))
		out[i] = alert.Suppression{
			Source: s.Source.Prefix, Target: s.Target.Prefix, Port: s.Port, Kind: kind, VLAN: s.VLAN,
			Expires: s.Expires.End(),
		}
	}
	return out
}

// Notes says, one line each, what is allowed and worth a second look: entries
// that have expired at now, and those that never will.
func (c *Config) Notes(now time.Time) []string {
	var out []string
	note := func(path string, d Date) {
		var text string
		switch end := d.End(); {
		case end == 0:
			text = "never expires"
		case end <= now.UnixNano():
			text = fmt.Sprintf("expired after %s and has no effect", d)
		default:
			return
		}
		out = append(out, Issue{Name: c.name, Line: c.lines[path], Path: path, Text: text}.String())
	}
	for i, a := range c.Authorised {
		note(fmt.Sprintf("authorised[%d]", i), a.Expires)
	}
	for i := range c.Suppress {
		note(fmt.Sprintf("suppress[%d]", i), c.Suppress[i].Expires)
	}
	return out
}
