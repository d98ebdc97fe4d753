package dns

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// A flood of random names and clients evicts noise, not who has begun to guess: more pairs than the table holds come
// between one guess and the next.
func TestFloodEvictsNoise(t *testing.T) {
	p := newTapOf(t, 1<<9, 1<<14)
	p.pace = 1e4
	rng := rand.New(rand.NewPCG(9, 9))
	for _, w := range wordlist(30) {
		p.client = "203.0.113.9"
		p.now += 2e9
		p.miss(w + ".example.com.")
		for range 600 {
			p.client = fmt.Sprintf("198.51.%d.%d", rng.IntN(256), rng.IntN(256))
			p.miss(scramble(rng, 9) + "." + scramble(rng, 9) + ".net.")
		}
	}
	if got := strings.Join(p.told(), "; "); got != "dns_brute_force 203.0.113.9 example.com" {
		t.Errorf("told %q", got)
	}
	if p.d.Stats().PairsEvicted == 0 {
		t.Error("the flood did not fill the table: the test shows nothing")
	}
}

// Nor does it make known names new ones: who asks for the same names again and again is not taken for one who guesses.
func TestFloodKeepsKnownNames(t *testing.T) {
	p := newTapOf(t, 1<<12, 1<<10)
	p.pace = 1e4
	rng := rand.New(rand.NewPCG(9, 9))
	for range 4 {
		p.client = "10.0.0.7"
		for i, w := range wordlist(16) {
			if i < 12 {
				p.miss(w + ".example.com.")
			} else {
				p.hit(w + ".example.com.")
			}
		}
		for range 8000 {
			p.client = fmt.Sprintf("198.51.100.%d", rng.IntN(64))
			p.miss(scramble(rng, 12) + ".flooded.org.")
		}
	}
	if got := p.told(); len(got) > 0 {
		t.Errorf("told %q", got)
	}
	if p.d.Stats().NamesEvicted == 0 {
		t.Error("the flood did not fill the table: the test shows nothing")
	}
}

// Bots that ask for random names below one domain become suspects, and do not push out one who guesses.
func TestFloodOfSuspects(t *testing.T) {
	p := newTap(t)
	rng := rand.New(rand.NewPCG(9, 9))
	flood := func(n int) {
		for range n {
			p.client = fmt.Sprintf("198.51.%d.%d", rng.IntN(4), rng.IntN(256))
			p.miss(scramble(rng, 12) + ".flooded.org.")
		}
	}
	flood(20_000)
	for _, w := range wordlist(60) {
		flood(300)
		p.client = "203.0.113.9"
		p.miss(w + ".example.com.")
	}
	if got := strings.Join(p.told(), "; "); got != "dns_brute_force 203.0.113.9 example.com" {
		t.Errorf("told %q", got)
	}
	if p.d.Stats().SuspectsEvicted == 0 {
		t.Error("the bots did not fill the table: the test shows nothing")
	}
}
