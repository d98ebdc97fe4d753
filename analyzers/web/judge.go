package web

import (
	"math"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/httpwire"
)

// patience is how long a finding waits for the answer that it is to name.
const patience = 2_000_000_000

// judge decides on what requests alone show.
func (d *Detector) judge(e *analyzers.Event, r *httpwire.Request, c *client, v *visit, a *ask, out *[]analyzers.Finding) {
	kinds, inFields := attackOf(r.Target, &d.scratch), attackInFields(r.Fields, &d.scratch)
	if kinds|inFields != 0 {
		server := d.address(&e.Target, d.secret)
		c.attack.add(kinds|inFields, uint32(hash(r.Target, server)), uint32(server)^a.path, inFields != 0, e.Time, int64(d.cfg.Burst))
		if kind := d.cfg.attacking(&c.attack); kind != analyzers.KindNone {
			ep := d.episode(e, r, a, kind)
			ep.attacks |= c.attack.kinds
			d.tell(ep, e, a, out)
		}
	}
	if c.agent > 0 && !agents[c.agent-1].lists {
		ep := d.episode(e, r, a, analyzers.WebScanner)
		ep.agent = c.agent
		d.tell(ep, e, a, out)
	}
	d.weigh(e, r, c, v, a, out)
	if c.agent > 0 && agents[c.agent-1].lists && !v.told && int(v.requests) >= d.cfg.Failures && !d.listing(a.who) {
		ep := d.episode(e, r, a, analyzers.WebScanner)
		ep.agent = c.agent
		d.tell(ep, e, a, out)
	}
}

// listing reports whether a source is told for a word list already.
func (d *Detector) listing(who uint64) bool {
	ep := d.episodes.Find(d.episodeKey(who, analyzers.WebPathProbe))
	return ep != nil && ep.open
}

// weigh decides on the paths that were asked for.
func (d *Detector) weigh(e *analyzers.Event, r *httpwire.Request, c *client, v *visit, a *ask, out *[]analyzers.Finding) {
	switch {
	case a.own && !d.home(&e.Source),
		d.rounds(e, v, a),
		a.odd > 0 && places[a.odd-1].whose == nobodys && c.touch(int(a.odd-1), e.Time, int64(d.cfg.Burst)) >= d.cfg.Sensitive:
		d.wait(d.episode(e, r, a, analyzers.WebPathProbe), e, a)
	case v.told, d.cfg.listTried(v, v.told):
		ep := d.episode(e, r, a, analyzers.WebPathProbe)
		d.convict(ep, v, e, a)
		d.tell(ep, e, a, out)
	}
}

// rounds reports whether a page for administrators is one of more than a server has, asked for from outside.
func (d *Detector) rounds(e *analyzers.Event, v *visit, a *ask) bool {
	return a.odd > 0 && places[a.odd-1].whose == admins && !d.home(&e.Source) && !v.declared &&
		v.panel(int(a.odd-1), e.Time, int64(d.cfg.Burst)) >= d.cfg.Panels
}

// outcome decides on what an answer adds.
func (d *Detector) outcome(e *analyzers.Event, v *visit, a *ask, r *httpwire.Response, out *[]analyzers.Finding) {
	st := statusOf(r.Code)
	ep := d.episodes.Find(d.episodeKey(a.who, analyzers.WebPathProbe))
	open := ep != nil && ep.open
	searched := !open && d.searched(e, a, st)
	switch {
	case searched, !v.told && d.cfg.listTried(v, open):
		d.accuse(e, v, a, st, searched, out)
	case open && (v.told || a.own || a.odd != 0):
		if a.odd != 0 && places[a.odd-1].whose != nobodys && !a.own && !v.told {
			ep.touch(d.secret, e) // its request alone was no reason to
		}
		d.add(ep, e, a, r, out)
	}
	if ep := d.episodes.Find(d.episodeKey(a.who, analyzers.WebScanner)); ep != nil && ep.open && a.fresh {
		ep.answers[st]++
	}
}

// searched reports whether a page for administrators that is not there is one of a round, at one server or through many.
func (d *Detector) searched(e *analyzers.Event, a *ask, st status) bool {
	if a.odd == 0 || places[a.odd-1].whose == nobodys || st != missing {
		return false
	}
	c := d.clients.Find(a.who)
	if c == nil {
		return false
	}
	weight := c.touch(int(a.odd-1), e.Time, int64(d.cfg.Burst))
	if places[a.odd-1].whose == admins && !d.home(&e.Source) && c.miss(&e.Target) >= d.cfg.Servers {
		return true
	}
	return weight >= d.cfg.Sensitive
}

// accuse tells a source by the answer that decided.
func (d *Detector) accuse(e *analyzers.Event, v *visit, a *ask, st status, searched bool, out *[]analyzers.Finding) {
	d.request = httpwire.Request{Host: v.host[:v.hostLen]}
	ep := d.episode(e, &d.request, a, analyzers.WebPathProbe)
	ep.server(d.secret, &e.Target, e.TargetPort)
	ep.note(a)
	if searched {
		d.round(ep, e, a, st)
	} else {
		d.convict(ep, v, e, a)
	}
	d.opened(ep, e.Time, out)
}

// round takes what pages for administrators were asked for into an episode.
func (d *Detector) round(ep *episode, e *analyzers.Event, a *ask, st status) {
	n := uint32(1)
	if c := d.clients.Find(a.who); c != nil && int(c.withoutCount) >= d.cfg.Servers {
		n = uint32(c.withoutCount)
		for i := range c.without[:n] {
			ep.server(d.secret, &c.without[i], e.TargetPort)
		}
	}
	ep.answers[st] += n
	ep.requests += uint64(n)
}

// add takes an answer into an open episode.
func (d *Detector) add(ep *episode, e *analyzers.Event, a *ask, r *httpwire.Response, out *[]analyzers.Finding) {
	st := statusOf(r.Code)
	if a.fresh {
		ep.answers[st]++
	}
	if st.gave() && !ep.plain.says(r.Code, r.Length, a.size) {
		ep.hits.add(a, r.Code, r.Length)
	}
	d.opened(ep, e.Time, out)
}

// opened reports an episode that is new, or has grown.
func (d *Detector) opened(ep *episode, now int64, out *[]analyzers.Finding) {
	switch {
	case ep.fresh || ep.waits != 0:
		ep.waits = 0
		d.report(ep, now, analyzers.Opened, out)
	case ep.grown():
		d.report(ep, now, analyzers.Grown, out)
	}
}

// convict makes a visit part of an episode; its counts so far count.
func (d *Detector) convict(ep *episode, v *visit, e *analyzers.Event, a *ask) {
	ep.points, ep.share, ep.wild = uint8(max(v.points(), 0)), float32(v.share()), v.wild
	if plain, ok := v.plain(); ok {
		ep.plain, ep.wild = plain, plain.status()
	}
	if v.agent > 0 {
		ep.agent = v.agent
	}
	ep.hosts = ep.hosts || 2*v.hosts > v.total
	if v.told {
		return
	}
	v.told = true
	ep.server(d.secret, &e.Target, e.TargetPort)
	ep.first = min(ep.first, v.began)
	ep.requests += uint64(v.requests)
	ep.asked += v.total
	if a.fresh && v.total > 0 {
		ep.asked-- // it is noted by itself
	}
	for i, n := range v.answers {
		ep.answers[i] += n
	}
	ep.hits.merge(&v.hits, &ep.plain)
	for i := range v.paths {
		for _, p := range v.paths[i] {
			if p != 0 {
				ep.paths.Add(sketch.Hash(0, uint64(p), 0))
			}
		}
	}
	ep.pathCount = ep.paths.Count()
}

func (d *Detector) episodeKey(who uint64, kind analyzers.Kind) uint64 {
	return sketch.Hash(who, uint64(kind), d.seed)
}

// episode gives the episode of a source and kind, a new one if none is open.
func (d *Detector) episode(e *analyzers.Event, r *httpwire.Request, a *ask, kind analyzers.Kind) *episode {
	key := d.episodeKey(a.who, kind)
	ep, _ := d.episodes.Take(key, e.Time)
	if ep.open {
		return ep
	}
	*ep = episode{
		kind: kind, open: true, fresh: true, from: e.Source, iface: e.Interface, vlan: e.VLAN,
		opened: e.Time, first: e.Time, last: e.Time,
	}
	ep.hostLen = uint8(copy(ep.host[:], r.Host))
	if len(r.Forwarded) > 0 && d.home(&e.Source) {
		ep.forwardedLen = uint8(copy(ep.forwarded[:], r.Forwarded))
	}
	d.episodes.Value(key, 1)
	d.due = min(d.due, e.Time+int64(d.cfg.EpisodeIdle))
	return ep
}

// note takes a request into an episode.
func (ep *episode) note(a *ask) {
	if a.fresh {
		ep.asked++
	}
	if a.class&ordinary == 0 && ep.paths.Add(sketch.Hash(0, uint64(a.path), 0)) {
		ep.pathCount++
	}
	ep.own = ep.own || a.own
	if a.odd > 0 {
		ep.odd |= 1 << (a.odd - 1)
	}
}

// wait keeps a new episode back until the answer comes.
func (d *Detector) wait(ep *episode, e *analyzers.Event, a *ask) {
	ep.touch(d.secret, e)
	ep.note(a)
	if ep.fresh {
		ep.fresh, ep.waits = false, e.Time+patience
		d.due = min(d.due, ep.waits)
	}
}

// tell reports an episode that is new or has grown.
func (d *Detector) tell(ep *episode, e *analyzers.Event, a *ask, out *[]analyzers.Finding) {
	ep.touch(d.secret, e)
	ep.note(a)
	d.opened(ep, e.Time, out)
}

func (d *Detector) report(ep *episode, now int64, stage analyzers.Stage, out *[]analyzers.Finding) {
	ep.fresh = false
	ep.noted()
	*out = append(*out, ep.finding(now, stage, d.home))
}

// Advance ends episodes that have been idle, and tells those that waited in vain for an answer.
func (d *Detector) Advance(now int64, out *[]analyzers.Finding) {
	if now < d.due {
		return
	}
	idle := int64(d.cfg.EpisodeIdle)
	d.due = math.MaxInt64
	d.episodes.Each(func(key uint64, ep *episode) bool {
		if !ep.open {
			return true
		}
		if ep.waits != 0 && ep.waits <= now {
			at := ep.waits
			ep.waits = 0
			d.report(ep, at, analyzers.Opened, out)
		}
		if ep.last+idle <= now {
			d.report(ep, ep.last+idle, analyzers.Ended, out)
			ep.open = false
			d.episodes.Value(key, 0)
			return true
		}
		d.due = min(d.due, ep.last+idle)
		if ep.waits != 0 {
			d.due = min(d.due, ep.waits)
		}
		return true
	})
}

// Finish closes all episodes.
func (d *Detector) Finish(out *[]analyzers.Finding) { d.Advance(math.MaxInt64, out) }
