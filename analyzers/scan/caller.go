package scan

import (
	"time"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/cache"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/packet"
)

const (
	// callWindow is how long after a host has called may be called back: for its user's name (RFC 1413), to see
	// whether its sender exists, with data that it asked for.
	callWindow = int64(10 * time.Minute)
	// callPorts of one host are called back at most: more are looked for.
	callPorts   = 3
	callerPairs = 1 << 12
)

// callers remembers who has opened a conversation with whom. An IPv4 target's shard is also that of its own
// contacts; IPv6 is left out, since there it is not.
type callers struct {
	secret uint64
	pairs  *cache.Cache[call]
}

// call is when it was opened last.
type call struct{ at int64 }

func (c *callers) init(secret uint64) {
	c.secret, c.pairs = secret, cache.New[call](callerPairs).Fading(callWindow)
}

// note takes a conversation that goes on.
func (c *callers) note(e *analyzers.Event) {
	if e.Kind == analyzers.Continued && e.Proto == packet.ProtoTCP && e.Target.Is4() {
		pair, _ := c.pairs.Take(sketch.Pair(c.secret, &e.Source, &e.Target, 0), e.Time)
		pair.at = e.Time
	}
}

// callsBack reports whether a connection that failed goes to a host that has just called its source: that is no
// search, as long as it is for a port or two.
func (d *Detector) callsBack(e *analyzers.Event, o outcome) bool {
	if o != silent && o != refused || e.Method != analyzers.TCPSyn && e.Method != analyzers.TCPConnect || !e.Target.Is4() {
		return false
	}
	pair := d.callers.pairs.Find(sketch.Pair(d.callers.secret, &e.Target, &e.Source, 0))
	return pair != nil && e.Time-pair.at <= callWindow && d.scatter.add(e) < callPorts
}
