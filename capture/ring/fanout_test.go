package ring

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/internal/testbed"
)

func TestOutgoing(t *testing.T) {
	for _, outgoing := range []bool{false, true} {
		w := lay(t)
		p := openPort(t, Options{Outgoing: outgoing, Lanes: 2}, w)
		back := w.Back(t)
		take(t, p, 0)
		back.Send(t, udp4(hostB, hostA, 1))
		w.Send(t, udp4(hostA, hostB, 2))
		time.Sleep(30 * time.Millisecond)
		_ = p.Close()
		all := take(t, p, -1)
		if want := map[bool]int{false: 1, true: 2}[outgoing]; len(all) != want {
			t.Errorf("outgoing %v: %d frames, want %d", outgoing, len(all), want)
		}
		for _, f := range all {
			if f.Lane != all[0].Lane {
				t.Errorf("outgoing %v: directions part", outgoing)
			}
		}
	}
}

// conversations are both directions of n address pairs.
func conversations(n int) [][]byte {
	var all [][]byte
	for i := range n {
		peer := netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)})
		all = append(all, udp4(hostA, peer, uint64(i)), udp4(peer, hostA, uint64(i)))
	}
	return all
}

func TestFanoutInnermost(t *testing.T) {
	one, two := lay(t), lay(t)
	p := openPort(t, Options{Lanes: 2}, one, two)
	if kind, why := p.Steering(); kind != SteerInnermost {
		testbed.Lacking(t, "bpf", why.Error())
	}
	// The directions arrive on two ports, as on a tap.
	for i, f := range conversations(200) {
		[]*testbed.Wire{one, two}[i%2].Send(t, f)
	}
	all := take(t, p, 400)
	var share [2]int
	var k packet.Packet
	for _, f := range all {
		share[f.Lane]++
		k.Decode(&f.Frame)
		if want := int(k.LaneHash() % 2); f.Lane != want {
			t.Fatalf("%v to %v in lane %d, user space says %d", k.Src, k.Dst, f.Lane, want)
		}
	}
	if share[0] < 120 || share[1] < 120 {
		t.Errorf("shares %v", share)
	}
}

func TestFanoutOutermost(t *testing.T) {
	one, two := lay(t), lay(t)
	var p *Port
	without(t, []int{unix.CAP_BPF, unix.CAP_SYS_ADMIN}, func() { p = openPort(t, Options{Lanes: 2}, one, two) })
	kind, why := p.Steering()
	if kind != SteerOutermost || why == nil || !strings.Contains(why.Error(), "CAP_BPF") {
		t.Fatalf("steering %v, %v", kind, why)
	}
	frames := conversations(200)
	tag := func(f []byte) []byte {
		return append(append(append([]byte{}, f[:12]...), "\x88\xa8\x00\x64\x81\x00\x00\xc8"...), f[12:]...)
	}
	for i, f := range frames {
		if i%2 == 1 {
			f = tag(f)
		}
		[]*testbed.Wire{one, two}[i%2].Send(t, f)
	}
	lanes, share := map[uint64]int{}, [2]int{}
	for _, f := range take(t, p, 400) {
		var k packet.Packet
		k.Decode(&f.Frame)
		share[f.Lane]++
		if lane, seen := lanes[k.LaneHash()]; seen && lane != f.Lane {
			t.Errorf("%v to %v is in both lanes", k.Src, k.Dst)
		}
		lanes[k.LaneHash()] = f.Lane
	}
	if share[0] < 120 || share[1] < 120 {
		t.Errorf("shares %v", share)
	}
}
