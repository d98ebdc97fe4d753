package analyzers

import (
	"math/bits"

	"github.com/reconwatch/reconwatch/capture/packet"
)

// Route is a set of ways by which an event goes to shards.
type Route uint8

// Routes. One shard may be reached by several; it gets the event once.
const (
	BySource Route = 1 << iota // what is judged per source
	ByTarget                   // what is judged per target
	ByPrefix                   // sweeps of one prefix and port by many sources
)

// routesOf says which routes an event of a kind takes. What a target or a
// prefix is judged by is handshakes that failed or were finished.
var routesOf = [NumEventKinds]Route{
	Attempted:   BySource,
	OddFlags:    BySource | ByTarget | ByPrefix,
	Answered:    BySource,
	Continued:   BySource | ByTarget,
	HalfOpen:    BySource | ByTarget | ByPrefix,
	Refused:     BySource | ByTarget | ByPrefix,
	Prohibited:  BySource | ByTarget | ByPrefix,
	Silent:      BySource | ByTarget | ByPrefix,
	Unrequested: BySource,
	LowTTL:      BySource,
	Expired:     BySource,
	Message:     BySource,
	Signature:   BySource | ByTarget,
}

// Routes is the set of routes that an event of kind k takes; broadcast kinds take none.
func (k EventKind) Routes() Route { return routesOf[k] }

// Ways is the set of routes that the event takes: those of its kind, and an answer of a name server
// is judged by server too.
func (e *Event) Ways() Route {
	if e.Kind == Message && e.App == AppDNS && e.FromTarget {
		return BySource | ByTarget
	}
	return e.Kind.Routes()
}

// Shards tells which shard of n an event goes to by each route. n is at least 1.
// The result depends on addresses and port only, so that any number of lanes agrees.
func (e *Event) Shards(n int) (source, target, prefix int) {
	if n == 1 {
		return 0, 0, 0
	}
	return shard(Prefix(e.Source, 32, 48), 0, n), shard(e.Target, 0, n), shard(Prefix(e.Target, 24, 64), uint64(e.TargetPort)+1, n)
}

func shard(a packet.Addr, salt uint64, n int) int {
	hi, lo := a.Halves()
	h, l := bits.Mul64(hi^0x9e3779b97f4a7c15, lo^salt^0xd6e8feb86659fd93)
	h, l = bits.Mul64(h^l^0xa0761d6478bd642f, 0xe7037ed1a0b428db)
	hi, _ = bits.Mul64(h^l, uint64(n))
	return int(hi)
}

// Prefix masks an address to its first bits: v4 bits of an IPv4 address (0 to
// 32), v6 of an IPv6 address (0 to 128, in whole bytes as v4).
func Prefix(a packet.Addr, v4, v6 int) packet.Addr {
	keep := v6 / 8
	if a.Is4() {
		keep = 12 + v4/8
	}
	clear(a[keep:])
	return a
}
