package pipeline_test

import (
	"bytes"
	"context"
	"flag"
	"io"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/analyzers/probe"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/pcapfile"
	"github.com/reconwatch/reconwatch/internal/config"
	"github.com/reconwatch/reconwatch/internal/pipeline"
	"github.com/reconwatch/reconwatch/pcaps/mixed"
)

var packets = flag.Int("packets", 200_000, "packets of the mixed capture")

// signatureCost bounds how many times as long a replay may take with all rows as with none.
const signatureCost = 1.25

// BenchmarkSignatures replays made traffic, and all attack captures of this
// repository, with the built-in rows and with none, in turns.
func BenchmarkSignatures(b *testing.B) {
	size := *packets
	if testing.Short() {
		size = 20_000
	}
	b.Run("mixed", func(b *testing.B) { compareSignatures(b, mixedFrames(b, size)) })
	b.Run("attacks", func(b *testing.B) { compareSignatures(b, attackFrames(b, size)) })
}

func compareSignatures(b *testing.B, frames []capture.Frame) {
	home := config.Default().HomeNet()
	run := func(m *probe.Matcher) time.Duration {
		o := small(1)
		o.Flows, o.Slots, o.Signatures, o.Home, o.Tell = 1<<18, 1<<16, m, home.Contains, pipeline.Silently
		p := pipeline.New(o)
		began := cpuTime(b)
		if err := p.Run(context.Background(), &memory{frames: frames}); err != nil {
			b.Fatal(err)
		}
		return cpuTime(b) - began
	}
	with, without := probe.Default(), probe.Compile(nil)
	var ratios, nanos []float64
	for b.Loop() {
		first, second := with, without
		if len(ratios)%2 == 1 { // neither has the better place
			first, second = without, with
		}
		on, off := run(first), run(second)
		if first == without {
			on, off = off, on
		}
		ratios = append(ratios, on.Seconds()/off.Seconds())
		nanos = append(nanos, float64(on.Nanoseconds())/float64(len(frames)))
	}
	slices.Sort(ratios)
	slices.Sort(nanos)
	ratio := ratios[len(ratios)/2]
	b.Logf("with all signatures as many times as long: %.2f", ratios)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(nanos[len(nanos)/2], "ns/packet")
	b.ReportMetric(ratio, "ratio")
	if !testing.Short() && len(ratios) > 2 && ratio > signatureCost {
		b.Errorf("%.2f times as long with signatures, more than %.2f", ratio, signatureCost)
	}
}

// cpuTime is what this process has used so far: other work on the machine does not count.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// memory is a source of frames that are there already.
type memory struct{ frames []capture.Frame }

func (m *memory) ReadBatch(frames []capture.Frame) (int, error) {
	n := copy(frames, m.frames)
	if m.frames = m.frames[n:]; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

func (m *memory) Interfaces() []string { return nil }
func (m *memory) Stats() capture.Stats { return capture.Stats{} }
func (m *memory) Close() error         { return nil }

func mixedFrames(b *testing.B, n int) []capture.Frame {
	b.Helper()
	var file bytes.Buffer
	if _, err := mixed.Write(&file, mixed.Options{Packets: n, Flows: min(100_000, n/16), Snap: 128, Seed: 1}); err != nil {
		b.Fatal(err)
	}
	r, err := pcapfile.Open([]string{"-"}, pcapfile.Options{Stdin: &file})
	if err != nil {
		b.Fatal(err)
	}
	return keep(b, r)
}

// attackFrames are those of all attack captures by their times, over and over to n.
func attackFrames(b *testing.B, n int) []capture.Frame {
	b.Helper()
	var paths []string
	for _, l := range manifest(b) {
		if l.class == "attack" {
			paths = append(paths, filepath.Join(pcaps, l.file))
		}
	}
	r, err := pcapfile.Open(paths, pcapfile.Options{})
	if err != nil {
		b.Fatal(err)
	}
	once := keep(b, r)
	all := once
	for span := once[len(once)-1].Time - once[0].Time; len(all) < n; {
		later := slices.Clone(all)
		for i := range later {
			later[i].Time += span + int64(time.Hour)
		}
		all = append(slices.Clip(all), later...)
		span = all[len(all)-1].Time - all[0].Time
	}
	return all[:max(n, len(once))]
}

func keep(b testing.TB, src capture.Source) (all []capture.Frame) {
	b.Helper()
	defer func() { _ = src.Close() }() // it was only read
	frames := make([]capture.Frame, 256)
	for {
		n, err := src.ReadBatch(frames)
		for _, f := range frames[:n] {
			f.Data = bytes.Clone(f.Data)
			all = append(all, f)
		}
		if err != nil {
			return all
		}
	}
}
