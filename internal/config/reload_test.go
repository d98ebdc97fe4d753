package config

import (
	"slices"
	"testing"
)

func TestNeedRestart(t *testing.T) {
	for text, want := range map[string][]string{
		"": nil,
		"home: [192.0.2.0/24]\nscan: {hosts: 12}\ndns: {words: 50}": nil,
		"sensor: other": {"sensor"},
		"output: {jsonl: /var/log/x}\nmetrics: {listen: \"\"}": {"output", "metrics"},
	} {
		next, err := Parse([]byte(text), "test")
		if err != nil {
			t.Fatal(err)
		}
		if got := Default().NeedRestart(next); !slices.Equal(got, want) {
			t.Errorf("%q needs a restart for %q, want %q", text, got, want)
		}
	}
}
