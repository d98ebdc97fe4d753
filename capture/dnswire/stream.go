package dnswire

import "encoding/binary"

const (
	prefix = 2 // the length before each message on TCP: RFC 1035, section 4.2.2
	// kept is what is gathered of a message whose start is spread over segments: the longest question.
	kept = HeaderBytes + MaxName + 4
)

// Stream finds the messages in one direction of a TCP connection by their length
// prefixes. The zero value waits for the connection's first payload. It holds no pointer.
//
// Segments must come in order; what is sent again is passed over. After a gap it
// can no longer tell where a message begins, and gives up: see Lost.
type Stream struct {
	next    uint32 // sequence number that comes next
	skip    uint32 // bytes of the message told last that are still to come
	have    uint16 // bytes in part
	started bool
	lost    bool
	part    [prefix + kept]byte
}

// Lost reports whether the place in the stream was lost.
func (s *Stream) Lost() bool { return s.lost }

// Feed is what is left to read of one segment.
type Feed struct {
	data   []byte
	absent uint32 // bytes behind data that the capture did not keep
}

// Segment takes a segment: its sequence number, the captured part of its payload and the
// payload's length on the wire. Next then gives its messages.
func (s *Stream) Segment(seq uint32, data []byte, wire int) Feed {
	f := Feed{data, uint32(max(wire-len(data), 0))}
	if !s.started {
		s.started, s.next = true, seq
	}
	old := int32(s.next - seq) // bytes that were seen before
	end := seq + uint32(len(data)) + f.absent
	switch {
	case s.lost || int32(end-s.next) <= 0:
		return Feed{}
	case old < 0:
		s.lost = true
		return Feed{}
	}
	cut := min(int(old), len(data))
	f.data, f.absent = data[cut:], f.absent-uint32(int(old)-cut)
	s.next = end
	return f
}

// Next gives the next message: as much of its start as could be had without
// waiting (its header and longest question at least, if it is so long and was captured), and its whole length.
func (s *Stream) Next(f *Feed) (message []byte, length int, ok bool) {
	for len(f.data) > 0 && !s.lost {
		if s.skip > 0 {
			n := min(s.skip, uint32(len(f.data)))
			f.data, s.skip = f.data[n:], s.skip-n
			continue
		}
		if s.have == 0 {
			if message, length, ok = s.inPlace(f); ok {
				return message, length, true
			}
		}
		if message, length, ok = s.gather(f); ok {
			return message, length, true
		}
	}
	return s.unseen(f)
}

// inPlace takes a message whose start is all in the segment.
func (s *Stream) inPlace(f *Feed) (message []byte, length int, ok bool) {
	b := f.data
	if len(b) < prefix {
		return nil, 0, false
	}
	length = int(binary.BigEndian.Uint16(b))
	n := min(length, len(b)-prefix)
	if n < min(length, kept) {
		return nil, 0, false
	}
	s.skip, f.data = uint32(length-n), b[prefix+n:]
	return b[prefix : prefix+n : prefix+n], length, true
}

// gather copies what the segment has of a message's start.
func (s *Stream) gather(f *Feed) (message []byte, length int, ok bool) {
	want := prefix
	if s.have >= prefix {
		want += min(int(binary.BigEndian.Uint16(s.part[:])), kept)
	}
	n := copy(s.part[s.have:want], f.data)
	f.data, s.have = f.data[n:], s.have+uint16(n)
	if s.have < prefix || int(s.have) < prefix+min(int(binary.BigEndian.Uint16(s.part[:])), kept) {
		return nil, 0, false
	}
	return s.flush()
}

// flush tells what was gathered.
func (s *Stream) flush() (message []byte, length int, ok bool) {
	length = int(binary.BigEndian.Uint16(s.part[:]))
	n := int(s.have) - prefix
	s.skip, s.have = uint32(length-n), 0
	return s.part[prefix : prefix+n : prefix+n], length, true
}

// unseen passes what the capture did not keep. It must be the rest of one message.
func (s *Stream) unseen(f *Feed) (message []byte, length int, ok bool) {
	if f.absent == 0 || s.lost {
		return nil, 0, false
	}
	if s.have >= prefix+HeaderBytes {
		return s.flush() // its start is cut: the rest is passed at the next call
	}
	if s.have > 0 || s.skip < f.absent {
		s.lost = true
		return nil, 0, false
	}
	s.skip -= f.absent
	f.absent = 0
	return nil, 0, false
}
