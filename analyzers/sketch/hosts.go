package sketch

import (
	"bytes"
	"slices"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// Hosts counts distinct addresses, as Distinct does, and keeps the first of them. Its zero value is empty and ready.
type Hosts struct {
	seen  Distinct
	first [analyzers.SampleSize]packet.Addr
	kept  uint8
}

// Add counts an address and reports whether it was probably new.
func (h *Hosts) Add(secret uint64, a packet.Addr) bool {
	hi, lo := a.Halves()
	if !h.seen.Add(Hash(secret, hi, lo)) {
		return false
	}
	if int(h.kept) < len(h.first) {
		h.first[h.kept] = a
		h.kept++
	}
	return true
}

// Count is how many there are; exact up to 32.
func (h *Hosts) Count() uint32 { return h.seen.Count() }

// First are the first of them, as they came. The slice is the set's own.
func (h *Hosts) First() []packet.Addr { return h.first[:h.kept] }

// Lead is the first of all, or zero if there is none.
func (h *Hosts) Lead() *packet.Addr { return &h.first[0] }

// Sample is a copy of these in order of value.
func (h *Hosts) Sample() []packet.Addr {
	out := slices.Clone(h.First())
	slices.SortFunc(out, func(a, b packet.Addr) int { return bytes.Compare(a[:], b[:]) })
	return out
}
