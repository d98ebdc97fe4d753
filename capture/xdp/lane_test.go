package xdp

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/reconwatch/reconwatch/bpf"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/capture/pcapfile"
	"github.com/reconwatch/reconwatch/capture/relevance"
	"github.com/reconwatch/reconwatch/internal/testbed"
)

// A prime: lanes that differ seldom agree by chance.
const lanes = 61

// mostTested is what a test run takes without parts of a frame in other pages.
const mostTested = 3000

// differences compares what the program does with a capture to what user space would.
type differences struct {
	same, lanes, shed, cut int
	known                  map[direction]*relevance.Direction
}

// direction is one of a flow, of which R is judged.
type direction struct {
	src, dst         packet.Addr
	srcPort, dstPort uint16
	proto            uint8
}

// relevant is predicate R itself.
func (d *differences) relevant(p *packet.Packet) bool {
	if p.Verdict != packet.Transport && p.Verdict != packet.Network {
		return true
	}
	key := direction{p.Src, p.Dst, p.SrcPort, p.DstPort, p.Proto}
	known := d.known[key]
	if known == nil {
		if d.known == nil {
			d.known = map[direction]*relevance.Direction{}
		}
		known = &relevance.Direction{}
		d.known[key] = known
	}
	return known.Judge(relevance.Classify(p), relevance.Epoch(p.Time)) != relevance.Shed
}

func (d *differences) add(t *testing.T, k *kernel, path string, most int) {
	t.Helper()
	src, err := pcapfile.Open([]string{path}, pcapfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	frames := make([]capture.Frame, 64)
	for err == nil && most > 0 {
		var n int
		n, err = src.ReadBatch(frames) // damaged captures end early
		most -= n
		for i := range frames[:n] {
			f := &frames[i]
			if f.LinkType == capture.LinkEthernet && len(f.Data) >= 14 && len(f.Data) <= mostTested && !f.HasVLAN {
				d.frame(t, k, path, f)
			}
		}
	}
}

func (d *differences) frame(t *testing.T, k *kernel, path string, f *capture.Frame) {
	t.Helper()
	whole := *f
	whole.WireLen = uint32(len(f.Data)) // the kernel sees no more of it
	var p packet.Packet
	v := p.Decode(&whole)
	out, lane, passed := k.run(t, &whole)
	relevant := d.relevant(&p)
	d.same++
	switch {
	case relevant && !passed:
		if d.shed++; d.shed < 5 {
			t.Logf("%s: %v is shed\n%x", path, v, f.Data)
		}
		return
	case !passed:
		return
	case uint64(lane) != p.LaneHash()%lanes:
		if d.lanes++; d.lanes < 5 {
			t.Logf("%s: lane %d, want %d (%v, tunnels %d)\n%x", path, lane, p.LaneHash()%lanes, v, p.Tunnels, f.Data)
		}
	}
	kept := len(out.Data)
	if out.Time != f.Time || out.WireLen != whole.WireLen || !bytes.Equal(out.Data, f.Data[:kept]) || kept < promised(&p, &whole) {
		if d.cut++; d.cut < 5 {
			t.Logf("%s: %d of %d bytes came out, want %d (%v)\n%x", path, kept, len(f.Data), promised(&p, &whole), v, f.Data)
		}
	}
}

// promised is how many bytes of a frame analyzers may read.
func promised(p *packet.Packet, f *capture.Frame) int {
	if p.Verdict != packet.Transport && p.Proto != packet.ProtoESP {
		return min(len(f.Data), 2048)
	}
	payload := 512
	if relevance.Classify(p)&relevance.Registered != 0 {
		payload = 1500
	}
	at := cap(f.Data) - cap(p.Payload) // it is a part of the frame
	return min(at+min(len(p.Payload), payload), len(f.Data))
}

// TestProgramOnCaptures: the program sheds no frame that predicate R holds for,
// gives each to the lane of its innermost addresses, and keeps what analyzers are promised.
func TestProgramOnCaptures(t *testing.T) {
	k := newKernel(t, bpf.Options{Lanes: lanes, RingBytes: 1 << 16})
	var d differences
	all, err := filepath.Glob(filepath.Join("..", "..", "pcaps", "*.pcap*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range all {
		d.add(t, k, path, 1<<30)
	}
	t.Logf("%d frames; lanes %d, shed %d, cut %d are wrong", d.same, d.lanes, d.shed, d.cut)
	if d.same == 0 || d.lanes+d.shed+d.cut > 0 {
		t.Error("the program differs")
	}
	c := k.Counters(0)
	t.Logf("%+v", c)
}

// TestProgramOnCorpora does so on public captures of what no program can know.
func TestProgramOnCorpora(t *testing.T) {
	k := newKernel(t, bpf.Options{Lanes: lanes, RingBytes: 1 << 16})
	var d differences
	for _, c := range testbed.Corpora(t) {
		d.add(t, k, c.Path, 64)
	}
	t.Logf("%d frames; lanes %d, shed %d, cut %d are wrong", d.same, d.lanes, d.shed, d.cut)
	if d.shed+d.cut > 0 || d.lanes*1000 > d.same {
		t.Error("the program differs")
	}
}
