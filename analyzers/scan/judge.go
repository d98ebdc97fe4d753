package scan

import "github.com/reconwatch/reconwatch/analyzers"

// contact adds an outcome to its contact: a first contact is weighed, a known one corrected.
func (d *Detector) contact(s *source, h uint64, e *analyzers.Event, o outcome, out *[]analyzers.Finding) {
	s.last = max(s.last, e.Time)
	s.replied = s.replied || answered(e)
	th := targetHash(h, e)
	c := d.contacts.find(th)
	if c == nil || c.state == pending {
		if c == nil && d.forgotten(s, th, o) {
			return
		}
		c = d.firstContact(s, c, th, e, o)
	} else if !d.revise(s, c, e, o) {
		return
	}
	d.verdict(s, e, c, out)
}

// forgotten reports whether a contact that its table has lost was counted before.
func (d *Detector) forgotten(s *source, th uint64, o outcome) bool {
	su := d.suspects.of(s)
	if su != nil && int(su.contacts) < d.cfg.MaxContacts && d.contacts.evicted == 0 {
		return false
	}
	for _, r := range s.recent {
		if r == uint32(th>>32) && r != 0 {
			return true
		}
	}
	return false
}

// firstContact enters a contact; c is not nil where it was expected.
func (d *Detector) firstContact(s *source, c *contact, th uint64, e *analyzers.Event, o outcome) *contact {
	su := d.suspects.of(s)
	if su == nil {
		if su = d.suspects.take(s); su != nil {
			su.begin(s, e)
		}
	}
	if su == nil || !su.judged || int(su.contacts) < d.cfg.MaxContacts {
		if c == nil {
			c = d.contacts.add(th)
		}
		if su != nil {
			su.contacts++
			su.probes += uint64(e.Count)
		}
	} else {
		d.spare, c = contact{}, &d.spare
		su.probes += uint64(e.Count)
	}
	c.last, c.visits, c.port = ticks(e.First), 1, uint8(e.SourcePort)
	d.count(s, su, c, e, o)
	if o.failed() {
		s.recent[int(s.fails)%len(s.recent)] = uint32(th >> 32)
	}
	return c
}

// count enters the outcome of a contact that had none.
func (d *Detector) count(s *source, su *suspect, c *contact, e *analyzers.Event, o outcome) {
	if o.failed() && (d.pardoned(e, o) || d.remains(su, e, o)) {
		o = acquitted
	}
	c.settle(o, e.Time)
	s.settle(e.Time, d.certain, d.cfg.ScoreFloor)
	c.weight = int8(max(-127, min(127, d.weigh(s, e, o)/weightUnit)))
	d.score(s, float64(c.weight)*weightUnit)
	switch {
	case o == success:
		s.successes = min(s.successes+1, 65000)
		if !neighbourly(e) { // who wants to know a port must resolve its host first
			s.good[0] = min(s.good[0]+1, 65000)
		}
	case o.failed():
		s.fail(e, o, hostHash(d.secret, e), portHash(d.secret, e))
		if s.method == analyzers.MethodNone {
			s.method = e.Method
		}
	}
	if su != nil {
		d.detail(s, su, e, o)
	}
}

// fail enters a failed first contact into the slow memory. Other protocols than
// those that answer count for protocol scans alone.
func (s *source) fail(e *analyzers.Event, o outcome, host, port uint64) {
	s.methods = s.methods.Add(e.Method)
	if e.Method == analyzers.IPProtocol {
		return
	}
	s.fails = min(s.fails+1, 65000)
	s.refused = s.refused || o != silent
	s.hosts |= 1 << (host & 63)
	s.ports |= 1 << (port & 63)
}

// revise corrects a known contact by a later outcome and reports whether it changed anything.
func (d *Detector) revise(s *source, c *contact, e *analyzers.Event, o outcome) bool {
	su := d.suspects.of(s)
	again, paused := c.visit(e.First, d.cfg.RevisitGap)
	if su != nil && again {
		su.probes += uint64(e.Count)
	}
	answer := o == refused || o == filtered
	switch {
	case c.state == odd && (answer || o == silent), c.state == silent && answer:
		d.learn(s, su, c, e, o)
		return true
	case c.state.failed() && (o == success || o == halfOpen && c.state == silent):
		d.retract(s, su, c, e)
		d.count(s, su, c, e, o)
		return true
	case c.state == success && (o == halfOpen && s.scope == home && !d.home(&s.key) || o == refused && !again):
		d.hollow(s, su, c, e, o)
		return true
	}
	if su != nil && c.state.failed() {
		d.retried(s, su, c, e, again, paused)
	}
	return false
}

// learn enters what a probe that was weighed already has told its source.
func (d *Detector) learn(s *source, su *suspect, c *contact, e *analyzers.Event, o outcome) {
	if su != nil {
		su.answered(o, 1)
		if c.state == silent {
			su.answered(silent, -1)
			su.silences--
		}
	}
	s.refused = s.refused || o != silent
	c.settle(o, e.Time)
}

// retried looks at another flow to a target that failed. Nobody who maps a network
// asks a closed port again from a new one of his own.
func (d *Detector) retried(s *source, su *suspect, c *contact, e *analyzers.Event, again, paused bool) {
	if again && !paused && c.state == refused && c.port != uint8(e.SourcePort) {
		c.visits = min(c.visits+1, 250)
		paused = true
	}
	c.port = uint8(e.SourcePort)
	if paused {
		d.revisit(s, su, c, e)
	}
}

// hollow takes a success back: an outsider who connects to say nothing has tried
// a port, and who went on where nobody listened has pretended. What of ours says
// nothing checks the health of something.
func (d *Detector) hollow(s *source, su *suspect, c *contact, e *analyzers.Event, o outcome) {
	s.successes -= min(s.successes, 1)
	if s.good[0] > 0 {
		s.good[0]--
	} else {
		d.score(s, d.certain)
	}
	if su != nil {
		su.answered(success, -1)
		if a := su.port(e.Proto, e.TargetPort); a.good > 0 {
			a.good--
		}
		if a := su.host(&e.Target); a.good > 0 {
			a.good--
		}
	}
	d.count(s, su, c, e, o)
}

// revisit acquits a failed target that its source keeps coming back to.
func (d *Detector) revisit(s *source, su *suspect, c *contact, e *analyzers.Event) {
	if c.visits == 2 {
		su.revisited++
	}
	if int(c.visits) < d.cfg.AcquitOnRevisit || su.judged {
		return
	}
	d.retract(s, su, c, e)
	c.state = acquitted
}

// retract takes a failure back.
func (d *Detector) retract(s *source, su *suspect, c *contact, e *analyzers.Event) {
	d.score(s, -float64(c.weight)*weightUnit)
	c.weight = 0
	if e.Method != analyzers.IPProtocol {
		s.fails -= min(s.fails, 1)
	}
	if su == nil {
		return
	}
	su.answered(c.state, -1)
	su.failures -= min(su.failures, 1)
	if c.state == silent {
		su.silences -= min(su.silences, 1)
	}
	if a := su.port(e.Proto, e.TargetPort); a.fails > 0 {
		a.fails--
	}
	if a := su.host(&e.Target); a.fails > 0 {
		a.fails--
	}
}
