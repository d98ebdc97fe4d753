package topology

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

const (
	ms     = int64(1e6)
	sec    = 1000 * ms
	tracer = "203.0.113.9"
	target = "10.0.0.5"
	other  = "10.0.0.6"
)

func addr(s string) packet.Addr { return packet.AddrFrom(netip.MustParseAddr(s)) }

func home(a *packet.Addr) bool { return a.Is4() && a[12] == 10 }

// way plays packets to a Detector.
type way struct {
	d        *Detector
	now      int64
	frame    uint64
	id       uint32
	findings []analyzers.Finding
}

func newWay() *way { return &way{d: New(Options{Home: home, Seed: 3, Trails: 256}), now: 1e18} }

func (w *way) take(e analyzers.Event, data []byte) {
	w.frame++
	e.Time, e.Frame, e.DataLen = w.now, w.frame, uint16(len(data))
	w.d.Consume(&analyzers.Batch{Events: []analyzers.Event{e}, Bytes: data}, &w.findings)
}

func syn(proto uint8) uint16 {
	if proto == packet.ProtoTCP {
		return packet.SYN
	}
	return 0
}

// send sends a packet of its own with a time to live.
func (w *way) send(to string, proto uint8, port uint16, ttl uint8) {
	w.id++
	w.again(to, proto, port, ttl)
}

// echo sends an echo request of a number.
func (w *way) echo(to string, number uint16, ttl uint8) {
	w.id++
	w.take(analyzers.Event{
		Kind: analyzers.LowTTL, Source: addr(tracer), Target: addr(to), Proto: packet.ProtoICMP, Flags: number, TTL: ttl, Seq: w.id, Method: analyzers.ICMPEcho,
	}, nil)
}

// ping sends an echo request of another program.
func (w *way) ping(id, number uint16, ttl uint8) {
	w.id++
	w.take(analyzers.Event{
		Kind: analyzers.LowTTL, Source: addr(tracer), Target: addr(target), Proto: packet.ProtoICMP, Window: id, Flags: number, TTL: ttl, Seq: w.id, Method: analyzers.ICMPEcho,
	}, nil)
}

// again sends the packet before once more.
func (w *way) again(to string, proto uint8, port uint16, ttl uint8) {
	w.take(analyzers.Event{
		Kind: analyzers.LowTTL, Source: addr(tracer), Target: addr(to), Proto: proto, TargetPort: port, TTL: ttl, Seq: w.id, Method: methodOf(proto), Flags: syn(proto),
	}, nil)
}

// expire is a router's word.
func (w *way) expire(router, to string, proto uint8) {
	a := addr(router)
	w.take(analyzers.Event{Kind: analyzers.Expired, Source: addr(tracer), Target: addr(to), Proto: proto}, a[:])
}

// refuse is the target's word that nothing listens.
func (w *way) refuse(to string, proto uint8, port uint16) {
	w.take(analyzers.Event{Kind: analyzers.Refused, Source: addr(tracer), Target: addr(to), Proto: proto, TargetPort: port, TTL: 1, Method: methodOf(proto)}, nil)
}

func (w *way) done() []string {
	w.d.Finish(&w.findings)
	var out []string
	for i := range w.findings {
		if f := &w.findings[i]; f.Stage == analyzers.Opened {
			out = append(out, f.Kind.String()+"@"+f.Source.String())
		}
	}
	return out
}

func TestKinds(t *testing.T) {
	const udp, tcp, icmp = packet.ProtoUDP, packet.ProtoTCP, packet.ProtoICMP
	trace, filter := []string{"traceroute@" + tracer}, []string{"firewall_probe@" + tracer}
	for name, c := range map[string]struct {
		do   func(*way)
		want []string
	}{
		"sixteen at a time": {func(w *way) {
			for i := range 16 {
				w.send(target, udp, uint16(33434+i), uint8(i/3+1))
			}
		}, trace},
		"one at a time": {func(w *way) {
			for ttl := uint8(1); ttl <= 4; ttl++ {
				w.send(target, icmp, 0, ttl)
				w.now += 15 * sec
			}
		}, trace},
		"downwards": {func(w *way) {
			for ttl := uint8(10); ttl >= 1; ttl-- {
				w.send(target, tcp, 80, ttl)
			}
		}, trace},
		"close to the target, confirmed": {func(w *way) {
			for range 3 {
				w.send(target, icmp, 0, 1)
				w.expire("203.0.113.1", target, icmp)
				w.send(target, icmp, 0, 2)
				w.now += sec
			}
		}, trace},
		"close to the target, not confirmed": {func(w *way) {
			for range 10 {
				w.send(target, icmp, 0, 1)
				w.send(target, icmp, 0, 2)
				w.now += sec
			}
		}, nil},
		"a loop": {func(w *way) {
			w.id = 77
			for ttl := uint8(10); ttl >= 2; ttl -= 2 {
				w.again(target, tcp, 80, ttl)
			}
			w.expire("203.0.113.1", target, tcp)
			w.expire("203.0.113.2", target, tcp)
		}, nil},
		"packets in a loop, one after the other": {func(w *way) {
			for range 4 {
				w.id++
				for ttl := uint8(10); ttl >= 2; ttl -= 2 {
					w.again(target, udp, 5000, ttl)
				}
				w.expire("203.0.113.1", target, udp)
				w.now += sec
			}
		}, nil},
		"the same packet one step further every second": {func(w *way) {
			for ttl := uint8(1); ttl <= 4; ttl++ {
				w.again(target, tcp, 443, ttl)
				w.now += sec
			}
		}, trace},
		"the same packet one step further every second, on both sides of a router": {func(w *way) {
			for ttl := uint8(1); ttl <= 4; ttl++ {
				w.again(target, udp, 40125, ttl)
				if w.now += ms; ttl > 1 {
					w.again(target, udp, 40125, ttl-1)
				}
				w.now += sec
			}
		}, trace},
		"a packet sent again, on three sides of routers, the first mirrored last": {func(w *way) {
			for range 4 {
				for _, ttl := range []uint8{3, 2, 4} {
					w.again(target, udp, 5000, ttl)
					w.now += ms
				}
				w.now += 20 * sec
			}
		}, nil},
		"a loop over long links": {func(w *way) {
			for ttl := uint8(10); ttl >= 1; ttl-- {
				w.again(target, tcp, 80, ttl)
				w.now += 600 * ms
			}
			w.expire("203.0.113.1", target, tcp)
		}, nil},
		"both sides of a router": {func(w *way) {
			for range 5 {
				w.id++
				w.again(target, udp, 5000, 2)
				w.again(target, udp, 5000, 1)
				w.expire("203.0.113.1", target, udp)
				w.now += sec
			}
		}, nil},
		"both sides of a router, many at a time": {func(w *way) {
			for range 5 {
				for ttl := uint8(2); ttl >= 1; ttl-- {
					for range 8 {
						w.send(target, udp, 5000, ttl)
					}
					w.id -= 8
				}
				w.id += 8
				w.expire("203.0.113.1", target, udp)
				w.now += sec
			}
		}, nil},
		"a path, seen on both sides of a router": {func(w *way) {
			for ttl := uint8(1); ttl <= 4; ttl++ {
				w.send(target, udp, 53, ttl)
				if ttl > 1 {
					w.again(target, udp, 53, ttl-1)
				}
			}
		}, trace},
		"a datagram protocol that hosts hardly speak": {func(w *way) {
			for range 3 {
				w.send(target, protoUDPLite, 53, 1)
			}
		}, trace},
		"half a tunnel's header, confirmed": {func(w *way) {
			for ttl := uint8(1); ttl <= 3; ttl++ {
				w.send(target, packet.ProtoGRE, 0, ttl)
				w.expire("203.0.113.1", target, packet.ProtoGRE)
			}
		}, trace},
		"a tunnel that has its time to live from what it carries": {func(w *way) {
			for ttl := uint8(1); ttl <= 5; ttl++ {
				w.send(target, packet.ProtoGRE, 0, ttl)
			}
			w.expire("203.0.113.1", target, packet.ProtoGRE)
		}, nil},
		"two of its packets": {func(w *way) {
			for range 2 {
				w.send(target, protoDCCP, 53, 1)
			}
		}, nil},
		"a port of tracers that refuses a connection": {func(w *way) {
			w.send(target, tcp, 33435, 1)
			w.refuse(target, tcp, 33435)
		}, trace},
		"the last step of echo requests": {func(w *way) {
			w.echo(target, 6, 1)
			w.echo(target, 7, 1)
		}, trace},
		"the last step, counted in the byte order of the machine": {func(w *way) {
			w.echo(target, 3<<8, 1)
			w.echo(target, 4<<8, 1)
		}, trace},
		"the last step, and one of them": {func(w *way) { w.echo(target, 6, 1) }, nil},
		"a low ping whose first ones were dropped": {func(w *way) {
			for i := range 10 {
				w.echo(target, uint16(3+i), 1)
				w.now += sec
			}
		}, nil},
		"a low ping from far that got lost by the half": {func(w *way) {
			for i := range 10 {
				w.echo(target, uint16(8+2*i), 1)
				w.now += sec
			}
		}, nil},
		"low pings by two ways, a third of them lost": {func(w *way) {
			for i := range 30 {
				if i%3 > 0 {
					w.echo(target, uint16(i), uint8(1+i/5%2))
				}
				w.now += sec
			}
		}, nil},
		"two low pings, half of them lost": {func(w *way) {
			for i := range uint16(20) {
				w.ping(7, 5+2*i, 1)
				w.ping(8, 4+2*i, 2)
				w.now += sec
			}
		}, nil},
		"a low ping that pauses": {func(w *way) {
			for i := range 60 {
				w.echo(target, uint16(i), 1)
				if w.now += sec; i%6 == 5 {
					w.now += 100 * sec
				}
			}
		}, nil},
		"three connections that arrive with their last step and are refused": {func(w *way) {
			for range 3 {
				w.send(target, tcp, 80, 1)
				w.refuse(target, tcp, 80)
			}
		}, trace},
		"three such datagrams": {func(w *way) {
			for range 3 {
				w.send(target, udp, 53, 1)
				w.refuse(target, udp, 53)
			}
		}, trace},
		"two such datagrams": {func(w *way) {
			for range 2 {
				w.send(target, udp, 53, 1)
				w.refuse(target, udp, 53)
			}
		}, nil},
		"datagrams with their last step that are answered": {func(w *way) {
			for range 30 {
				w.send(target, udp, 53, 1)
			}
		}, nil},
		"a low stack": {func(w *way) {
			for range 100 {
				w.send(target, udp, 5000, 4)
				w.now += sec
			}
		}, nil},
		"another way every hour": {func(w *way) {
			for ttl := uint8(4); ttl < 9; ttl++ {
				w.send(target, udp, 5000, ttl)
				w.now += 3600 * sec
			}
		}, nil},
		"word of routers alone": {func(w *way) {
			for _, r := range []string{"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"} {
				w.expire(r, target, udp)
			}
		}, nil},
		"behind the filter": {func(w *way) {
			for _, port := range []uint16{21, 22, 23, 25, 80, 443} {
				w.send(target, tcp, port, 2)
				w.now += 100 * ms
			}
		}, filter},
		"ten probes a step": {func(w *way) {
			for i := range 20 {
				w.send(target, udp, uint16(33434+i), uint8(i/10+1))
			}
		}, trace},
		"the last step only": {func(w *way) {
			for i := range 3 {
				w.send(target, udp, uint16(33449+i), 1)
			}
		}, trace},
		"one probe of the last step": {func(w *way) {
			w.send(target, udp, 33437, 1)
			w.refuse(target, udp, 33437)
		}, trace},
		"one that nobody refused": {func(w *way) {
			w.send(target, udp, 33437, 1)
			w.refuse(target, udp, 33438)
			w.refuse(other, udp, 33437)
		}, nil},
		"rounds of echo requests, the last steps": {func(w *way) {
			for _, x := range [][2]int{{33003, 1}, {33004, 2}, {33008, 1}, {33012, 1}} {
				w.echo(target, uint16(x[0]), uint8(x[1]))
				w.now += sec
			}
		}, trace},
		"echo requests whose first ones are missing": {func(w *way) {
			for _, x := range [][2]int{{10, 1}, {11, 1}, {12, 1}, {13, 2}} {
				w.echo(target, uint16(x[0]), uint8(x[1]))
			}
		}, trace},
		"echo requests from the first on, by two ways": {func(w *way) {
			for i := range 20 {
				w.echo(target, uint16(i), uint8(1+i%2))
				w.now += sec
			}
		}, nil},
		"rounds of datagrams, the last steps": {func(w *way) {
			for _, x := range [][2]int{{33003, 1}, {33004, 2}, {33008, 1}, {33012, 1}} {
				w.send(target, udp, uint16(x[0]), uint8(x[1]))
				w.now += sec
			}
		}, trace},
		"rounds of connections, the last steps": {func(w *way) {
			for _, ttl := range []uint8{1, 2, 1, 1, 1} {
				w.send(target, tcp, 80, ttl)
				w.take(analyzers.Event{Kind: analyzers.HalfOpen, Source: addr(tracer), Target: addr(target), Proto: tcp, TargetPort: 80, TTL: ttl, Method: analyzers.TCPConnect}, nil)
				w.now += sec
			}
		}, trace},
		"rounds of connections that are refused": {func(w *way) {
			for _, ttl := range []uint8{1, 2, 1, 1, 1} {
				w.send(target, tcp, 443, ttl)
				w.take(analyzers.Event{Kind: analyzers.Refused, Source: addr(tracer), Target: addr(target), Proto: tcp, TargetPort: 443, TTL: ttl, Method: analyzers.TCPSyn}, nil)
				w.now += sec
			}
		}, trace},
		"an echo that was set too low, and loss": {func(w *way) {
			for i := range 30 {
				w.echo(target, uint16(3*i), 1)
				w.now += sec
			}
		}, nil},
		"two ways for connections that are used": {func(w *way) {
			for i := range 30 {
				w.send(target, tcp, 80, uint8(1+i%2))
				w.now += sec
			}
		}, nil},
		"a hole for a peer": {func(w *way) {
			for i := range 20 {
				w.send(target, udp, uint16(20000+i), 2)
				w.refuse(target, udp, uint16(20000+i))
				w.now += 20 * sec
			}
		}, nil},
		"a step each, slowly": {func(w *way) {
			w.send(target, tcp, 443, 1)
			w.expire("203.0.113.1", target, tcp)
			w.now += 5 * sec
			w.send(target, tcp, 443, 2)
		}, trace},
		"an echo that was set too low": {func(w *way) {
			for range 10 {
				w.send(target, icmp, 0, 1)
				w.expire("203.0.113.1", target, icmp)
				w.now += sec
			}
		}, nil},
		"an old stack by three ways": {func(w *way) {
			for i := range 40 {
				w.send(target, tcp, 80, []uint8{5, 4, 6, 6, 4, 5}[i%6])
				w.now += sec / 5
			}
		}, nil},
		"back after an hour": {func(w *way) {
			for range 2 {
				for ttl := uint8(1); ttl <= 4; ttl++ {
					w.send(target, icmp, 0, ttl)
				}
				w.now += 3600 * sec
			}
		}, append(slices.Clone(trace), trace...)},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWay()
			c.do(w)
			if diff := cmp.Diff(c.want, w.done()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Hosts of one IPv6 network trace each a path of their own, and what they send together is none.
func TestNeighbours(t *testing.T) {
	w := newWay()
	send := func(from string, ttl uint8) {
		w.id++
		w.take(analyzers.Event{
			Kind: analyzers.LowTTL, Source: addr(from), Target: addr(target), Proto: packet.ProtoICMP, TTL: ttl, Seq: w.id, Method: analyzers.ICMPEcho,
		}, nil)
	}
	for ttl := uint8(1); ttl <= 3; ttl++ {
		send("2001:db8::a", ttl)
		send("2001:db8::b", ttl)
	}
	for i, from := range []string{"2001:db8::c", "2001:db8::d", "2001:db8::e"} {
		send(from, uint8(1+i))
	}
	if diff := cmp.Diff([]string{"traceroute@2001:db8::a", "traceroute@2001:db8::b"}, w.done()); diff != "" {
		t.Error(diff)
	}
}

func TestDetail(t *testing.T) {
	w := newWay()
	for ttl := uint8(1); ttl <= 5; ttl++ {
		w.send(target, packet.ProtoICMP, 0, ttl)
		w.expire([]string{"203.0.113.1", "10.0.0.1"}[ttl%2], target, packet.ProtoICMP)
	}
	w.send(other, packet.ProtoICMP, 0, 1)
	w.send(other, packet.ProtoICMP, 0, 2)
	w.send(other, packet.ProtoICMP, 0, 3)
	w.done()
	f := &w.findings[len(w.findings)-1]
	if f.Stage != analyzers.Ended || f.Hosts != 2 || f.Probes != 8 || f.Direction != analyzers.Inbound ||
		f.Detail != "times to live 1 to 5; 2 routers gave themselves away (10.0.0.1, 203.0.113.1)" {
		t.Errorf("%+v", f)
	}
}

func TestNoAllocation(t *testing.T) {
	w := newWay()
	e := analyzers.Event{Kind: analyzers.LowTTL, Source: addr(tracer), Target: addr(target), TTL: 5}
	r := addr(other)
	x := analyzers.Event{Kind: analyzers.Expired, Source: e.Source, Target: e.Target, DataLen: 16}
	m := analyzers.Event{Kind: analyzers.Message, App: analyzers.AppOther, Proto: packet.ProtoUDP, TargetPort: portIKE, Source: e.Source, Target: e.Target, DataAt: 16}
	data := append(r[:], ike(8, 1)...)
	m.DataLen = uint16(len(data) - 16)
	b := analyzers.Batch{Events: []analyzers.Event{e, x, m}, Bytes: data}
	if n := testing.AllocsPerRun(1000, func() {
		b.Events[0].Seq++
		w.d.Consume(&b, &w.findings)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkProbe(b *testing.B) {
	d := New(Options{Home: home, Seed: 3, Trails: 1 << 12})
	e := analyzers.Event{Kind: analyzers.LowTTL, Source: addr(tracer), Target: addr(target), TTL: 5}
	batch := analyzers.Batch{Events: []analyzers.Event{e}}
	var out []analyzers.Finding
	b.ReportAllocs()
	for b.Loop() {
		batch.Events[0].Seq++
		batch.Events[0].Target[15]++
		d.Consume(&batch, &out)
	}
}
