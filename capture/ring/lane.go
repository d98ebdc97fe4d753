package ring

import (
	"io"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/waker"
)

// lookEvery is how often a lane asks the kernel for its counters and, when it is
// too busy to wait for frames, whether an interface was lost.
const lookEvery = 100 * time.Millisecond

// Lane is one lane's Source. Its frames are in order of time, but for those that
// the kernel delivers late.
type Lane struct {
	port  *Port
	index int
	rings []*ring
	lag   time.Duration
	wake  *waker.Waker
	poll  poll

	mu      sync.Mutex
	inbox   []*ring       // opened by the keeper, not yet in rings
	signals atomic.Uint32 // what other goroutines want
	state   atomic.Uint32

	ending bool
	looked time.Duration
	mark   int64
	stats  capture.Stats
	done   bool
}

// Signals.
const (
	signalWake = 1 << iota
	signalRings
	signalEnd
)

// States: a lane that was never read is emptied by Close.
const (
	stateNew = iota
	stateRead
	stateClosed
)

// instant is one reading of the clocks.
type instant struct {
	wall int64 // nanoseconds since the Unix epoch
	mono time.Duration
}

func (l *Lane) clock() instant {
	t := time.Now()
	return instant{wall: t.UnixNano(), mono: t.Sub(l.port.epoch)}
}

func newLane(p *Port, index int) (*Lane, error) {
	wake, err := waker.New()
	if err != nil {
		return nil, err
	}
	return &Lane{port: p, index: index, lag: p.o.lag(), mark: math.MinInt64, wake: wake}, nil
}

// ReadBatch implements capture.Source. It returns capture.ErrTick if no frame came
// for Options.Tick, or after Wake; io.EOF once all that came before Close is
// handed over; and in its stead a *PrivilegeError, on all lanes, if an interface
// that was lost cannot be opened again.
//
// With several interfaces, a frame waits until no other ring can have an earlier
// one: for 2 × Options.Retire + 10 ms at most.
func (l *Lane) ReadBatch(frames []capture.Frame) (int, error) {
	if l.state.Load() != stateRead && !l.state.CompareAndSwap(stateNew, stateRead) || l.done {
		return 0, l.end()
	}
	for _, r := range l.rings {
		r.giveBack()
	}
	now := l.clock()
	for deadline := now.mono + l.port.o.Tick; ; now = l.clock() {
		woken := l.heed(now)
		if n := l.merge(frames, now); n > 0 {
			l.account(frames[:n])
			l.mark = l.watermark(now)
			return n, nil
		}
		l.mark = l.watermark(now)
		if l.ending && len(l.rings) == 0 {
			l.done = true
			l.wake.Close()
			return 0, l.end()
		}
		if woken || now.mono >= deadline {
			return 0, capture.ErrTick
		}
		l.wait(now, deadline)
	}
}

func (l *Lane) end() error {
	if (l.ending || l.state.Load() == stateClosed) && l.port.reason != nil {
		return l.port.reason
	}
	return io.EOF
}

// heed does what other goroutines asked for, drains rings and lets go of those
// that are empty. No frame may be in use. It reports a Wake.
func (l *Lane) heed(now instant) (woken bool) {
	if now.mono-l.looked >= lookEvery { // first: it may take a signal's wake-up
		l.looked = now.mono
		l.look()
	}
	if l.signals.Load() != 0 {
		s := l.signals.Swap(0)
		woken = s&signalWake != 0
		l.ending = l.ending || s&signalEnd != 0
		l.mu.Lock()
		l.rings = append(l.rings, l.inbox...)
		l.inbox = nil
		l.mu.Unlock()
	}
	kept := l.rings[:0]
	for _, r := range l.rings {
		if l.ending || r.fault.Load() {
			r.drain(now.mono, l.lag)
		}
		if r.until != 0 && now.mono >= r.until && r.held == 0 && !r.advance(now.mono) {
			r.release()
			continue
		}
		kept = append(kept, r)
	}
	clear(l.rings[len(kept):])
	l.rings = kept
	return woken
}

// account counts a batch.
func (l *Lane) account(frames []capture.Frame) {
	l.stats.Frames += uint64(len(frames))
	for i := range frames {
		l.stats.Bytes += uint64(frames[i].WireLen)
	}
	for _, r := range l.rings {
		r.publish()
	}
}

// Now is a time that frames yet to come are not before, but for those that the
// kernel delivers late: the time of the next frame, or what real time was at the
// last ReadBatch less 2 × Options.Retire + 10 ms. It goes back only when the
// system's clock was set back. For the reading goroutine only.
func (l *Lane) Now() int64 { return l.mark }

// Interfaces are those of the Port.
func (l *Lane) Interfaces() []string { return l.port.names }

// Stats implements capture.Source. It asks the kernel.
func (l *Lane) Stats() capture.Stats {
	for _, r := range l.rings {
		r.collect()
	}
	s := l.stats
	for _, d := range l.port.devices {
		s.Dropped += d.tallies[l.index].dropped.Load()
	}
	return s
}

// Close closes the Port, because a fanout group without one of its members deals
// frames to the wrong ones.
func (l *Lane) Close() error { return l.port.Close() }

// Wake makes ReadBatch return capture.ErrTick at once, the next if none waits,
// unless it has frames. Any goroutine may call it.
func (l *Lane) Wake() { l.signal(signalWake) }

func (l *Lane) signal(s uint32) {
	l.signals.Or(s)
	l.wake.Signal()
}

// adopt hands a ring to the lane.
func (l *Lane) adopt(r *ring) {
	l.mu.Lock()
	l.inbox = append(l.inbox, r)
	l.mu.Unlock()
	l.signal(signalRings)
}

// finish lets the lane drain, or empties it here if nobody ever read it.
func (l *Lane) finish() {
	if !l.state.CompareAndSwap(stateNew, stateClosed) {
		l.signal(signalEnd)
		return
	}
	for _, r := range l.inbox {
		r.release()
	}
	l.inbox = nil
	l.wake.Close()
}
