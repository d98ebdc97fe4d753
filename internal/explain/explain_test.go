package explain

import (
	"io"
	"strings"
	"testing"

	"github.com/reconwatch/reconwatch/analyzers/probe"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/internal/alert"
)

// What was captured cannot break the display, nor reach a terminal as it is.
func FuzzFrame(f *testing.F) {
	f.Add([]byte("E\x00\x00\x28\x00\x01\x00\x00\x40\x06\x00\x00\x0a\x00\x00\x01\x0a\x00\x00\x02" + "\x00\x50\x00\x50aaaabbbb\x50\x02\x04\x00\x00\x00\x00\x00"))
	f.Add([]byte("E\x00\x00\x28\x00\x01\x20\x00\x40\x11\x00\x00\x0a\x00\x00\x01\x0a\x00\x00\x02" + "\x1b[31m"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, link := range []capture.LinkType{capture.LinkRaw, capture.LinkEthernet} {
			var out strings.Builder
			s := newShow(&out, &Options{All: true})
			s.frame(&capture.Frame{Data: b, WireLen: uint32(len(b)), LinkType: link}, 1, []uint16{0, uint16(len(probe.Default().Rows()) - 1)})
			s.counts()
			for line := range strings.Lines(out.String()) {
				if line = strings.TrimSuffix(line, "\n"); alert.Escape(strings.NewReplacer(`"`, "", `\`, "").Replace(line)) != strings.NewReplacer(`"`, "", `\`, "").Replace(line) {
					t.Errorf("%q", line)
				}
			}
		}
	})
}

func TestReadAlerts(t *testing.T) {
	got, err := ReadAlerts(strings.NewReader(`{"type":"sensor"}` + "\n\n" + `{"type":"alert","kind":"port_scan","source":"192.0.2.1"}` + "\n"))
	if err != nil || len(got) != 1 || got[0].Source.String() != "192.0.2.1" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := ReadAlerts(strings.NewReader("{}\n" + strings.Repeat("x", maxLine+1))); err == nil || err.Error() != "line 2: more than 1048576 bytes" {
		t.Errorf("a line that is too long: %v", err)
	}
	if _, err := ReadAlerts(strings.NewReader("{}\nnot one\n")); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Error(err)
	}
}

// An alert whose evidence is of other analyzers, or of rows that are no more, is told as it is.
func TestAlertsPassOverWhatIsNoRow(t *testing.T) {
	a := alert.Alert{Type: "alert", Tool: &alert.Tool{Name: "x", Confidence: "strong", Evidence: []string{"User-Agent", "old (no-such-row)", "SYN probe (nmap-syn)"}}}
	var out strings.Builder
	if err := Alerts(&out, &Options{Alerts: []alert.Alert{a, {Type: "alert"}}}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"- User-Agent", "- old (no-such-row)", "  nmap-syn: nmap, SYN probe", "no tool is named"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if err := Alerts(failing{}, &Options{Alerts: []alert.Alert{a}}); err == nil {
		t.Error("a failing writer")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// A frame is shown layer by layer, as it was sent.
func TestDissect(t *testing.T) {
	tcp := "\x9c\x40\x00\x50\x00\x00\x00\x01\x00\x00\x00\x02\x80\x12\x04\x00\x00\x00\x00\x00" + "\x02\x04\x05\xb4\x01\x04\x02\x1e\x09\x00\x00\x00" + "\x1b[31m"
	ip := "\x45\x10\x00\x39\x00\x07\x40\x00\x33\x06\x00\x00\x0a\x00\x00\x01\x0a\x00\x00\x02" + tcp
	frame := "\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02\x81\x00\x00\x07\x08\x00" + ip
	var out strings.Builder
	dissect(newShow(&out, &Options{}), &capture.Frame{Data: []byte(frame), WireLen: uint32(len(frame)), LinkType: capture.LinkEthernet})
	want := `  Ethernet     02:00:00:00:00:02 -> 02:00:00:00:00:01
  VLAN         7
  IPv4         10.0.0.1 -> 10.0.0.2, TCP, ttl 51, tos 16, id 7 (0x0007), don't fragment, length 57
  TCP          40000 -> 80, flags SYN ACK, seq 0x00000001, ack 0x00000002, window 1024, urgent 0, options MSS 05b4, nop, SACK permitted, kind 30 cut short: 1e09000000
  Payload      5 bytes: "\x1b[31m"
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", &out, want)
	}
}
