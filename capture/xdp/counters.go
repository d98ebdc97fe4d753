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
		c.Held = seen.Packets[bpf.Held]
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

// LaneStates tell how each lane is; all zero once the Port has ended.
func (p *Port) LaneStates() []capture.LaneState {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := make([]capture.LaneState, len(p.lanes))
	if p.final != nil {
		return all
	}
	for i, l := range p.lanes {
		s := &all[i]
		s.Flooded, s.Held = p.program.Flooded(i), p.program.Held(i)
		s.RingUse = l.fill()
		for _, r := range l.rings {
			s.RingBytes += r.mask + 1
		}
		for k := range p.names {
			lost, _ := p.program.Lost(k, i)
			s.Dropped += lost
		}
	}
	return all
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
