package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestComplete: what no flag names is the configuration's, flags come first.
func TestComplete(t *testing.T) {
	file := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(file, []byte("capture: {lanes: 3, cpus: [1, 0], forward: drop}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, given := range []string{"", "drop", "pass"} {
		f := runFlags{settings: settings{file: file}, pass: given == "pass", drop: given == "drop"}
		if err := f.complete(func(flag string) bool { return flag == given }); err != nil {
			t.Fatal(err)
		}
		if f.lanes != 3 || !slices.Equal(f.cpus, []int{1, 0}) || f.pass != (given == "pass") || f.drop == f.pass {
			t.Errorf("with --%s: %+v", given, f)
		}
	}
}
