package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what the README's commands print into the README")

// example is one command of a console block, and the output that stands below it.
type example struct {
	command string
	output  []string
}

// consoleBlocks splits a Markdown page at its ```console blocks: odd elements
// are the insides of blocks, even ones are what stands around them.
func consoleBlocks(page string) []string {
	const fence = "```console\n"
	var parts []string
	for {
		before, rest, found := strings.Cut(page, fence)
		inside, after, closed := strings.Cut(rest, "```\n")
		if !found || !closed {
			return append(parts, page)
		}
		parts = append(parts, before+fence, inside)
		page = "```\n" + after
	}
}

// examples reads the commands of a console block: a line that starts with "$ "
// is a command, and what follows is all of its standard output.
func examples(block string) []example {
	var all []example
	for line := range strings.Lines(block) {
		line = strings.TrimSuffix(line, "\n")
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			all = append(all, example{command: command})
		} else if len(all) > 0 {
			last := &all[len(all)-1]
			last.output = append(last.output, line)
		}
	}
	return all
}

// runExample runs a command at the repository's top with this test binary as bin/reconwatch.
func runExample(t *testing.T, command string) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "bash", "-o", "pipefail", "-c", strings.ReplaceAll(command, "bin/reconwatch", "reconwatch"))
	cmd.Dir = root
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("$ %s\n%v\n%s", command, err, &stderr)
	}
	if len(out) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
}

// TestExamplesOfTheDocuments runs every command of a console block in README.md
// and docs, and wants the output that is shown there, line by line.
func TestExamplesOfTheDocuments(t *testing.T) {
	for _, name := range documents(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			page, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			parts := consoleBlocks(string(page))
			for i := 1; i < len(parts); i += 2 {
				parts[i] = checkBlock(t, parts[i])
			}
			if *update {
				if err := os.WriteFile(name, []byte(strings.Join(parts, "")), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// checkBlock compares a block with what its commands print, and gives the block as it should be.
func checkBlock(t *testing.T, block string) string {
	t.Helper()
	var shown strings.Builder
	for _, e := range examples(block) {
		got := runExample(t, e.command)
		shown.WriteString("$ " + e.command + "\n")
		for _, line := range got {
			shown.WriteString(line + "\n")
		}
		if diff := cmp.Diff(e.output, got); diff != "" && !*update {
			t.Errorf("$ %s\nprints something else than is shown (-shown +printed); run make docs:\n%s", e.command, diff)
		}
	}
	return shown.String()
}

func documents(t *testing.T) []string {
	t.Helper()
	docs, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	return append([]string{filepath.Join(root, "README.md")}, docs...)
}

func TestReadmeNamesTheTwoCommands(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`make ([a-z][a-z-]*)`).FindAllStringSubmatch(string(page), -1)
	var targets []string
	for _, m := range named {
		targets = append(targets, m[1])
		if !regexp.MustCompile(`(?m)^` + m[1] + `:`).Match(makefile) {
			t.Errorf("README.md names make %s, which the Makefile has not", m[1])
		}
	}
	for _, target := range []string{"run", "test"} {
		if !slices.Contains(targets, target) {
			t.Errorf("README.md does not name make %s", target)
		}
	}
}

// Links to files of the repository must lead somewhere.
func TestLinksOfTheDocumentsLead(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)
	for _, name := range documents(t) {
		page, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(page), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(name), m[1])); err != nil {
				t.Errorf("%s links to %s: %v", name, m[1], err)
			}
		}
	}
}

func TestConsoleBlocksAreRead(t *testing.T) {
	page := "a\n```console\n$ one\nx\n\ny\n$ two\n```\nb\n```sh\n$ three\n```\n"
	parts := consoleBlocks(page)
	if strings.Join(parts, "") != page || len(parts) != 3 {
		t.Fatalf("consoleBlocks = %q", parts)
	}
	want := []example{{"one", []string{"x", "", "y"}}, {"two", nil}}
	if diff := cmp.Diff(want, examples(parts[1]), cmp.AllowUnexported(example{})); diff != "" {
		t.Error(diff)
	}
}
