//go:build !race

package dns

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/miekg/dns"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// mixed is a batch of questions and answers of many clients: known names, new names, guesses, addresses.
func mixed(t testing.TB, clients int) *analyzers.Batch {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 1))
	words := wordlist(400)
	b := &analyzers.Batch{}
	for i := range 512 {
		m := new(dns.Msg)
		switch i % 4 {
		case 0:
			m.SetQuestion("www."+words[rng.IntN(len(words))]+".com.", dns.TypeA)
		case 1:
			m.SetQuestion(words[i%100]+".example.com.", dns.TypeAAAA)
		case 2:
			m.SetQuestion(fmt.Sprintf("%d.%d.0.10.in-addr.arpa.", rng.IntN(256), rng.IntN(4)), dns.TypePTR)
		default:
			m.SetQuestion("example.net.", dns.TypeMX)
		}
		m.SetEdns0(1232, false)
		if i%2 == 1 {
			m.Response, m.Authoritative, m.Rcode = true, true, i%8/2
			m.Answer = []dns.RR{&dns.TXT{Hdr: dns.RR_Header{Name: m.Question[0].Name, Rrtype: dns.TypeTXT, Class: 1}, Txt: []string{"x"}}}
		}
		data := pack(t, m)
		source := address("198.18.0.0")
		binary.BigEndian.PutUint16(source[14:], uint16(rng.IntN(clients)))
		b.Events = append(b.Events, analyzers.Event{
			Kind: analyzers.Message, Routes: analyzers.BySource | analyzers.ByTarget, App: analyzers.AppDNS, FromTarget: i%2 == 1, Proto: packet.ProtoUDP, Source: source,
			Target: address("10.0.0.53"), SourcePort: 4000, TargetPort: port, DataAt: uint32(len(b.Bytes)), DataLen: uint16(len(data)),
		})
		b.Bytes = append(b.Bytes, data...)
	}
	return b
}

func TestNoAllocation(t *testing.T) {
	p := newTap(t)
	p.d.cfg.Words, p.d.cfg.WordsHour, p.d.cfg.Famous, p.d.cfg.Dense = 1e6, 1e6, 1e6, 1e6 // an episode may allocate
	b := mixed(t, 200)
	if n := testing.AllocsPerRun(50, func() {
		for i := range b.Events {
			p.now += 1e6
			b.Events[i].Time = p.now
		}
		p.d.Consume(b, &p.findings)
	}); n != 0 {
		t.Errorf("%v allocations; findings %d", n, len(p.findings))
	}
}

func BenchmarkConsume(b *testing.B) {
	home := func(a *packet.Addr) bool { return a.Is4() && a.Netip().As4()[0] == 10 }
	d := New(Options{Home: home, Pairs: 1 << 20, Suspects: 1 << 14, Names: 1 << 19, Seed: 1})
	batch := mixed(b, 60000)
	var findings []analyzers.Finding
	now := start
	b.ReportAllocs()
	for b.Loop() {
		for i := range batch.Events {
			now += 5000
			batch.Events[i].Time = now
		}
		d.Consume(batch, &findings)
		findings = findings[:0]
	}
	b.ReportMetric(float64(b.N*len(batch.Events))/b.Elapsed().Seconds(), "messages/s")
}
