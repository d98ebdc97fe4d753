package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/reconwatch/reconwatch/internal/testbed"
)

// scanned are the scanners of mirror.sh and what each is to be told of as.
var scanned = map[string]string{
	"203.0.113.11": "port_scan tcp_syn", "2001:db8:11::11": "port_scan tcp_syn",
	"203.0.113.12": "port_sweep tcp_syn", "2001:db8:12::12": "port_sweep tcp_syn",
	"203.0.113.13": "port_sweep tcp_syn", "2001:db8:13::13": "port_sweep tcp_syn",
	"203.0.113.14": "port_scan tcp_xmas", "203.0.113.15": "web_path_probe http",
}

// TestMirror: real scanners, services and a collector by TLS on a switch with a mirrored port, two lanes. Each
// alert comes within two seconds of its evidence and is of a scanner, each scanner has one episode, no frame
// is lost, and the sensor sends none.
func TestMirror(t *testing.T) {
	needs(t, "rsyslog", "rsyslogd", "openssl")
	needs(t, "scanners", "nmap", "masscan", "zmap", "socat", "ethtool", "curl", "dig", "python3")
	if os.Getuid() != 0 {
		testbed.Lacking(t, "scanners", "namespaces with names need root")
	}
	onEngines(t, mirrored)
}

func mirrored(t *testing.T, engine string) {
	t.Helper()
	dir, out := onWire(t, "mirror.sh", engine)
	slowest := told(t, collected(t, dir))
	frames := number(t, out, "frames") + number(t, out, "shed_in_kernel")
	if least, most := number(t, out, "least"), number(t, out, "most"); frames < least || frames > most {
		t.Errorf("%d frames seen of %d to %d", frames, least, most)
	}
	for _, none := range []string{"dropped_by_ring", "broken_blocks", "events_lost", "sent"} {
		if n := number(t, out, none); n != 0 {
			t.Errorf("%s: %d", none, n)
		}
	}
	harmless(t, dir)
	t.Logf("%d frames; the slowest alert came %v after its evidence", frames, slowest)
}

// told holds what came to the collector to what was done, and gives how long the slowest took.
func told(t *testing.T, all []message) (slowest time.Duration) {
	t.Helper()
	phases := map[string][]string{}
	for _, m := range all {
		if m.phase == "" {
			continue
		}
		if what := m.kind + " " + m.method; scanned[m.source] != what {
			t.Errorf("%s is accused of %s", m.source, what)
		}
		if m.phase != "update" {
			phases[m.source] = append(phases[m.source], m.phase)
		}
		late := m.came.Sub(m.evidence)
		if slowest = max(slowest, late); late > 2*time.Second {
			t.Errorf("%s of %s came %v after its evidence", m.phase, m.source, late)
		}
	}
	for source, what := range scanned {
		if got := phases[source]; !slices.Equal(got, []string{"open", "close"}) {
			t.Errorf("%s of %s: %v", what, source, got)
		}
	}
	return slowest
}

// hostile is the name that hostile.py asks for, as it is to be told.
const hostile = `a\x22]b\x5cc\x1b[31md\x07e\x9bf\u202eg\x7fhé`

// harmless: what came from the wire changes neither a terminal nor the form of a message, and is told.
func harmless(t *testing.T, dir string) {
	t.Helper()
	for file, name := range map[string]string{"collected": hostile, "alerts.jsonl": strings.ReplaceAll(hostile, `\`, `\\`), "text": ""} {
		text, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), name) || !strings.Contains(string(text), "203.0.113.15") {
			t.Errorf("%s does not tell %s", file, name)
		}
		if bad := strings.IndexFunc(string(text), unprintable); bad >= 0 {
			t.Errorf("%s: %q", file, text[max(0, bad-40):min(bad+40, len(text))])
		}
	}
}

// unprintable are what may not come through; the byte order mark is before messages of syslog.
func unprintable(r rune) bool {
	return r != '\n' && r != '\ufeff' && !unicode.IsPrint(r) || r == utf8.RuneError
}
