package ring

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/net/bpf"

	"github.com/reconwatch/reconwatch/capture"
)

const (
	// maxLanes is below the kernel's bound of 256 sockets a fanout group.
	maxLanes = 64

	// defaultBlock is large enough that the cost of a block is not felt, and that
	// the largest merged frame (64 KiB) wastes little of one.
	defaultBlock = 1 << 20
	leastBlock   = 128 << 10
	mostBlock    = 16 << 20
	// defaultBlocks gives 64 MiB a ring: 50 ms of 10 Gbit/s, a second of 500 Mbit/s.
	defaultBlocks = 64
	leastBlocks   = 4
	mostBlocks    = 4096
	// defaultRetire is how long a frame waits at most in a block that is not full:
	// far below any time-out of an analyzer, far above the cost of a wake-up.
	defaultRetire = 10 * time.Millisecond
	leastRetire   = time.Millisecond
	mostRetire    = time.Second
	// defaultTick is fine enough for the time-outs of flows.
	defaultTick = 10 * time.Millisecond
	leastTick   = time.Millisecond

	// wholeFrame is more than any frame has.
	wholeFrame = 256 << 10
	leastSnap  = 64
)

// Options say how to capture. The zero value is one lane that takes whole frames.
type Options struct {
	// Lanes is how many Sources share the frames, 1 to 64; 0 is 1.
	Lanes int
	// Filter gives the program that chooses frames in the kernel, for the link
	// type of an interface; nil takes all. It is asked again when an interface
	// comes back.
	Filter func(capture.LinkType) ([]bpf.RawInstruction, error)
	// Snap is how many bytes of a frame are kept, 64 or more; 0 is all.
	Snap int
	// BlockSize in bytes, a power of two from 128 KiB to 16 MiB, and Blocks, 4 to
	// 4096, make the ring of each lane and interface; 0 is 1 MiB and 64.
	BlockSize int
	Blocks    int
	// Retire is the longest that the kernel fills a block before it hands it over,
	// 1 ms to 1 s, in whole milliseconds; 0 is 10 ms.
	Retire time.Duration
	// Tick is the longest that ReadBatch waits before it returns
	// capture.ErrTick, 1 ms or more; 0 is 10 ms.
	Tick time.Duration
	// NoPromiscuous leaves out frames to other hosts' addresses.
	NoPromiscuous bool
	// Outgoing takes also what this host sends. A mirror port has none of it.
	Outgoing bool
}

func (o Options) withDefaults() Options {
	set := func(v *int, to int) {
		if *v == 0 {
			*v = to
		}
	}
	set(&o.Lanes, 1)
	set(&o.Snap, wholeFrame)
	set(&o.BlockSize, defaultBlock)
	set(&o.Blocks, defaultBlocks)
	if o.Retire == 0 {
		o.Retire = defaultRetire
	}
	if o.Tick == 0 {
		o.Tick = defaultTick
	}
	return o
}

// validate names the first option that is out of bounds.
func (o *Options) validate() error {
	for _, b := range []struct {
		name          string
		v, least, top int64
	}{
		{"lanes", int64(o.Lanes), 1, maxLanes},
		{"snap length", int64(o.Snap), leastSnap, wholeFrame},
		{"block size", int64(o.BlockSize), leastBlock, mostBlock},
		{"blocks", int64(o.Blocks), leastBlocks, mostBlocks},
		{"retire time in ms", o.Retire.Milliseconds(), leastRetire.Milliseconds(), mostRetire.Milliseconds()},
		{"tick in ms", o.Tick.Milliseconds(), leastTick.Milliseconds(), int64(time.Hour / time.Millisecond)},
	} {
		if b.v < b.least || b.v > b.top {
			return fmt.Errorf("ring: %s: %d is not within %d and %d", b.name, b.v, b.least, b.top)
		}
	}
	if o.BlockSize&(o.BlockSize-1) != 0 || o.BlockSize%os.Getpagesize() != 0 {
		return fmt.Errorf("ring: block size: %d is no power of two", o.BlockSize)
	}
	return nil
}

// lag is how far a frame may be behind real time when it is handed over. The
// kernel looks at a block once each retire time and hands it over when it was
// open at the look before; its timers round up to a tick of at most 10 ms.
func (o *Options) lag() time.Duration { return 2*o.Retire + 10*time.Millisecond }
