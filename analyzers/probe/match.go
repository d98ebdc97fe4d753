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
	roots []uint16 // of each row the one that its family's packets are counted by
	// flags finds the group of TCP header rows by the twelve flag bits; 0 is none.
	flags  [1 << 12]uint16
	groups []group
	tcp    payloads
	udp    payloads
	http   []uint16
	icmp   [256][]uint16
	icmp6  [256][]uint16
	other  [256][]uint16 // by protocol
	empty  []uint16      // UDP without payload
	udpAny []uint16      // UDP by header alone
	labels []uint16      // IPv6 flow labels
	bare   []uint16      // IPv4 headers with nothing behind
	tiny   []uint16      // fragments
}

// payloads are rows by their first byte, and those that may begin with any by
// the first byte that they do want.
type payloads struct {
	first [256][]uint16
	loose []loose
}

type loose struct {
	at    int
	value byte
	row   [1]uint16
}

func (l *payloads) place(c *rule) {
	if h := c.pattern.Hex; h != nil {
		for i, mask := range h.Mask {
			switch {
			case mask != 0xff:
			case i+c.pattern.At == 0:
				l.first[h.Bytes[0]] = append(l.first[h.Bytes[0]], c.row)
				return
			default:
				l.loose = append(l.loose, loose{at: i + c.pattern.At, value: h.Bytes[i], row: [1]uint16{c.row}})
				return
			}
		}
	}
	for i := range l.first {
		l.first[i] = append(l.first[i], c.row)
	}
}

// bareLength is that of an IPv4 header.
const bareLength = 20

// group is the TCP header rows of one combination of flags.
type group struct {
	windows [256]uint16 // by folded window: index into lists, 0 is none
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
		m.roots = append(m.roots, m.rootOf(i))
	}
	return m
}

func (m *Matcher) rootOf(i int) uint16 {
	for k := range i {
		if m.rows[k].ID == m.rows[i].With {
			return uint16(k)
		}
	}
	return uint16(i)
}

// Rows are those that the Matcher was made of; Hits index them.
func (m *Matcher) Rows() []Row { return m.rows }

func (m *Matcher) place(c *rule, f *Fields) {
	at := func(list *[]uint16) { *list = append(*list, c.row) }
	switch {
	case c.anyProto && f.FlowLabel == nil:
		at(&m.bare)
	case c.anyProto:
		at(&m.labels)
	case f.Formula == TinyFragment:
		at(&m.tiny)
	case f.HTTP != nil:
		at(&m.http)
	case c.proto == packet.ProtoTCP && c.pattern != nil:
		m.tcp.place(c)
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

func (m *Matcher) placeTCP(c *rule, f *Fields) {
	flags := uint16(*f.Flags)
	if m.flags[flags] == 0 {
		m.flags[flags] = uint16(len(m.groups))
		m.groups = append(m.groups, group{lists: make([][]uint16, 1)})
	}
	g := &m.groups[m.flags[flags]]
	if f.Window == nil || !f.Window.exact() {
		g.any = append(g.any, c.row)
		return
	}
	w := &g.windows[foldWindow(uint16(f.Window.Low))]
	if *w == 0 {
		*w = uint16(len(g.lists))
		g.lists = append(g.lists, nil)
	}
	g.lists[*w] = append(g.lists[*w], c.row)
}

func (m *Matcher) placeUDP(c *rule, f *Fields) {
	switch {
	case c.pattern != nil:
		m.udp.place(c)
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

// Match puts the rows that p matches into hits, and reports whether there are any.
// p is a packet with a transport or neighbour header, or another protocol.
func (m *Matcher) Match(p *packet.Packet, hits *Hits) bool {
	hits.N = 0
	switch p.Proto {
	case packet.ProtoTCP:
		m.matchTCP(p, hits)
	case packet.ProtoUDP:
		m.matchUDP(p, hits)
	case packet.ProtoICMP:
		m.try(p, hits, m.icmp[p.ICMPType])
	case packet.ProtoICMPv6:
		m.try(p, hits, m.icmp6[p.ICMPType])
	default:
		m.try(p, hits, m.other[p.Proto])
		if p.IPLen == bareLength && !p.IPv6 {
			m.try(p, hits, m.bare)
		}
	}
	if p.IPv6 && len(m.labels) > 0 && flowLabel(p) != 0 {
		m.try(p, hits, m.labels)
	}
	return hits.N > 0
}

// MatchFragment is Match for a fragment before it is joined.
func (m *Matcher) MatchFragment(p *packet.Packet, hits *Hits) bool {
	hits.N = 0
	if p.FragOffset != 0 || !p.MoreFragments || p.Proto != packet.ProtoTCP || p.PayloadLen >= 20 {
		return false
	}
	m.try(p, hits, m.tiny)
	return hits.N > 0
}

func (m *Matcher) matchTCP(p *packet.Packet, hits *Hits) {
	if i := m.flags[p.TCPFlags&0x0fff]; i != 0 {
		g := &m.groups[i]
		if w := g.windows[foldWindow(p.Window)]; w != 0 {
			m.try(p, hits, g.lists[w])
		}
		m.try(p, hits, g.any)
	}
	if len(p.Payload) == 0 {
		return
	}
	m.try(p, hits, m.tcp.first[p.Payload[0]])
	m.tryLoose(p, hits, m.tcp.loose)
	if c := p.Payload[0]; c >= 'A' && c <= 'Z' {
		m.matchHTTP(p, hits)
	}
}

func (m *Matcher) matchUDP(p *packet.Packet, hits *Hits) {
	if len(p.Payload) > 0 {
		m.try(p, hits, m.udp.first[p.Payload[0]])
		m.tryLoose(p, hits, m.udp.loose)
	} else if p.PayloadLen == 0 {
		m.try(p, hits, m.empty)
	}
	m.try(p, hits, m.udpAny)
}

// try tests p against rows, adding those that it matches.
func (m *Matcher) try(p *packet.Packet, hits *Hits, rows []uint16) {
	if len(rows) == 0 {
		return
	}
	var w words
	w.read(p)
	for _, r := range rows {
		if m.rules[r].matches(p, &w) {
			hits.add(r)
		}
	}
}

func (m *Matcher) tryLoose(p *packet.Packet, hits *Hits, rows []loose) {
	for i := range rows {
		if l := &rows[i]; l.at < len(p.Payload) && p.Payload[l.at] == l.value {
			m.try(p, hits, rows[i].row[:])
		}
	}
}
