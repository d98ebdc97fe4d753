package pipeline

import (
	"sync"
	"syscall"
	"time"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/flow"
	"github.com/reconwatch/reconwatch/analyzers/scan"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// publishEvery is how much packet time passes between two looks that a lane or shard lets
// others take: far more often than anybody scrapes, far too seldom to be felt.
const publishEvery = 250_000_000 // nanoseconds

// LaneSnapshot is what one lane of a running pipeline had counted when it last published.
type LaneSnapshot struct {
	LaneStats
	Flow      flow.Stats
	Fragments packet.ReassemblerStats
	Copies    packet.DuplicatesStats
	// Clock is the packet time that the lane had come to; it goes on while no frames come.
	Clock int64
	First int64
	Late  uint64
	// FlowBytes is the memory of the flow table in use.
	FlowBytes uint64
	// CPU is the processor time that the lane's thread has used.
	CPU time.Duration
}

// ShardSnapshot is the same of a shard.
type ShardSnapshot struct {
	Scan scan.Stats
	// Tables are those of all analyzers.
	Tables []Table
	// Clock is the packet time of the last event that was judged.
	Clock int64
}

// Table is how full a table of an analyzer is.
type Table struct {
	Analyzer string
	analyzers.Fill
}

// Snapshot is what a running pipeline has counted, a quarter of a second of packet time old at
// most while packets come.
type Snapshot struct {
	Lanes  []LaneSnapshot
	Shards []ShardSnapshot
}

// board is where one goroutine shows what others may look at.
type board[T any] struct {
	mu    sync.Mutex
	shown T
	last  int64
}

// due reports whether it is time to show again.
func (b *board[T]) due(now int64) bool {
	if now-b.last < publishEvery && now >= b.last {
		return false
	}
	b.last = now
	return true
}

func (b *board[T]) show(v *T) {
	b.mu.Lock()
	b.shown = *v
	b.mu.Unlock()
}

func (b *board[T]) look() T {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.shown
}

// Snapshot may be called by any goroutine while RunLive runs, and after.
func (p *Pipeline) Snapshot() Snapshot {
	var s Snapshot
	for i := range p.boards {
		s.Lanes = append(s.Lanes, p.boards[i].look())
	}
	for _, sh := range p.shards {
		s.Shards = append(s.Shards, sh.board.look())
	}
	return s
}

// publish shows what the lane has counted, if it is time.
func (r *liveLane) publish() {
	if r.board.due(r.clock) {
		r.show()
	}
}

func (r *liveLane) show() {
	s := LaneSnapshot{
		LaneStats: r.lane.stats, Flow: r.lane.table.Stats(), FlowBytes: r.lane.table.Bytes(), Fragments: r.lane.fragments.Stats(),
		Copies: r.lane.duplicates.Stats(), First: r.first, Late: r.late, Clock: max(r.clock, 0), CPU: threadTime(),
	}
	r.board.show(&s)
}

// threadTime is the processor time of the calling thread, which the lane has for itself.
func threadTime() time.Duration {
	const thread = 1 // RUSAGE_THREAD, which package syscall does not name
	var u syscall.Rusage
	if syscall.Getrusage(thread, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// publish shows what the shard has counted, if it is time.
func (s *Shard) publish(now int64) {
	if s.board.due(now) {
		s.show(now)
	}
}

func (s *Shard) show(now int64) {
	out := ShardSnapshot{Clock: now}
	for _, a := range s.analyzers {
		if d, ok := a.(*scan.Detector); ok {
			out.Scan = d.Stats()
		}
		for _, f := range a.Fill(nil) {
			out.Tables = append(out.Tables, Table{Analyzer: a.Name(), Fill: f})
		}
	}
	s.board.show(&out)
}
