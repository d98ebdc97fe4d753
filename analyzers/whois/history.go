package whois

import (
	"math"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/history"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/packet"
)

const (
	hour  = history.Hour
	panes = 12
)

// client is what is known of one host's look-ups. Pointer-free.
type client struct {
	hours   history.Hours   // different objects
	objects sketch.Distinct // of this hour
	seen    sketch.Distinct // of this hour and the one before
	panes   [panes]tally    // by the twelfths of the last sixty minutes
	pane    int64           // the newest

	window            int64 // when the sites were counted from
	sites, registries uint64
	accused           bool

	// What an alert will show of the time before its verdict: the latest.
	quotes  [samples]quote
	servers [analyzers.SampleSize]server
}

// tally is what a client did in one pane.
type tally struct {
	began                         int64  // when the first of it was, 0 for never
	fresh                         uint16 // new objects
	lookups, ours, given, nothing uint16
}

// quote is the start of what a client asked for, and when it did last.
type quote struct {
	at   int64
	size uint8
	text [maxQuote]byte
}

// server is whom it asked, and where.
type server struct {
	at   int64
	addr packet.Addr
	port uint16
}

// turn moves on to the hour of now.
func (c *client) turn(now int64) {
	further := c.hours.Turn(now)
	if further == 0 {
		return
	}
	c.seen = c.objects
	if further > 1 {
		c.seen.Reset()
	}
	c.objects.Reset()
}

// slide moves the panes on to now and gives the newest.
func (c *client) slide(now int64) *tally {
	pane := now / (hour / panes)
	for c.pane = max(c.pane, pane-panes); c.pane < pane; {
		c.pane++
		c.panes[c.pane%panes] = tally{}
	}
	t := &c.panes[c.pane%panes]
	if t.began == 0 {
		t.began = now
	}
	return t
}

// lately adds up the last sixty minutes. Its fresh ones are the objects that were not asked for
// before, for an hour.
func (c *client) lately() (sum tally) {
	for i := range c.panes {
		t := &c.panes[i]
		if t.began != 0 && (sum.began == 0 || t.began < sum.began) {
			sum.began = t.began
		}
		sum.fresh += t.fresh
		sum.lookups += t.lookups
		sum.ours += t.ours
		sum.given += t.given
		sum.nothing += t.nothing
	}
	return sum
}

// add counts an object that is asked for now and reports whether it is another one.
func (c *client) add(h uint64, now int64) bool {
	t := c.slide(now)
	fresh := c.objects.Add(h)
	if c.seen.Add(h) {
		t.fresh++
	}
	c.hours.Set(c.objects.Count())
	return fresh
}

// note keeps what was asked for, and of whom, to be shown; the oldest gives way.
func (c *client) note(object []byte, of *analyzers.Event, now int64) {
	q := quote{at: now}
	q.size = uint8(copy(q.text[:], object))
	c.quotes[place(c.quotes[:], func(o *quote) (int64, bool) { return o.at, o.size == q.size && o.text == q.text })] = q
	if of == nil {
		return
	}
	s := server{now, of.Target, of.TargetPort}
	c.servers[place(c.servers[:], func(o *server) (int64, bool) { return o.at, o.addr == s.addr && o.port == s.port })] = s
}

// place is where the same stands, else what is oldest.
func place[T any](list []T, look func(*T) (at int64, same bool)) (oldest int) {
	least := int64(math.MaxInt64)
	for i := range list {
		at, same := look(&list[i])
		if same {
			return i
		}
		if at < least {
			oldest, least = i, at
		}
	}
	return oldest
}

// forget lets what was counted count no more.
func (c *client) forget() {
	c.accused, c.sites, c.registries = false, 0, 0
	c.hours.Set(0)
	c.objects.Reset()
	c.seen.Reset()
	c.panes = [panes]tally{}
	c.quotes, c.servers = [samples]quote{}, [analyzers.SampleSize]server{}
}
