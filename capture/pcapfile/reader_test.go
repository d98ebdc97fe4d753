package pcapfile

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
	"github.com/klauspost/compress/zstd"

	"github.com/reconwatch/reconwatch/capture"
)

// kept is a frame whose bytes outlive its batch.
type kept struct {
	Time      int64
	WireLen   uint32
	Data      string
	Interface string
}

// readAll reads to the end with batches of a given length.
func readAll(t testing.TB, r *Reader, batch int) ([]kept, error) {
	t.Helper()
	var out []kept
	frames := make([]capture.Frame, batch)
	for {
		n, err := r.ReadBatch(frames)
		if err != nil {
			if n != 0 {
				t.Fatalf("%d frames together with error %v", n, err)
			}
			if err == io.EOF {
				err = nil
			}
			return out, err
		}
		if n == 0 {
			t.Fatal("no frame and no error")
		}
		for i := range frames[:n] {
			f := &frames[i]
			out = append(out, kept{f.Time, f.WireLen, string(f.Data), r.Interfaces()[f.Interface]})
		}
	}
}

func readPaths(t testing.TB, o Options, paths ...string) ([]kept, error) {
	t.Helper()
	r, err := Open(paths, o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	return readAll(t, r, 64)
}

// classicFile is a classic capture of n frames, step apart from start, whose
// bytes tell their number.
func classicFile(t testing.TB, start, step int64, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := pcapgo.NewWriterNanos(&b)
	if err := w.WriteFileHeader(65535, layers.LinkTypeEthernet); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		data := bytes.Repeat([]byte{byte(i)}, 60+i%1400)
		ci := gopacket.CaptureInfo{Timestamp: time.Unix(0, start+int64(i)*step), CaptureLength: len(data), Length: len(data) + 4}
		if err := w.WritePacket(ci, data); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func write(t testing.TB, dir, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func gzipped(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zstded(t testing.TB, data []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(data, nil)
}

func TestContainersGiveTheSame(t *testing.T) {
	dir := t.TempDir()
	plain := classicFile(t, 1e18, 1e6, 20000) // more than a step of the map
	paths := map[string]string{
		"plain": write(t, dir, "a.pcap", plain),
		"gzip":  write(t, dir, "a.pcap.gz", gzipped(t, plain)),
		"zstd":  write(t, dir, "a.pcap.zst", zstded(t, plain)),
		"named": write(t, dir, "whatever", plain),
	}
	want, err := readPaths(t, Options{}, paths["plain"])
	if err != nil || len(want) != 20000 {
		t.Fatalf("%d frames, %v", len(want), err)
	}
	for i, f := range want {
		if f.Time != 1e18+int64(i)*1e6 || len(f.Data) != 60+i%1400 || f.Data[0] != byte(i) || f.WireLen != uint32(len(f.Data)+4) {
			t.Fatalf("frame %d is wrong: %d %d", i, f.Time, len(f.Data))
		}
	}
	for name, path := range paths {
		t.Run(name, func(t *testing.T) {
			got, err := readPaths(t, Options{}, path)
			if err != nil {
				t.Fatal(err)
			}
			for i := range got {
				got[i].Interface = want[0].Interface
			}
			if diff := cmp.Diff(len(want), len(got)); diff != "" {
				t.Fatal(diff)
			}
			for i := range got {
				if got[i] != want[i] {
					t.Fatalf("frame %d differs", i)
				}
			}
		})
	}
	t.Run("stdin", func(t *testing.T) {
		got, err := readPaths(t, Options{Stdin: bytes.NewReader(readFile(t, paths["gzip"]))}, "-")
		if err != nil || len(got) != len(want) {
			t.Fatalf("%d frames, %v", len(got), err)
		}
	})
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDamage(t *testing.T) {
	good := classicFile(t, 1e18, 1e6, 10)
	other := bytes.Clone(good)
	other[20] = 105
	long := bytes.Clone(good)
	long[24+8+3] = 0x40 // 1 GiB
	for _, tc := range []struct {
		name   string
		data   []byte
		frames int
		want   string
	}{
		{"empty", nil, 0, "f.pcap: byte 0: the file is empty"},
		{"magic", []byte("GET / HTTP/1.1\r\n"), 0, "f.pcap: byte 0: not a capture file: it starts with 47 45 54 20"},
		{"short header", good[:20], 0, "f.pcap: byte 0: the file ends inside its header"},
		{"cut frame", good[:len(good)-1], 9, "f.pcap: byte 744: the file ends inside a record, 84 bytes into it"},
		{"cut record header", good[:24+5], 0, "f.pcap: byte 24: the file ends inside a record, 5 bytes into it"},
		{"link type", other, 0, "f.pcap: byte 20: link type IEEE802_11 (105) is not supported"},
		{"length", long, 0, "f.pcap: byte 24: a frame of 1073741884 bytes is longer than the limit of 262144"},
		{"gzip header cut", gzipped(t, good)[:6], 0, "f.pcap: byte 0 of the decompressed data: the compressed data ends early"},
		{
			"gzip trailer cut", gzipped(t, good)[:len(gzipped(t, good))-3], 10,
			"f.pcap: byte 829 of the decompressed data: the compressed data ends early",
		},
		{"gzip checksum", flip(gzipped(t, good), -6), 10, "f.pcap: byte 829 of the decompressed data: decompress: gzip: invalid checksum"},
		{"zstd cut", zstded(t, good)[:len(zstded(t, good))-3], 0, "f.pcap: byte 0 of the decompressed data: the compressed data ends early"},
		{"header only", good[:24], 0, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			path := write(t, dir, "f.pcap", tc.data)
			got, err := readPaths(t, Options{}, path)
			msg := ""
			if err != nil {
				var fe *FileError
				if !errors.As(err, &fe) {
					t.Fatalf("%T %v", err, err)
				}
				fe.Path = filepath.Base(fe.Path)
				msg = err.Error()
			}
			if len(got) != tc.frames || msg != tc.want {
				t.Errorf("%d frames, want %d; error %q, want %q", len(got), tc.frames, msg, tc.want)
			}
		})
	}
}

// flip inverts a byte, counted from the end.
func flip(data []byte, at int) []byte {
	data[len(data)+at] ^= 0xff
	return data
}

// TestClassicVariants reads one frame as every kind of writer puts it.
func TestClassicVariants(t *testing.T) {
	le, be := binary.AppendByteOrder(binary.LittleEndian), binary.AppendByteOrder(binary.BigEndian)
	for _, tc := range []struct {
		name       string
		order      binary.AppendByteOrder
		magic      uint32
		minor      uint16
		link       uint32
		frac, a, b uint32 // fraction of the second, the two lengths
		more       int    // bytes added to the record's header
		time       int64
	}{
		{"microseconds", le, 0xa1b2c3d4, 4, 1, 5, 3, 9, 0, 7e9 + 5000},
		{"big-endian", be, 0xa1b2c3d4, 4, 1, 5, 3, 9, 0, 7e9 + 5000},
		{"nanoseconds", le, 0xa1b23c4d, 4, 1, 5, 3, 9, 0, 7e9 + 5},
		{"big-endian nanoseconds", be, 0xa1b23c4d, 4, 1, 5, 3, 9, 0, 7e9 + 5},
		{"modified", le, 0xa1b2cd34, 4, 1, 5, 3, 9, 8, 7e9 + 5000},
		{"old order of lengths", le, 0xa1b2c3d4, 3, 1, 5, 9, 3, 0, 7e9 + 5000},
		{"check sequence length", le, 0xa1b2c3d4, 4, 0x24000001, 5, 3, 9, 0, 7e9 + 5000},
		{"another number of raw IP", le, 0xa1b2c3d4, 4, 12, 5, 3, 9, 0, 7e9 + 5000},
		{"negative fraction", le, 0xa1b2c3d4, 4, 1, 1<<32 - 1, 3, 9, 0, 7e9 - 1000},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o := tc.order
			b := o.AppendUint32(nil, tc.magic)
			b = o.AppendUint16(o.AppendUint16(b, 2), tc.minor)
			b = o.AppendUint32(o.AppendUint64(b, 0), 65535)
			b = o.AppendUint32(b, tc.link)
			b = o.AppendUint32(o.AppendUint32(b, 7), tc.frac)
			b = o.AppendUint32(o.AppendUint32(b, tc.a), tc.b)
			b = append(append(b, make([]byte, tc.more)...), "abc"...)
			got, err := readPaths(t, Options{}, write(t, t.TempDir(), "f", b))
			if diff := cmp.Diff([]kept{{tc.time, 9, "abc", "f"}}, got); diff != "" || err != nil {
				t.Error(diff, err)
			}
		})
	}
}
