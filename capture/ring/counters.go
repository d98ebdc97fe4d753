package ring

import (
	"sync/atomic"

	"github.com/reconwatch/reconwatch/capture"
)

// Counters are what an interface gave since Open, over all lanes.
type Counters = capture.Counters

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
