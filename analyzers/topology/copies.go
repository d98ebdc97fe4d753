package topology

import "time"

// A packet that is seen again within queuedTime with more to live was seen on both sides of a router, in whatever order these
// were mirrored; within loopTime with less, it may have come round by links as long as there are. Whoever sends
// the very same packet with another time to live once more, later than that, takes a step.
const (
	queuedTime = int64(10 * time.Millisecond)
	loopTime   = int64(time.Second)
)

// copies are the latest packets of a trail, to know one that comes by again: a loop brings it back with less to live, and a
// mirror of both sides of a router shows it twice. It has one time to live, the greatest.
type copies struct {
	seen [16]sighting
	next uint8
}

// sighting is a packet and when it was seen last.
type sighting struct {
	at  int64
	id  uint32
	ttl uint8
}

// again reports whether a packet is the one of s, on its way.
func (s sighting) again(o sighting) bool {
	switch age := o.at - s.at; {
	case s.id != o.id || s.ttl == 0:
		return false
	case o.ttl > s.ttl:
		return age <= queuedTime
	default:
		return o.ttl == s.ttl || age <= loopTime
	}
}

// same reports whether two sightings, in whatever order, are of one packet.
func same(a, b sighting) bool {
	if b.at < a.at {
		a, b = b, a
	}
	return a.again(b)
}

// add takes a packet in. Of one that was there before it gives the time to live that it had, and whether it has more now.
func (c *copies) add(o sighting) (more bool, was uint8) {
	for i := range c.seen {
		if s := &c.seen[i]; s.again(o) {
			was = s.ttl
			s.at, s.ttl = o.at, max(was, o.ttl)
			return o.ttl > was, was
		}
	}
	c.seen[c.next%uint8(len(c.seen))] = o
	c.next++
	return false, 0
}
