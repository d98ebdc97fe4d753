package xdp

import (
	"testing"
	"unsafe"

	"github.com/reconwatch/reconwatch/capture"
)

// memory is a ring in plain memory that a test fills as the program does.
type memory struct{ *ringbuf }

func newMemory(size int) *memory {
	return &memory{newRingbuf(make([]byte, headBytes), make([]byte, size+4096), size)}
}

// put writes a record with n bytes of a frame.
func (m *memory) put(time int64, n int) {
	h := header{time: time, wire: uint32(n), kept: uint16(n)}
	*(*header)(unsafe.Pointer(&m.data[*m.produced&m.mask])) = h
	*m.produced += h.size()
}

func TestRingbuf(t *testing.T) {
	m := newMemory(1 << 12)
	l := laneOf(m.ringbuf)
	var frames [8]capture.Frame
	for round := range int64(100) { // often around
		m.put(round, 60)
		m.put(round, 61)
		if n := l.merge(frames[:]); n != 2 || frames[0].Time != round || len(frames[0].Data) != 60 || len(frames[1].Data) != 61 || cap(frames[1].Data) != 61 {
			t.Fatalf("round %d: %d frames, %+v", round, n, frames[:n])
		}
		if *m.consumed == *m.produced {
			t.Fatal("given back while in use")
		}
		m.giveBack()
		if *m.consumed != *m.produced || m.fill() != 0 {
			t.Fatalf("%d of %d is given back", *m.consumed, *m.produced)
		}
	}
}

// TestRingbufDamaged: what the program would never write ends in no panic.
func TestRingbufDamaged(t *testing.T) {
	m := newMemory(1 << 12)
	l := laneOf(m.ringbuf)
	var frames [8]capture.Frame
	for i, kept := range []uint16{mostKept + 1, 65535, 1000} {
		m.put(1, 60)
		m.put(1, 60)
		(*header)(unsafe.Pointer(&m.data[m.at&m.mask])).kept = kept
		if n := l.merge(frames[:]); n != 0 || m.broken != uint64(i+1) || m.at != *m.produced {
			t.Errorf("%d frames, %d broken", n, m.broken)
		}
	}
}

func laneOf(rings ...*ringbuf) *Lane {
	p := &Port{o: Options{Tick: defaultTick}, names: []string{"eth1"}, devices: []*device{{whole: 1522}}}
	return &Lane{port: p, rings: rings, waiting: make([]*ringbuf, 0, len(rings)), tallies: make([]tally, 1), sums: make([]sum, 1)}
}

func TestMergeByTime(t *testing.T) {
	a, b := newMemory(1<<12), newMemory(1<<12)
	for i := range int64(10) {
		a.put(2*i, 60)
		b.put(2*i+1, 60)
	}
	var frames [32]capture.Frame
	n, err := laneOf(a.ringbuf, b.ringbuf).ReadBatch(frames[:])
	if n != 20 || err != nil {
		t.Fatal(n, err)
	}
	for i := range n {
		if frames[i].Time != int64(i) {
			t.Fatalf("frame %d has time %d", i, frames[i].Time)
		}
	}
}

// TestMergeWaits: what came while the rings were asked is handed over only once all were asked again.
func TestMergeWaits(t *testing.T) {
	a, b := newMemory(1<<12), newMemory(1<<12)
	l := laneOf(a.ringbuf, b.ringbuf)
	a.put(2, 60)
	b.put(3, 60)
	a.bound, b.bound = 0, b.ask()
	a.known, b.known = a.ask(), b.ask()
	l.waiting = append(l.waiting, a.ringbuf, b.ringbuf)
	var frames [4]capture.Frame
	if n := l.deal(frames[:]); n != 0 {
		t.Errorf("%d frames, the answer first", n)
	}
	if n := l.merge(frames[:]); n != 2 || frames[0].Time != 2 {
		t.Errorf("%d frames, %+v", n, frames[:n])
	}
}

func TestAlloc(t *testing.T) {
	m := newMemory(1 << 16)
	l, frames := laneOf(m.ringbuf), make([]capture.Frame, 64)
	if n := testing.AllocsPerRun(100, func() {
		for range 64 {
			m.put(1, 60)
		}
		if n, err := l.ReadBatch(frames); n != 64 || err != nil {
			t.Fatal(n, err)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkReadBatch(b *testing.B) {
	m := newMemory(1 << 20)
	l, frames := laneOf(m.ringbuf), make([]capture.Frame, 256)
	for range 4000 {
		m.put(1, 192)
	}
	filled := *m.produced
	for n := 0; n < b.N; {
		if m.at == filled {
			*m.consumed, m.at = 0, 0
		}
		k, err := l.ReadBatch(frames)
		if err != nil {
			b.Fatal(err)
		}
		n += k
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N), "ns/frame")
}
