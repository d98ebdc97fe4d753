package probe

import (
	"encoding/binary"
	"math/bits"
	"testing"

	"github.com/reconwatch/reconwatch/capture/packet"
)

// next makes of a packet that a row wants the k-th of those that follow on each other as p wants.
func (p Pair) next(c crafted, k int) crafted {
	n := uint16(k)
	switch p {
	case MirroredSeq, SamePort, AnyTarget:
		c.dst += uint32(k)
		if c.proto == packet.ProtoSCTP { // the identification of masscan's goes with its target
			c.ipid ^= uint16(c.dst-uint32(k)) ^ uint16(c.dst)
		}
	case NextSeq:
		c.seq, c.dport = c.seq+uint32(k), c.dport+n
	case NextPortSeq:
		c.seq, c.sport = c.seq+uint32(k), c.sport+n
	case XORSeq:
		c.dst += uint32(k)
		c.seq = 0x5a5a5a5a ^ c.dst ^ (uint32(c.dport)<<16 + uint32(c.sport))
	case NextICMPSeq:
		c.icmpSeq, c.dst = c.icmpSeq+n, c.dst+uint32(k)
	case OtherStack:
		c.seq += uint32(k)
	case OtherTTL:
		c.dst, c.ttl = c.dst+uint32(k), 40+uint8(k%2)*9
	case FallingTTL:
		c.ttl = 10 - uint8(k)
	case NextID:
		c.payload = append(binary.BigEndian.AppendUint16(nil, n), c.payload[2:]...)
		c.dst += uint32(k)
	case SameID, Consecutive:
		c.sport += n
	case SwappedSeq:
		c.icmpSeq = bits.ReverseBytes16(n + 1)
	case SameIPID:
		c.ipid, c.dst = 0x4242, c.dst+uint32(k)
	case OtherProto:
		c.proto += uint8(k)
	}
	return c
}

// run is the packets after which a row speaks.
func (r *rig) run(i int) (out []crafted) {
	row := &r.m.Rows()[i]
	for k := range int(row.Hits) {
		member := row
		if row.Pair.inFamily() {
			member = &r.m.Rows()[r.family(i)[k]]
		}
		out = append(out, row.Pair.next(of(&member.Packet), k))
	}
	return out
}

// family lists the rows that count with a row, itself among the first.
func (r *rig) family(i int) (out []int) {
	for k := range r.m.Rows() {
		if r.m.roots[k] == r.m.roots[i] {
			out = append(out, k)
		}
	}
	if r.m.Rows()[i].Pair == AnotherRow {
		out = append([]int{i}, out...)
		for k := range out[1:] {
			if out[1+k] == i {
				return append(out[:1+k], out[2+k:]...)
			}
		}
	}
	return out
}

// spoke reports whether a row's evidence is complete.
func (r *rig) spoke(i int) bool {
	row := &r.m.Rows()[i]
	c := plain()
	c.proto = 17
	if row.Packet.FlowLabel != nil || row.Packet.IP != nil && row.Packet.IP.Low == 6 || row.Packet.Proto != nil && *row.Packet.Proto == 58 {
		c.v6 = true
	}
	src := decode(c.frame()).Src
	root := r.m.roots[i]
	if row.Reliability == Weak && row.Hits > 1 {
		return r.d.sources.get(&src).trace(root).hits >= row.Hits
	}
	for _, p := range r.d.episodes.slots {
		for _, s := range p.rows[:p.nRows] {
			if s.row == uint16(i) || s.row == root && row.Pair.inFamily() {
				return true
			}
		}
	}
	return false
}

// support is another question after services: one alone opens nothing where it is not unique.
func (r *rig) support(i int) {
	row := &r.m.Rows()[i]
	if r.d.rows[i].deed == deedService && row.Reliability != Unique {
		other := "nmap-sv-rpc"
		r.play(r.row(other))
	}
}

// Each row speaks after its packets, in the words of the table: the tool's name if it has one, for an alert of its kind.
func TestEachRowSpeaks(t *testing.T) {
	m := Default()
	for i := range m.Rows() {
		row := &m.Rows()[i]
		r := newRig(t)
		r.support(i)
		r.play(r.run(i)...)
		if row.Reliability == Weak && row.Hits == 1 {
			continue // TestEachRowFires: it counts nowhere
		}
		if !r.spoke(i) {
			t.Errorf("%s: does not speak after %d packets", row.ID, row.Hits)
			continue
		}
		named := false
		for _, f := range r.out {
			for _, tool := range f.Tools {
				named = named || tool.Name == row.Tool && f.Kind == row.Kind.Kind
			}
		}
		if !named && row.Tool != "" && row.Reliability != Weak {
			t.Errorf("%s: %s is not named in a finding of its kind", row.ID, row.Tool)
		}
	}
}

// A row that wants several packets does not speak after one less, nor after the same one again and again.
func TestEachRowIsSilentBeforeItsPackets(t *testing.T) {
	m := Default()
	for i := range m.Rows() {
		row := &m.Rows()[i]
		if row.Hits == 1 {
			continue // TestEachRowMissesByOneField has those that come near
		}
		r := newRig(t)
		r.support(i)
		packets := r.run(i)
		r.play(packets[:len(packets)-1]...)
		if r.spoke(i) {
			t.Errorf("%s: speaks after %d packets, wants %d", row.ID, len(packets)-1, row.Hits)
		}
		if row.Pair == PairNone {
			continue
		}
		r = newRig(t)
		r.support(i)
		for range row.Hits + 3 {
			r.play(packets[0])
		}
		if r.spoke(i) {
			t.Errorf("%s: speaks after one packet that is repeated", row.ID)
		}
	}
}
