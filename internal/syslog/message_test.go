package syslog_test

import (
	"fmt"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/leodido/go-syslog/v4/rfc5424"
	"go.uber.org/goleak"

	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/sink"
	"github.com/reconwatch/reconwatch/internal/syslog"
)

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		child()
	}
	goleak.VerifyTestMain(m)
}

// hostile are strings that an adversary would like to see in a log.
var hostile = []string{
	"a]b", `a"b`, `a\b`, `\`, `"]`, `x" y="z`, `] <13>1 - - - - - - forged`, "line\nbreak", "\r\n<0>1 forged", "nul\x00byte",
	"\x1b[31mred\x1b[0m", "\u202eright to left", "bücher.例え", "\xff\xfe not UTF-8", `already \x0a escaped`,
	"%s%n$!all", "\u2028\u0085", "${jndi:ldap://x}", "<script>", "\xef\xbb\xbfBOM", "=", "#012", "🦊",
}

var moment = time.Date(2026, 11, 5, 12, 34, 56, 123456789, time.UTC)

// full is an alert with every field set.
func full(id int) *alert.Alert {
	at := alert.Time(moment.UnixNano())
	return &alert.Alert{
		Type: "alert", Time: at, ID: fmt.Sprintf("%016x", id), Episode: "00000000000000ee", Phase: alert.PhaseUpdate,
		Kind: "port_scan", Method: "tcp_syn", Methods: []string{"tcp_syn", "udp"}, Severity: alert.High, Confidence: 0.987, Direction: "inbound",
		Source: netip.MustParseAddr("2001:db8::9"), Sources: []netip.Addr{netip.MustParseAddr("192.0.2.1")}, SourcesCount: 3,
		Target: netip.MustParseAddr("198.51.100.7"),
		Targets: alert.Targets{
			Hosts: 1, Ports: 1000, HostsSample: []netip.Addr{netip.MustParseAddr("198.51.100.7")}, PortsSample: []uint16{22, 80, 443},
		},
		Tool:   &alert.Tool{Name: "nmap", Version: "7.93", Confidence: "strong", Evidence: []string{"window 1024", "options"}},
		Attack: []string{"T1595"}, First: at - 5e9, Last: at, Probes: 1234, Answers: alert.Answers{Open: 3, Closed: 900, Filtered: 1, Silent: 96},
		Domain: "example.org", Reason: "External host 2001:db8::9 tried 1,000 ports.", Rule: "fan_out", FailureShare: 0.99,
		Because: []string{"ports"}, Sensor: "dmz-1", Interface: "eth1", VLAN: 7, Visibility: 0.5,
	}
}

// fullFields is what it becomes.
var fullFields = map[string]string{
	"type": "alert", "time": "2026-11-05T12:34:56.123456789Z", "id": "0000000000000001", "episode": "00000000000000ee", "phase": "update",
	"kind": "port_scan", "method": "tcp_syn", "methods": "tcp_syn,udp", "severity": "high", "confidence": "0.987", "direction": "inbound",
	"source": "2001:db8::9", "sources": "192.0.2.1", "sources_count": "3", "target": "198.51.100.7",
	"targets_hosts": "1", "targets_ports": "1000", "targets_hosts_sample": "198.51.100.7", "targets_ports_sample": "22,80,443",
	"tool_name": "nmap", "tool_version": "7.93", "tool_confidence": "strong", "tool_evidence": "window 1024; options",
	"attack": "T1595", "first": "2026-11-05T12:34:51.123456789Z", "last": "2026-11-05T12:34:56.123456789Z", "probes": "1234",
	"answers_open": "3", "answers_closed": "900", "answers_filtered": "1", "answers_silent": "96",
	"domain": "example.org", "rule": "fan_out", "failure_share": "0.99", "because": "ports", "sensor": "dmz-1", "interface": "eth1",
	"vlan": "7", "visibility": "0.5",
}

func format(t testing.TB, h syslog.Header, m sink.Message) []byte {
	t.Helper()
	f, err := h.Formatter()
	if err != nil {
		t.Fatal(err)
	}
	b, err := f([]byte("before"), m)
	if err != nil {
		t.Fatal(err)
	}
	return b[len("before"):]
}

// parse reads a message with somebody else's parser.
func parse(t testing.TB, b []byte) (*rfc5424.SyslogMessage, map[string]string) {
	t.Helper()
	m, err := rfc5424.NewParser(rfc5424.WithCompliantMsg()).Parse(b)
	if err != nil {
		t.Fatalf("%q: %v", b, err)
	}
	p := m.(*rfc5424.SyslogMessage)
	if p.StructuredData == nil || len(*p.StructuredData) != 1 {
		t.Fatalf("%q: structured data", b)
	}
	for id, fields := range *p.StructuredData {
		if !strings.HasPrefix(id, "reconwatch@") {
			t.Fatalf("element %q", id)
		}
		return p, fields
	}
	return nil, nil
}

func TestMessageReadsBack(t *testing.T) {
	b := format(t, syslog.Header{Facility: syslog.Local0, Hostname: "dmz-1"}, sink.Message{Alert: full(1)})
	want := fmt.Sprintf("<131>1 2026-11-05T12:34:56.123456Z dmz-1 reconwatch %d port_scan [reconwatch@32473 type=", os.Getpid())
	if !strings.HasPrefix(string(b), want) {
		t.Errorf("%s", b)
	}
	m, fields := parse(t, b)
	if *m.Message != full(1).Reason {
		t.Errorf("message %q", *m.Message)
	}
	if diff := cmp.Diff(fullFields, fields); diff != "" {
		t.Error(diff)
	}
}

func TestSeveritiesAndFacilities(t *testing.T) {
	for severity, pri := range map[alert.Severity]int{
		alert.Info: 14*8 + 6, alert.Low: 14*8 + 5, alert.Medium: 14*8 + 4, alert.High: 14*8 + 3, alert.Critical: 14*8 + 2, alert.NumSeverities: 14*8 + 2,
	} {
		a := full(1)
		a.Severity = severity
		b := format(t, syslog.Header{Facility: 14}, sink.Message{Alert: a})
		if !strings.HasPrefix(string(b), fmt.Sprintf("<%d>1 ", pri)) {
			t.Errorf("%s: %.12s", severity, b)
		}
	}
	for name, h := range map[string]syslog.Header{"facility": {Facility: 24}, "bytes": {MaxBytes: 100}} {
		if _, err := h.Formatter(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestOtherMessages(t *testing.T) {
	s := alert.NewSensor("dmz-1", alert.Time(moment.UnixNano()), alert.EventLoss, alert.Medium, "Loss of 2 %.",
		map[string]any{"lost": 12, "share": 0.02, "interfaces": []string{"eth0", "eth1"}, `odd]="name`: true})
	m, fields := parse(t, format(t, syslog.Header{Hostname: "h", PEN: 99999}, sink.Message{Sensor: s}))
	want := map[string]string{
		"type": "sensor", "time": "2026-11-05T12:34:56.123456789Z", "id": s.ID, "event": "loss", "severity": "medium", "sensor": "dmz-1",
		"detail_lost": "12", "detail_share": "0.02", "detail_interfaces": "eth0,eth1", "detail_odd___name": "true",
	}
	if diff := cmp.Diff(want, fields); diff != "" || *m.MsgID != "loss" || *m.Message != "Loss of 2 %." {
		t.Errorf("%v %s", m, diff)
	}
	if _, ok := (*m.StructuredData)["reconwatch@99999"]; !ok {
		t.Error("private enterprise number")
	}

	b := &alert.Background{
		Sensor: "dmz-1", Severity: alert.Low, From: alert.Time(moment.UnixNano() - 6e10), To: alert.Time(moment.UnixNano()), Episodes: 30, FollowUps: 2,
		Groups: []alert.BackgroundGroup{{Kind: "port_sweep", Port: 22, Episodes: 20}, {Kind: "block_scan", Episodes: 4}}, Others: 6,
	}
	b.Finish()
	m, fields = parse(t, format(t, syslog.Header{}, sink.Message{Background: b}))
	if fields["groups"] != "port_sweep/22=20,block_scan/=4" || fields["episodes"] != "30" || *m.MsgID != "background" || m.Hostname != nil {
		t.Errorf("%v", fields)
	}
	f, _ := syslog.Header{}.Formatter()
	if _, err := f(nil, sink.Message{}); err == nil {
		t.Error("an empty message has a form")
	}
}

func TestHostileStrings(t *testing.T) {
	for _, h := range hostile {
		a := full(1)
		a.Domain, a.Reason, a.Tool.Name, a.Interface, a.Sensor = h, h, h, h, h
		a.Tool.Evidence = []string{h}
		b := format(t, syslog.Header{Hostname: h}, sink.Message{Alert: a})
		for _, r := range string(b) {
			if r < ' ' || r == 0x7f || r == utf8.RuneError || r == 0x202e {
				t.Errorf("%q: %U in %q", h, r, b)
			}
		}
		m, fields := parse(t, b)
		want := alert.Escape(h)
		for _, name := range []string{"domain", "tool_name", "interface", "sensor", "tool_evidence"} {
			if fields[name] != want {
				t.Errorf("%s %q, want %q", name, fields[name], want)
			}
		}
		text := strings.TrimPrefix(*m.Message, "\xef\xbb\xbf")
		if text != want || (text != *m.Message) != (strings.IndexFunc(want, func(r rune) bool { return r > 127 }) >= 0) {
			t.Errorf("message %q, want %q and a byte order mark where it is not ASCII", *m.Message, want)
		}
	}
}

func TestNothingIsLongerThanItMayBe(t *testing.T) {
	long := strings.Repeat("ü\x00]", 4000)
	many := make([]netip.Addr, 500)
	for i := range many {
		many[i] = netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, 14: byte(i >> 8), 15: byte(i)})
	}
	for name, tc := range map[string]struct {
		change  func(*alert.Alert)
		omitted string
	}{
		"message":         {func(a *alert.Alert) { a.Reason = long }, ""},
		"evidence":        {func(a *alert.Alert) { a.Tool.Evidence = []string{long} }, "tool_evidence"},
		"ports sample":    {func(a *alert.Alert) { a.Targets.PortsSample = make([]uint16, 2000) }, "targets_ports_sample,tool_evidence"},
		"hosts sample":    {func(a *alert.Alert) { a.Targets.HostsSample = many }, "targets_hosts_sample,targets_ports_sample,tool_evidence"},
		"sources":         {func(a *alert.Alert) { a.Sources = many }, "sources,targets_hosts_sample,targets_ports_sample,tool_evidence"},
		"tool version":    {func(a *alert.Alert) { a.Tool.Version = long }, "sources,targets_hosts_sample,targets_ports_sample,tool_version,tool_evidence,interface"},
		"domain and more": {func(a *alert.Alert) { a.Domain, a.Tool.Name, a.Interface, a.Sensor = long, long, long, long }, "*"},
	} {
		t.Run(name, func(t *testing.T) {
			a := full(1)
			tc.change(a)
			for _, most := range []int{syslog.MaxUDP, 1400} {
				b := format(t, syslog.Header{Hostname: strings.Repeat("h", 300), MaxBytes: most}, sink.Message{Alert: a})
				if len(b) > most {
					t.Errorf("%d bytes are over %d", len(b), most)
				}
				_, fields := parse(t, b)
				if most == syslog.MaxUDP && tc.omitted != "*" && fields["omitted"] != tc.omitted {
					t.Errorf("omitted %q, want %q", fields["omitted"], tc.omitted)
				}
				if fields["id"] != a.ID || fields["source"] == "" || fields["answers_silent"] != "96" {
					t.Errorf("%v", fields)
				}
			}
		})
	}
	s := alert.NewSensor("s", 1, alert.EventHeartbeat, alert.Info, long, map[string]any{long: long, "b" + long: long})
	if b := format(t, syslog.Header{MaxBytes: syslog.MaxUDP}, sink.Message{Sensor: s}); len(b) > syslog.MaxUDP {
		t.Errorf("sensor message of %d bytes", len(b))
	}
}

func FuzzStructuredData(f *testing.F) {
	for _, h := range hostile {
		f.Add(h, h)
	}
	f.Fuzz(func(t *testing.T, value, text string) {
		if len(value) > 800 { // what is longer is left out
			return
		}
		a := full(1)
		a.Domain, a.Reason = value, text
		b := format(t, syslog.Header{}, sink.Message{Alert: a})
		m, fields := parse(t, b)
		if want := alert.Escape(value); fields["domain"] != want {
			t.Errorf("%q became %q", want, fields["domain"])
		}
		if text := alert.Escape(text); text != "" && len(b) < syslog.MaxStream-8 && strings.TrimPrefix(*m.Message, "\xef\xbb\xbf") != text {
			t.Errorf("%q became %q", text, *m.Message)
		}
		delete(fields, "domain")
		for name, want := range fullFields {
			if name != "domain" && fields[name] != want {
				t.Errorf("%s %q", name, fields[name])
			}
		}
	})
}

func BenchmarkFormat(b *testing.B) {
	f, err := syslog.Header{Hostname: "h"}.Formatter()
	if err != nil {
		b.Fatal(err)
	}
	m := sink.Message{Alert: full(1)}
	var dst []byte
	b.ReportAllocs()
	for b.Loop() {
		dst, _ = f(dst[:0], m)
	}
	b.ReportMetric(float64(len(dst)), "bytes/message")
}
