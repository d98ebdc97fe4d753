package flow

import "github.com/reconwatch/reconwatch/analyzers"

// Room is how many events one Update may add: a Buffer must have as many free.
const Room = 12

// Buffer takes the events of one table, and the payloads that they carry. Its owner empties it.
type Buffer struct {
	analyzers.Batch
}

// NewBuffer makes one for n events, at least Room, and half as many payloads of MessageBytes.
func NewBuffer(n int) *Buffer {
	n = max(n, Room)
	return &Buffer{analyzers.Batch{
		Events: make([]analyzers.Event, 0, n),
		Bytes:  make([]byte, 0, max(n/2*analyzers.MessageBytes, analyzers.RegisteredBytes)),
	}}
}

// Free is how many more events fit; none if the largest payload does not.
func (b *Buffer) Free() int {
	if cap(b.Bytes)-len(b.Bytes) < analyzers.RegisteredBytes {
		return 0
	}
	return cap(b.Events) - len(b.Events)
}

// Half reports whether it is half full.
func (b *Buffer) Half() bool {
	return 2*len(b.Events) >= cap(b.Events) || 2*len(b.Bytes) >= cap(b.Bytes)
}
