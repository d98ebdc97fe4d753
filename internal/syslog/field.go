package syslog

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/sink"
)

// field is a parameter of the structured data. A name is at most 32 characters.
type field struct {
	name, value string
	// spare is when the field goes if the message is too long: 1 first, 0 never.
	spare int
}

// The order in which fields go. Samples are first, as the counts stay; then
// what has no bound and is told in part by another field or the message. What stays has a bound.
const (
	keep = iota
	spareEvidence
	sparePortsSample
	spareHostsSample
	spareSources
	spareDetail
	spareGroups
	spareInterface
	spareToolVersion
	spareToolName
	spareDomain
	spareSensor
	spares
)

// alertFields gives all fields of the alert contract but the reason, which is the
// message. Objects are flattened: targets.hosts is targets_hosts. Lists are joined by commas,
// the evidence of a tool by "; ". What is empty or absent in JSON is left out.
func alertFields(a *alert.Alert) []field {
	f := []field{
		{"type", a.Type, keep},
		{"time", a.Time.String(), keep},
		{"id", a.ID, keep},
		{"episode", a.Episode, keep},
		{"phase", a.Phase, keep},
		{"kind", a.Kind, keep},
		{"method", a.Method, keep},
		{"methods", strings.Join(a.Methods, ","), keep},
		{"severity", a.Severity.String(), keep},
		{"confidence", share(a.Confidence), keep},
		{"direction", a.Direction, keep},
		{"source", address(a.Source), keep},
		{"sources", list(a.Sources), spareSources},
		{"sources_count", unlessZero(uint64(a.SourcesCount)), keep},
		{"target", address(a.Target), keep},
		{"targets_hosts", number(uint64(a.Targets.Hosts)), keep},
		{"targets_ports", number(uint64(a.Targets.Ports)), keep},
		{"targets_hosts_sample", list(a.Targets.HostsSample), spareHostsSample},
		{"targets_ports_sample", list(a.Targets.PortsSample), sparePortsSample},
	}
	if t := a.Tool; t != nil {
		f = append(f, field{"tool_name", t.Name, spareToolName}, field{"tool_version", t.Version, spareToolVersion},
			field{"tool_confidence", t.Confidence, keep}, field{"tool_evidence", strings.Join(t.Evidence, "; "), spareEvidence})
	}
	return append(f,
		field{"attack", strings.Join(a.Attack, ","), keep},
		field{"first", a.First.String(), keep}, field{"last", a.Last.String(), keep}, field{"probes", number(a.Probes), keep},
		field{"answers_open", number(uint64(a.Answers.Open)), keep}, field{"answers_closed", number(uint64(a.Answers.Closed)), keep},
		field{"answers_filtered", number(uint64(a.Answers.Filtered)), keep}, field{"answers_silent", number(uint64(a.Answers.Silent)), keep},
		field{"domain", a.Domain, spareDomain}, field{"via", address(a.Via), keep}, field{"client_subnet", prefix(a.ClientSubnet), keep},
		field{"rule", a.Rule, keep}, field{"failure_share", share(a.FailureShare), keep},
		field{"because", strings.Join(a.Because, ","), keep}, field{"sensor", a.Sensor, spareSensor},
		field{"interface", a.Interface, spareInterface}, field{"vlan", unlessZero(uint64(a.VLAN)), keep},
		field{"visibility", share(a.Visibility), keep},
	)
}

// sensorFields puts the details behind the others, each as detail_ and its name.
func sensorFields(s *alert.Sensor) []field {
	f := []field{
		{"type", s.Type, keep},
		{"time", s.Time.String(), keep},
		{"id", s.ID, keep},
		{"event", string(s.Event), keep},
		{"severity", s.Severity.String(), keep},
		{"sensor", s.Sensor, spareSensor},
	}
	for _, name := range slices.Sorted(maps.Keys(s.Detail)) {
		value := fmt.Sprint(s.Detail[name])
		if l, ok := s.Detail[name].([]string); ok {
			value = strings.Join(l, ",")
		}
		f = append(f, field{"detail_" + name, value, spareDetail})
	}
	return f
}

// backgroundFields has the groups as kind/port=episodes.
func backgroundFields(b *alert.Background) []field {
	groups := make([]string, len(b.Groups))
	for i, g := range b.Groups {
		groups[i] = g.Kind + "/"
		if g.Port != 0 {
			groups[i] += number(uint64(g.Port))
		}
		groups[i] += "=" + number(g.Episodes)
	}
	return []field{
		{"type", b.Type, keep},
		{"time", b.Time.String(), keep},
		{"id", b.ID, keep},
		{"severity", b.Severity.String(), keep},
		{"sensor", b.Sensor, spareSensor},
		{"from", b.From.String(), keep},
		{"to", b.To.String(), keep},
		{"episodes", number(b.Episodes), keep},
		{"follow_ups", number(b.FollowUps), keep},
		{"groups", strings.Join(groups, ","), spareGroups},
		{"others", number(b.Others), keep},
	}
}

// content is what a message becomes.
type content struct {
	at     alert.Time
	msgID  string
	text   string
	fields []field
}

func contentOf(m sink.Message) (content, bool) {
	switch {
	case m.Alert != nil:
		return content{m.Alert.Time, m.Alert.Kind, m.Alert.Reason, alertFields(m.Alert)}, true
	case m.Sensor != nil:
		return content{m.Sensor.Time, string(m.Sensor.Event), m.Sensor.Text, sensorFields(m.Sensor)}, true
	case m.Background != nil:
		return content{m.Background.Time, m.Background.Type, m.Background.Text, backgroundFields(m.Background)}, true
	}
	return content{}, false
}

func number(n uint64) string { return strconv.FormatUint(n, 10) }

func unlessZero(n uint64) string {
	if n == 0 {
		return ""
	}
	return number(n)
}

func share(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func prefix(p netip.Prefix) string {
	if !p.IsValid() {
		return ""
	}
	return p.String()
}

func address(a netip.Addr) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}

func list[T any](in []T) string {
	parts := make([]string, len(in))
	for i, v := range in {
		parts[i] = fmt.Sprint(v)
	}
	return strings.Join(parts, ",")
}
