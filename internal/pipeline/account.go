package pipeline

import (
	"github.com/reconwatch/reconwatch/analyzers/flow"
	"github.com/reconwatch/reconwatch/capture/packet"
)

var verdictNames = [packet.NumVerdicts]string{
	packet.Transport: "transport", packet.Neighbour: "neighbour", packet.Fragment: "fragment",
	packet.Network: "network", packet.Link: "link", packet.Truncated: "truncated",
	packet.Malformed: "malformed", packet.TooDeep: "too_deep", packet.Unsupported: "unsupported",
}

// VerdictName is the name under which frames of a verdict are counted.
func VerdictName(v int) string { return verdictNames[v] }

// Dropped gives, by reason, what was left out or forgotten. Nothing is dropped without standing here.
func (s *Stats) Dropped() map[string]uint64 {
	out := map[string]uint64{
		"duplicate": s.Duplicates, "late": s.Late, "filtered": s.Filtered,
	}
	for i := range s.Flow {
		out["flow_evicted_idle"] += s.Flow[i].Evicted[flow.Idle]
		out["flow_evicted_pressure"] += s.Flow[i].Evicted[flow.Pressure]
		out["event_lost"] += s.Flow[i].Lost
	}
	for i := range s.Fragments {
		out["fragment_evicted"] += s.Fragments[i].Evicted
		out["fragment_timed_out"] += s.Fragments[i].TimedOut
	}
	for i := range s.Scan {
		out["source_evicted"] += s.Scan[i].SourcesEvicted
		out["suspect_evicted"] += s.Scan[i].SuspectsEvicted
		out["contact_evicted"] += s.Scan[i].ContactsEvicted
		out["target_evicted"] += s.Scan[i].TargetsEvicted
		out["timer_lost"] += s.Scan[i].TimersLost
	}
	return out
}
