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

// Corpora lists the public captures with their labels, which are no part of the module.
func Corpora(t testing.TB) []Capture {
	t.Helper()
	all, err := Index(filepath.Join(CorporaFolder(t), "index.tsv"))
	if err != nil {
		Lacking(t, "corpora", "no public captures: RECONWATCH_CORPORA names their folder: "+err.Error())
	}
	if len(all) == 0 {
		t.Fatalf("no captures in the index of %s", CorporaFolder(t))
	}
	return all
}

// CorporaFolder is where the public captures may be: where RECONWATCH_CORPORA says, else beside the module.
func CorporaFolder(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("RECONWATCH_CORPORA"); dir != "" {
		return dir
	}
	return filepath.Join(top(t), "..", "shared", "corpora")
}

// Index reads a list of captures: their files, in its own folder, their class and what is said of them, one a line
// with tabs between, below a line of titles.
func Index(path string) (all []Capture, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	titles := true
	for line := range strings.Lines(string(text)) {
		if f := strings.Split(line, "\t"); !titles && len(f) > 2 {
			all = append(all, Capture{filepath.Join(filepath.Dir(path), f[0]), f[1], f[2]})
		}
		titles = false
	}
	return all, nil
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
