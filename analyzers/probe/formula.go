package probe

import (
	"encoding/binary"

	"github.com/reconwatch/reconwatch/capture/packet"
)

// holds reports whether the fields of p are related so.
func (f Formula) holds(p *packet.Packet) bool {
	switch f {
	case MasscanIPID:
		seq, ok := chosen(p)
		return ok && !p.IPv6 && p.IPID == uint16(ipv4(&p.Dst)^seq)^p.DstPort
	case SeqIsTarget:
		return !p.IPv6 && p.Seq == ipv4(&p.Dst)
	case AckIsSet:
		return p.Ack != 0 && p.TCPFlags&packet.ACK == 0
	case AckIsMask:
		return p.Seq == 0 && p.Ack != 0
	case NotSequenced:
		return p.Seq != 0
	case ShortBySum:
		return shortBySum(p)
	case TinyFragment:
		return p.FragOffset == 0 && p.MoreFragments && p.PayloadLen < 20
	case AsksFirst, AsksItself, AsksLast:
		return p.ARPOp == arpRequest && f.asks(p)
	default:
		return f.says(p)
	}
}

// says is holds for what is in the payload.
func (f Formula) says(p *packet.Packet) bool {
	switch f {
	case FillEqual:
		return repeated(p.Payload)
	case PortElsewhere:
		return portElsewhere(p)
	case PathUUID:
		var r request
		return parseRequest(p.Payload, &r) && uuid(r.path)
	default:
		return true
	}
}

// chosen is the number that an initiator chooses: TCP's first sequence number, or the tag of SCTP's
// INIT (RFC 9260 section 3.3.2).
func chosen(p *packet.Packet) (uint32, bool) {
	if p.Proto == packet.ProtoTCP {
		return p.Seq, true
	}
	if len(p.Payload) < 8 {
		return 0, false
	}
	return binary.BigEndian.Uint32(p.Payload[4:]), true
}

const arpRequest = 1

// asks reports whether an ARP request is for such an address.
func (f Formula) asks(p *packet.Packet) bool {
	switch f {
	case AsksFirst:
		return p.Dst[15] == 0
	case AsksLast:
		return p.Dst[15] == 255
	default:
		return p.Src == p.Dst
	}
}

// portElsewhere reports whether an FTP client asks for a connection to a service of another host (RFC 959,
// PORT). Clients behind address translation name addresses that are not theirs here, but no ports below 1024.
func portElsewhere(p *packet.Packet) bool {
	const verb = "PORT "
	b := p.Payload
	if len(b) < len(verb) || string(b[:len(verb)]) != verb || p.IPv6 {
		return false
	}
	var n [6]byte
	if !commaSeparated(b[len(verb):], &n) {
		return false
	}
	return [4]byte(n[:4]) != [4]byte(p.Src[12:]) && n[4] < 1024>>8
}

// commaSeparated reads six numbers of one octet each.
func commaSeparated(b []byte, n *[6]byte) bool {
	at, digits, v := 0, 0, 0
	for _, c := range b {
		if c >= '0' && c <= '9' {
			v, digits = v*10+int(c-'0'), digits+1
			if v > 255 {
				return false
			}
			continue
		}
		if digits == 0 {
			return false
		}
		n[at] = byte(v)
		at, digits, v = at+1, 0, 0
		if at == len(n) {
			return c == '\r' || c == '\n'
		}
		if c != ',' {
			return false
		}
	}
	return false
}

// uuid reports whether a path is one in lower case (RFC 9562 section 4).
func uuid(path []byte) bool {
	const form = "/xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
	if len(path) != len(form) {
		return false
	}
	for i, c := range path {
		digit := c >= '0' && c <= '9' || c >= 'a' && c <= 'f'
		if digit != (form[i] == 'x') || !digit && c != form[i] {
			return false
		}
	}
	return true
}

func ipv4(a *packet.Addr) uint32 { return binary.BigEndian.Uint32(a[12:]) }

func repeated(b []byte) bool {
	for _, c := range b {
		if c != b[0] {
			return false
		}
	}
	return len(b) > 0
}

// shortBySum reports whether the TCP checksum is one less than it should be. A
// tap beside the sender sees partial checksums, which are the sum of the
// pseudo-header alone: those are not meant.
func shortBySum(p *packet.Packet) bool {
	b := p.Transport
	n := int(p.TCPHeaderLen) + p.PayloadLen
	if len(b) != n || n < 20 || p.FragOffset != 0 {
		return false
	}
	var sum uint32
	sum = add(sum, p.Src[12:])
	sum = add(sum, p.Dst[12:])
	if p.IPv6 {
		sum = add(sum, p.Src[:12])
		sum = add(sum, p.Dst[:12])
	}
	sum += uint32(p.Proto) + uint32(n)
	partial := fold(sum)
	got := binary.BigEndian.Uint16(b[16:])
	whole := add(sum, b[:16])
	whole = add(whole, b[18:])
	right := ^fold(whole)
	return got == right-1 && got != partial
}

// add sums 16-bit words (RFC 1071); a last odd byte is the high half of one.
func add(sum uint32, b []byte) uint32 {
	for ; len(b) >= 2; b = b[2:] {
		sum += uint32(binary.BigEndian.Uint16(b))
	}
	if len(b) == 1 {
		sum += uint32(b[0]) << 8
	}
	return sum
}

func fold(sum uint32) uint16 {
	for sum > 0xffff {
		sum = sum&0xffff + sum>>16
	}
	return uint16(sum)
}
