package ring

import "sync/atomic"

// Counters are what an interface gave since Open, over all lanes.
type Counters struct {
	Interface string
	// Up reports whether it is captured now.
	Up bool
	// Frames and Bytes, as on the wire, were handed over.
	Frames uint64
	Bytes  uint64
	// Dropped frames found the ring full; Freezes is how often it became full.
	Dropped uint64
	Freezes uint64
	// Merged frames are longer than the interface's MTU allows: receive offload
	// (GRO, LRO) has joined several into one, and analyzers see sizes and counts
	// that were not on the wire.
	Merged uint64
	// Broken blocks had offsets that point outside; their rest was skipped.
	Broken uint64
	// Losses is how often capture on it ended: down, deleted, or a fault.
	Losses uint64
}

// tally is one lane's counters of one interface: written by the lane, once a
// batch, read by any.
type tally struct {
	frames, bytes, dropped, freezes, merged, broken atomic.Uint64
}

func (t *tally) addTo(c *Counters) {
	c.Frames += t.frames.Load()
	c.Bytes += t.bytes.Load()
	c.Dropped += t.dropped.Load()
	c.Freezes += t.freezes.Load()
	c.Merged += t.merged.Load()
	c.Broken += t.broken.Load()
}
