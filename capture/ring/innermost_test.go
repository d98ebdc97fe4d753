package ring

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/capture/pcapfile"
	"github.com/reconwatch/reconwatch/internal/testbed"
)

// loaded gives the lane of a frame as the kernel computes it. A test run refuses
// frames that end inside an IP header.
func loaded(t testing.TB, lanes int) func(frame []byte) (lane uint64, ran bool) {
	t.Helper()
	s := newSteering(&Options{Lanes: lanes})
	if s.kind != SteerInnermost {
		if privilege := (*PrivilegeError)(nil); errors.As(s.why, &privilege) {
			testbed.Lacking(t, "bpf", "loading eBPF "+s.why.Error())
		}
		t.Fatal(s.why)
	}
	t.Cleanup(s.close)
	p, err := s.program(0)
	if err != nil {
		t.Fatal(err)
	}
	return func(frame []byte) (uint64, bool) {
		lane, err := p.Run(&ebpf.RunOptions{Data: frame})
		if err != nil && !errors.Is(err, unix.EINVAL) {
			t.Fatal(err)
		}
		return uint64(lane), err == nil
	}
}

// lanes is a prime: hashes that differ seldom agree by chance.
const lanes = 61

// agreement compares the program's lane with the decoder's.
type agreement struct{ same, other int }

// add runs the first frames of a capture through both.
func (a *agreement) add(t *testing.T, lane func([]byte) (uint64, bool), path string, most int) {
	t.Helper()
	src, err := pcapfile.Open([]string{path}, pcapfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	frames := make([]capture.Frame, 64)
	var p packet.Packet
	for err == nil && most > 0 {
		var n int
		n, err = src.ReadBatch(frames) // damaged captures end early
		most -= n
		for i := range frames[:n] {
			f := &frames[i]
			// The kernel's test run takes one page.
			if f.LinkType != capture.LinkEthernet || len(f.Data) < 14 || len(f.Data) > 3000 {
				continue
			}
			v := p.Decode(f)
			got, ran := lane(f.Data)
			if !ran {
				continue
			}
			want := p.LaneHash() % lanes
			if got == want {
				a.same++
				continue
			}
			if a.other++; a.other <= 5 {
				t.Logf("%s: lane %d, want %d (%v, tunnels %d)\n%x", path, got, want, v, p.Tunnels, f.Data)
			}
		}
	}
}

// TestLaneIsThatOfUserSpace runs the program in the kernel on the frames of the
// captures and compares with the decoder.
func TestLaneIsThatOfUserSpace(t *testing.T) {
	lane := loaded(t, lanes)
	var a agreement
	a.add(t, lane, filepath.Join("..", "..", "pcaps"), 1<<30)
	t.Logf("%d frames agree", a.same)
	if a.same == 0 || a.other != 0 {
		t.Errorf("%d frames agree, %d do not", a.same, a.other)
	}
}

// TestLaneOnCorpora does so on public captures of what no program can know: the
// rest are tunnels that it does not look into and frames that are damaged.
func TestLaneOnCorpora(t *testing.T) {
	lane := loaded(t, lanes)
	var a agreement
	for _, c := range testbed.Corpora(t) {
		a.add(t, lane, c.Path, 64)
	}
	t.Logf("%d frames agree, %d do not", a.same, a.other)
	if a.other*100 > a.same {
		t.Errorf("%d frames agree, %d do not", a.same, a.other)
	}
}

// TestProgramSize keeps the program loadable by kernels that take 4096 instructions
// of those without CAP_SYS_ADMIN.
func TestProgramSize(t *testing.T) {
	for _, header := range []int{0, ethernetHeader} {
		if n := len(laneProgram(maxLanes, header)); n > 4096 {
			t.Errorf("%d instructions", n)
		}
	}
}

// BenchmarkLaneProgram is the kernel's cost of choosing a lane.
func BenchmarkLaneProgram(b *testing.B) {
	s := newSteering(&Options{Lanes: 2})
	defer s.close()
	p, err := s.program(0)
	if err != nil {
		b.Skip(err)
	}
	_, each, err := p.Benchmark(udp4(hostA, hostB, 1), max(b.N, 1000), nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(each.Nanoseconds()), "ns/frame")
}
