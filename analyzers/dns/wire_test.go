package dns

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/miekg/dns"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// tap feeds a Detector with messages of made-up clients and servers, a millisecond apart.
type tap struct {
	t        testing.TB
	d        *Detector
	now      int64
	frame    uint64
	client   string
	server   string
	pace     int64
	findings []analyzers.Finding
	batch    analyzers.Batch
	routes   analyzers.Route
}

const start = int64(1_700_000_000e9)

func newTap(t testing.TB) *tap {
	t.Helper()
	return newTapOf(t, 1<<12, 1<<14)
}

// newTapOf is a tap whose detector remembers so much.
func newTapOf(t testing.TB, pairs, names int) *tap {
	t.Helper()
	home := func(a *packet.Addr) bool { return a.Is4() && a.Netip().As4()[0] == 10 }
	return &tap{
		t: t, now: start, client: "203.0.113.9", server: "10.0.0.53", pace: 1e6, routes: analyzers.BySource | analyzers.ByTarget,
		d: New(Options{Home: home, Pairs: pairs, Suspects: 1 << 8, Names: names, Seed: 1}),
	}
}

func (p *tap) event(fromServer bool, proto uint8, data []byte) {
	p.now += p.pace
	p.frame++
	p.batch.Reset()
	p.batch.Bytes = append(p.batch.Bytes, data...)
	p.batch.Events = append(p.batch.Events, analyzers.Event{
		Time: p.now, Frame: p.frame, Kind: analyzers.Message, App: analyzers.AppDNS, FromTarget: fromServer, Proto: proto,
		Source: address(p.client), Target: address(p.server), SourcePort: 4000, TargetPort: port, Routes: p.routes,
		DataLen: uint16(len(data)), Extra: uint16(len(data)),
	})
	p.d.Consume(&p.batch, &p.findings)
}

// service says that an address has answered a question.
func (p *tap) service(who string) {
	p.batch.Reset()
	p.batch.Events = append(p.batch.Events, analyzers.Event{
		Time: p.now, Kind: analyzers.Service, Source: address(who), Target: address(who), TargetPort: port, Proto: packet.ProtoUDP,
	})
	p.d.Consume(&p.batch, &p.findings)
}

// notified is what the client says to the server's notification of a zone.
func (p *tap) notified(zone string) {
	m := new(dns.Msg)
	m.SetNotify(zone)
	m.Response = true
	client, server, routes := p.client, p.server, p.routes
	p.client, p.server, p.routes = server, client, analyzers.ByTarget
	p.event(true, packet.ProtoUDP, pack(p.t, m))
	p.client, p.server, p.routes = client, server, routes
}

func address(s string) packet.Addr {
	return packet.AddrFrom(netip.MustParseAddr(s))
}

// how changes a question or an answer.
type how func(*dns.Msg)

func pack(t testing.TB, m *dns.Msg) []byte {
	t.Helper()
	b, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// ask asks, without an answer.
func (p *tap) ask(name string, kind uint16, change ...how) *dns.Msg {
	m := new(dns.Msg)
	m.SetQuestion(name, kind)
	for _, f := range change {
		f(m)
	}
	p.event(false, packet.ProtoUDP, pack(p.t, m))
	return m
}

// look asks, and is answered with a code and records.
func (p *tap) look(name string, kind uint16, code int, records []string, change ...how) {
	p.reply(p.ask(name, kind, change...), code, records...)
}

// reply answers a question.
func (p *tap) reply(m *dns.Msg, code int, records ...string) {
	m.Response, m.Rcode = true, code
	for _, r := range records {
		rr, err := dns.NewRR(r)
		if err != nil {
			p.t.Fatal(err)
		}
		m.Answer = append(m.Answer, rr)
	}
	p.event(true, packet.ProtoUDP, pack(p.t, m))
}

func (p *tap) miss(name string, change ...how) {
	p.look(name, dns.TypeA, dns.RcodeNameError, nil, change...)
}

func (p *tap) hit(name string, change ...how) {
	p.look(name, dns.TypeA, dns.RcodeSuccess, []string{name + " 60 IN A 192.0.2.1"}, change...)
}

func iterative(m *dns.Msg) { m.RecursionDesired = false }

// told lists the kinds and domains of the openings, after the end.
func (p *tap) told() []string {
	p.d.Finish(&p.findings)
	var out []string
	for i := range p.findings {
		if f := &p.findings[i]; f.Stage == analyzers.Opened {
			out = append(out, fmt.Sprint(f.Kind, " ", f.Source, " ", f.Domain))
		}
	}
	return out
}

func (p *tap) last() *analyzers.Finding {
	p.d.Finish(&p.findings)
	return &p.findings[len(p.findings)-1]
}

// seq sends a segment of the server.
func (p *tap) seq(seq uint32, data []byte) {
	p.now += p.pace
	p.frame++
	p.batch.Reset()
	p.batch.Bytes = append(p.batch.Bytes, data...)
	p.batch.Events = append(p.batch.Events, analyzers.Event{
		Time: p.now, Frame: p.frame, Kind: analyzers.Message, App: analyzers.AppDNS, FromTarget: true, Proto: packet.ProtoTCP, Seq: seq,
		Source: address(p.client), Target: address(p.server), SourcePort: 4000, TargetPort: port, Routes: p.routes,
		DataLen: uint16(len(data)), Extra: uint16(len(data)),
	})
	p.d.Consume(&p.batch, &p.findings)
}
