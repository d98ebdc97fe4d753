package pipeline

import (
	"context"
	"math"
	"sync"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// inFlight is how many batches a lane may be behind the dispatcher.
const inFlight = 4

// batch is a lane's part of what was read, in storage of its own, and how far
// the whole input has come.
type batch struct {
	frames  []capture.Frame
	numbers []uint64
	bytes   []byte
	time    int64
	frame   uint64
}

func (b *batch) reset() {
	b.frames, b.numbers, b.bytes = b.frames[:0], b.numbers[:0], b.bytes[:0]
}

// add copies a frame in. The bytes may move when they outgrow their room, so the
// frames' slices are set by settle.
func (b *batch) add(f *capture.Frame, number uint64) {
	b.frames = append(b.frames, *f)
	b.numbers = append(b.numbers, number)
	b.bytes = append(b.bytes, f.Data...)
}

func (b *batch) settle() {
	at := 0
	for i := range b.frames {
		n := len(b.frames[i].Data)
		b.frames[i].Data = b.bytes[at : at+n : at+n]
		at += n
	}
}

// feed is the dispatcher's end of one lane.
type feed struct {
	filling *batch
	full    chan *batch
	empty   chan *batch
}

func newFeed() *feed {
	f := &feed{filling: &batch{}, full: make(chan *batch, inFlight), empty: make(chan *batch, inFlight+2)}
	for range inFlight + 1 {
		f.empty <- &batch{}
	}
	return f
}

// runLanes deals frames to lanes and waits until all is told.
func (p *Pipeline) runLanes(ctx context.Context, src capture.Source) error {
	feeds := make([]*feed, p.o.Lanes)
	outlets := p.connect()
	var lanes, shards sync.WaitGroup
	for i := range feeds {
		feeds[i] = newFeed()
		out := outlets[i]
		lane := newLane(&p.o, p.o.Seed+uint64(i), out.emit)
		p.lanes = append(p.lanes, lane)
		lanes.Go(func() { serve(lane, feeds[i], out) })
		shards.Go(p.shards[i].merge)
	}
	var scratch packet.Packet
	err := p.read(ctx, src, func(frames []capture.Frame, numbers []uint64) {
		p.deal(feeds, &scratch, frames, numbers)
	})
	for _, f := range feeds {
		close(f.full)
	}
	lanes.Wait()
	shards.Wait()
	return err
}

// connect makes a ring from every lane to every shard.
func (p *Pipeline) connect() []*outlet {
	outlets := make([]*outlet, p.o.Lanes)
	for i := range outlets {
		outlets[i] = &outlet{space: make(chan struct{}, 1)}
	}
	for _, s := range p.shards {
		s.bounds = make([]analyzers.Event, p.o.Lanes)
		for _, o := range outlets {
			r := newRing(s.wake, o.space)
			s.rings, o.rings = append(s.rings, r), append(o.rings, r)
		}
		for i := range s.bounds {
			s.bounds[i].Time = math.MinInt64
		}
	}
	return outlets
}

// deal copies each frame to its lane and tells all lanes the time.
func (p *Pipeline) deal(feeds []*feed, scratch *packet.Packet, frames []capture.Frame, numbers []uint64) {
	for i := range frames {
		scratch.Decode(&frames[i])
		feeds[scratch.LaneHash()%uint64(len(feeds))].filling.add(&frames[i], numbers[i])
	}
	for _, f := range feeds {
		b := f.filling
		b.settle()
		b.time, b.frame = p.clock, p.number
		f.full <- b
		f.filling = <-f.empty
		f.filling.reset()
	}
}

// serve runs a lane until its feed is closed.
func serve(l *Lane, f *feed, out *outlet) {
	for b := range f.full {
		l.run(b.frames, b.numbers)
		l.advance(b.time)
		l.flush()
		out.mark(b.time, b.frame)
		f.empty <- b
	}
	l.advance(math.MaxInt64)
	l.flush()
	out.mark(ended, math.MaxUint64)
}
