package ring

import (
	"math"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/capture"
)

// fake is a lane whose rings are plain memory that a test fills as the kernel does.
func fake(t testing.TB, rings int) *Lane {
	t.Helper()
	p := &Port{o: Options{}.withDefaults(), epoch: time.Now()}
	l, err := newLane(p, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.wake.Close)
	p.lanes = []*Lane{l}
	for i := range rings {
		d := &device{port: p, index: uint16(i), tallies: make([]tally, 1)}
		p.devices = append(p.devices, d)
		l.rings = append(l.rings, &ring{
			socket: &socket{fd: -1}, iface: uint16(i), link: capture.LinkEthernet, whole: 1522, dev: d, tally: &d.tallies[0],
			mem: make([]byte, 4<<17), size: 1 << 17, blocks: 4,
		})
	}
	l.looked = math.MaxInt64 / 2 // there is nothing to ask a kernel for
	return l
}

// put writes a block of frames, 64 bytes each, and hands it over.
func (r *ring) put(block int, times ...int64) {
	const first, stride, mac = 48, 144, 80
	base := block * r.size
	h := (*unix.TpacketHdrV1)(unsafe.Pointer(&r.mem[base+8]))
	h.Num_pkts, h.Offset_to_first_pkt = uint32(len(times)), first
	for i, at := range times {
		f := r.frame(base + first + i*stride)
		*f = unix.Tpacket3Hdr{
			Next_offset: stride, Sec: uint32(at / 1e9), Nsec: uint32(at % 1e9), Snaplen: 64, Len: 64, Mac: mac,
		}
	}
	h.Block_status = unix.TP_STATUS_USER
}

func (r *ring) frame(at int) *unix.Tpacket3Hdr {
	return (*unix.Tpacket3Hdr)(unsafe.Pointer(&r.mem[at]))
}

func (r *ring) owned(block int) bool { return *r.status(block * r.size)&unix.TP_STATUS_USER != 0 }

func sequence(from, step int64, n int) []int64 {
	out := make([]int64, n)
	for i := range out {
		out[i] = from + int64(i)*step
	}
	return out
}

func TestBlocksLiveUntilTheNextBatch(t *testing.T) {
	l := fake(t, 1)
	r := l.rings[0]
	for i := range 4 {
		r.put(i, sequence(int64(i)*100, 1, 10)...)
	}
	frames := make([]capture.Frame, 25)
	read := func(want int) {
		t.Helper()
		if n, err := l.ReadBatch(frames); n != want || err != nil {
			t.Fatalf("%d frames, %v; want %d", n, err, want)
		}
	}
	read(25)
	if !r.owned(0) || !r.owned(1) || !r.owned(2) {
		t.Error("a block went back while its frames were in use")
	}
	if frames[24].Time != 204 || l.Now() != 205 {
		t.Errorf("time %d, now %d", frames[24].Time, l.Now())
	}
	read(15)
	if r.owned(0) || r.owned(1) || !r.owned(2) || !r.owned(3) {
		t.Error("blocks 0 and 1 should be back, 2 and 3 not")
	}
	if n, err := l.ReadBatch(frames); n != 0 || err != capture.ErrTick {
		t.Fatal(n, err)
	}
	if r.owned(2) || r.owned(3) || r.held != 0 {
		t.Error("all should be back")
	}
}

// TestBrokenBlocks writes offsets that point outside: nothing is read there, and the
// ring goes on.
func TestBrokenBlocks(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*unix.TpacketHdrV1, *unix.Tpacket3Hdr)
		want  int
	}{
		{"first frame outside", func(h *unix.TpacketHdrV1, _ *unix.Tpacket3Hdr) { h.Offset_to_first_pkt = 1 << 17 }, 0},
		{"first frame far", func(h *unix.TpacketHdrV1, _ *unix.Tpacket3Hdr) { h.Offset_to_first_pkt = math.MaxUint32 }, 0},
		{"next frame outside", func(_ *unix.TpacketHdrV1, f *unix.Tpacket3Hdr) { f.Next_offset = 1 << 17 }, 2},
		{"next frame is this one", func(_ *unix.TpacketHdrV1, f *unix.Tpacket3Hdr) { f.Next_offset = 0 }, 2},
		{"bytes outside", func(_ *unix.TpacketHdrV1, f *unix.Tpacket3Hdr) { f.Snaplen = 1 << 18 }, 1},
		{"very long", func(_ *unix.TpacketHdrV1, f *unix.Tpacket3Hdr) { f.Snaplen = math.MaxUint32 }, 1},
		{"more frames than fit", func(h *unix.TpacketHdrV1, _ *unix.Tpacket3Hdr) { h.Num_pkts = 1 << 20 }, 910},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := fake(t, 1)
			r := l.rings[0]
			last := (1<<17 - 48) / 144
			r.put(0, sequence(1, 1, last)...)
			(*unix.TpacketHdrV1)(unsafe.Pointer(&r.mem[8])).Num_pkts = 3
			c.spoil((*unix.TpacketHdrV1)(unsafe.Pointer(&r.mem[8])), r.frame(48+144))
			r.put(1, 5000)
			frames := make([]capture.Frame, 2000)
			n, err := l.ReadBatch(frames)
			if err != nil || n != c.want+1 || frames[n-1].Time != 5000 {
				t.Errorf("%d frames, %v", n, err)
			}
			if got := l.port.devices[0].counters().Broken; got != 1 {
				t.Errorf("%d broken blocks", got)
			}
		})
	}
}

// TestMergeOrder looks at what is held back and how long.
func TestMergeOrder(t *testing.T) {
	l := fake(t, 2)
	now := time.Now().UnixNano()
	a, b := l.rings[0], l.rings[1]
	frames := make([]capture.Frame, 100)
	a.put(0, now-100e6, now-90e6, now-2e6)
	b.put(0, now-95e6)
	n, err := l.ReadBatch(frames)
	if err != nil || n != 3 || frames[0].Interface != 0 || frames[1].Interface != 1 || frames[2].Interface != 0 {
		t.Fatalf("%d frames, %v: %+v", n, err, frames[:n])
	}
	// The last may yet be overtaken by one of b's.
	if n, err := l.ReadBatch(frames); n != 0 || err != capture.ErrTick {
		t.Fatal(n, err)
	}
	b.put(1, now-3e6)
	for total, end := 0, time.Now().Add(time.Second); total < 2; {
		n, _ := l.ReadBatch(frames)
		if n > 0 && total == 0 && frames[0].Interface != 1 {
			t.Error("out of order")
		}
		if total += n; time.Now().After(end) {
			t.Fatalf("%d frames in a second", total)
		}
	}
}

// TestClockSetBack gives a frame the time of next year: it is not held back for so long.
func TestClockSetBack(t *testing.T) {
	l := fake(t, 2)
	l.rings[0].put(0, time.Now().AddDate(1, 0, 0).UnixNano())
	frames := make([]capture.Frame, 1)
	begin := time.Now()
	for {
		n, err := l.ReadBatch(frames)
		if n == 1 {
			break
		}
		if err != capture.ErrTick || time.Since(begin) > time.Second {
			t.Fatal(err, time.Since(begin))
		}
	}
}

// refill hands all blocks over again.
func (l *Lane) refill() {
	for _, r := range l.rings {
		for b := range r.blocks {
			*r.status(b * r.size) = unix.TP_STATUS_USER
		}
	}
}
