package flow

import (
	"unsafe"

	"github.com/reconwatch/reconwatch/analyzers"
)

// Eviction says why a record gave way to another flow.
type Eviction uint8

// Reasons of evictions.
const (
	Idle     Eviction = iota // it was past its idle time anyway
	Pressure                 // both buckets were full of flows in use
	NumEvictions
)

// Stats are the counters of a Table since New. Entries is a gauge; records past
// their idle time count until another flow takes their place.
type Stats struct {
	Entries, Created uint64
	// Restarted counts flows that began anew in the record of their past self.
	Restarted uint64
	Evicted   [NumEvictions]uint64
	// Unsettled counts flows that gave way under pressure before their deadline.
	Unsettled uint64
	// Unwatched counts flows whose deadline gave way to a newer one.
	Unwatched uint64
	Events    [analyzers.NumEventKinds]uint64
	Ignored   [NumIgnored]uint64
	// Irrelevant counts packets that R does not hold for; Late those older than
	// the table's time, which they took.
	Irrelevant, Late uint64
	// Lost counts events that a Buffer without Room had no place for.
	Lost uint64
	// Unplaced counts connections whose prefix found the visibility table full.
	Unplaced uint64
	// Visible counts, by interface, what tells how much of the replies is seen there.
	Visible [MaxInterfaces]Visible
}

// MaxInterfaces bounds the interfaces that are told apart; the last stands for all beyond.
const MaxInterfaces = 32

// Visible counts TCP connections whose initiator went on, and those of them whose SYN-ACK was
// seen before.
type Visible struct{ Continued, Answered uint64 }

// visible counts a connection of an interface.
func (s *Stats) visible(device uint16, answered bool) {
	v := &s.Visible[min(device, MaxInterfaces-1)]
	v.Continued++
	if answered {
		v.Answered++
	}
}

// Stats may be called by the table's goroutine only.
func (t *Table) Stats() Stats { return t.stats }

// Bytes is the memory that the flows touch, of what was taken for as many as there may be.
func (t *Table) Bytes() uint64 {
	return t.size*uint64(unsafe.Sizeof(bucket{})) + uint64(t.taken)*uint64(unsafe.Sizeof(Record{}))
}
