package testbed

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Capture is one line of the index of the public captures.
type Capture struct {
	// Path is where the file is.
	Path string
	// Class is positive, negative, malformed and the like; Label says what is in it.
	Class, Label string
}

// Corpora lists the public captures with their labels. They are no part of the module: RECONWATCH_CORPORA names their
// folder, else it is looked for beside the module.
func Corpora(t testing.TB) []Capture {
	t.Helper()
	dir := os.Getenv("RECONWATCH_CORPORA")
	if dir == "" {
		dir = filepath.Join(top(t), "..", "shared", "corpora")
	}
	index, err := os.ReadFile(filepath.Join(dir, "index.tsv"))
	if err != nil {
		Lacking(t, "corpora", "no public captures: RECONWATCH_CORPORA names their folder: "+err.Error())
	}
	var all []Capture
	for line := range strings.Lines(string(index)) {
		if f := strings.Split(line, "\t"); f[0] != "path" && len(f) > 2 {
			all = append(all, Capture{filepath.Join(dir, f[0]), f[1], f[2]})
		}
	}
	if len(all) == 0 {
		t.Fatalf("no captures in the index of %s", dir)
	}
	return all
}

// top is the folder of the module: tests run in that of their package.
func top(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no module around this test")
		}
		dir = filepath.Dir(dir)
	}
}
