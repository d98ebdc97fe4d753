package pipeline_test

import (
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/testbed"
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
		if got := named(replayed(t, l.path(), l.home)); len(got) > 0 {
			t.Errorf("%s: %v", l.file, got)
		}
	}
}

func TestNoToolIsNamedInBenignCorpora(t *testing.T) {
	for _, s := range testbed.Corpora(t) {
		if s.Class != "benign" && s.Class != "hard-negative" || surveyedIn(s.Path) {
			continue
		}
		if got := named(replayed(t, s.Path, defaultHome)); len(got) > 0 {
			t.Errorf("%s: %v", s.Path, got)
		}
	}
}

// tools are those that the captures were made with, by the start of the file's name.
var tools = map[string]string{
	"nmap": "nmap", "masscan": "masscan", "zmap": "zmap", "hping3": "hping", "fping": "fping", "nping": "nping", "arp-scan": "arp-scan",
	"nbtscan": "nbtscan", "onesixtyone": "onesixtyone", "ike-scan": "ike-scan", "vpn-ike-scan": "ike-scan",
	"trace-6": "traceroute", "trace-icmp": "traceroute", "trace-tcp": "traceroute", "trace-udp": "traceroute", "trace-lite": "traceroute",
	"trace-inbound": "traceroute", "trace-inbound-mtr": "mtr", "trace-inbound-nmap": "nmap", "trace-mtr": "mtr",
	"trace-hping3": "hping", "trace-firewalk": "nping",
	"crafted-masscan": "masscan", "crafted-zmap": "zmap", "crafted-unicornscan": "unicornscan", "crafted-naabu": "naabu",
	"crafted-mirai": "mirai", "crafted-angry": "angry ip scanner", "crafted-jarm": "jarm",
	"web-nikto": "nikto", "handed-over": "nmap", // what hands over uses the kernel's own stack
}

// unmarked are captures of tools whose packets are a kernel's, or bear no mark.
var unmarked = []string{
	"nmap-inside-sweep", "nmap-sn-inside", "nmap6-sn-inside", "nmap-sn-PO", "nmap-bounce",
	"hping3-syn-flood", "trace-mtr-tcp",
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
		marked := !slices.ContainsFunc(unmarked, func(start string) bool { return strings.HasPrefix(l.file, start) })
		if !known {
			continue
		}
		found := false
		alerts := replayed(t, l.path(), l.home)
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
		if marked && !found {
			t.Errorf("%s: %s not named", l.file, want)
		}
	}
}

// Two tools of one source are two names, in one alert if they did the same.
func TestTwoToolsAreTwoNames(t *testing.T) {
	alerts := replay(t, open(t, filepath.Join(pcaps, "two-tools.pcap.gz")), "10.20.0.0/16", small(1))
	names := ""
	for i := range alerts {
		if tool := alerts[i].Tool; tool != nil {
			names += tool.Name + " " + strings.Join(tool.Evidence, " ") + "\n"
		}
	}
	if !strings.Contains(names, "masscan") || !strings.Contains(names, "also consistent with nmap") {
		t.Errorf("named are:\n%s", names)
	}
}

// stretched puts so much time between every two packets of the scanner.
type stretched struct {
	capture.Source
	pause   int64
	scanner packet.Addr
	probes  int64
	packet  packet.Packet
}

func (s *stretched) ReadBatch(frames []capture.Frame) (int, error) {
	n, err := s.Source.ReadBatch(frames)
	for i := range frames[:n] {
		if s.packet.Decode(&frames[i]); s.packet.HasNetwork && s.packet.Src == s.scanner && s.packet.TCPFlags == packet.SYN {
			s.probes++
		}
		frames[i].Time += s.probes * s.pause
	}
	return n, err
}

// Two probes name the tool whatever lies between them: nmap -T1 and -T0 wait 15 seconds and five
// minutes, and a patient scanner longer still.
func TestTwoProbesNameTheToolHoursApart(t *testing.T) {
	scanner := packet.AddrFrom(netip.MustParseAddr("203.0.113.12"))
	for _, pause := range []time.Duration{15 * time.Second, 5 * time.Minute, 3 * time.Hour, 40 * time.Hour} {
		src := &stretched{Source: open(t, filepath.Join(pcaps, "nmap-syn-1000-closed.pcap.gz")), pause: int64(pause), scanner: scanner}
		var first *alert.Alert
		opened := 0
		alerts := replay(t, src, "10.20.0.0/16", small(1))
		for i := range alerts {
			if alerts[i].Phase == alert.PhaseOpen && alerts[i].Kind == "scanner_signature" {
				opened++
			}
			if first == nil && alerts[i].Tool != nil {
				first = &alerts[i]
			}
		}
		if first == nil || first.Tool.Name != "nmap" {
			t.Errorf("%v: nmap is not named", pause)
			continue
		}
		if opened > 1 {
			t.Errorf("%v: %d alerts open for one scan", pause, opened)
		}
		if took := time.Duration(first.Time - first.First).Round(time.Second); took != pause {
			t.Errorf("%v: nmap is named %v after the first probe", pause, took)
		}
	}
}

// again are the tools of the second set of captures, made with other ports, rates, targets
// and options than those that the rows were written by.
var again = map[string]string{
	"nmap": "nmap", "masscan": "masscan", "zmap": "zmap", "hping": "hping", "fping": "fping", "nping": "nping", "nbtscan": "nbtscan",
	"onesixtyone": "onesixtyone", "ike-scan": "ike-scan", "traceroute": "traceroute", "mtr": "mtr",
	"gobuster": "gobuster", "ffuf": "ffuf", "wfuzz": "wfuzz", "dirb": "dirb", "whatweb": "whatweb", "sqlmap": "sqlmap",
}

// Of a second set of captures, nearly all name the tool, and none another.
func TestToolsAreNamedAgain(t *testing.T) {
	all, right := 0, 0
	for _, l := range manifest(t) {
		name, found := strings.CutPrefix(l.file, "again-")
		if !found {
			continue
		}
		want := ""
		for start, tool := range again {
			if strings.HasPrefix(name, start) && len(tool) > len(want) {
				want = tool
			}
		}
		all++
		got := named(replayed(t, l.path(), l.home))
		switch {
		case len(got) == 0:
			t.Logf("%s: no tool is named", l.file)
		case slices.ContainsFunc(got, func(g string) bool { return !strings.Contains(strings.ToLower(g), ": "+want) }):
			t.Errorf("%s: %v", l.file, got)
		default:
			right++
		}
	}
	if 100*right < 95*all {
		t.Errorf("%d of %d named right, fewer than 95 %%", right, all)
	}
	t.Logf("%d of %d named right", right, all)
}
