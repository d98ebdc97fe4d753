package bpf

import (
	"encoding/binary"
	"math/bits"
)

// floodWords is struct flood in words.
const floodWords = 8

// Flooded reports whether the program holds back, in a lane, what may be nothing but a
// flood. It begins when the lane's ring is three quarters full.
func (p *Program) Flooded(lane int) bool { return p.floods.word(lane*floodWords) != 0 }

// Calm ends it.
func (p *Program) Calm(lane int) { p.floods.set(lane*floodWords, 0) }

// Flood begins it, as a ring that fills does.
func (p *Program) Flood(lane int) { p.floods.set(lane*floodWords, 1) }

// Suspect lets the traffic that an address initiates pass in a flood, through the ring that is
// reserved for suspects. The 65536 suspects that were named last are remembered, or fewer where
// two share a place.
func (p *Program) Suspect(address [16]byte) {
	tag := fold(binary.BigEndian.Uint64(address[:])^p.o.Seed[0], binary.BigEndian.Uint64(address[8:])^p.o.Seed[1])
	p.suspects.set(int(tag&(suspectPlaces-1)), tag)
}

// fold is that of bpf/lane.h.
func fold(x, y uint64) uint64 {
	hi, lo := bits.Mul64(x, y)
	return hi ^ lo
}
