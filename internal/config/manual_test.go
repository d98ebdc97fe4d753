package config

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write docs/config.md anew")

const manualFile = "../../docs/config.md"

// TestManual keeps docs/config.md equal to what the structs declare.
func TestManual(t *testing.T) {
	want := manual()
	if *update {
		if err := os.WriteFile(manualFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(manualFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("docs/config.md is not what the structs declare; run go test ./internal/config -run TestManual -update\n%s", diff)
	}
}

// TestManualExample loads the example that the manual shows.
func TestManualExample(t *testing.T) {
	if _, err := Parse([]byte(example), "example"); err != nil {
		t.Error(err)
	}
}

const example = `sensor: dmz-1
home: [10.0.0.0/8, 192.0.2.0/24, "2001:db8::/32"]
authorised:
  - {address: 10.1.1.7, reason: nightly vulnerability scan (ticket 4711), expires: 2026-12-31}
suppress:
  - {source: 10.1.2.0/24, port: 161, kind: port_sweep, reason: SNMP poller of the network team, expires: 2026-12-31}
flow:
  max_flows: 2000000
`

func manual() []byte {
	var b bytes.Buffer
	b.WriteString(`# Configuration

<!-- Generated from internal/config: go test ./internal/config -run TestManual -update -->

` + "`reconwatch check -c FILE`" + ` tells all that is wrong in a file, by line; with ` + "`--print`" + ` it shows what is in effect. Every key
may be left out. Unknown keys, wrong types and values out of range are errors; so are anchors, aliases and tags.

` + "```yaml\n" + example + "```\n")
	fmt.Fprintf(&b, "\nSIGHUP puts `%s` into effect while the sensor runs; for what else has changed it says that a restart is needed.\n",
		strings.Join(Reloadable(), "`, `"))
	section(&b, "", "Top level", reflect.ValueOf(Default()).Elem())
	return b.Bytes()
}

// section writes the table of one struct, then the sections below it.
func section(b *bytes.Buffer, path, title string, v reflect.Value) {
	fmt.Fprintf(b, "\n## %s\n\n| key | value | default | range | why |\n| --- | --- | --- | --- | --- |\n", title)
	fields := fieldsOf(v.Type())
	for i := range fields {
		f := &fields[i]
		fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s |\n", f.key, typeName(f.typ), shown(f, v.Field(f.index)), f.limits(), f.desc)
	}
	for i := range fields {
		f := &fields[i]
		fv, suffix := v.Field(f.index), ""
		if f.typ.Kind() == reflect.Slice {
			fv, suffix = reflect.Zero(f.typ.Elem()), "[]"
		}
		if fv.Kind() == reflect.Struct && !reflect.PointerTo(fv.Type()).Implements(parserType) {
			at := join(path, f.key) + suffix
			section(b, at, "`"+at+"`", fv)
		}
	}
}

// limits is the range column.
func (f *field) limits() string {
	b := f.bounds()
	if f.typ.Kind() == reflect.Slice && b != "" {
		return b + " entries"
	}
	if f.typ.Kind() == reflect.Uint16 {
		return rangeOf(f.typ, f)
	}
	return b
}

// shown is the default column.
func shown(f *field, v reflect.Value) string {
	switch {
	case f.show != "":
		return f.show
	case f.required:
		return "**required**"
	case f.optional, v.Kind() == reflect.Slice && v.Len() == 0, v.Type() == typeOf[File]():
		return "none"
	case v.Kind() == reflect.Slice:
		var items []string
		for i := range v.Len() {
			items = append(items, fmt.Sprintf("`%v`", v.Index(i).Interface()))
		}
		return strings.Join(items, " ")
	case v.Kind() == reflect.Struct:
		return "see below"
	}
	return "`" + plainText(v) + "`"
}
