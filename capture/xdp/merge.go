package xdp

import (
	"math"

	"github.com/reconwatch/reconwatch/capture"
)

// merge hands over what the lane's rings hold, in order of time. One frame that answers another may be seen
// on another CPU: it must not come first because its ring was asked later. So all rings are asked
// twice, and nothing is handed over that was not there before the second round: what it answers was there in the second.
func (l *Lane) merge(frames []capture.Frame) int {
	for _, r := range l.rings {
		r.bound = r.ask()
	}
	l.waiting = l.waiting[:0]
	for _, r := range l.rings {
		r.known = r.ask()
		if r.at != r.known {
			l.waiting = append(l.waiting, r)
		}
	}
	return l.deal(frames)
}

// deal hands over what waits.
func (l *Lane) deal(frames []capture.Frame) (n int) {
	for n < len(frames) && len(l.waiting) > 0 {
		i, until := l.earliest()
		if i < 0 {
			continue
		}
		r := l.waiting[i]
		n += r.takeUntil(frames[n:], until)
		switch {
		case r.at == r.known:
			l.drop(i)
		case r.at >= r.bound:
			return n
		}
	}
	return n
}

// earliest is the ring whose next frame is, and the time of the next one of any other; -1 if a damaged ring
// was left out.
func (l *Lane) earliest() (at int, until int64) {
	at, until = -1, math.MaxInt64
	first := int64(math.MaxInt64)
	for i, r := range l.waiting {
		h := r.head()
		if h == nil {
			l.drop(i)
			return -1, 0
		}
		if at < 0 || h.time < first {
			at, until, first = i, first, h.time
			continue
		}
		until = min(until, h.time)
	}
	return at, until
}

func (l *Lane) drop(i int) {
	last := len(l.waiting) - 1
	l.waiting[i] = l.waiting[last]
	l.waiting = l.waiting[:last]
}

// takeUntil hands out frames up to a time, as far as there is room and they may be.
func (r *ringbuf) takeUntil(frames []capture.Frame, until int64) int {
	for n := range frames {
		if r.at >= r.bound {
			return n
		}
		h := r.head()
		if h == nil || h.time > until {
			return n
		}
		r.take(h, &frames[n])
	}
	return len(frames)
}
