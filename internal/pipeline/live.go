package pipeline

import (
	"context"
	"errors"
	"io"
	"math"
	"runtime"
	"sync"
	"time"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/internal/affinity"
)

// ErrClockSetBack ends RunLive: time-outs and orders of events cannot be judged across such a step. Who starts
// it again loses what was not judged yet, and nothing that comes.
var ErrClockSetBack = errors.New("the clock of this host was set back; to be started again")

// setBack is a step that a clock is not slewed by, and that makes alerts wait longer than anybody would:
// a smaller one is waited for.
const setBack = int64(5 * time.Second)

// Live is the Source of one lane of a running capture. The frames of one
// conversation all come from the same Live.
type Live interface {
	capture.Source
	// Now is a time that frames yet to come are not before. It lets the time-outs of a lane
	// without traffic fire, and the others go on without it.
	Now() int64
}

// RunLive reads each source on a lane of its own until it ends, and tells all findings as
// packet time goes on. The number of sources is Options.Lanes. When ctx is done the sources
// are closed; what they still hold is analysed. It returns the errors of sources, or ErrClockSetBack.
// Options.Keep and Wait have no effect: a kernel filters and time paces.
func (p *Pipeline) RunLive(ctx context.Context, sources []Live) error {
	if len(sources) != p.o.Lanes {
		return errors.New("pipeline: not as many sources as lanes")
	}
	outlets := p.connect()
	runs := make([]*liveLane, len(sources))
	errs := make([]error, len(sources))
	var lanes, shards sync.WaitGroup
	end := func() {
		for _, s := range sources {
			_ = s.Close() // it was only read
		}
	}
	stop := context.AfterFunc(ctx, end)
	defer stop()
	for i, src := range sources {
		run := p.newLiveLane(i, outlets[i])
		runs[i] = run
		p.lanes = append(p.lanes, run.lane)
		lanes.Go(func() {
			runtime.LockOSThread() // the lane's caches stay its own; never unlocked, the thread ends with the lane
			if errs[i] = p.pin(i); errs[i] == nil {
				errs[i] = run.read(src)
			}
			if errs[i] != nil {
				end()
			}
			run.finish()
		})
		shards.Go(p.shards[i].merge)
	}
	lanes.Wait()
	shards.Wait()
	p.addUp(runs)
	return errors.Join(errs...)
}

// pin ties the calling thread, lane i's, to its CPU.
func (p *Pipeline) pin(i int) error {
	if len(p.o.CPUs) == 0 {
		return nil
	}
	return affinity.Pin(p.o.CPUs[i%len(p.o.CPUs)])
}

// addUp takes what each lane knows of time into the account of the run.
func (p *Pipeline) addUp(runs []*liveLane) {
	for _, r := range runs {
		p.stats.Late += r.late
		p.clock = max(p.clock, r.clock)
		if r.first != 0 && (p.stats.First == 0 || r.first < p.stats.First) {
			p.stats.First = r.first
		}
	}
}

// liveLane is a lane, its end of the rings, and how far it has come.
type liveLane struct {
	lane   *Lane
	out    *outlet
	clock  int64
	first  int64
	late   uint64
	behind int64 // the most that a frame of the latest batch was before the clock
	wall   func() int64
	board  *board[LaneSnapshot]
	number uint64 // of its latest frame: numbers of different lanes differ
	step   uint64
}

func (p *Pipeline) newLiveLane(i int, out *outlet) *liveLane {
	return &liveLane{lane: newLane(&p.o, p.o.Seed+uint64(i), out.emit), out: out, clock: math.MinInt64, wall: p.o.Wall, number: uint64(i), step: uint64(p.o.Lanes), board: &p.boards[i]}
}

// read takes batches until the source ends.
func (r *liveLane) read(src Live) error {
	frames, numbers := make([]capture.Frame, batchFrames), make([]uint64, batchFrames)
	for {
		n, err := src.ReadBatch(frames)
		if n > 0 {
			r.admit(frames[:n], numbers)
			r.lane.run(frames[:n], numbers[:n])
			r.lane.advance(r.clock)
			r.lane.flush()
			r.out.mark(r.clock, r.number)
			r.publish()
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, capture.ErrTick):
			r.tick(src.Now())
		case err != nil:
			return err
		}
		if r.behind > setBack && r.steppedBack() {
			return ErrClockSetBack
		}
	}
}

// admit numbers frames, and lets time never run back.
func (r *liveLane) admit(frames []capture.Frame, numbers []uint64) {
	r.behind = 0
	for i := range frames {
		f := &frames[i]
		if r.first == 0 {
			r.first = f.Time
		}
		if f.Time < r.clock {
			r.late++
			r.behind = max(r.behind, r.clock-f.Time)
			f.Time = r.clock
		}
		r.clock = f.Time
		r.number += r.step
		numbers[i] = r.number
	}
}

// tick lets time pass to now, before which no frame will come.
func (r *liveLane) tick(now int64) {
	r.behind = 0
	if now <= r.clock {
		r.behind = r.clock - now
		return
	}
	r.clock = now
	r.lane.advance(now)
	r.lane.flush()
	r.out.mark(now-1, math.MaxUint64)
	r.publish()
}

// steppedBack reports whether it is the clock that is behind, not a frame that waited in a queue while others did not.
func (r *liveLane) steppedBack() bool { return r.wall != nil && r.wall() < r.clock-setBack }

func (r *liveLane) finish() {
	r.lane.advance(math.MaxInt64)
	r.lane.flush()
	r.out.mark(ended, math.MaxUint64)
	r.show()
}
