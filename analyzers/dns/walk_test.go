package dns

import (
	"fmt"
	"slices"
	"testing"

	"github.com/miekg/dns"
)

// signedZone answers from a zone with NSEC, whose names are sorted.
type signedZone struct {
	names []string
	p     *tap
}

func newSignedZone(p *tap, n int) *signedZone {
	names := wordlist(n)
	slices.Sort(names)
	return &signedZone{names, p}
}

// next is the name after that of index i.
func (z *signedZone) next(i int) string {
	if i+1 == len(z.names) {
		return "example.org."
	}
	return z.names[i+1] + ".example.org."
}

// look asks for the address of a name and for one that it does not have, and gets a proof; the same of its misspelling.
func (z *signedZone) look(i int, misspelt bool, change ...how) {
	name := z.names[i] + ".example.org."
	proof := []string{fmt.Sprintf("%s 60 IN NSEC %s A RRSIG NSEC", name, z.next(i))}
	if misspelt {
		z.p.look(z.names[i]+"a.example.org.", dns.TypeA, dns.RcodeNameError, append(proof, "example.org. 60 IN NSEC "+z.names[0]+".example.org. A"), change...)
		return
	}
	z.p.look(name, dns.TypeA, dns.RcodeSuccess, []string{name + " 60 IN A 192.0.2.1"}, change...)
	z.p.look(name, dns.TypeAAAA, dns.RcodeSuccess, proof, change...)
}

// Visitors of a signed zone want its names in any order, some of them all the time; who goes from each to the next walks, at any pace.
func TestWalk(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(*tap, *signedZone)
		want int
	}{
		"visitors through a resolver that validates": {func(p *tap, z *signedZone) {
			next := zipf(51)
			for n := range 4000 {
				z.look(next()*7%50, n%20 == 0, iterative, withDO)
				p.now += 2e9
			}
		}, 0},
		"visitors of all names alike": {func(p *tap, z *signedZone) {
			next := zipf(53)
			for n := range 4000 {
				z.look((next()+n*n+7*n)%50, n%20 == 0, iterative, withDO)
				p.now += 2e9
			}
		}, 0},
		"a walk by types": {func(p *tap, z *signedZone) {
			for i := range 12 {
				z.look(i, false, withDO)
				p.now += 5e9
			}
		}, 1},
		"a slow walk": {func(p *tap, z *signedZone) {
			for i := range 12 {
				z.look(i, false, withDO)
				p.now += 20 * minute
			}
		}, 1},
		"a walk through a resolver": {func(p *tap, z *signedZone) {
			for i := range 40 {
				z.look(i, false, iterative, withDO)
				if i%8 == 7 {
					z.look(i*7%50, true, iterative, withDO)
				}
			}
		}, 1},
		"a walk of misspellings": {func(p *tap, z *signedZone) {
			for i := range 12 {
				p.ask("0."+z.names[i]+".example.org.", dns.TypeA, withDO)
				p.look("0."+z.names[i]+".example.org.", dns.TypeA, dns.RcodeNameError, []string{fmt.Sprintf("%s.example.org. 60 IN NSEC %s A", z.names[i], z.next(i))}, withDO)
			}
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTap(t)
			c.do(p, newSignedZone(p, 60))
			if got := p.told(); len(got) != c.want {
				t.Errorf("told %q", got)
			}
		})
	}
}
