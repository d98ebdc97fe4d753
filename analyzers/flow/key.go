package flow

import (
	"encoding/binary"
	"math/bits"
	"unsafe"

	"github.com/reconwatch/reconwatch/capture/packet"
)

// Key identifies a flow: an unordered pair of endpoints, and for queries who
// asks. It is 40 bytes without pointers or padding, and may be compared with ==.
type Key struct {
	// Low and High are the two addresses; the lower address (then port) is Low.
	Low, High packet.Addr
	// LowPort and HighPort are 0 where the protocol has none; for ICMP queries
	// LowPort is the type of the query.
	LowPort, HighPort uint16
	// VLAN is 0 unless VLANs are told apart.
	VLAN  uint16
	Proto uint8
	// Form tells apart what one pair of addresses may do both ways at once.
	Form Form
}

// Form is what the two ends of a Key are to each other.
type Form uint8

// Forms of a Key.
const (
	Pair     Form = iota // either may begin
	LowAsks              // Low sends the query, High the reply
	HighAsks             // the other way round
	LowErrs              // Low sends ICMP errors about flows that were not seen
	HighErrs             // High does
)

// Sides of a Key.
const (
	low  uint8 = 0
	high uint8 = 1
)

// order writes the pair into k and returns the side of a. Which of two is the
// lower is a toss-up that no processor foresees, so there is no branch.
func (k *Key) order(a, b *packet.Addr, aPort, bPort uint16) uint8 {
	a1, a2 := a.Halves()
	b1, b2 := b.Halves()
	_, less := bits.Sub64(uint64(bPort), uint64(aPort), 0) // borrows iff b is less
	_, less = bits.Sub64(b2, a2, less)
	_, less = bits.Sub64(b1, a1, less)
	x1, x2, x := (a1^b1)&-less, (a2^b2)&-less, (aPort^bPort)&-uint16(less)
	binary.BigEndian.PutUint64(k.Low[:8], a1^x1)
	binary.BigEndian.PutUint64(k.Low[8:], a2^x2)
	binary.BigEndian.PutUint64(k.High[:8], b1^x1)
	binary.BigEndian.PutUint64(k.High[8:], b2^x2)
	k.LowPort, k.HighPort = aPort^x, bPort^x
	return uint8(less)
}

// ask is order for a query, with the asking side in the form.
func (k *Key) ask(querier, answerer *packet.Addr, base Form) (side uint8) {
	side = k.order(querier, answerer, 0, 0)
	k.Form = base + Form(side)
	return side
}

// end returns one end of the flow; the port only where the protocol has ports.
func (k *Key) end(side uint8) (*packet.Addr, uint16) {
	a, port := &k.Low, k.LowPort
	if side == high {
		a, port = &k.High, k.HighPort
	}
	if !hasPorts(k.Proto) {
		port = 0
	}
	return a, port
}

func hasPorts(proto uint8) bool {
	return proto == packet.ProtoTCP || proto == packet.ProtoUDP || proto == packet.ProtoSCTP
}

// seeds are the secret words of the table's hash.
type seeds [6]uint64

// expand is splitmix64: any seed, 0 too, gives words that are unrelated.
func expand(seed uint64) (s seeds) {
	for i := range s {
		x := seed + uint64(i+1)*0x9e3779b97f4a7c15
		x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
		x = (x ^ x>>27) * 0x94d049bb133111eb
		s[i] = x ^ x>>31
	}
	return s
}

// hash is wyhash-like: multiply to 128 bits and fold, with secret operands, so
// that nobody can choose keys that share buckets.
func (k *Key) hash(s *seeds) uint64 {
	a := mix(word(k.Low[:8])^s[0], word(k.Low[8:])^s[1])
	b := mix(word(k.High[:8])^s[2], word(k.High[8:])^s[3])
	return mix(a^bits.RotateLeft64(b, 32)^s[4], k.fields()^s[5])
}

// fields is rest of a key that was just written: the processor would wait to
// read its fields as one.
func (k *Key) fields() uint64 {
	return uint64(k.LowPort) | uint64(k.HighPort)<<16 | uint64(k.VLAN)<<32 | uint64(k.Proto)<<48 | uint64(k.Form)<<56
}

// rest is all but the addresses.
func (k *Key) rest() uint64 { return *(*uint64)(unsafe.Pointer(&k.LowPort)) }

var _ = [1]struct{}{}[unsafe.Sizeof(Key{})-unsafe.Offsetof(Key{}.LowPort)-8]

// is compares as five words, which costs less than a call of memequal.
func (k *Key) is(o *Key) bool {
	return (word(k.Low[:8])^word(o.Low[:8]))|(word(k.Low[8:])^word(o.Low[8:]))|
		(word(k.High[:8])^word(o.High[:8]))|(word(k.High[8:])^word(o.High[8:]))|(k.rest()^o.rest()) == 0
}

func word(b []byte) uint64 { return binary.NativeEndian.Uint64(b) }

func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}
