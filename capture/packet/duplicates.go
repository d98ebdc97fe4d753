package packet

import (
	"encoding/binary"
	"time"
	"unsafe"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/arena"
)

const (
	// duplicateBytes is how much of a packet is compared: an IPv6 header with a
	// whole TCP header, or IPv4 with the longest options of both.
	duplicateBytes = 96
	// duplicateWindow bounds how far apart two copies of a frame can be: a
	// switch mirrors within its own queueing time. No stack retransmits earlier
	// (RFC 6298 has a minimum of 1 s, Linux one of 200 ms).
	duplicateWindow = int64(10 * time.Millisecond)
	// anonymousWindow is the window where nothing but time tells a copy from the
	// same datagram sent again.
	anonymousWindow = int64(2 * time.Millisecond)
)

// Duplicates finds frames that a switch mirrored twice: in and out of it, or on
// two ports. Two frames are copies if the captured bytes from the innermost
// network header on are equal, identification, time to live, length, sequence
// number and all, up to 96 bytes, within 10 ms.
//
// Packets without an identification (IPv6, ARP, IPv4 with identification 0)
// might be sent twice with equal bytes. They count as copies within 10 ms if the
// other one came from another interface or with another VLAN tag, which no
// sender does, and else within 2 ms only: copies on one port follow each other
// as fast as the port sends, while senders that repeat themselves pause. A
// burst of equal datagrams within 2 ms is told once; what it means to a
// reader of headers is the same.
//
// The table is direct-mapped, fixed and without pointers. A window starts with
// the first copy and is not prolonged by others.
type Duplicates struct {
	slots []sighting
	seed  uint64
	blind uint64 // of the second factors
	stats DuplicatesStats
}

// DuplicatesStats are the counters of a Duplicates.
type DuplicatesStats struct {
	Copies  uint64 // frames that Seen reported
	Evicted uint64 // sightings overwritten within their window: copies of them pass
}

type sighting struct {
	digest uint64 // 0 if free
	time   int64
	iface  uint16
	vlan   uint16
}

// NewDuplicates makes a Duplicates of slots sightings, rounded up to a power of
// two, at most 1<<20. It should hold what a lane sees in 10 ms.
func NewDuplicates(slots int, seed uint64) *Duplicates {
	n := powerOfTwo(min(slots, 1<<20))
	return &Duplicates{slots: make([]sighting, n), seed: seed, blind: fold(seed^0xe7037ed1a0b428db, 0xa0761d6478bd642f)}
}

// Stats may be called by the owning goroutine only.
func (d *Duplicates) Stats() DuplicatesStats { return d.stats }

// Seen reports whether the frame f, decoded into p, is a copy of a frame seen
// before. It has to see p before Reassembler.Join.
func (d *Duplicates) Seen(p *Packet, f *capture.Frame) bool {
	return d.SeenDigest(p, f, d.Digest(p))
}

// Digest is of the bytes that are compared, 0 if there are none. It is for
// SeenDigest, and asks for the slot that this will need.
func (d *Duplicates) Digest(p *Packet) uint64 {
	if !p.HasNetwork {
		return 0
	}
	digest := digest(p.Network, d.seed^uint64(p.Proto), d.blind)
	arena.Prefetch(unsafe.Pointer(d.slot(digest)))
	return digest
}

func (d *Duplicates) slot(digest uint64) *sighting {
	return &d.slots[digest>>32&uint64(len(d.slots)-1)]
}

// SeenDigest is Seen with what Digest gave for p.
func (d *Duplicates) SeenDigest(p *Packet, f *capture.Frame, digest uint64) bool {
	if digest == 0 {
		return false
	}
	s := d.slot(digest)
	age := abs(f.Time - s.time)
	if s.digest == digest && age <= duplicateWindow {
		elsewhere := s.iface != f.Interface || s.vlan != p.VLAN
		if p.IPID != 0 || elsewhere || age <= anonymousWindow {
			d.stats.Copies++
			return true
		}
	} else if s.digest != 0 && age <= duplicateWindow {
		d.stats.Evicted++
	}
	*s = sighting{digest: digest, time: f.Time, iface: f.Interface, vlan: p.VLAN}
	return false
}

func abs(n int64) int64 {
	return max(n, -n)
}

// digest hashes at most duplicateBytes of b; it is never 0. Nobody who does not know blind can make a factor 0, which
// would have all that comes before it alike.
func digest(b []byte, seed, blind uint64) uint64 {
	b = b[:min(len(b), duplicateBytes)]
	h := seed ^ uint64(len(b))
	if len(b) >= 16 {
		last := b[len(b)-16:] // overlaps what the loop takes, which costs less than to copy a rest
		h = fold(binary.BigEndian.Uint64(last)^h, binary.BigEndian.Uint64(last[8:])^blind)
	} else {
		var rest [16]byte
		copy(rest[:], b)
		h = fold(binary.BigEndian.Uint64(rest[:])^h, binary.BigEndian.Uint64(rest[8:])^blind)
	}
	for len(b) > 16 {
		h = fold(binary.BigEndian.Uint64(b)^h, binary.BigEndian.Uint64(b[8:])^blind)
		b = b[16:]
	}
	return fold(h, 0x9e3779b97f4a7c15) | 1
}
