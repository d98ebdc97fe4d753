package config

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/internal/alert"
)

// same compares configurations by what they mean.
var same = cmp.Options{
	cmpopts.IgnoreUnexported(Config{}),
	cmpopts.EquateEmpty(),
	cmp.Comparer(func(a, b Prefix) bool { return a == b }),
	cmp.Comparer(func(a, b netip.Prefix) bool { return a == b }),
}

func TestParseProblems(t *testing.T) {
	top := keys(fieldsOf(typeOf[Config]()))
	tests := []struct {
		name, in string
		want     []string
	}{
		{"bad prefixes, all told", "home:\n  - 10.0.0/8\n  - 10.0.0.5/8\n  - fe80::1%eth0\n  - ::ffff:10.0.0.0/104\n", []string{
			`f.yaml:2: home: "10.0.0/8" is not a CIDR prefix`,
			`f.yaml:3: home: "10.0.0.5/8" has host bits: did you mean 10.0.0.0/8?`,
			`f.yaml:4: home: "fe80::1%eth0" names a zone, which packets do not carry`,
			`f.yaml:5: home: "::ffff:10.0.0.0/104" is an IPv4 address in IPv6 form: write it as IPv4`,
		}},
		{"unknown keys at both levels", "frob: 1\nflow:\n  flows: 2\n", []string{
			`f.yaml:1: unknown key "frob": known are ` + top,
			`f.yaml:3: flow: unknown key "flows": known are max_flows, vlan_in_key`,
		}},
		{"wrong types", "flow:\n  max_flows: many\n  vlan_in_key: 1\nhome: 10.0.0.0/8\nsources: []\nsensor: [a]\n", []string{
			`f.yaml:2: flow.max_flows: "many" is not a whole number`,
			`f.yaml:3: flow.vlan_in_key: "1" is not a true or false`,
			`f.yaml:4: home: is not a list`,
			`f.yaml:5: sources: is not a set of keys: max_sources, max_suspects`,
			`f.yaml:6: sensor: is not a name`,
		}},
		{"a fraction and an octal number are not whole numbers", "flow: {max_flows: 2048.5}\nsources: {max_sources: 0200000}\n", []string{
			`f.yaml:1: flow.max_flows: "2048.5" is not a whole number`,
			`f.yaml:2: sources.max_sources: "0200000" is not a whole number`,
		}},
		{"ranges", "flow: {max_flows: 3}\nsuppress: [{port: 70000, vlan: 4095, reason: x}, {port: -1, reason: x}]\n", []string{
			`f.yaml:1: flow.max_flows: 3 is out of range: 1024 to 268435456`,
			`f.yaml:2: suppress[0].port: 70000 is out of range: 1 to 65535`,
			`f.yaml:2: suppress[0].vlan: 4095 is out of range: 1 to 4094`,
			`f.yaml:2: suppress[1].port: -1 is out of range: 1 to 65535`,
		}},
		{"a number beyond all types", "flow: {max_flows: 99999999999999999999999999}\n", []string{
			`f.yaml:1: flow.max_flows: "99999999999999999999999999" is not a whole number`,
		}},
		{"rules without a reason or a selector", "authorised:\n  - address: 10.1.1.1\n  - reason: ' '\nsuppress:\n  - reason: noise\n", []string{
			`f.yaml:2: authorised[0].reason: is missing: why, for whoever reads this next year`,
			`f.yaml:3: authorised[1].reason: is empty: why, for whoever reads this next year`,
			`f.yaml:3: authorised[1].address: is missing: address or CIDR prefix of the scanner`,
			`f.yaml:5: suppress[0]: needs at least one of source, target, port, kind, vlan: without one it would mute everything`,
		}},
		{"kinds and dates", "suppress: [{kind: scan, reason: x}]\nauthorised: [{address: 10.1.1.1, reason: x, expires: 31.12.2026}]\n", []string{
			`f.yaml:1: suppress[0].kind: "scan" is not a kind of finding`,
			`f.yaml:2: authorised[0].expires: "31.12.2026" is not a date such as 2026-12-31`,
		}},
		{"nothing where a value belongs", "home:\nflow:\n  max_flows:\n", []string{
			`f.yaml:1: home: has no value: leave the key out for its default`,
			`f.yaml:3: flow.max_flows: has no value: leave the key out for its default`,
		}},
		{"no home at all", "home: []\n", []string{`f.yaml:1: home: is empty: leave the key out for its default`}},
		{"a key twice", "sensor: a\nsensor: b\n", []string{`f.yaml:2: sensor: is set twice`}},
		{"a name that syslog cannot carry", "sensor: two words\n", []string{
			`f.yaml:1: sensor: "two words" is not a name of 1 to 255 visible ASCII characters`,
		}},
		{"aliases, tags", "sensor: &a x\nflow: *a\nsources: !!map {}\n", []string{
			`f.yaml:1: sensor: anchors and aliases are not read here`,
			`f.yaml:2: flow: anchors and aliases are not read here`,
			`f.yaml:3: sources: tags are not read here`,
		}},
		{"not YAML", "home: [10.0.0.0/8\n", []string{`f.yaml:1: did not find expected ',' or ']'`}},
		{"a list for a file", "- a\n", []string{`f.yaml:1: is not a set of keys: ` + top}},
		{"two documents", "sensor: a\n---\nsensor: b\n", []string{`f.yaml:2: a second document: one file holds one`}},
		{"too large", strings.Repeat("#", MaxSize+1), []string{`f.yaml: more than 1048576 bytes`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := Parse([]byte(tt.in), "f.yaml")
			var issues FileError
			if !errors.As(err, &issues) || c != nil {
				t.Fatalf("config %v, error %v: want issues", c, err)
			}
			if diff := cmp.Diff(tt.want, strings.Split(issues.Error(), "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEmptyFileIsTheDefault(t *testing.T) {
	for name, in := range map[string]string{"nothing": "", "comments": "# nothing\n", "marker": "---\n", "empty sections": "flow:\nsources:\n"} {
		t.Run(name, func(t *testing.T) {
			got, err := Parse([]byte(in), "f.yaml")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(Default(), got, same); diff != "" {
				t.Error(diff)
			}
		})
	}
}

const full = `
sensor: dmz-1
home: [192.0.2.0/24, "2001:db8::/32", 10.9.8.7]
authorised:
  - {address: 10.1.1.1, reason: nightly scan, expires: 2026-12-31}
  - {address: 10.2.0.0/16, reason: "lab: never ends"}
suppress:
  - {source: 10.3.0.0/16, target: 10.4.0.0/16, port: 161, kind: port_sweep, vlan: 12, reason: monitoring, expires: 2026-01-31}
flow: {max_flows: 2_000_000, vlan_in_key: true}
sources: {max_sources: 4096}
`

func TestLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reconwatch.yaml")
	if err := os.WriteFile(path, []byte(full), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if c.Sensor != "dmz-1" || len(c.Home) != 3 || c.Flow != (Flow{2_000_000, true}) || c.Sources != (Sources{4096, Default().Sources.MaxSuspects}) {
		t.Errorf("read %+v", c)
	}
	end := func(date string) int64 {
		d, err := time.Parse(dateLayout, date)
		if err != nil {
			t.Fatal(err)
		}
		return d.UnixNano()
	}
	if diff := cmp.Diff([]alert.Authorised{
		{Address: netip.MustParsePrefix("10.1.1.1/32"), Expires: end("2027-01-01")},
		{Address: netip.MustParsePrefix("10.2.0.0/16")},
	}, c.AuthorisedRules(), same); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]alert.Suppression{{
		Source: netip.MustParsePrefix("10.3.0.0/16"), Target: netip.MustParsePrefix("10.4.0.0/16"),
		Port: 161, Kind: analyzers.PortSweep, VLAN: 12, Expires: end("2026-02-01"),
	}}, c.SuppressRules(), same); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{
		path + ":6: authorised[1]: never expires",
		path + ":8: suppress[0]: expired after 2026-01-31 and has no effect",
	}, c.Notes(time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC))); diff != "" {
		t.Error(diff)
	}
}

func TestLoadOfNoFile(t *testing.T) {
	if _, err := Load(filepath.Join(t.TempDir(), "none.yaml")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want %v", err, os.ErrNotExist)
	}
}

func TestPrintedFileReadsBack(t *testing.T) {
	parsed, err := Parse([]byte(full), "full")
	if err != nil {
		t.Fatal(err)
	}
	odd := Default()
	odd.Sensor = "~"
	odd.Home = []Prefix{{netip.MustParsePrefix("::/0")}, {netip.MustParsePrefix("1:2::/64")}, {netip.MustParsePrefix("::1/128")}}
	odd.Authorised = []Authorised{{Address: odd.Home[0], Reason: "yes"}, {Address: odd.Home[1], Reason: "a: \"b\"\n# c\x00\u202e"}}
	for name, c := range map[string]*Config{"default": Default(), "full": parsed, "odd": odd} {
		t.Run(name, func(t *testing.T) {
			text, err := c.YAML()
			if err != nil {
				t.Fatal(err)
			}
			back, err := Parse(text, "printed")
			if err != nil {
				t.Fatalf("%v in:\n%s", err, text)
			}
			if diff := cmp.Diff(c, back, same); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestAliasBomb: nine levels of nine aliases would be 387 million values.
func TestAliasBomb(t *testing.T) {
	var b strings.Builder
	b.WriteString("a0: &a0 [x,x,x,x,x,x,x,x,x]\n")
	for i := 1; i < 9; i++ {
		level, below := string(rune('0'+i)), "*a"+string(rune('0'+i-1))
		b.WriteString("a" + level + ": &a" + level + " [" + strings.Repeat(below+",", 8) + below + "]\n")
	}
	b.WriteString("home: *a8\n")
	_, err := Parse([]byte(b.String()), "f.yaml")
	if err == nil || !strings.Contains(err.Error(), "home: anchors and aliases are not read here") {
		t.Errorf("error %v", err)
	}
}

func TestDateEnd(t *testing.T) {
	if got := Date("").End(); got != 0 {
		t.Errorf("no date ends at %d", got)
	}
	want := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC).UnixNano()
	if got := Date("2026-12-31").End(); got != want {
		t.Errorf("end %d, want %d", got, want)
	}
}

// nested stands for another package's option struct.
type nested struct {
	Share  float64       `yaml:"share" min:"0.5" max:"1" desc:"share"`
	Floor  float64       `yaml:"floor" min:"-100" max:"0" desc:"floor"`
	Window time.Duration `yaml:"window" min:"1s" max:"1h" desc:"window"`
	Count  int           `yaml:"count" min:"3" desc:"count"`
	Hidden int           `yaml:"-"`
}

func TestForeignStruct(t *testing.T) {
	root, issues := document([]byte("share: 0.4\nfloor: -3\nwindow: 2h\ncount: 1\nhidden: 3\n"), "f")
	if issues != nil {
		t.Fatal(issues)
	}
	w := walk{name: "f", lines: map[string]int{}}
	w.value(root, typeOf[nested](), &field{}, "")
	want := FileError{
		{"f", 1, "share", "0.4 is out of range: 0.5 to 1"},
		{"f", 3, "window", "2h is out of range: 1s to 1h"},
		{"f", 4, "count", "1 is out of range: from 3"},
		{"f", 5, "", `unknown key "hidden": known are share, floor, window, count`},
	}
	if diff := cmp.Diff(want, w.issues); diff != "" {
		t.Error(diff)
	}
}

func FuzzParse(f *testing.F) {
	text, err := Default().YAML()
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"", full, string(text), "home: [10.0.0/8]", "a: &a [*a]", "? {a: b} : c", "<<: {sensor: a}", "sensor: !!binary YQ==", "- - -", "home: [[[["} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse(data, "f.yaml")
		var issues FileError
		if err != nil {
			if !errors.As(err, &issues) || len(issues) == 0 || len(issues) > maxIssues+1 {
				t.Fatalf("error %T %v", err, err)
			}
			return
		}
		printed, err := c.YAML()
		if err != nil {
			t.Fatal(err)
		}
		back, err := Parse(printed, "printed")
		if err != nil {
			t.Fatalf("%v in:\n%s", err, printed)
		}
		if diff := cmp.Diff(c, back, same); diff != "" {
			t.Error(diff)
		}
	})
}

// TestEveryKeyIsDeclaredWhole: a key without a reason is not a key, and a
// default must be one that the file may have.
func TestEveryKeyIsDeclaredWhole(t *testing.T) {
	var visit func(path string, rt reflect.Type)
	visit = func(path string, rt reflect.Type) {
		for _, f := range fieldsOf(rt) {
			at := join(path, f.key)
			if f.desc == "" || strings.Contains(f.desc, "|") {
				t.Errorf("%s: reason %q", at, f.desc)
			}
			ft := f.typ
			if ft.Kind() == reflect.Slice {
				ft = ft.Elem()
			}
			if ft.Kind() == reflect.Struct && !reflect.PointerTo(ft).Implements(parserType) {
				visit(at, ft)
			} else if f.typ.Kind() == reflect.Int && (f.min == "" || f.max == "") {
				t.Errorf("%s: a number without bounds", at)
			}
		}
	}
	visit("", typeOf[Config]())
}
