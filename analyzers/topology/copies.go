package topology

// copies are the latest packets of a trail, to know one that comes by again: a loop brings it back with less to live, and a
// mirror of both sides of a router shows it twice. It has one time to live, the greatest.
type copies struct {
	ids  [16]uint32
	ttls [16]uint8
	next uint8
}

// add takes a packet in. Of one that was there before it gives the time to live that it had, and whether it has more now.
func (c *copies) add(id uint32, ttl uint8) (more bool, was uint8) {
	for i := range c.ids {
		if c.ids[i] == id && c.ttls[i] != 0 {
			was = c.ttls[i]
			c.ttls[i] = max(was, ttl)
			return ttl > was, was
		}
	}
	i := c.next % uint8(len(c.ids))
	c.ids[i], c.ttls[i] = id, ttl
	c.next++
	return false, 0
}
