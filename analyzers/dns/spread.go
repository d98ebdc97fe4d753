package dns

import (
	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
)

// spread is a client's interest in the names of all addresses of a wider prefix: a part of each block suffices who goes
// on from one to the next. Pointer-free.
type spread struct {
	first                    int64
	addresses, named, absent uint32
	near, rising, falling    uint32 // as of a block, of blocks of which more than a few were asked for
	ordered, late            uint32 // addresses of such blocks; of these, past the few
	accused                  bool   // for what all blocks together show
	told                     bool   // an episode is open, or was
}

// loose is how many addresses of a block say nothing about their order.
const loose = recent / 2

// prefixLabels names the prefix: 16 bits of IPv4, 48 of IPv6.
func (d *Detector) prefixLabels() int {
	if d.q.labels == octets+reversed {
		return 2 + reversed
	}
	return 12 + reversed
}

// spread adds what one message has shown of a block to what is known of the prefix.
func (d *Detector) spread(e *analyzers.Event, now, before order, learned outcome) *spread {
	key := sketch.Hash(d.seed+1, d.address(&e.Source), d.q.hashes[d.prefixLabels()])
	w, fresh := d.spreads.TakeWithin(key, e.Time, span(d.cfg.SweepIdle))
	if fresh {
		w.first = e.Time
	}
	switch learned {
	case found:
		w.named++
	case nxdomain:
		w.absent++
	}
	if now.count > before.count {
		w.grow(now, before)
	}
	d.spreads.Value(key, w.near)
	return w
}

// grow takes in another address of a block.
func (w *spread) grow(now, before order) {
	w.addresses++
	if now.count <= loose {
		return
	}
	if before.count == loose {
		before = order{}
	}
	w.ordered += uint32(now.count - before.count)
	w.late++
	w.near += uint32(now.near - before.near)
	w.rising += uint32(now.rising - before.rising)
	w.falling += uint32(now.falling - before.falling)
}

// wide decides whether all blocks together are swept, one address after the next, though none of them suffices.
func (d *Detector) wide(w *spread) bool {
	share := d.cfg.AdjacentShare
	return int(w.ordered) >= d.cfg.AdjacentWide && float64(w.near) >= share*float64(w.ordered) && float64(max(w.rising, w.falling)) >= share*float64(w.late)
}

// tell begins an episode with all that the prefix has come to.
func (w *spread) tell(st *story) {
	w.accused, w.told = true, true
	st.probes = uint64(w.addresses)
	st.facts.names = w.addresses
	st.answers.Open, st.answers.Closed = w.named, w.absent
}
