// Package relevance holds R, the one predicate that says which packets can
// matter to the analyzers.
//
// R holds for TCP with SYN, FIN, RST or odd flags; for the first packet of a
// flow direction in each epoch; for a direction's first packets since its SYN
// or expiry (PayloadBudget with payload, BareBudget without); for registered
// ports; for segments that start a message; for packets to one host that are about to expire;
// and for all that is neither TCP or UDP with ports that can be read nor a protocol without any. For packets
// to many it never does. Direction is R itself. Filter passes a superset of R from a fixed
// array of slots, as a kernel program can: what it sheds, the flow table would
// have ignored.
//
// Goroutines: a Filter belongs to one. Allocation: none after New.
package relevance

import (
	"encoding/binary"
	"math/bits"
	"unsafe"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/arena"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// Options of a Filter.
type Options struct {
	// Slots bounds the directions that are remembered, 16 bytes each; it is
	// rounded up to a power of two. 0 means 1 << 18.
	Slots int
	// Seed makes slots unpredictable to those who choose addresses and ports.
	Seed uint64
	// VLANInKey must be what the flow table has.
	VLANInKey bool
}

// slot remembers one direction; the last that came has it.
type slot struct {
	tag uint64
	dir Direction
}

// margin is how many times R's budgets a Filter grants to datagrams. It stands before
// duplicates are dropped: a frame that is mirrored twice must not spend what its
// flow will need.
const margin = 2

// Filter sheds packets for which R can not hold.
type Filter struct {
	slots []slot
	mask  uint64
	seeds [4]uint64
	vlan  uint16 // mask of the VLAN bits that enter the tag
	stats Stats
}

// Stats count packets by the reason why they passed; Stats[Shed] did not.
type Stats [NumReasons]uint64

// New makes a Filter.
func New(o Options) *Filter {
	n := o.Slots
	if n <= 0 {
		n = 1 << 18
	}
	n = 1 << bits.Len(uint(n-1))
	f := &Filter{mask: uint64(n - 1)}
	f.slots = arena.Make[slot](f, n)
	for i := range f.seeds {
		f.seeds[i] = spread(o.Seed + uint64(i+1)*0x9e3779b97f4a7c15)
	}
	if o.VLANInKey {
		f.vlan = 0xffff
	}
	return f
}

// Mark is what a Filter needs to know of a packet: its class, and the tag of its
// flow direction, which packets that are judged by their class alone do not need.
type Mark struct {
	tag   uint64
	class Class
}

// Class is what the packet shows by itself.
func (m Mark) Class() Class { return m.class }

// Pass reports whether p may matter. p.Time should not run backwards; where it
// does, more passes.
func (f *Filter) Pass(p *packet.Packet) bool { return f.pass(p.Time, f.Mark(p)) }

// Mark reads p. It is for Fetch and PassMarks.
func (f *Filter) Mark(p *packet.Packet) Mark {
	c := Classify(p)
	if c&(Whole|Registered|ToMany) != 0 {
		return Mark{class: c}
	}
	ports := uint32(p.SrcPort)<<16 | uint32(p.DstPort)
	return Mark{class: c, tag: f.tag(word(p.Src[:8]), word(p.Src[8:]), word(p.Dst[:8]), word(p.Dst[8:]), ports, p.VLAN, p.Proto)}
}

// Batch is the most packets that are passed at once.
const Batch = 16

// Part is how many packets are fetched for at once.
const Part = 4

// Fetch asks for the slots that PassMarks will need for Part marks: so a batch waits for memory once.
func (f *Filter) Fetch(marks *[Part]Mark) {
	var at [Part]uintptr
	for i := range marks {
		at[i] = uintptr(unsafe.Pointer(&f.slots[marks[i].tag&f.mask]))
	}
	arena.PrefetchAll(at[:])
}

// PassMarks is Pass for the packets of Batch frames at most, that Mark or Peek gave marks for: bit i of passed is that of frames[i].
func (f *Filter) PassMarks(frames []capture.Frame, marks []Mark) (passed uint) {
	for i := range marks {
		m := &marks[i]
		if s := &f.slots[m.tag&f.mask]; s.tag == m.tag && s.dir.spent(m.class, Epoch(frames[i].Time)) {
			f.stats[Shed]++
		} else if f.pass(frames[i].Time, *m) {
			passed |= 1 << i
		}
	}
	return passed
}

func (f *Filter) pass(now int64, m Mark) bool {
	if m.class&(Whole|Registered|ToMany) != 0 {
		r := m.class.reason()
		f.stats[r]++
		return r != Shed
	}
	s := &f.slots[m.tag&f.mask]
	if s.tag != m.tag {
		*s = slot{tag: m.tag}
	}
	r := s.dir.judge(m.class, Epoch(now), margin)
	f.stats[r]++
	return r != Shed
}

// Stats are the counters since New.
func (f *Filter) Stats() Stats { return f.stats }

func word(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }

// mix multiplies to 128 bits and folds: one round of a wyhash-like hash.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// spread is the finalizer of splitmix64: related seeds come out unrelated.
func spread(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
