package flow

import "github.com/reconwatch/reconwatch/analyzers"

// Room is how many events one Update may add: a Buffer must have as many free.
const Room = 8

// Buffer takes the events of one table. Its owner empties it.
type Buffer struct {
	Events []analyzers.Event
}

// NewBuffer makes one for n events; at least Room.
func NewBuffer(n int) *Buffer {
	return &Buffer{Events: make([]analyzers.Event, 0, max(n, Room))}
}

// Free is how many more events fit.
func (b *Buffer) Free() int { return cap(b.Events) - len(b.Events) }

// Reset empties the buffer.
func (b *Buffer) Reset() { b.Events = b.Events[:0] }
