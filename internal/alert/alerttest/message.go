package alerttest

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// ValidateMessage checks one line of any type against the schema of its type.
func ValidateMessage(line []byte) error {
	var head struct{ Type string }
	if err := json.Unmarshal(line, &head); err != nil {
		return err
	}
	switch head.Type {
	case "alert":
		return Validate(line)
	case "sensor", "background":
	default:
		return fmt.Errorf("type %q has no schema", head.Type)
	}
	path, err := inModule("docs/" + head.Type + ".schema.json")
	if err != nil {
		return err
	}
	s, err := jsonschema.NewCompiler().Compile(path)
	if err != nil {
		return err
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
	if err != nil {
		return fmt.Errorf("message: %w", err)
	}
	return s.Validate(v)
}
