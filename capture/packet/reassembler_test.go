package packet

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// piece is a fragment of a datagram: bytes from, to of it.
type piece struct{ from, to int }

// by8 cuts n bytes into pieces of size bytes, as nmap -f and --mtu do.
func by8(n, size int) (out []piece) {
	for at := 0; at < n; at += size {
		out = append(out, piece{at, min(at+size, n)})
	}
	return out
}

func (c piece) ip4(proto uint8, id int, datagram []byte) *Packet {
	fragment := c.from / 8
	if c.to < len(datagram) {
		fragment |= flagMF
	}
	return decoded(kindIPv4, join(ip4Fragment(hostA, hostB, proto, id, fragment, datagram[c.from:c.to]), padding))
}

func (c piece) ip6(next uint8, id int, datagram []byte) *Packet {
	return decoded6(host6A, host6B, extFragment, fragment6(next, id, c.from, c.to < len(datagram), datagram[c.from:c.to]))
}

// joins counts what Join tells of packets, and gives the one it completed.
func joins(r *Reassembler, packets ...*Packet) (n int, told *Packet) {
	for _, p := range packets {
		if r.Join(p) {
			n++
			told = p
		}
	}
	return n, told
}

func fragments4(proto uint8, id int, datagram []byte, pieces []piece) (out []*Packet) {
	for _, c := range pieces {
		out = append(out, c.ip4(proto, id, datagram))
	}
	return out
}

var (
	longSYN  = tcp(40000, 80, int(SYN), "020405b4 0402 080a0000000100000000 01 030307", "")
	withData = tcp(40000, 80, int(ACK|PSH), "", "GET / HTTP/1.0\r\n\r\n")
	unreach  = icmpMessage("0303 0000 00000000", quoteUDP)
)

func TestJoin(t *testing.T) {
	for _, c := range []struct {
		name     string
		v6       bool
		proto    uint8
		datagram []byte
		size     int
		want     int // joined
	}{
		{"nmap -f", false, ProtoTCP, syn, 8, 1},
		{"nmap -ff", false, ProtoTCP, syn, 16, 1},
		{"nmap --mtu 24: the first holds the header", false, ProtoTCP, syn, 24, 0},
		{"nmap -f -sU: the first holds the header", false, ProtoUDP, query, 8, 0},
		{"all options", false, ProtoTCP, longSYN, 8, 1},
		{"with data", false, ProtoTCP, withData, 8, 1},
		{"SCTP", false, ProtoSCTP, raw("9c40 0b59 00000000 00000000 01000014 0000000000000000"), 8, 1},
		{"ICMP: the first holds the header", false, ProtoICMP, unreach, 8, 0},
		{"IPv6", true, ProtoTCP, syn, 8, 1},
		{"IPv6 with data", true, ProtoTCP, withData, 16, 1},
		{"IPv6, UDP behind an option", true, extDestination, option6(ProtoUDP, query), 8, 1},
		{"IPv6, neighbour solicitation", true, ProtoICMPv6, neighbour(135, host6B), 8, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			pieces := by8(len(c.datagram), c.size)
			whole := decoded4(hostA, hostB, c.proto, c.datagram)
			if c.v6 {
				whole = decoded6(host6A, host6B, c.proto, c.datagram)
			}
			for round := range 20 {
				order := rand.New(rand.NewPCG(1, uint64(round))).Perm(len(pieces))
				r := NewReassembler(ReassemblerOptions{})
				var packets []*Packet
				for _, i := range order {
					if c.v6 {
						packets = append(packets, pieces[i].ip6(c.proto, 7, c.datagram))
					} else {
						packets = append(packets, pieces[i].ip4(c.proto, 7, c.datagram))
					}
				}
				n, p := joins(r, packets...)
				if n != c.want {
					t.Fatalf("order %v: joined %d times, want %d", order, n, c.want)
				}
				if n == 0 {
					continue
				}
				got := tell(p)
				ignore := cmpopts.IgnoreFields(told{}, "Payload", "PayloadLen")
				if diff := cmp.Diff(tell(whole), got, ignore); diff != "" {
					t.Fatalf("order %v: -whole +joined:\n%s", order, diff)
				}
				if p.Seq != whole.Seq || p.Ack != whole.Ack || p.Window != whole.Window || p.TCPHeaderLen != whole.TCPHeaderLen {
					t.Fatalf("order %v: TCP fields differ", order)
				}
				if again, _ := joins(r, packets...); again != 0 {
					t.Fatalf("order %v: joined again", order)
				}
			}
		})
	}
}

// TestJoinLengths: the lengths are the datagram's once its last fragment is there.
func TestJoinLengths(t *testing.T) {
	r := NewReassembler(ReassemblerOptions{})
	f := fragments4(ProtoTCP, 7, withData, by8(len(withData), 8))
	n, p := joins(r, f[4], f[3], f[2], f[1], f[0])
	if n != 1 || string(p.Payload) != "GET / HTTP/1.0\r\n\r\n" || p.PayloadLen != 18 || p.IPLen != 20+38 || p.LaneHash() != f[1].LaneHash() {
		t.Errorf("joined %d: payload %q, %d, IP length %d", n, p.Payload, p.PayloadLen, p.IPLen)
	}
}

func TestJoinOverlap(t *testing.T) {
	r := NewReassembler(ReassemblerOptions{})
	lie := set(syn, 3, 22) // another destination port
	first, liar := fragments4(ProtoTCP, 7, syn, by8(24, 8)), fragments4(ProtoTCP, 7, lie, by8(24, 8))
	n, p := joins(r, first[0], liar[0], first[1], first[2])
	if n != 1 || p.DstPort != 80 {
		t.Errorf("joined %d times, port %d; the first bytes have to win", n, p.DstPort)
	}
	if s := r.Stats(); s.Overlaps != 1 || s.Joined != 1 {
		t.Errorf("counted %+v", s)
	}
}

// TestJoinAfterWhole: a first fragment that Decode has told is not told again
// by tiny fragments with its identification.
func TestJoinAfterWhole(t *testing.T) {
	r := NewReassembler(ReassemblerOptions{})
	whole := piece{0, 24}.ip4(ProtoTCP, 7, withData)
	if whole.Verdict != Transport || !whole.MoreFragments {
		t.Fatalf("verdict %d", whole.Verdict)
	}
	tiny := fragments4(ProtoTCP, 7, set(withData, 3, 22), by8(len(withData), 8))
	n, _ := joins(r, append([]*Packet{whole}, tiny...)...)
	if n != 0 || tiny[1].Verdict != Fragment {
		t.Errorf("joined %d times, a later fragment has verdict %d", n, tiny[1].Verdict)
	}
}

// TestJoinSameIdentification: a scanner comes round to an identification while
// the earlier datagram is still known.
func TestJoinSameIdentification(t *testing.T) {
	r := NewReassembler(ReassemblerOptions{})
	n, _ := joins(r, fragments4(ProtoTCP, 7, syn, by8(24, 8))...)
	m, p := joins(r, fragments4(ProtoTCP, 7, set(syn, 3, 22), by8(24, 8))...)
	if n != 1 || m != 1 || p.DstPort != 22 {
		t.Errorf("joined %d and %d times", n, m)
	}
}

func TestJoinTimeout(t *testing.T) {
	r := NewReassembler(ReassemblerOptions{Timeout: time.Second})
	f := fragments4(ProtoTCP, 7, syn, by8(24, 8))
	f[1].Time, f[2].Time = int64(2*time.Second), int64(2*time.Second)
	if n, _ := joins(r, f...); n != 0 {
		t.Error("joined across the time-out")
	}
	if s := r.Stats(); s.TimedOut != 1 {
		t.Errorf("counted %+v", s)
	}
}

// TestJoinFlood: unfinished datagrams push each other out, and are counted.
func TestJoinFlood(t *testing.T) {
	r := NewReassembler(ReassemblerOptions{Entries: 64})
	p := piece{0, 8}.ip4(ProtoTCP, 0, syn)
	const flood = 10000
	for i := range flood {
		p.FragID = uint32(i)
		r.Join(p)
	}
	if s := r.Stats(); s.Evicted < flood-64 || s.Joined != 0 {
		t.Errorf("counted %+v", s)
	}
}

func TestJoinUnreadable(t *testing.T) {
	r := NewReassembler(ReassemblerOptions{})
	f := fragments4(ProtoTCP, 7, set(syn, 12, 0x40), by8(24, 8))
	if n, _ := joins(r, f...); n != 0 || r.Stats().Unreadable != 1 || f[2].Verdict != Fragment {
		t.Errorf("joined %d, counted %+v, verdict %d", n, r.Stats(), f[2].Verdict)
	}
}

// FuzzJoin takes fragments of one datagram in any order, shape and content.
func FuzzJoin(f *testing.F) {
	f.Add(syn, []byte{0, 1, 8, 1, 16, 0})
	f.Add(option6(ProtoTCP, syn), []byte{16, 0, 0, 1, 8, 1})
	f.Fuzz(func(t *testing.T, datagram, shape []byte) {
		r := NewReassembler(ReassemblerOptions{Entries: 4})
		for i := 0; i+1 < len(shape) && i < 64; i += 2 {
			at := min(int(shape[i])&^7, len(datagram))
			c := piece{at, min(at+8*int(shape[i+1]%8), len(datagram))}
			for _, p := range []*Packet{c.ip4(ProtoTCP, 7, datagram), c.ip6(extDestination, 7, datagram)} {
				if r.Join(p) && p.Verdict != Transport && p.Verdict != Neighbour {
					t.Fatalf("joined with verdict %d", p.Verdict)
				}
				sound(t, p)
			}
		}
	})
}
