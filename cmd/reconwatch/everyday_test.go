package main

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/pcapfile"
	"github.com/reconwatch/reconwatch/internal/testbed"
)

// everydayCapture writes what a mirror port shows: the Ethernet frames of captures of ordinary traffic, over and
// over, 100,000 a second, and of each third-party attack once. Each round has IPv4 addresses of its own, so that its flows
// are new: captures are short, and flows of real networks longer. The captures are the labelled third-party ones where
// they are at hand, else those of pcaps.
func everydayCapture(b *testing.B, n int) mix {
	b.Helper()
	ordinary, attacks, from := everydayFrames(b)
	dir, err := os.MkdirTemp("/var/tmp", "reconwatch-bench") //nolint:usetesting // b.TempDir is closed to other users
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	file, err := os.Create(filepath.Join(dir, "everyday.pcap"))
	if err != nil {
		b.Fatal(err)
	}
	w, size := newFrameWriter(b, file), 0
	frames := append(slices.Clone(attacks), ordinary...)
	for round := byte(0); size < n; round++ {
		for i := range frames {
			w.write(&frames[i], round, size)
			size++
		}
		frames = ordinary
	}
	if err := errors.Join(w.flush(), file.Close(), os.Chmod(dir, 0o755)); err != nil {
		b.Fatal(err)
	}
	b.Logf("everyday: %d packets, rounds of %d frames from %s, %d of attacks once", size, len(ordinary), from, len(attacks))
	return mix{"everyday", file.Name(), size}
}

// everydayFrames reads the captures into memory.
func everydayFrames(b *testing.B) (ordinary, attacks []capture.Frame, from string) {
	b.Helper()
	from = testbed.CorporaFolder(b)
	list, err := testbed.Index(filepath.Join(from, "index.tsv"))
	if err != nil {
		from = "../../pcaps"
		list, err = testbed.Index(filepath.Join(from, "MANIFEST.tsv"))
	}
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range list {
		switch c.Class {
		case "benign", "hard-negative":
			ordinary = append(ordinary, ethernetFrames(b, c.Path)...)
		case "positive", "positive-synthetic":
			attacks = append(attacks, ethernetFrames(b, c.Path)...)
		}
	}
	return ordinary, attacks, from
}

func ethernetFrames(b *testing.B, path string) []capture.Frame {
	b.Helper()
	r, err := pcapfile.Open([]string{path}, pcapfile.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	var out []capture.Frame
	batch := make([]capture.Frame, 256)
	for {
		n, err := r.ReadBatch(batch)
		for _, f := range batch[:n] {
			if f.LinkType == capture.LinkEthernet {
				f.Data = append([]byte(nil), f.Data[:min(len(f.Data), 128)]...)
				out = append(out, f)
			}
		}
		if err != nil { // the end, or damage: what came before counts
			return out
		}
	}
}

// start is the time of the first frame.
var start = time.Unix(1_700_000_000, 0)

// frameWriter writes frames with addresses and times of their own.
type frameWriter struct {
	w   *pcapgo.Writer
	out *os.File
	err error
	buf []byte
}

func newFrameWriter(b *testing.B, out *os.File) *frameWriter {
	b.Helper()
	f := &frameWriter{out: out}
	f.w = pcapgo.NewWriter(writerFunc(func(p []byte) (int, error) {
		f.buf = append(f.buf, p...)
		if len(f.buf) > 1<<20 {
			return len(p), f.flush()
		}
		return len(p), nil
	}))
	f.err = f.w.WriteFileHeader(128, layers.LinkTypeEthernet)
	return f
}

type writerFunc func([]byte) (int, error)

func (w writerFunc) Write(p []byte) (int, error) { return w(p) }

func (f *frameWriter) write(frame *capture.Frame, round byte, n int) {
	if f.err != nil {
		return
	}
	d := append([]byte(nil), frame.Data...)
	if len(d) >= 34 && binary.BigEndian.Uint16(d[12:]) == 0x0800 {
		d[27] ^= round
		d[31] ^= round
	}
	f.err = f.w.WritePacket(gopacket.CaptureInfo{
		Timestamp: start.Add(10_000 * time.Duration(n)), CaptureLength: len(d), Length: max(int(frame.WireLen), len(d)),
	}, d)
}

func (f *frameWriter) flush() error {
	if f.err == nil {
		_, f.err = f.out.Write(f.buf)
		f.buf = f.buf[:0]
	}
	return f.err
}
