// Package bpf loads the program that looks at frames in the kernel: it sheds what
// cannot matter to reconnaissance, and hands the rest to user space through a ring
// buffer for each lane.
//
// Capabilities, all of them only until everything is loaded and attached:
//
//	CAP_BPF        maps and programs
//	CAP_NET_ADMIN  programs at network interfaces
//	CAP_PERFMON    pointers into frames, without the guards that unprivileged programs get
//
// Links, programs and maps are held by file descriptors alone: they end with the
// process, however it ends.
//
// Goroutines: a Program's methods may be called by any; Close by one, when no other
// uses it. Allocation: what is called once a second or less may.
package bpf

import (
	"errors"
	"fmt"
	"math/bits"
	"os"
	"runtime"

	"github.com/cilium/ebpf"
)

const (
	maxLanes      = 64
	maxInterfaces = 32

	// laneRings are those of a lane together, by default: 800,000 of the smallest records, 160 ms
	// of 5 million a second.
	laneRings = 64 << 20
	leastRing = 1 << 16
	// leastOfLane is what a lane has for each CPU by default.
	leastOfLane = 1 << 20
	mostRing    = 1 << 28 // less than the verifier's bound of an offset
	// defaultPlaces is eight directions a place and 64 bytes: 4 MiB for half a million.
	defaultPlaces = 1 << 16
	// leastPlaces is for each CPU: receive side scaling deals flows to them.
	leastPlaces = 1 << 10
	mostPlaces  = 1 << 22
	// defaultTouches is 16 bytes a place: of 10 million forged sources a second, a scanner that
	// shows itself twice within 10 ms is forgotten in between one time of eleven.
	defaultTouches = 1 << 20
	mostTouches    = 1 << 24
	// suspectPlaces is far more than sources are under suspicion at a time.
	suspectPlaces = 1 << 16
)

// Options of a Program.
type Options struct {
	// Lanes, 1 to 64, each has a ring of RingBytes, a power of two from 64 KiB to
	// 1 GiB; 0 is 1 and 64 MiB.
	Lanes, RingBytes int
	// Interfaces that it will be attached to, 1 to 32; 0 is 1.
	Interfaces int
	// Places bounds the directions remembered, eight a place, over all CPUs; 0 is 1<<16.
	Places int
	// Touches bounds the initiators remembered in a flood; 0 is 1<<20.
	Touches int
	// Seed makes places unpredictable to those who choose addresses and ports.
	Seed [3]uint64
	// VLANInKey must be what the flow table has.
	VLANInKey bool
	// Registered ports are kept whole.
	Registered []uint16
	// Pass says of each interface whether its frames go on to the host's stack; those of
	// others end here.
	Pass []bool
	// KeepAll sheds nothing.
	KeepAll bool
	// Generic leaves it to the network stack to run the program, not to the driver.
	Generic bool
	// OwnClock takes the time that SetClock gave, for tests.
	OwnClock bool
}

// Program is loaded once for each interface; its parts share all maps.
type Program struct {
	o        Options
	cpus     int
	shared   *ebpf.Collection
	parts    []*ebpf.Program
	counts   mapped
	lost     mapped
	floods   mapped
	suspects mapped
	attached []attachment
}

// Load loads the program. A missing capability is a *PrivilegeError.
func Load(o Options) (*Program, error) {
	cpus, err := ebpf.PossibleCPU()
	if err != nil {
		return nil, fmt.Errorf("bpf: number of CPUs: %w", err)
	}
	if err := o.complete(cpus); err != nil {
		return nil, err
	}
	p := &Program{o: o, cpus: cpus, attached: make([]attachment, o.Interfaces)}
	if err := p.load(); err != nil {
		_ = p.Close()
		return nil, explain("bpf", err)
	}
	return p, nil
}

func (o *Options) complete(cpus int) error {
	for _, b := range []struct {
		name                string
		v                   *int
		otherwise, low, top int
	}{
		{"lanes", &o.Lanes, 1, 1, maxLanes},
		{"interfaces", &o.Interfaces, 1, 1, maxInterfaces},
		{"ring size", &o.RingBytes, max(laneRings/roundUp(cpus), leastOfLane), leastRing, mostRing},
		{"places", &o.Places, defaultPlaces, 1, mostPlaces},
		{"touches", &o.Touches, defaultTouches, 1, mostTouches},
	} {
		if *b.v == 0 {
			*b.v = b.otherwise
		}
		if *b.v < b.low || *b.v > b.top {
			return fmt.Errorf("bpf: %s: %d is not within %d and %d", b.name, *b.v, b.low, b.top)
		}
	}
	if o.RingBytes&(o.RingBytes-1) != 0 || o.RingBytes%os.Getpagesize() != 0 {
		return fmt.Errorf("bpf: ring size: %d is no power of two", o.RingBytes)
	}
	return nil
}

func (p *Program) load() error {
	spec, err := loadReconwatch()
	if err != nil {
		return err
	}
	if err := p.configure(spec); err != nil {
		return err
	}
	if err := p.name(spec, 0); err != nil {
		return err
	}
	if p.shared, err = ebpf.NewCollection(spec); err != nil {
		return err
	}
	p.parts = append(p.parts, p.shared.Programs[reconwatchProgReconwatch])
	for i := 1; i < p.o.Interfaces; i++ {
		if err := p.part(spec, i); err != nil {
			return err
		}
	}
	return p.mapAll()
}

// mapAll maps what is read and written while the program runs.
func (p *Program) mapAll() error {
	for _, m := range []struct {
		to    *mapped
		name  string
		write bool
	}{
		{&p.counts, reconwatchMapCounts, false},
		{&p.lost, reconwatchMapLost, false},
		{&p.floods, reconwatchMapFloods, true},
		{&p.suspects, reconwatchMapSuspects, true},
	} {
		var err error
		if *m.to, err = mapArray(p.shared.Maps[m.name], m.write); err != nil {
			return err
		}
	}
	return nil
}

// part loads the program once more, for interface i, over the same maps.
func (p *Program) part(spec *ebpf.CollectionSpec, i int) error {
	if err := p.name(spec, i); err != nil {
		return err
	}
	own := spec.Copy()
	shared := map[string]*ebpf.Map{}
	for name, m := range p.shared.Maps {
		if name != rodata {
			shared[name] = m
		}
	}
	c, err := ebpf.NewCollectionWithOptions(own, ebpf.CollectionOptions{MapReplacements: shared})
	if err != nil {
		return err
	}
	p.parts = append(p.parts, c.DetachProgram(reconwatchProgReconwatch))
	c.Close()
	return nil
}

// name sets the constants that parts differ in.
func (p *Program) name(spec *ebpf.CollectionSpec, i int) error {
	const drop, pass = 1, 2 // enum xdp_action
	verdict := uint32(drop)
	if i < len(p.o.Pass) && p.o.Pass[i] {
		verdict = pass
	}
	if err := spec.Variables[reconwatchVarVerdict].Set(verdict); err != nil {
		return err
	}
	return spec.Variables[reconwatchVarInterface].Set(uint16(i))
}

// rodata is the map of the constants, the one thing in which parts differ.
const rodata = ".rodata"

// configure sets constants and the sizes of maps.
func (p *Program) configure(spec *ebpf.CollectionSpec) error {
	o := &p.o
	var vlan uint16
	if o.VLANInKey {
		vlan = 0x0fff
	}
	cpus := roundUp(p.writers())
	places := max(leastPlaces, roundUp(o.Places/cpus))
	var registered [1 << 16 / 64]uint64
	var last uint16
	for _, port := range o.Registered {
		registered[port>>6] |= 1 << (port & 63)
		last = max(last, port)
	}
	for name, v := range map[string]any{
		reconwatchVarLanes: uint32(o.Lanes), reconwatchVarInterfaces: uint32(o.Interfaces), reconwatchVarCpuMask: uint32(cpus - 1),
		reconwatchVarPlaceMask: uint32(places - 1), reconwatchVarSeeds: o.Seed, reconwatchVarVlanMask: vlan,
		reconwatchVarKeepAll: flag(o.KeepAll), reconwatchVarOwnClock: flag(o.OwnClock),
		reconwatchVarTouchMask: uint32(roundUp(o.Touches) - 1), reconwatchVarSuspectMask: uint32(suspectPlaces - 1),
		reconwatchVarRingCpuMask: uint32(roundUp(p.writers()) - 1), reconwatchVarRingBytes: uint64(o.RingBytes),
		reconwatchVarReserveBytes: uint64(p.reserveBytes()), reconwatchVarRingHead: uint32(os.Getpagesize()),
		reconwatchVarWeakOrder:  flag(runtime.GOARCH != "amd64"),
		reconwatchVarRegistered: registered, reconwatchVarLastRegistered: last,
	} {
		if err := spec.Variables[name].Set(v); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	spec.Maps[reconwatchMapPlaces].MaxEntries = uint32(cpus * places)
	spec.Maps[reconwatchMapCounts].MaxEntries = uint32(p.cpus * o.Interfaces)
	spec.Maps[reconwatchMapTouches].MaxEntries = uint32(roundUp(o.Touches))
	spec.Maps[reconwatchMapSuspects].MaxEntries = suspectPlaces
	spec.Maps[reconwatchMapFloods].MaxEntries = uint32(o.Lanes)
	spec.Maps[reconwatchMapLost].MaxEntries = uint32(p.cpus * o.Interfaces * o.Lanes)
	p.sizeRings(spec)
	return nil
}

// roundUp gives a power of two, 1 at least.
func roundUp(n int) int { return 1 << bits.Len(uint(max(n, 1)-1)) }

func flag(on bool) uint8 {
	if on {
		return 1
	}
	return 0
}

// SetOffset tells what has to be added to the kernel's monotonic clock (CLOCK_MONOTONIC)
// for nanoseconds since the Unix epoch. It is to be told before frames are read,
// and again as clocks drift apart.
func (p *Program) SetOffset(ns int64) error {
	return p.shared.Variables[reconwatchVarClockOffset].Set(uint64(ns))
}

// SetClock sets the time, with Options.OwnClock.
func (p *Program) SetClock(ns int64) error {
	return p.shared.Variables[reconwatchVarClockNow].Set(uint64(ns))
}

// Test runs the program of interface i over one frame, as the kernel would, and gives
// the action that it answers with.
func (p *Program) Test(i int, frame []byte) (action uint32, err error) {
	return p.parts[i].Run(&ebpf.RunOptions{Data: frame})
}

// Forget clears the directions that are remembered, as if the program had just been loaded, for tests.
func (p *Program) Forget() error {
	places, err := mapArray(p.shared.Maps[reconwatchMapPlaces], true)
	if err != nil {
		return err
	}
	clear(places.words)
	places.close()
	return nil
}

// Part is the program of interface i, for benchmarks. It is the Program's.
func (p *Program) Part(i int) *ebpf.Program { return p.parts[i] }

// Close detaches the program everywhere and frees all of it.
func (p *Program) Close() error {
	var errs []error
	for i := range p.attached {
		errs = append(errs, p.Detach(i))
	}
	p.counts.close()
	p.lost.close()
	p.floods.close()
	p.suspects.close()
	for _, part := range p.parts {
		errs = append(errs, part.Close())
	}
	if p.shared != nil {
		p.shared.Close()
	}
	return errors.Join(errs...)
}
