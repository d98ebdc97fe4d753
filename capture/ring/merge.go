package ring

import (
	"math"

	"github.com/reconwatch/reconwatch/capture"
)

// merge hands over what is due, in order of time.
func (l *Lane) merge(frames []capture.Frame, now instant) int {
	n := 0
	for n < len(frames) {
		r, limit := l.due(now)
		if r == nil {
			break
		}
		n += r.fill(frames[n:], limit)
	}
	return n
}

// due is the ring whose next frame is the earliest, and up to what time its frames
// come before those of all others; nil if none can be handed over yet.
func (l *Lane) due(now instant) (first *ring, limit int64) {
	limit = math.MaxInt64
	var earliest int64
	floor := int64(math.MaxInt64)
	for _, r := range l.rings {
		if !r.advance(now.mono) {
			// What is not here by now is younger than this.
			floor = now.wall - int64(l.lag)
			continue
		}
		switch head := r.head(); {
		case first == nil:
			first, earliest = r, head
		case head < earliest:
			first, earliest, limit = r, head, earliest
		default:
			limit = min(limit, head)
		}
	}
	switch {
	case first == nil || len(l.rings) == 1:
		return first, limit
	case earliest <= floor:
		return first, min(limit, floor)
	case now.mono-first.taken >= l.lag:
		// The clock was set back: wait by the other clock, and no longer.
		return first, limit
	}
	return nil, 0
}

// watermark is the earliest that a frame to come can be. A ring all of whose
// blocks are in this batch cannot tell; the mark stays where it was.
func (l *Lane) watermark(now instant) int64 {
	mark := now.wall - int64(l.lag)
	for _, r := range l.rings {
		switch {
		case r.advance(now.mono):
			mark = min(mark, r.head())
		case r.held == r.blocks:
			return l.mark
		}
	}
	return mark
}
