package pcapfile

import (
	"math"
	"sync"
	"time"
)

// Pace makes packet time pass at a multiple of wall time. Wait is for one
// goroutine; Close may be called by any.
type Pace struct {
	factor float64
	timer  *time.Timer
	start  time.Time // wall time of first
	first  int64     // packet time; valid iff start is set
	closed chan struct{}
	once   sync.Once
}

// NewPace returns a Pace at which factor seconds of packet time pass in a
// second; 0 (or less, or NaN) does not wait at all.
func NewPace(factor float64) *Pace {
	if math.IsNaN(factor) {
		factor = 0
	}
	return &Pace{factor: factor, closed: make(chan struct{})}
}

// Wait sleeps until a frame of this time is due, counted from the first call. It
// returns at once where the frame is late, its time runs backwards, or Close was
// called. Call it once a batch, with the time of the batch's first frame.
func (p *Pace) Wait(frameTime int64) {
	if p.factor <= 0 {
		return
	}
	if p.start.IsZero() {
		p.start, p.first = time.Now(), frameTime
		return
	}
	ahead := p.ahead(frameTime) - time.Since(p.start)
	if ahead <= 0 {
		return
	}
	if p.timer == nil {
		p.timer = time.NewTimer(ahead)
	} else {
		p.timer.Reset(ahead)
	}
	select {
	case <-p.timer.C:
	case <-p.closed:
		p.timer.Stop()
	}
}

// ahead is the wall time from the first frame to this one.
func (p *Pace) ahead(frameTime int64) time.Duration {
	d := (float64(frameTime) - float64(p.first)) / p.factor
	return time.Duration(min(max(d, 0), math.MaxInt64/2))
}

// Close ends a Wait and makes later ones return at once.
func (p *Pace) Close() { p.once.Do(func() { close(p.closed) }) }
