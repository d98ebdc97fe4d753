package packet

import "math/bits"

// fragmentLen is the length of a fragment on the wire, behind its network header.
func (p *Packet) fragmentLen() int {
	if p.Verdict == Fragment {
		return p.PayloadLen
	}
	return p.PayloadLen + len(p.Transport) - len(p.Payload)
}

// differs reports whether p contradicts bytes that e holds.
func (e *entry) differs(p *Packet) bool {
	offset := int(p.FragOffset)
	for i := range min(len(p.Transport), held-offset) {
		at := offset + i
		if e.have[at/64]>>(at%64)&1 != 0 && e.data[at] != p.Transport[i] {
			return true
		}
	}
	return false
}

// add keeps the bytes that p brings and e does not have.
func (e *entry) add(p *Packet, stats *ReassemblerStats) {
	offset, fresh := int(p.FragOffset), 0
	for i := range min(len(p.Transport), held-offset) {
		at := offset + i
		if bit := uint64(1) << (at % 64); e.have[at/64]&bit == 0 {
			e.have[at/64] |= bit
			e.data[at] = p.Transport[i]
			fresh++
		}
	}
	if fresh == 0 {
		stats.Repeats++
		return
	}
	n := uint32(p.fragmentLen())
	e.got += n
	if offset == 0 {
		e.next = p.Proto
	}
	if !p.MoreFragments && e.total == 0 {
		e.total = uint32(offset) + n
	}
}

// contiguous is how many bytes e has from the first on.
func (e *entry) contiguous() int {
	n := 0
	for _, word := range e.have {
		run := bits.TrailingZeros64(^word)
		n += run
		if run < 64 {
			break
		}
	}
	return n
}

// finish reads the transport header if it is whole now.
func (r *Reassembler) finish(e *entry, p *Packet) bool {
	n := e.contiguous()
	if n < 8 {
		return false
	}
	total := int(e.total)
	keep := *p
	p.Proto, p.FragOffset, p.MoreFragments = e.next, 0, total == 0 || n < total
	v := p.joined(e.data[:n], n)
	if v != Fragment && n < total { // the lengths are known too
		p.Proto, p.MoreFragments = e.next, false
		v = p.joined(e.data[:n], total)
	}
	switch v {
	case Transport, Neighbour:
	case Fragment:
		*p = keep
		return false
	default:
		*p = keep
		e.done = true
		r.stats.Unreadable++
		return false
	}
	e.done = true
	r.stats.Joined++
	p.Verdict, p.MoreFragments = v, false
	p.IPLen = uint16(min(max(int(keep.IPLen)-keep.fragmentLen(), 0)+max(total, n), 0xffff))
	return true
}

// joined reads the start of a datagram from behind the network header on.
func (p *Packet) joined(b []byte, wire int) Verdict {
	if p.IPv6 {
		var v Verdict
		if b, wire, v = p.skip(b, wire); v != more {
			return v
		}
	}
	p.Transport = b
	return p.transport(b, wire)
}
