// Package sketch counts distinct things in bounded, pointer-free memory that
// merges across shards and sensors.
//
// Goroutines: a sketch belongs to one. Allocation: none.
package sketch

import (
	"math"
	"math/bits"

	"github.com/reconwatch/reconwatch/capture/packet"
)

// Sizes of a Distinct: exact up to exactSlots; then a linear-counting bitmap
// (Whang et al., TODS 1990) until it is nearly full; then HyperLogLog (Flajolet
// et al., AofA 2007) at precision 8, whose standard error is 6.5 %.
const (
	exactSlots = 32
	bitmapBits = exactSlots * 64
	registers  = 256
	// bitmapLimit is where the bitmap's own error passes that of the registers.
	bitmapLimit = 6000
)

// Distinct counts distinct hashes. Its zero value is empty and ready.
type Distinct struct {
	// words holds hashes while exact, a bitmap afterwards.
	words     [exactSlots]uint64
	registers [registers]uint8
	n         uint16 // hashes held; valid iff not spilled
	spilled   bool
}

// Add counts a well-mixed 64-bit hash and reports whether it was certainly or
// probably new. Sketches to be merged must be fed by the same hash function.
func (d *Distinct) Add(h uint64) bool {
	if !d.spilled {
		return d.addExact(h)
	}
	return d.addSpilled(h)
}

func (d *Distinct) addExact(h uint64) bool {
	for _, w := range d.words[:d.n] {
		if w == h {
			return false
		}
	}
	if int(d.n) < exactSlots {
		d.words[d.n] = h
		d.n++
		return true
	}
	d.spill()
	return d.addSpilled(h)
}

func (d *Distinct) spill() {
	held, n := d.words, d.n
	d.words, d.n, d.spilled = [exactSlots]uint64{}, 0, true
	for _, h := range held[:n] {
		d.addSpilled(h)
	}
}

func (d *Distinct) addSpilled(h uint64) bool {
	r, rank := &d.registers[h>>56], uint8(bits.LeadingZeros64(h<<8|1)+1)
	higher := rank > *r
	*r = max(*r, rank)
	w, bit := &d.words[h/64%exactSlots], uint64(1)<<(h%64)
	fresh := *w&bit == 0
	*w |= bit
	return fresh || higher
}

// Exact returns the hashes themselves while they are few, nil once the sketch
// estimates. The slice dies at the next Add.
func (d *Distinct) Exact() []uint64 {
	if d.spilled {
		return nil
	}
	return d.words[:d.n]
}

// Full reports whether one more hash will make the sketch an estimate.
func (d *Distinct) Full() bool { return d.spilled || d.n == exactSlots }

// Count estimates how many distinct hashes were added; exact up to 32.
func (d *Distinct) Count() uint32 {
	if !d.spilled {
		return uint32(d.n)
	}
	if c := d.countBitmap(); c < bitmapLimit {
		return uint32(math.Round(c))
	}
	return uint32(math.Round(d.countRegisters()))
}

func (d *Distinct) countBitmap() float64 {
	zero := bitmapBits
	for _, w := range d.words {
		zero -= bits.OnesCount64(w)
	}
	if zero == 0 {
		return math.Inf(1)
	}
	return bitmapBits * math.Log(bitmapBits/float64(zero))
}

func (d *Distinct) countRegisters() float64 {
	sum := 0.0
	for _, r := range d.registers {
		sum += 1 / float64(uint64(1)<<min(r, 63))
	}
	const alpha = 0.7213 / (1 + 1.079/registers)
	return alpha * registers * registers / sum
}

// Merge adds all that o has counted. o is left as it is.
func (d *Distinct) Merge(o *Distinct) {
	if !o.spilled {
		for _, h := range o.words[:o.n] {
			d.Add(h)
		}
		return
	}
	if !d.spilled {
		d.spill()
	}
	for i := range d.words {
		d.words[i] |= o.words[i]
	}
	for i := range d.registers {
		d.registers[i] = max(d.registers[i], o.registers[i])
	}
}

// Reset empties the sketch.
func (d *Distinct) Reset() { *d = Distinct{} }

// Pair is Hash of two addresses in this order, and of what tells apart what else they do.
func Pair(secret uint64, from, to *packet.Addr, what uint64) uint64 {
	fh, fl := from.Halves()
	th, tl := to.Halves()
	return Hash(secret^Hash(secret, fh, fl), th, tl^what)
}

// Hash mixes a value under a secret into a hash that is fit for Add. The secret is in every factor: whoever could
// make one 0 would have all values of the other alike.
func Hash(secret, hi, lo uint64) uint64 {
	return Chain(secret, hi, lo^bits.RotateLeft64(secret, 32))
}

// FNV is FNV-1a of some bytes. It has no secret: Hash mixes one in.
func FNV(b []byte) uint64 {
	h := uint64(0xcbf29ce484222325)
	for _, c := range b {
		h = (h ^ uint64(c)) * 0x100000001b3
	}
	return h
}

// Chain mixes one more word into h, the hash of those before it; n tells how much of word is meant, and must
// not be what others choose.
func Chain(h, word, n uint64) uint64 {
	hi, lo := bits.Mul64(word^h^0xa0761d6478bd642f, n^0xe7037ed1a0b428db)
	hi, lo = bits.Mul64(hi^lo^h, n^0x8ebc6af09c88c6e3)
	hi ^= lo
	hi ^= hi >> 32
	hi *= 0xd6e8feb86659fd93
	return hi ^ hi>>29
}
