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

// mistype leaves a letter out, or doubles it, or takes another, or two in the wrong order.
func mistype(w string, n int) string {
	i := n % len(w)
	switch n % 4 {
	case 0:
		return w[:i] + w[i+1:]
	case 1:
		return w[:i] + w[i:i+1] + w[i:]
	case 2:
		return w[:i] + string('a'+rune(n%26)) + w[i+1:]
	}
	return w[:len(w)-2] + w[len(w)-1:] + w[len(w)-2:len(w)-1]
}

// common are n names of every word list.
func common(n int) []string { return strings.Fields(labels.Text)[:n] }

// atOnce asks for words of a domain without waiting for answers, which answer then gives one by one.
func (p *tap) atOnce(words []string, answer func(i int, name string, m *dns.Msg)) {
	p.pace = 1e5
	for _, w := range words {
		p.ask(w+".example.com.", dns.TypeA)
	}
	for i, w := range words {
		m := new(dns.Msg)
		m.SetQuestion(w+".example.com.", dns.TypeA)
		answer(i, w+".example.com.", m)
	}
}

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
			p.atOnce(wordlist(130), func(i int, name string, m *dns.Msg) {
				p.reply(m, dns.RcodeSuccess, fmt.Sprintf("%s 60 IN A 192.0.2.%d", name, i))
			})
		}, 0},
		"a word list, asked for at once, before any is answered": {func(p *tap) {
			p.atOnce(wordlist(130), func(_ int, _ string, m *dns.Msg) { p.reply(m, dns.RcodeNameError) })
		}, 1},
		"an intranet, used for a day": {func(p *tap) {
			next := zipf(41)
			for range 20000 {
				n := next()
				p.at(common(50)[n]+".example.com.", n)
				p.now += 4e9
			}
		}, 0},
		"an intranet, whose people mistype one name of twenty": {func(p *tap) {
			next := zipf(43)
			for range 8000 {
				n := next()
				p.at(common(50)[n]+".example.com.", n)
				if n = next(); next()%20 == 7 {
					p.miss(mistype(common(50)[n], next()) + ".example.com.")
				}
				p.now += 1e9
			}
		}, 0},
		"an intranet, in which one begins to guess": {func(p *tap) {
			next := zipf(45)
			for _, w := range wordlist(400) {
				n := next()
				p.at(common(50)[n]+".example.com.", n)
				p.now += 2e9
				p.miss("my" + w + ".example.com.")
			}
		}, 1},
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

// Who guesses through a resolver, below a wildcard, is told by how the tool begins; what a crowd wants, by what it comes back to.
func TestBegun(t *testing.T) {
	for name, c := range map[string]struct {
		first  string
		rounds int
		pause  int64
		want   int
	}{
		"a tool":                        {"1d36534a-dda2-421a-92b5-779f3be090eb", 1, 0, 1},
		"a crowd":                       {"focus", 1, 0, 0},
		"a crowd, one after the other":  {"1d36534a-dda2-421a-92b5-779f3be090eb", 1, 5e9, 0},
		"a crowd of one, and of others": {"1d36534a-dda2-421a-92b5-779f3be090eb", 0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTap(t)
			p.hit(c.first+".example.com.", iterative)
			for i, w := range wordlist(400) {
				switch {
				case labels.Common([]byte(w)):
				case c.rounds == 0:
					p.at(w+".example.com.", i%250, iterative)
				default:
					p.hit(w+".example.com.", iterative)
				}
				p.now += c.pause
			}
			if got := p.told(); len(got) != c.want {
				t.Errorf("told %q", got)
			}
		})
	}
}

// A slip is of one letter.
func TestSlip(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"ww", "www", true},
		{"wwww", "www", true},
		{"shpo", "shop", true},
		{"shap", "shop", true},
		{"c1", "dc1", true},
		{"ns1", "n1s", true},
		{"pc12", "pc21", false},
		{"ortal", "portal", true},
		{"web1", "web2", false},
		{"web", "web1", false},
		{"www", "www", false},
		{"shop", "ship2", false},
		{"opsh", "shop", false},
		{"", "a", true},
		{"", "", false},
		{"ab", "ba", true},
	} {
		if slip([]byte(c.a), []byte(c.b)) != c.want || slip([]byte(c.b), []byte(c.a)) != c.want {
			t.Errorf("%q and %q", c.a, c.b)
		}
	}
	var u used
	for i := range 40 {
		u.use([]byte(fmt.Sprintf("name%c", 'a'+i%26)))
		u.use([]byte("a label that is longer than any that is remembered"))
	}
	if !u.misspelt([]byte("name")) || u.misspelt([]byte("other")) {
		t.Error("what was used lately is not known")
	}
}
