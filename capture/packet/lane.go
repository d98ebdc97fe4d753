package packet

import "math/bits"

// LaneHash is a hash of the innermost address pair, without ports, that is the
// same for both directions, for all fragments, and for the ICMP errors of one
// conversation. A neighbour solicitation meets its advertisement; frames
// without addresses give 0. All bits are mixed. It has no secret: whoever has
// to withstand chosen addresses mixes one in.
func (p *Packet) LaneHash() uint64 {
	switch {
	case !p.HasNetwork:
		return 0
	case p.HasQuote:
		return pair(&p.Quote.Src, &p.Quote.Dst)
	case p.Verdict == Neighbour && p.Proto == ProtoICMPv6:
		// The solicitation goes to a multicast group, the answer may come from
		// another address: what both name is the target and who asks.
		if p.ICMPType == icmp6Solicitation {
			return pair(&p.Src, &p.NDTarget)
		}
		return pair(&p.NDTarget, &p.Dst)
	}
	return pair(&p.Src, &p.Dst)
}

// pair hashes two addresses without their order.
func pair(a, b *Addr) uint64 {
	return fold(a.hash()+b.hash(), 0x9e3779b97f4a7c15)
}

func (a *Addr) hash() uint64 {
	hi, lo := a.Halves()
	return fold(hi^0xa0761d6478bd642f, lo^0xe7037ed1a0b428db)
}

// fold multiplies to 128 bits and folds them: every bit of x and y reaches every
// bit of the result.
func fold(x, y uint64) uint64 {
	hi, lo := bits.Mul64(x, y)
	return hi ^ lo
}
