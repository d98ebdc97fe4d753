package pcapfile

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"

	"github.com/reconwatch/reconwatch/capture"
)

// benchFile is a capture of n frames of one size in the page cache.
func benchFile(b *testing.B, size, n int) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "bench.pcap")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	out := bufio.NewWriter(f)
	w := pcapgo.NewWriterNanos(out)
	if err := w.WriteFileHeader(65535, layers.LinkTypeEthernet); err != nil {
		b.Fatal(err)
	}
	data := make([]byte, size)
	for i := range n {
		ci := gopacket.CaptureInfo{Timestamp: time.Unix(0, 1e18+int64(i)), CaptureLength: size, Length: size}
		if err := w.WritePacket(ci, data); err != nil {
			b.Fatal(err)
		}
	}
	if err := out.Flush(); err != nil {
		b.Fatal(err)
	}
	return path
}

// drain reads files to their end until b is satisfied and reports a frame's cost.
func drain(b *testing.B, paths []string, stdin func() io.Reader) {
	frames := make([]capture.Frame, 256)
	total := 0
	b.ReportAllocs()
	for b.Loop() {
		o := Options{}
		if stdin != nil {
			o.Stdin = stdin()
		}
		r, err := Open(paths, o)
		if err != nil {
			b.Fatal(err)
		}
		for {
			n, err := r.ReadBatch(frames)
			if err != nil {
				break
			}
			total += n
		}
		_ = r.Close()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(total), "ns/frame")
	b.ReportMetric(float64(total)/b.Elapsed().Seconds()/1e6, "Mframes/s")
}

func BenchmarkReadBatch(b *testing.B) {
	for _, bc := range []struct {
		name string
		size int
		n    int
	}{{"96B", 96, 500_000}, {"800B", 800, 100_000}} {
		b.Run("map/"+bc.name, func(b *testing.B) {
			drain(b, []string{benchFile(b, bc.size, bc.n)}, nil)
		})
		b.Run("stream/"+bc.name, func(b *testing.B) {
			data := readFile(b, benchFile(b, bc.size, bc.n))
			drain(b, []string{"-"}, func() io.Reader { return bytes.NewReader(data) })
		})
		b.Run("gzip/"+bc.name, func(b *testing.B) {
			data := gzipped(b, readFile(b, benchFile(b, bc.size, bc.n)))
			drain(b, []string{"-"}, func() io.Reader { return bytes.NewReader(data) })
		})
		b.Run("merge2/"+bc.name, func(b *testing.B) {
			p := benchFile(b, bc.size, bc.n)
			drain(b, []string{p, p}, nil)
		})
		b.Run("pcapgo/"+bc.name, func(b *testing.B) {
			benchPcapgo(b, benchFile(b, bc.size, bc.n))
		})
	}
}

// BenchmarkReadBatchPcapng is the same of pcapng from a map.
func BenchmarkReadBatchPcapng(b *testing.B) {
	drain(b, []string{write(b, b.TempDir(), "a.pcapng", ngFile(b, 1e18, 1, 100_000))}, nil)
}

// benchPcapgo is what is compared with: a buffered pcapgo.Reader.
func benchPcapgo(b *testing.B, path string) {
	total := 0
	b.ReportAllocs()
	for b.Loop() {
		f, err := os.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		r, err := pcapgo.NewReader(bufio.NewReaderSize(f, 1<<20))
		if err != nil {
			b.Fatal(err)
		}
		for {
			if _, _, err := r.ReadPacketData(); err != nil {
				break
			}
			total++
		}
		_ = f.Close()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(total), "ns/frame")
	b.ReportMetric(float64(total)/b.Elapsed().Seconds()/1e6, "Mframes/s")
}

// BenchmarkParse is the records alone, from memory that is mapped already.
func BenchmarkParse(b *testing.B) {
	for _, size := range []int{96, 800} {
		b.Run(strconv.Itoa(size)+"B", func(b *testing.B) {
			data := readFile(b, benchFile(b, size, 2000))
			c, _, problem := newClassic(data, 0)
			if problem != "" {
				b.Fatal(problem)
			}
			frames := make([]capture.Frame, 256)
			rest, total := data[classicHeaderLen:], 0
			for b.Loop() {
				n, used, _ := c.parse(rest, frames)
				if rest = rest[used:]; n < len(frames) {
					rest = data[classicHeaderLen:]
				}
				total += n
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(total), "ns/frame")
		})
	}
}
