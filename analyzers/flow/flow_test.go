package flow

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

const (
	ms     = int64(1e6)
	second = int64(1e9)
)

// noon is far from an epoch's and a minute's boundary.
var noon = int64(100_000_000)<<34 + 2*second

func addr(s string) packet.Addr { return packet.AddrFrom(netip.MustParseAddr(s)) }

// The two ends of most cases: a and b, with ports.
var (
	a = addr("192.0.2.1")
	b = addr("198.51.100.7")
)

type option func(*packet.Packet)

func from(src, dst packet.Addr) option {
	return func(p *packet.Packet) { p.Src, p.Dst = src, dst }
}

func ports(src, dst uint16) option {
	return func(p *packet.Packet) { p.SrcPort, p.DstPort = src, dst }
}

func payload(n int) option { return func(p *packet.Packet) { p.PayloadLen = n } }

func acking(n uint32) option { return func(p *packet.Packet) { p.Ack = n } }

func seq(n uint32) option { return func(p *packet.Packet) { p.Seq = n } }

func tcpOptions(o uint8) option { return func(p *packet.Packet) { p.TCPOptions = o } }

func make1(proto uint8, opts ...option) packet.Packet {
	p := packet.Packet{Verdict: packet.Transport, Proto: proto, TTL: 64, IPLen: 40}
	for _, o := range opts {
		o(&p)
	}
	return p
}

// ab and ba are TCP segments between a:40000 and b:80.
func ab(flags uint16, opts ...option) packet.Packet {
	p := make1(packet.ProtoTCP, from(a, b), ports(40000, 80))
	p.TCPFlags = flags
	for _, o := range opts {
		o(&p)
	}
	return p
}

func ba(flags uint16, opts ...option) packet.Packet {
	return ab(flags, append([]option{from(b, a), ports(80, 40000)}, opts...)...)
}

type timed struct {
	at int64 // after noon
	p  packet.Packet
}

// play runs packets through a table to the end of all deadlines.
func play(t *Table, packets []timed) []analyzers.Event {
	out := NewBuffer(Room)
	var all []analyzers.Event
	flush := func() {
		all = append(all, out.Events...)
		out.Reset()
	}
	advance := func(now int64) {
		for t.Advance(now, out) {
			flush()
		}
		flush()
	}
	for i := range packets {
		p := packets[i].p
		p.Time = noon + packets[i].at
		advance(p.Time)
		t.Update(&p, spotOf(t, &p), uint64(i+1), out)
		flush()
	}
	advance(1<<63 - 1)
	return all
}

var kindNames = [analyzers.NumEventKinds]string{
	"attempted", "odd", "answered", "continued", "half-open", "refused", "prohibited", "silent", "unrequested",
	"service", "router", "visibility", "message", "low-ttl", "expired", "signature",
}

// line is the short form of an event that the cases are written in.
func line(e *analyzers.Event) string {
	s := fmt.Sprintf("%s %s", kindNames[e.Kind], e.Method)
	at := (e.Time - noon) / ms
	s = fmt.Sprintf("%d %s %s>%s", at, strings.TrimSpace(s), name(e.Source), name(e.Target))
	if e.TargetPort != 0 {
		s += fmt.Sprintf(":%d", e.TargetPort)
	}
	if e.Count > 1 {
		s += fmt.Sprintf(" x%d", e.Count)
	}
	if e.Insisted {
		s += " insisted"
	}
	if e.Replied {
		s += " replied"
	}
	return s
}

func name(x packet.Addr) string {
	switch x {
	case a:
		return "a"
	case b:
		return "b"
	case packet.Addr{}:
		return "-"
	}
	return x.String()
}

func lines(events []analyzers.Event, facts bool) []string {
	var out []string
	for i := range events {
		if facts || !events[i].Kind.Broadcast() {
			out = append(out, line(&events[i]))
		}
	}
	return out
}

type scenario struct {
	name    string
	packets []timed
	want    []string
}

func run(t *testing.T, cases []scenario) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			table := New(Options{Flows: 1024, Seed: 1})
			got := lines(play(table, c.packets), false)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
		})
	}
}

func spotOf(t *Table, p *packet.Packet) *Spot {
	var s Spot
	t.Locate(p, &s)
	t.Fetch(&s)
	return &s
}
