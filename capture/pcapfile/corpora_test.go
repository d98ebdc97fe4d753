package pcapfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/pcapgo"
	"github.com/klauspost/compress/gzip"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/internal/testbed"
)

// corpora lists the public captures of some classes.
func corpora(t *testing.T, want func(class string) bool) []string {
	t.Helper()
	var out []string
	for _, c := range testbed.Corpora(t) {
		if want(c.Class) {
			out = append(out, c.Path)
		}
	}
	return out
}

// plain is what a corpus file decompresses to, as far as it does.
func plain(t testing.TB, path string) []byte {
	t.Helper()
	data := readFile(t, path)
	if kindOf(data) != kindGzip {
		return data
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	out, _ := io.ReadAll(z)
	return out
}

// TestMalformedCorpora reads captures that are known to be damaged, whole or
// parts: every one must end, soon, and within bounded memory.
func TestMalformedCorpora(t *testing.T) {
	paths := corpora(t, func(c string) bool { return c == "malformed" })
	dir := t.TempDir()
	frames := make([]capture.Frame, 256)
	read := func(path string) (n int) {
		start := time.Now()
		r, err := Open([]string{path}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		for {
			got, err := r.ReadBatch(frames)
			if n += got; err == nil {
				continue
			}
			var fe *FileError
			if err != io.EOF && !errors.As(err, &fe) {
				t.Errorf("%s: error of type %T: %v", path, err, err)
			}
			break
		}
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("%s: %v", path, d)
		}
		return n
	}
	var before, after runtime.MemStats
	for _, path := range paths {
		raw := write(t, dir, "plain.pcap", plain(t, path))
		runtime.ReadMemStats(&before)
		a, b := read(path), read(raw)
		runtime.ReadMemStats(&after)
		if a != b {
			t.Errorf("%s: %d frames compressed, %d plain", path, a, b)
		}
		if grew := after.TotalAlloc - before.TotalAlloc; grew > 4*maxRecord {
			t.Errorf("%s: %d bytes allocated", path, grew)
		}
	}
	t.Logf("%d files", len(paths))
}

// oracle reads packets as pcapgo does, the first few at least.
type oracle interface {
	ReadPacketData() ([]byte, gopacket.CaptureInfo, error)
}

func newOracle(data []byte) (oracle, error) {
	if kindOf(data) == kindPcapng {
		return pcapgo.NewNgReader(bytes.NewReader(data), pcapgo.NgReaderOptions{WantMixedLinkType: true})
	}
	return pcapgo.NewReader(bytes.NewReader(data))
}

// TestReadsAsPcapgo compares every frame of every readable capture, read from a
// map and through gzip, with what gopacket's reader finds there.
func TestReadsAsPcapgo(t *testing.T) {
	paths := corpora(t, func(c string) bool { return c != "malformed" })
	dir := t.TempDir()
	total, skipped := 0, 0
	for _, path := range paths {
		data := plain(t, path)
		o, err := newOracle(data)
		if err != nil || binary.LittleEndian.Uint32(data) == 0xa1b2cd34 {
			skipped++
			continue
		}
		raw := write(t, dir, "plain", data)
		got, gotErr := readPaths(t, Options{}, raw)
		zipped, zippedErr := readPaths(t, Options{}, path)
		if len(got) != len(zipped) || (gotErr == nil) != (zippedErr == nil) {
			t.Errorf("%s: plain %d %v, compressed %d %v", path, len(got), gotErr, len(zipped), zippedErr)
		}
		n := 0
		for ; ; n++ {
			want, ci, err := o.ReadPacketData()
			if err != nil {
				if n < len(got) && err != io.EOF {
					t.Logf("%s: pcapgo stops at frame %d: %v; we read %d", path, n, err, len(got))
				} else if n != len(got) {
					t.Errorf("%s: %d frames, want %d", path, len(got), n)
				}
				break
			}
			if n >= len(got) {
				if gotErr != nil && strings.Contains(gotErr.Error(), "is not supported") {
					break
				}
				t.Errorf("%s: ended at frame %d: %v", path, n, gotErr)
				break
			}
			if !sameTime(got[n].Time, ci.Timestamp) || got[n].WireLen != uint32(ci.Length) || got[n].Data != string(want) ||
				got[n].Data != zipped[n].Data || got[n].Time != zipped[n].Time {
				t.Errorf("%s: frame %d: time %d want %d, wire %d want %d, %d bytes want %d", path, n,
					got[n].Time, ci.Timestamp.UnixNano(), got[n].WireLen, ci.Length, len(got[n].Data), len(want))
				break
			}
		}
		total += n
	}
	t.Logf("%d files, %d frames, %d files not readable by pcapgo", len(paths), total, skipped)
}

// sameTime compares with pcapgo's time, which is none for simple packet blocks,
// wraps at 2^32 ns within the second where that is out of range, and at 64 bits
// where we stop at the end of the range.
func sameTime(got int64, want time.Time) bool {
	return want.IsZero() || got == 0 || got == maxTime || (got-want.UnixNano())%(1<<32) == 0
}
