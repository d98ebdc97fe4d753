package xdp

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/reconwatch/reconwatch/bpf"
	"github.com/reconwatch/reconwatch/capture/relevance"
)

const (
	// defaultTick is fine enough for the time-outs of flows.
	defaultTick = 10 * time.Millisecond
	leastTick   = time.Millisecond
	// longestNap is how long a lane whose ring is empty sleeps at most: the ring holds what
	// comes in the meantime many times over.
	longestNap = 2 * time.Millisecond
	// shortestNap lets some records gather: a wake-up costs as much as a hundred of them.
	shortestNap = 50 * time.Microsecond
)

// Options say how to capture. The zero value is one lane on ports that nobody else uses.
type Options struct {
	// Lanes is how many Sources share the frames, 1 to 64; 0 is 1.
	Lanes int
	// RingBytes of each CPU of each lane, a power of two from 64 KiB to 256 MiB; 0 is 64 MiB of a lane,
	// shared by the CPUs.
	RingBytes int
	// Places bounds what the program remembers: see bpf.Options.
	Places int
	// VLANInKey must be what the flow table has.
	VLANInKey bool
	// KeepAll sheds nothing in the kernel.
	KeepAll bool
	// Pass hands frames to the host's stack too. An interface with an IP address always does,
	// unless Drop says otherwise: nobody shall cut off their own session.
	Pass bool
	Drop bool
	// NativeOnly refuses interfaces whose driver cannot run the program.
	NativeOnly bool
	// Generic does as if no driver could.
	Generic bool
	// NoPromiscuous leaves out frames to other hosts' addresses.
	NoPromiscuous bool
	// Tick is the longest that ReadBatch waits before it returns capture.ErrTick, 1 ms or
	// more; 0 is 10 ms.
	Tick time.Duration
}

func (o *Options) complete() error {
	if o.Lanes == 0 {
		o.Lanes = 1
	}
	if o.Tick == 0 {
		o.Tick = defaultTick
	}
	if o.Tick < leastTick {
		return fmt.Errorf("xdp: tick: %v is shorter than %v", o.Tick, leastTick)
	}
	if o.Generic && o.NativeOnly {
		return errors.New("xdp: the program can not be run both by the driver and by the stack only")
	}
	if o.Pass && o.Drop {
		return errors.New("xdp: frames can not be both passed and dropped")
	}
	return nil
}

// program is what the options ask of package bpf.
func (o *Options) program(pass []bool) bpf.Options {
	b := bpf.Options{
		Lanes: o.Lanes, RingBytes: o.RingBytes, Interfaces: len(pass), Places: o.Places,
		VLANInKey: o.VLANInKey, KeepAll: o.KeepAll, Generic: o.Generic, Pass: pass,
		Seed: [3]uint64{rand.Uint64(), rand.Uint64(), rand.Uint64()},
	}
	for _, r := range relevance.RegisteredPorts {
		b.Registered = append(b.Registered, r.Port)
	}
	return b
}
