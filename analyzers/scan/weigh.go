package scan

import (
	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

func (d *Detector) score(s *source, w float64) {
	s.score = float32(max(d.cfg.ScoreFloor, float64(s.score)+w))
}

// weigh gives the log-likelihood ratio, scanner to benign, of an outcome.
func (d *Detector) weigh(s *source, e *analyzers.Event, o outcome) float64 {
	if (e.Method == analyzers.IPProtocol || neighbourly(e)) && o != success {
		return 0 // address resolution has rules of its own; tunnels and routing protocols speak without an answer
	}
	switch o {
	case odd:
		return d.cfg.OddFlagsWeight
	case halfOpen:
		return d.cfg.HalfOpenWeight
	case refused:
		return d.certain
	case filtered:
		return d.cfg.ProhibitedWeight
	case silent:
		return d.weighSilence(s, e)
	}
	return 0 // a success is entered by settle
}

// visible is the share of replies that would have shown an outcome of this kind.
// An initiator of TCP shows by going on that it was answered, whether the span
// shows the answer or not: its silence means the same everywhere.
func (d *Detector) visible(e *analyzers.Event) float64 {
	v := d.seen.of(&e.Target)
	if e.Method == analyzers.TCPSyn || e.Method == analyzers.TCPConnect {
		v = max(v, d.cfg.VisibilityPrior)
	}
	return v
}

// oneWay reports whether silence means nothing because of where the sensor is: a
// tap that shows only what leaves shows every client of the world's servers so.
func (d *Detector) oneWay(s *source, e *analyzers.Event) bool {
	return e.Proto == packet.ProtoUDP && s.scope == foreign && !s.replied && !s.refused && d.home(&s.key)
}

func (d *Detector) weighSilence(s *source, e *analyzers.Event) float64 {
	if d.oneWay(s, e) {
		return 0
	}
	w := d.cfg.silence(d.visible(e))
	if e.Insisted {
		w *= d.cfg.InsistedShare
	}
	switch e.Proto {
	case packet.ProtoUDP, packet.ProtoARP:
		w *= d.cfg.UDPSilentShare
	}
	return w
}
