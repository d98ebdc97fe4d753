package flow

import (
	"encoding/binary"
	"fmt"
	"syscall"
	"testing"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/capture/relevance"
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

// store is a table of records by key, which makes room for a new one.
type store interface {
	// take finds or begins the record of each packet and counts the packet in it.
	take(*[group]packet.Packet)
}

// tableStore is the Table as a store: it finds, claims, evicts and ranks, without
// state machine, deadlines and events.
type tableStore struct {
	*Table
	spots [group]Spot
}

func (t *tableStore) take(packets *[group]packet.Packet) {
	for i := range packets {
		t.Locate(&packets[i], &t.spots[i])
	}
	for i := range t.spots {
		t.Fetch(&t.spots[i])
	}
	for i := range packets {
		p, s := &packets[i], &t.spots[i]
		t.now = p.Time
		place, found := t.find(s)
		if !found {
			place = t.claim(s)
		}
		r := t.record(place)
		if !found {
			r.begin(p, s.side, attempt, analyzers.TCPSyn)
		}
		r.sent()
		t.place(place, r)
	}
}

// mapStore is what the table is measured against: a Go map from the key to a
// slice of records, the oldest of which gives way.
type mapStore struct {
	index   map[Key]uint32
	records []Record
	next    uint32
}

func newMapStore() *mapStore {
	return &mapStore{index: make(map[Key]uint32, capacity), records: make([]Record, capacity)}
}

func (m *mapStore) take(packets *[group]packet.Packet) {
	for i := range packets {
		p := &packets[i]
		var k Key
		k.Proto, k.Form = p.Proto, Pair
		side := k.order(&p.Src, &p.Dst, p.SrcPort, p.DstPort)
		at, found := m.index[k]
		if !found {
			at = m.claim(&k)
			m.records[at].begin(p, side, attempt, analyzers.TCPSyn)
		}
		m.records[at].sent()
	}
}

func (m *mapStore) claim(k *Key) uint32 {
	at := m.next
	if m.next++; m.next == capacity {
		m.next = 0
	}
	r := &m.records[at]
	if r.count != 0 {
		delete(m.index, r.key)
	}
	m.index[*k] = at
	r.key, r.directions = *k, [2]relevance.Direction{}
	return at
}

// BenchmarkStore and BenchmarkMap do the same work: to find the record of a
// packet's flow or to push another out for it, to begin it and to count the packet.
func BenchmarkStore(b *testing.B) {
	compare(b, func() store { return &tableStore{Table: New(Options{Flows: capacity, Seed: 1})} })
}

func BenchmarkMap(b *testing.B) { compare(b, func() store { return newMapStore() }) }

func compare(b *testing.B, make func() store) {
	for _, c := range sizes {
		b.Run(c.name, func(b *testing.B) {
			s, l := make(), newLoad(c.flows)
			measure(b, func() {
				l.next()
				s.take(&l.packets)
			})
		})
	}
}

// measure fills by work, which takes a group of packets, and then counts CPU time.
func measure(b *testing.B, work func()) {
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
}

// BenchmarkTable is the whole table: beside what BenchmarkStore does, each packet
// goes through the state machine, its events are written, and deadlines are set
// and fall due. A map would need all of that too: against BenchmarkMap this is the
// stricter comparison.
func BenchmarkTable(b *testing.B) {
	for _, c := range sizes {
		b.Run(c.name, func(b *testing.B) {
			table, out, l := New(Options{Flows: capacity, Seed: 1}), NewBuffer(1024), newLoad(c.flows)
			var spots [group]Spot
			frame := uint64(0)
			measure(b, func() {
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
			})
			b.ReportMetric(float64(table.stats.Evicted[Pressure])/float64(frame), "evicted/op")
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
