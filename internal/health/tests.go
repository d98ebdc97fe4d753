package health

import (
	"fmt"
	"time"

	"github.com/reconwatch/reconwatch/analyzers/flow"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/metrics"
	"github.com/reconwatch/reconwatch/internal/pipeline"
	"github.com/reconwatch/reconwatch/internal/sink"
)

// Thresholds, each with its reason.
const (
	// silentFor: a mirror port without a frame for so long is unplugged or misconfigured; even an idle
	// network has ARP and spanning tree within it.
	silentFor = time.Minute
	// lossShare is the design's: above one per cent, counts of targets begin to be wrong.
	lossShare = 0.01
	// oneWayShare: below it silence is no evidence (the detector's visibility floor), so that scans of silent hosts are missed.
	oneWayShare = 0.3
	// oneWayConnections make the share a measurement, as visibility_connections do.
	oneWayConnections = 20
	// strangerShare: with most traffic between strangers the list of home networks is wrong.
	strangerShare = 0.5
	// strangerSamples is enough for half to be a half.
	strangerSamples = 100
	// duplicateShare: frames mirrored twice cost capacity; below it they may be a stack's own.
	duplicateShare = 0.05
	// fewFrames is below what any share is worth.
	fewFrames = 1000
	// unreachableFor lets a collector restart in peace.
	unreachableFor = 15 * time.Second
)

// tests find one kind of trouble each, from what was counted since the last snapshot.
var tests = []func(*Watch, *metrics.Snapshot, *[]Message){silent, loss, merged, oneWay, noHome, duplicates, pressure, collectors}

// before is the counters of an interface in the last snapshot.
func (w *Watch) before(name string) capture.Counters {
	for _, c := range w.last.Interfaces {
		if c.Interface == name {
			return c
		}
	}
	return capture.Counters{}
}

func silent(w *Watch, s *metrics.Snapshot, out *[]Message) {
	for _, c := range s.Interfaces {
		old := w.before(c.Interface)
		if c.Frames != old.Frames || c.Dropped != old.Dropped || c.Shed != old.Shed || !c.Up {
			w.heard[c.Interface] = s.Now
			w.good(alert.EventCaptureSilent, c.Interface)
			continue
		}
		quiet := s.Now.Sub(w.heard[c.Interface])
		if quiet < silentFor {
			continue
		}
		w.bad(s.Now, c.Interface, Message{
			alert.EventCaptureSilent, alert.High,
			fmt.Sprintf("No frame on %s for %d s: check the mirror port and the cable.", c.Interface, int(quiet.Seconds())),
			map[string]any{"interface": c.Interface, "seconds": int(quiet.Seconds())},
		}, out)
	}
}

func loss(w *Watch, s *metrics.Snapshot, out *[]Message) {
	for _, c := range s.Interfaces {
		old := w.before(c.Interface)
		lost, seen := c.Dropped-old.Dropped, c.Frames-old.Frames
		share := part(lost, lost+seen)
		w.tell(s.Now, share > lossShare, c.Interface, Message{
			alert.EventLoss, alert.High,
			fmt.Sprintf("%.1f %% of the frames on %s were lost before they could be looked at: give it more lanes, or a filter.", 100*share, c.Interface),
			map[string]any{"interface": c.Interface, "lost": lost, "seen": seen},
		}, out)
	}
}

func merged(w *Watch, s *metrics.Snapshot, out *[]Message) {
	for _, c := range s.Interfaces {
		n := c.Merged - w.before(c.Interface).Merged
		w.tell(s.Now, n > 0, c.Interface, Message{
			alert.EventMerged, alert.Low,
			fmt.Sprintf("Receive offload joins frames on %s: switch it off (ethtool -K %s gro off lro off).", c.Interface, c.Interface),
			map[string]any{"interface": c.Interface, "frames": n},
		}, out)
	}
}

func oneWay(w *Watch, s *metrics.Snapshot, out *[]Message) {
	for i := range min(len(s.Interfaces), flow.MaxInterfaces) {
		name := s.Interfaces[i].Interface
		seen, enough := w.grown(alert.EventOneWay, name, s, oneWayConnections, lanes(func(l *pipeline.LaneSnapshot) ratio {
			return ratio{l.Flow.Visible[i].Answered, l.Flow.Visible[i].Continued}
		}))
		if !enough {
			continue
		}
		w.tell(s.Now, seen.share() < oneWayShare, name, Message{
			alert.EventOneWay, alert.Medium,
			fmt.Sprintf("Of %d connections on %s only %.0f %% show an answer: the mirror seems to show one direction.", seen.whole, name, 100*seen.share()),
			map[string]any{"interface": name, "connections": seen.whole, "answered": seen.part},
		}, out)
	}
}

func noHome(w *Watch, s *metrics.Snapshot, out *[]Message) {
	strange, enough := w.grown(alert.EventNoHomeSide, "", s, strangerSamples, lanes(func(l *pipeline.LaneSnapshot) ratio {
		return ratio{l.Strangers, l.Sampled}
	}))
	if !enough {
		return
	}
	w.tell(s.Now, strange.share() > strangerShare, "", Message{
		alert.EventNoHomeSide, alert.Medium,
		fmt.Sprintf("%.0f %% of the packets have no home network on either side: name your networks under home.", 100*strange.share()),
		map[string]any{"sampled": strange.whole, "strangers": strange.part},
	}, out)
}

func duplicates(w *Watch, s *metrics.Snapshot, out *[]Message) {
	twice, enough := w.grown(alert.EventDuplicates, "", s, fewFrames, lanes(func(l *pipeline.LaneSnapshot) ratio {
		return ratio{l.Duplicates, l.Frames}
	}))
	if !enough {
		return
	}
	w.tell(s.Now, twice.share() >= duplicateShare, "", Message{
		alert.EventDuplicates, alert.Low,
		fmt.Sprintf("%.0f %% of the frames came twice: the mirror shows a port and its peer; they are counted once.", 100*twice.share()),
		map[string]any{"frames": twice.whole, "duplicates": twice.part},
	}, out)
}

func pressure(w *Watch, s *metrics.Snapshot, out *[]Message) {
	flows := delta(w, s, func(l *pipeline.LaneSnapshot) uint64 { return l.Flow.Evicted[flow.Pressure] })
	suspects := growth(w.last.Pipeline.Shards, s.Pipeline.Shards, func(h *pipeline.ShardSnapshot) uint64 { return h.Scan.SuspectsEvicted })
	w.tell(s.Now, flows+suspects > 0, "", Message{
		alert.EventTablePressure, alert.Medium,
		fmt.Sprintf("Tables are full: %d flows and %d suspects were forgotten too soon. Raise flow.max_flows or sources.max_suspects, or a flood is on.", flows, suspects),
		map[string]any{"flows": flows, "suspects": suspects},
	}, out)
}

func collectors(w *Watch, s *metrics.Snapshot, out *[]Message) {
	for i := range s.Sinks {
		c := &s.Sinks[i]
		if c.LastError == "" {
			if w.good(alert.EventCollectorUnreachable, c.Name) {
				*out = append(*out, Message{alert.EventCollectorReachable, alert.Info, c.Name + " takes messages again.", detailOf(c)})
			}
			continue
		}
		if s.Now.Sub(c.FailingSince) < unreachableFor {
			continue
		}
		w.bad(s.Now, c.Name, Message{
			alert.EventCollectorUnreachable, alert.High,
			fmt.Sprintf("%s takes no messages: %s; %d wait.", c.Name, c.LastError, c.Queued), detailOf(c),
		}, out)
	}
}

func detailOf(c *sink.Stats) map[string]any {
	return map[string]any{"sink": c.Name, "queued": c.Queued, "cause": c.LastError}
}

// lanes sums a ratio up over all lanes.
func lanes(of func(*pipeline.LaneSnapshot) ratio) func(*metrics.Snapshot) ratio {
	return func(s *metrics.Snapshot) (sum ratio) {
		for i := range s.Pipeline.Lanes {
			r := of(&s.Pipeline.Lanes[i])
			sum.part, sum.whole = sum.part+r.part, sum.whole+r.whole
		}
		return sum
	}
}

// delta is by how much a counter of all lanes has grown.
func delta(w *Watch, s *metrics.Snapshot, of func(*pipeline.LaneSnapshot) uint64) uint64 {
	return growth(w.last.Pipeline.Lanes, s.Pipeline.Lanes, of)
}

func growth[T any](old, now []T, of func(*T) uint64) (n uint64) {
	for i := range now {
		n += of(&now[i])
	}
	for i := range old {
		n -= of(&old[i])
	}
	return n
}

func part(n, of uint64) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}
