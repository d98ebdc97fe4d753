package flow

import (
	"encoding/binary"
	"math"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

func TestSizes(t *testing.T) {
	got := map[string]uintptr{
		"Key": unsafe.Sizeof(Key{}), "Record": unsafe.Sizeof(Record{}), "bucket": unsafe.Sizeof(bucket{}),
		"second line of Record": unsafe.Offsetof(Record{}.state) + unsafe.Offsetof(state{}.first),
	}
	want := map[string]uintptr{"Key": 40, "Record": 128, "bucket": 64, "second line of Record": 64}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("bytes (-want +got):\n%s", diff)
	}
}

func TestDirectionsShareAHash(t *testing.T) {
	table := New(Options{Flows: 16, Seed: 3})
	rapid.Check(t, func(t *rapid.T) {
		x, y := someAddrs.Draw(t, "x"), someAddrs.Draw(t, "y")
		i, j := somePorts.Draw(t, "i"), somePorts.Draw(t, "j")
		p, q := udp(x, y, i, j), udp(y, x, j, i)
		s, r := spotOf(table, &p), spotOf(table, &q)
		if s.cause != ignored && r.cause != ignored && s.hash != r.hash {
			t.Fatalf("%v:%d and %v:%d hash differently by direction", x, i, y, j)
		}
	})
}

func TestErrorSharesTheHashOfItsQuote(t *testing.T) {
	table := New(Options{Flows: 16})
	p := ab(syn)
	e := failure4(addr("203.0.113.1"), a, 3, 1, packet.Quote{Src: a, Dst: b, SrcPort: 40000, DstPort: 80, Proto: packet.ProtoTCP, HasPorts: true})
	if spotOf(table, &p).hash != spotOf(table, &e).hash {
		t.Error("an ICMP error and the flow that it quotes hash differently")
	}
}

func TestVLANInKey(t *testing.T) {
	answer := ba(syn | ack)
	answer.VLAN = 20
	for _, c := range []struct {
		inKey bool
		want  []string
	}{
		{false, []string{"0 attempted tcp_syn a>b:80", "1 answered tcp_syn a>b:80 replied", "5000 half-open tcp_syn a>b:80 replied"}},
		{true, []string{"0 attempted tcp_syn a>b:80", "5000 silent tcp_syn a>b:80", "5001 unrequested b>a:40000"}},
	} {
		got := lines(play(New(Options{Flows: 64, VLANInKey: c.inKey}), []timed{{0, ab(syn)}, {ms, answer}}), false)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("VLAN in key %v (-want +got):\n%s", c.inKey, diff)
		}
	}
}

// flood sends n SYNs of forged sources, and drops the events.
func flood(table *Table, n int, from, step int64) {
	out := NewBuffer(1 << 10)
	for i := range n {
		p := ab(syn)
		binary.BigEndian.PutUint32(p.Src[12:], 0x0a000000+uint32(i))
		p.Time = from + int64(i)*step
		for table.Advance(p.Time, out) {
			out.Reset()
		}
		out.Reset()
		table.Update(&p, spotOf(table, &p), uint64(1000+i), out)
	}
}

// TestFloodKeepsConnections: forged SYNs push out each other, not connections.
func TestFloodKeepsConnections(t *testing.T) {
	const connections = 200
	table, out := New(Options{Flows: 1024, Seed: 5}), NewBuffer(1<<12)
	end := func(i int, p packet.Packet) {
		if p.SrcPort == 40000 {
			p.SrcPort = uint16(1000 + i)
		} else {
			p.DstPort = uint16(1000 + i)
		}
		p.Time = noon
		table.Update(&p, spotOf(table, &p), uint64(i+1), out)
	}
	for i := range connections {
		end(i, ab(syn))
		end(i, ba(syn|ack))
		end(i, ab(ack))
	}
	flood(table, 100_000, noon, 1000)
	for i := range connections {
		p := ab(ack, ports(uint16(1000+i), 80))
		if _, ok := table.find(spotOf(table, &p)); !ok {
			t.Errorf("connection %d was pushed out", i)
		}
	}
	s := table.Stats()
	if s.Entries != uint64(len(table.records)) || s.Evicted[Pressure] == 0 || s.Unsettled != s.Evicted[Pressure] {
		t.Errorf("counters = %+v", s)
	}
}

// TestDeadlinesAreBounded: a flood faster than the ring is long loses its oldest deadlines, counted.
func TestDeadlinesAreBounded(t *testing.T) {
	table := New(Options{Flows: 64, Seed: 5})
	flood(table, 100_000, noon, 1000)
	if got, bound := table.deadlines.count, len(table.deadlines.ring); got > bound {
		t.Fatalf("%d deadlines in a ring of %d", got, bound)
	}
	out := NewBuffer(1 << 10)
	table.Advance(math.MaxInt64, out)
	if n := len(out.Events); n == 0 || n > 64 {
		t.Errorf("%d flows fell silent, want the 64 at most that the table holds", n)
	}
	if got := table.NextDeadline(); got != math.MaxInt64 {
		t.Errorf("next deadline %d after the end", got)
	}
}

func TestNextDeadline(t *testing.T) {
	table, out := New(Options{Flows: 64}), NewBuffer(Room)
	if got := table.NextDeadline(); got != math.MaxInt64 {
		t.Errorf("next deadline of an empty table is %d", got)
	}
	p := ab(syn)
	p.Time = noon
	table.Update(&p, spotOf(table, &p), 1, out)
	if got := table.NextDeadline(); got != noon+AnswerTimeout {
		t.Errorf("next deadline %d, want %d", got, noon+AnswerTimeout)
	}
}

func TestLatePacketTakesTheTablesTime(t *testing.T) {
	got := play(New(Options{Flows: 64}), []timed{{0, ab(syn)}, {ms, ba(syn | ack)}})
	late := play(New(Options{Flows: 64}), []timed{{0, ab(syn)}, {-ms, ba(syn | ack)}})
	if got[1].Kind != analyzers.Answered || late[1].Kind != analyzers.Answered || late[1].Time != noon {
		t.Errorf("late answer at %d, want %d", late[1].Time, noon)
	}
}

func TestWithoutRoomEventsAreCountedAsLost(t *testing.T) {
	table, out := New(Options{Flows: 64}), &Buffer{}
	p := ab(syn)
	p.HasMAC, p.Time = true, noon
	table.Update(&p, spotOf(table, &p), 1, out)
	if got := table.Stats().Lost; got != 2 { // Router, Attempted
		t.Errorf("%d lost, want 2", got)
	}
}
