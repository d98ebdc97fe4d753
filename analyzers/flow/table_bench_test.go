package flow

import (
	"encoding/binary"
	"fmt"
	"syscall"
	"testing"

	"github.com/reconwatch/reconwatch/capture/packet"
)

const group = 16 // packets that a lane touches ahead

// load makes packets of uniformly random flows: relevant ones (SYN, repeated),
// so that every one changes its record.
type load struct {
	state   uint64
	flows   uint64 // 0: all new
	packets [group]packet.Packet
}

func newLoad(flows int) *load {
	l := &load{state: 1, flows: uint64(flows)}
	for i := range l.packets {
		l.packets[i] = ab(syn)
		l.packets[i].Time = noon
	}
	return l
}

func (l *load) next() {
	for i := range l.packets {
		l.state = l.state*6364136223846793005 + 1442695040888963407
		n := l.state >> 33
		if l.flows != 0 {
			n = n * l.flows >> 31
		}
		p := &l.packets[i]
		binary.BigEndian.PutUint32(p.Src[12:], uint32(n))
		p.Time += 100 // 10 million packets a second
	}
}

// cpuTime is what the process has used, in nanoseconds: on a machine with
// other work it compares better than the clock on the wall.
func cpuTime() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return u.Utime.Nano() + u.Stime.Nano()
}

// sizes of the comparison: few, many, and all the flows of a sensor; 0 is a
// flood in which every packet is a new flow and pushes another out.
var sizes = []struct {
	name  string
	flows int
}{{"4k", 4 << 10}, {"100k", 100_000}, {"800k", 800_000}, {"all-new", 0}}

const capacity = 1 << 20

func BenchmarkTable(b *testing.B) {
	for _, c := range sizes {
		b.Run(c.name, func(b *testing.B) {
			table, out, l := New(Options{Flows: capacity, Seed: 1}), NewBuffer(1024), newLoad(c.flows)
			var spots [group]Spot
			frame := uint64(0)
			work := func() {
				l.next()
				for i := range l.packets {
					table.Locate(&l.packets[i], &spots[i])
				}
				for i := range spots {
					table.Fetch(&spots[i])
				}
				for i := range l.packets {
					p := &l.packets[i]
					for table.Advance(p.Time, out) || out.Free() < Room {
						out.Reset()
					}
					frame++
					table.Update(p, &spots[i], frame, out)
				}
			}
			for range 3 * capacity / group { // until full
				work()
			}
			b.ReportAllocs()
			n, start := 0, cpuTime()
			for b.Loop() {
				if n%group == 0 {
					work()
				}
				n++
			}
			b.ReportMetric(float64(cpuTime()-start)/float64(n), "cpu-ns/op")
			b.ReportMetric(float64(table.stats.Evicted[Pressure])/float64(frame), "evicted/op")
		})
	}
}

// BenchmarkMap is what the table is measured against: a Go map from the key to
// a slice of records, the oldest of which gives way.
func BenchmarkMap(b *testing.B) {
	for _, c := range sizes {
		b.Run(c.name, func(b *testing.B) {
			index, records := make(map[Key]uint32, capacity), make([]Record, capacity)
			next, l := 0, newLoad(c.flows)
			update := func(p *packet.Packet) {
				var k Key
				k.Proto = p.Proto
				k.order(&p.Src, &p.Dst, p.SrcPort, p.DstPort)
				i, ok := index[k]
				if !ok {
					i = uint32(next)
					if next++; next == capacity {
						next = 0
					}
					if records[i].first != 0 {
						delete(index, records[i].key)
					}
					index[k] = i
					records[i] = Record{key: k, state: state{first: p.Time}}
				}
				records[i].sent()
			}
			work := func() {
				l.next()
				for i := range l.packets {
					update(&l.packets[i])
				}
			}
			for range 3 * capacity / group {
				work()
			}
			b.ReportAllocs()
			n, start := 0, cpuTime()
			for b.Loop() {
				if n%group == 0 {
					work()
				}
				n++
			}
			b.ReportMetric(float64(cpuTime()-start)/float64(n), "cpu-ns/op")
		})
	}
}

// BenchmarkIrrelevant is the common packet: of an established flow, and R does not hold.
func BenchmarkIrrelevant(b *testing.B) {
	for _, flows := range []int{4 << 10, 100_000} {
		b.Run(fmt.Sprint(flows), func(b *testing.B) {
			table, out, l := New(Options{Flows: capacity, Seed: 1}), NewBuffer(1024), newLoad(flows)
			for i := range l.packets {
				l.packets[i].TCPFlags, l.packets[i].PayloadLen = ack, 1400
			}
			var spots [group]Spot
			n := 0
			for b.Loop() {
				if n%group == 0 {
					l.next()
					for i := range l.packets {
						table.Locate(&l.packets[i], &spots[i])
					}
					for i := range spots {
						table.Fetch(&spots[i])
					}
				}
				table.Update(&l.packets[n%group], &spots[n%group], uint64(n+1), out)
				if n++; out.Free() < Room {
					out.Reset()
				}
			}
		})
	}
}
