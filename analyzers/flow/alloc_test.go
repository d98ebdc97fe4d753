//go:build !race

package flow

import (
	"encoding/binary"
	"testing"

	"github.com/reconwatch/reconwatch/capture/packet"
)

func TestNoAllocation(t *testing.T) {
	q := packet.Quote{Src: a, Dst: b, SrcPort: 40000, DstPort: 80, Proto: packet.ProtoTCP, HasPorts: true}
	packets := []packet.Packet{
		ab(syn), ba(syn | ack), ab(ack), ab(0), ba(rst), ab(ack|psh, payload(9)), ab(fin | ack), udp(a, b, 40000, 53), udp(b, a, 53, 40000),
		icmp4(a, b, 8, 0), icmp4(b, a, 0, 0), arp(a, b, 1), arp(b, a, 2), failure4(b, a, 3, 1, q),
	}
	table, out := New(Options{Flows: 64}), NewBuffer(4*Room)
	n, now, frame := uint32(0), noon, uint64(0)
	step := func() {
		p := &packets[frame%uint64(len(packets))]
		if frame++; frame%3 == 0 {
			n++
		}
		binary.BigEndian.PutUint32(p.Src[12:], n)
		now += 200 * ms
		p.Time, p.HasMAC = now, true
		for table.Advance(now, out) {
			out.Reset()
		}
		out.Reset()
		var at Spot
		table.Locate(p, &at)
		table.Fetch(&at)
		table.Update(p, &at, frame, out)
		table.NextDeadline()
		table.Stats()
	}
	if got := testing.AllocsPerRun(20_000, step); got != 0 {
		t.Errorf("%v allocations a packet", got)
	}
	if table.Stats().Evicted[Pressure] == 0 {
		t.Error("nothing was evicted: the test shows too little")
	}
}
