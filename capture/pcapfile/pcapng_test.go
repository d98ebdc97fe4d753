package pcapfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
)

// ngFile is a pcapng capture of n frames like those of classicFile.
func ngFile(t testing.TB, start, step int64, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := pcapgo.NewNgWriter(&b, layers.LinkTypeEthernet)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		data := bytes.Repeat([]byte{byte(i)}, 60+i%1400)
		ci := gopacket.CaptureInfo{Timestamp: time.Unix(0, start+int64(i)*step), CaptureLength: len(data), Length: len(data) + 4}
		if err := w.WritePacket(ci, data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// ng writes pcapng blocks in either byte order.
type ng struct {
	bytes.Buffer
	order binary.AppendByteOrder
}

func (w *ng) block(kind uint32, body []byte) {
	for len(body)%4 != 0 {
		body = append(body, 0)
	}
	size := uint32(len(body) + blockOverhead)
	b := w.order.AppendUint32(nil, kind)
	b = w.order.AppendUint32(b, size)
	w.Write(w.order.AppendUint32(append(b, body...), size))
}

func (w *ng) section() {
	b := w.order.AppendUint32(nil, byteOrderMagic)
	b = w.order.AppendUint16(w.order.AppendUint16(b, 1), 0)
	w.block(blockSection, w.order.AppendUint64(b, 1<<64-1))
}

func (w *ng) option(b []byte, code uint16, v ...byte) []byte {
	b = append(w.order.AppendUint16(w.order.AppendUint16(b, code), uint16(len(v))), v...)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

func (w *ng) port(link uint16, options []byte) {
	b := w.order.AppendUint16(w.order.AppendUint16(nil, link), 0)
	w.block(blockInterface, append(w.order.AppendUint32(b, 0), options...))
}

func (w *ng) packet(port uint32, stamp uint64, size uint32, data string) {
	b := w.order.AppendUint32(nil, port)
	b = w.order.AppendUint32(w.order.AppendUint32(b, uint32(stamp>>32)), uint32(stamp))
	b = w.order.AppendUint32(w.order.AppendUint32(b, size), uint32(len(data)+10))
	w.block(blockEnhanced, append(b, data...))
}

func (w *ng) obsolete(port uint16, stamp uint64, data string) {
	b := w.order.AppendUint16(w.order.AppendUint16(nil, port), 0)
	b = w.order.AppendUint32(w.order.AppendUint32(b, uint32(stamp>>32)), uint32(stamp))
	b = w.order.AppendUint32(w.order.AppendUint32(b, uint32(len(data))), uint32(len(data)))
	w.block(blockPacket, append(b, data...))
}

func (w *ng) simple(data string) {
	w.block(blockSimple, append(w.order.AppendUint32(nil, uint32(len(data))), data...))
}

func TestPcapngSections(t *testing.T) {
	w := ng{order: binary.LittleEndian}
	w.section()
	w.port(1, w.option(w.option(nil, optName, []byte("eth0")...), optResolution, 9))
	w.port(101, nil)
	w.packet(0, 1e18+7, 3, "abc")
	w.packet(1, 1e15+1, 4, "defg")
	w.block(0x0bad, []byte("a block of a kind that nobody knows"))
	w.simple("hi")
	w.order = binary.BigEndian
	w.section()
	w.port(276, w.option(w.option(nil, optResolution, 0x80|4), optOffset, 0, 0, 0, 0, 0, 0, 0, 100))
	w.port(1, w.option(nil, optName, []byte("eth0")...))
	w.port(147, nil) // not supported, and not used
	w.packet(0, 2<<4|8, 1, "x")
	w.obsolete(1, 5e6, "yz")
	want := []kept{
		{1e18 + 7, 13, "abc", "eth0"},
		{1e18 + 1000, 14, "defg", "f.pcapng#1"},
		{1e18 + 1000, 2, "hi", "eth0"},
		{102.5e9, 11, "x", "f.pcapng#0"},
		{5e9, 2, "yz", "eth0"},
	}
	dir := t.TempDir()
	for name, data := range map[string][]byte{"plain": w.Bytes(), "zstd": zstded(t, w.Bytes())} {
		t.Run(name, func(t *testing.T) {
			got, err := readPaths(t, Options{}, write(t, dir, "f.pcapng", data))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPcapngDamage(t *testing.T) {
	for _, tc := range []struct {
		name   string
		make   func(w *ng)
		frames int
		want   string
	}{
		{
			"link type in use", func(w *ng) { w.port(105, nil); w.packet(0, 1, 1, "x") }, 0,
			"link type IEEE802_11 (105) is not supported",
		},
		{"unknown link type", func(w *ng) { w.port(999, nil); w.packet(0, 1, 1, "x") }, 0, "link type 999 is not supported"},
		{"no interface", func(w *ng) { w.packet(3, 1, 1, "x") }, 0, "a frame is of interface 3, and 0 are described"},
		{
			"after a good frame", func(w *ng) { w.port(1, nil); w.packet(0, 1, 1, "x"); w.packet(0, 1, 99, "x") }, 1,
			"a frame of 99 bytes does not fit its block of 36",
		},
		{
			"frame length", func(w *ng) { w.port(1, nil); w.packet(0, 1, 1<<31, "x") }, 0,
			"a frame of 2147483648 bytes is longer than the limit of 262144",
		},
		{"option length", func(w *ng) { w.port(1, []byte{2, 0, 0xff, 0, 0, 0, 0, 0}) }, 0, "an option of 255 bytes passes the end of its block"},
		{"resolution", func(w *ng) { w.port(1, w.option(nil, optResolution, 20)) }, 0, "time resolution 0x14 is finer than can be counted"},
		{"short block", func(w *ng) { w.block(blockEnhanced, nil) }, 0, "a packet block of 12 bytes is too short"},
		{"block length", func(w *ng) { w.Write([]byte{6, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0}) }, 0, "a block cannot be 1073741824 bytes long"},
		{"trailer", func(w *ng) { w.block(9, nil); w.Truncate(w.Len() - 1); w.WriteByte(1) }, 0, "a block of 12 bytes says 16777228 at its end"},
		{"cut", func(w *ng) { w.block(9, nil); w.Truncate(w.Len() - 1) }, 0, "the file ends inside a record, 11 bytes into it"},
		{"order", func(w *ng) {
			w.block(blockSection, []byte("xxxxxxxxxxxxxxxx"))
		}, 0, "a section has byte-order magic 78 78 78 78"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := ng{order: binary.LittleEndian}
			w.section()
			tc.make(&w)
			got, err := readPaths(t, Options{}, write(t, t.TempDir(), "f.pcapng", w.Bytes()))
			var fe *FileError
			if !errors.As(err, &fe) || fe.Problem != tc.want || len(got) != tc.frames {
				t.Errorf("%d frames, want %d; error %v, want %q", len(got), tc.frames, err, tc.want)
			}
		})
	}
}

func TestClock(t *testing.T) {
	for _, tc := range []struct {
		name   string
		res    uint8
		offset int64
		in     uint64
		want   int64
	}{
		{"microseconds", 6, 0, 1_600_000_000_000_001, 1_600_000_000_000_001_000},
		{"nanoseconds", 9, 0, 1_600_000_000_000_000_001, 1_600_000_000_000_000_001},
		{"picoseconds", 12, 0, 1_999, 1},
		{"seconds", 0, 0, 7, 7e9},
		{"2^-20", 0x80 | 20, 0, 3 << 19, 1.5e9},
		{"2^-63", 0x80 | 63, 0, 1 << 62, 5e8},
		{"10^-19", 19, 0, 5e18, 5e8},
		{"offset", 6, -1, 3e6, 2e9},
		{"before 1970", 6, -10, 3e6, 0},
		{"after 2106", 6, 0, 1<<64 - 1, maxTime},
		{"far offset", 9, 1<<63 - 1, 1<<64 - 1, maxTime},
		{"far back", 9, -1 << 63, 1<<64 - 1, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := clock{offset: tc.offset}
			if !c.resolution(tc.res) {
				t.Fatal("refused")
			}
			if got := c.nanos(tc.in); got != tc.want {
				t.Errorf("%d, want %d", got, tc.want)
			}
		})
	}
}
