package pipeline_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// sample is one line of the corpora's index.
type sample struct{ path, class, label string }

// corpora lists the labelled third-party captures, where they are present.
func corpora(t *testing.T) []sample {
	t.Helper()
	dir := os.Getenv("RECONWATCH_CORPORA")
	if dir == "" {
		dir = "../../../shared/corpora"
	}
	index, err := os.ReadFile(filepath.Join(dir, "index.tsv"))
	if err != nil {
		if strings.Contains(os.Getenv("RECONWATCH_TEST_REQUIRE"), "corpora") {
			t.Fatal(err)
		}
		t.Skip("needs the labelled captures: set RECONWATCH_CORPORA to their folder (RECONWATCH_TEST_REQUIRE=corpora makes this a failure)")
	}
	var out []sample
	for line := range strings.Lines(string(index)) {
		f := strings.Split(line, "\t")
		if f[0] != "path" && len(f) > 2 {
			out = append(out, sample{filepath.Join(dir, f[0]), f[1], f[2]})
		}
	}
	return out
}

const defaultHome = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7,fe80::/10,169.254.0.0/16"

// claim is one actor of a label: "192.0.2.1->10.0.0.1 20tcp ports".
var claim = regexp.MustCompile(`([0-9a-f.:]+)->[^;\]]*?(\d+) ?(tcp ports|udp ports|ports|hosts|targets)`)

func TestCorporaPositives(t *testing.T) {
	for _, s := range corpora(t) {
		if !strings.HasPrefix(s.class, "positive") {
			continue
		}
		got := accused(replay(t, open(t, s.path), defaultHome, small(1)))
		for _, c := range claim.FindAllStringSubmatch(s.label, -1) {
			if n, _ := strconv.Atoi(c[2]); n < 9 {
				continue // fewer than ten probes with their answers
			}
			if m := missing("any@"+c[1], anyKinds(got)); len(m) > 0 {
				t.Errorf("%s: %s (%s %s) not found; accused %v", s.path, c[1], c[2], c[3], got)
			}
		}
	}
}

// surveyed are captures labelled by their protocol that hold probes of internet surveys: each packet has
// zmap's IP identification.
var surveyed = map[string]bool{
	"ndpi/tests/cfgs/default/pcap/srvloc.pcap.gz": true,
	"ndpi/tests/cfgs/default/pcap/bacnet.pcap.gz": true,
}

func surveyedIn(path string) bool {
	for s := range surveyed {
		if strings.HasSuffix(path, s) {
			return true
		}
	}
	return false
}

// mistaken are the hard negatives of the corpora that are accused all the same,
// each for a reason that docs/false-positives.md gives.
var mistaken = map[string]bool{
	"maltrail/sensor/tests/corpus/ack_sweep_no_fp.pcap.gz": true,
}

// unlabelled are captures of the corpora with a true accusation that their label passes over.
var unlabelled = map[string]string{
	"arkime/tests/pcap/v6.pcap.gz": "traceroute@3ffe:507:0:1:200:86ff:fe05:80da", // traceroute6 to another network
}

func TestCorporaNegatives(t *testing.T) {
	hard, wrong := 0, 0
	for _, s := range corpora(t) {
		if s.class != "benign" && s.class != "hard-negative" {
			continue
		}
		got := accused(replay(t, open(t, s.path), defaultHome, small(1)))
		for path, truth := range unlabelled {
			if strings.HasSuffix(s.path, path) {
				got = slices.DeleteFunc(got, func(a string) bool { return a == truth })
			}
		}
		if s.class == "hard-negative" {
			hard++
		}
		if len(got) == 0 {
			continue
		}
		known := surveyedIn(s.path)
		for m := range mistaken {
			known = known || strings.HasSuffix(s.path, m)
		}
		if wrong++; !known {
			t.Errorf("%s (%s): accused %v", s.path, s.class, got)
		}
	}
	if 50*wrong > hard {
		t.Errorf("%d of %d hard negatives accused, more than 2 %%", wrong, hard)
	}
}

func TestCorporaMalformedEndInOrder(t *testing.T) {
	for _, s := range corpora(t) {
		if s.class != "malformed" {
			continue
		}
		began := time.Now()
		replay(t, open(t, s.path), defaultHome, small(1))
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s took %v", s.path, took)
		}
	}
}

func TestCorporaLanesTellTheSame(t *testing.T) {
	n := 0
	for _, s := range corpora(t) {
		if s.class == "malformed" || testing.Short() && n >= 40 {
			continue
		}
		n++
		compareLanes(t, s.path, defaultHome)
	}
}
