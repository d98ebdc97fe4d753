package pipeline

import (
	"math/bits"

	"github.com/reconwatch/reconwatch/analyzers/flow"
	"github.com/reconwatch/reconwatch/analyzers/probe"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/capture/relevance"
)

// group is how many packets are decoded before their slots and buckets are
// used: far enough ahead for memory to answer.
const group = relevance.Batch

// sampleMask chooses one packet of 128 for a look at its sides.
const sampleMask = 128 - 1

// bufferEvents is room for the events of one packet and many time-outs.
const bufferEvents = 1024

// Lane owns a decoder, the relevance filter and a flow table. One goroutine uses it.
type Lane struct {
	packets    [group]packet.Packet
	marks      [group]relevance.Mark
	spots      [group]flow.Spot
	digests    [group]uint64
	filter     *relevance.Filter
	table      *flow.Table
	fragments  *packet.Reassembler
	duplicates *packet.Duplicates
	buffer     *flow.Buffer
	matcher    *probe.Matcher
	hits       probe.Hits
	cut        [group]uint16 // the row + 1 that a fragment matches
	recognised func(uint64, uint16)
	emit       func(*flow.Buffer)
	keepAll    bool
	home       func(*packet.Addr) bool // nil: nothing is sampled
	stats      LaneStats
}

// LaneStats are the counters of one lane.
type LaneStats struct {
	Verdicts   [packet.NumVerdicts]uint64
	Frames     uint64
	Bytes      uint64
	Shed       uint64 // could not matter: predicate R
	Duplicates uint64
	Joined     uint64 // fragmented datagrams whose transport header was put together
	// Sampled packets were looked at for a home side; Strangers of them had none.
	Sampled, Strangers uint64
}

// newLane makes a lane that hands its events to emit whenever the buffer fills
// and at the end of each batch; emit must empty the buffer.
func newLane(o *Options, seed uint64, emit func(*flow.Buffer)) *Lane {
	return &Lane{
		filter:     relevance.New(relevance.Options{Slots: o.Slots, Seed: seed, VLANInKey: o.VLANInKey}),
		table:      flow.New(flow.Options{Flows: max(1<<10, o.Flows/o.Lanes), Seed: seed, VLANInKey: o.VLANInKey}),
		fragments:  packet.NewReassembler(packet.ReassemblerOptions{Seed: seed}),
		duplicates: packet.NewDuplicates(1<<14, seed),
		buffer:     flow.NewBuffer(bufferEvents),
		matcher:    o.Signatures,
		recognised: o.Recognised,
		emit:       emit,
		keepAll:    o.KeepAll,
		home:       o.Home,
	}
}

// run takes frames in order; numbers[i] is the number of frames[i] in the whole
// input, ascending, and times are ascending.
func (l *Lane) run(frames []capture.Frame, numbers []uint64) {
	for len(frames) > 0 {
		n := min(group, len(frames))
		l.runGroup(frames[:n], numbers[:n])
		frames, numbers = frames[n:], numbers[n:]
	}
}

// runGroup decodes and touches ahead, then lets each packet through.
func (l *Lane) runGroup(frames []capture.Frame, numbers []uint64) {
	peeked, joined := l.decode(frames)
	l.stats.Frames += uint64(len(frames))
	if l.stats.Frames&sampleMask < uint64(len(frames)) {
		if peeked&1 != 0 {
			l.packets[0].Decode(&frames[0])
		}
		l.sample(&l.packets[0])
	}
	passed := l.pass(frames)
	kept := 0
	var order [group]uint8
	for ; passed != 0; passed &= passed - 1 {
		i := bits.TrailingZeros(passed)
		p := &l.packets[i%group]
		if peeked&(1<<i) != 0 {
			p.Decode(&frames[i])
		}
		if !traceable(p.Verdict) {
			if l.cut[i] != 0 {
				order[kept] = uint8(i) | alone
				kept++
			}
			continue
		}
		l.table.LocateAs(p, l.marks[i].Class(), &l.spots[i])
		l.digests[i] = 0
		if joined&(1<<i) == 0 && counts(p) {
			l.digests[i] = l.duplicates.Digest(p)
		}
		order[kept] = uint8(i)
		kept++
	}
	for _, i := range order[:kept] {
		l.table.Fetch(&l.spots[i&^alone])
	}
	for _, i := range order[:kept] {
		if i&alone != 0 {
			l.lonely(i&^alone, numbers[i&^alone])
			continue
		}
		p := &l.packets[i]
		if l.duplicates.SeenDigest(p, &frames[i], l.digests[i]) {
			l.stats.Duplicates++
			continue
		}
		l.advance(p.Time)
		l.room()
		if l.table.Update(p, &l.spots[i], numbers[i], l.buffer) || asksItself(p) {
			l.recognise(p, &l.spots[i], numbers[i])
		}
	}
}

// pass asks R of each frame.
func (l *Lane) pass(frames []capture.Frame) (passed uint) {
	all := uint(1)<<len(frames) - 1
	if passed = l.filter.PassMarks(frames, l.marks[:len(frames)]); l.keepAll {
		return all
	}
	l.stats.Shed += uint64(len(frames) - bits.OnesCount(passed))
	return passed
}

// decode marks each frame, and decodes it where a look does not do: peeked are
// those that are not decoded, joined those that were looked at for doubles already.
func (l *Lane) decode(frames []capture.Frame) (peeked, joined uint) {
	for i := range frames {
		if i > 0 && i%relevance.Part == 0 {
			l.filter.Fetch((*[relevance.Part]relevance.Mark)(l.marks[i-relevance.Part : i]))
		}
		l.stats.Bytes += uint64(frames[i].WireLen)
		l.cut[i] = 0
		m, ok := l.filter.Peek(&frames[i])
		if ok {
			peeked |= 1 << i
			l.marks[i] = m
			l.stats.Verdicts[packet.Transport]++
			continue
		}
		p := &l.packets[i]
		v := p.Decode(&frames[i])
		if v == packet.Fragment {
			l.cut[i] = l.fragment(p)
			v = l.join(p, &frames[i], &l.cut[i])
			joined |= 1 << i
		}
		l.stats.Verdicts[v]++
		l.marks[i] = l.filter.Mark(p)
	}
	l.filter.Fetch((*[relevance.Part]relevance.Mark)(l.marks[group-relevance.Part:]))
	return peeked, joined
}

// asksItself reports whether p is an ARP request for its sender: no flow begins with it, but sweeps
// that do not know their own address have it among theirs.
func asksItself(p *packet.Packet) bool { return p.Proto == packet.ProtoARP && p.Src == p.Dst }

// lonely tells a fragment that belongs to no flow yet.
func (l *Lane) lonely(i uint8, number uint64) {
	p := &l.packets[i]
	l.advance(p.Time)
	l.room()
	l.sign(p, l.cut[i]-1, number, 0)
}

// alone marks a fragment that is told for its row and belongs to no flow yet.
const alone = 1 << 7

// firstSignature is the ordinal of a packet's first Signature event: beyond what the
// flow table tells of one cause.
const firstSignature = 1 << 7

// recognise tells the rows that p matches. An answer may repeat what a scanner has sent, as echo
// services do: it matches none.
func (l *Lane) recognise(p *packet.Packet, at *flow.Spot, number uint64) {
	if !l.matcher.Match(p, &l.hits) || !l.table.FromClient(at) {
		return
	}
	for k, row := range l.hits.Rows[:l.hits.N] {
		l.sign(p, row, number, uint8(k))
	}
}

// sign tells that p matches a row; there must be room.
func (l *Lane) sign(p *packet.Packet, row uint16, number uint64, k uint8) {
	n := len(l.buffer.Events)
	l.buffer.Events = l.buffer.Events[:n+1]
	e := &l.buffer.Events[n]
	l.matcher.Fill(e, p, row)
	e.Frame, e.Ordinal = number, firstSignature+k
	if l.recognised != nil {
		l.recognised(number, row)
	}
}

// fragment is the row + 1 that a fragment matches as it is, 0 for none.
func (l *Lane) fragment(p *packet.Packet) uint16 {
	if !l.matcher.MatchFragment(p, &l.hits) {
		return 0
	}
	return l.hits.Rows[0] + 1
}

// sample looks at one packet for whether either side is ours.
func (l *Lane) sample(p *packet.Packet) {
	if l.home == nil || !traceable(p.Verdict) || p.Dst.IsMulticast() {
		return
	}
	l.stats.Sampled++
	if !l.home(&p.Src) && !l.home(&p.Dst) {
		l.stats.Strangers++
	}
}

// join puts fragments together, each frame once: a double matches no row.
func (l *Lane) join(p *packet.Packet, f *capture.Frame, row *uint16) packet.Verdict {
	if l.duplicates.Seen(p, f) {
		l.stats.Duplicates++
		*row = 0
	} else if l.fragments.Join(p) {
		l.stats.Joined++
	}
	return p.Verdict
}

// traceable reports whether a packet of this verdict belongs to a flow. A
// fragment without its transport header is waited for, not judged.
func traceable(v packet.Verdict) bool {
	return v == packet.Transport || v == packet.Neighbour || v == packet.Network
}

// counts reports whether a packet seen twice would tell another story. Data and
// acknowledgements of a connection do not: they are most of the traffic.
func counts(p *packet.Packet) bool {
	return p.Proto != packet.ProtoTCP || p.TCPFlags&(packet.ACK|packet.SYN|packet.FIN|packet.RST) != packet.ACK
}

// advance fires the time-outs due until now.
func (l *Lane) advance(now int64) {
	for l.table.Advance(now, l.buffer) {
		l.flush()
	}
}

func (l *Lane) room() {
	if l.buffer.Free() < flow.Room+probe.MaxHits {
		l.flush()
	}
}

func (l *Lane) flush() {
	if len(l.buffer.Events) > 0 {
		l.emit(l.buffer)
	}
}
