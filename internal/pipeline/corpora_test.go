package pipeline_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/internal/testbed"
)

const defaultHome = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7,fe80::/10,169.254.0.0/16"

// claim is one actor of a label: "192.0.2.1->10.0.0.1 20tcp ports".
var claim = regexp.MustCompile(`([0-9a-f.:]+)->[^;\]]*?(\d+) ?(tcp ports|udp ports|ports|hosts|targets)`)

func TestCorporaPositives(t *testing.T) {
	for _, s := range testbed.Corpora(t) {
		if !strings.HasPrefix(s.Class, "positive") {
			continue
		}
		got := accused(replayed(t, s.Path, defaultHome))
		for _, c := range claim.FindAllStringSubmatch(s.Label, -1) {
			if n, _ := strconv.Atoi(c[2]); n < 9 {
				continue // fewer than ten probes with their answers
			}
			if m := missing("any@"+c[1], anyKinds(got)); len(m) > 0 {
				t.Errorf("%s: %s (%s %s) not found; accused %v", s.Path, c[1], c[2], c[3], got)
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

// unlabelled are captures of the corpora with a true accusation that their label passes over.
var unlabelled = map[string]string{
	"arkime/tests/pcap/v6.pcap.gz": "traceroute@3ffe:507:0:1:200:86ff:fe05:80da", // traceroute6 to another network
}

func TestCorporaNegatives(t *testing.T) {
	for _, s := range testbed.Corpora(t) {
		if s.Class != "benign" && s.Class != "hard-negative" || surveyedIn(s.Path) {
			continue
		}
		got := accused(replayed(t, s.Path, defaultHome))
		for path, truth := range unlabelled {
			if strings.HasSuffix(s.Path, path) {
				got = slices.DeleteFunc(got, func(a string) bool { return a == truth })
			}
		}
		if len(got) > 0 {
			t.Errorf("%s (%s): accused %v", s.Path, s.Class, got)
		}
	}
}

func TestCorporaMalformedEndInOrder(t *testing.T) {
	for _, s := range testbed.Corpora(t) {
		if s.Class != "malformed" {
			continue
		}
		began := time.Now()
		replayed(t, s.Path, defaultHome)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s took %v", s.Path, took)
		}
	}
}

func TestCorporaLanesTellTheSame(t *testing.T) {
	n := 0
	for _, s := range testbed.Corpora(t) {
		if s.Class == "malformed" || testing.Short() && n >= 40 {
			continue
		}
		n++
		compareLanes(t, s.Path, defaultHome)
	}
}
