package pipeline_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reconwatch/reconwatch/internal/alert"
)

// anySecret is some other than that of replay.
const anySecret = 0x6a09e667f3bcc908

// TestAnySecretTellsTheSame: who did what to whom does not depend on the secret. How many targets it were
// is estimated where they are many, and may differ within the estimate's error.
func TestAnySecretTellsTheSame(t *testing.T) {
	for _, l := range manifest(t) {
		t.Run(l.file, func(t *testing.T) {
			o := small(1)
			o.Secret = anySecret
			want, got := closed(replayed(t, l.path(), l.home)), closed(replay(t, open(t, l.path()), l.home, o))
			if diff := cmp.Diff(deeds(want), deeds(got)); diff != "" {
				t.Fatalf("without a secret (-) and with one (+):\n%s", diff)
			}
			for i := range want {
				w, g := &want[i], &got[i]
				if !near(w, w.Targets.Hosts, g.Targets.Hosts) || !near(w, w.Targets.Ports, g.Targets.Ports) || !near(w, w.SourcesCount, g.SourcesCount) {
					t.Errorf("%s %v: %d sources, %d hosts, %d ports without a secret; %d, %d, %d with one", w.Kind, w.Source,
						w.SourcesCount, w.Targets.Hosts, w.Targets.Ports, g.SourcesCount, g.Targets.Hosts, g.Targets.Ports)
				}
			}
		})
	}
}

// near reports whether two counts are estimates of the same number. A handful is always exact, and a bitmap of 256
// bits, which is enough for what is no reconnaissance, ends at 1,420.
func near(a *alert.Alert, x, y uint32) bool {
	off := math.Abs(float64(x) - float64(y))
	most := float64(max(x, y))
	switch {
	case a.Kind == "backscatter" || a.Kind == "syn_flood":
		return off <= max(3, most*most/1420)
	case most <= 8:
		return off == 0
	}
	return off <= max(2, most/10)
}

// closed are the alerts that sum episodes up, in an order that counts have no part in.
func closed(alerts []alert.Alert) []alert.Alert {
	var out []alert.Alert
	for i := range alerts {
		if alerts[i].Phase == alert.PhaseClose {
			out = append(out, alerts[i])
		}
	}
	slices.SortStableFunc(out, func(a, b alert.Alert) int {
		return slices.Compare([]string{deed(&a), fmt.Sprint(a.First)}, []string{deed(&b), fmt.Sprint(b.First)})
	})
	return out
}

func deeds(alerts []alert.Alert) []string {
	var out []string
	for i := range alerts {
		out = append(out, deed(&alerts[i]))
	}
	return out
}

func deed(a *alert.Alert) string {
	tool := ""
	if a.Tool != nil {
		tool = a.Tool.Name
	}
	return fmt.Sprint(a.Kind, a.Methods, a.Source, a.Target, a.Domain, tool, a.Severity)
}
