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

// ports lets sources probe ports of one host in turns, and returns the first port that was not.
func (s *script) ports(sources, each, from int) int {
	for range each {
		for i := range sources {
			s.say(analyzers.Refused, fmt.Sprintf("198.51.100.%d", i+1), fmt.Sprintf("10.0.0.1:%d", from)).wait(time.Second)
			from++
		}
	}
	return from
}

// of runs the script and keeps the findings of a kind.
func (s *script) of(kind analyzers.Kind) []analyzers.Finding {
	var found, out []analyzers.Finding
	d := newDetector()
	d.Consume(&analyzers.Batch{Events: s.events}, &found)
	d.Finish(&found)
	for i := range found {
		if found[i].Kind == kind {
			out = append(out, found[i])
		}
	}
	return out
}

// TestCampaignEnds: a scan by many is over when its sources have stopped, and whoever is refused by the same host
// meanwhile or later has no part in it.
func TestCampaignEnds(t *testing.T) {
	var x script
	next := x.ports(6, 10, 1)
	for i := range 20 { // strangers, each with a port of its own
		x.say(analyzers.Refused, fmt.Sprintf("203.0.113.%d", i+1), fmt.Sprintf("10.0.0.1:%d", 8000+i)).wait(time.Second)
	}
	x.ports(6, 2, next)
	last := int64(x.now - time.Second + 1)
	x.wait(2 * time.Hour)
	for i := range 30 {
		x.say(analyzers.Refused, fmt.Sprintf("203.0.113.%d", i+101), fmt.Sprintf("10.0.0.1:%d", 9000+i)).wait(time.Minute)
	}
	found := x.of(analyzers.DistributedScan)
	if len(found) == 0 {
		t.Fatal("not found")
	}
	f := &found[len(found)-1] // without the two targets from before there was a third source
	if f.Stage != analyzers.Ended || f.Last != last || f.Time != last+int64(DefaultConfig().EpisodeIdle) {
		t.Errorf("ended as %v at %d, last %d, want at %d", f.Stage, f.Time, f.Last, last)
	}
	if f.SourceCount != 6 || len(f.Sources) != 6 || f.Ports != 70 || f.Probes != 70 || f.Answers.Closed != 70 {
		t.Errorf("%d sources, %d ports, %d probes, answers %+v; want 6 and 70", f.SourceCount, f.Ports, f.Probes, f.Answers)
	}
}

// TestCampaignAdmits: whoever begins later is told with the others as soon as it has done its share.
func TestCampaignAdmits(t *testing.T) {
	var x script
	next := x.ports(6, 10, 1)
	x.each(analyzers.Refused, "198.51.100.99", "10.0.0.1:%d", next, next+2, time.Second)
	x.each(analyzers.Refused, "203.0.113.1", "10.0.0.1:%d", 1, 8, time.Second) // wants what the others had
	found := x.of(analyzers.DistributedScan)
	if len(found) < 2 {
		t.Fatal("not found")
	}
	if f := &found[len(found)-2]; f.Stage != analyzers.Grown || f.SourceCount != 7 || f.Sources[6] != addr("198.51.100.99") {
		t.Errorf("%v with %d sources %v, want 7", f.Stage, f.SourceCount, f.Sources)
	}
}

// TestCampaignCounts: ports far apart are not taken for one another.
func TestCampaignCounts(t *testing.T) {
	var x script
	for i := range 600 {
		x.say(analyzers.Refused, fmt.Sprintf("198.51.100.%d", i%15+1), fmt.Sprintf("10.0.0.1:%d", i+1)).wait(100 * time.Millisecond)
	}
	found := x.of(analyzers.DistributedScan)
	if len(found) == 0 {
		t.Fatal("not found")
	}
	if f := &found[len(found)-1]; f.SourceCount != 15 || f.Ports < 598 {
		t.Errorf("%d sources, %d ports; want 15 and 598 or more", f.SourceCount, f.Ports)
	}
}
