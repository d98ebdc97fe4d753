package pcapfile

import (
	"bytes"
	"encoding/binary"
	"io"
	"testing"

	"github.com/reconwatch/reconwatch/capture"
)

// fuzzRead reads data as a stream and checks what a Reader promises.
func fuzzRead(t *testing.T, data []byte) {
	r, err := Open([]string{"-"}, Options{Stdin: bytes.NewReader(data)})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var frames [7]capture.Frame
	total := 0
	for {
		n, err := r.ReadBatch(frames[:])
		if err != nil {
			if n != 0 {
				t.Fatalf("%d frames with %v", n, err)
			}
			if _, again := r.ReadBatch(frames[:]); again == nil || again.Error() != err.Error() {
				t.Fatalf("%v, then %v", err, again)
			}
			if fe, ok := err.(*FileError); err != io.EOF && (!ok || fe.Offset < 0) {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		for i := range frames[:n] {
			f := &frames[i]
			total += len(f.Data)
			if f.Time < 0 || uint64(f.WireLen) < uint64(len(f.Data)) || !f.LinkType.Supported() ||
				int(f.Interface) >= len(r.Interfaces()) || len(f.Data) > maxFrame {
				t.Fatalf("%+v of %q", f, r.Interfaces())
			}
		}
		if total > len(data) && !kindOf(data).compressed() {
			t.Fatalf("%d bytes of frames from %d", total, len(data))
		}
	}
}

func FuzzClassic(f *testing.F) {
	good := classicFile(f, 1e18, 1e6, 3)
	f.Add(good)
	f.Add(good[:len(good)-7])
	for _, magic := range []uint32{0xa1b2c3d4, 0xa1b2cd34, 0xa1b23c4d} {
		f.Add(append(binary.BigEndian.AppendUint32(nil, magic), good[4:]...))
		f.Add(append(binary.LittleEndian.AppendUint32(nil, magic), good[4:]...))
	}
	f.Add(gzipped(f, good))
	f.Fuzz(fuzzRead)
}

func FuzzPcapng(f *testing.F) {
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		w := ng{order: order}
		w.section()
		w.port(1, w.option(w.option(nil, optName, 'e'), optResolution, 0x85))
		w.packet(0, 1e15, 1, "x")
		w.obsolete(0, 1e15, "yz")
		w.simple("abcd")
		f.Add(bytes.Clone(w.Bytes()))
		w.section()
		w.port(105, nil)
		w.packet(0, 1e15, 1, "x")
		f.Add(w.Bytes())
	}
	f.Add(zstded(f, ngFile(f, 1e18, 10, 3)))
	f.Fuzz(fuzzRead)
}
