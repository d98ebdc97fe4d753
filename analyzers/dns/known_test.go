package dns

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"github.com/reconwatch/reconwatch/analyzers/labels"
)

// at is a name that exists at an address of its own.
func (p *tap) at(name string, host int, change ...how) {
	p.look(name, dns.TypeA, dns.RcodeSuccess, []string{fmt.Sprintf("%s 60 IN A 192.0.2.%d", name, host)}, change...)
}

// zipf draws which of fifty names is wanted: some are all the time.
func zipf(seed uint64) func() int {
	z := rand.NewZipf(rand.New(rand.NewPCG(seed, seed)), 1.2, 2, 49)
	return func() int { return int(z.Uint64()) }
}

// common are n names of every word list.
func common(n int) []string { return strings.Fields(labels.Text)[:n] }

// Who asks for names that exist, each at its place, knows them; below a wildcard everything exists, at one.
func TestKnown(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(*tap)
		want int
	}{
		"a monitor of names of every list, a few of which are gone": {func(p *tap) {
			for i, w := range common(43) {
				if i < 40 {
					p.at(w+".example.com.", i)
				} else {
					p.miss(w + ".example.com.")
				}
			}
		}, 0},
		"a monitor of names at one place, who comes back": {func(p *tap) {
			for range 5 {
				for _, w := range common(43) {
					p.hit(w + ".example.com.")
				}
				p.now += minute
			}
		}, 0},
		"names of every list below a wildcard": {func(p *tap) {
			for _, w := range common(43) {
				p.hit(w + ".example.com.")
			}
		}, 1},
		"names of every list, some of which exist": {func(p *tap) {
			for i, w := range common(43) {
				if i%3 == 0 {
					p.at(w+".example.com.", i)
				} else {
					p.miss(w + ".example.com.")
				}
			}
		}, 1},
		"a page of an intranet, whose names are asked for at once, before any is answered": {func(p *tap) {
			p.pace = 1e5
			for _, w := range wordlist(130) {
				p.ask(w+".example.com.", dns.TypeA)
			}
			for i, w := range wordlist(130) {
				m := new(dns.Msg)
				m.SetQuestion(w+".example.com.", dns.TypeA)
				p.reply(m, dns.RcodeSuccess, fmt.Sprintf("%s.example.com. 60 IN A 192.0.2.%d", w, i))
			}
		}, 0},
		"a word list, asked for at once, before any is answered": {func(p *tap) {
			p.pace = 1e5
			for _, w := range wordlist(130) {
				p.ask(w+".example.com.", dns.TypeA)
			}
			for _, w := range wordlist(130) {
				m := new(dns.Msg)
				m.SetQuestion(w+".example.com.", dns.TypeA)
				p.reply(m, dns.RcodeNameError)
			}
		}, 1},
		"an intranet, used for an hour": {func(p *tap) {
			rng := zipf(41)
			for range 1200 {
				n := rng()
				p.at(common(50)[n]+".example.com.", n)
				p.now += 2e9
			}
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTap(t)
			p.inside()
			c.do(p)
			if got := p.told(); len(got) != c.want {
				t.Errorf("told %q", got)
			}
		})
	}
}
