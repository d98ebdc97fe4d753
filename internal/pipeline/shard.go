package pipeline

import (
	"math"
	"sync/atomic"

	"github.com/reconwatch/reconwatch/analyzers"
)

// Shard judges what it is sent, in order. One goroutine uses it.
type Shard struct {
	index     int
	analyzers []analyzers.Analyzer
	findings  []analyzers.Finding
	collect   *collector
	// rings are one from each lane; bounds the last mark of each.
	rings  []*ring
	bounds []analyzers.Event
	run    analyzers.Batch
	wake   chan struct{}
	board  board[ShardSnapshot]
	// wanted are thresholds that somebody has set since; nil for none.
	wanted atomic.Pointer[Options]
	passed int64 // the time to which pass has come
}

// runLength is how many events are gathered before the analyzers see them.
const runLength = 256

// consume hands a run of events to every analyzer.
func (s *Shard) consume(b *analyzers.Batch) {
	if len(b.Events) == 0 {
		return
	}
	for _, a := range s.analyzers {
		a.Consume(b, &s.findings)
	}
	s.hand(b.Events[len(b.Events)-1].Time)
}

// advance tells the analyzers that packet time has come to now.
func (s *Shard) advance(now int64) {
	for _, a := range s.analyzers {
		a.Advance(now, &s.findings)
	}
	s.hand(now)
}

// finish ends all episodes.
func (s *Shard) finish() {
	for _, a := range s.analyzers {
		a.Finish(&s.findings)
	}
	s.hand(math.MaxInt64)
}

func (s *Shard) hand(bound int64) {
	s.collect.add(s.index, s.findings, bound)
	clear(s.findings)
	s.findings = s.findings[:0]
}

// merge takes events from the lanes' rings in order until every lane has ended.
func (s *Shard) merge() {
	for {
		from, more := s.next()
		if !more {
			break
		}
		if from < 0 {
			s.judge()
			s.pass()
			<-s.wake
			continue
		}
		if s.rings[from].peek().Kind == mark {
			s.bounds[from] = *s.rings[from].peek()
			s.rings[from].drop()
			continue
		}
		s.rings[from].pop(&s.run)
		if len(s.run.Events) == runLength {
			s.judge()
		}
	}
	s.judge()
	s.finish()
	s.show(s.board.last)
}

// judge consumes what was gathered.
func (s *Shard) judge() {
	s.heed()
	s.consume(&s.run)
	if n := len(s.run.Events); n > 0 {
		s.publish(s.run.Events[n-1].Time)
	}
	s.run.Reset()
}

// pass lets the analyzers know how far all lanes have come, where no event says so.
func (s *Shard) pass() {
	now := int64(math.MaxInt64)
	for i := range s.bounds {
		now = min(now, s.bounds[i].Time)
	}
	if now > s.passed && now != ended {
		s.passed = now
		s.advance(now)
		s.publish(now)
	}
}

// next chooses the ring whose head comes first. It is -1 when a lane that is
// behind has nothing to show; more is false when all lanes have ended.
func (s *Shard) next() (from int, more bool) {
	from = -1
	var least *analyzers.Event
	shown := false // least is an event, not what its lane has promised
	for i, r := range s.rings {
		head := r.peek()
		some := head != nil
		if !some {
			head = &s.bounds[i]
			if head.Time == ended {
				continue
			}
		}
		if least == nil || before(head, least) {
			least, from, shown = head, i, some
		}
	}
	switch {
	case from < 0:
		return -1, !s.allEnded()
	case !shown: // it may have some by now, but others' may come before
		return -1, true
	}
	return from, true
}

func (s *Shard) allEnded() bool {
	for i := range s.bounds {
		if s.bounds[i].Time != ended || s.rings[i].peek() != nil {
			return false
		}
	}
	return true
}

func before(a, b *analyzers.Event) bool {
	return analyzers.Before(a.Time, a.Frame, a.Ordinal, b.Time, b.Frame, b.Ordinal)
}
