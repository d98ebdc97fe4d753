package ring

import (
	"errors"
	"io"
	"testing"

	"github.com/cilium/ebpf"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/capture/pcapfile"
)

// loaded gives the lane of a frame as the kernel computes it.
func loaded(t testing.TB, lanes int) func(frame []byte) uint64 {
	t.Helper()
	s := newSteering(&Options{Lanes: lanes})
	if s.kind != SteerInnermost {
		if privilege := (*PrivilegeError)(nil); errors.As(s.why, &privilege) {
			lacking(t, "bpf", "loading eBPF "+s.why.Error())
		}
		t.Fatal(s.why)
	}
	t.Cleanup(s.close)
	p, err := s.program(0)
	if err != nil {
		t.Fatal(err)
	}
	return func(frame []byte) uint64 {
		lane, err := p.Run(&ebpf.RunOptions{Data: frame})
		if err != nil {
			t.Fatal(err)
		}
		return uint64(lane)
	}
}

// TestLaneIsThatOfUserSpace runs the program in the kernel on the frames of the
// captures and compares with the decoder.
func TestLaneIsThatOfUserSpace(t *testing.T) {
	const lanes = 61 // a prime: no two hashes agree by chance of few bits
	lane := loaded(t, lanes)
	src, err := pcapfile.Open([]string{"../../pcaps"}, pcapfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	frames := make([]capture.Frame, 64)
	var p packet.Packet
	var same, other int
	seen := map[uint64]bool{}
	for {
		n, err := src.ReadBatch(frames)
		for i := range frames[:n] {
			f := &frames[i]
			if f.LinkType != capture.LinkEthernet || len(f.Data) < 14 || len(f.Data) > 1500 {
				continue
			}
			v := p.Decode(f)
			want := p.LaneHash() % lanes
			got := lane(f.Data)
			seen[got] = true
			if got == want {
				same++
				continue
			}
			if other++; other <= 10 {
				t.Errorf("%s: lane %d, want %d (%v, tunnels %d)\n%x", src.Interfaces()[f.Interface], got, want, v, p.Tunnels, f.Data)
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d frames: %d agree, over %d lanes", same+other, same, len(seen))
	if same == 0 {
		t.Error("no frames")
	}
}
