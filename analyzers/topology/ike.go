package topology

import "encoding/binary"

// proposal is what the first message of a key exchange (RFC 2408, RFC 7296) shows.
type proposal struct {
	v2         bool
	aggressive bool
	transforms int
	vendor     bool   // it says whose program it is, or, in version 2, that it looks for address translation
	digest     uint32 // of what is proposed
	name       uint32 // digest of who asks, 0 if it does not say
	cookie     uint32 // digest of the one of who asks
}

// Payload types.
const (
	ikeHeader  = 28
	payloadSA1 = 1
	payloadID  = 5
	payloadVID = 13
	payloadSA2 = 33
	payloadN   = 41
	payloadVI2 = 43

	exchangeMain       = 2
	exchangeAggressive = 4
	exchangeInit       = 34 // IKE_SA_INIT
)

// maxPayloads bounds the walk: a real message has some twenty.
const maxPayloads = 40

// parseIKE reads the first message of an exchange; false for anything else, and for one that was
// cut: what speaks for a client may stand behind the cut.
func parseIKE(b []byte) (p proposal, ok bool) {
	if len(b) < ikeHeader || binary.BigEndian.Uint64(b) == 0 || binary.BigEndian.Uint64(b[8:]) != 0 ||
		uint64(binary.BigEndian.Uint32(b[24:])) > uint64(len(b)) {
		return p, false
	}
	p.cookie = digest(b[:8])
	kind, version := b[16], b[17]
	switch {
	case version>>4 == 1 && kind == payloadSA1 && (b[18] == exchangeMain || b[18] == exchangeAggressive):
		p.aggressive = b[18] == exchangeAggressive
	case version>>4 == 2 && kind == payloadSA2 && b[18] == exchangeInit:
		p.v2 = true
	default:
		return p, false
	}
	rest := b[ikeHeader:]
	for range maxPayloads {
		if kind == 0 || len(rest) < 4 {
			break
		}
		n := int(binary.BigEndian.Uint16(rest[2:]))
		if n < 4 {
			return p, false
		}
		body := rest[4:min(n, len(rest))]
		switch kind {
		case payloadSA1, payloadSA2:
			p.transforms += transforms(kind, body)
			p.digest = digest(body)
		case payloadID:
			p.name = digest(body)
		case payloadVID, payloadVI2, payloadN:
			p.vendor = true
		}
		kind = rest[0]
		rest = rest[min(n, len(rest)):]
	}
	return p, true
}

// transforms adds up the transforms of the proposals in a security association.
func transforms(kind byte, b []byte) (n int) {
	if kind == payloadSA1 {
		if len(b) < 8 {
			return 0
		}
		b = b[8:] // domain of interpretation, situation
	}
	for range maxPayloads {
		if len(b) < 8 {
			break
		}
		size := int(binary.BigEndian.Uint16(b[2:]))
		n += int(b[7])
		if size < 8 || size > len(b) || b[0] == 0 {
			break
		}
		b = b[size:]
	}
	return n
}

// digest is FNV-1a.
func digest(b []byte) uint32 {
	h := uint32(2166136261)
	for _, c := range b {
		h = (h ^ uint32(c)) * 16777619
	}
	return h
}

// strange reports whether no VPN client sends it.
func (p *proposal) strange(c *Config) bool {
	return !p.vendor && (p.v2 || p.aggressive || p.transforms >= c.Transforms)
}
