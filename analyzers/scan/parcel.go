package scan

import (
	"math/bits"
	"time"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/cache"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
)

const (
	// largestProbe is the IP length of the largest payload that scanners send to find a UDP
	// service, QUIC's apart; smallestAnswer is where amplified answers to forged questions begin.
	largestProbe, smallestAnswer = 300, 128
	quic                         = 443

	// Streams and peers have a port or a few at each other's host, and servers that are made to answer somebody
	// who did not ask have one of their own: from a port that is no server's, to so many of one host, are probes,
	// however long they have been made.
	parcelPorts  = 10
	parcelPairs  = 1 << 12
	parcelWindow = int64(time.Hour)
)

// parcel is which ports of one host a source has sent long datagrams to that nobody answered, as bits.
type parcel struct{ ports uint64 }

// parcels remembers them for each source and host.
type parcels struct {
	secret uint64
	pairs  *cache.Cache[parcel]
}

func (p *parcels) init(secret uint64) {
	p.secret, p.pairs = secret, cache.New[parcel](parcelPairs).Fading(parcelWindow)
}

// scattered takes a silent datagram, and reports whether its source has sent such to too many ports of its
// target for a stream. Taking one again changes nothing.
func (p *parcels) scattered(e *analyzers.Event) bool {
	if servicePort(e.Proto, e.SourcePort) {
		return false
	}
	sh, sl := e.Source.Halves()
	th, tl := e.Target.Halves()
	pair, _ := p.pairs.TakeWithin(sketch.Hash(p.secret^sketch.Hash(p.secret, sh, sl), th, tl), e.Time, parcelWindow)
	pair.ports |= 1 << (sketch.Hash(p.secret, 0, uint64(e.TargetPort)) & 63)
	return bits.OnesCount64(pair.ports) >= parcelPorts
}

// unanswered reports whether a datagram is of a kind that asks for no answer: by
// its port, or because it is one itself, sent on to whom the question was forged.
func (d *Detector) unanswered(e *analyzers.Event) bool {
	if oneWayPort(e.TargetPort) {
		return true
	}
	long := int(e.Extra) > largestProbe && e.TargetPort != quic ||
		int(e.Extra) >= smallestAnswer && !servicePort(e.Proto, e.TargetPort)
	return long && !d.parcels.scattered(e)
}
