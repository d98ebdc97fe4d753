package scan

import "math/bits"

// small counts few distinct things, to tell up to a handful from more: exactly up to eight, so that the shape of a
// scan is no matter of luck, then by a linear-counting bitmap of 256 bits.
type small struct {
	words [8]uint32 // hashes, or the bitmap
	n     uint8     // hashes held; bitmapped once it is the bitmap
}

const bitmapped = uint8(len(small{}.words)) + 1

func (b *small) Add(h uint64) {
	if b.n == bitmapped {
		b.mark(uint32(h))
		return
	}
	for _, known := range b.words[:b.n] {
		if known == uint32(h) {
			return
		}
	}
	if int(b.n) < len(b.words) {
		b.words[b.n] = uint32(h)
		b.n++
		return
	}
	held := b.words
	*b = small{n: bitmapped}
	for _, known := range held {
		b.mark(known)
	}
	b.mark(uint32(h))
}

func (b *small) mark(h uint32) { b.words[h>>5&7] |= 1 << (h & 31) }

func (b *small) Count() int {
	if b.n < bitmapped {
		return int(b.n)
	}
	ones := 0
	for _, w := range b.words {
		ones += bits.OnesCount32(w)
	}
	return estimated(32*len(b.words), ones)
}
