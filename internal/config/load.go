package config

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// MaxSize bounds a configuration file, in bytes.
const MaxSize = 1 << 20

// Issue is one thing that is wrong in a file.
type Issue struct {
	Name string // of the file
	Line int    // from 1; 0 for the file as a whole
	Path string // such as authorised[2].address; empty for the file as a whole
	Text string
}

// String is "reconwatch.yaml:12: home: ...".
func (i Issue) String() string {
	s := i.Name
	if i.Line > 0 {
		s += fmt.Sprintf(":%d", i.Line)
	}
	if i.Path != "" {
		s += ": " + i.Path
	}
	return s + ": " + i.Text
}

// FileError is all that is wrong in a file, in the order of the lines. It is the
// error of Load and Parse for whatever the file's author can mend.
type FileError []Issue

// Error has one line for each issue.
func (is FileError) Error() string {
	lines := make([]string, len(is))
	for i := range is {
		lines[i] = is[i].String()
	}
	return strings.Join(lines, "\n")
}

// Load reads the file at path; what it does not set keeps its default.
func Load(path string) (*Config, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read from
	data, err := io.ReadAll(io.LimitReader(f, MaxSize+1))
	if err != nil {
		return nil, err // names the file
	}
	return Parse(data, path)
}

// Parse reads data; name stands in front of errors.
func Parse(data []byte, name string) (*Config, error) {
	if len(data) > MaxSize {
		return nil, FileError{{Name: name, Text: fmt.Sprintf("more than %d bytes", MaxSize)}}
	}
	c := Default()
	root, issues := document(data, name)
	if issues != nil {
		return nil, issues
	}
	c.name, c.lines = name, map[string]int{}
	if root == nil {
		return c, nil
	}
	w := walk{name: name, lines: c.lines}
	w.value(root, typeOf[Config](), &field{}, "")
	if len(w.issues) > 0 {
		slices.SortStableFunc(w.issues, func(a, b Issue) int { return cmp.Compare(a.Line, b.Line) })
		return nil, w.issues
	}
	// The walk has told of all that is wrong; this decoder is as strict, and has the last word.
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(c); err != nil {
		return nil, syntax(name, err)
	}
	return c, nil
}

// document reads the one document of a file; nil if it is empty.
func document(data []byte, name string) (*yaml.Node, FileError) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc yaml.Node
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, syntax(name, err)
	}
	var second yaml.Node
	if err := dec.Decode(&second); err == nil {
		return nil, FileError{{Name: name, Line: second.Line, Text: "a second document: one file holds one"}}
	} else if !errors.Is(err, io.EOF) {
		return nil, syntax(name, err)
	}
	root := doc.Content[0]
	if root.Kind == yaml.ScalarNode && root.Tag == nullTag {
		return nil, nil // nothing but comments
	}
	return root, nil
}

// syntax turns an error of the YAML library into issues with lines.
func syntax(name string, err error) FileError {
	texts := []string{strings.TrimPrefix(err.Error(), "yaml: ")}
	var typed *yaml.TypeError
	if errors.As(err, &typed) {
		texts = typed.Errors
	}
	var out FileError
	for _, text := range texts {
		issue := Issue{Name: name, Text: text}
		if n, _ := fmt.Sscanf(text, "line %d:", &issue.Line); n == 1 {
			_, issue.Text, _ = strings.Cut(text, ": ")
		}
		out = append(out, issue)
	}
	return out
}
