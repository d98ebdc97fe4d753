package config

import (
	"bytes"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// YAML is the file that gives this configuration, every key with its reason as
// a comment. Parse reads it back to the same.
func (c *Config) YAML() ([]byte, error) {
	var buf bytes.Buffer
	enc := yaml.NewEncoder(&buf)
	enc.SetIndent(2)
	if err := enc.Encode(nodeOf(reflect.ValueOf(c).Elem(), true)); err != nil {
		return nil, fmt.Errorf("print configuration: %w", err)
	}
	return buf.Bytes(), enc.Close()
}

// nodeOf turns a value into YAML, with comments where reasons is set.
func nodeOf(v reflect.Value, reasons bool) *yaml.Node {
	if v.CanAddr() && v.Addr().Type().Implements(parserType) {
		return &yaml.Node{Kind: yaml.ScalarNode, Value: fmt.Sprint(v.Interface()), Style: quoting(v)}
	}
	switch v.Kind() {
	case reflect.Struct:
		return mappingOf(v, reasons)
	case reflect.Slice:
		n := &yaml.Node{Kind: yaml.SequenceNode}
		for i := range v.Len() {
			n.Content = append(n.Content, nodeOf(v.Index(i), false))
		}
		if v.Len() == 0 {
			n.Style = yaml.FlowStyle
		}
		return n
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Value: plainText(v), Style: quoting(v)}
}

func mappingOf(v reflect.Value, reasons bool) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for _, f := range fieldsOf(v.Type()) {
		fv := v.Field(f.index)
		if f.optional && fv.IsZero() {
			continue
		}
		key := &yaml.Node{Kind: yaml.ScalarNode, Value: f.key}
		if reasons {
			key.HeadComment = comment(&f)
		}
		n.Content = append(n.Content, key, nodeOf(fv, reasons))
	}
	return n
}

// comment is the reason of a key, and its bounds where it is a number.
func comment(f *field) string {
	text := f.desc
	if b := f.bounds(); b != "" && f.typ.Kind() != reflect.Slice {
		text += " (" + b + ")"
	}
	return wrap(text, 100)
}

// wrap breaks text into lines of at most width bytes, if words allow.
func wrap(text string, width int) string {
	var b strings.Builder
	column := 0
	for _, word := range strings.Fields(text) {
		switch {
		case column == 0:
		case column+1+len(word) > width:
			b.WriteByte('\n')
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}

// plainText writes a scalar as the walk reads it.
func plainText(v reflect.Value) string {
	switch {
	case v.Type() == durationType:
		return durationText(time.Duration(v.Int()))
	case v.Kind() == reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'f', -1, 64)
	}
	return fmt.Sprint(v.Interface())
}

// durationText leaves out the zeros that time.Duration prints at the end.
func durationText(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// quoting quotes what YAML could read as something other than text.
func quoting(v reflect.Value) yaml.Style {
	if v.Type() == typeOf[File]() {
		return yaml.DoubleQuotedStyle
	}
	if v.Kind() != reflect.String || v.Type() == typeOf[Kind]() || v.Type() == typeOf[Date]() {
		return 0
	}
	return yaml.DoubleQuotedStyle
}
