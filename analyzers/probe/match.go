package probe

import "github.com/reconwatch/reconwatch/capture/packet"

// MaxHits is how many rows one packet is told to match.
const MaxHits = 4

// Hits are the rows that one packet matches, in the order of the table.
type Hits struct {
	Rows [MaxHits]uint16
	N    int
}

func (h *Hits) add(row uint16) {
	if h.N < MaxHits {
		h.Rows[h.N] = row
		h.N++
	}
}

// Matcher is a compiled table. It is read-only.
type Matcher struct {
	rows  []Row
	rules []rule
	// flags finds the group of TCP header rows by the twelve flag bits; 0 is none.
	flags  [1 << 12]uint8
	groups []group
	// Payload rows by the first byte; index 256 holds those that begin with any.
	tcp, udp [257][]uint16
	http     []uint16
	icmp     [256][]uint16
	icmp6    [256][]uint16
	other    [256][]uint16 // by protocol
	empty    []uint16      // UDP without payload
	udpAny   []uint16      // UDP by header alone
	labels   []uint16      // IPv6 flow labels
	tiny     []uint16      // fragments
}

// group is the TCP header rows of one combination of flags.
type group struct {
	windows [256]uint8 // by folded window: index into lists, 0 is none
	lists   [][]uint16
	any     []uint16 // those that do not fix the window
}

func foldWindow(w uint16) uint8 { return uint8(w) ^ uint8(w>>8)*37 }

// Compile makes a Matcher. Rows must be of Parse or Builtin.
func Compile(rows []Row) *Matcher {
	m := &Matcher{rows: rows, groups: make([]group, 1, 64)}
	for i := range rows {
		m.rules = append(m.rules, compile(&rows[i], i))
		m.place(&m.rules[i], &rows[i].Packet)
	}
	return m
}

// Rows are those that the Matcher was made of; Hits index them.
func (m *Matcher) Rows() []Row { return m.rows }

func (m *Matcher) place(c *rule, f *Fields) {
	at := func(list *[]uint16) { *list = append(*list, c.row) }
	switch {
	case c.anyProto:
		at(&m.labels)
	case f.Formula == TinyFragment:
		at(&m.tiny)
	case f.HTTP != nil:
		at(&m.http)
	case c.proto == packet.ProtoTCP && c.pattern != nil:
		at(&m.tcp[c.first()])
	case c.proto == packet.ProtoTCP:
		m.placeTCP(c, f)
	case c.proto == packet.ProtoUDP:
		m.placeUDP(c, f)
	case c.proto == packet.ProtoICMP:
		m.placeICMP(&m.icmp, c, f)
	case c.proto == packet.ProtoICMPv6:
		m.placeICMP(&m.icmp6, c, f)
	default:
		at(&m.other[c.proto])
	}
}

// first is the index of a payload row: its first byte, or 256.
func (c *rule) first() int {
	if c.mask[wordStart]>>56 == 0xff {
		return int(c.want[wordStart] >> 56)
	}
	return 256
}

func (m *Matcher) placeTCP(c *rule, f *Fields) {
	flags := uint16(*f.Flags)
	if m.flags[flags] == 0 {
		m.flags[flags] = uint8(len(m.groups))
		m.groups = append(m.groups, group{lists: make([][]uint16, 1)})
	}
	g := &m.groups[m.flags[flags]]
	if f.Window == nil || !f.Window.exact() {
		g.any = append(g.any, c.row)
		return
	}
	w := &g.windows[foldWindow(uint16(f.Window.Low))]
	if *w == 0 {
		*w = uint8(len(g.lists))
		g.lists = append(g.lists, nil)
	}
	g.lists[*w] = append(g.lists[*w], c.row)
}

func (m *Matcher) placeUDP(c *rule, f *Fields) {
	switch {
	case c.pattern != nil:
		i := c.first()
		m.udp[i] = append(m.udp[i], c.row)
	case f.Length != nil && f.Length.exact() && f.Length.Low == 0:
		m.empty = append(m.empty, c.row)
	default:
		m.udpAny = append(m.udpAny, c.row)
	}
}

func (m *Matcher) placeICMP(lists *[256][]uint16, c *rule, f *Fields) {
	if t := f.ICMPType; t != nil && t.exact() {
		lists[uint8(t.Low)] = append(lists[uint8(t.Low)], c.row)
		return
	}
	for i := range lists {
		lists[i] = append(lists[i], c.row)
	}
}

// look is one packet being looked at. Its words are read when the first row asks.
type look struct {
	p    *packet.Packet
	hits *Hits
	w    words
	read bool
}

// Match puts the rows that p matches into hits, and reports whether there are any.
// p is a packet with a transport or neighbour header, or another protocol.
func (m *Matcher) Match(p *packet.Packet, hits *Hits) bool {
	hits.N = 0
	l := look{p: p, hits: hits}
	switch p.Proto {
	case packet.ProtoTCP:
		m.matchTCP(&l)
	case packet.ProtoUDP:
		m.matchUDP(&l)
	case packet.ProtoICMP:
		m.try(&l, m.icmp[p.ICMPType])
	case packet.ProtoICMPv6:
		m.try(&l, m.icmp6[p.ICMPType])
	default:
		m.try(&l, m.other[p.Proto])
	}
	if p.IPv6 && len(m.labels) > 0 && flowLabel(p) != 0 {
		m.try(&l, m.labels)
	}
	return hits.N > 0
}

// MatchFragment is Match for a fragment before it is joined.
func (m *Matcher) MatchFragment(p *packet.Packet, hits *Hits) bool {
	hits.N = 0
	if p.FragOffset != 0 || !p.MoreFragments || p.Proto != packet.ProtoTCP || p.PayloadLen >= 20 {
		return false
	}
	l := look{p: p, hits: hits}
	m.try(&l, m.tiny)
	return hits.N > 0
}

func (m *Matcher) matchTCP(l *look) {
	p := l.p
	if i := m.flags[p.TCPFlags&0x0fff]; i != 0 {
		g := &m.groups[i]
		if w := g.windows[foldWindow(p.Window)]; w != 0 {
			m.try(l, g.lists[w])
		}
		m.try(l, g.any)
	}
	if len(p.Payload) == 0 {
		return
	}
	m.try(l, m.tcp[p.Payload[0]])
	m.try(l, m.tcp[256])
	if c := p.Payload[0]; c >= 'A' && c <= 'Z' {
		m.matchHTTP(l)
	}
}

func (m *Matcher) matchUDP(l *look) {
	if len(l.p.Payload) == 0 {
		if l.p.PayloadLen == 0 {
			m.try(l, m.empty)
		}
	} else {
		m.try(l, m.udp[l.p.Payload[0]])
		m.try(l, m.udp[256])
	}
	m.try(l, m.udpAny)
}

func (m *Matcher) try(l *look, rows []uint16) {
	if len(rows) == 0 {
		return
	}
	if !l.read {
		l.w.read(l.p)
		l.read = true
	}
	for _, r := range rows {
		if m.rules[r].matches(l.p, &l.w) {
			l.hits.add(r)
		}
	}
}
