package main

import (
	"bytes"
	"encoding/json"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/leodido/go-syslog/v4/rfc5424"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/config"
	"github.com/reconwatch/reconwatch/internal/sink"
)

// fromTheWire is what an adversary may put into a name, a path or an agent, one for each finding.
var fromTheWire = []string{
	"a\nb", "\r\n<0>1 - - forged - - -", "\x1b[2J\x1b]0;owned\a", `"],"severity":"info"`, `x" y="z`, `a]b\`, "nul\x00", "\u009b31m", "\u202egnp.exe",
	"\u2028\u2029\u0085", "\xff\xfe\xed\xa0\x80", "\U000e0041", "%n%s${jndi:ldap://x}", "</script>", "\xef\xbb\xbf", "\x7f\x08\x08",
}

// TestHostileStringsArriveEscaped follows strings from a finding to every form in which an alert
// leaves: one line each, nothing that a terminal or a parser obeys, the string still to be read.
func TestHostileStringsArriveEscaped(t *testing.T) {
	dir := t.TempDir()
	collector, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: filepath.Join(dir, "log"), Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer collector.Close()
	cfg := config.Default()
	cfg.Output.JSONL = filepath.Join(dir, "alerts.json")
	cfg.Output.Syslog = []config.Syslog{{Network: "unixgram", Address: filepath.Join(dir, "log")}}
	outputs := map[string]*bytes.Buffer{"text": {}, "json": {}}
	var all sink.Fan
	for format, to := range outputs {
		out, err := openOutlets(cfg, format, to)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, out.Fan...)
		cfg.Output.JSONL, cfg.Output.Syslog = "", nil
	}
	reporter := alert.NewReporter(alert.Options{Sensor: "dmz-1"})
	for i, h := range fromTheWire {
		a, ok := reporter.Take(hostileFinding(i, h))
		if !ok {
			t.Fatal("not told")
		}
		all.Put(sink.Message{Alert: &a})
	}
	var received []string
	for range fromTheWire {
		b := make([]byte, 1<<16)
		_ = collector.SetReadDeadline(time.Now().Add(20 * time.Second))
		n, err := collector.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		received = append(received, string(b[:n]))
	}
	if err := all.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(filepath.Join(dir, "alerts.json"))
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string][]string{"syslog": received, "file": linesOf(string(file))}
	for format, to := range outputs {
		lines[format] = linesOf(to.String())
	}
	for form, got := range lines {
		if len(got) != len(fromTheWire) {
			t.Errorf("%s: %d lines for %d alerts", form, len(got), len(fromTheWire))
			continue
		}
		for i, line := range got {
			printable(t, form, line)
			carries(t, form, line, alert.Escape(fromTheWire[i]))
		}
	}
}

func linesOf(text string) []string { return strings.Split(strings.TrimSuffix(text, "\n"), "\n") }

func hostileFinding(i int, h string) *analyzers.Finding {
	at := time.Date(2026, 3, 2, 0, 0, i, 0, time.UTC).UnixNano()
	return &analyzers.Finding{
		Kind: analyzers.DNSBruteForce, Method: analyzers.DNS, Stage: analyzers.Opened, Time: at, First: at, Last: at, Episode: at,
		Source: packet.AddrFrom(netip.AddrFrom4([4]byte{192, 0, 2, byte(i + 1)})), Direction: analyzers.Inbound, Hosts: 1, Ports: 1, Probes: 100,
		Domain: h, Detail: h, Tools: []analyzers.Tool{{Name: h, Version: h, Confidence: "strong", Evidence: []string{h, h}}},
	}
}

func printable(t *testing.T, form, line string) {
	t.Helper()
	if !utf8.ValidString(line) {
		t.Errorf("%s is no UTF-8: %q", form, line)
	}
	for _, r := range strings.ReplaceAll(line, "\ufeff", "") { // RFC 5424 begins UTF-8 text with it
		if !unicode.IsPrint(r) || unicode.Is(unicode.Bidi_Control, r) {
			t.Errorf("%s holds %U: %q", form, r, line)
		}
	}
}

// carries wants the escaped string where a reader of the form looks for it.
func carries(t *testing.T, form, line, want string) {
	t.Helper()
	switch form {
	case "text":
		if !strings.Contains(line, want) {
			t.Errorf("no %s in %s", want, line)
		}
	case "syslog":
		m, err := rfc5424.NewParser().Parse([]byte(line))
		if err != nil {
			t.Errorf("%v: %s", err, line)
			return
		}
		for _, data := range *m.(*rfc5424.SyslogMessage).StructuredData {
			if data["domain"] != want || data["tool_name"] != want {
				t.Errorf("domain %q, tool %q, want %q", data["domain"], data["tool_name"], want)
			}
		}
	default:
		var a alert.Alert
		if err := json.Unmarshal([]byte(line), &a); err != nil || a.Domain != want || a.Tool.Name != want || a.Severity == alert.Info {
			t.Errorf("%v: domain %q, want %q: %s", err, a.Domain, want, line)
		}
	}
}
