package web

import (
	"testing"

	"github.com/reconwatch/reconwatch/analyzers"
)

// TestSilenceIsCounted: the answers of an alert add up, however large a list is, and nobody is called silent who answered.
func TestSilenceIsCounted(t *testing.T) {
	for _, n := range []int{150, 200} {
		for _, every := range []int{0, 10} { // one of so many paths gets no answer
			k := newTalk(t, nil)
			silent := uint32(0)
			for i, path := range custom(n) {
				k.now += 20 * ms
				if every > 0 && i%every == every-1 {
					silent++
					k.ask(bad, server, path, 0)
					continue
				}
				k.ask(bad, server, path, 404)
			}
			if len(k.done()) != 1 {
				t.Fatalf("%d paths: %d findings", n, len(k.findings))
			}
			want := analyzers.Answers{Closed: uint32(n) - silent, Silent: silent}
			if got := k.findings[len(k.findings)-1].Answers; got != want {
				t.Errorf("%d paths: %+v, want %+v", n, got, want)
			}
		}
	}
}
