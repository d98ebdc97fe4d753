package metrics

import (
	"runtime/debug"
	"strconv"
	"time"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/flow"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/pipeline"
	"github.com/reconwatch/reconwatch/internal/sink"
)

// emit takes one value of a metric, with a value for each of its labels.
type emit func(value float64, labels ...string)

// metric is a row of the table: what is shown, and where it is read.
type metric struct {
	name   string // without the namespace
	gauge  bool
	labels []string
	help   string
	read   func(*Snapshot, emit)
}

// table is every metric of the sensor. No label ever holds an address, a name from the wire
// or a port: what an adversary can choose must not make series.
var table = []metric{
	{"build_info", true, []string{"version", "goversion"}, "Constant 1, by what was built.", buildInfo},
	{"capture_up", true, []string{"interface"}, "Whether the interface is captured now.", func(s *Snapshot, e emit) {
		for i := range s.Interfaces {
			e(truth(s.Interfaces[i].Up), s.Interfaces[i].Interface)
		}
	}},
	{"capture_packets_total", false, []string{"interface"}, "Frames that were handed over.", func(s *Snapshot, e emit) {
		for i := range s.Interfaces {
			e(float64(s.Interfaces[i].Frames), s.Interfaces[i].Interface)
		}
	}},
	{"capture_bytes_total", false, []string{"interface"}, "Their bytes on the wire.", func(s *Snapshot, e emit) {
		for i := range s.Interfaces {
			e(float64(s.Interfaces[i].Bytes), s.Interfaces[i].Interface)
		}
	}},
	{"capture_dropped_total", false, []string{"interface", "reason"}, "Frames or blocks lost before they could be looked at: kernel_ring (it was full), broken (a block pointed outside itself).", captureDropped},
	{"capture_shed_total", false, []string{"interface"}, "Frames that could not matter to reconnaissance, and did not leave the kernel.", func(s *Snapshot, e emit) {
		for i := range s.Interfaces {
			e(float64(s.Interfaces[i].Shed), s.Interfaces[i].Interface)
		}
	}},
	{"capture_shed_bytes_total", false, []string{"interface"}, "Their bytes on the wire.", func(s *Snapshot, e emit) {
		for i := range s.Interfaces {
			e(float64(s.Interfaces[i].ShedBytes), s.Interfaces[i].Interface)
		}
	}},
	{"capture_held_total", false, []string{"interface"}, "Frames that might have mattered, but came in a flood and might be nothing but a part of it.", func(s *Snapshot, e emit) {
		for i := range s.Interfaces {
			e(float64(s.Interfaces[i].Held), s.Interfaces[i].Interface)
		}
	}},
	{"capture_merged_total", false, []string{"interface"}, "Frames that receive offload made of several: switch GRO and LRO off.", func(s *Snapshot, e emit) {
		for i := range s.Interfaces {
			e(float64(s.Interfaces[i].Merged), s.Interfaces[i].Interface)
		}
	}},
	{"capture_losses_total", false, []string{"interface"}, "How often capture on the interface ended: down, deleted, or a fault.", func(s *Snapshot, e emit) {
		for i := range s.Interfaces {
			e(float64(s.Interfaces[i].Losses), s.Interfaces[i].Interface)
		}
	}},
	{"capture_visible_connections_total", false, []string{"interface", "replies"}, "TCP connections whose initiator went on, by whether their SYN-ACK was seen: the share of seen is the visibility.", visible},
	{"lane_packets_total", false, []string{"lane"}, "Frames that a lane has taken.", lanes(func(l *pipeline.LaneSnapshot) float64 { return float64(l.Frames) })},
	{"lane_lag_seconds", true, []string{"lane"}, "How far a lane's packet time is behind the clock; some tens of milliseconds are in order.", laneLag},
	{"lane_cpu_seconds_total", false, []string{"lane"}, "Processor time of a lane's thread.", lanes(func(l *pipeline.LaneSnapshot) float64 { return l.CPU.Seconds() })},
	{"lane_flow_bytes", true, []string{"lane"}, "Memory of a lane's flow table in use; flow.max_flows bounds it.", lanes(func(l *pipeline.LaneSnapshot) float64 { return float64(l.FlowBytes) })},
	{"lane_ring_use_ratio", true, []string{"lane"}, "How much of a lane's rings is in use, with the XDP program.", states(func(l *capture.LaneState) float64 { return l.RingUse })},
	{"lane_ring_bytes", true, []string{"lane"}, "How large they are, with the XDP program.", states(func(l *capture.LaneState) float64 { return float64(l.RingBytes) })},
	{"lane_dropped_total", false, []string{"lane"}, "Frames that found them full, with the XDP program.", states(func(l *capture.LaneState) float64 { return float64(l.Dropped) })},
	{"lane_held_total", false, []string{"lane"}, "Frames that were held back in floods, with the XDP program.", states(func(l *capture.LaneState) float64 { return float64(l.Held) })},
	{"lane_flooded", true, []string{"lane"}, "Whether frames are held back now, with the XDP program.", states(func(l *capture.LaneState) float64 { return truth(l.Flooded) })},
	{"decode_packets_total", false, []string{"verdict"}, "Frames by what the decoder made of them.", decoded},
	{"analysis_dropped_total", false, []string{"reason"}, "Packets and events left out on the way to a verdict.", dropped},
	{"decode_sightings_evicted_total", false, nil, "Frames that were forgotten while a second copy of them might still have come: it would be taken for another frame.", func(s *Snapshot, e emit) {
		e(sum(s.Pipeline.Lanes, func(l *pipeline.LaneSnapshot) uint64 { return l.Copies.Evicted }))
	}},
	{"relevance_shed_total", false, nil, "Packets that could not matter to reconnaissance.", func(s *Snapshot, e emit) {
		e(sum(s.Pipeline.Lanes, func(l *pipeline.LaneSnapshot) uint64 { return l.Shed }))
	}},
	{"flow_entries", true, nil, "Flows that are remembered.", func(s *Snapshot, e emit) {
		e(sum(s.Pipeline.Lanes, func(l *pipeline.LaneSnapshot) uint64 { return l.Flow.Entries }))
	}},
	{"flow_capacity", true, nil, "Flows that can be remembered.", func(s *Snapshot, e emit) { e(float64(s.MaxFlows)) }},
	{"flow_evictions_total", false, []string{"reason"}, "Flows that gave way to others: idle (they were over), pressure (the table is too small).", evictions},
	{"analyzer_events_total", false, []string{"event"}, "What flows have shown the analyzers.", events},
	{"analyzer_entries", true, []string{"analyzer", "table"}, "Entries of the analyzers' tables.", entries},
	{"analyzer_capacity", true, nil, "Sources that can be remembered.", func(s *Snapshot, e emit) { e(float64(s.MaxSources)) }},
	{"analyzer_evictions_total", false, []string{"analyzer", "table"}, "Entries of the analyzers' tables that gave way to others, or found no room.", analyzerEvictions},
	{"alert_episodes_total", false, []string{"kind", "severity"}, "Episodes that were opened and told.", alerts},
	{"alert_open_episodes", true, nil, "Episodes that go on.", func(s *Snapshot, e emit) { e(float64(s.Episodes)) }},
	{"alert_messages_total", false, []string{"phase"}, "Alerts that were told.", func(s *Snapshot, e emit) {
		e(float64(s.Alerts.Opened), alert.PhaseOpen)
		e(float64(s.Alerts.Updated), alert.PhaseUpdate)
		e(float64(s.Alerts.Closed), alert.PhaseClose)
	}},
	{"alert_muted_total", false, []string{"reason"}, "Findings that were not told: authorised, suppressed, held (nothing new), absorbed (part of a distributed scan), invalid.", muted},
	{"sink_accepted_total", false, []string{"sink"}, "Messages that entered the spool.", sinks(func(s *sink.Stats) float64 { return float64(s.Accepted) })},
	{"sink_sent_total", false, []string{"sink"}, "Messages that arrived.", sinks(func(s *sink.Stats) float64 { return float64(s.Sent) })},
	{"sink_resent_total", false, []string{"sink"}, "Messages that were handed over again after a connection had ended.", sinks(func(s *sink.Stats) float64 { return float64(s.Resent) })},
	{"sink_held_total", false, []string{"sink"}, "Messages summed up in background messages.", sinks(func(s *sink.Stats) float64 { return float64(s.Held) })},
	{"sink_unspooled_total", false, []string{"sink"}, "Messages kept in memory, until the disk takes them, since it refused them.", sinks(func(s *sink.Stats) float64 { return float64(s.Unspooled) })},
	{"sink_failures_total", false, []string{"sink"}, "Attempts to connect or send that failed.", sinks(func(s *sink.Stats) float64 { return float64(s.Failed) })},
	{"sink_dropped_total", false, []string{"sink", "reason"}, "Messages that will never arrive.", sinkDropped},
	{"sink_queue_length", true, []string{"sink"}, "Messages that wait.", sinks(func(s *sink.Stats) float64 { return float64(s.Queued) })},
	{"sink_queue_bytes", true, []string{"sink"}, "Bytes that the spool holds.", sinks(func(s *sink.Stats) float64 { return float64(s.Bytes) })},
	{"sink_oldest_seconds", true, []string{"sink"}, "How long the oldest of them has waited.", sinks(func(s *sink.Stats) float64 { return s.OldestSeconds })},
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func sum[T any](all []T, of func(*T) uint64) float64 {
	var n uint64
	for i := range all {
		n += of(&all[i])
	}
	return float64(n)
}

func buildInfo(_ *Snapshot, e emit) {
	version, goVersion := "unknown", "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		version, goVersion = info.Main.Version, info.GoVersion
	}
	e(1, version, goVersion)
}

func states(of func(*capture.LaneState) float64) func(*Snapshot, emit) {
	return func(s *Snapshot, e emit) {
		for i := range s.Lanes {
			e(of(&s.Lanes[i]), strconv.Itoa(i))
		}
	}
}

func captureDropped(s *Snapshot, e emit) {
	for i := range s.Interfaces {
		c := &s.Interfaces[i]
		e(float64(c.Dropped), c.Interface, "kernel_ring")
		e(float64(c.Broken), c.Interface, "broken")
	}
}

func visible(s *Snapshot, e emit) {
	for i := range min(len(s.Interfaces), flow.MaxInterfaces) {
		continued := sum(s.Pipeline.Lanes, func(l *pipeline.LaneSnapshot) uint64 { return l.Flow.Visible[i].Continued })
		answered := sum(s.Pipeline.Lanes, func(l *pipeline.LaneSnapshot) uint64 { return l.Flow.Visible[i].Answered })
		e(answered, s.Interfaces[i].Interface, "seen")
		e(continued-answered, s.Interfaces[i].Interface, "unseen")
	}
}

func lanes(of func(*pipeline.LaneSnapshot) float64) func(*Snapshot, emit) {
	return func(s *Snapshot, e emit) {
		for i := range s.Pipeline.Lanes {
			e(of(&s.Pipeline.Lanes[i]), strconv.Itoa(i))
		}
	}
}

func laneLag(s *Snapshot, e emit) {
	for i := range s.Pipeline.Lanes {
		if clock := s.Pipeline.Lanes[i].Clock; clock != 0 {
			e(max(0, s.Now.Sub(time.Unix(0, clock)).Seconds()), strconv.Itoa(i))
		}
	}
}

func decoded(s *Snapshot, e emit) {
	for v := range int(packet.NumVerdicts) {
		e(sum(s.Pipeline.Lanes, func(l *pipeline.LaneSnapshot) uint64 { return l.Verdicts[v] }), pipeline.VerdictName(v))
	}
}

func dropped(s *Snapshot, e emit) {
	all := s.Pipeline.Lanes
	e(sum(all, func(l *pipeline.LaneSnapshot) uint64 { return l.Duplicates }), "duplicate")
	e(sum(all, func(l *pipeline.LaneSnapshot) uint64 { return l.Late }), "late")
	e(sum(all, func(l *pipeline.LaneSnapshot) uint64 { return l.Flow.Lost }), "event_lost")
	e(sum(all, func(l *pipeline.LaneSnapshot) uint64 { return l.Fragments.Evicted }), "fragment_evicted")
	e(sum(all, func(l *pipeline.LaneSnapshot) uint64 { return l.Fragments.TimedOut }), "fragment_timed_out")
}

func evictions(s *Snapshot, e emit) {
	e(sum(s.Pipeline.Lanes, func(l *pipeline.LaneSnapshot) uint64 { return l.Flow.Evicted[flow.Idle] }), "idle")
	e(sum(s.Pipeline.Lanes, func(l *pipeline.LaneSnapshot) uint64 { return l.Flow.Evicted[flow.Pressure] }), "pressure")
}

func events(s *Snapshot, e emit) {
	for k := analyzers.EventKind(0); k < analyzers.NumEventKinds; k++ {
		e(sum(s.Pipeline.Lanes, func(l *pipeline.LaneSnapshot) uint64 { return l.Flow.Events[k] }), k.String())
	}
}

func entries(s *Snapshot, e emit) {
	tables(s, func(all []pipeline.Table) {
		entries := 0
		for i := range all {
			entries += all[i].Entries
		}
		if entries >= 0 {
			e(float64(entries), all[0].Analyzer, all[0].Table)
		}
	})
}

func analyzerEvictions(s *Snapshot, e emit) {
	tables(s, func(all []pipeline.Table) {
		e(sum(all, func(t *pipeline.Table) uint64 { return t.Evicted }), all[0].Analyzer, all[0].Table)
	})
}

// tables gives each table of the analyzers, as all shards have it.
func tables(s *Snapshot, each func([]pipeline.Table)) {
	for i := 0; ; i++ {
		var all []pipeline.Table
		for k := range s.Pipeline.Shards {
			if t := s.Pipeline.Shards[k].Tables; i < len(t) { // a shard that has shown nothing yet has none
				all = append(all, t[i])
			}
		}
		if len(all) == 0 {
			return
		}
		each(all)
	}
}

// alerts shows what has not happened yet too: a rate wants to see the first one come.
func alerts(s *Snapshot, e emit) {
	for k := analyzers.KindNone + 1; k < analyzers.NumKinds; k++ {
		for v := alert.Severity(0); v < alert.NumSeverities; v++ {
			e(float64(s.Alerts.Graded[k][v]), k.String(), v.String())
		}
	}
}

func muted(s *Snapshot, e emit) {
	e(float64(s.Alerts.Authorised), "authorised")
	e(float64(s.Alerts.Suppressed), "suppressed")
	e(float64(s.Alerts.Held), "held")
	e(float64(s.Alerts.Absorbed), "absorbed")
	e(float64(s.Alerts.Invalid), "invalid")
}

// sinks shows a value of each destination. Its label is the number in the configuration: a
// collector's address is nobody's business who may scrape.
func sinks(of func(*sink.Stats) float64) func(*Snapshot, emit) {
	return func(s *Snapshot, e emit) {
		for i := range s.Sinks {
			e(of(&s.Sinks[i]), s.Sinks[i].Name)
		}
	}
}

func sinkDropped(s *Snapshot, e emit) {
	for i := range s.Sinks {
		for r := sink.Reason(0); r < sink.NumReasons; r++ {
			e(float64(s.Sinks[i].Dropped[r]), s.Sinks[i].Name, r.String())
		}
	}
}
