package alert

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/reconwatch/reconwatch/analyzers"
)

// Summary is what a replay tells at its end. Maps are by name; entries of zero
// are left out of the text.
type Summary struct {
	Packets, Bytes uint64
	Decoded        map[string]uint64 // frames by verdict
	Dropped        map[string]uint64 // by reason
	Shed           uint64            // frames that could not matter
	WallSeconds    float64
	// PacketFirst and PacketLast are the first and the last packet time; 0 for no packet.
	PacketFirst, PacketLast Time
	Alerts                  map[string]uint64 // open alerts by kind
	Severities              map[string]uint64 // open alerts by severity
	Authorised, Suppressed  uint64            // episodes that were counted and not told
}

// AddAlerts fills in what a Reporter has counted.
func (s *Summary) AddAlerts(st *Stats) {
	s.Alerts, s.Severities = make(map[string]uint64), make(map[string]uint64)
	for k, n := range st.Kinds {
		addTo(s.Alerts, analyzers.Kind(k).String(), n)
	}
	for i, n := range st.Severities {
		addTo(s.Severities, Severity(i).String(), n)
	}
	s.Authorised, s.Suppressed = st.AuthorisedEpisodes, st.SuppressedEpisodes
}

func addTo(m map[string]uint64, name string, n uint64) {
	if n > 0 {
		m[name] += n
	}
}

// Write writes the summary as a few aligned lines.
func (s *Summary) Write(w io.Writer) error {
	var b strings.Builder
	row := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-10s  %s\n", name, fmt.Sprintf(format, args...))
	}
	row("packets", "%s, %s bytes", grouped(s.Packets), grouped(s.Bytes))
	if s.PacketLast > 0 {
		row("captured", "%s to %s (%s)", s.PacketFirst, s.PacketLast, duration(int64(max(s.PacketLast-s.PacketFirst, 0))))
	}
	row("took", "%s%s", duration(int64(s.WallSeconds*float64(time.Second))), s.rate())
	for _, m := range []struct {
		name   string
		counts map[string]uint64
	}{{"decoded", s.Decoded}, {"dropped", s.Dropped}, {"alerts", s.Alerts}, {"severity", s.Severities}} {
		if text := ranked(m.counts); text != "" || m.name == "alerts" {
			row(m.name, "%s", orNone(text))
		}
	}
	for _, c := range []struct {
		name string
		n    uint64
	}{{"shed", s.Shed}, {"authorised", s.Authorised}, {"suppressed", s.Suppressed}} {
		if c.n > 0 {
			row(c.name, "%s", grouped(c.n))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (s *Summary) rate() string {
	if s.WallSeconds <= 0 {
		return ""
	}
	return fmt.Sprintf(", %s packets/s, %.2f Gbit/s",
		grouped(uint64(float64(s.Packets)/s.WallSeconds)), float64(s.Bytes)*8/s.WallSeconds/1e9)
}

// ranked writes "name 12, other 3": the largest first, equals by name.
func ranked(counts map[string]uint64) string {
	names := slices.Sorted(maps.Keys(counts))
	slices.SortStableFunc(names, func(a, b string) int {
		switch {
		case counts[a] > counts[b]:
			return -1
		case counts[a] < counts[b]:
			return 1
		}
		return 0
	})
	var parts []string
	for _, n := range names {
		if counts[n] > 0 {
			parts = append(parts, Escape(n)+" "+grouped(counts[n]))
		}
	}
	return strings.Join(parts, ", ")
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
