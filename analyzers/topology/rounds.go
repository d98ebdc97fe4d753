package topology

import (
	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// rounds is what the last steps of a path show of a tracer that goes through all its steps again and again, where the
// others expire before they are seen.
type rounds struct {
	sequence uint16 // of the latest echo request
	counting bool
	// missing is how often the next one was further on than by one: those between had less to live.
	missing uint8
	ttl     uint8 // of the latest SYN
	up      bool  // it rose from one SYN to the next
	back    bool  // and fell again
	empty   uint8 // connections that were refused, or closed without a byte
}

// maxMissing is how many steps a tracer takes at most; manyMissing is how often numbers must be missing.
const maxMissing, manyMissing = 64, 2

// add takes a packet in.
func (r *rounds) add(e *analyzers.Event) {
	switch {
	case e.Method == analyzers.ICMPEcho:
		n := e.Flags - r.sequence
		switch {
		case n < 2 || n > maxMissing || r.missing >= 1<<7:
		case r.counting:
			r.missing++
		default: // programs count from 0 or 1
			r.missing += manyMissing
		}
		r.sequence, r.counting = e.Flags, true
	case e.Proto == packet.ProtoTCP && e.Flags&packet.SYN != 0:
		r.back = r.back || r.up && e.TTL < r.ttl
		r.up = r.up || r.ttl > 0 && e.TTL > r.ttl
		r.ttl = e.TTL
	}
}
