package xdp

import (
	"github.com/reconwatch/reconwatch/bpf"
	"github.com/reconwatch/reconwatch/capture"
)

// Counters are those of each interface, in the order of Interfaces.
func (p *Port) Counters() []capture.Counters {
	all := make([]capture.Counters, len(p.devices))
	for i, d := range p.devices {
		seen := p.Reasons(i)
		d.mu.Lock()
		c := capture.Counters{Interface: d.name, Up: d.state == capture.EventUp, Losses: d.losses}
		d.mu.Unlock()
		c.Dropped, c.Shed, c.ShedBytes = seen.LostPackets, seen.Packets[bpf.Shed], seen.Bytes[bpf.Shed]
		for _, l := range p.lanes {
			t := &l.tallies[i]
			c.Frames += t.frames.Load()
			c.Bytes += t.bytes.Load()
			c.Merged += t.merged.Load()
			c.Broken += t.broken.Load()
		}
		all[i] = c
	}
	return all
}

// Reasons are the program's own counters of interface i: why frames passed.
func (p *Port) Reasons(i int) bpf.Counters {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.final != nil:
		return p.final[i]
	case p.program == nil:
		return bpf.Counters{}
	}
	return p.program.Counters(i)
}

// lost is what the ring of a lane had no room for.
func (p *Port) lost(i, lane int) uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.final != nil {
		return p.drops[lane*len(p.names)+i]
	}
	packets, _ := p.program.Lost(i, lane)
	return packets
}

// RingUse is how much of the ring of each lane is in use, from 0 to 1.
func (p *Port) RingUse() []float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	use := make([]float64, len(p.lanes))
	if p.final != nil {
		return use
	}
	for i, l := range p.lanes {
		for _, r := range l.rings {
			use[i] = max(use[i], r.fill())
		}
	}
	return use
}

// release lets go of the program and the rings; the last one frees them, and keeps the counts.
func (p *Port) release() {
	if p.users.Add(-1) > 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.final = make([]bpf.Counters, len(p.names))
	p.drops = make([]uint64, len(p.names)*len(p.lanes))
	if p.program == nil {
		return
	}
	for i := range p.names {
		p.final[i] = p.program.Counters(i)
		for lane := range p.lanes {
			p.drops[lane*len(p.names)+i], _ = p.program.Lost(i, lane)
		}
	}
	for _, l := range p.lanes {
		for _, r := range l.rings {
			r.close()
		}
	}
	_ = p.program.Close() // nothing can be done about it
}
