package xdp

import (
	"time"

	"github.com/reconwatch/reconwatch/bpf"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
)

const (
	// lowWater of a ring, far below where a flood begins, shows that the reader is ahead.
	lowWater = 0.25
	// easy is the share of what a lane has read at its best up to which it can read all again.
	easy = 0.7
	// calmLooks is a second of looks, so that a flood that comes in bursts is one.
	calmLooks = int(time.Second / lookEvery)
	// spateOver is how long there is no flood in any lane before it is told to be over.
	spateOver = 10 * time.Second
)

// flood is what decides when a lane is calm again.
type flood struct {
	looked        time.Time
	read, offered uint64  // until then
	best          float64 // frames a second that the lane has read at most
	calm          int     // looks in a row that say so
}

// spate is a flood of the port, as it is told.
type spate struct {
	on   bool
	last time.Time // when any lane was flooded
	held uint64    // until it began
}

// lookAtFloods ends floods that are over, and tells of those that begin and end.
func (p *Port) lookAtFloods(now time.Time) {
	any := false
	for i := range p.lanes {
		f := &p.floods[i]
		calm := p.measure(i, f, now)
		if !p.program.Flooded(i) {
			f.calm = 0
			continue
		}
		any = true
		if !calm {
			f.calm = 0
			continue
		}
		if f.calm++; f.calm >= calmLooks {
			p.program.Calm(i)
		}
	}
	p.tellFlood(any, now)
}

// measure looks at a lane's rates, and reports whether it could read all that is offered.
func (p *Port) measure(i int, f *flood, now time.Time) bool {
	l := p.lanes[i]
	var read, lost uint64
	for k := range l.tallies {
		read += l.tallies[k].frames.Load()
		n, _ := p.program.Lost(k, i)
		lost += n
	}
	offered := read + lost + p.program.Held(i)
	took := now.Sub(f.looked).Seconds()
	readRate, offeredRate := float64(read-f.read)/took, float64(offered-f.offered)/took
	first := f.looked.IsZero()
	f.looked, f.read, f.offered = now, read, offered
	if first {
		return false
	}
	f.best = max(f.best, readRate)
	return l.fill() < lowWater && offeredRate <= easy*f.best
}

// fill is how much of the fullest of its rings is in use.
func (l *Lane) fill() (most float64) {
	for _, r := range l.rings {
		most = max(most, r.fill())
	}
	return most
}

func (p *Port) tellFlood(any bool, now time.Time) {
	s := &p.spate
	switch {
	case any && !s.on:
		*s = spate{on: true, last: now, held: p.held()}
		p.emit(capture.Event{Kind: capture.EventFlooded})
	case any:
		s.last = now
	case s.on && now.Sub(s.last) >= spateOver:
		s.on = false
		p.emit(capture.Event{Kind: capture.EventCalm, Held: p.held() - s.held})
	}
}

func (p *Port) held() (n uint64) {
	for i := range p.names {
		c := p.program.Counters(i)
		n += c.Packets[bpf.Held]
	}
	return n
}

// Suspect lets all that an address initiates come in a flood too. Any goroutine may call it.
func (p *Port) Suspect(a packet.Addr) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.final == nil && p.program != nil {
		p.program.Suspect(a)
	}
}
