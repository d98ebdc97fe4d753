// Package pipeline owns the goroutines: one way from a capture.Source through
// lanes and shards to findings.
//
// With one lane everything runs on the caller's goroutine, without rings. With
// more, a dispatcher deals frames to lanes by address pair, lanes emit events
// to shards through rings, and shards judge in one order: the findings are the same.
package pipeline

import (
	"context"
	"errors"
	"io"
	"math"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/dns"
	"github.com/reconwatch/reconwatch/analyzers/flow"
	"github.com/reconwatch/reconwatch/analyzers/probe"
	"github.com/reconwatch/reconwatch/analyzers/scan"
	"github.com/reconwatch/reconwatch/analyzers/topology"
	"github.com/reconwatch/reconwatch/analyzers/web"
	"github.com/reconwatch/reconwatch/analyzers/whois"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/dnswire"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// batchFrames is how many frames are read at once; every lane hears of the time
// at least so often.
const batchFrames = 256

// Options of a Pipeline.
type Options struct {
	// Lanes is the number of lanes and of shards, at least 1.
	Lanes int
	// Flows bounds the flows remembered, over all lanes; Sources the sources.
	Flows, Sources, Suspects, Contacts int
	// Slots bounds the relevance filter of each lane.
	Slots int
	// KeepAll lets pass what predicate R does not hold for; it changes nothing that is told.
	KeepAll   bool
	VLANInKey bool
	// Seed keys the tables: nothing that is told depends on it while no table overflows.
	Seed uint64
	// Secret keys the sketches: the same secret gives the same estimates.
	Secret uint64
	Scan   scan.Config
	DNS    dns.Config
	WHOIS  whois.Config // zero: its defaults
	// Secondary reports whether an address may have whole zones; nil for none. It must not allocate.
	Secondary func(*packet.Addr) bool
	// Own reports whether a folded domain is the organisation's; nil for what is learned alone. It must not allocate.
	Own func(dnswire.Name) bool
	// Web and Topology stand for their defaults where they are zero.
	Web      web.Config
	Topology topology.Config
	// Signatures are the rows by which packets are recognised; nil for those that are built in.
	Signatures *probe.Matcher
	// Recognised hears of each frame, by its number from 1, that matches a row; nil: nobody does.
	// Each lane calls it on its own goroutine.
	Recognised func(frame uint64, row uint16)
	// Home reports whether an address is ours; it must not allocate.
	Home func(*packet.Addr) bool
	// Keep selects frames; nil keeps all. It must not allocate.
	Keep func(*capture.Frame) bool
	// Wait paces; nil does not. It is called once a batch with the time of its last frame.
	Wait func(int64)
	// Wall tells the clock that frames of RunLive are stamped by, in Unix nanoseconds, where that may be set back;
	// nil: it is not. Every lane calls it, but only for frames that seem to be late by seconds.
	Wall func() int64
	// CPUs are those that the lanes of RunLive are tied to, in turn; none ties them to nothing. The caller has
	// seen to it that they are allowed (package affinity).
	CPUs []int
	// Prompt tells all that is known after every batch, which a source needs that may be waited for; else
	// one lane gathers events, since analyzers see many at a time for less. Nothing else depends on it.
	Prompt bool
	// Tell takes findings in order; from one goroutine at a time.
	Tell func(*analyzers.Finding)
}

// Silently is an Options.Tell that tells nobody.
func Silently(*analyzers.Finding) {}

// Stats are the counters of a run.
type Stats struct {
	LaneStats
	Flow      []flow.Stats
	Scan      []scan.Stats
	Fragments []packet.ReassemblerStats
	First     int64 // packet time of the first frame, 0 for none
	Last      int64 // and of the last
	Late      uint64
	Filtered  uint64 // not kept by Options.Keep
}

// Pipeline runs once.
type Pipeline struct {
	o       Options
	lanes   []*Lane
	shards  []*Shard
	collect *collector
	clock   int64
	started bool
	boards  []board[LaneSnapshot] // of live lanes
	number  uint64
	stats   Stats
}

// New makes a Pipeline.
func New(o Options) *Pipeline {
	o.Lanes = max(o.Lanes, 1)
	if o.Signatures == nil {
		o.Signatures = probe.Default()
	}
	p := &Pipeline{o: o, collect: newCollector(o.Lanes, o.Tell), clock: math.MinInt64, boards: make([]board[LaneSnapshot], o.Lanes)}
	for i := range o.Lanes {
		p.shards = append(p.shards, p.newShard(i))
	}
	return p
}

// webShare is how many sources are known for each that asks for something in cleartext;
// trailShare for each pair of which one traces the path to the other.
const webShare, trailShare = 64, 64

// probeShare is how many sources are known for each that sends what a scanner makes, which
// is remembered for days; probingShare for each of which there is something to tell.
const probeShare, probingShare = 32, 256

// newShard lists the analyzers, in the order in which they are asked.
func (p *Pipeline) newShard(i int) *Shard {
	share := func(n int) int { return max(1<<10, n/p.o.Lanes) }
	return &Shard{
		index: i, collect: p.collect, wake: make(chan struct{}, 1),
		analyzers: []analyzers.Analyzer{
			scan.New(scan.Options{
				Config: p.o.Scan, Home: p.o.Home, Seed: p.o.Seed, Secret: p.o.Secret,
				Sources: share(p.o.Sources), Suspects: share(p.o.Suspects), Contacts: share(p.o.Contacts),
			}),
			dns.New(dns.Options{
				Config: p.o.DNS, Home: p.o.Home, Secondary: p.o.Secondary, Own: p.o.Own, Seed: p.o.Seed, Secret: p.o.Secret,
				Pairs: share(p.o.Sources), Suspects: share(p.o.Suspects / 2), Names: share(p.o.Contacts / 2),
			}),
			whois.New(whois.Options{Config: p.o.WHOIS, Home: p.o.Home, Own: p.o.Own, Seed: p.o.Seed, Secret: p.o.Secret}),
			probe.New(probe.Options{
				Matcher: p.o.Signatures, Home: p.o.Home, Seed: p.o.Seed, Secret: p.o.Secret,
				Sources: share(p.o.Sources / probeShare), Episodes: share(p.o.Sources / probingShare),
			}),
			web.New(web.Options{Config: p.o.Web, Home: p.o.Home, Seed: p.o.Seed, Secret: p.o.Secret, Clients: share(p.o.Sources / webShare)}),
			topology.New(topology.Options{Config: p.o.Topology, Home: p.o.Home, Seed: p.o.Seed, Secret: p.o.Secret, Trails: share(p.o.Sources / trailShare)}),
		},
	}
}

// Detectors names the analyzers, in the order in which they are asked.
func Detectors() []string {
	p := New(Options{Lanes: 1, Scan: scan.DefaultConfig()})
	var names []string
	for _, a := range p.shards[0].analyzers {
		names = append(names, a.Name())
	}
	return names
}

// Run reads the source to its end, or until ctx is done, and tells all findings.
// It returns the source's error, nil at its end. All that was read is analysed and told either way.
func (p *Pipeline) Run(ctx context.Context, src capture.Source) error {
	if p.o.Lanes == 1 {
		return p.runInline(ctx, src)
	}
	return p.runLanes(ctx, src)
}

// runInline is the whole way on one goroutine.
func (p *Pipeline) runInline(ctx context.Context, src capture.Source) error {
	shard := p.shards[0]
	lane := newLane(&p.o, p.o.Seed, func(b *flow.Buffer) {
		for i := range b.Events {
			b.Events[i].Routes = b.Events[i].Ways()
		}
		shard.consume(&b.Batch)
		b.Reset()
	})
	p.lanes = []*Lane{lane}
	err := p.read(ctx, src, func(frames []capture.Frame, numbers []uint64) {
		lane.run(frames, numbers)
		if !p.o.Prompt && !lane.buffer.Half() {
			return
		}
		lane.advance(p.clock)
		lane.flush()
		shard.advance(p.clock)
	})
	lane.advance(math.MaxInt64)
	lane.flush()
	shard.finish()
	return err
}

// read takes batches from the source, in order of time, until it ends.
func (p *Pipeline) read(ctx context.Context, src capture.Source, deal func([]capture.Frame, []uint64)) error {
	frames, numbers := make([]capture.Frame, batchFrames), make([]uint64, batchFrames)
	for ctx.Err() == nil {
		n, err := src.ReadBatch(frames)
		kept := p.admit(frames[:n], numbers)
		if p.o.Wait != nil && n > 0 {
			p.o.Wait(p.clock)
		}
		if kept > 0 {
			deal(frames[:kept], numbers[:kept])
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// admit numbers frames, drops what Keep does not want, and gives late frames the
// time that the input has come to: time never runs back behind here.
func (p *Pipeline) admit(frames []capture.Frame, numbers []uint64) int {
	kept := 0
	for i := range frames {
		f := &frames[i]
		p.number++
		if p.o.Keep != nil && !p.o.Keep(f) {
			p.stats.Filtered++
			continue
		}
		if !p.started {
			p.started, p.stats.First, p.clock = true, f.Time, f.Time
		}
		if f.Time < p.clock {
			p.stats.Late++
			f.Time = p.clock
		}
		p.clock = f.Time
		numbers[kept] = p.number
		if kept != i {
			frames[kept] = *f
		}
		kept++
	}
	return kept
}

// Stats adds up all lanes; only after Run.
func (p *Pipeline) Stats() Stats {
	s := p.stats
	s.Last = max(p.clock, 0)
	for _, l := range p.lanes {
		s.LaneStats.add(&l.stats)
		s.Flow = append(s.Flow, l.table.Stats())
		s.Fragments = append(s.Fragments, l.fragments.Stats())
	}
	for _, sh := range p.shards {
		if d, ok := sh.analyzers[0].(*scan.Detector); ok {
			s.Scan = append(s.Scan, d.Stats())
		}
	}
	return s
}

func (s *LaneStats) add(o *LaneStats) {
	for i := range s.Verdicts {
		s.Verdicts[i] += o.Verdicts[i]
	}
	s.Frames += o.Frames
	s.Bytes += o.Bytes
	s.Shed += o.Shed
	s.Duplicates += o.Duplicates
	s.Joined += o.Joined
	s.Sampled += o.Sampled
	s.Strangers += o.Strangers
}
