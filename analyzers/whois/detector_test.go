package whois

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/dnswire"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// tap feeds a Detector.
type tap struct {
	d        *Detector
	now      int64
	frame    uint64
	port     uint16
	findings []analyzers.Finding
}

const (
	start  = int64(1_700_000_000e9)
	second = int64(1e9)
)

func newTap() *tap {
	home := func(a *packet.Addr) bool { return a.Is4() && a.Netip().As4()[0] == 10 }
	return &tap{now: start, port: 1024, d: New(Options{Home: home, Seed: 1, Secret: 2})}
}

func addr(s string) packet.Addr { return packet.AddrFrom(netip.MustParseAddr(s)) }

// send gives one payload of a client or its server to the detector.
func (p *tap) send(app analyzers.App, proto uint8, fromServer bool, seq uint32, data []byte) {
	p.now += 1e6
	p.frame++
	p.d.Consume(&analyzers.Batch{Bytes: data, Events: []analyzers.Event{{
		Time: p.now, Frame: p.frame, Kind: analyzers.Message, App: app, FromTarget: fromServer, Proto: proto,
		Source: addr("10.0.0.7"), Target: addr("198.51.100.43"), SourcePort: p.port, TargetPort: port, Seq: seq,
		DataLen: uint16(len(data)), Extra: uint16(len(data)),
	}}}, &p.findings)
}

// look asks a WHOIS server on a connection of its own.
func (p *tap) look(line, answer string) {
	p.port++
	p.send(analyzers.AppWHOIS, packet.ProtoTCP, false, 1, []byte(line))
	p.send(analyzers.AppWHOIS, packet.ProtoTCP, true, 1, []byte(answer))
}

func (p *tap) resolve(name string) {
	m := new(dns.Msg)
	m.SetQuestion(name+".", dns.TypeA)
	b, _ := m.Pack()
	p.send(analyzers.AppDNS, packet.ProtoUDP, false, 0, b)
}

func (p *tap) told() []analyzers.Finding {
	p.d.Finish(&p.findings)
	return p.findings
}

func TestSurge(t *testing.T) {
	p := newTap()
	for i := range 40 {
		p.look(fmt.Sprintf("-V Md5.5.17 10.0.0.%d\r\n", i), "netname: EXAMPLE")
	}
	f := p.told()
	if len(f) != 2 || f[0].Kind != analyzers.WHOISSurge || f[1].Stage != analyzers.Ended || f[0].Direction != analyzers.Outbound {
		t.Fatalf("findings %+v", f)
	}
	last := f[1]
	if !strings.Contains(last.Detail, "different objects within the hour") || !strings.Contains(last.Detail, "10.0.0.27") || last.Tools[0].Version != "5.5.17" {
		t.Errorf("detail %q, %+v", last.Detail, last)
	}
	// What came before the verdict counts as well.
	if last.First != start+1e6 || last.Probes != 40 || last.Answers.Open != 40 || last.Hosts != 1 || !strings.Contains(last.Detail, "; 40 of them are ours") {
		t.Errorf("first %d s after the start, %+v", (last.First-start)/second, last)
	}
}

// The hour is the last one, not that of the clock.
func TestSurgeAcrossTheHour(t *testing.T) {
	p := newTap()
	p.now = start/hour*hour + 25*60*second
	for i := range 50 {
		p.look(fmt.Sprintf("10.0.0.%d\r\n", i), "netname: EXAMPLE")
		p.now += 90 * second
	}
	if f := p.told(); len(f) != 2 {
		t.Errorf("findings %+v", f)
	}
}

func TestQueriesInPieces(t *testing.T) {
	p := newTap()
	for i := range 40 {
		p.port++
		seq := uint32(1)
		for _, piece := range []string{"exam", fmt.Sprintf("ple%d.com", i), "\r\n"} {
			p.send(analyzers.AppWHOIS, packet.ProtoTCP, false, seq, []byte(piece))
			p.send(analyzers.AppWHOIS, packet.ProtoTCP, false, seq, []byte(piece)) // sent again
			seq += uint32(len(piece))
		}
	}
	if f := p.told(); len(f) != 2 || !strings.Contains(f[1].Detail, "different objects within the hour") || !strings.Contains(f[1].Detail, "example27.com") {
		t.Errorf("findings %+v", f)
	}
}

func TestBulk(t *testing.T) {
	p := newTap()
	var b strings.Builder
	b.WriteString("begin\nverbose\n")
	for i := range 40 {
		fmt.Fprintf(&b, "192.0.2.%d\n", i)
	}
	p.send(analyzers.AppWHOIS, packet.ProtoTCP, false, 1, []byte(b.String()+"end\n"))
	if f := p.told(); len(f) != 2 {
		t.Errorf("findings %+v", f)
	}
}

func TestSites(t *testing.T) {
	p := newTap()
	for _, s := range []string{"crt.sh", "api.certspotter.com", "api.shodan.io", "search.censys.io"} {
		p.resolve(s)
	}
	if f := p.told(); len(f) != 2 || !strings.Contains(f[1].Detail, "4 sites") || !strings.Contains(f[1].Detail, "crt.sh, api.certspotter.com") || f[1].Probes != 4 {
		t.Errorf("findings %+v", f)
	}
}

// clientHello names a server behind a key share that fills a segment, as that of a post-quantum exchange does.
func clientHello(name string) []byte {
	share := make([]byte, 1300)
	list := append([]byte{0, byte(len(name) + 3), 0, 0, byte(len(name))}, name...)
	ext := append([]byte{0, 51, byte(len(share) >> 8), byte(len(share) & 255)}, share...)
	ext = append(append(ext, 0, 0, 0, byte(len(list))), list...)
	body := append([]byte{3, 3}, make([]byte, 33)...)
	body = append(body, 0, 2, 0x13, 1, 1, 0, byte(len(ext)>>8), byte(len(ext)&255))
	body = append(body, ext...)
	n := len(body) + 4
	return append([]byte{22, 3, 1, byte(n >> 8), byte(n & 255), 1, 0, byte(len(body) >> 8), byte(len(body) & 255)}, body...)
}

// A server's name may stand in the second segment of the handshake, behind bytes that an event does not carry.
func TestRegistriesByHandshake(t *testing.T) {
	p := newTap()
	for _, s := range []string{"rdap.arin.net", "rdap.db.ripe.net", "rdap.verisign.com"} {
		p.port++
		hello := clientHello(s)
		const segment = 1300
		p.send(analyzers.AppTLS, packet.ProtoTCP, false, 1000, hello[:analyzers.MessageBytes])
		p.send(analyzers.AppOther, packet.ProtoTCP, false, 1000+segment, hello[segment:])
	}
	if f := p.told(); len(f) != 2 || !strings.Contains(f[1].Detail, "rdap.arin.net, rdap.db.ripe.net, rdap.verisign.com") || f[1].Probes != 3 {
		t.Errorf("findings %+v", f)
	}
}

// A registry of one's own may be asked over HTTP, about domains and networks that are ours.
func TestOwnRegistry(t *testing.T) {
	p := newTap()
	p.d.SetOwn(func(n dnswire.Name) bool { return string(n.AppendText(nil)) == "example.org." })
	for i := range 34 {
		p.port++
		request := fmt.Sprintf("GET /rdap/domain/Host%d.Example.org HTTP/1.1\r\nHost: registry\r\n\r\n", i)
		status := "200 OK"
		if i%2 == 1 {
			request = fmt.Sprintf("GET /ip/203.0.113.%d HTTP/1.1\r\nHost: rdap.example.org\r\n\r\n", i)
			status = "404 Not Found"
		}
		p.send(analyzers.AppHTTPRequest, packet.ProtoTCP, false, 1, []byte(request))
		p.send(analyzers.AppHTTPResponse, packet.ProtoTCP, true, 1, []byte("HTTP/1.1 "+status+"\r\n\r\n"))
	}
	f := p.told()
	if len(f) != 2 || f[1].Probes != 34 || f[1].Answers.Open != 17 || f[1].Answers.Closed != 17 || !strings.Contains(f[1].Detail, "; 17 of them are ours") {
		t.Errorf("findings %+v", f)
	}
}

func TestQuiet(t *testing.T) {
	for name, do := range map[string]func(*tap){
		"an administrator": func(p *tap) {
			for i := range 12 {
				p.look(fmt.Sprintf("example%d.com\r\n", i), "")
			}
		},
		"the same again and again": func(p *tap) {
			for range 200 {
				p.look("example.com\r\n", "")
			}
		},
		"the same list every hour": func(p *tap) {
			for range 20 {
				for i := range 18 {
					p.look(fmt.Sprintf("example%d.com\r\n", i), "")
				}
				p.now += hour / 2
			}
		},
		"a host that always does": func(p *tap) {
			for h := range 60 {
				for i := range 24 + h%3 {
					p.look(fmt.Sprintf("192.0.%d.%d\r\n", h, i), "")
				}
				p.now = start + int64(h+1)*hour
			}
		},
		"an analyst": func(p *tap) {
			for _, s := range []string{"crt.sh", "www.shodan.io", "search.censys.io", "urlscan.io", "viewdns.info"} {
				p.resolve(s)
				p.now += 40 * second
			}
		},
		"pages about domains": func(p *tap) {
			for i := range 60 {
				p.send(analyzers.AppHTTPRequest, packet.ProtoTCP, false, 1, []byte(fmt.Sprintf("GET /domain/a%d?from=rdap HTTP/1.1\r\nHost: www.example.org\r\n\r\n", i)))
			}
		},
		"sites of other names": func(p *tap) {
			for _, s := range []string{"notcrt.sh", "crt.sh.example.com", "myshodan.io", "example.com", "rdap"} {
				p.resolve(s)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTap()
			do(p)
			if f := p.told(); len(f) > 0 {
				t.Errorf("findings %+v", f)
			}
		})
	}
}

// A host whose habit is known is told when it leaves it.
func TestAgainstItsOwnHabit(t *testing.T) {
	p := newTap()
	for h := range 60 {
		for i := range 5 + h%3 {
			p.look(fmt.Sprintf("192.0.%d.%d\r\n", h, i), "")
		}
		p.now = start + int64(h+1)*hour
	}
	for i := range 22 {
		p.look(fmt.Sprintf("198.51.100.%d\r\n", i), "")
	}
	if f := p.told(); len(f) != 2 || !strings.Contains(f[0].Detail, "its median is 6") {
		t.Errorf("findings %+v", f)
	}
}

func TestHostileQuery(t *testing.T) {
	p := newTap()
	p.look(strings.Repeat("A", 1000), "")
	p.look("\x00\xff\n", "")
	p.look("", "")
	for i := range 40 {
		p.look(fmt.Sprintf("%s%d\n", strings.Repeat("\x1b]", 100), i), "")
	}
	p.told()
}

func TestNoAllocation(t *testing.T) {
	p := newTap()
	m := new(dns.Msg)
	m.SetQuestion("www.example.com.", dns.TypeA)
	b, _ := m.Pack()
	batch := &analyzers.Batch{Bytes: b, Events: []analyzers.Event{{
		Kind: analyzers.Message, App: analyzers.AppDNS, Proto: packet.ProtoUDP, Source: addr("10.0.0.7"), DataLen: uint16(len(b)),
	}}}
	if n := testing.AllocsPerRun(100, func() {
		p.now += second
		batch.Events[0].Time = p.now
		p.d.Consume(batch, &p.findings)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
