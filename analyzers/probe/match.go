package probe

import (
	"math/bits"

	"github.com/reconwatch/reconwatch/capture/packet"
)

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
	http   []candidate
	icmp   [256][]candidate
	icmp6  [256][]candidate
	other  [256][]candidate // by protocol
	empty  []candidate      // UDP without payload
	udpAny []candidate      // UDP by header alone
	labels []candidate      // IPv6 flow labels
	odd    []candidate      // TCP flags that no row names
	bare   []candidate      // IPv4 headers with nothing behind
	tiny   []candidate      // fragments
}

// candidate is a row of a list, with the one masked comparison that most packets of the list fail: a rule is
// as long as several cache lines.
type candidate struct {
	mask, want uint64
	row        uint16
	lead       uint8 // the word that is compared
}

// candidate weighs each word by the bits that it fixes; all rows of a list agree on flags and first byte.
func (c *rule) candidate() candidate {
	lead, most := 0, -1
	for i, mask := range c.mask {
		switch i {
		case wordTCP:
			mask &^= 0x0fff
		case wordStart:
			mask &^= 0xff << 56
		}
		if n := bits.OnesCount64(mask); n > most {
			lead, most = i, n
		}
	}
	return candidate{mask: c.mask[lead], want: c.want[lead], row: c.row, lead: uint8(lead)}
}

// payloads are rows by their first byte, and those that may begin with any by
// the first byte that they do want.
type payloads struct {
	first [256][]candidate
	loose []loose
}

type loose struct {
	at    int
	value byte
	row   [1]candidate
}

func (l *payloads) place(c *rule) {
	if h := c.pattern.Hex; h != nil {
		for i, mask := range h.Mask {
			switch {
			case mask != 0xff:
			case i+c.pattern.At == 0:
				l.first[h.Bytes[0]] = append(l.first[h.Bytes[0]], c.candidate())
				return
			default:
				l.loose = append(l.loose, loose{at: i + c.pattern.At, value: h.Bytes[i], row: [1]candidate{c.candidate()}})
				return
			}
		}
	}
	for i := range l.first {
		l.first[i] = append(l.first[i], c.candidate())
	}
}

// bareLength is that of an IPv4 header.
const bareLength = 20

// group is the TCP header rows of one combination of flags.
type group struct {
	windows [256]uint16 // by folded window: index into lists, 0 is none
	lists   [][]candidate
	any     []candidate // those that do not fix the window
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
	m.placeOdd()
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
	at := func(list *[]candidate) { *list = append(*list, c.candidate()) }
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

// placeOdd gives the flags that no row names to the rows of odd flags.
func (m *Matcher) placeOdd() {
	g := uint16(len(m.groups))
	m.groups = append(m.groups, group{any: m.odd})
	for f := range m.flags {
		if m.flags[f] == 0 && Flags(f).odd() {
			m.flags[f] = g
		}
	}
}

func (m *Matcher) placeTCP(c *rule, f *Fields) {
	if *f.Flags == oddFlags {
		m.odd = append(m.odd, c.candidate())
		return
	}
	flags := uint16(*f.Flags)
	if m.flags[flags] == 0 {
		m.flags[flags] = uint16(len(m.groups))
		m.groups = append(m.groups, group{lists: make([][]candidate, 1)})
	}
	g := &m.groups[m.flags[flags]]
	if f.Window == nil || !f.Window.exact() {
		g.any = append(g.any, c.candidate())
		return
	}
	w := &g.windows[foldWindow(uint16(f.Window.Low))]
	if *w == 0 {
		*w = uint16(len(g.lists))
		g.lists = append(g.lists, nil)
	}
	g.lists[*w] = append(g.lists[*w], c.candidate())
}

func (m *Matcher) placeUDP(c *rule, f *Fields) {
	switch {
	case c.pattern != nil:
		m.udp.place(c)
	case f.Length != nil && f.Length.exact() && f.Length.Low == 0:
		m.empty = append(m.empty, c.candidate())
	default:
		m.udpAny = append(m.udpAny, c.candidate())
	}
}

func (m *Matcher) placeICMP(lists *[256][]candidate, c *rule, f *Fields) {
	if t := f.ICMPType; t != nil && t.exact() {
		lists[uint8(t.Low)] = append(lists[uint8(t.Low)], c.candidate())
		return
	}
	for i := range lists {
		lists[i] = append(lists[i], c.candidate())
	}
}

// Match puts the rows that p matches into hits, and reports whether there are any.
// p is a packet with a transport or neighbour header, or another protocol.
func (m *Matcher) Match(p *packet.Packet, hits *Hits) bool {
	hits.N = 0
	var w view
	switch p.Proto {
	case packet.ProtoTCP:
		m.matchTCP(p, &w, hits)
	case packet.ProtoUDP:
		m.matchUDP(p, &w, hits)
	case packet.ProtoICMP:
		m.try(p, &w, hits, m.icmp[p.ICMPType])
	case packet.ProtoICMPv6:
		m.try(p, &w, hits, m.icmp6[p.ICMPType])
	default:
		m.try(p, &w, hits, m.other[p.Proto])
		if p.IPLen == bareLength && !p.IPv6 {
			m.try(p, &w, hits, m.bare)
		}
	}
	if p.IPv6 && len(m.labels) > 0 && flowLabel(p) != 0 {
		m.try(p, &w, hits, m.labels)
	}
	return hits.N > 0
}

// MatchFragment is Match for a fragment before it is joined.
func (m *Matcher) MatchFragment(p *packet.Packet, hits *Hits) bool {
	hits.N = 0
	var w view
	if p.FragOffset != 0 || !p.MoreFragments || p.Proto != packet.ProtoTCP || p.PayloadLen >= 20 {
		return false
	}
	m.try(p, &w, hits, m.tiny)
	return hits.N > 0
}

func (m *Matcher) matchTCP(p *packet.Packet, w *view, hits *Hits) {
	if i := m.flags[p.TCPFlags&0x0fff]; i != 0 {
		g := &m.groups[i]
		if l := g.windows[foldWindow(p.Window)]; l != 0 {
			m.try(p, w, hits, g.lists[l])
		}
		m.try(p, w, hits, g.any)
	}
	if len(p.Payload) == 0 {
		return
	}
	m.try(p, w, hits, m.tcp.first[p.Payload[0]])
	m.tryLoose(p, w, hits, m.tcp.loose)
	if c := p.Payload[0]; c >= 'A' && c <= 'Z' {
		m.matchHTTP(p, w, hits)
	}
}

func (m *Matcher) matchUDP(p *packet.Packet, w *view, hits *Hits) {
	if len(p.Payload) > 0 {
		m.try(p, w, hits, m.udp.first[p.Payload[0]])
		m.tryLoose(p, w, hits, m.udp.loose)
	} else if p.PayloadLen == 0 {
		m.try(p, w, hits, m.empty)
	}
	m.try(p, w, hits, m.udpAny)
}

// view is the words of a packet, read when the first row wants them.
type view struct {
	words words
	read  bool
}

func (v *view) of(p *packet.Packet) *words {
	if !v.read {
		v.words.read(p)
		v.read = true
	}
	return &v.words
}

// try tests p against rows, adding those that it matches.
func (m *Matcher) try(p *packet.Packet, v *view, hits *Hits, rows []candidate) {
	if len(rows) == 0 {
		return
	}
	w := v.of(p)
	for i := range rows {
		c := &rows[i]
		if w[c.lead%numWords]&c.mask == c.want && m.rules[c.row].matches(p, w) {
			hits.add(c.row)
		}
	}
}

func (m *Matcher) tryLoose(p *packet.Packet, w *view, hits *Hits, rows []loose) {
	for i := range rows {
		if l := &rows[i]; l.at < len(p.Payload) && p.Payload[l.at] == l.value {
			m.try(p, w, hits, rows[i].row[:])
		}
	}
}
