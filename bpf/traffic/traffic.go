// Package traffic makes frames for measurements in the kernel itself, faster than any
// program outside of it, and counts them with the least program there can be. It is used
// by tests only.
//
// Goroutines: Generate belongs to one, best locked to a thread on a CPU of its own.
package traffic

import (
	"encoding/binary"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"
)

// Options of a Generator.
type Options struct {
	// Out is the index of the interface that frames leave by. The other end of its wire
	// must run an XDP program, or have GRO on.
	Out int
	// Flows is how many connections the traffic is of, a power of two.
	Flows int
	// SYNs of 1024 frames; the others are bare ACKs.
	SYNs int
	// Touches makes a flood of it instead: SYNs to one host from forged sources that send so
	// many each, to different ports.
	Touches int
}

// Generator makes frames.
type Generator struct {
	objects trafficObjects
	frame   []byte
}

// New loads the programs.
func New(o Options) (*Generator, error) {
	spec, err := loadTraffic()
	if err != nil {
		return nil, err
	}
	for name, v := range map[string]any{
		trafficVarOut: uint32(o.Out), trafficVarFlowMask: uint32(max(o.Flows, 1) - 1),
		trafficVarSyns: uint32(o.SYNs), trafficVarTouches: uint32(o.Touches),
	} {
		if err := spec.Variables[name].Set(v); err != nil {
			return nil, err
		}
	}
	g := &Generator{frame: make([]byte, 64)}
	if err := spec.LoadAndAssign(&g.objects, nil); err != nil {
		return nil, err
	}
	copy(g.frame, "\x02\x00\x00\x00\x00\x02\x02\x00\x00\x00\x00\x01\x08\x00")
	h := g.frame[14:]
	h[0], h[8], h[9] = 0x45, 64, 6
	binary.BigEndian.PutUint16(h[2:], 40)
	h[32] = 0x50
	return g, nil
}

// Generate sends n frames, from the CPU that it runs on. Each call costs some 30 ms beside
// the frames: n should be millions.
func (g *Generator) Generate(n int) error {
	_, err := g.objects.Generate.Run(&ebpf.RunOptions{
		Data: g.frame, Repeat: uint32(n), Flags: unix.BPF_F_TEST_XDP_LIVE_FRAMES, BatchSize: 64,
	})
	return err
}

// Discard attaches the least program to an interface.
func (g *Generator) Discard(ifindex int, generic bool) (link.Link, error) {
	flags := link.XDPDriverMode
	if generic {
		flags = link.XDPGenericMode
	}
	return link.AttachXDP(link.XDPOptions{Program: g.objects.Discard, Interface: ifindex, Flags: flags})
}

// Discarded is how many frames it has seen.
func (g *Generator) Discarded() (n uint64, err error) {
	var each []uint64
	if err := g.objects.Seen.Lookup(uint32(0), &each); err != nil {
		return 0, err
	}
	for _, v := range each {
		n += v
	}
	return n, nil
}

// Close frees the programs.
func (g *Generator) Close() error { return g.objects.Close() }
