package whois

import (
	"slices"

	"github.com/reconwatch/reconwatch/analyzers/sketch"
)

const (
	hour  = int64(3600e9)
	hours = 24 * 7
	panes = 12
)

// client is what is known of one host's look-ups. Pointer-free.
type client struct {
	first   int64 // when it was seen first
	epoch   int64 // the hour that is counted now
	past    [hours]uint16
	objects sketch.Distinct // of this hour
	seen    sketch.Distinct // of this hour and the one before
	panes   [panes]uint16   // new ones, by the twelfths of the last sixty minutes
	pane    int64           // the newest
	count   uint16          // different objects in this hour

	window            int64 // when the sites were counted from
	sites, registries uint64
	accused           bool
}

// turn moves on to the hour of now.
func (c *client) turn(now int64) {
	epoch := now / hour
	if c.epoch == 0 {
		c.first, c.epoch = now, epoch
	}
	if c.epoch == epoch {
		return
	}
	c.past[c.epoch%hours] = c.count
	for h := max(c.epoch+1, epoch-hours); h < epoch; h++ {
		c.past[h%hours] = 0
	}
	c.seen = c.objects
	if epoch > c.epoch+1 {
		c.seen.Reset()
	}
	c.epoch, c.count = epoch, 0
	c.objects.Reset()
}

// slide moves the panes on to now.
func (c *client) slide(now int64) {
	pane := now / (hour / panes)
	for c.pane = max(c.pane, pane-panes); c.pane < pane; {
		c.pane++
		c.panes[c.pane%panes] = 0
	}
}

// lately is how many objects were asked for in the last sixty minutes and not before, for an hour.
func (c *client) lately() (n int) {
	for _, k := range c.panes {
		n += int(k)
	}
	return n
}

// add counts an object that is asked for now and reports whether it is another one.
func (c *client) add(h uint64, now int64) bool {
	c.slide(now)
	fresh := c.objects.Add(h)
	if c.seen.Add(h) {
		c.panes[c.pane%panes]++
	}
	c.count = uint16(min(c.objects.Count(), 1<<16-1))
	return fresh
}

// usual is the median of the client's hours so far, and their median absolute deviation.
func (c *client) usual(now int64) (median, deviation float64) {
	known := int(min(hours, c.epoch-c.first/hour))
	if known <= 0 {
		return 0, 0
	}
	var values [hours]uint16
	n := 0
	for h := c.epoch - int64(known); h < c.epoch; h++ {
		values[n] = c.past[h%hours]
		n++
	}
	median = middle(values[:n])
	for i, v := range values[:n] {
		values[i] = uint16(max(float64(v)-median, median-float64(v)))
	}
	return median, middle(values[:n])
}

// forget lets what was counted count no more.
func (c *client) forget() {
	c.accused, c.sites, c.registries, c.count = false, 0, 0, 0
	c.objects.Reset()
	c.seen.Reset()
	c.panes = [panes]uint16{}
}

func middle(v []uint16) float64 {
	slices.Sort(v)
	return (float64(v[len(v)/2]) + float64(v[(len(v)-1)/2])) / 2
}
