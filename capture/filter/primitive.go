package filter

import (
	"encoding/binary"
	"net/netip"
	"strings"

	"golang.org/x/net/bpf"

	"github.com/reconwatch/reconwatch/capture"
)

// IP protocol numbers by name, and over which versions pcap-filter looks for the
// name when it stands alone.
var ipProtocols = map[string]struct {
	number uint32
	v4, v6 bool
}{
	"icmp": {1, true, false}, "igmp": {2, true, false}, "tcp": {6, true, true}, "udp": {17, true, true},
	"esp": {50, true, true}, "ah": {51, true, true}, "icmp6": {58, false, true}, "sctp": {132, true, true},
}

// etherTypes are the network protocols by name.
var etherTypes = map[string]uint32{"ip": typeIPv4, "ip6": typeIPv6, "arp": typeARP, "rarp": typeRARP}

// Offsets in network headers (RFC 791, RFC 8200, RFC 826).
const (
	v4Fragment = 6
	v4Protocol = 9
	v4Src      = 12
	v4Dst      = 16
	v6Next     = 6
	v6Src      = 8
	v6Dst      = 24
	v6Payload  = 40
	arpSrc     = 14
	arpDst     = 24
	v6FragNext = 44 // IP protocol number of the fragment header
)

// protocol is a protocol word that stands alone.
func (p *parser) protocol(t token) (*expr, error) {
	tags := p.tags
	if et, ok := etherTypes[t.text]; ok {
		return &expr{prim: func(l *layout) *node { return l.carries(tags, et) }}, nil
	}
	ip, ok := ipProtocols[t.text]
	if !ok {
		return nil, fail(p.peek(), "expected host, src, dst or proto after %s", t.text)
	}
	return &expr{prim: func(l *layout) *node { return l.protocol(tags, ip.number, ip.v4, ip.v6) }}, nil
}

// protocol tests the protocol of an IP packet; in IPv6 the first header's, or a
// fragment header's, as tcpdump does.
func (l *layout) protocol(tags, number uint32, v4, v6 bool) *node {
	at := l.net(tags)
	in4, in6 := no, no
	if v4 {
		in4 = all(l.carries(tags, typeIPv4), is(at+v4Protocol, 1, 0, number))
	}
	if v6 {
		next := is(at+v6Next, 1, 0, number)
		behind := all(is(at+v6Next, 1, 0, v6FragNext), is(at+v6Payload, 1, 0, number))
		in6 = all(l.carries(tags, typeIPv6), some(next, behind))
	}
	return some(in4, in6)
}

// identifier reads what the qualifiers are about.
func (p *parser) identifier(q qualifiers) (*expr, error) {
	p.last = q
	if t := p.peek(); t.text == "" || isKeyword(t.text) && q.kind != "proto" {
		return nil, fail(t, "expected an address or number after %s", strings.Join(q.words(), " "))
	}
	switch q.kind {
	case "port", "portrange":
		return p.ports(q)
	case "proto":
		return p.proto(q)
	}
	if q.proto == "ether" {
		return p.station(q)
	}
	return p.address(q)
}

func (q *qualifiers) words() (out []string) {
	for _, w := range []string{q.proto, q.dir, q.kind} {
		if w != "" {
			out = append(out, w)
		}
	}
	return out
}

// directed joins the tests of a source and a destination field.
func directed(dir string, src, dst *node) *node {
	switch dir {
	case "src":
		return src
	case "dst":
		return dst
	case "and":
		return all(src, dst)
	}
	return some(src, dst)
}

// ports reads a port, or two joined by "-".
func (p *parser) ports(q qualifiers) (*expr, error) {
	t := p.take()
	low, high, two := strings.Cut(t.text, "-")
	if !two {
		high = low
	}
	lo, okLo := parseNumber(low)
	hi, okHi := parseNumber(high)
	switch {
	case !okLo || !okHi || two && q.kind == "port":
		return nil, fail(t, "expected a %s in digits", q.kind)
	case max(lo, hi) > 0xffff:
		return nil, fail(t, "a port is at most 65535")
	}
	over := []uint32{132, 6, 17}
	if q.proto != "" {
		ip, ok := ipProtocols[q.proto]
		if !ok || ip.number != 6 && ip.number != 17 && ip.number != 132 {
			return nil, fail(t, "%s has no ports", q.proto)
		}
		over = []uint32{ip.number}
	}
	tags, from, to := p.tags, uint32(min(lo, hi)), uint32(max(lo, hi))
	return &expr{prim: func(l *layout) *node { return l.ports(tags, q.dir, over, from, to) }}, nil
}

// ports tests the ports behind an IPv4 header of any length, or a bare IPv6 one.
func (l *layout) ports(tags uint32, dir string, over []uint32, from, to uint32) *node {
	at := l.net(tags)
	var over4, over6 []*node
	for _, number := range over {
		over4 = append(over4, is(at+v4Protocol, 1, 0, number))
		over6 = append(over6, is(at+v6Next, 1, 0, number))
	}
	first := not(&node{test: test{load: load{off: at + v4Fragment, size: 2}, cond: bpf.JumpBitsSet, val: 0x1fff}})
	in4 := directed(dir,
		within(load{from: fromTransport, base: at, off: 0, size: 2}, from, to),
		within(load{from: fromTransport, base: at, off: 2, size: 2}, from, to))
	in6 := directed(dir,
		within(load{off: at + v6Payload, size: 2}, from, to),
		within(load{off: at + v6Payload + 2, size: 2}, from, to))
	return some(all(l.carries(tags, typeIPv6), some(over6...), in6),
		all(l.carries(tags, typeIPv4), some(over4...), first, in4))
}

// within tests a value for a range.
func within(v load, from, to uint32) *node {
	if from == to {
		return &node{test: test{load: v, cond: bpf.JumpEqual, val: from}}
	}
	return all(&node{test: test{load: v, cond: bpf.JumpGreaterOrEqual, val: from}},
		not(&node{test: test{load: v, cond: bpf.JumpGreaterThan, val: to}}))
}

// proto reads a protocol number or name. A backslash may stand before a name, as
// tcpdump wants it.
func (p *parser) proto(q qualifiers) (*expr, error) {
	t := p.take()
	name := strings.TrimPrefix(t.text, `\`)
	number, isNumber := parseNumber(name)
	tags := p.tags
	if q.dir != "" {
		return nil, fail(t, "a protocol has no direction")
	}
	if q.proto == "ether" {
		if et, ok := etherTypes[name]; ok {
			number, isNumber = uint64(et), true
		}
		if !isNumber || number > 0xffff || number < 0x0600 {
			return nil, fail(t, "expected an EtherType, 0x600 to 0xffff, or its name")
		}
		return &expr{prim: func(l *layout) *node { return l.carries(tags, uint32(number)) }}, nil
	}
	if q.proto != "" && q.proto != "ip" && q.proto != "ip6" {
		return nil, fail(t, "%s proto is not known; ether, ip and ip6 have one", q.proto)
	}
	if ip, ok := ipProtocols[name]; ok {
		number, isNumber = uint64(ip.number), true
	}
	if !isNumber || number > 255 {
		return nil, fail(t, "expected an IP protocol number, 0 to 255, or its name")
	}
	return &expr{prim: func(l *layout) *node {
		return l.protocol(tags, uint32(number), q.proto != "ip6", q.proto != "ip")
	}}, nil
}

// station reads an Ethernet address.
func (p *parser) station(q qualifiers) (*expr, error) {
	t := p.take()
	mac, ok := parseMAC(t.text)
	switch {
	case !ok || q.kind == "net":
		return nil, fail(t, "expected an Ethernet address after ether host")
	case p.link != capture.LinkEthernet:
		return nil, fail(t, "there are no Ethernet addresses on link type %s", p.link)
	}
	at := func(off uint32) *node {
		return all(is(off+2, 4, 0, binary.BigEndian.Uint32(mac[2:])), is(off, 2, 0, uint32(binary.BigEndian.Uint16(mac[:]))))
	}
	return &expr{prim: func(*layout) *node { return directed(q.dir, at(6), at(0)) }}, nil
}

// address reads a host's address or a network.
func (p *parser) address(q qualifiers) (*expr, error) {
	t := p.take()
	net, err := p.prefix(t, q)
	if err != nil {
		return nil, err
	}
	v4 := net.Addr().Is4()
	switch {
	case q.proto != "" && etherTypes[q.proto] == 0:
		return nil, fail(t, "%s has no addresses; ip, ip6, arp and rarp have", q.proto)
	case v4 && q.proto == "ip6" || !v4 && q.proto != "ip6" && q.proto != "":
		return nil, fail(t, "not an address of %s", q.proto)
	}
	tags := p.tags
	return &expr{prim: func(l *layout) *node { return l.address(tags, q, net) }}, nil
}

// address tests the network header's addresses; an IPv4 address without a
// protocol also those of ARP.
func (l *layout) address(tags uint32, q qualifiers, net netip.Prefix) *node {
	at := l.net(tags)
	if !net.Addr().Is4() {
		return all(l.carries(tags, typeIPv6), directed(q.dir, prefixAt(at+v6Src, net), prefixAt(at+v6Dst, net)))
	}
	var parts []*node
	for _, proto := range []string{"ip", "arp", "rarp"} {
		if q.proto != "" && q.proto != proto {
			continue
		}
		src, dst := at+arpSrc, at+arpDst
		if proto == "ip" {
			src, dst = at+v4Src, at+v4Dst
		}
		parts = append(parts, all(l.carries(tags, etherTypes[proto]), directed(q.dir, prefixAt(src, net), prefixAt(dst, net))))
	}
	return some(parts...)
}

// prefixAt tests an address word by word.
func prefixAt(off uint32, net netip.Prefix) *node {
	out := yes
	b := net.Addr().AsSlice()
	for i := 0; i < len(b); i += 4 {
		bits := min(max(net.Bits()-8*i, 0), 32)
		mask := ^uint32(0) << (32 - bits)
		if bits == 32 {
			mask = 0 // the whole word needs none
		}
		if bits > 0 {
			out = all(out, is(off+uint32(i), 4, mask, binary.BigEndian.Uint32(b[i:])))
		}
	}
	return out
}
