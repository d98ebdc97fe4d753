package scan

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

var (
	private = netip.MustParsePrefix("10.0.0.0/8")
	ours6   = netip.MustParsePrefix("2001:db8:10::/48")
)

func atHome(a *packet.Addr) bool {
	n := a.Netip()
	return private.Contains(n) || ours6.Contains(n)
}

func newDetector() *Detector {
	return New(Options{
		Config: DefaultConfig(), Home: atHome, Seed: 1, Secret: 2,
		Sources: 1 << 12, Suspects: 1 << 8, Contacts: 1 << 14,
	})
}

// script builds events in order of time.
type script struct {
	events []analyzers.Event
	now    time.Duration
	frame  uint64
}

func addr(s string) packet.Addr { return packet.AddrFrom(netip.MustParseAddr(s)) }

// say appends one event about source and target, "192.0.2.1" and "10.0.0.1:80".
func (s *script) say(kind analyzers.EventKind, source, target string, change ...func(*analyzers.Event)) *script {
	s.frame++
	e := analyzers.Event{
		Kind: kind, Time: int64(s.now) + 1, First: int64(s.now) + 1, Frame: s.frame, Count: 1, Proto: packet.ProtoTCP,
		Method: analyzers.TCPSyn, Source: addr(source), Routes: kind.Routes(), SourcePort: 40000, TTL: 60,
	}
	if ap, err := netip.ParseAddrPort(target); err == nil {
		e.Target, e.TargetPort = packet.AddrFrom(ap.Addr()), ap.Port()
	} else {
		e.Target = addr(target)
	}
	for _, c := range change {
		c(&e)
	}
	s.events = append(s.events, e)
	return s
}

func (s *script) wait(d time.Duration) *script {
	s.now += d
	return s
}

// ownPort gives each contact a port of its own.
func ownPort(e *analyzers.Event) { e.SourcePort = 33000 + e.TargetPort%1000 + uint16(e.Target[15]) }

// long makes an event of a datagram as streams have them, from a port.
func long(port uint16) func(*analyzers.Event) {
	return func(e *analyzers.Event) { e.SourcePort, e.Extra = port, 228 }
}

func method(m analyzers.Method, proto uint8) func(*analyzers.Event) {
	return func(e *analyzers.Event) { e.Method, e.Proto = m, proto }
}

var (
	udp  = method(analyzers.UDP, packet.ProtoUDP)
	echo = method(analyzers.ICMPEcho, packet.ProtoICMP)
)

// each says one event for every target that format makes of from to to.
func (s *script) each(kind analyzers.EventKind, source, format string, from, to int, gap time.Duration, change ...func(*analyzers.Event)) *script {
	for i := from; i <= to; i++ {
		s.say(kind, source, fmt.Sprintf(format, i), change...).wait(gap)
	}
	return s
}

// told runs the script to the end and lists what was opened, as kind@source.
func (s *script) told(d *Detector) []string {
	var found []analyzers.Finding
	d.Consume(&analyzers.Batch{Events: s.events}, &found)
	d.Finish(&found)
	var out []string
	for i := range found {
		if f := &found[i]; f.Stage == analyzers.Opened {
			out = append(out, f.Kind.String()+"@"+f.Source.String())
		}
	}
	return out
}

const outside, inside = "203.0.113.9", "10.0.0.77"

func TestPretendedConnectionsAreRefused(t *testing.T) {
	var x script
	for port := 1; port <= 40; port++ {
		target := fmt.Sprintf("10.0.0.1:%d", port)
		x.say(analyzers.Continued, outside, target)
		x.say(analyzers.Refused, outside, target).wait(time.Millisecond)
	}
	if diff := cmp.Diff([]string{"port_scan@" + outside}, x.told(newDetector())); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

func TestAnswersToPortsThatNobodyCallsFrom(t *testing.T) {
	var x script
	for port := 1; port <= 40; port++ {
		x.say(analyzers.Unrequested, outside, fmt.Sprintf("10.0.0.1:%d", port), func(e *analyzers.Event) {
			e.Flags, e.SourcePort = packet.SYN|packet.ACK, uint16(2000+port)
		}).wait(time.Millisecond)
	}
	if diff := cmp.Diff([]string{"port_scan@" + outside}, x.told(newDetector())); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

func TestLaterRefusalsAreNoScan(t *testing.T) {
	var x script
	x.each(analyzers.Continued, outside, "10.0.0.%d:443", 1, 20, time.Second)
	x.wait(time.Minute).each(analyzers.Refused, outside, "10.0.0.%d:443", 1, 20, time.Second)
	if got := x.told(newDetector()); len(got) > 0 {
		t.Errorf("told %v of a client whose servers went away", got)
	}
}

// neighbours are n address resolutions that are answered.
func neighbours(x *script, n int) {
	arp := method(analyzers.ARP, packet.ProtoARP)
	for i := range n {
		target := fmt.Sprintf("10.0.0.%d", i+1)
		x.say(analyzers.Answered, inside, target, arp).wait(time.Millisecond)
	}
}

func TestSweepOfNeighboursHasItsMethod(t *testing.T) {
	var x script
	neighbours(&x, 60)
	var found []analyzers.Finding
	d := newDetector()
	d.Consume(&analyzers.Batch{Events: x.events}, &found)
	d.Finish(&found)
	if len(found) == 0 || found[0].Kind != analyzers.HostSweep || found[0].Methods != analyzers.MethodSet(0).Add(analyzers.ARP) {
		t.Errorf("found %+v", found)
	}
}

func TestDetector(t *testing.T) {
	const s, r = analyzers.Silent, analyzers.Refused
	ms := time.Millisecond
	cases := []struct {
		name   string
		script func(*script)
		want   []string
	}{
		{"ports refused", func(x *script) { x.each(r, outside, "10.0.0.1:%d", 20, 40, ms) }, []string{"port_scan@" + outside}},
		{"ports silent", func(x *script) { x.each(s, outside, "10.0.0.1:%d", 20, 40, ms) }, []string{"port_scan@" + outside}},
		{"hosts of one port", func(x *script) { x.each(s, outside, "10.0.0.%d:445", 1, 30, ms) }, []string{"port_sweep@" + outside}},
		{"few hosts, one every five minutes", func(x *script) { x.each(s, outside, "10.0.0.%d:22", 1, 9, 5*time.Minute) }, []string{"port_sweep@" + outside}},
		{"hosts that answer ICMP, from outside", func(x *script) { x.each(analyzers.Answered, outside, "10.0.0.%d", 1, 40, ms, echo) }, []string{"host_sweep@" + outside}},
		{"hosts and ports", func(x *script) {
			for port := 20; port < 40; port++ {
				x.each(r, outside, "10.0.0.%d:"+fmt.Sprint(port), 1, 20, ms)
			}
		}, []string{"block_scan@" + outside}},
		{"inside to inside", func(x *script) { x.each(r, inside, "10.0.5.%d:445", 1, 30, ms) }, []string{"port_sweep@" + inside}},
		{"inside, while browsing", func(x *script) {
			for i := range 40 {
				x.say(analyzers.Continued, inside, fmt.Sprintf("198.51.100.%d:443", i+1)).say(r, inside, fmt.Sprintf("10.0.5.%d:445", i+1)).wait(ms)
			}
		}, []string{"port_sweep@" + inside}},
		{"open ports, broken off", func(x *script) { x.each(analyzers.HalfOpen, outside, "10.0.0.1:%d", 20, 60, ms) }, []string{"port_scan@" + outside}},
		{"three packets with odd flags", func(x *script) {
			x.each(analyzers.OddFlags, outside, "10.0.0.1:%d", 1, 3, ms, method(analyzers.TCPXmas, packet.ProtoTCP))
		}, []string{"port_scan@" + outside}},
		{"ports of one host, then a sweep of others", func(x *script) {
			x.each(r, outside, "10.0.0.1:%d", 1, 100, ms).wait(time.Minute).each(s, outside, "10.0.0.%d:3389", 2, 61, ms)
		}, []string{"port_scan@" + outside, "port_sweep@" + outside}},
		{"ports of one host, then a large sweep", func(x *script) {
			x.each(r, outside, "10.0.0.1:%d", 1, 100, ms).wait(time.Minute).each(s, outside, "10.0.0.%d:445", 2, 250, ms)
		}, []string{"port_scan@" + outside, "port_sweep@" + outside}},
		{"all neighbours resolved, then a port of each refused", func(x *script) {
			neighbours(x, 60)
			x.each(r, inside, "10.0.0.%d:445", 1, 60, ms)
		}, []string{"port_sweep@" + inside}},
		{"some neighbours resolved, then a port of each refused", func(x *script) {
			neighbours(x, 20)
			x.each(r, inside, "10.0.0.%d:445", 1, 20, ms)
		}, []string{"port_sweep@" + inside}},
		{"hosts looked for, then ports of one", func(x *script) {
			x.each(s, outside, "10.0.0.%d:443", 2, 200, ms).each(r, outside, "10.0.0.1:%d", 1, 100, ms)
		}, []string{"port_scan@" + outside}},
		{"IP protocols of one host", func(x *script) {
			for proto := range 8 {
				x.say(s, outside, "10.0.0.1", method(analyzers.IPProtocol, uint8(90+proto)))
			}
		}, []string{"protocol_scan@" + outside}},
		{"an IPv6 source that changes within its /64", func(x *script) {
			for i := range 20 {
				x.say(r, fmt.Sprintf("2001:db8:bad::%x", i+1), fmt.Sprintf("[2001:db8:10::1]:%d", i+20)).wait(ms)
			}
		}, []string{"port_scan@2001:db8:bad::8"}},

		{"one dead service", func(x *script) {
			x.each(s, inside, "10.0.0.1:%d", 80, 80, ms).each(s, inside, "10.0.0.1:%d", 80, 80, ms)
		}, nil},
		{"a dead directory server", func(x *script) {
			for _, port := range []int{53, 88, 135, 139, 389, 445, 464, 636, 3268} {
				x.say(r, inside, fmt.Sprintf("10.0.0.1:%d", port))
			}
		}, nil},
		{"peers, half of them dead", func(x *script) {
			for i := range 120 {
				kind := analyzers.Continued
				if i%2 == 0 {
					kind = s
				}
				x.say(kind, inside, fmt.Sprintf("%d.%d.7.9:%d", 30+i, i, 20000+i*7)).wait(ms)
			}
		}, nil},
		{"a poller with a tenth of its targets dead", func(x *script) {
			for range 5 {
				for i := range 60 {
					kind := analyzers.Answered
					if i%10 == 0 {
						kind = s
					}
					x.say(kind, inside, fmt.Sprintf("10.0.3.%d", i+1), echo).wait(ms)
				}
				x.wait(time.Minute)
			}
		}, nil},
		{"a poller whose replies are never seen", func(x *script) {
			for range 6 {
				x.each(s, inside, "10.0.3.%d:161", 1, 60, ms, udp).wait(15 * time.Second)
			}
		}, nil},
		{"passive FTP through a firewall that swallows the data", func(x *script) {
			x.say(analyzers.Continued, inside, "198.51.100.5:21").say(analyzers.Continued, inside, "198.51.100.6:80")
			x.each(s, inside, "198.51.100.5:%d", 50000, 50040, time.Second)
		}, nil},
		{"a router resolving for others", func(x *script) {
			mac := func(e *analyzers.Event) { e.MAC = [6]byte{2, 0, 0, 0, 0, 1}; copy(e.Target[10:], e.MAC[:]) }
			x.say(analyzers.Router, outside, "0.0.0.0", mac)
			x.each(s, "10.0.0.1", "10.0.0.%d", 2, 200, ms, method(analyzers.ARP, packet.ProtoARP), func(e *analyzers.Event) { e.MAC = [6]byte{2, 0, 0, 0, 0, 1} })
		}, nil},
		{"silence where replies are not seen", func(x *script) {
			x.say(analyzers.Visibility, "10.0.0.0", "10.0.0.0", func(e *analyzers.Event) { e.Count, e.Extra = 100, 10 })
			x.each(s, outside, "10.0.0.%d:161", 1, 20, ms, udp)
		}, nil},
		{"pings from outside where replies are not seen", func(x *script) {
			x.say(analyzers.Visibility, "10.0.0.0", "10.0.0.0", func(e *analyzers.Event) { e.Count, e.Extra = 100, 10 })
			x.each(s, outside, "10.0.0.%d", 1, 60, ms, echo)
		}, []string{"host_sweep@" + outside}},
		{"a service for insiders, asked for from outside where replies are not seen", func(x *script) {
			x.say(analyzers.Visibility, "10.0.0.0", "10.0.0.0", func(e *analyzers.Event) { e.Count, e.Extra = 100, 10 })
			x.each(s, outside, "10.0.0.%d:161", 1, 60, ms, udp)
		}, []string{"port_sweep@" + outside}},
		{"silent handshakes where replies are not seen", func(x *script) {
			x.say(analyzers.Visibility, "10.0.0.0", "10.0.0.0", func(e *analyzers.Event) { e.Count, e.Extra = 100, 10 })
			x.each(s, outside, "10.0.0.%d:445", 1, 20, ms)
		}, []string{"port_sweep@" + outside}},
		{"a service that others have used and that died", func(x *script) {
			for i := range 20 {
				x.say(analyzers.Service, fmt.Sprintf("10.0.0.%d", i+1), fmt.Sprintf("10.0.0.%d:80", i+1))
			}
			x.each(s, inside, "10.0.0.%d:80", 1, 20, ms)
		}, nil},
		{"answers that come late", func(x *script) {
			for i := range 20 {
				x.say(s, inside, fmt.Sprintf("10.0.5.%d:80", i+1)).say(analyzers.Continued, inside, fmt.Sprintf("10.0.5.%d:80", i+1))
			}
		}, nil},
		{"a mail server that asks those who call it who they are", func(x *script) {
			for i := range 45 {
				peer := fmt.Sprintf("203.0.113.%d", i+1)
				x.say(analyzers.Continued, peer, inside+":25").wait(ms).say(r, inside, peer+":113").wait(time.Second)
			}
		}, nil},
		{"a host that scans who has called it", func(x *script) {
			x.say(analyzers.Continued, inside, outside+":443").wait(ms)
			x.each(r, outside, inside+":%d", 1, 60, ms)
		}, []string{"port_scan@" + outside}},
		{"bare ACKs from a new port each to many ports of one host", func(x *script) {
			x.each(r, outside, "10.0.0.9:%d", 1, 60, ms, method(analyzers.TCPAck, packet.ProtoTCP), ownPort)
		}, []string{"port_scan@" + outside}},
		{"bare ACKs to very many ports of a silent host", func(x *script) {
			x.each(s, outside, "10.0.0.9:%d", 1, 100, ms, method(analyzers.TCPAck, packet.ProtoTCP), ownPort)
		}, []string{"port_scan@" + outside}},
		{"what is left of twenty connections with a host that is gone", func(x *script) {
			x.each(s, outside, "10.0.0.9:%d", 1, 20, ms, method(analyzers.TCPAck, packet.ProtoTCP), ownPort)
		}, nil},
		{"what is left of connections with many hosts", func(x *script) {
			x.each(r, outside, "10.0.0.%d:8080", 1, 60, ms, method(analyzers.TCPAck, packet.ProtoTCP), ownPort)
		}, nil},
		{"a server that speaks to callers who have gone", func(x *script) {
			x.each(r, outside, "10.0.0.9:%d", 40000, 40060, ms, method(analyzers.TCPAck, packet.ProtoTCP), ownPort)
		}, nil},
		{"long datagrams to many ports of one host", func(x *script) {
			x.each(s, outside, "10.0.0.9:%d", 4000, 4060, ms, udp, long(40000))
		}, []string{"port_scan@" + outside}},
		{"the answers of a server to whom others gave for theirs", func(x *script) {
			x.each(s, outside, "10.0.0.9:%d", 4000, 4060, ms, udp, long(123))
		}, nil},
		{"streams to a few ports of each of many peers", func(x *script) {
			for port := range 5 {
				x.each(s, outside, fmt.Sprintf("10.0.0.%%d:%d", 4000+2*port), 1, 60, ms, udp, long(40000))
			}
		}, nil},
		{"a traceroute", func(x *script) {
			x.each(s, inside, "198.51.100.9:%d", 33434, 33500, ms, udp, func(e *analyzers.Event) { e.TTL = uint8(1 + (e.TargetPort-33434)/3) })
		}, nil},

		{"replies that nobody asked for", func(x *script) {
			x.each(analyzers.Unrequested, "198.51.100.1", "10.0.0.%d:40000", 1, 30, ms, func(e *analyzers.Event) { e.SourcePort = 80 })
		}, []string{"backscatter@198.51.100.1"}},
		{"handshakes that many begin and nobody ends", func(x *script) {
			for i := range 200 {
				x.say(s, fmt.Sprintf("198.%d.7.1", i), "10.0.0.1:80")
			}
		}, []string{"syn_flood@198.25.7.1"}},
		{"a flood of several ports of a host, that pauses", func(x *script) {
			for range 3 {
				for i := range 600 {
					x.say(s, fmt.Sprintf("198.%d.7.%d", i/3%200, i%3), fmt.Sprintf("10.0.0.1:%d", 80+i%3)).wait(ms)
				}
				x.wait(40 * time.Second)
			}
		}, []string{"syn_flood@198.25.7.0"}},
		{"sources that divide the hosts", func(x *script) {
			for i := range 96 {
				x.say(r, fmt.Sprintf("198.51.100.%d", i%16+1), fmt.Sprintf("10.0.0.%d:23", i+1)).wait(ms)
			}
		}, []string{"distributed_scan@198.51.100.3"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var x script
			c.script(&x)
			if diff := cmp.Diff(c.want, x.told(newDetector())); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
		})
	}
}

// Unrelated sources that want the same port collide as chance has it.
func TestUnrelatedSourcesAreNotAccomplices(t *testing.T) {
	var x script
	state := uint32(1)
	for i := range 400 {
		state = state*1664525 + 1013904223
		x.say(analyzers.Refused, fmt.Sprintf("198.51.%d.1", i%80), fmt.Sprintf("10.0.0.%d:23", state>>24)).wait(time.Millisecond)
	}
	for _, told := range x.told(newDetector()) {
		if strings.HasPrefix(told, "distributed") {
			t.Errorf("told %s", told)
		}
	}
}

func TestEpisodeTellsTotals(t *testing.T) {
	var x script
	x.each(analyzers.Refused, outside, "10.0.0.1:%d", 1, 300, time.Millisecond).say(analyzers.HalfOpen, outside, "10.0.0.1:443")
	var found []analyzers.Finding
	d := newDetector()
	d.Consume(&analyzers.Batch{Events: x.events}, &found)
	d.Finish(&found)
	last := found[len(found)-1]
	if last.Stage != analyzers.Ended || last.Hosts != 1 || last.Ports != 301 || last.Answers.Closed != 300 {
		t.Errorf("ended with %+v", last)
	}
	if last.HostsSample[0] != addr("10.0.0.1") || last.PortsSample[0] != 1 || last.Probes != 301 {
		t.Errorf("ended with %+v", last)
	}
	for i := 1; i < len(found); i++ {
		if found[i].Time < found[i-1].Time {
			t.Errorf("finding %d runs back in time", i)
		}
	}
}

// A flood of forged sources must not push out a slow scanner, nor make room grow.
func TestFloodDoesNotHideASlowScanner(t *testing.T) {
	d := newDetector()
	var found []analyzers.Finding
	forged := 0
	for probe := range 12 {
		var x script
		x.now = time.Duration(probe) * time.Minute
		x.say(analyzers.Silent, outside, fmt.Sprintf("10.0.1.%d:22", probe+1))
		for range 20_000 {
			forged++
			x.say(analyzers.Silent, netip.AddrFrom4([4]byte{100, byte(forged >> 16), byte(forged >> 8), byte(forged)}).String(), "10.0.0.1:80")
		}
		d.Consume(&analyzers.Batch{Events: x.events}, &found)
	}
	d.Finish(&found)
	for i := range found {
		if found[i].Kind == analyzers.PortSweep && found[i].Source == addr(outside) {
			return
		}
	}
	t.Error("the slow scanner was not found")
}

func TestThresholdsComeOutAsPublished(t *testing.T) {
	c := DefaultConfig()
	if got := c.certain(); got < 1.386 || got > 1.387 {
		t.Errorf("a refusal weighs %v", got)
	}
	if got := c.silence(1); got < 1.386 || got > 1.387 {
		t.Errorf("silence weighs %v where all replies are seen", got)
	}
	if got := c.silence(0.2); got != 0 {
		t.Errorf("silence weighs %v where few replies are seen", got)
	}
	if got := c.accuse(); got < 9.2 || got > 9.21 {
		t.Errorf("accused from %v on", got)
	}
}

// TestScannerIsNamed: a foreign /64 is judged as one, and what is told is the address that scanned, not a neighbour
// that used a service before and between, or found one closed.
func TestScannerIsNamed(t *testing.T) {
	const scanner, neighbour = "2001:db8:bad::11", "2001:db8:bad::50"
	x := &script{}
	x.say(analyzers.Refused, neighbour, "[2001:db8:10::1]:8443").wait(time.Millisecond)
	for i := range 40 {
		x.say(analyzers.Continued, neighbour, "[2001:db8:10::1]:443").wait(time.Millisecond)
		x.say(analyzers.Refused, scanner, fmt.Sprintf("[2001:db8:10::1]:%d", 20+i)).wait(time.Millisecond)
	}
	if got, want := x.told(newDetector()), []string{"port_scan@" + scanner}; !cmp.Equal(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
}
