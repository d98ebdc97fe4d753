package bpf

import (
	"os"

	"github.com/cilium/ebpf"
)

// Ring is where to find what one CPU hands to one lane: a page that begins with struct ring
// of bpf/types.h, Bytes of records, and a page into which the last of them may reach.
type Ring struct {
	Map    *ebpf.Map
	Offset int64 // of the first page in the map's memory
	Bytes  int
}

const (
	// reservedPart of a ring is what suspects have for themselves in a flood.
	reservedPart = 8
	leastReserve = 1 << 16
)

// Rings of a lane: one for each CPU, and one more for each of what suspects do in a flood. The
// maps are the Program's.
func (p *Program) Rings(lane int) (all []Ring) {
	for _, kind := range []struct {
		name  string
		bytes int
	}{{reconwatchMapRings, p.o.RingBytes}, {reconwatchMapReserves, p.reserveBytes()}} {
		for cpu := range p.writers() {
			at := int64(cpu*p.o.Lanes+lane) * int64(valueBytes(kind.bytes))
			all = append(all, Ring{p.shared.Maps[kind.name], at, kind.bytes})
		}
	}
	return all
}

// writers is how many CPUs have rings and places of their own. Test runs move from CPU to CPU, which a queue of
// a port does not: they have one for all.
func (p *Program) writers() int {
	if p.o.OwnClock {
		return 1
	}
	return p.cpus
}

func (p *Program) sizeRings(spec *ebpf.CollectionSpec) {
	for name, bytes := range map[string]int{reconwatchMapRings: p.o.RingBytes, reconwatchMapReserves: p.reserveBytes()} {
		spec.Maps[name].ValueSize = uint32(valueBytes(bytes))
		spec.Maps[name].MaxEntries = uint32(p.writers() * p.o.Lanes)
	}
}

func (p *Program) reserveBytes() int {
	return max(p.o.RingBytes/reservedPart, leastReserve, os.Getpagesize())
}

func valueBytes(ring int) int { return ring + 2*os.Getpagesize() }
