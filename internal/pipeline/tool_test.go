package pipeline_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/reconwatch/reconwatch/internal/alert"
)

// named lists the tools of alerts, as kind@source: tool.
func named(alerts []alert.Alert) (out []string) {
	for i := range alerts {
		if a := &alerts[i]; a.Tool != nil {
			out = append(out, a.Kind+"@"+a.Source.String()+": "+a.Tool.Name)
		}
	}
	return out
}

func TestNoToolIsNamedInBenignCaptures(t *testing.T) {
	for _, l := range manifest(t) {
		if l.class != "benign" {
			continue
		}
		if got := named(replay(t, open(t, l.path()), l.home, small(1))); len(got) > 0 {
			t.Errorf("%s: %v", l.file, got)
		}
	}
}

func TestNoToolIsNamedInBenignCorpora(t *testing.T) {
	for _, s := range corpora(t) {
		if s.class != "benign" && s.class != "hard-negative" || surveyedIn(s.path) {
			continue
		}
		if got := named(replay(t, open(t, s.path), defaultHome, small(1))); len(got) > 0 {
			t.Errorf("%s: %v", s.path, got)
		}
	}
}

// tools are those that the captures were made with, by the start of the file's name;
// "" where the packets are a kernel's or bear no mark.
var tools = map[string]string{
	"nmap": "nmap", "masscan": "masscan", "zmap": "zmap", "hping3-s": "hping", "fping": "fping", "nping-tcp": "nping",
	"nmap-connect": "", "nmap-inside-sweep": "", "nmap-sn-inside": "", "nmap6-sn-inside": "", "nmap-sn-PE": "",
	"nmap-sn-PP": "", "nmap-sn-PM": "", "nmap-ip-protocol": "", "hping3-syn-flood": "",
}

// toolOf goes by the longest start that is known.
func toolOf(file string) (tool string, known bool) {
	best := -1
	for start, t := range tools {
		if strings.HasPrefix(file, start) && len(start) > best {
			best, tool, known = len(start), t, true
		}
	}
	return tool, known
}

// Every tool that is named is the one that ran; every one that can be known is named.
func TestToolsAreNamedRight(t *testing.T) {
	for _, l := range manifest(t) {
		want, known := toolOf(filepath.Base(l.file))
		if !known {
			continue
		}
		found := false
		alerts := replay(t, open(t, l.path()), l.home, small(1))
		for i := range alerts {
			tool := alerts[i].Tool
			switch {
			case tool == nil:
			case strings.HasPrefix(strings.ToLower(tool.Name), want):
				found = true
			default:
				t.Errorf("%s: %s named in %s", l.file, tool.Name, alerts[i].Kind)
			}
		}
		if want != "" && !found {
			t.Errorf("%s: %s not named", l.file, want)
		}
	}
}
