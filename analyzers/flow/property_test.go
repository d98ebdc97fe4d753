package flow

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/capture/relevance"
)

var (
	someAddrs = rapid.SampledFrom([]packet.Addr{a, b, addr("203.0.113.9"), addr("2001:db8::1"), addr("2001:db8:1::2")})
	somePorts = rapid.SampledFrom([]uint16{1, 53, 80, 123, 40000, 40001})
	// Ordinary traffic prevails, so that flows become old.
	someFlags  = rapid.SampledFrom([]uint16{ack, ack, ack, ack, ack | psh, syn, syn, syn | ack, rst, rst | ack, fin | ack, fin, 0, syn | fin})
	somePauses = rapid.SampledFrom([]int64{0, 0, 1, ms, ms, 100 * ms, second, 3 * second, 6 * second, 20 * second, 40 * second})
	someSizes  = rapid.SampledFrom([]int{0, 0, 10})
)

// traffic draws packets among few ends, with all that the table tells apart.
func traffic(t *rapid.T) (packets []packet.Packet) {
	now := rapid.Int64Range(0, 1<<60).Draw(t, "start")
	for range rapid.IntRange(1, 200).Draw(t, "packets") {
		now += somePauses.Draw(t, "pause")
		p := anyPacket(t)
		p.Time = now
		for range rapid.SampledFrom([]int{1, 1, 1, 3, 12}).Draw(t, "times") {
			packets = append(packets, p)
		}
	}
	return packets
}

func anyPacket(t *rapid.T) packet.Packet {
	src, dst := someAddrs.Draw(t, "source"), someAddrs.Draw(t, "destination")
	ends := []option{from(src, dst), ports(somePorts.Draw(t, "port"), somePorts.Draw(t, "port")), payload(someSizes.Draw(t, "size"))}
	switch rapid.IntRange(0, 9).Draw(t, "what") {
	case 0, 1:
		return make1(packet.ProtoUDP, ends...)
	case 2:
		return icmp4(src, dst, rapid.SampledFrom([]uint8{0, 8, 13, 14}).Draw(t, "type"), 0)
	case 3:
		q := packet.Quote{Src: dst, Dst: src, SrcPort: somePorts.Draw(t, "port"), DstPort: somePorts.Draw(t, "port"), HasPorts: true}
		q.Proto = rapid.SampledFrom([]uint8{packet.ProtoTCP, packet.ProtoUDP}).Draw(t, "quoted")
		return failure4(someAddrs.Draw(t, "router"), dst, 3, rapid.SampledFrom([]uint8{1, 3, 13}).Draw(t, "code"), q)
	case 4:
		return arp(src, dst, rapid.Uint16Range(1, 2).Draw(t, "operation"))
	case 5:
		p := make1(packet.ProtoSCTP, ends...)
		p.SCTPChunk = rapid.SampledFrom([]uint8{0, 1, 2, 6, 10, 11}).Draw(t, "chunk")
		return p
	}
	p := make1(packet.ProtoTCP, ends...)
	p.TCPFlags, p.Seq = someFlags.Draw(t, "flags"), rapid.Uint32Range(1, 2).Draw(t, "seq")
	return p
}

// through runs packets through a table; pass may shed some before it.
func through(table *Table, packets []packet.Packet, room int, pass func(*packet.Packet) bool) (all []analyzers.Event) {
	out := NewBuffer(room)
	flush := func() {
		all = append(all, out.Events...)
		out.Reset()
	}
	for i := range packets {
		p := packets[i]
		if !pass(&p) {
			continue
		}
		for table.Advance(p.Time, out) {
			flush()
		}
		if out.Free() < Room {
			flush()
		}
		table.Update(&p, spotOf(table, &p), uint64(i+1), out)
	}
	for table.Advance(1<<63-1, out) {
		flush()
	}
	flush()
	return all
}

func all(*packet.Packet) bool { return true }

// TestSheddingChangesNothing is law 3: the same events with and without a
// Filter whose slots collide.
func TestSheddingChangesNothing(t *testing.T) {
	var shed, passed uint64
	rapid.Check(t, func(t *rapid.T) {
		packets := traffic(t)
		o := Options{Flows: 1 << 12, Seed: rapid.Uint64().Draw(t, "seed")}
		filter := relevance.New(relevance.Options{Slots: rapid.SampledFrom([]int{1, 4, 1 << 10}).Draw(t, "slots"), Seed: 7})
		want := through(New(o), packets, 64, all)
		got := through(New(o), packets, 64, filter.Pass)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("events (-all packets +filtered):\n%s", diff)
		}
		for r, n := range filter.Stats() {
			if passed += n; relevance.Reason(r) == relevance.Shed {
				shed, passed = shed+n, passed-n
			}
		}
	})
	if shed == 0 {
		t.Errorf("nothing of %d packets was shed: the test shows nothing", passed)
	}
}

// TestOrder: events ascend, however small table and buffer are, and only
// visibility events may be as many of one time as to share an ordinal.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := Options{Flows: rapid.SampledFrom([]int{16, 64, 1 << 12}).Draw(t, "flows")}
		events := through(New(o), traffic(t), rapid.IntRange(Room, 40).Draw(t, "room"), all)
		for i := 1; i < len(events); i++ {
			x, y := &events[i-1], &events[i]
			if !analyzers.Before(x.Time, x.Frame, x.Ordinal, y.Time, y.Frame, y.Ordinal) {
				t.Fatalf("%s (%d %d %d), then %s (%d %d %d)", line(x), x.Time, x.Frame, x.Ordinal, line(y), y.Time, y.Frame, y.Ordinal)
			}
		}
	})
}

// TestBufferSizeChangesNothing: events do not depend on when the owner empties the buffer.
func TestBufferSizeChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		packets := traffic(t)
		want := through(New(Options{Flows: 1 << 12}), packets, 1<<12, all)
		got := through(New(Options{Flows: 1 << 12}), packets, Room, all)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("events (-large buffer +small):\n%s", diff)
		}
	})
}

// TestOnceEach: of each flow every kind is told at most once, the beginning first.
func TestOnceEach(t *testing.T) {
	type id struct {
		src, dst packet.Addr
		sp, dp   uint16
		proto    uint8
		method   analyzers.Method
		first    int64
	}
	rapid.Check(t, func(t *rapid.T) {
		// One packet of each time, so that a flow is known by its first.
		packets := traffic(t)
		for i := range packets {
			packets[i].Time += int64(i)
		}
		told := map[id]uint16{}
		for _, e := range through(New(Options{Flows: 1 << 12}), packets, 64, all) {
			if e.Kind.Broadcast() || e.Kind == analyzers.Unrequested {
				continue
			}
			k := id{e.Source, e.Target, e.SourcePort, e.TargetPort, e.Proto, e.Method, e.First}
			begins := e.Kind == analyzers.Attempted || e.Kind == analyzers.OddFlags
			if told[k]>>e.Kind&1 != 0 || begins != (told[k] == 0) {
				t.Fatalf("%s after %b", line(&e), told[k])
			}
			told[k] |= 1 << e.Kind
		}
	})
}
