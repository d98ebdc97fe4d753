package flow

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// only are the events of one kind.
func only(all []analyzers.Event, k analyzers.EventKind) (out []analyzers.Event) {
	return slices.DeleteFunc(slices.Clone(all), func(e analyzers.Event) bool { return e.Kind != k })
}

func TestServiceIsToldOnce(t *testing.T) {
	c := addr("192.0.2.99")
	got := play(New(Options{Flows: 64}), []timed{
		{0, ab(syn)},
		{1, ba(syn | ack)},
		{2, ab(syn, from(c, b))},
		{3, ba(syn|ack, from(b, c))},
		{4, ab(syn, ports(40000, 81))},
		{5, ba(syn|ack, ports(81, 40000))},
		{6, ab(syn, ports(40000, 82))},
		{7, ba(rst|ack, ports(82, 40000))},
	})
	want := []string{"0 service b>b:80", "0 service b>b:81"}
	if diff := cmp.Diff(want, lines(only(got, analyzers.Service), true)); diff != "" {
		t.Errorf("services (-want +got):\n%s", diff)
	}
}

func TestRouterTellsFourSources(t *testing.T) {
	var packets []timed
	for i := range 20 {
		p := ab(syn, from(addr("203.0.113."+string(rune('1'+i%6))), b), seq(uint32(i)))
		p.HasMAC, p.SrcMAC = true, [6]byte{2, 0, 0, 0, 0, 9}
		packets = append(packets, timed{int64(i), p})
	}
	got := only(play(New(Options{Flows: 64}), packets), analyzers.Router)
	if len(got) != sources {
		t.Fatalf("%d events, want %d: %q", len(got), sources, lines(got, true))
	}
	if want := (packet.Addr{10: 2, 15: 9}); got[0].Target != want {
		t.Errorf("target %x, want the MAC address at the end", got[0].Target)
	}
}

func TestRandomAddressesDoNotPushRoutersOut(t *testing.T) {
	r := newRouters()
	router := [6]byte{2, 0, 0, 0, 0, 9}
	for i := range uint32(sources) {
		r.news(number(&router), i, 7)
	}
	for i := range uint32(100_000) {
		r.news(number(&[6]byte{0xaa, 0, byte(i >> 16), byte(i >> 8), byte(i)}), i, 7)
	}
	if r.news(number(&router), 0, 7) {
		t.Error("a flood of link addresses made the router news again")
	}
}

func TestVisibility(t *testing.T) {
	boundary := (noon/minute + 1) * minute
	before := boundary - noon - second
	at := func(after int64, p packet.Packet) timed { return timed{before + after, p} }
	got := play(New(Options{Flows: 64}), []timed{
		at(0, ab(syn)), at(1, ba(syn|ack)), at(2, ab(ack)),
		at(3, ab(syn, ports(2, 80))), at(4, ab(ack, ports(2, 80), acking(7))), at(4, ab(ack, ports(2, 80), acking(8), payload(1))), // its answer is not seen
		at(5, ab(syn, ports(3, 80))), at(6, ba(rst, ports(80, 3))),
		at(7, ab(syn, ports(4, 80))),
	})
	i := slices.IndexFunc(got, func(e analyzers.Event) bool { return e.Kind == analyzers.Visibility })
	if i < 0 {
		t.Fatal("no event")
	}
	e := got[i]
	if e.Time != boundary || e.Frame != 0 || e.Target != addr("198.51.100.0") || e.Count != 2 || e.Extra != 1 {
		t.Errorf("event = %+v, want 2 connections, 1 answer, at the minute's end", e)
	}
	if n := len(only(got, analyzers.Visibility)); n != 1 {
		t.Errorf("%d events, want 1", n)
	}
}

func TestVisibilityIsBounded(t *testing.T) {
	table := New(Options{Flows: 64})
	many := 3 * mostPrefixes
	for i := range many {
		target := addr("2001:db8::1")
		target[4], target[5] = byte(i>>8), byte(i)
		table.count(&target, noon, true)
	}
	out, total, events := NewBuffer(64), 0, 0
	for more := true; more; {
		more = table.Advance(noon+minute, out)
		for _, e := range out.Events {
			total += int(e.Count)
		}
		events += len(out.Events)
		out.Reset()
	}
	if total != many || events != mostPrefixes+1 {
		t.Errorf("%d connections in %d events, want %d in %d", total, events, many, mostPrefixes+1)
	}
	if got := table.Stats().Unplaced; got != uint64(many-mostPrefixes) {
		t.Errorf("%d unplaced, want %d", got, many-mostPrefixes)
	}
}

func TestVisibilityOfManyConnections(t *testing.T) {
	table := New(Options{Flows: 64})
	for i := range 100_000 {
		table.count(&b, noon, i%2 == 0)
	}
	out := NewBuffer(64)
	table.Advance(noon+minute, out)
	var went, answered int
	for _, e := range out.Events {
		went, answered = went+int(e.Count), answered+int(e.Extra)
	}
	if went != 100_000 || answered != 50_000 {
		t.Errorf("%d connections, %d answers; want 100000, 50000", went, answered)
	}
}
