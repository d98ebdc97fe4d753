package pipeline_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/scan"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/pcapfile"
	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/config"
	"github.com/reconwatch/reconwatch/internal/pipeline"
)

const pcaps = "../../pcaps"

// labelled is one line of the manifest.
type labelled struct {
	file, class, expect, home string
}

func (l labelled) path() string { return filepath.Join(pcaps, l.file) }

// ownFolder is where a lab or whoever runs it works: others have none of that.
var ownFolder = regexp.MustCompile(`(^|[^\w.])/(tmp|home|root|work|var)/\S*`)

func manifest(t testing.TB) []labelled {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(pcaps, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var out []labelled
	for line := range strings.Lines(string(text)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if f[0] == "file" {
			continue
		}
		if len(f) != 8 {
			t.Fatalf("MANIFEST.tsv: %d columns in %q", len(f), line)
		}
		if folder := ownFolder.FindString(f[2]); folder != "" {
			t.Fatalf("MANIFEST.tsv: %s: %q is a folder of the machine that made it", f[0], folder)
		}
		out = append(out, labelled{file: f[0], class: f[1], expect: f[5], home: f[6]})
	}
	if len(out) == 0 {
		t.Fatal("MANIFEST.tsv is empty")
	}
	return out
}

// small keeps tests quick: tables that are far larger than the captures need.
func small(lanes int) pipeline.Options {
	return pipeline.Options{
		Lanes: lanes, Flows: 1 << 16, Sources: 1 << 14, Suspects: 1 << 9, Contacts: 1 << 16, Slots: 1 << 14,
		Seed: 1, Scan: scan.DefaultConfig(),
	}
}

// roomy is small with room for every contact of a capture: the law holds while
// no table overflows.
func roomy(lanes int) pipeline.Options {
	o := small(lanes)
	o.Contacts, o.Sources = 1<<19, 1<<16
	return o
}

// replay runs a capture through a pipeline and returns its alerts.
func replay(t testing.TB, src capture.Source, home string, o pipeline.Options) []alert.Alert {
	t.Helper()
	nets, err := config.ParseHome(home)
	if err != nil {
		t.Fatal(err)
	}
	var alerts []alert.Alert
	reporter := alert.NewReporter(alert.Options{Sensor: "test"})
	o.Home = nets.Contains
	o.Tell = func(f *analyzers.Finding) {
		if a, ok := reporter.Take(f); ok {
			alerts = append(alerts, a)
		}
	}
	p := pipeline.New(o)
	var damaged *pcapfile.FileError
	if err := p.Run(context.Background(), src); err != nil && !errors.As(err, &damaged) {
		t.Fatal(err)
	}
	return alerts
}

// remembered are the alerts of files: many tests ask for the same.
var remembered = map[string][]alert.Alert{}

// replayed gives the alerts of a file on one lane with small tables, from memory if a test had them before.
func replayed(t testing.TB, path, home string) []alert.Alert {
	t.Helper()
	return remember(path+" "+home, func() []alert.Alert { return replay(t, open(t, path), home, small(1)) })
}

// replayedRoomy is replayed with roomy tables.
func replayedRoomy(t testing.TB, path, home string) []alert.Alert {
	t.Helper()
	return remember(path+" "+home+" roomy", func() []alert.Alert { return replay(t, open(t, path), home, roomy(1)) })
}

func remember(key string, replay func() []alert.Alert) []alert.Alert {
	alerts, known := remembered[key]
	if !known {
		alerts = replay()
		remembered[key] = alerts
	}
	return alerts
}

func open(t testing.TB, path string) *pcapfile.Reader {
	t.Helper()
	r, err := pcapfile.Open([]string{path}, pcapfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func text(t testing.TB, alerts []alert.Alert) string {
	t.Helper()
	var b bytes.Buffer
	for i := range alerts {
		if err := alert.WriteJSON(&b, &alerts[i]); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// accused lists who is accused of what, as kind@source, without what is only told for information.
func accused(alerts []alert.Alert) []string {
	var out []string
	for i := range alerts {
		a := &alerts[i]
		if a.Phase != alert.PhaseOpen || a.Severity == alert.Info {
			continue
		}
		if a.Source.IsValid() {
			out = append(out, a.Kind+"@"+a.Source.String())
			continue
		}
		for _, s := range a.Sources {
			out = append(out, a.Kind+"@"+s.String())
		}
	}
	return out
}

// told is accused with what is told for information as well.
func told(alerts []alert.Alert) []string {
	out := accused(alerts)
	for i := range alerts {
		if a := &alerts[i]; a.Phase == alert.PhaseOpen && a.Severity == alert.Info {
			out = append(out, a.Kind+"@"+a.Source.String(), a.Kind+"@*")
		}
	}
	return out
}

// missing lists the expectations, each of alternatives, that nothing fulfils.
// Fingerprinting is not told apart yet: naming its source is enough.
func missing(expect string, got []string) []string {
	var out []string
	for want := range strings.SplitSeq(expect, ",") {
		found := slices.ContainsFunc(strings.Split(want, "|"), func(alternative string) bool {
			kind, source, _ := strings.Cut(alternative, "@")
			return slices.ContainsFunc(got, func(g string) bool {
				k, s, _ := strings.Cut(g, "@")
				return (k == kind || kind == "os_fingerprint") && (source == "*" || s == source)
			})
		})
		if !found {
			out = append(out, want)
		}
	}
	return out
}

// innocent lists the accused whom the expectation does not name.
func innocent(expect string, got []string) []string {
	if strings.Contains(expect, "@*") {
		return nil
	}
	var out []string
	for _, g := range got {
		_, source, _ := strings.Cut(g, "@")
		if !strings.Contains(expect, "@"+source) {
			out = append(out, g)
		}
	}
	return out
}

func TestManifestIsFulfilled(t *testing.T) {
	for _, l := range manifest(t) {
		t.Run(l.file, func(t *testing.T) {
			alerts := replayed(t, l.path(), l.home)
			if l.expect == "none" {
				if a := accused(alerts); len(a) > 0 {
					t.Errorf("accused %v", a)
				}
				return
			}
			if m := missing(l.expect, told(alerts)); len(m) > 0 {
				t.Errorf("not found: %v; told %v", m, told(alerts))
			}
			if i := innocent(l.expect, accused(alerts)); len(i) > 0 {
				t.Errorf("accused %v, expected %s", i, l.expect)
			}
		})
	}
}

// Law 1: any number of lanes tells the same.
func TestLanesTellTheSame(t *testing.T) {
	for _, l := range manifest(t) {
		t.Run(l.file, func(t *testing.T) { compareLanes(t, l.path(), l.home) })
	}
}

func compareLanes(t *testing.T, path, home string) {
	t.Helper()
	one := text(t, replayedRoomy(t, path, home))
	for _, lanes := range []int{2, 8} {
		if many := text(t, replay(t, open(t, path), home, roomy(lanes))); many != one {
			t.Errorf("%d lanes:\n%s\none lane:\n%s", lanes, many, one)
		}
	}
}

// Law 3: shedding what predicate R does not hold for changes nothing; nor do
// collisions in its slots.
func TestSheddingChangesNothing(t *testing.T) {
	for _, l := range manifest(t) {
		t.Run(l.file, func(t *testing.T) {
			o := small(1)
			want := text(t, replayed(t, l.path(), l.home))
			o.KeepAll = true
			if got := text(t, replay(t, open(t, l.path()), l.home, o)); got != want {
				t.Errorf("without shedding:\n%s\nwith:\n%s", got, want)
			}
			o.KeepAll, o.Slots = false, 16
			if got := text(t, replay(t, open(t, l.path()), l.home, o)); got != want {
				t.Errorf("with 16 slots:\n%s\nwith many:\n%s", got, want)
			}
		})
	}
}

// The seed of the tables must not show in what is told.
func TestSeedDoesNotShow(t *testing.T) {
	for _, l := range manifest(t) {
		o := small(1)
		want := text(t, replayed(t, l.path(), l.home))
		o.Seed = 0xfeedfacecafebeef
		if got := text(t, replay(t, open(t, l.path()), l.home, o)); got != want {
			t.Errorf("%s: another seed tells:\n%s\ninstead of:\n%s", l.file, got, want)
		}
	}
}
