package probe

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write builtin.go anew")

// written reads the table as it is written, in table/*.yaml.
func written(t testing.TB) []Row {
	t.Helper()
	names, err := filepath.Glob("table/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var rows []Row
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		more, err := Parse(bytes.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		rows = append(rows, more...)
	}
	if err := check(rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestBuiltin keeps builtin.go equal to the table.
func TestBuiltin(t *testing.T) {
	rows := written(t)
	if *update {
		source, err := format.Source(fmt.Appendf(nil, `// Code generated from table/*.yaml by "go generate"; DO NOT EDIT.

package probe

// Builtin returns the rows that the sensor comes with.
func Builtin() []Row {
	return %s
}
`, literal(reflect.ValueOf(rows))))
		if err == nil {
			err = os.WriteFile("builtin.go", source, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(rows, Builtin(), cmp.AllowUnexported(Kind{})); diff != "" {
		t.Errorf("builtin.go is not what table/*.yaml says; run go generate (-want +got):\n%s", diff)
	}
}

// literal writes a value as Go does, in this package.
func literal(v reflect.Value) string {
	name := v.Type().String()
	if v.Type().PkgPath() == reflect.TypeFor[Row]().PkgPath() {
		name = v.Type().Name()
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.Elem().Kind() == reflect.Struct {
			return "&" + literal(v.Elem())
		}
		return fmt.Sprintf("new(%s(%s))", v.Elem().Type().Name(), literal(v.Elem()))
	case reflect.Struct:
		return name + "{" + fields(v) + "}"
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return fmt.Sprintf("[]byte(%+q)", v.Bytes())
		}
		if v.Type().Elem().Kind() == reflect.String {
			return fmt.Sprintf("%#v", v.Interface())
		}
		var b bytes.Buffer
		element := v.Type().Elem().Name()
		for i := range v.Len() {
			fmt.Fprintf(&b, "\n%s,", strings.TrimPrefix(literal(v.Index(i)), element))
		}
		if v.Type().Elem().PkgPath() != "" {
			name = "[]" + element
		}
		return name + "{" + b.String() + "\n}"
	case reflect.String:
		return fmt.Sprintf("%+q", v.String())
	case reflect.Bool:
		return fmt.Sprint(v.Bool())
	case reflect.Int:
		return fmt.Sprint(v.Int())
	}
	return fmt.Sprint(v.Uint())
}

// fields are those of a struct that are not zero.
func fields(v reflect.Value) string {
	var b bytes.Buffer
	for i := range v.NumField() {
		if !v.Field(i).IsZero() {
			fmt.Fprintf(&b, "%s: %s, ", v.Type().Field(i).Name, literal(v.Field(i)))
		}
	}
	return b.String()
}
