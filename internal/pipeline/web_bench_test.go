package pipeline

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/scan"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// browsing is traffic of the web: connections that stay, with requests, answers of many segments, and
// acknowledgements.
func browsing(connections, requests int) (frames []capture.Frame) {
	const segments, mss = 4, 1400
	body := strings.Repeat("x", mss)
	for c := range connections {
		now := int64(time.Hour) + int64(c)*int64(time.Millisecond)
		client, server := [4]byte{192, 0, 2, byte(c)}, [4]byte{10, 0, byte(c >> 8), byte(1 + c%20)}
		port := uint16(20000 + c)
		mine, yours := uint32(1), uint32(1)
		send := func(out bool, flags byte, data string) {
			now += int64(100 * time.Microsecond)
			seq, ack := &mine, &yours
			src, dst, from, to := client, server, port, uint16(80)
			if !out {
				seq, ack, src, dst, from, to = ack, seq, dst, src, to, from
			}
			frames = append(frames, segment(now, src, dst, from, to, *seq, *ack, flags, data))
			*seq += uint32(len(data)) + uint32(flags>>1&1)
		}
		send(true, 2, "")
		send(false, 0x12, "")
		send(true, 0x10, "")
		for r := range requests {
			send(true, 0x18, fmt.Sprintf("GET /shop/item%d/page%d.html?session=%d HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\nAccept: text/html\r\nReferer: http://www.example.com/\r\n\r\n", c%50, r, c))
			send(false, 0x18, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5700\r\n\r\n"+body[100:])
			for range segments - 1 {
				send(false, 0x10, body)
				send(true, 0x10, "")
			}
		}
	}
	slices.SortStableFunc(frames, func(a, b capture.Frame) int { return int(a.Time - b.Time) })
	return frames
}

func segment(now int64, src, dst [4]byte, from, to uint16, seq, ack uint32, flags byte, data string) capture.Frame {
	b := make([]byte, 40, 40+len(data))
	b[0], b[8], b[9], b[32], b[33], b[34] = 0x45, 64, 6, 5<<4, flags, 4
	binary.BigEndian.PutUint16(b[2:], uint16(40+len(data)))
	binary.BigEndian.PutUint16(b[4:], uint16(now>>14))
	copy(b[12:], src[:])
	copy(b[16:], dst[:])
	binary.BigEndian.PutUint16(b[20:], from)
	binary.BigEndian.PutUint16(b[22:], to)
	binary.BigEndian.PutUint32(b[24:], seq)
	binary.BigEndian.PutUint32(b[28:], ack)
	b = append(b, data...)
	return capture.Frame{Data: b, Time: now, WireLen: uint32(len(b)), LinkType: capture.LinkIPv4}
}

// replayed is a Source of frames in memory.
type replayed struct{ share }

func (r *replayed) ReadBatch(out []capture.Frame) (int, error) {
	n := copy(out, r.frames)
	r.frames = r.frames[n:]
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// BenchmarkBrowsing is the way of the web's traffic through one lane, with and without the detectors of paths
// of web servers and of paths to hosts.
func BenchmarkBrowsing(b *testing.B) {
	connections := 2000
	if testing.Short() {
		connections = 20
	}
	frames := browsing(connections, 20)
	for _, bench := range []struct {
		name    string
		without []string
	}{{"all", nil}, {"without", []string{"web", "topology"}}, {"all again", nil}, {"without again", []string{"web", "topology"}}} {
		b.Run(bench.name, func(b *testing.B) {
			var spent time.Duration
			for b.Loop() {
				b.StopTimer()
				p := New(Options{
					Lanes: 1, Flows: 1 << 16, Sources: 1 << 20, Suspects: 1 << 10, Contacts: 1 << 16, Slots: 1 << 14, Seed: 1,
					Scan: scan.DefaultConfig(), Home: func(a *packet.Addr) bool { return a.Is4() && a[12] == 10 }, Tell: Silently,
				})
				s := p.shards[0]
				s.analyzers = slices.DeleteFunc(s.analyzers, func(a analyzers.Analyzer) bool { return slices.Contains(bench.without, a.Name()) })
				b.StartTimer()
				before := cpuTime(b)
				if err := p.Run(context.Background(), &replayed{share{frames: frames}}); err != nil {
					b.Fatal(err)
				}
				spent += cpuTime(b) - before
			}
			b.ReportMetric(float64(spent.Nanoseconds())/float64(b.N)/float64(len(frames)), "cpu-ns/packet")
		})
	}
}

// cpuTime is what this process has used: other work on the machine does not count.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
