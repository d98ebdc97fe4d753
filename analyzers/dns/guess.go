package dns

import (
	"math/bits"
	"net/netip"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/dnswire"
)

// asked is one name that a suspect asked for.
type asked struct {
	last    int64 // question
	outcome outcome
	again   bool // asked for again after a pause
	class   class
}

// otherFamily is how many names have addresses of one family only before it is clear that what is empty may be one of them.
const otherFamily = 2

const samples, sampleBytes = 5, 24

// guess is a client that asks for many names below one. Pointer-free.
type guess struct {
	first            int64
	hour, day        window
	asked            uint32
	plain, famous    uint32
	random           uint32
	answered         uint32
	found, nx, empty uint32
	other            uint32 // found, after they were empty
	again            uint32
	queries          uint32
	iterative        uint32 // of these, without the wish for recursion
	constant         uint32 // of these, with the identifier 1
	stems            [4]uint64
	latest           int64  // when a word was new last
	quick            uint32 // of the words, those that came right after another
	voice            voice
	used             used
	spelling         spelling
	place            [2]uint64 // where the first names that exist are, by IPv4 and by IPv6
	placed           uint32    // names that are there
	elsewhere        uint32    // names that are somewhere else
	slips            uint32    // of names that do not exist, those that are misspelt
	made             int64     // when a random name was asked for last, 0 for never
	shape            shape     // of the first such name
	began            bool      // with such a name
	accused          bool
	names            uint8
	sample           [samples][sampleBytes]byte
	sizes            [samples]uint8
	subnet           [16]byte // that the source asks for, as it says
	family, bits     uint8
}

func (g *guess) worth() uint32 {
	words := g.plain + g.famous
	switch {
	case g.accused:
		return 1 << 30
	case words < g.random:
		return words // a flood, a tunnel
	}
	return 2 * words
}

// addressed reports whether a type is one by which hosts are looked for. Whoever asks for MX or TXT alone checks
// senders and lists of addresses.
func addressed(kind uint16) bool {
	switch kind {
	case dnswire.TypeA, dnswire.TypeAAAA, dnswire.TypeANY, dnswire.TypeCNAME, dnswire.TypeHTTPS:
		return true
	}
	return false
}

// entered reports whether a type is one by which a name may be looked for as well, though others check senders by it. Of the rest
// most are asked for by who walks along a signed zone.
func entered(kind uint16) bool {
	return kind == dnswire.TypeMX || kind == dnswire.TypeTXT || kind == dnswire.TypeNS
}

// guess judges a name by the client and by what it is below of.
func (d *Detector) guess(e *analyzers.Event, out *[]analyzers.Finding) {
	q := &d.q
	parent := q.labels - 1
	direct := d.direct(e)
	if !addressed(d.m.Type) && !(direct && entered(d.m.Type)) {
		d.check(e)
		return
	}
	if !d.guessable(q, parent, direct && d.fixed(e)) || !direct && d.checked(e) {
		return
	}
	if !d.guessBelow(e, parent, out) && direct && q.domain > 0 && parent > q.domain && !expanded(q) {
		d.guessBelow(e, q.domain, out)
	}
}

// guessBelow judges a name by what is below of a suffix of it, and reports whether the client is suspected of guessing there.
func (d *Detector) guessBelow(e *analyzers.Event, parent int, out *[]analyzers.Finding) bool {
	q, o := &d.q, outcomeOf(&d.m)
	key := d.pair(&e.Source, q.hashes[parent])
	name := uint32(q.hash() >> 32)
	p, fresh := d.pairs.TakeWithin(key, e.Time, day)
	if fresh {
		p.first = e.Time
		p.suspect = d.guesses.Find(key) != nil
	}
	if !p.suspect {
		enough := p.note(name, q.label(0), d.m.Name.First(), o) || p.count == few && d.direct(e)
		if enough {
			d.promote(p, key, e.Time)
		}
		d.pairs.Value(key, p.worth())
		if !enough {
			return false
		}
	}
	g, fresh := d.guesses.TakeWithin(key, e.Time, day)
	if fresh {
		g.first = e.Time
	}
	d.count(g, key, name, o, e)
	d.judge(g, parent, e, out)
	d.guesses.Value(key, g.worth())
	return true
}

// check is a client that has asked for a name's mail server.
type check struct{ _ uint8 }

// check remembers that a client has asked for a name's mail server: if there is none, it asks for the address of
// the name itself (RFC 5321, section 5.1), and guesses nothing.
func (d *Detector) check(e *analyzers.Event) {
	if d.m.Type == dnswire.TypeMX && !d.m.IsResponse() && d.q.labels > d.q.domain {
		d.checks.TakeWithin(d.peerKey(e), e.Time, minute)
	}
}

func (d *Detector) checked(e *analyzers.Event) bool {
	return d.checks.Len() > 0 && d.checks.Find(d.peerKey(e)) != nil
}

// guessable tells names that may be guesses from those that are other things by their form:
// search lists put a whole name before the domain, unless what looks so is fixed; block lists an address.
func (d *Detector) guessable(q *question, parent int, fixed bool) bool {
	switch {
	case parent < 1, q.domain == 0 && !q.open, parent < q.domain && !(q.open && parent == 1):
		return false
	case parent > q.domain && (tail(q.label(1)) && !fixed || numeric(q.label(0)) && numeric(q.label(1))):
		return false
	}
	if _, reverse := q.below("arpa"); reverse {
		return false
	}
	return classOf(q.label(0)) != marked
}

// expanded reports whether there is a whole name before the domain, or before a name below it.
func expanded(q *question) bool {
	for i := 1; i < q.labels-q.domain; i++ {
		if tail(q.label(i)) {
			return true
		}
	}
	return false
}

// tail reports whether a label ends names on the internet: two letters are a country.
func tail(label []byte) bool {
	switch string(label) {
	case "com", "net", "org", "edu", "gov", "mil", "int", "info", "biz", "name", "arpa", "local", "lan", "localdomain":
		return true
	}
	return len(label) == 2 && label[0] >= 'a' && label[1] >= 'a'
}

func numeric(label []byte) bool {
	for _, c := range label {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(label) <= 3
}

// promote makes a suspect of a pair: the names that it has asked for are known from now on.
func (d *Detector) promote(p *pair, key uint64, now int64) {
	p.suspect = true
	g, fresh := d.guesses.TakeWithin(key, now, day)
	if !fresh {
		return
	}
	*g = guess{first: p.first, asked: uint32(p.count), nx: uint32(bits.OnesCount8(p.failed)), found: uint32(bits.OnesCount8(p.found &^ p.failed)), random: uint32(bits.OnesCount8(p.random)), spelling: p.spelling}
	if p.made {
		g.made, g.shape, g.began = now, p.shape, p.random&1 != 0
	}
	if gap := span(d.cfg.QuickGap); now-p.first <= int64(p.count)*gap {
		g.quick, g.latest = uint32(p.count), now
	}
	for i, n := range p.names[:p.count] {
		a, _ := d.names.TakeWithin(sketch.Hash(key, uint64(n), 0), now, day)
		set(&g.stems, p.stems[i])
		a.last, a.class = now, plain
		if p.famous&(1<<i) != 0 {
			a.class = famous
		}
		switch {
		case p.failed&(1<<i) != 0:
			a.outcome = nxdomain
		case p.found&(1<<i) != 0:
			a.outcome = found
		}
		if p.random&(1<<i) != 0 {
			a.class = random
			continue
		}
		d.names.Value(sketch.Hash(key, uint64(n), 0), 1)
	}
	t := g.hour.at(now, hour)
	g.famous = uint32(bits.OnesCount8(p.famous))
	g.plain = g.asked - g.random - g.famous
	g.answered = g.nx + g.found
	fails, good := uint16(bits.OnesCount8(p.failed&^p.random)), uint16(bits.OnesCount8(p.found&^p.failed&^p.random))
	t.words, t.famous, t.fails, t.good = uint16(g.plain+g.famous), uint16(g.famous), fails, good
	t = g.day.at(now, day)
	t.words, t.famous, t.fails, t.good = uint16(g.plain+g.famous), uint16(g.famous), fails, good
}

// count takes a message of a suspect in.
func (d *Detector) count(g *guess, key uint64, name uint32, o outcome, e *analyzers.Event) {
	a, fresh := d.names.TakeWithin(sketch.Hash(key, uint64(name), 0), e.Time, day)
	label := d.q.label(0)
	if fresh {
		a.class = classOf(label)
		a.last = e.Time
		if a.class != random {
			g.voice.hear(label, g.since(e.Time))
			g.spelling.read(label)
		}
		g.fresh(a.class, label, d.m.Name.First(), e.Time, span(d.cfg.QuickGap))
		if a.class != random {
			d.names.Value(sketch.Hash(key, uint64(name), 0), 1)
		}
	}
	if !d.m.IsResponse() {
		g.question(a, &d.m, e.Time, span(d.cfg.RevisitGap))
		if a.outcome == found {
			g.used.use(label)
		}
		if d.m.Additional > 0 {
			g.behalf(&d.m)
		}
		return
	}
	if o > a.outcome {
		g.settle(a, o, label, e.Time)
		if o == found {
			g.locate(&d.m)
			g.used.use(label)
		}
		a.outcome = o
	}
}

// fresh counts a name that the suspect had not asked for in a day.
func (g *guess) fresh(c class, label, written []byte, now, gap int64) {
	g.asked++
	switch c {
	case random:
		g.random++
		if g.made == 0 {
			g.shape = shapeOfProbe(written)
		}
		g.made = now
		return
	case famous:
		g.famous++
		g.hour.at(now, hour).famous++
		g.day.at(now, day).famous++
	default:
		g.plain++
	}
	if now-g.latest <= gap {
		g.quick++
	}
	g.latest = now
	g.hour.at(now, hour).words++
	g.day.at(now, day).words++
	set(&g.stems, stem(label))
}

// since is how long ago a word was new last; 0 if none was.
func (g *guess) since(now int64) int64 {
	if g.latest == 0 {
		return 0
	}
	return now - g.latest
}

// question counts what only questions tell.
func (g *guess) question(a *asked, m *dnswire.Message, now, gap int64) {
	g.queries++
	if m.Flags&dnswire.RecursionDesired == 0 {
		g.iterative++
	}
	if m.ID == 1 {
		g.constant++
	}
	if now-a.last > gap && !a.again {
		a.again = true
		g.again++
	}
	a.last = now
}

// settle counts how a name turned out, or that it turned out better than was known.
func (g *guess) settle(a *asked, o outcome, label []byte, now int64) {
	switch a.outcome {
	case asks:
		g.answered++
	case empty:
		g.empty--
	case nxdomain:
		g.nx--
	}
	if o == found && a.outcome != asks && a.class != random { // it has an address of the other family
		g.other++
		g.hour.at(now, hour).spare()
		g.day.at(now, day).spare()
	}
	switch o {
	case found:
		g.found++
		g.keep(label)
		if a.class != random {
			g.hour.at(now, hour).good++
			g.day.at(now, day).good++
		}
		return
	case nxdomain:
		g.nx++
	case empty:
		g.empty++
	}
	switch {
	case a.outcome != asks:
	case g.used.misspelt(label):
		g.slips++
	case a.class != random && (o == nxdomain || g.other < otherFamily):
		g.hour.at(now, hour).fails++
		g.day.at(now, day).fails++
	}
}

// locate counts names that are at the same place, in whatever order it says its addresses: below a wildcard all are.
func (g *guess) locate(m *dnswire.Message) {
	var r dnswire.Record
	family, place := 0, uint64(0)
	for records := m.Records(); records.Next(&r) && r.Section == dnswire.Answer; {
		if r.Type != dnswire.TypeA && r.Type != dnswire.TypeAAAA {
			continue
		}
		if r.Type == dnswire.TypeAAAA {
			family = 1
		}
		place += sketch.FNV(r.Data)
	}
	switch {
	case place == 0:
	case g.place[family] == 0:
		g.place[family] = place
		g.placed++
	case g.place[family] == place:
		g.placed++
	default:
		g.elsewhere++
	}
}

// onePlace reports whether next to all names that are anywhere are at one place, as below a wildcard. Of names that are here and
// there their owners know.
func (g *guess) onePlace() bool { return g.placed >= 9*g.elsewhere }

// keep remembers the first names that were found.
func (g *guess) keep(label []byte) {
	if int(g.names) < samples {
		g.sizes[g.names] = uint8(copy(g.sample[g.names][:], label))
		g.names++
	}
}

// through reports whether the source asks as resolvers do.
func (g *guess) through() bool { return 2*g.iterative > g.queries }

// behalf notes the network that a resolver says it asks for (RFC 7871). It is told and
// never counted by: whoever asks may name any network.
func (g *guess) behalf(m *dnswire.Message) {
	var r dnswire.Record
	for records := m.Records(); records.Next(&r); {
		if family, bits, address, ok := r.Subnet(); ok && bits > 0 {
			g.family, g.bits, g.subnet = uint8(family), bits, [16]byte{}
			copy(g.subnet[:], address)
			return
		}
	}
}

func (g *guess) network() netip.Prefix {
	a := netip.AddrFrom16(g.subnet)
	if g.family == 1 {
		a = netip.AddrFrom4([4]byte(g.subnet[:4]))
	}
	return netip.PrefixFrom(a, int(g.bits)).Masked()
}
