package config

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

const (
	nullTag  = "!!null"
	boolTag  = "!!bool"
	intTag   = "!!int"
	floatTag = "!!float"
)

const (
	maxIssues = 100  // more would scroll away
	maxText   = 1024 // bytes of a text value
)

// wholeNumber is stricter than YAML: 010 and 1e3 read as one thing and mean another.
var wholeNumber = regexp.MustCompile(`^-?(0|[1-9][0-9_]*)$`)

// walk compares a file with the types that it is to fill, and notes where
// things are. Its depth is the types', not the file's.
type walk struct {
	name   string
	lines  map[string]int
	issues FileError
}

func (w *walk) issue(n *yaml.Node, path, format string, args ...any) {
	if len(w.issues) < maxIssues {
		w.issues = append(w.issues, Issue{Name: w.name, Line: n.Line, Path: path, Text: fmt.Sprintf(format, args...)})
	}
}

// value checks n against type t; f has the bounds.
func (w *walk) value(n *yaml.Node, t reflect.Type, f *field, path string) {
	w.lines[path] = n.Line
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		w.issue(n, path, "anchors and aliases are not read here")
	case n.Style&yaml.TaggedStyle != 0:
		w.issue(n, path, "tags are not read here")
	case n.Kind == yaml.ScalarNode && n.Tag == nullTag:
		if t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(parserType) {
			w.issue(n, path, "has no value: leave the key out for its default")
		}
	case reflect.PointerTo(t).Implements(parserType):
		w.parsed(n, t, path)
	case t.Kind() == reflect.Struct:
		w.mapping(n, t, path)
	case t.Kind() == reflect.Slice:
		w.list(n, t, f, path)
	default:
		w.plain(n, t, f, path)
	}
}

func (w *walk) mapping(n *yaml.Node, t reflect.Type, path string) {
	if n.Kind != yaml.MappingNode {
		w.issue(n, path, "is not a set of keys: %s", keys(fieldsOf(t)))
		return
	}
	fields := fieldsOf(t)
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		w.entry(n.Content[i], n.Content[i+1], fields, seen, path)
	}
	for i := range fields {
		if fields[i].required && !seen[fields[i].key] {
			w.issue(n, join(path, fields[i].key), "is missing: %s", fields[i].desc)
		}
	}
	if t.Implements(shaperType) {
		s := reflect.Zero(t).Interface().(interface {
			shape(func(string) bool) string
		})
		if text := s.shape(func(key string) bool { return seen[key] }); text != "" {
			w.issue(n, path, "%s", text)
		}
	}
}

// entry checks one key and its value.
func (w *walk) entry(key, value *yaml.Node, fields []field, seen map[string]bool, path string) {
	for i := range fields {
		if f := &fields[i]; key.Kind == yaml.ScalarNode && key.Value == f.key {
			if seen[f.key] {
				w.issue(key, join(path, f.key), "is set twice")
			}
			seen[f.key] = true
			w.value(value, f.typ, f, join(path, f.key))
			return
		}
	}
	w.issue(key, path, "unknown key %q: known are %s", short(key.Value), keys(fields))
}

func (w *walk) list(n *yaml.Node, t reflect.Type, f *field, path string) {
	switch {
	case n.Kind != yaml.SequenceNode:
		w.issue(n, path, "is not a list")
		return
	case f.nonempty && len(n.Content) == 0:
		w.issue(n, path, "is empty: leave the key out for its default")
	case f.max != "" && len(n.Content) > int(number(nil, f.max)):
		w.issue(n, path, "has more than %s entries", f.max)
		return
	}
	plain := reflect.PointerTo(t.Elem()).Implements(parserType)
	for i, item := range n.Content {
		at := fmt.Sprintf("%s[%d]", path, i)
		if plain {
			at = path // the message quotes the value
		}
		w.value(item, t.Elem(), &field{}, at)
	}
}

func (w *walk) parsed(n *yaml.Node, t reflect.Type, path string) {
	if n.Kind != yaml.ScalarNode {
		w.issue(n, path, "is not a %s", typeName(t))
		return
	}
	p, _ := reflect.New(t).Interface().(parser)
	if err := p.parse(n.Value); err != nil {
		w.issue(n, path, "%q %s", short(n.Value), err)
	}
}

// plain checks a scalar of one of Go's own types.
func (w *walk) plain(n *yaml.Node, t reflect.Type, f *field, path string) {
	v, ok := scalar(n, t)
	switch {
	case n.Kind != yaml.ScalarNode:
		w.issue(n, path, "is not a %s", typeName(t))
	case !ok:
		w.issue(n, path, "%q is not a %s%s", short(n.Value), typeName(t), hint(t))
	case t.Kind() == reflect.String:
		w.text(n, f, path)
	case t.Kind() != reflect.Bool && (f.outside(t, v) || overflows(t, v)):
		w.issue(n, path, "%s is out of range: %s", short(n.Value), rangeOf(t, f))
	}
}

func (w *walk) text(n *yaml.Node, f *field, path string) {
	switch {
	case f.required && strings.TrimSpace(n.Value) == "":
		w.issue(n, path, "is empty: %s", f.desc)
	case len(n.Value) > maxText:
		w.issue(n, path, "has more than %d bytes", maxText)
	}
}

// scalar reads n as a value of type t; the number is what the bounds compare with.
func scalar(n *yaml.Node, t reflect.Type) (v float64, ok bool) {
	text := strings.ReplaceAll(n.Value, "_", "")
	var err error
	switch {
	case t == durationType:
		var d time.Duration
		d, err = time.ParseDuration(n.Value)
		return float64(d), err == nil
	case t.Kind() == reflect.String:
		return 0, true
	case t.Kind() == reflect.Bool:
		return 0, n.Tag == boolTag
	case t.Kind() == reflect.Float64:
		v, err = strconv.ParseFloat(text, 64)
		return v, err == nil && (n.Tag == intTag || n.Tag == floatTag) && !math.IsNaN(v) && !math.IsInf(v, 0)
	}
	v, err = strconv.ParseFloat(text, 64)
	return v, err == nil && n.Tag == intTag && wholeNumber.MatchString(n.Value)
}

// overflows reports whether the whole number v does not fit type t.
func overflows(t reflect.Type, v float64) bool {
	switch t.Kind() {
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return v < 0 || v > math.Exp2(float64(t.Bits()))-1
	case reflect.Uint, reflect.Uint64:
		return v < 0 || v >= math.Exp2(64)
	case reflect.Int, reflect.Int64:
		return math.Abs(v) >= math.Exp2(63)
	case reflect.Int8, reflect.Int16, reflect.Int32:
		return math.Abs(v) >= math.Exp2(float64(t.Bits()-1))
	}
	return false
}

func rangeOf(t reflect.Type, f *field) string {
	if b := f.bounds(); b != "" && (f.max != "" || t.Kind() != reflect.Uint16) {
		return b
	}
	if t.Kind() == reflect.Uint16 {
		return strings.TrimPrefix(f.min+" to 65535", " to ")
	}
	return "it does not fit"
}

func hint(t reflect.Type) string {
	if t == durationType {
		return " such as 90s or 15m"
	}
	return ""
}

func keys(fields []field) string {
	names := make([]string, len(fields))
	for i := range fields {
		names[i] = fields[i].key
	}
	return strings.Join(names, ", ")
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// short keeps a value of the file from filling the screen.
func short(s string) string {
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:57], "") + "..."
	}
	return s
}
