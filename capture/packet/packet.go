// Package packet turns the bytes of one frame into one reused struct, in place.
//
// Goroutines: a Packet, a Reassembler and a Duplicates belong to one goroutine.
// Allocation: none after construction. Nothing here fails or panics: what can
// not be read is a Verdict, and the caller counts it.
package packet

import "net/netip"

// Addr is an IP address; IPv4 as ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2), so
// that both versions share one path.
type Addr [16]byte

// Verdict says how far decoding came. Every frame has exactly one.
type Verdict uint8

// Verdicts. Transport and Neighbour are whole; Fragment, Network and Link are
// decoded as far as they can be; the others are what stopped the decoder.
const (
	Transport   Verdict = iota // IP with a readable transport header (TCP, UDP, SCTP, ICMP, ICMPv6)
	Neighbour                  // ARP over Ethernet/IPv4, or an ICMPv6 neighbour message
	Fragment                   // IP fragment whose transport header is not in reach yet
	Network                    // IP with another protocol
	Link                       // a frame without IP: STP, LLDP, EAPOL, ...
	Truncated                  // the capture ends inside a header
	Malformed                  // a length or version field contradicts the bytes
	TooDeep                    // more encapsulations or extension headers than MaxDepth
	Unsupported                // a link type that the decoder does not read
	NumVerdicts
)

// MaxDepth bounds the headers that are taken off in front of the innermost
// addresses (tags, labels and tunnels together).
const MaxDepth = 16

// IP protocol numbers (IANA) that the sensor names.
const (
	ProtoICMP   = 1
	ProtoIGMP   = 2
	ProtoIPIP   = 4
	ProtoTCP    = 6
	ProtoUDP    = 17
	ProtoIPv6   = 41
	ProtoGRE    = 47
	ProtoESP    = 50
	ProtoAH     = 51
	ProtoICMPv6 = 58
	ProtoNone   = 59
	ProtoSCTP   = 132
	// ProtoARP stands for ARP where a protocol number is kept: 255 is reserved
	// by IANA and never on the wire for it.
	ProtoARP = 255
)

// TCP flags as they lie in bytes 12 and 13 of the header, with the reserved bits.
const (
	FIN uint16 = 1 << iota
	SYN
	RST
	PSH
	ACK
	URG
	ECE
	CWR
	AE          // accurate ECN, once NS
	TCPReserved = 0x0e00
)

// Bits of Packet.TCPOptions: which options a TCP header carries.
const (
	OptMSS uint8 = 1 << iota
	OptWindowScale
	OptSACKPermitted
	OptTimestamps
	OptOther
)

// Quote is the start of the packet that an ICMP error quotes (RFC 792, RFC 4443).
type Quote struct {
	Src, Dst         Addr
	Seq              uint32 // TCP sequence number; valid iff Proto is TCP
	SrcPort, DstPort uint16 // valid iff HasPorts; for a quoted ICMP query: type, and 0
	Proto            uint8
	HasPorts         bool
}

// Packet is a decoded frame. Fields are meaningful as their comments say;
// others may hold values of an earlier frame. Those that lie side by side in a header do so here: they are
// written as one.
type Packet struct {
	// Time, WireLen and Interface are the frame's.
	Time      int64
	WireLen   uint32
	Interface uint16
	// VLAN is the outermost VLAN identifier, 0 for none.
	VLAN uint16

	// Src and Dst are the innermost network addresses; for ARP the sender's and
	// the target's protocol address. Valid iff HasNetwork.
	Src, Dst Addr

	// HasNetwork tells that a network header was whole: the addresses and the
	// fields from IPv6 to IPLen are valid. Always for Transport, Neighbour,
	// Fragment and Network, never for Link and Unsupported; for the others it
	// depends on how far the decoder came.
	HasNetwork bool
	// HasMAC tells that SrcMAC and DstMAC are valid.
	HasMAC bool
	// Depth counts the encapsulations (tags, labels, tunnels) that were taken
	// off; Tunnels those that carried IP or Ethernet in IP.
	Depth, Tunnels uint8

	Verdict Verdict
	// IPv6 is true for an IPv6 header.
	IPv6 bool
	// TTL is the time to live or hop limit, TOS the traffic class.
	TTL uint8
	// Proto is the transport protocol after extension headers; ProtoARP for ARP.
	Proto        uint8
	TOS          uint8
	DontFragment bool
	// IPLen is the length of the innermost IP packet by its header, in bytes;
	// as the wire length tells where offload left it 0, at most 65535.
	IPLen uint16
	// IPID is the IPv4 identification, or the low 16 bits of a fragment header's.
	IPID uint16

	// FragOffset (bytes) and MoreFragments are zero for whole packets; FragID is
	// valid for fragments.
	FragOffset    uint16
	MoreFragments bool
	// HasQuote tells that Quote is valid.
	HasQuote bool
	// SrcPort and DstPort are of TCP, UDP, SCTP; 0 otherwise.
	SrcPort, DstPort uint16
	FragID           uint32

	// TCPFlags is the 12 bits after the data offset; valid iff Proto is TCP and
	// Verdict Transport. So are Seq, Ack, Window, Urgent and TCPOptions.
	TCPFlags       uint16
	Window, Urgent uint16
	Seq, Ack       uint32
	TCPOptions     uint8
	// TCPHeaderLen is in bytes.
	TCPHeaderLen uint8
	// SCTPChunk is the type of the first chunk; valid iff Proto is SCTP.
	SCTPChunk uint8
	// ICMPType and ICMPCode are of ICMP or ICMPv6; ICMPID and ICMPSeq of its
	// echo, timestamp and mask messages. ARPOp is the operation of ARP.
	ICMPType, ICMPCode uint8
	ICMPID, ICMPSeq    uint16
	ARPOp              uint16
	// NDTarget is the target of a neighbour solicitation or advertisement.
	NDTarget Addr
	// DstMAC and SrcMAC are the innermost Ethernet addresses.
	DstMAC, SrcMAC [6]byte
	// Quote is what an ICMP error quotes.
	Quote Quote

	// PayloadLen is the transport payload's length on the wire by the IP header;
	// Payload the captured part of it. Payload dies with the frame.
	PayloadLen int
	Payload    []byte
	// Transport is the captured bytes from the transport header (or of the
	// fragment) on, Network those from the innermost network header on, both
	// without padding. They die with the frame.
	Transport, Network []byte
}

// AddrFrom converts; an IPv4 address becomes IPv4-mapped.
func AddrFrom(a netip.Addr) Addr { return a.As16() }

// Netip converts back, unmapping IPv4.
func (a Addr) Netip() netip.Addr { return netip.AddrFrom16(a).Unmap() }

// Is4 reports whether a is an IPv4 address.
func (a *Addr) Is4() bool {
	return *(*[12]byte)(a[:12]) == v4Prefix
}

var v4Prefix = [12]byte{10: 0xff, 11: 0xff}

// String is the usual text form.
func (a Addr) String() string { return a.Netip().String() }

// IsZero reports whether a is unspecified (0.0.0.0, :: or never set).
func (a *Addr) IsZero() bool {
	if a.Is4() {
		return a[12]|a[13]|a[14]|a[15] == 0
	}
	return *a == Addr{}
}

// IsMulticast reports whether a is an IPv4 or IPv6 multicast address or the
// IPv4 limited broadcast address.
func (a *Addr) IsMulticast() bool {
	if a.Is4() {
		return a[12]&0xf0 == 0xe0 || (a[12]&a[13]&a[14]&a[15] == 0xff)
	}
	return a[0] == 0xff
}

// ToMany reports whether p is for many: its destination is a multicast or broadcast address, or the frame's
// is; p.HasNetwork must be true.
func (p *Packet) ToMany() bool {
	return p.Dst.IsMulticast() || p.HasMAC && p.Tunnels == 0 && p.DstMAC == broadcast
}

var broadcast = [6]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}

// Halves is the address as two big-endian halves, for hashing and comparing.
func (a *Addr) Halves() (hi, lo uint64) {
	return be64(a[:8]), be64(a[8:])
}

func be64(b []byte) uint64 {
	_ = b[7]
	return uint64(b[7]) | uint64(b[6])<<8 | uint64(b[5])<<16 | uint64(b[4])<<24 |
		uint64(b[3])<<32 | uint64(b[2])<<40 | uint64(b[1])<<48 | uint64(b[0])<<56
}
