package xdp

import (
	"io"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/waker"
)

// lag is how far a frame's time may be behind the clock when it comes: the program counts frames to epochs by a clock
// that it asks once a tick, of 10 ms at the most, and that may be two ticks late then.
const lag = 30 * time.Millisecond

// Lane is one lane's Source.
type Lane struct {
	port  *Port
	index int
	rings []*ringbuf
	// waiting are those of them that have something, for one batch.
	waiting []*ringbuf
	wake    *waker.Waker
	sleep   [1]unix.PollFd

	signals atomic.Uint32 // what other goroutines want
	state   atomic.Uint32
	tallies []tally // by interface
	sums    []sum
	stats   capture.Stats
	mark    int64
	nap     time.Duration
	ending  bool
	done    bool
}

// Signals.
const (
	signalWake = 1 << iota
	signalEnd
)

// States: a lane that was never read is let go of by Close.
const (
	stateNew = iota
	stateRead
	stateClosed
)

// tally is what a lane handed over of one interface: written by the lane, once a batch,
// read by any.
type tally struct{ frames, bytes, merged, broken atomic.Uint64 }

// sum gathers a batch for a tally.
type sum struct{ frames, bytes, merged uint64 }

// ReadBatch implements capture.Source. It returns capture.ErrTick if no frame came for
// Options.Tick, or after Wake; io.EOF once all that came before Close is handed over;
// and in its stead, on all lanes, ErrReplaced.
func (l *Lane) ReadBatch(frames []capture.Frame) (int, error) {
	if l.state.Load() != stateRead && !l.state.CompareAndSwap(stateNew, stateRead) || l.done {
		return 0, l.end()
	}
	for _, r := range l.rings {
		r.giveBack()
	}
	now := time.Now()
	for deadline := now.Add(l.port.o.Tick); ; now = time.Now() {
		signals := l.heed()
		if n := l.merge(frames); n > 0 {
			l.nap = shortestNap
			l.account(frames[:n])
			return n, nil
		}
		l.mark = now.Add(-lag).UnixNano()
		if l.ending {
			l.finish()
			return 0, l.end()
		}
		if signals&signalWake != 0 || !now.Before(deadline) {
			return 0, capture.ErrTick
		}
		l.doze(min(l.nap, deadline.Sub(now)))
		l.nap = min(2*l.nap, longestNap)
	}
}

// doze ends after d, or with a signal.
func (l *Lane) doze(d time.Duration) {
	l.sleep[0] = l.wake.Poll()
	left := unix.NsecToTimespec(int64(d))
	if n, err := unix.Ppoll(l.sleep[:], &left, nil); err == nil && n > 0 {
		l.wake.Clear()
	}
}

func (l *Lane) heed() uint32 {
	if l.signals.Load() == 0 {
		return 0
	}
	s := l.signals.Swap(0)
	l.ending = l.ending || s&signalEnd != 0
	return s
}

func (l *Lane) end() error {
	if l.port.reason != nil {
		return l.port.reason
	}
	return io.EOF
}

// finish lets go of what the lane shares.
func (l *Lane) finish() {
	l.done = true
	l.wake.Close()
	l.port.release()
}

// account counts a batch.
func (l *Lane) account(frames []capture.Frame) {
	for i := range frames {
		f := &frames[i]
		if int(f.Interface) >= len(l.sums) {
			f.Interface = 0
		}
		s := &l.sums[f.Interface]
		s.frames++
		s.bytes += uint64(f.WireLen)
		if f.WireLen > l.port.devices[f.Interface].whole {
			s.merged++
		}
	}
	for i := range l.sums {
		l.publish(&l.tallies[i], &l.sums[i])
	}
	for _, r := range l.rings {
		if r.broken > 0 {
			l.tallies[0].broken.Add(r.broken)
			r.broken = 0
		}
	}
	l.mark = frames[len(frames)-1].Time
}

// publish adds a batch to what any goroutine may read. Only the lane writes, so a load and
// a store will do.
func (l *Lane) publish(t *tally, s *sum) {
	if s.frames == 0 {
		return
	}
	t.frames.Store(t.frames.Load() + s.frames)
	t.bytes.Store(t.bytes.Load() + s.bytes)
	t.merged.Store(t.merged.Load() + s.merged)
	l.stats.Frames += s.frames
	l.stats.Bytes += s.bytes
	*s = sum{}
}

// Now is a time that frames yet to come are not before, but for those that a busy CPU
// delivers late. For the reading goroutine only.
func (l *Lane) Now() int64 { return l.mark }

// Interfaces are those of the Port.
func (l *Lane) Interfaces() []string { return l.port.names }

// Stats implements capture.Source.
func (l *Lane) Stats() capture.Stats {
	s := l.stats
	for i := range l.port.names {
		s.Dropped += l.port.lost(i, l.index)
	}
	return s
}

// Close closes the Port: the program deals frames to all lanes.
func (l *Lane) Close() error { return l.port.Close() }

// Wake makes ReadBatch return capture.ErrTick at once, the next if none waits, unless it
// has frames. Any goroutine may call it.
func (l *Lane) Wake() { l.signal(signalWake) }

func (l *Lane) signal(s uint32) {
	l.signals.Or(s)
	l.wake.Signal()
}
