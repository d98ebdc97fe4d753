package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/reconwatch/reconwatch"

// root is the repository's top, seen from this package's folder.
const root = "../.."

// house is where every package stands: floors from the ground up, and on each
// floor the landings in the order in which packages may build on each other. A
// package imports from landings before its own and from floors below; packages
// that share a landing do not know each other.
var house = []struct {
	floor    string
	landings []string
}{
	{"bpf", []string{"bpf"}},
	{"capture", []string{
		"capture capture/arena capture/dnswire capture/httpwire capture/tlswire capture/waker",
		"capture/packet",
		"capture/relevance capture/filter",
		"capture/ring capture/xdp capture/pcapfile",
	}},
	{"analyzers", []string{
		"analyzers",
		"analyzers/sketch analyzers/cache analyzers/history analyzers/labels analyzers/episodes",
		"analyzers/flow",
		"analyzers/scan analyzers/probe analyzers/dns analyzers/whois analyzers/web analyzers/topology",
	}},
	{"internal", []string{
		"internal/alert internal/intel internal/privilege internal/affinity internal/secret",
		"internal/incident internal/evidence",
		"internal/sink",
		"internal/syslog internal/jsonl",
		"internal/pipeline",
		// On the side: they collect the options and counters of all the others.
		"internal/config internal/metrics",
		"internal/health internal/doctor internal/explain",
	}},
	{"cmd", []string{"cmd/reconwatch"}},
}

// yard is the packages that stand outside: made for tests, and only tests import them.
var yard = []string{"bpf/traffic", "pcaps", "pcaps/mixed", "internal/alert/alerttest", "internal/testbed"}

// wallClock is who may read the clock: where frames come from and where
// messages leave. All others live in packet time.
var wallClock = []string{
	"capture/ring", "capture/xdp", "capture/pcapfile",
	"internal/sink", "internal/syslog", "internal/jsonl", "cmd/reconwatch",
}

type place struct{ floor, landing int }

func (p place) above(q place) bool {
	return p.floor > q.floor || (p.floor == q.floor && p.landing > q.landing)
}

func places() map[string]place {
	at := map[string]place{}
	for f, floor := range house {
		for l, landing := range floor.landings {
			for _, pkg := range strings.Fields(landing) {
				at[pkg] = place{f, l}
			}
		}
	}
	return at
}

// listed is what `go list -json` tells of one package.
type listed struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

func listPackages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "./...")
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &stderr)
	}
	var all []listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		all = append(all, p)
	}
}

// own gives a path inside the module, or false for what comes from elsewhere.
func own(importPath string) (string, bool) {
	return strings.CutPrefix(importPath, module+"/")
}

func TestImportsClimbTheHouse(t *testing.T) {
	at := places()
	for _, pkg := range listPackages(t) {
		name, _ := own(pkg.ImportPath)
		outside := slices.Contains(yard, name)
		if _, known := at[name]; !known && !outside {
			t.Errorf("package %q has no place in the house: give it one in the table, or another name", name)
			continue
		}
		for _, imp := range pkg.Imports {
			dep, ours := own(imp)
			switch {
			case !ours, outside:
			case slices.Contains(yard, dep):
				t.Errorf("%s imports %s: only tests may", name, dep)
			case !at[name].above(at[dep]):
				t.Errorf("%s imports %s, which does not stand below it", name, dep)
			}
		}
	}
}

// Tests may import from anywhere in the house but the flags and wiring.
func TestNobodyImportsTheCommand(t *testing.T) {
	for _, pkg := range listPackages(t) {
		for _, imp := range slices.Concat(pkg.Imports, pkg.TestImports, pkg.XTestImports) {
			if strings.HasPrefix(imp, module+"/cmd/") {
				t.Errorf("%s imports %s", pkg.ImportPath, imp)
			}
		}
	}
}

// source is one Go file that is written by hand, by its path from the top.
type source struct {
	path string
	text []byte
}

func (s source) pkg() string { return path.Dir(s.path) }

func (s source) test() bool { return strings.HasSuffix(s.path, "_test.go") }

func handWritten(t *testing.T) []source {
	t.Helper()
	var files []source
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata"):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err == nil && !bytes.HasPrefix(text, []byte("// Code generated ")) {
			files = append(files, source{name, text})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestTimeIsPacketTime(t *testing.T) {
	for _, file := range handWritten(t) {
		if file.test() || slices.Contains(wallClock, file.pkg()) || slices.Contains(yard, file.pkg()) {
			continue
		}
		for _, call := range clockCalls(t, file) {
			t.Errorf("%s: %s: only %s may read the clock", file.path, call, strings.Join(wallClock, ", "))
		}
	}
}

// clockCalls finds what in a file reads the clock, or waits for it.
func clockCalls(t *testing.T, file source) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file.path, file.text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	name := importName(parsed, "time")
	var calls []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		switch sel.Sel.Name {
		case "Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker":
			if id, ok := sel.X.(*ast.Ident); ok && name != "" && id.Name == name {
				calls = append(calls, "time."+sel.Sel.Name)
			}
		}
		return true
	})
	return calls
}

// importName is what a file calls the package at importPath; empty if it does not import it.
func importName(file *ast.File, importPath string) string {
	for _, imp := range file.Imports {
		if p, _ := strconv.Unquote(imp.Path.Value); p != importPath {
			continue
		}
		if imp.Name != nil {
			return imp.Name.Name
		}
		return path.Base(importPath)
	}
	return ""
}

// The searcher must find what the rule forbids, or the rule holds nothing.
func TestClockCallsAreFound(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"plain":         {`import "time"; var t = time.Now()`, []string{"time.Now"}},
		"renamed":       {`import clock "time"; var t = clock.Since(x)`, []string{"time.Since"}},
		"a value":       {`import "time"; var now = time.Now`, []string{"time.Now"}},
		"harmless":      {`import "time"; var d = time.Second; var t = time.Unix(0, 0)`, nil},
		"another's Now": {`import "example.org/packet/time2"; var t = time2.Now()`, nil},
		"a local name":  {`var t = time.Now()`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := clockCalls(t, source{"x.go", []byte("package x; " + c.text)})
			if !slices.Equal(got, c.want) {
				t.Errorf("clockCalls = %v, want %v", got, c.want)
			}
		})
	}
}

func TestPlacesAreOrdered(t *testing.T) {
	at := places()
	for name, c := range map[string]struct {
		pkg, dep string
		want     bool
	}{
		"a floor below":     {"analyzers/scan", "capture/packet", true},
		"a floor above":     {"capture/packet", "analyzers/scan", false},
		"along the line":    {"internal/incident", "internal/alert", true},
		"against the line":  {"internal/alert", "internal/incident", false},
		"the same landing":  {"analyzers/scan", "analyzers/dns", false},
		"itself":            {"analyzers/flow", "analyzers/flow", false},
		"the whole of it":   {"cmd/reconwatch", "bpf", true},
		"nobody below bpf":  {"bpf", "capture", false},
		"on the side, last": {"internal/pipeline", "internal/config", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := at[c.pkg].above(at[c.dep]); got != c.want {
				t.Errorf("%s may import %s: %v, want %v", c.pkg, c.dep, got, c.want)
			}
		})
	}
}

func TestFilesAreShort(t *testing.T) {
	const bound = 600 // style: near 120, think at 400
	for _, file := range handWritten(t) {
		if n := bytes.Count(file.text, []byte("\n")); n > bound {
			t.Errorf("%s has %d lines, more than %d", file.path, n, bound)
		}
	}
}

func TestTopLevelIsTheDesign(t *testing.T) {
	design := []string{
		"analyzers", "bpf", "capture", "cmd", "pcaps", "go.mod", "go.sum", "Makefile", "README.md",
		"internal", "docs", "deploy", "LICENSE",
	}
	// What the Makefile and go test leave, not checked in.
	built := regexp.MustCompile(`^(bin|coverage\.out|.*\.(test|prof))$`)
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(design, e.Name()) && !built.MatchString(e.Name()) {
			t.Errorf("%s is not in the design", e.Name())
		}
	}
}
