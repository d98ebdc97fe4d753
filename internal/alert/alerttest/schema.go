// Package alerttest lets the tests of other packages hold alerts against
// docs/alert.schema.json.
package alerttest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const schemaFile = "docs/alert.schema.json"

// schema is compiled once, formats included.
var schema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	path, err := inModule(schemaFile)
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	return c.Compile(path)
})

// Validate checks one line of the JSON output. The error names the keys that
// are wrong.
func Validate(line []byte) error {
	s, err := schema()
	if err != nil {
		return err
	}
	if bytes.Count(bytes.TrimRight(line, "\n"), []byte("\n")) > 0 {
		return errors.New("more than one line")
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
	if err != nil {
		return fmt.Errorf("alert: %w", err)
	}
	return s.Validate(v)
}

// inModule finds a file of the module from the folder of the test that runs.
func inModule(name string) (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, filepath.FromSlash(name)), nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("%s: no go.mod above the test", name)
		}
		dir = parent
	}
}
