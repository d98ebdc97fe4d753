package ring

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/capture/packet"
)

func TestOutgoing(t *testing.T) {
	for _, outgoing := range []bool{false, true} {
		w := lay(t)
		p := openPort(t, Options{Outgoing: outgoing, Lanes: 2}, w)
		back := &wire{sender: w.watched, watched: w.sender, fd: -1}
		back.connect(t)
		take(t, p, 0)
		back.send(t, udp4(hostB, hostA, 1))
		w.send(t, udp4(hostA, hostB, 2))
		_ = unix.Close(back.fd)
		time.Sleep(30 * time.Millisecond)
		_ = p.Close()
		all := take(t, p, -1)
		if want := map[bool]int{false: 1, true: 2}[outgoing]; len(all) != want {
			t.Errorf("outgoing %v: %d frames, want %d", outgoing, len(all), want)
		}
		for _, f := range all {
			if f.lane != all[0].lane {
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
		lacking(t, "bpf", why.Error())
	}
	// The directions arrive on two ports, as on a tap.
	for i, f := range conversations(200) {
		[]*wire{one, two}[i%2].send(t, f)
	}
	all := take(t, p, 400)
	var share [2]int
	var k packet.Packet
	for _, f := range all {
		share[f.lane]++
		k.Decode(&f.Frame)
		if want := int(k.LaneHash() % 2); f.lane != want {
			t.Fatalf("%v to %v in lane %d, user space says %d", k.Src, k.Dst, f.lane, want)
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
		[]*wire{one, two}[i%2].send(t, f)
	}
	lanes, share := map[uint64]int{}, [2]int{}
	for _, f := range take(t, p, 400) {
		var k packet.Packet
		k.Decode(&f.Frame)
		share[f.lane]++
		if lane, seen := lanes[k.LaneHash()]; seen && lane != f.lane {
			t.Errorf("%v to %v is in both lanes", k.Src, k.Dst)
		}
		lanes[k.LaneHash()] = f.lane
	}
	if share[0] < 120 || share[1] < 120 {
		t.Errorf("shares %v", share)
	}
}
