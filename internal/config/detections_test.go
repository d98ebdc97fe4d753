package config

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/dns"
	"github.com/reconwatch/reconwatch/analyzers/probe"
	"github.com/reconwatch/reconwatch/analyzers/scan"
	"github.com/reconwatch/reconwatch/analyzers/topology"
	"github.com/reconwatch/reconwatch/analyzers/web"
	"github.com/reconwatch/reconwatch/analyzers/whois"
	"github.com/reconwatch/reconwatch/internal/alert"
)

const detectionsFile = "../../docs/detections.md"

// declared is every analyzer with what it declares, and the thresholds that its words name.
var declared = []struct {
	name       string
	detections []analyzers.Detection
	thresholds any
}{
	{"scan", scan.Detections, Default().Scan},
	{"probe", probe.Detections, nil},
	{"dns", dns.Detections, Default().DNS},
	{"whois", whois.Detections, Default().WHOIS},
	{"web", web.Detections, Default().Web},
	{"topology", topology.Detections, Default().Topology},
}

// untold are the kinds of the contract that no analyzer tells, each with why.
var untold = map[analyzers.Kind]string{
	analyzers.IntelMatch: "kept for matches with lists of known addresses; nothing tells it in this version",
}

// TestDetections keeps docs/detections.md equal to what the analyzers declare.
func TestDetections(t *testing.T) {
	want := detections(t)
	if *update {
		if err := os.WriteFile(detectionsFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(detectionsFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("docs/detections.md is not what the analyzers declare; run go generate ./internal/config\n%s", diff)
	}
}

const detectionsHead = `# Detections

<!-- Generated from analyzers/*/detections.go: go generate ./internal/config -->

Every kind of alert: what makes it, what stays quiet although it looks alike, the slowest rate that is still caught, and what escapes. The numbers
are the defaults; [config.md](config.md) lists them with their reasons. How contacts are weighed is in [detection.md](detection.md).

ATT&CK: the same packets are reconnaissance from outside and discovery by a host of yours.
`

const detectionsFoot = `
## What no sensor on the wire sees

- Names asked for over TLS or HTTPS (DoT, DoH), paths under HTTPS: only addresses, sizes and server names remain.
- Look-ups at registries, search engines and data sellers by others: they never touch your network.
- Who sits behind a resolver, proxy or address translation: the alert says where it looks like one.
`

func detections(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	b.WriteString(detectionsHead)
	rows := map[analyzers.Kind]string{}
	for _, a := range declared {
		for i := range a.detections {
			d := &a.detections[i]
			if rows[d.Kind] != "" {
				t.Errorf("%s is declared twice", d.Kind)
			}
			rows[d.Kind] = row(t, a.name, d, a.thresholds)
		}
	}
	for k := analyzers.PortScan; k < analyzers.NumKinds; k++ {
		why := untold[k]
		if (rows[k] == "") == (why == "") {
			t.Errorf("%s is declared and untold, or neither", k)
		}
		if rows[k] == "" {
			rows[k] = fmt.Sprintf("\n## `%s`\n\n%s.\n", k, strings.ToUpper(why[:1])+why[1:])
		}
		b.WriteString(rows[k])
	}
	signatures(&b)
	for _, l := range web.Lists() {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| %s | %s |\n| --- | --- |\n", l.Title, l.About, l.Name, l.Note)
		for _, r := range l.Rows {
			fmt.Fprintf(&b, "| %s | %s |\n", strings.ReplaceAll(r.Name, "|", `\|`), strings.ReplaceAll(r.Note, "|", `\|`))
		}
	}
	b.WriteString(detectionsFoot)
	return b.Bytes()
}

func row(t *testing.T, name string, d *analyzers.Detection, thresholds any) string {
	t.Helper()
	for _, text := range []string{d.Fires, d.Quiet, d.Slowest, d.Blind} {
		if text == "" {
			t.Errorf("%s: a column is empty", d.Kind)
		}
	}
	fill := func(text string) string { return filled(t, text, thresholds) }
	outside, inside := alert.Techniques(d.Kind)
	ids := func(list []string) string {
		if len(list) == 0 {
			return "none"
		}
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("\n## `%s`\n\n| | |\n| --- | --- |\n| fires on | %s |\n| quiet on | %s |\n| slowest | %s |\n| blind spots | %s |\n| ATT&CK | from outside %s; from inside %s |\n| told by | `analyzers/%s` |\n",
		d.Kind, fill(d.Fires), fill(d.Quiet), fill(d.Slowest), fill(d.Blind), ids(outside), ids(inside), name)
}

var named = regexp.MustCompile(`\{(\w+)(:%)?\}`)

// filled puts the defaults in the place of their names.
func filled(t *testing.T, text string, thresholds any) string {
	t.Helper()
	return named.ReplaceAllStringFunc(text, func(s string) string {
		m := named.FindStringSubmatch(s)
		v := reflect.ValueOf(thresholds)
		for i := range v.NumField() {
			if key, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ","); key == m[1] {
				return inWords(v.Field(i), m[2] != "")
			}
		}
		t.Errorf("no threshold is called %s", m[1])
		return s
	})
}

func inWords(v reflect.Value, percent bool) string {
	d, isTime := v.Interface().(time.Duration)
	switch {
	case percent:
		return fmt.Sprintf("%.0f %%", 100*v.Float())
	case !isTime:
		return fmt.Sprint(v.Interface())
	}
	for _, u := range []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}} {
		if d >= u.size && d%u.size == 0 {
			if d == u.size {
				return "1 " + u.name
			}
			return fmt.Sprintf("%d %ss", d/u.size, u.name)
		}
	}
	return d.String()
}

// signatures lists the rows that name tools.
func signatures(b *bytes.Buffer) {
	b.WriteString("\n## Signatures\n\nRows that are *unique* to a tool name it; *strong* ones say what is done; *weak* ones never speak alone.\n\n| row | tool | what it is | reliability | packets |\n| --- | --- | --- | --- | --- |\n")
	for _, r := range probe.Builtin() {
		fmt.Fprintf(b, "| `%s` | %s | %s | %s | %d |\n", r.ID, strings.TrimSpace(r.Tool+" "+r.Version), strings.ReplaceAll(r.Means, "|", `\|`), r.Reliability, r.Hits)
	}
}
