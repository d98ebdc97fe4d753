package dns

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"github.com/reconwatch/reconwatch/analyzers/labels"
)

// inside makes the client one of ours.
func (p *tap) inside() { p.client = "10.0.0.77" }

// Who asks a server of ours itself, from outside and wishing for recursion, is accused of less than who has reasons to ask.
func TestDirect(t *testing.T) {
	perm := rand.New(rand.NewPCG(21, 22)).Perm(256)
	for name, c := range map[string]struct {
		do     func(p *tap, how ...how)
		want   string
		inside bool // told of our own as well
	}{
		"a few words": {func(p *tap, how ...how) {
			for _, w := range wordlist(20) {
				p.miss(w+".example.com.", how...)
			}
		}, "dns_brute_force 203.0.113.9 example.com", false},
		"a few words, one a half hour": {func(p *tap, how ...how) {
			p.pace = 15 * minute
			for _, w := range wordlist(48) {
				p.miss(w+".example.com.", how...)
			}
		}, "dns_brute_force 203.0.113.9 example.com", false},
		"numbers, some of which exist": {func(p *tap, how ...how) {
			for i := range 40 {
				name := fmt.Sprintf("pc%02d.example.com.", i)
				if i%3 == 0 {
					p.hit(name, how...)
				} else {
					p.miss(name, how...)
				}
			}
		}, "dns_brute_force 203.0.113.9 example.com", false},
		"numbers, none of which exists": {func(p *tap, how ...how) {
			for i := range 70 {
				p.miss(fmt.Sprintf("srv%02d.example.com.", i), how...)
			}
		}, "dns_brute_force 203.0.113.9 example.com", true},
		"words below a wildcard": {func(p *tap, how ...how) {
			for _, w := range wordlist(120) {
				if !labels.Common([]byte(w)) {
					p.hit(w+".example.com.", how...)
				}
			}
		}, "dns_brute_force 203.0.113.9 example.com", false},
		"words of two levels": {func(p *tap, how ...how) {
			words := wordlist(60)
			for i := range 30 {
				p.miss(words[2*i]+"."+words[2*i+1]+".example.com.", how...)
			}
		}, "dns_brute_force 203.0.113.9 example.com", false},
		"words below a part of the organisation that looks like a country": {func(p *tap, how ...how) {
			for _, w := range wordlist(60) {
				p.miss(w+".eu.prod.example.com.", how...)
			}
		}, "dns_brute_force 203.0.113.9 example.com", false},
		"domains of two countries, expanded": {func(p *tap, how ...how) {
			for i, w := range wordlist(60) {
				p.miss(w+[]string{".de", ".eu"}[i%2]+".prod.example.com.", how...)
			}
		}, "", false},
		"by the policies of mail alone": {func(p *tap, how ...how) {
			for _, w := range wordlist(30) {
				p.look(w+".example.com.", dns.TypeTXT, dns.RcodeNameError, nil, how...)
			}
		}, "dns_brute_force 203.0.113.9 example.com", false},
		"names that a search list expands": {func(p *tap, how ...how) {
			for _, w := range wordlist(60) {
				p.miss("login."+w+".com.corp.example.com.", how...)
				p.miss("www."+w+".net.example.com.", how...)
				p.miss("mail."+w+".co.uk.example.com.", how...)
			}
		}, "", false},
		"addresses in any order, slowly": {func(p *tap, how ...how) {
			p.pace = 10e9
			for _, i := range perm[:24] {
				p.look(fmt.Sprintf("%d.0.0.10.in-addr.arpa.", i), dns.TypePTR, dns.RcodeNameError, nil, how...)
			}
		}, "dns_reverse_sweep 203.0.113.9 0.0.10.in-addr.arpa", false},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTap(t)
			c.do(p, authoritative)
			if got := strings.Join(p.told(), "; "); got != c.want {
				t.Errorf("told %q, want %q", got, c.want)
			}
			p = newTap(t)
			p.inside()
			c.do(p, authoritative)
			if got := p.told(); len(got) > 0 != c.inside {
				t.Errorf("of our own: told %q", got)
			}
			p = newTap(t)
			c.do(p, authoritative, recursion)
			if got := p.told(); len(got) > 0 != c.inside {
				t.Errorf("of a server that offers recursion: told %q", got)
			}
		})
	}
}

// One question for a server's identity is a stranger's, unless he comes back as monitors do.
func TestIdentity(t *testing.T) {
	for name, c := range map[string]struct {
		client string
		rounds int
		pace   int64
		want   int
	}{
		"a stranger":                            {"203.0.113.9", 1, 0, 1},
		"a stranger, of whom it is heard twice": {"203.0.113.9", 2, 2e9, 1},
		"a monitor":                             {"203.0.113.9", 20, minute, 0},
		"a monitor that comes every hour":       {"203.0.113.9", 20, hour, 1},
		"one of ours":                           {"10.0.0.77", 1, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTap(t)
			p.client = c.client
			for range c.rounds {
				p.look("id.server.", dns.TypeTXT, dns.RcodeSuccess, nil, chaos3)
				p.now += c.pace
			}
			if got := p.told(); len(got) != c.want {
				t.Errorf("told %q", got)
			}
		})
	}
}

// What a monitor does not do is told at once.
func TestIdentityAndMore(t *testing.T) {
	p := newTap(t)
	p.look("id.server.", dns.TypeTXT, dns.RcodeSuccess, nil, chaos3)
	p.now += minute
	p.look("hostname.bind.", dns.TypeTXT, dns.RcodeSuccess, nil, chaos3)
	p.d.Advance(p.now+span(DefaultConfig().Hold), &p.findings)
	if len(p.findings) != 1 {
		t.Errorf("%d findings", len(p.findings))
	}
}

// A crowd behind a resolver asks in no order and at no pace; one client of it is heard.
func TestVoice(t *testing.T) {
	rng := rand.New(rand.NewPCG(23, 24))
	crowd := func() int64 { return int64(2e9 * rng.ExpFloat64()) }
	clock := func() int64 { return 17e8 + rng.Int64N(6e8) }
	for name, c := range map[string]struct {
		gap    func() int64
		sorted bool
		want   int
	}{
		"a crowd":         {crowd, false, 0},
		"by a clock":      {clock, false, 1},
		"by the alphabet": {crowd, true, 1},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTap(t)
			words := wordlist(60)
			if c.sorted {
				slices.Sort(words)
			}
			for _, w := range words {
				p.miss(w+".example.com.", iterative)
				p.now += c.gap()
			}
			if got := p.told(); len(got) != c.want {
				t.Errorf("told %q", got)
			}
		})
	}
}

// Servers may say that there is nothing below a name rather than that there is no name, and of a name that has
// addresses of one family only they must.
func TestEmpty(t *testing.T) {
	p := newTap(t)
	for _, w := range wordlist(60) {
		p.look(w+".example.com.", dns.TypeA, dns.RcodeSuccess, nil)
	}
	if got := p.told(); len(got) != 1 {
		t.Errorf("of names that are empty: told %q", got)
	}
	p = newTap(t)
	p.inside()
	for _, w := range wordlist(400) {
		if labels.Common([]byte(w)) {
			continue
		}
		name := w + ".example.com."
		p.look(name, dns.TypeA, dns.RcodeSuccess, nil)
		p.look(name, dns.TypeAAAA, dns.RcodeSuccess, []string{name + " 60 IN AAAA 2001:db8::1"})
	}
	if got := p.told(); len(got) != 0 {
		t.Errorf("of names that have an address of the other family: told %q", got)
	}
}

// Words of other languages are words.
func TestLanguages(t *testing.T) {
	rng := rand.New(rand.NewPCG(27, 28))
	strange := 0
	words := strings.Fields(foreign)
	for _, w := range words {
		if classOf([]byte(w)) == random {
			strange++
		}
	}
	if 20*strange > len(words) || classOf([]byte("xn--buchfhrung-ucb")) != plain {
		t.Errorf("%d words of %d look random", strange, len(words))
	}
	drawn := 0
	for range 1000 {
		if classOf([]byte(scramble(rng, 10))) == random {
			drawn++
		}
	}
	if drawn < 950 {
		t.Errorf("of 1000 random labels %d are found out", drawn)
	}
}

// A flood of labels too short to tell by themselves is none of words, in whatever part the sensor looks.
func TestShortFlood(t *testing.T) {
	rng := rand.New(rand.NewPCG(29, 30))
	const of = "abcdefghijklmnopqrstuvwxyz0123456789"
	for range 20 {
		p := newTap(t)
		for range 200 {
			b := make([]byte, 5+rng.IntN(3))
			for i := range b {
				b[i] = of[rng.IntN(len(of))]
			}
			p.miss(string(b)+".example.com.", authoritative)
		}
		if got := p.told(); len(got) > 0 {
			t.Fatalf("told %q", got)
		}
	}
}

// A partner's forwarder asks our server itself for what its people want, and mistype.
func TestForwarder(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 32))
	p := newTap(t)
	hosts := wordlist(60)
	for range 600 {
		w := hosts[rng.IntN(len(hosts))]
		if rng.IntN(12) == 0 {
			p.miss(w+string(byte('a'+rng.IntN(26)))+".example.com.", authoritative)
		} else {
			p.hit(w+".example.com.", authoritative)
		}
		p.now += rng.Int64N(2e9)
	}
	if got := p.told(); len(got) > 0 {
		t.Errorf("told %q", got)
	}
}

// A part of each block is swept: none is enough.
func TestSpread(t *testing.T) {
	rng := rand.New(rand.NewPCG(25, 26))
	look := func(p *tap, block, host int) {
		p.look(fmt.Sprintf("%d.%d.20.10.in-addr.arpa.", host, block), dns.TypePTR, dns.RcodeNameError, nil)
	}
	for name, c := range map[string]struct {
		do   func(*tap)
		want string
	}{
		"a dozen of each block": {func(p *tap) {
			for block := range 8 {
				for host := range 12 {
					look(p, block, host+1)
				}
			}
		}, "dns_reverse_sweep 10.0.0.77 20.10.in-addr.arpa"},
		"a dozen of each block, by turns": {func(p *tap) {
			for host := range 12 {
				for block := range 8 {
					look(p, block, 200-host)
				}
			}
		}, "dns_reverse_sweep 10.0.0.77 20.10.in-addr.arpa"},
		"machines of many blocks": {func(p *tap) {
			for range 400 {
				look(p, rng.IntN(40), 1+rng.IntN(30))
			}
		}, ""},
		"the routers of many blocks": {func(p *tap) {
			for block := range 100 {
				for host := range 3 {
					look(p, block, host+1)
				}
			}
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTap(t)
			p.inside()
			c.do(p)
			if got := strings.Join(p.told(), "; "); got != c.want {
				t.Errorf("told %q, want %q", got, c.want)
			}
			if f := p.findings; c.want != "" && (f[len(f)-1].Answers.Closed != 96 || !strings.Contains(f[len(f)-1].Detail, "96 addresses below 20.10.in-addr.arpa")) {
				t.Errorf("finding %+v", f[len(f)-1])
			}
		})
	}
}
