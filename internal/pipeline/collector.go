package pipeline

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"sync"

	"github.com/reconwatch/reconwatch/analyzers"
)

// collector orders the findings of all shards, and tells each as soon as no
// shard can find anything earlier. Findings are rare: a lock does.
type collector struct {
	mu      sync.Mutex
	bounds  []int64
	waiting []analyzers.Finding
	told    int64 // everything before was told
	tell    func(*analyzers.Finding)
}

func newCollector(shards int, tell func(*analyzers.Finding)) *collector {
	c := &collector{bounds: make([]int64, shards), tell: tell, told: math.MinInt64}
	for i := range c.bounds {
		c.bounds[i] = math.MinInt64
	}
	return c
}

// add takes findings of a shard that will have none before bound any more.
func (c *collector) add(shard int, found []analyzers.Finding, bound int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = append(c.waiting, found...)
	c.bounds[shard] = bound
	if len(c.waiting) == 0 {
		return
	}
	c.release(slices.Min(c.bounds))
}

func (c *collector) release(bound int64) {
	slices.SortFunc(c.waiting, order)
	n := 0
	for n < len(c.waiting) && (c.waiting[n].Time < bound || bound == math.MaxInt64) {
		c.tell(&c.waiting[n])
		n++
	}
	c.waiting = slices.Delete(c.waiting, 0, n)
}

// order is total for findings that differ in what they say, whichever shard found them.
func order(a, b analyzers.Finding) int {
	return cmp.Or(
		cmp.Compare(a.Time, b.Time),
		bytes.Compare(a.Source[:], b.Source[:]),
		cmp.Compare(a.Episode, b.Episode),
		cmp.Compare(a.Stage, b.Stage),
		cmp.Compare(a.Kind, b.Kind),
		cmp.Compare(a.Probes, b.Probes),
		cmp.Compare(a.Hosts, b.Hosts),
		cmp.Compare(a.Ports, b.Ports),
	)
}
