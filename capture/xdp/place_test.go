package xdp

import (
	"testing"

	"github.com/reconwatch/reconwatch/bpf"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/capture/relevance"
)

// BenchmarkProgram is what the program takes for one frame, with all that it looks up in the nearest cache.
func BenchmarkProgram(b *testing.B) {
	for _, c := range []struct {
		name  string
		frame []byte
	}{
		{"shed", tcp4(hostA, hostB, ports(40000, 443), ack)},
		{"handed over", tcp4(hostA, hostB, ports(40000, 443), syn)},
	} {
		b.Run(c.name, func(b *testing.B) {
			k := newKernel(b, bpf.Options{})
			const round = 1 << 15 // fits into the ring
			for range 100 {
				if _, err := k.Test(0, c.frame); err != nil {
					b.Fatal(err)
				}
			}
			var ns, n float64
			var out capture.Frame
			for b.Loop() {
				_, took, err := k.Part(0).Benchmark(c.frame, round, nil)
				if err != nil {
					b.Fatal(err)
				}
				ns, n = ns+float64(took), n+1
				r := k.rings[0]
				for r.next(&out) {
				}
				r.giveBack()
			}
			b.ReportMetric(ns/n, "ns/frame")
		})
	}
}

// TestFlowsThatGoOnAreRemembered: many that come once, far more than there are places, do not push out what goes on.
func TestFlowsThatGoOnAreRemembered(t *testing.T) {
	k := newKernel(t, bpf.Options{Places: 1, RingBytes: 1 << 16})
	passes := func(frame []byte) bool {
		_, _, passed := k.run(t, &capture.Frame{Data: frame, Time: 1e18, WireLen: uint32(len(frame)), LinkType: capture.LinkEthernet})
		return passed
	}
	going := func(i uint32) []byte { return tcp4(hostA, hostB, ports(40000+i, 443), ack) }
	const flows = 100
	for i := range uint32(flows) {
		for range 10 {
			passes(going(i))
		}
	}
	for i := range uint32(50_000) {
		if !passes(tcp4(forged(i), hostB, ports(1024+i, 80), syn)) {
			t.Fatal("a SYN was shed")
		}
	}
	passed := 0
	for i := range uint32(flows) {
		if passes(going(i)) {
			passed++
		}
	}
	if passed > 0 {
		t.Errorf("%d of %d flows were forgotten", passed, flows)
	}
}

// TestTunnelsAreShed: a tunnel has the budget of a stream, so that the port of a VPN gateway costs no more than others.
func TestTunnelsAreShed(t *testing.T) {
	k := newKernel(t, bpf.Options{Places: 1, RingBytes: 1 << 16})
	esp := tcp4(hostA, hostB, ports(0x1234, 0x5678), ack)
	esp[14+9] = packet.ProtoESP
	passed := 0
	for range 1000 {
		if _, _, ok := k.run(t, &capture.Frame{Data: esp, Time: 1e18, WireLen: uint32(len(esp)), LinkType: capture.LinkEthernet}); ok {
			passed++
		}
	}
	if passed != 2*relevance.PayloadBudget {
		t.Errorf("%d of 1000 packets passed, want %d", passed, 2*relevance.PayloadBudget)
	}
}

// TestPlacesDouble: flows that find too few places in use have more soon, and are remembered.
func TestPlacesDouble(t *testing.T) {
	k := newKernel(t, bpf.Options{})
	stay(t)
	const flows = 40_000
	if err := k.SetClock(1e18); err != nil {
		t.Fatal(err)
	}
	passed := func() uint64 { return k.Counters(0).Packets[bpf.First] + k.Counters(0).Packets[bpf.Early] }
	round := func() uint64 {
		before := passed()
		for i := range uint32(flows) {
			if _, err := k.Test(0, tcp4(forged(i), hostB, ports(1024+i%50_000, 443), ack)); err != nil {
				t.Fatal(err)
			}
			if i%1024 == 0 {
				for _, r := range k.rings {
					r.at = r.ask()
					r.giveBack()
				}
			}
		}
		return passed() - before
	}
	for range 10 { // places double in the first of them, and those that move begin anew
		round()
	}
	if n := round(); n > flows/50 {
		t.Errorf("%d of %d flows were forgotten", n, flows)
	}
}
