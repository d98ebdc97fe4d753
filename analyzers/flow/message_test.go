package flow

import (
	"strings"
	"testing"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// says sends packets of two ends through a table and lists its messages.
type says struct {
	table *Table
	out   *Buffer
	frame uint64
	got   []string
}

func (s *says) send(from, to string, src, dst uint16, proto uint8, flags uint16, payload string) *says {
	p := packet.Packet{
		Verdict: packet.Transport, HasNetwork: true, Proto: proto, Src: addr(from), Dst: addr(to), SrcPort: src, DstPort: dst,
		TCPFlags: flags, Time: int64(s.frame+1) * 1e6, Payload: []byte(payload), PayloadLen: len(payload),
	}
	s.frame++
	var at Spot
	s.table.Locate(&p, &at)
	s.table.Update(&p, &at, s.frame, s.out)
	for i := range s.out.Events {
		if e := &s.out.Events[i]; e.Kind == analyzers.Message {
			side := "client "
			if e.FromTarget {
				side = "server "
			}
			s.got = append(s.got, side+e.Source.String()+" "+apps[e.App]+" "+string(s.out.Data(e)))
		}
	}
	s.out.Reset()
	return s
}

var apps = [analyzers.NumApps]string{
	"none", "other", "dns", "whois", "request", "response", "tls", "ssh",
}

// The header of a message that asks for a key exchange, and of one that both know of.
var exchange, agreed = "12345678" + strings.Repeat("\x00", 20), strings.Repeat("12345678", 4)

func TestMessages(t *testing.T) {
	const a, b, tcp, udp = "192.0.2.1", "10.0.0.1", packet.ProtoTCP, packet.ProtoUDP
	const data = packet.ACK | packet.PSH
	const get = "GET /word HTTP/1.1\r\nHost: h\r\n\r\n"
	for name, tc := range map[string]struct {
		do   func(*says)
		want []string
	}{
		"request and response": {func(s *says) {
			s.send(a, b, 4000, 80, tcp, packet.SYN, "").send(b, a, 80, 4000, tcp, packet.SYN|packet.ACK, "")
			s.send(a, b, 4000, 80, tcp, data, "GET / HTTP/1.1\r\n").send(b, a, 80, 4000, tcp, data, "HTTP/1.1 200 OK\r\n")
		}, []string{"client " + a + " request GET / HTTP/1.1\r\n", "server " + a + " response HTTP/1.1 200 OK\r\n"}},
		"picked up at the response": {func(s *says) {
			s.send(b, a, 80, 4000, tcp, data, "HTTP/1.1 200 OK\r\n").send(a, b, 4000, 80, tcp, data, "GET / HTTP/1.1\r\n")
		}, []string{"server " + a + " response HTTP/1.1 200 OK\r\n", "client " + a + " request GET / HTTP/1.1\r\n"}},
		"every key exchange that is asked for": {func(s *says) {
			for range 3 {
				s.send(a, b, 500, 500, udp, 0, exchange).send(b, a, 500, 500, udp, 0, "no")
			}
			s.send(a, b, 500, 500, udp, 0, agreed)
		}, []string{"client " + a + " other " + exchange, "client " + a + " other " + exchange, "client " + a + " other " + exchange}},
		"no key exchange at another port": {func(s *says) {
			s.send(a, b, 5000, 5001, udp, 0, "1").send(a, b, 5000, 5001, udp, 0, "2").send(a, b, 5000, 5001, udp, 0, exchange)
		}, []string{"client " + a + " other 1", "client " + a + " other 2"}},
		"answer without its question": {func(s *says) {
			s.send(b, a, 53, 4000, udp, 0, "answer")
		}, []string{"server " + a + " dns answer"}},
		"two first payloads": {func(s *says) {
			s.send(a, b, 4000, 9999, tcp, packet.SYN, "")
			for _, x := range []string{"one", "two", "three"} {
				s.send(a, b, 4000, 9999, tcp, data, x).send(b, a, 9999, 4000, tcp, data, "reply")
			}
		}, []string{"client " + a + " other one", "client " + a + " other two"}},
		"cut to the bound": {func(s *says) {
			s.send(a, b, 4000, 9, udp, 0, strings.Repeat("x", 1000))
		}, []string{"client " + a + " other " + strings.Repeat("x", analyzers.MessageBytes)}},
		"requests in one segment": {func(s *says) {
			s.send(a, b, 4000, 80, tcp, packet.SYN, "").send(a, b, 4000, 80, tcp, data, strings.Repeat(get, 60))
		}, []string{"client " + a + " request " + strings.Repeat(get, 60)[:analyzers.RegisteredBytes]}},
		"a request with a long body": {func(s *says) {
			s.send(a, b, 4000, 80, tcp, packet.SYN, "").send(a, b, 4000, 80, tcp, data, get+strings.Repeat("x", 1000))
		}, []string{"client " + a + " request " + get + strings.Repeat("x", analyzers.MessageBytes-len(get))}},
		"an echo": {func(s *says) {
			s.send(a, b, 4000, 7, tcp, packet.SYN, "").send(b, a, 7, 4000, tcp, packet.SYN|packet.ACK, "")
			s.send(a, b, 4000, 7, tcp, data, "GET / HTTP/1.0\r\n").send(b, a, 7, 4000, tcp, data, "GET / HTTP/1.0\r\n")
		}, []string{"client " + a + " request GET / HTTP/1.0\r\n"}},
		"an echo picked up in its middle": {func(s *says) {
			s.send(b, a, 8080, 50000, tcp, data, "GET / HTTP/1.0\r\n").send(a, b, 50000, 8080, tcp, data, "GET / HTTP/1.1\r\n")
		}, []string{"client " + a + " request GET / HTTP/1.1\r\n"}},
		"a request between equals": {func(s *says) {
			s.send(a, b, 8000, 9000, tcp, data, "GET / HTTP/1.0\r\n").send(b, a, 9000, 8000, tcp, data, "HTTP/1.0 200 OK\r\n")
		}, []string{"client " + a + " request GET / HTTP/1.0\r\n", "server " + a + " response HTTP/1.0 200 OK\r\n"}},
		"a stream in its middle": {func(s *says) {
			s.send(a, b, 4000, 9999, tcp, data, "mid").send(b, a, 9999, 4000, tcp, data, "stream")
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := &says{table: New(Options{Flows: 64}), out: NewBuffer(64)}
			tc.do(s)
			if strings.Join(s.got, "\n") != strings.Join(tc.want, "\n") {
				t.Errorf("got %q, want %q", s.got, tc.want)
			}
		})
	}
}

// TestAnswersAreNotFromClients: and of what belongs to no flow nothing of an earlier packet is believed.
func TestAnswersAreNotFromClients(t *testing.T) {
	table, out := New(Options{Flows: 64}), NewBuffer(64)
	var at Spot
	for i, x := range []struct {
		p    packet.Packet
		want bool
	}{{arp(a, b, 1), true}, {arp(b, a, 2), false}, {arp(a, a, 1), true}} {
		table.Locate(&x.p, &at)
		table.Update(&x.p, &at, uint64(i+1), out)
		if got := table.FromClient(&at); got != x.want {
			t.Errorf("packet %d: %v", i, got)
		}
	}
}
