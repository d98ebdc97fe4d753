package alert

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/reconwatch/reconwatch/analyzers"
)

// colours are ANSI colours by severity; the line ends with the reset.
var colours = [NumSeverities]string{
	Info: "\x1b[2m", Low: "", Medium: "\x1b[33m", High: "\x1b[31m", Critical: "\x1b[1;31m",
}

const resetColour = "\x1b[0m"

// WriteText writes a as one aligned line for people. Colour is for terminals:
// the caller knows whether w is one.
func WriteText(w io.Writer, a *Alert, colour bool) error {
	line := fmt.Sprintf("%s  %-8s  %-6s  %-17s  %s  %-12s  %s  %s",
		a.Time.String()[:23]+"Z", a.Severity, Escape(a.Phase), Escape(a.Kind),
		pad(sourceText(a)+" -> "+targetText(a), 36), Escape(strings.Join(a.Methods, ",")),
		pad(countText(a), 24), brief(a))
	line = strings.TrimRight(line, " ")
	if on := colours[min(a.Severity, Critical)]; colour && on != "" {
		line = on + line + resetColour
	}
	_, err := io.WriteString(w, line+"\n")
	return err
}

func pad(s string, width int) string { return fmt.Sprintf("%-*s", width, s) }

func sourceText(a *Alert) string {
	switch {
	case a.SourcesCount > 1:
		return count(uint64(a.SourcesCount), "source")
	case a.Source.IsValid():
		return a.Source.String()
	}
	return "?"
}

func targetText(a *Alert) string {
	switch {
	case a.Target.IsValid():
		return a.Target.String()
	case len(a.Targets.HostsSample) > 0:
		return fmt.Sprintf("%s +%s", a.Targets.HostsSample[0], grouped(uint64(max(a.Targets.Hosts, 1)-1)))
	}
	return "?"
}

func countText(a *Alert) string {
	return count(uint64(a.Targets.Hosts), "host") + ", " + count(uint64(a.Targets.Ports), "port")
}

// outcomes are what answers are called where they are no states of ports: open, closed and silent of a kind;
// what has no name is not counted for it.
var outcomes = map[string][3]string{
	"dns_brute_force":   {"found", "absent", "unanswered"},
	"dns_reverse_sweep": {"named", "nameless", ""},
	"dns_zone_transfer": {"records", "refused", ""},
	"dns_zone_walk":     {"names", "", ""},
	"dns_server_probe":  {"answered", "refused", ""},
	"dns_cache_snoop":   {"cached", "not cached", ""},
	"dns_record_survey": {"answered", "empty", ""},
	"dns_query_surge":   {"answered", "empty", ""},
	"whois_surge":       {"answered", "empty", ""},
	"web_path_probe":    {"present", "absent", "unanswered"},
	"web_scanner":       {"present", "absent", "unanswered"},
	"traceroute":        {},
	"firewall_probe":    {},
	"scanner_signature": {},
	"os_fingerprint":    {},
	"service_probe":     {},
	"decoy_scan":        {},
	"idle_scan":         {},
}

// outcomeText says what answered.
func outcomeText(a *Alert) string {
	n := &a.Answers
	names, ok := outcomes[a.Kind]
	if !ok {
		return fmt.Sprintf("open %d closed %d filtered %d silent %d", n.Open, n.Closed, n.Filtered, n.Silent)
	}
	var parts []string
	for i, value := range []uint32{n.Open, n.Closed, n.Silent} {
		if names[i] != "" {
			parts = append(parts, fmt.Sprintf("%s %d", names[i], value))
		}
	}
	return strings.Join(parts, " ")
}

// brief is the short reason: what answered, the rule, the failure share.
func brief(a *Alert) string {
	var parts []string
	if text := outcomeText(a); text != "" {
		parts = append(parts, text)
	}
	if a.Rule != "" {
		parts = append(parts, Escape(strings.ReplaceAll(a.Rule, "_", " "))+", "+percent(a.FailureShare)+" "+fruitless(slices.Contains(a.Methods, analyzers.TCPConnect.String()), a.Answers).short)
	}
	if a.Tool != nil {
		parts = append(parts, "tool "+Escape(a.Tool.Name))
	}
	if a.Domain != "" {
		parts = append(parts, Escape(a.Domain))
	}
	if a.Via.IsValid() {
		parts = append(parts, "as a resolver asks")
	}
	if a.ClientSubnet.IsValid() {
		parts = append(parts, "for "+a.ClientSubnet.String())
	}
	if a.Visibility < lowVisibility {
		parts = append(parts, percent(a.Visibility)+" of replies seen")
	}
	return strings.Join(parts, "; ")
}
