package bpf

import (
	"fmt"
	"sync/atomic"
	"unsafe"

	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"
)

// Reason says why a frame passed; in the order of package relevance.
type Reason uint8

// Reasons; Shed and Held are those that do not pass.
const (
	Shed Reason = iota
	First
	Early
	ByFlags
	ByMessage
	ByRegistration
	ByKind
	Held // it would have passed, but for a flood
	NumReasons
)

// Counters are those of one interface since it was loaded.
type Counters struct {
	// Packets and Bytes, as on the wire, by reason.
	Packets, Bytes [NumReasons]uint64
	// LostPackets and LostBytes of those that passed found the ring of their lane full.
	LostPackets, LostBytes uint64
}

// Seen is the number of frames that were looked at.
func (c *Counters) Seen() (packets, bytes uint64) {
	for r := range NumReasons {
		packets += c.Packets[r]
		bytes += c.Bytes[r]
	}
	return packets, bytes
}

// words of the structs that the program counts in.
const (
	countWords = 24 // struct counters
	countFirst = 4  // the first of its counters
	lossWords  = 4  // struct losses
)

// Counters of interface i. No system call is made.
func (p *Program) Counters(i int) Counters {
	var c Counters
	for cpu := range p.cpus {
		at := (cpu*p.o.Interfaces+i)*countWords + countFirst
		for r := range int(NumReasons) {
			c.Packets[r] += p.counts.word(at + 2*r)
			c.Bytes[r] += p.counts.word(at + 2*r + 1)
		}
	}
	for lane := range p.o.Lanes {
		packets, bytes := p.Lost(i, lane)
		c.LostPackets += packets
		c.LostBytes += bytes
	}
	return c
}

// Lost is what the ring of a lane had no room for, of interface i.
func (p *Program) Lost(i, lane int) (packets, bytes uint64) {
	for cpu := range p.cpus {
		at := ((cpu*p.o.Interfaces+i)*p.o.Lanes + lane) * lossWords
		packets += p.lost.word(at)
		bytes += p.lost.word(at + 1)
	}
	return packets, bytes
}

// Held is what was held back of a lane, on all interfaces.
func (p *Program) Held(lane int) (packets uint64) {
	for i := range p.cpus * p.o.Interfaces {
		packets += p.lost.word((i*p.o.Lanes+lane)*lossWords + 2)
	}
	return packets
}

// mapped is an array map in memory, as words.
type mapped struct {
	memory []byte
	words  []uint64
}

func mapArray(m *ebpf.Map, write bool) (mapped, error) {
	mode := unix.PROT_READ
	if write {
		mode |= unix.PROT_WRITE
	}
	size := int(m.ValueSize()) * int(m.MaxEntries())
	page := unix.Getpagesize()
	memory, err := unix.Mmap(m.FD(), 0, (size+page-1)/page*page, mode, unix.MAP_SHARED)
	if err != nil {
		return mapped{}, fmt.Errorf("map %s: %w", m, err)
	}
	return mapped{memory, unsafe.Slice((*uint64)(unsafe.Pointer(&memory[0])), size/8)}, nil
}

func (m *mapped) set(i int, v uint64) { atomic.StoreUint64(&m.words[i], v) }

func (m *mapped) word(i int) uint64 { return atomic.LoadUint64(&m.words[i]) }

func (m *mapped) close() {
	if m.memory != nil {
		_ = unix.Munmap(m.memory) // it was made by Mmap
	}
	*m = mapped{}
}
