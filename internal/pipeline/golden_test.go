package pipeline_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reconwatch/reconwatch/internal/alert/alerttest"
)

var update = flag.Bool("update", false, "write the alerts of pcaps/ into pcaps/golden")

// Every capture's alerts, to the letter: what changes here changes for users.
func TestGoldens(t *testing.T) {
	kept := map[string]bool{}
	for _, l := range manifest(t) {
		name, _, _ := strings.Cut(l.file, ".")
		kept[name+".jsonl"] = true
		t.Run(l.file, func(t *testing.T) {
			got := text(t, replayed(t, l.path(), l.home))
			checkLines(t, got)
			golden := filepath.Join(pcaps, "golden", name+".jsonl")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("%v; go test ./internal/pipeline -run Goldens -update writes it", err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("alerts (-golden +got):\n%s", diff)
			}
		})
	}
	for _, stale := range stale(t, kept) {
		t.Errorf("pcaps/golden/%s belongs to no capture", stale)
	}
}

func checkLines(t *testing.T, text string) {
	t.Helper()
	for line := range bytes.Lines([]byte(text)) {
		if err := alerttest.Validate(line); err != nil {
			t.Errorf("%v: %s", err, line)
		}
	}
}

func stale(t *testing.T, kept map[string]bool) []string {
	t.Helper()
	files, err := os.ReadDir(filepath.Join(pcaps, "golden"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range files {
		switch {
		case kept[f.Name()]:
		case *update:
			if err := os.Remove(filepath.Join(pcaps, "golden", f.Name())); err != nil {
				t.Fatal(err)
			}
		default:
			out = append(out, f.Name())
		}
	}
	return out
}
