package dns

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/labels"
	"github.com/reconwatch/reconwatch/capture/dnswire"
)

func authoritative(m *dns.Msg) { m.Authoritative = true }

func recursion(m *dns.Msg) { m.RecursionAvailable = true }

// answered is a look-up that a server answers with authority.
func (p *tap) answered(who, name string, change ...how) {
	p.client = who
	p.hit(name, append(change, authoritative)...)
}

// life is what the server is asked for in so many hours: twelve visitors, by day more than by night, of eight hosts.
func (p *tap) life(hours int, change ...how) {
	hosts := strings.Fields("www mail vpn shop blog static api ns1")
	for h := range hours {
		begin := p.now
		visits := 4
		if h%24 >= 8 && h%24 < 18 {
			visits = 40
		}
		for v := range visits {
			p.answered(fmt.Sprintf("198.51.100.%d", v%12), hosts[(v+h)%len(hosts)]+".example.com.", change...)
		}
		p.now = begin + int64(3600e9)
	}
}

// surge asks for n names that exist, of an inventory of words.
func (p *tap) surge(who string, n int, change ...how) {
	var found []string
	for _, w := range wordlist(n + n/2) {
		if !labels.Common([]byte(w)) && len(found) < n { // of the others a word list's share would be dns_brute_force
			found = append(found, w)
		}
	}
	for _, w := range found {
		p.answered(who, w+".example.com.", change...)
	}
}

func TestSurgeAccused(t *testing.T) {
	const want = "dns_query_surge 203.0.113.9 example.com"
	for name, c := range map[string]struct {
		do   func(*tap)
		want string
	}{
		"after a day": {func(p *tap) { p.life(25); p.surge("203.0.113.9", 90) }, want},
		"a name a minute": {func(p *tap) {
			p.life(25)
			p.pace = 29e9
			p.surge("203.0.113.9", 90)
		}, want},
		"by a resolver": {func(p *tap) {
			p.life(25, iterative)
			p.surge("203.0.113.9", 260, iterative)
		}, want},
		"from inside, where strangers were answered": {func(p *tap) {
			p.life(25)
			p.surge("10.0.0.9", 90, recursion)
		}, "dns_query_surge 10.0.0.9 example.com"},
		"from inside, of a domain that the configuration names": {func(p *tap) {
			p.d.SetOwn(func(n dnswire.Name) bool { return string(n) == "\x07example\x03com\x00" })
			for range 26 {
				p.client = "10.0.0.8"
				p.hit("www.example.com.")
				p.now += int64(3600e9)
			}
			p.client = "10.0.0.9"
			for _, w := range wordlist(200) {
				if !labels.Common([]byte(w)) {
					p.hit(w + ".example.com.")
				}
			}
		}, "dns_query_surge 10.0.0.9 example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTap(t)
			c.do(p)
			if got := p.told(); !slices.Contains(got, c.want) {
				t.Errorf("told %q, want %q", got, c.want)
			}
		})
	}
}

func TestSurgeQuiet(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for name, do := range map[string]func(*tap){
		"the first day": func(p *tap) { p.life(22); p.surge("203.0.113.9", 90) },
		"a week of day and night": func(p *tap) {
			p.life(7 * 24)
		},
		"a crowd that asks for the same few names": func(p *tap) {
			p.life(25)
			for i := range 4000 {
				p.answered(fmt.Sprintf("198.51.%d.%d", i/250, i%250), []string{"www", "shop", "static", "tickets"}[i%4]+".example.com.")
			}
		},
		"a crowd of which each wants another name": func(p *tap) {
			p.life(25)
			for i, w := range wordlist(300) {
				p.answered(fmt.Sprintf("198.51.%d.%d", i/250, i%250), w+".example.com.")
			}
		},
		"a flood of random names where everything exists": func(p *tap) {
			p.life(25)
			for range 400 {
				p.answered("203.0.113.9", scramble(rng, 10)+".example.com.")
			}
		},
		"an inventory": func(p *tap) {
			p.life(25)
			for i := range 200 {
				p.answered("203.0.113.9", fmt.Sprintf("node%03d.example.com.", i))
			}
		},
		"a monitor that asks for as much every hour": func(p *tap) {
			for range 30 {
				begin := p.now
				p.surge("203.0.113.9", 90)
				p.now = begin + int64(3600e9)
			}
		},
		"a resolver, for its many clients": func(p *tap) {
			p.life(25, iterative)
			p.surge("203.0.113.9", 90, iterative)
		},
		"somebody else's domain": func(p *tap) {
			for range 26 {
				p.client = "10.0.0.8"
				p.hit("www.example.com.", recursion)
				p.now += int64(3600e9)
			}
			p.client = "10.0.0.9"
			for _, w := range wordlist(200) {
				if !labels.Common([]byte(w)) {
					p.hit(w+".example.com.", recursion)
				}
			}
		},
		"somebody else's domain, of which a resolver of ours claims authority": func(p *tap) {
			for range 26 {
				p.answered("10.0.0.8", "www.example.com.", recursion)
				p.now += int64(3600e9)
			}
			for _, w := range wordlist(200) {
				if !labels.Common([]byte(w)) {
					p.answered("10.0.0.9", w+".example.com.", recursion)
				}
			}
		},
		"a server of ours": func(p *tap) {
			p.life(25)
			p.service("203.0.113.9")
			p.surge("203.0.113.9", 90)
		},
		"names that come with the same ends": func(p *tap) {
			p.life(25)
			for range 100 {
				p.answered("203.0.113.9", fmt.Sprintf("_%s._tcp.example.com.", scramble(rng, 5)))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTap(t)
			do(p)
			for _, got := range p.told() {
				if strings.HasPrefix(got, "dns_query_surge") {
					t.Errorf("told %q", got)
				}
			}
		})
	}
}

func TestSurgeOutcome(t *testing.T) {
	p := newTap(t)
	p.life(25)
	p.surge("203.0.113.9", 90)
	f := p.last()
	for i := range p.findings { // it may be told of what else it does
		if g := &p.findings[i]; g.Kind == analyzers.DNSQuerySurge {
			f = g
		}
	}
	if f.Kind != analyzers.DNSQuerySurge || f.Stage != analyzers.Ended || f.Answers.Open < 85 || f.Answers.Open > 95 || f.Direction != analyzers.Inbound {
		t.Errorf("finding %+v", f)
	}
	if !strings.Contains(f.Detail, "names of example.com that exist (") || !strings.Contains(f.Detail, "the busiest client of a median hour asks for ") {
		t.Errorf("detail %q", f.Detail)
	}
}

// What came only by its server's route is judged alike, so that any number of shards agrees.
func TestSurgeByTarget(t *testing.T) {
	told := func(routes analyzers.Route) string {
		p := newTap(t)
		p.routes = routes
		p.life(25)
		p.surge("203.0.113.9", 90)
		return strings.Join(p.told(), "; ")
	}
	alone, both := told(analyzers.ByTarget), told(analyzers.BySource|analyzers.ByTarget)
	if alone != "dns_query_surge 203.0.113.9 example.com" || !strings.Contains(both, alone) {
		t.Errorf("by target %q, by both %q", alone, both)
	}
	if got := told(analyzers.BySource); strings.Contains(got, "surge") {
		t.Errorf("by source %q", got)
	}
}
