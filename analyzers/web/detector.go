// Package web finds who maps web servers by cleartext HTTP/1 requests: word lists of
// paths, sensitive paths, scanners by their name or their attack strings, and tests of
// the filter in front of a server.
//
// Goroutines: a Detector belongs to one shard. Allocation: none per event; a Finding
// allocates its samples. All tables are bounded and pointer-free.
package web

import (
	"math"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/cache"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/httpwire"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// Options configure a Detector.
type Options struct {
	// Config is DefaultConfig if it is zero.
	Config Config
	// Home reports whether an address is ours. It must not allocate or block.
	Home func(*packet.Addr) bool
	// Seed keys the tables, Secret what is counted.
	Seed, Secret uint64
	// Clients bounds the sources and their visits; connections are twice as many.
	Clients int
}

// Stats are plain counters and gauges of one Detector.
type Stats struct {
	Requests, Answers uint64
	Unpaired          uint64 // answers to requests that were not seen, or not in order
	Cut               uint64 // segments with pipelined requests beyond what an event carries
	Clients, Visits   int
	Evicted           uint64 // records that gave way
	EpisodesEvicted   uint64 // open ones: they are not closed
}

// Detector implements analyzers.Analyzer.
type Detector struct {
	cfg       Config
	home      func(*packet.Addr) bool
	seed      uint64
	secret    uint64
	exchanges *cache.Cache[exchange]
	clients   *cache.Cache[client]
	visits    *cache.Cache[visit]
	episodes  *cache.Cache[episode]
	due       int64 // no episode ends before
	stats     Stats
	request   httpwire.Request
	answer    httpwire.Response
	scratch   decoded
	ask       ask
}

// maxEpisodes bounds the episodes that are open in one shard.
const maxEpisodes = 1 << 10

// New makes a Detector for one shard.
func New(o Options) *Detector {
	n := max(o.Clients, 1<<8)
	if o.Config.Failures == 0 {
		o.Config = DefaultConfig()
	}
	return &Detector{
		cfg: o.Config, home: o.Home, seed: o.Seed | 1, secret: o.Secret, due: math.MaxInt64,
		exchanges: cache.New[exchange](2 * n), clients: cache.New[client](n).Fading(int64(o.Config.Burst)),
		visits: cache.New[visit](n).Fading(forgotten * int64(o.Config.Window)), episodes: cache.New[episode](maxEpisodes),
	}
}

// SetConfig puts other thresholds in place; only the shard's goroutine may call it.
func (d *Detector) SetConfig(c Config) { d.cfg = c }

// Name is "web".
func (d *Detector) Name() string { return "web" }

// Stats reads the counters; only the shard's goroutine may call it.
func (d *Detector) Stats() Stats {
	s := d.stats
	s.Clients, s.Visits = d.clients.Len(), d.visits.Len()
	s.Evicted, s.EpisodesEvicted = d.clients.Evicted()+d.visits.Evicted()+d.exchanges.Evicted(), d.episodes.Evicted()
	return s
}

// Consume takes events in order.
func (d *Detector) Consume(b *analyzers.Batch, out *[]analyzers.Finding) {
	for i := range b.Events {
		e := &b.Events[i]
		if e.Time >= d.due {
			d.Advance(e.Time, out)
		}
		if e.Kind != analyzers.Message {
			continue
		}
		switch {
		case e.App == analyzers.AppHTTPRequest && !e.FromTarget:
			d.requests(e, b.Data(e), out)
		case e.App == analyzers.AppHTTPResponse && e.FromTarget:
			d.answers(e, b.Data(e), out)
		}
	}
}

// requests reads all requests of a segment: clients may send the next ones without waiting.
func (d *Detector) requests(e *analyzers.Event, data []byte, out *[]analyzers.Finding) {
	r := &d.request
	if !httpwire.ParseRequest(data, r) {
		return
	}
	x, _ := d.exchanges.Take(d.connection(e), e.Time)
	if x.again(e.Seq) {
		return
	}
	at := 0
	for {
		d.asked(e, x, r, out)
		if r.Size == 0 || !bodiless(r.Method) {
			break
		}
		at += r.Size
		if !httpwire.ParseRequest(data[at:], r) || r.Minor == 0xff {
			break // of a path that is cut nobody knows what it names
		}
	}
	if at > 0 && int(e.Extra) > len(data) {
		d.stats.Cut++
	}
}

// bodiless: the methods whose head is followed by the next request.
func bodiless(method []byte) bool { return string(method) == "GET" || string(method) == "HEAD" }

// answers reads all answers of a segment.
func (d *Detector) answers(e *analyzers.Event, data []byte, out *[]analyzers.Finding) {
	a, at := &d.answer, 0
	for httpwire.ParseResponse(data[at:], a) {
		next, known := d.answered(e, uint32(at), a, out)
		if !known || next >= int64(len(data)-at) {
			return
		}
		at += int(next)
	}
}

// connection names the connection of an event.
func (d *Detector) connection(e *analyzers.Event) uint64 {
	return sketch.Hash(d.pair(e)^uint64(e.TargetPort)<<16, uint64(e.SourcePort), d.seed)
}

func (d *Detector) pair(e *analyzers.Event) uint64 {
	return d.address(&e.Target, d.address(&e.Source, d.seed))
}

func (d *Detector) address(a *packet.Addr, seed uint64) uint64 {
	hi, lo := a.Halves()
	return sketch.Hash(seed, hi, lo)
}

// who is the source as it is judged: its whole address, for neighbours in one network are different people, and
// whoever comes through a proxy of ours is told by what the proxy says.
func (d *Detector) who(e *analyzers.Event, forwarded []byte) (key uint64) {
	key = d.address(&e.Source, d.seed)
	if len(forwarded) > 0 && d.home(&e.Source) {
		key = hash(forwarded, key)
	}
	return key
}

// asked takes a request.
func (d *Detector) asked(e *analyzers.Event, x *exchange, r *httpwire.Request, out *[]analyzers.Finding) {
	d.stats.Requests++
	if len(r.Path) == 0 || r.Path[0] != '/' {
		return // CONNECT, or OPTIONS of the whole server
	}
	who := d.who(e, r.Forwarded)
	c, _ := d.clients.Take(who, e.Time)
	c.recognise(r.Agent, &d.scratch)
	a, s := &d.ask, shapeOf(r.Path)
	d.read(a, e, r, s, c)
	v, key := d.visit(who, e, r)
	if h, ok := v.otherHost(r); ok {
		s = h
		a.guesses(h, r.Host)
	}
	if listable(r.Method) {
		v.add(a, s, r.Referer, e.Time, int64(d.cfg.Window))
	}
	if c.agent > 0 {
		v.agent = c.agent
	}
	v.looker, v.declared = c.looker, c.declared
	v.prying = v.prying || a.odd > 0 && places[a.odd-1].whose == nobodys
	a.who, a.visit = who, key
	if !x.push(a) {
		d.stats.Unpaired++
	}
	d.judge(e, r, c, v, a, out)
	d.visits.Value(key, v.worth())
	if n := c.worth(); n > 0 {
		d.clients.Value(who, n)
	}
}

// listable: the methods by which people and word lists ask; file managers try names by others.
func listable(method []byte) bool {
	return string(method) == "GET" || string(method) == "HEAD" || string(method) == "POST"
}

// visit gives the visit that a request is part of. What pages led to is judged apart from the rest, so that guesses are not
// excused by what was read before.
func (d *Detector) visit(who uint64, e *analyzers.Event, r *httpwire.Request) (*visit, uint64) {
	key := d.address(&e.Target, who)
	if r.Referer {
		key = ^key
	}
	v, fresh := d.visits.Take(key, e.Time)
	if fresh {
		v.began = e.Time
		v.hostLen = uint8(copy(v.host[:], r.Host))
	}
	return v, key
}

// read fills in what the request itself shows.
func (d *Detector) read(a *ask, e *analyzers.Event, r *httpwire.Request, s shape, c *client) {
	*a = ask{
		path: uint32(hash(r.Path, hash(r.Host, d.secret))), ack: e.Window,
		class: classify(r.Path, s), own: d.nonPublic(r.Path), head: string(r.Method) == "HEAD",
	}
	a.n, a.size = uint8(copy(a.text[:], r.Path)), uint16(len(r.Path))
	if i := sensitive(r.Path); i >= 0 && !c.git {
		a.odd = uint8(i + 1)
	}
}

// nonPublic reports whether a path is one of the configured ones, or below one.
func (d *Detector) nonPublic(path []byte) bool {
	for _, p := range d.cfg.NonPublic {
		if len(p) > 0 && len(path) >= len(p) && string(path[:len(p)]) == p &&
			(len(path) == len(p) || p[len(p)-1] == '/' || path[len(p)] == '/') {
			return true
		}
	}
	return false
}

// answered takes the answer at an offset of a segment to the request that it belongs to, and says where the next one begins.
func (d *Detector) answered(e *analyzers.Event, at uint32, r *httpwire.Response, out *[]analyzers.Finding) (next int64, known bool) {
	d.stats.Answers++
	x := d.exchanges.Find(d.connection(e))
	if x == nil {
		d.stats.Unpaired++
		return 0, false
	}
	i := x.find(e.Seq + at)
	if i < 0 {
		d.stats.Unpaired++
		return 0, false
	}
	if next, known = r.Next(x.asks[i].head); r.Code < 200 && r.Code != 101 {
		if !known {
			next = int64(e.Extra) - int64(at)
		}
		x.asks[i].ack += uint16(next) // the real answer follows
		return next, known
	}
	var a ask
	x.pop(i, e.Seq+at+uint32(next), known, &a)
	r.Length = bodyLength(r, int64(e.Extra)-int64(at))
	if v := d.visits.Find(a.visit); v != nil {
		v.answer(&a, r.Code, r.Length)
		d.outcome(e, v, &a, r, out)
		d.visits.Value(a.visit, v.worth())
	}
	return next, known
}

// oneSegment is a length up to which a segment that holds both the head and the body of an answer is likely to hold all of it.
const oneSegment = 1200

// bodyLength is the length of a body that begins in a segment with so many bytes from the status line on: as the head says, as its first
// chunk says, or as far as it can be seen; -1 where it is not known.
func bodyLength(r *httpwire.Response, room int64) int64 {
	switch {
	case r.Length >= 0:
		return r.Length
	case r.Chunked:
		return r.Chunk
	case r.Size > 0 && room > int64(r.Size) && room <= oneSegment:
		return room - int64(r.Size)
	}
	return -1
}

// worth: whoever fails most is kept.
func (v *visit) worth() uint32 {
	if v.told {
		return 1 << 30
	}
	return v.failed() + v.total/8
}
