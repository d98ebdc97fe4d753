package scan

import "github.com/reconwatch/reconwatch/analyzers"

// member finds the source among those of the campaign, or gives it a place. Whoever has not joined within
// the window begins anew, and gives its place up for others.
func (c *campaign) member(e *analyzers.Event, window int64) *accomplice {
	stale := -1
	for i := range c.members[:c.n] {
		m := &c.members[i]
		late := c.opened != 0 && !m.joined && e.Time-m.start > window
		if m.addr == e.Source {
			if late {
				m.begin(e)
			}
			m.moved = m.moved || m.port != e.SourcePort
			return m
		}
		if late {
			stale = i
		}
	}
	if int(c.n) < len(c.members) {
		stale = int(c.n)
		c.n++
	} else if stale < 0 {
		return nil
	}
	c.members[stale].begin(e)
	return &c.members[stale]
}

func (m *accomplice) begin(e *analyzers.Event) {
	*m = accomplice{addr: e.Source, start: e.Time, port: e.SourcePort}
}

// touch counts a target for a source: whether it was the source's first touch of it, and anybody's. Ports are
// folded in what is known of one source, hardly in what all have touched: what none has is new to each.
func (c *campaign) touch(m *accomplice, e *analyzers.Event, place uint32) (first, fresh bool) {
	i := (place ^ place>>8) & 0xff
	own, bit := &m.touched[i/64], uint64(1)<<(i%64)
	place %= jointPlaces
	all, placed := &c.joint[place/64], uint64(1)<<(place%64)
	fresh = *all&placed == 0
	if !fresh && *own&bit != 0 {
		return false, false
	}
	*own |= bit
	*all |= placed
	m.count++
	if fresh {
		c.cover++
		m.answered(e)
	} else {
		c.shared++
		m.shared++
	}
	return true, fresh
}

func (m *accomplice) answered(e *analyzers.Event) {
	switch outcomeOf(e) {
	case refused:
		m.answers.Closed++
	case filtered:
		m.answers.Filtered++
	case halfOpen:
		m.answers.Open++
	default:
		m.answers.Silent++
	}
}

// note keeps what is told of a touch by somebody who takes part.
func (c *campaign) note(e *analyzers.Event, fresh bool) {
	c.last, c.iface, c.vlan = e.Time, e.Interface, e.VLAN
	c.methods = c.methods.Add(e.Method)
	if c.method == analyzers.MethodNone {
		c.method = e.Method
	}
	if !fresh {
		return
	}
	if int(c.nhosts) < len(c.hosts) && (!c.vertical || c.nhosts == 0) {
		c.hosts[c.nhosts] = e.Target
		c.nhosts++
	}
	if int(c.nports) < len(c.ports) && (c.vertical || c.nports == 0) {
		c.ports[c.nports] = e.TargetPort
		c.nports++
	}
}
