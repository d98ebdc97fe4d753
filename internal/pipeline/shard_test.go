package pipeline

import (
	"sync"
	"testing"

	"github.com/reconwatch/reconwatch/analyzers"
)

// ordered is an analyzer that only looks at the order of what comes.
type ordered struct {
	last      analyzers.Event
	seen, bad int
}

func (o *ordered) Name() string { return "ordered" }

func (o *ordered) Consume(b *analyzers.Batch, _ *[]analyzers.Finding) {
	for i := range b.Events {
		if e := &b.Events[i]; o.seen > 0 && before(e, &o.last) {
			o.bad++
		} else {
			o.last = *e
		}
		o.seen++
	}
}

func (o *ordered) Advance(int64, *[]analyzers.Finding)        {}
func (o *ordered) Finish(*[]analyzers.Finding)                {}
func (o *ordered) Fill(dst []analyzers.Fill) []analyzers.Fill { return dst }

// TestShardMergesInOrder: whatever lanes are ahead or behind, and whenever the shard looks, it takes what
// they send in one order.
func TestShardMergesInOrder(t *testing.T) {
	const lanes, events, rounds = 4, 400, 200
	for range rounds {
		o := &ordered{}
		p := &Pipeline{o: Options{Lanes: lanes}}
		p.shards = []*Shard{{collect: newCollector(1, Silently), wake: make(chan struct{}, 1), analyzers: []analyzers.Analyzer{o}}}
		var senders sync.WaitGroup
		for lane, out := range p.connect() {
			senders.Go(func() {
				for i := lane; i < events; i += lanes {
					out.put(0, &analyzers.Event{Kind: analyzers.Attempted, Time: int64(i), Frame: uint64(i)}, nil)
					out.mark(int64(i), uint64(i))
				}
				out.mark(ended, 0)
			})
		}
		p.shards[0].merge()
		senders.Wait()
		if o.seen != events || o.bad > 0 {
			t.Fatalf("%d of %d events came, %d of them behind later ones", o.seen, events, o.bad)
		}
	}
}
