package dns

import (
	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/dnswire"
)

// stream is one direction of a TCP connection.
type stream struct {
	dnswire.Stream
	zone    uint64 // that is transferred by it
	counted bool   // as lost
}

// streamIdle is longer than servers keep idle connections (RFC 7766 names seconds).
const streamIdle = 5 * minute

// segment finds the messages in a segment.
func (d *Detector) segment(e *analyzers.Event, data []byte, out *[]analyzers.Finding) {
	side := uint64(0)
	if e.FromTarget {
		side = 1
	}
	key := sketch.Hash(d.address(&e.Source)^uint64(e.First), d.address(&e.Target), uint64(e.SourcePort)<<17|uint64(e.TargetPort)<<1|side)
	s, _ := d.streams.TakeWithin(key, e.Time, streamIdle)
	for f := s.Segment(e.Seq, data, int(e.Extra)); ; {
		message, _, ok := s.Next(&f)
		if !ok {
			break
		}
		d.message(e, message, s, out)
	}
	if s.zone != 0 {
		d.streams.Value(key, 1)
	}
	if s.Lost() && !s.counted {
		s.counted = true
		d.stats.StreamsLost++
	}
}
