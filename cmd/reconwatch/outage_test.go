package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// message is a line of the collector: when it came, and what was in it.
type message struct {
	came, evidence                        time.Time
	id, kind, method, phase, source, text string
}

var parameter = regexp.MustCompile(`([a-z_]+)="([^"]*)"`)

// collected reads what arrived at the collector.
func collected(t *testing.T, dir string) (all []message) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "collected"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		came, rest, _ := strings.Cut(line, " ")
		m := message{text: rest}
		if m.came, err = time.Parse(time.RFC3339Nano, came); err != nil {
			t.Fatal(err)
		}
		for _, p := range parameter.FindAllStringSubmatch(rest, -1) {
			switch p[1] {
			case "time":
				if m.evidence, err = time.Parse(time.RFC3339Nano, p[2]); err != nil {
					t.Fatal(err)
				}
			case "id":
				m.id = p[2]
			case "kind":
				m.kind = p[2]
			case "method":
				m.method = p[2]
			case "phase":
				m.phase = p[2]
			case "source":
				m.source = p[2]
			}
		}
		all = append(all, m)
	}
	return all
}

var identity = regexp.MustCompile(`"?id"?[=:]"([0-9a-f]{16})"`)

// accepted gives the ids in the JSON file at a quiet moment, and in the spool after each death of the sensor.
func accepted(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "accepted-*", "*", "*.spool"))
	if err != nil || len(files) < 3 {
		t.Fatalf("spools: %v, %v", files, err)
	}
	ids := map[string]string{}
	for _, file := range append(files, filepath.Join(dir, "quiet.jsonl")) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range identity.FindAllSubmatch(text, -1) {
			ids[string(m[1])] = file
		}
	}
	return ids
}

// TestOutage: the collector goes away and the sensor is killed, while it tells and while nobody listens; every
// message that the spool took arrives, and what comes twice is the same, id and all.
func TestOutage(t *testing.T) {
	needs(t, "rsyslog", "rsyslogd", "openssl")
	dir, _ := onWire(t, "outage.sh", strconv.Itoa(*outage))
	got, opened, copies := map[string]string{}, map[string][]string{}, 0
	for _, m := range collected(t, dir) {
		if before, known := got[m.id]; known {
			copies++
			if before != m.text {
				t.Errorf("id %s is of\n%s\nand of\n%s", m.id, before, m.text)
			}
		} else if m.phase == "open" {
			opened[m.source] = append(opened[m.source], m.id)
		}
		got[m.id] = m.text
	}
	ids := accepted(t, dir)
	for id, file := range ids {
		if _, ok := got[id]; !ok {
			t.Errorf("id %s of %s did not arrive", id, file)
		}
	}
	for _, source := range []string{"203.0.113.11", "203.0.113.41", "203.0.113.42", "203.0.113.40"} {
		if len(opened[source]) != 1 {
			t.Errorf("%s was opened as %v", source, opened[source])
		}
	}
	t.Logf("%d messages accepted, %d arrived, %d copies", len(ids), len(got), copies)
}
