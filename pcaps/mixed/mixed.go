// Package mixed makes the traffic of a busy network as a classic pcap stream,
// for benchmarks and load tests: always the same bytes for the same options.
// It is used by tests only.
//
// Goroutines: a call uses only the caller's. Memory: in proportion to
// Options.Flows, and constant for Flood.
package mixed

import (
	"io"
	"math"
	"math/rand/v2"
)

// Options sizes the mixed traffic.
type Options struct {
	Packets int    // at least so many, by less than one burst more
	Flows   int    // conversations that are open at the same time
	Snap    int    // captured bytes of a frame, 96 to 1514
	Seed    uint64 // other traffic of the same kind
}

// Totals counts what was written. TCP includes the packets of scans.
type Totals struct {
	Packets, TCP, UDP, ICMP, ARP, Scan, VLAN, IPv6 int
}

// What share of the packets each kind of conversation has, in percent.
const (
	shareUDP  = 12
	shareICMP = 3
	shareARP  = 2
	shareScan = 3 // what is left is TCP of established connections: 80

	shareVLAN = 10 // of conversations
	shareIPv6 = 15
)

const (
	start    = 1_700_000_000_000_000_000 // 2023-11-14 22:13:20 UTC
	step     = 10_000                    // 10 µs: 100,000 packets a second
	clients  = 0x0a640000                // 10.100.0.0/16
	servers  = 0xc6336400                // 198.51.100.0/24, documentation (RFC 5737)
	scanners = 0xcb007100                // 203.0.113.0/24, documentation
)

// Write writes mixed traffic: 80 % TCP of connections from handshake to FIN,
// 12 % UDP (DNS and streams that look like QUIC), echo, ARP, and 3 % of port
// scans; 10 % of the conversations tagged, 15 % IPv6.
func Write(out io.Writer, o Options) (Totals, error) {
	m := newMix(out, o)
	for m.w.Total.Packets < o.Packets && m.w.err == nil {
		m.burst()
	}
	return m.w.Total, m.w.flush()
}

// mix is open conversations by kind.
type mix struct {
	w    *writer
	rng  *rand.Rand
	tcp  []connection
	udp  []stream
	scan []scanner
	sent [5]int // packets by kind, to keep the shares
}

func newMix(out io.Writer, o Options) *mix {
	m := &mix{
		w:    newWriter(out, o.Snap, start, step),
		rng:  rand.New(rand.NewPCG(o.Seed, 1)),
		tcp:  make([]connection, max(1, o.Flows*9/10)),
		udp:  make([]stream, max(1, o.Flows/10)),
		scan: make([]scanner, 8),
	}
	for i := range m.tcp {
		m.tcp[i] = m.newConnection()
	}
	for i := range m.udp {
		m.udp[i] = m.newStream()
	}
	for i := range m.scan {
		m.scan[i] = m.newScanner(i)
	}
	return m
}

// burst lets the kind that is most behind its share go on.
func (m *mix) burst() {
	shares := [...]int{100 - shareUDP - shareICMP - shareARP - shareScan, shareUDP, shareICMP, shareARP, shareScan}
	kind, most := 0, -1<<62
	for k, share := range shares {
		if behind := m.w.Total.Packets*share - 100*m.sent[k]; behind > most {
			kind, most = k, behind
		}
	}
	before := m.w.Total.Packets
	switch kind {
	case 0:
		m.tcpBurst(&m.tcp[m.busy(len(m.tcp))])
	case 1:
		m.udpBurst(&m.udp[m.busy(len(m.udp))])
	case 2:
		m.echo()
	case 3:
		m.resolve()
	case 4:
		m.probe(&m.scan[m.rng.IntN(len(m.scan))])
	}
	m.sent[kind] += m.w.Total.Packets - before
}

// busy picks one of n conversations: a tenth of them has four fifths of the
// packets. Real networks are more uneven yet: of the flows between autonomous systems,
// 9 % carried 91 % of the traffic (Fang and Peterson, Globecom 1999).
func (m *mix) busy(n int) int {
	u := math.Pow(m.rng.Float64(), 10)
	return int(u * float64(n))
}

func (m *mix) newLink() link {
	l := link{v6: m.rng.IntN(100) < shareIPv6}
	if m.rng.IntN(100) < shareVLAN {
		l.vlan = uint16(10 + m.rng.IntN(4))
	}
	return l
}

func (m *mix) client() host {
	return host{clients | m.rng.Uint32N(1<<16), uint16(32768 + m.rng.IntN(28000))}
}

func (m *mix) server(ports ...uint16) host {
	return host{servers | (1 + m.rng.Uint32N(254)), ports[m.rng.IntN(len(ports))]}
}

// connection is one TCP connection; bursts counts what is left of it.
type connection struct {
	client, server host
	cseq, sseq     uint32
	link           link
	bursts         uint16
	open           bool
}

func (m *mix) newConnection() connection {
	return connection{
		client: m.client(), server: m.server(443, 443, 443, 80, 22, 25, 5432), link: m.newLink(),
		// Most are short and a few are very long.
		cseq: m.rng.Uint32(), sseq: m.rng.Uint32(), bursts: uint16(2 / max(0.001, m.rng.Float64())),
	}
}

// tcpBurst is the handshake and first exchange, a further exchange, or the end.
func (m *mix) tcpBurst(c *connection) {
	first := !c.open
	if first {
		m.handshake(c)
	}
	if c.bursts == 0 {
		m.goodbye(c)
		*c = m.newConnection()
		return
	}
	c.bursts--
	w := m.w
	request := 80 + m.rng.IntN(600)
	w.tcp(c.link, c.client, c.server, segment{psh | ack, c.cseq, c.sseq, request, first})
	c.cseq += uint32(request)
	for i := range 1 + m.rng.IntN(5) {
		w.tcp(c.link, c.server, c.client, segment{ack, c.sseq, c.cseq, 1448, first && i == 0})
		c.sseq += 1448
		if i%2 == 1 {
			w.tcp(c.link, c.client, c.server, segment{ack, c.cseq, c.sseq, 0, false})
		}
	}
}

func (m *mix) handshake(c *connection) {
	m.w.tcp(c.link, c.client, c.server, segment{flags: syn, seq: c.cseq})
	c.cseq++
	m.w.tcp(c.link, c.server, c.client, segment{flags: syn | ack, seq: c.sseq, ack: c.cseq})
	c.sseq++
	m.w.tcp(c.link, c.client, c.server, segment{flags: ack, seq: c.cseq, ack: c.sseq})
	c.open = true
}

func (m *mix) goodbye(c *connection) {
	m.w.tcp(c.link, c.client, c.server, segment{flags: fin | ack, seq: c.cseq, ack: c.sseq})
	m.w.tcp(c.link, c.server, c.client, segment{flags: fin | ack, seq: c.sseq, ack: c.cseq + 1})
	m.w.tcp(c.link, c.client, c.server, segment{flags: ack, seq: c.cseq + 1, ack: c.sseq + 1})
}

// stream is one UDP conversation: a DNS question, or packets both ways.
type stream struct {
	client, server host
	link           link
	left           uint8
}

func (m *mix) newStream() stream {
	s := stream{client: m.client(), link: m.newLink(), left: uint8(m.rng.IntN(40))}
	s.server = m.server(443)
	if m.rng.IntN(2) == 0 {
		s.server, s.left = host{servers | 53, 53}, 0
	}
	return s
}

func (m *mix) udpBurst(s *stream) {
	if s.server.port == 53 {
		question := dnsQuestion(uint16(m.rng.Uint32()), m.rng.IntN(5000))
		m.w.udp(s.link, s.client, s.server, question, len(question))
		question[2], question[3] = 0x81, 0x83 // response, no such name
		m.w.udp(s.link, s.server, s.client, question, len(question))
		*s = m.newStream()
		return
	}
	m.w.udp(s.link, s.client, s.server, nil, 80+m.rng.IntN(1100))
	for range 1 + m.rng.IntN(3) {
		m.w.udp(s.link, s.server, s.client, nil, 1200)
	}
	if s.left == 0 {
		*s = m.newStream()
		return
	}
	s.left--
}

// dnsQuestion asks for the address of hostNNNN.example.com (RFC 1035 section 4.1).
func dnsQuestion(id uint16, n int) []byte {
	q := []byte{byte(id >> 8), byte(id), 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 8, 'h', 'o', 's', 't'}
	for div := 1000; div > 0; div /= 10 {
		q = append(q, byte('0'+n/div%10))
	}
	q = append(q, "\x07example\x03com\x00"...)
	return append(q, 0, 1, 0, 1)
}

func (m *mix) echo() {
	l, a, b := m.newLink(), m.client(), m.server(0)
	for seq := range uint16(2) {
		m.w.icmp(l, a.addr, b.addr, false, a.port, seq)
		m.w.icmp(l, b.addr, a.addr, true, a.port, seq)
	}
}

func (m *mix) resolve() {
	l, a := m.newLink(), m.client()
	l.v6 = false
	b := a.addr&^0xff | 1
	m.w.arp(l, a.addr, b, false)
	m.w.arp(l, b, a.addr, true)
}

// scanner asks port after port, host after host; half of the ports refuse.
type scanner struct {
	self host
	link link
	next uint32
}

func (m *mix) newScanner(i int) scanner {
	return scanner{self: host{scanners | uint32(10+i), uint16(40000 + i)}, link: m.newLink(), next: uint32(i) * 1_000_000}
}

func (m *mix) probe(s *scanner) {
	target := host{clients | s.next/1000%(1<<16), uint16(1 + s.next%1000)}
	s.next++
	m.w.tcp(s.link, s.self, target, segment{flags: syn, seq: m.rng.Uint32()})
	m.w.Total.Scan++
	if s.next%2 == 0 {
		m.w.tcp(s.link, target, s.self, segment{flags: rst | ack})
		m.w.Total.Scan++
	}
}
