package scan

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/analyzers"
)

// together lets sources touch hosts in turns, each its own list, and reports whether they were taken for accomplices.
func together(lists ...[]int) bool {
	var x script
	for i := range lists[0] {
		for source, hosts := range lists {
			if i < len(hosts) {
				x.say(analyzers.Refused, fmt.Sprintf("198.51.100.%d", source+1), fmt.Sprintf("10.0.0.%d:23", hosts[i])).wait(time.Second)
			}
		}
	}
	for _, told := range x.told(newDetector()) {
		if strings.HasPrefix(told, "distributed") {
			return true
		}
	}
	return false
}

// TestCoincidence: sources that draw hosts by themselves share some, though few within the first
// dozens; a public network has such company hundreds of times a day.
func TestCoincidence(t *testing.T) {
	const trials = 300
	r := rand.New(rand.NewPCG(3, 4))
	for name, sizes := range map[string][]int{
		"four alike": {40, 40, 40, 40}, "one does most": {60, 12, 8, 6}, "eight": {20, 20, 20, 20, 20, 20, 20, 20},
	} {
		taken := 0
		for range trials {
			var lists [][]int
			for _, n := range sizes {
				lists = append(lists, r.Perm(256)[:n])
			}
			if together(lists...) {
				taken++
			}
		}
		t.Logf("%s: %d of %d", name, taken, trials)
		if taken > trials/100 {
			t.Errorf("%s: unrelated sources were taken for accomplices %d times of %d", name, taken, trials)
		}
	}
}

// TestPartition: who divides a network, or a piece of one, is found.
func TestPartition(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for name, c := range map[string]struct{ sources, from, hosts int }{
		"a network among four":    {4, 0, 256},
		"a network among sixteen": {16, 0, 256},
		"a quarter among four":    {4, 64, 64},
		"half among five":         {5, 128, 128},
	} {
		for range 100 {
			lists := make([][]int, c.sources)
			for i, h := range r.Perm(c.hosts) {
				lists[i%c.sources] = append(lists[i%c.sources], c.from+h)
			}
			if !together(lists...) {
				t.Errorf("%s: not found", name)
			}
		}
	}
}
