package explain

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/probe"
	"github.com/reconwatch/reconwatch/analyzers/scan"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/pcapfile"
	"github.com/reconwatch/reconwatch/internal/config"
	"github.com/reconwatch/reconwatch/internal/pipeline"
)

var update = flag.Bool("update", false, "write the tables of docs/signatures.md anew")

const (
	manualFile = "../../docs/signatures.md"
	pcaps      = "../../pcaps"
	begin      = "<!-- Generated: go test ./internal/explain -run TestManual -update -->\n"
)

// spoke is where a row spoke first, of all captures.
type spoke struct {
	file        string
	number, own uint64
}

// TestManual keeps the tables of docs/signatures.md equal to the built-in rows and
// to what they do in the captures.
func TestManual(t *testing.T) {
	page, err := os.ReadFile(manualFile)
	if err != nil {
		t.Fatal(err)
	}
	head, old, found := strings.Cut(string(page), begin)
	if !found {
		t.Fatalf("%s: no line %q", manualFile, begin)
	}
	want := tables(t, fired(t))
	if *update {
		if err := os.WriteFile(manualFile, []byte(head+begin+want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := gocmp.Diff(old, want); diff != "" {
		t.Errorf("docs/signatures.md is not what the rows and captures give (-page +now):\n%s", diff)
	}
}

// fired replays every attack capture, and keeps for each row the least number of packets of
// one source after which it spoke.
func fired(t *testing.T) map[string]spoke {
	t.Helper()
	best := map[string]spoke{}
	for _, l := range manifest(t) {
		if l.class != "attack" {
			continue
		}
		s := tallies(t, l)
		for key, n := range s.tally {
			id := s.matcher.Rows()[key.row].ID
			if b, ok := best[id]; n.spoke > 0 && (!ok || cmp.Or(cmp.Compare(n.own, b.own), cmp.Compare(n.spoke, b.number), cmp.Compare(l.file, b.file)) < 0) {
				best[id] = spoke{l.file, n.spoke, n.own}
			}
		}
	}
	return best
}

type labelled struct{ file, class, home string }

func manifest(t *testing.T) (out []labelled) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(pcaps, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if f := strings.Split(line, "\t"); f[0] != "file" {
			out = append(out, labelled{f[0], f[1], f[6]})
		}
	}
	return out
}

func options(t *testing.T, l labelled) *Options {
	t.Helper()
	home, err := config.ParseHome(l.home)
	if err != nil {
		t.Fatal(err)
	}
	return &Options{Pipeline: pipeline.Options{
		Flows: 1 << 16, Sources: 1 << 14, Suspects: 1 << 9, Contacts: 1 << 16, Slots: 1 << 14,
		Seed: 1, Scan: scan.DefaultConfig(), Home: home.Contains,
	}}
}

// tallies runs both readings of a capture.
func tallies(t *testing.T, l labelled) *show {
	t.Helper()
	o := options(t, l)
	matched, _, err := judge(t.Context(), func() (capture.Source, error) { return openCapture(t, l.file), nil }, o)
	if err != nil {
		t.Fatal(err)
	}
	s := newShow(io.Discard, o)
	if err := s.read(t.Context(), openCapture(t, l.file), matched); err != nil {
		t.Fatal(err)
	}
	return s
}

func openCapture(t *testing.T, file string) *pcapfile.Reader {
	t.Helper()
	r, err := pcapfile.Open([]string{filepath.Join(pcaps, file)}, pcapfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// tables writes a row of the table of signatures a line.
func tables(t *testing.T, at map[string]spoke) string {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("\n| row | tool | what it does | reliability | least | wants | spoke at | in |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, r := range probe.Builtin() {
		tool := r.Tool
		if r.Version != "" && r.Version != "any" {
			tool += " " + r.Version
		}
		where, when := "crafted packets", "–"
		if s, ok := at[r.ID]; ok {
			where, when = "`"+s.file+"`", fmt.Sprintf("%d (packet %d)", s.own, s.number)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %d | %d | %s | %s |\n", r.ID, tool, r.Means, r.Reliability, least(r.ID), r.Hits, when, where)
	}
	return b.String()
}

// leastPackets is how few packets of the tool carry the mark at all, where it is not one,
// by the longest start of the row's id: what the rows want may be more.
var leastPackets = map[string]int{
	"nmap-syn": 2, "nmap-ack": 2, "nmap-maimon": 2, "nmap-null": 2, "nmap-fin": 2, "nmap-xmas": 2, "nmap-synfin": 2,
	"nmap-echo": 3, "nmap-timestamp": 3, "nmap-mask": 3, "nmap-udp-empty": 3, "nping-udp": 2, "nmap-idle-probe": 2, "nmap-traceroute": 3, "nmap-os-label": 2, "nmap-dns-script": 2,
	"zmap-4": 2, "zmap-echo": 1, "zmap-udp": 1, "unicornscan": 2, "naabu": 2, "fping": 3, "nbtscan": 3, "ike-scan": 2,
	"masscan-ping": 2, "onesixtyone": 2, "traceroute-udp": 3, "traceroute-tcp": 2, "angry-ip-udp": 4, "mtr": 2, "nping-syn": 2, "hping-null": 2,
}

func least(id string) int {
	n, longest := 1, 0
	for start, v := range leastPackets {
		if strings.HasPrefix(id, start) && len(start) > longest {
			n, longest = v, len(start)
		}
	}
	return n
}

// cut is a source that ends after so many frames.
type cut struct {
	capture.Source
	left int
}

func (c *cut) ReadBatch(frames []capture.Frame) (int, error) {
	if c.left == 0 {
		return 0, io.EOF
	}
	n, err := c.Source.ReadBatch(frames[:min(len(frames), c.left)])
	c.left -= n
	return n, err
}

// A capture that ends with the packet at which the first row speaks names the tool.
func TestToolsAreNamedAtThatPacket(t *testing.T) {
	home := map[string]labelled{}
	for _, l := range manifest(t) {
		home[l.file] = l
	}
	first := map[string]spoke{}
	rows := map[string]probe.Row{}
	for _, r := range probe.Builtin() {
		rows[r.ID] = r
	}
	for id, s := range fired(t) {
		r := rows[id]
		alone := r.Tool != "" && (r.Reliability == probe.Unique || r.Reliability == probe.Strong && r.Kind.Kind != analyzers.ServiceProbe)
		if b, ok := first[s.file]; alone && (!ok || s.number < b.number) {
			first[s.file] = s
		}
	}
	for file, s := range first {
		if !names(t, home[file], int(s.number)) {
			t.Errorf("%s: no tool is named after packet %d", file, s.number)
		}
	}
}

func names(t *testing.T, l labelled, packets int) (named bool) {
	t.Helper()
	o := options(t, l).Pipeline
	o.Lanes = 1
	o.Tell = func(f *analyzers.Finding) {
		named = named || slices.ContainsFunc(f.Tools, func(x analyzers.Tool) bool { return x.Confidence != "weak" })
	}
	if err := pipeline.New(o).Run(context.Background(), &cut{openCapture(t, l.file), packets}); err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return named
}
