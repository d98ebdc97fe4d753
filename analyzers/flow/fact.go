package flow

import (
	"encoding/binary"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// Facts are told once to all shards. The tables that remember what was told are
// bounded: what they forget is told again, and means the same.

// services are the (target, protocol, port) that answered, two ways a set.
type services struct{ sets [][2]uint32 }

const serviceSets = 1 << 15

func newServices() services { return services{make([][2]uint32, serviceSets)} }

// news notes a hash and reports whether it was not there. The later of the two
// ways is the one more recently used.
func (s *services) news(hash uint64) bool {
	set := &s.sets[hash%serviceSets]
	tag := uint32(hash>>32) | 1 // 0 is an empty way
	switch tag {
	case set[1]:
		return false
	case set[0]:
		set[0], set[1] = set[1], set[0]
		return false
	}
	set[0], set[1] = set[1], tag
	return true
}

// service tells that the target of r answers.
func (s *step) service(r *Record) {
	target, port := r.key.end(1 - r.initiator())
	k := Key{Low: *target, LowPort: port, Proto: r.key.Proto, VLAN: r.key.VLAN}
	if !s.t.services.news(k.hash(&s.t.seeds)) {
		return
	}
	e := s.event(analyzers.Service)
	if e == nil {
		return
	}
	e.First, e.Source, e.Target, e.TargetPort = s.at, *target, *target, port
	e.Proto, e.VLAN, e.Interface = r.key.Proto, r.vlan, r.device
}

// sources is how many sources of a MAC address are told: one host may have two
// or three, four make a router of it.
const sources = 4

// forwarder is a MAC address and the IPv4 sources that it sent for.
type forwarder struct {
	mac  uint64
	n    uint16
	from [sources]uint32
}

type routers struct{ sets [][4]forwarder }

const routerSets = 1 << 9

func newRouters() routers { return routers{make([][4]forwarder, routerSets)} }

// news notes a pair and reports whether it is to be told. Of a full set the
// address with the fewest sources gives way, so that random ones do not push
// routers out.
func (t *routers) news(mac uint64, from uint32, seed uint64) bool {
	set := &t.sets[mix(mac^seed, seed|1)%routerSets]
	least := &set[0]
	for i := range set {
		f := &set[i]
		if f.n > 0 && f.mac == mac {
			return f.news(from)
		}
		if f.n < least.n {
			least = f
		}
	}
	*least = forwarder{mac: mac}
	return least.news(from)
}

func number(mac *[6]byte) uint64 {
	return uint64(binary.BigEndian.Uint16(mac[:])) | uint64(binary.BigEndian.Uint32(mac[2:]))<<16
}

func (f *forwarder) news(from uint32) bool {
	if f.n == sources {
		return false
	}
	for _, known := range f.from[:f.n] {
		if known == from {
			return false
		}
	}
	f.from[f.n] = from
	f.n++
	return true
}

// router looks at the link address of a packet. Inside a tunnel it is not the
// sender's, and ARP does not pass a router.
func (s *step) router() {
	p := s.p
	if !p.HasMAC || p.Tunnels != 0 || p.Verdict == packet.Neighbour || !p.Src.Is4() || p.Src.IsZero() {
		return
	}
	if !s.t.routers.news(number(&p.SrcMAC), binary.BigEndian.Uint32(p.Src[12:]), s.t.seeds[0]) {
		return
	}
	e := s.event(analyzers.Router)
	if e == nil {
		return
	}
	e.First, e.Source, e.MAC, e.Proto = s.at, p.Src, p.SrcMAC, p.Proto
	e.VLAN, e.Interface = p.VLAN, p.Interface
	copy(e.Target[10:], p.SrcMAC[:])
}
