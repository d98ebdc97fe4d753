package scan

import (
	"math/bits"
	"time"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/cache"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/packet"
)

const (
	// scatteredPorts of one host, of one protocol, in scatterWindow are more than streams and remains of
	// connections have in common with it: those have a port or a few, the clients of a domain controller seven.
	scatteredPorts = 10
	// forgottenPorts is the same of connections of which nothing more comes, from either side: nothing but their
	// number speaks against them. It is in bits of 64, of which 30 ports set 24.
	forgottenPorts = 24
	scatterWindow  = int64(time.Hour)
	scatterPairs   = 1 << 12
)

// scatter remembers to which ports of a host a source has sent what says nothing by itself: a stream, or what is
// left of a connection, as long as it is of few ports.
type scatter struct {
	secret uint64
	pairs  *cache.Cache[portBits]
}

// portBits are ports of one host.
type portBits struct{ ports uint64 }

func (s *scatter) init(secret uint64) {
	s.secret, s.pairs = secret, cache.New[portBits](scatterPairs).Fading(scatterWindow)
}

// add takes a packet, and gives how many ports there are by now. Taking one again changes nothing.
func (s *scatter) add(e *analyzers.Event) int {
	pair, _ := s.pairs.TakeWithin(sketch.Pair(s.secret, &e.Source, &e.Target, uint64(e.Proto)<<56), e.Time, scatterWindow)
	pair.ports |= 1 << (sketch.Hash(s.secret, 0, uint64(e.TargetPort)) & 63)
	return bits.OnesCount64(pair.ports)
}

const (
	// largestProbe is the IP length of the largest payload that scanners send to find a UDP
	// service, QUIC's apart; smallestAnswer is where amplified answers to forged questions begin.
	largestProbe, smallestAnswer = 300, 128
	quic                         = 443
)

// parcel reports whether a datagram that nobody answered is too long to be a probe: a part of a stream, or itself an
// answer, sent on to whom the question was forged.
func parcel(e *analyzers.Event, o outcome) bool {
	return e.Method == analyzers.UDP && o == silent && (int(e.Extra) > largestProbe && e.TargetPort != quic ||
		int(e.Extra) >= smallestAnswer && !servicePort(e.Proto, e.TargetPort))
}

// scattered reports whether parcels go to so many ports of one host that they are probes, unless from a
// server's own.
func (d *Detector) scattered(e *analyzers.Event) bool {
	return !servicePort(e.Proto, e.SourcePort) && d.scatter.add(e) >= scatteredPorts
}

// remains reports whether a bare ACK or FIN may be of a connection that began before the capture: all come from
// ports of their own to a few of a host's, or from a service's. A scanner sends to many targets from one, or to
// many ports of one host. Callers' ports count for nothing: a server's own port is not known to everybody.
func (d *Detector) remains(su *suspect, e *analyzers.Event, o outcome) bool {
	most := scatteredPorts
	if o == silent {
		most = forgottenPorts
	}
	switch {
	case e.Kind == analyzers.Unrequested && e.TargetPort < 1024: // no caller's port waits for a SYN-ACK
		return false
	case e.Method != analyzers.TCPAck && e.Method != analyzers.TCPMaimon && e.Kind != analyzers.Unrequested:
		return false
	case e.SourcePort < dynamicPort && servicePort(packet.ProtoTCP, e.SourcePort):
		return true
	case e.Kind != analyzers.Unrequested && e.TargetPort < dynamicPort && d.scatter.add(e) >= most:
		return false
	case su == nil:
		return true
	case e.SourcePort == su.bare[0] || e.SourcePort == su.bare[1]:
		return false
	}
	su.bare[1], su.bare[0] = su.bare[0], e.SourcePort
	return true
}
