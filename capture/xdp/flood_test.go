package xdp

import (
	"encoding/binary"
	"net/netip"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/bpf"
	"github.com/reconwatch/reconwatch/capture"
)

const rst = 0x04

// flooded is a program in whose lane there is a flood.
type flooded struct {
	*kernel
	t   *testing.T
	now int64
}

func newFlooded(t *testing.T) *flooded {
	t.Helper()
	k := newKernel(t, bpf.Options{RingBytes: 1 << 16})
	k.Flood(0)
	return &flooded{k, t, 1e18}
}

// comes reports whether a frame passes.
func (f *flooded) comes(frame []byte) bool {
	f.t.Helper()
	f.now += 1000
	_, _, passed := f.run(f.t, &capture.Frame{Data: frame, Time: f.now, WireLen: uint32(len(frame)), LinkType: capture.LinkEthernet})
	return passed
}

func forged(n uint32) netip.Addr {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], 0x0b000000+n*2654435761>>8)
	return netip.AddrFrom4(b)
}

func ports(from, to uint32) uint32 { return from<<16 | to }

// TestFloodIsHeld: SYNs of forged sources and what the victim answers do not pass; a scanner is seen from its second
// target on, and so is what it is answered.
func TestFloodIsHeld(t *testing.T) {
	f := newFlooded(t)
	const victimPort = 80
	scanner := netip.MustParseAddr("203.0.113.9")
	seen, answers := 0, 0
	for i := range uint32(5000) {
		from := forged(i)
		if f.comes(tcp4(from, hostB, ports(1024+i, victimPort), syn)) {
			t.Fatalf("forged SYN %d passes", i)
		}
		if f.comes(tcp4(hostB, from, ports(victimPort, 1024+i), syn|ack)) {
			t.Fatalf("answer %d to a forged SYN passes", i)
		}
		if i%100 != 0 {
			continue
		}
		if f.comes(tcp4(scanner, hostA, ports(40000, 1000+i/100), syn)) {
			seen++
		}
		if f.comes(tcp4(hostA, scanner, ports(1000+i/100, 40000), rst|ack)) {
			answers++
		}
	}
	if seen != 49 || answers != 49 {
		t.Errorf("%d probes of 50 and %d answers pass", seen, answers)
	}
	c := f.Counters(0)
	if c.Packets[bpf.Held] != 10000+2 || c.Packets[bpf.ByFlags] != 98 || f.Held(0) != c.Packets[bpf.Held] {
		t.Errorf("%+v", c)
	}
}

// TestFloodSpares: who insists on one target, neighbours, and suspects.
func TestFloodSpares(t *testing.T) {
	f := newFlooded(t)
	passed := 0
	for i := range uint32(10) {
		if f.comes(tcp4(hostA, hostB, ports(30000+i, 443), syn)) {
			passed++
		}
	}
	if passed != 7 {
		t.Errorf("%d of 10 SYNs to one target pass", passed)
	}
	arp := make([]byte, 42)
	copy(arp[12:], "\x08\x06\x00\x01\x08\x00\x06\x04\x00\x01")
	copy(arp[28:], "\xc0\x00\x02\x01")
	copy(arp[38:], "\xc0\x00\x02\x02")
	if !f.comes(arp) {
		t.Error("ARP is held")
	}
	suspect := netip.MustParseAddr("203.0.113.7")
	f.Suspect(suspect.As16())
	var out capture.Frame
	if f.comes(tcp4(suspect, hostB, ports(30000, 22), syn)) || !f.reserved.next(&out) {
		t.Error("a suspect does not come through its ring")
	}
	f.reserved.giveBack()
	if f.comes(tcp4(hostB, suspect, ports(22, 30000), rst|ack)) || !f.reserved.next(&out) {
		t.Error("an answer to a suspect does not come through its ring")
	}
}

// TestFloodOfOthers: what is no TCP is judged likewise.
func TestFloodOfOthers(t *testing.T) {
	f := newFlooded(t)
	echo := func(from, to netip.Addr, kind byte) []byte {
		b := make([]byte, 64)
		copy(b, tcp4(from, to, 0, 0)[:34])
		b[23], b[34] = 1, kind
		return b
	}
	const request, reply = 8, 0
	for i := range uint32(1000) {
		if f.comes(echo(forged(i), hostB, request)) || f.comes(echo(hostB, forged(i), reply)) {
			t.Fatalf("echo %d of a forged source passes", i)
		}
	}
	passed := 0
	for i := range uint32(20) {
		if f.comes(echo(hostA, forged(5000+i), request)) {
			passed++
		}
	}
	if passed != 19 {
		t.Errorf("%d echoes of a sweep pass", passed)
	}
}

// TestFloodBeginsAndEnds: a ring that fills begins it, a reader that keeps up ends it.
func TestFloodBeginsAndEnds(t *testing.T) {
	w := lay(t)
	p := openPort(t, Options{RingBytes: 1 << 16}, w)
	for i := range uint32(1000) {
		w.Send(t, tcp4(forged(i), hostB, ports(1024+i, 80), syn))
	}
	for end := time.Now().Add(5 * time.Second); !p.LaneStates()[0].Flooded; { // the wire has a queue
		if time.Now().After(end) {
			t.Fatalf("no flood: %+v", p.Counters())
		}
		time.Sleep(time.Millisecond)
	}
	if e := next(t, p); e.Kind != capture.EventFlooded {
		t.Errorf("%+v", e)
	}
	c := p.Counters()[0]
	if c.Held == 0 {
		t.Errorf("%+v", c)
	}
	for end := time.Now().Add(5 * time.Second); p.LaneStates()[0].Flooded; {
		if time.Now().After(end) {
			t.Fatal("the flood does not end")
		}
		take(t, p, 0)
	}
}
