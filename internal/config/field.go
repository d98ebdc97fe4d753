package config

import (
	"fmt"
	"reflect"
	"strings"
	"time"
)

// field is a key of the file, as the tags of its struct field declare it.
type field struct {
	key, desc, show              string
	min, max                     string
	required, nonempty, optional bool
	reload                       bool
	index                        int
	typ                          reflect.Type
}

// fieldsOf lists the keys of a struct type in the order of its fields.
func fieldsOf(t reflect.Type) []field {
	var out []field
	for i := range t.NumField() {
		sf := t.Field(i)
		key, _, _ := strings.Cut(sf.Tag.Get("yaml"), ",")
		if !sf.IsExported() || key == "" || key == "-" {
			continue
		}
		out = append(out, field{
			key: key, desc: sf.Tag.Get("desc"), show: sf.Tag.Get("show"),
			min: sf.Tag.Get("min"), max: sf.Tag.Get("max"),
			required: sf.Tag.Get("required") != "", nonempty: sf.Tag.Get("nonempty") != "",
			optional: sf.Tag.Get("optional") != "", reload: sf.Tag.Get("reload") != "",
			index: i, typ: sf.Type,
		})
	}
	return out
}

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }

var (
	durationType = typeOf[time.Duration]()
	parserType   = typeOf[parser]()
	shaperType   = typeOf[interface {
		shape(func(string) bool) string
	}]()
)

// bounds puts the field's range into words; empty for none.
func (f *field) bounds() string {
	switch {
	case f.min != "" && f.max != "":
		return f.min + " to " + f.max
	case f.min != "":
		return "from " + f.min
	case f.max != "":
		return "up to " + f.max
	}
	return ""
}

// typeName is what a value of type t is called in messages and in the manual.
func typeName(t reflect.Type) string {
	switch {
	case t == durationType:
		return "duration"
	case reflect.PointerTo(t).Implements(parserType):
		return strings.ToLower(t.Name())
	}
	switch t.Kind() {
	case reflect.Struct:
		return "keys"
	case reflect.Slice:
		return "list of " + typeName(t.Elem())
	case reflect.Bool:
		return "true or false"
	case reflect.Float64:
		return "number"
	case reflect.String:
		return "text"
	}
	return "whole number"
}

// number reads a bound of the tags for a value of type t.
func number(t reflect.Type, text string) float64 {
	if t == durationType {
		d, err := time.ParseDuration(text)
		if err != nil {
			panic(fmt.Sprintf("bound %q is no duration", text))
		}
		return float64(d)
	}
	var n float64
	if _, err := fmt.Sscan(text, &n); err != nil {
		panic(fmt.Sprintf("bound %q is no number", text))
	}
	return n
}

// outside reports whether v, a number or a length, is beyond the field's bounds.
func (f *field) outside(t reflect.Type, v float64) bool {
	return f.min != "" && v < number(t, f.min) || f.max != "" && v > number(t, f.max)
}
