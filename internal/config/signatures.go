package config

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/reconwatch/reconwatch/analyzers/probe"
)

// File is the path of a file with rows for the table of signatures, and the rows
// in it; empty for none.
type File struct {
	Path string
	Rows []probe.Row
}

// UnmarshalYAML implements yaml.Unmarshaler.
func (f *File) UnmarshalYAML(n *yaml.Node) error { return unmarshal(n, f) }

// String is the path.
func (f File) String() string { return f.Path }

func (f *File) parse(text string) error {
	*f = File{Path: text}
	if text == "" {
		return nil
	}
	var err error
	if f.Rows, err = probe.Load(text); err != nil {
		return errors.New("cannot be used: " + strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	return nil
}

// Matcher is the table of signatures with the user's own rows; nil where there are none.
func (c *Config) Matcher() *probe.Matcher {
	if len(c.Signatures.Rows) == 0 {
		return nil
	}
	return probe.Compile(append(probe.Builtin(), c.Signatures.Rows...))
}
