package xdp

import (
	"encoding/binary"
	"testing"
	"unsafe"

	"github.com/reconwatch/reconwatch/capture"
)

// memory is a ring buffer in plain memory that a test fills as the kernel does.
type memory struct {
	*ringbuf
	size uint64
}

func newMemory(size int) *memory {
	return &memory{newRingbuf(make([]byte, 8), make([]byte, 8), make([]byte, 2*size)), uint64(size)}
}

// put writes a record with n bytes of a frame.
func (m *memory) put(time int64, n int, flags uint32) {
	length := int(frameHeader) + n
	for _, half := range []uint64{0, m.size} { // the kernel maps the pages twice
		at := *m.produced&m.mask + half
		if at+uint64(length)+recordHeader > uint64(len(m.data)) {
			continue
		}
		b := m.data[at:]
		binary.NativeEndian.PutUint32(b, uint32(length)|flags)
		*(*header)(unsafe.Pointer(&b[recordHeader])) = header{time: time, wire: uint32(n), kept: uint16(n)}
	}
	*m.produced += uint64(recordHeader+length+7) &^ 7
}

func TestRingbuf(t *testing.T) {
	m := newMemory(1 << 12)
	var frames [8]capture.Frame
	for round := range int64(100) { // often around
		m.put(round, 60, 0)
		m.put(0, 60, recordVoid)
		m.put(round, 61, 0)
		if n := m.takeAll(frames[:]); n != 2 || frames[0].Time != round || len(frames[0].Data) != 60 || len(frames[1].Data) != 61 || cap(frames[1].Data) != 61 {
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
	m.put(1, 60, recordBusy)
	m.put(2, 60, 0)
	if n := m.takeAll(frames[:]); n != 0 {
		t.Errorf("%d frames behind one that is being written", n)
	}
}

// TestRingbufDamaged: what the kernel would never write ends in no panic.
func TestRingbufDamaged(t *testing.T) {
	m := newMemory(1 << 12)
	var frames [8]capture.Frame
	for _, word := range []uint32{0, 3, 15, 1<<30 - 1, 1 << 20} {
		*m.produced = 1 << 11
		binary.NativeEndian.PutUint32(m.data, word)
		*m.consumed, m.at, m.known = 0, 0, 0
		m.takeAll(frames[:])
	}
	if m.broken == 0 {
		t.Error("not counted")
	}
	m = newMemory(1 << 12)
	m.put(1, 60, 0)
	(*header)(unsafe.Pointer(&m.data[recordHeader])).kept = 65535
	if n := m.takeAll(frames[:]); n != 1 || len(frames[0].Data) != 60 {
		t.Errorf("%d frames, %d bytes", n, len(frames[0].Data))
	}
}

func laneOf(rings ...*ringbuf) *Lane {
	p := &Port{o: Options{Tick: defaultTick}, names: []string{"eth1"}, devices: []*device{{whole: 1522}}}
	return &Lane{port: p, rings: rings, tallies: make([]tally, 1), sums: make([]sum, 1)}
}

func TestMergeByTime(t *testing.T) {
	a, b := newMemory(1<<12), newMemory(1<<12)
	for i := range int64(10) {
		a.put(2*i, 60, 0)
		b.put(2*i+1, 60, 0)
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

func TestAlloc(t *testing.T) {
	m := newMemory(1 << 16)
	l, frames := laneOf(m.ringbuf), make([]capture.Frame, 64)
	if n := testing.AllocsPerRun(100, func() {
		for range 64 {
			m.put(1, 60, 0)
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
		m.put(1, 192, 0)
	}
	filled := *m.produced
	for n := 0; n < b.N; {
		if m.at == filled {
			*m.consumed, m.at, m.known = 0, 0, 0
		}
		k, err := l.ReadBatch(frames)
		if err != nil {
			b.Fatal(err)
		}
		n += k
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N), "ns/frame")
}
