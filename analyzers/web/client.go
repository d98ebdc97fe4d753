package web

import (
	"math/bits"
	"slices"

	"github.com/reconwatch/reconwatch/capture/packet"
)

// client is what one source showed in requests to any server: sensitive paths, attack strings, and
// what it calls itself.
type client struct {
	agentHash uint64
	agent     uint8 // row of agents plus one
	git       bool
	looker    bool // it says that it looks packages up
	declared  bool // it says where to read about it
	attack    attack

	odd      uint64 // rows of places that were touched since oddSince
	oddSince int64
	// without are servers that do not have the page for administrators that they were asked for, since oddSince.
	without      [manyServers]packet.Addr
	withoutCount uint8
}

// manyServers is how many of them are remembered.
const manyServers = 8

// recognise reads User-Agent; most clients send the same all the time.
func (c *client) recognise(field []byte, d *decoded) {
	h := hash(field, 2)
	if h == c.agentHash || len(field) == 0 {
		return
	}
	said := agentMarks.in(d.lower(field))
	c.agentHash, c.git, c.agent = h, isGit(field), agentOf(said)
	c.looker, c.declared = said&looksUp != 0, said&tellsOfItself != 0
}

// touch notes a sensitive path and says how much the touched ones weigh together: those
// that nobody has business with count three times.
func (c *client) touch(row int, now, burst int64) (weight int) {
	if now-c.oddSince > burst {
		c.odd, c.oddSince, c.withoutCount = 0, now, 0
	}
	c.odd |= 1 << row
	for m := c.odd; m != 0; m &= m - 1 {
		weight++
		if places[bits.TrailingZeros64(m)].whose == nobodys {
			weight += 2
		}
	}
	return weight
}

// miss notes a server that does not have the page, and says how many there were. It follows touch.
func (c *client) miss(server *packet.Addr) int {
	n := int(c.withoutCount)
	if n < len(c.without) && !slices.Contains(c.without[:n], *server) {
		c.without[n] = *server
		c.withoutCount++
	}
	return int(c.withoutCount)
}

// worth: whoever touched what others do not is kept.
func (c *client) worth() uint32 {
	return uint32(bits.OnesCount64(c.odd)) + uint32(c.attack.requests)
}
