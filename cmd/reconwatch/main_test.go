package main

import (
	"errors"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes this test binary the reconwatch command of the scripts and of
// the README's examples.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"reconwatch": main, "confined": confined, "flood": makeFlood, "load": makeLoad})
}

// TestScripts runs the command lines of testdata/script. Set the variable
// UPDATE_SCRIPTS to write what the commands print into the scripts.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		Setup:               prepare,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "oneline": oneline},
	})
}

// prepare gives a script its folder: empty.pcap is a classic pcap of Ethernet
// without a frame, and PCAPS the folder of the labelled captures.
func prepare(env *testscript.Env) error {
	pcaps, err := filepath.Abs(filepath.Join(root, "pcaps"))
	if err != nil {
		return err
	}
	env.Setenv("PCAPS", pcaps)
	header := "\xd4\xc3\xb2\xa1\x02\x00\x04\x00" + strings.Repeat("\x00", 8) + "\xff\xff\x00\x00\x01\x00\x00\x00"
	return os.WriteFile(filepath.Join(env.WorkDir, "empty.pcap"), []byte(header), 0o600)
}

// exits CODE COMMAND... runs a command that must end with that exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	code := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		code = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if code != args[0] {
		ts.Fatalf("exit code %s, want %s", code, args[0])
	}
}

// oneline FILE wants exactly one line there, and that it names the command.
func oneline(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: oneline FILE")
	}
	text := ts.ReadFile(args[0])
	if !strings.HasPrefix(text, "reconwatch: ") || strings.Count(text, "\n") != 1 || !strings.HasSuffix(text, "\n") {
		ts.Fatalf("want one line that starts with \"reconwatch: \", have %q", text)
	}
}

func TestProblems(t *testing.T) {
	two := errors.Join(errors.New("a: bad"), errors.New("b: worse"))
	for name, c := range map[string]struct {
		err     error
		started bool
		want    []string
	}{
		"one":         {errors.New("open x: no such file"), true, []string{"open x: no such file"}},
		"a list":      {two, true, []string{"a: bad", "b: worse"}},
		"suggestions": {errors.New("unknown verb\n\nDid you mean this?\n\treplay"), false, []string{"unknown verb Did you mean this? replay"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := problems(c.err, c.started); !slices.Equal(got, c.want) {
				t.Errorf("problems = %q, want %q", got, c.want)
			}
		})
	}
}

func TestRevision(t *testing.T) {
	commit := debug.BuildSetting{Key: "vcs.revision", Value: "0123456789abcdef0123456789abcdef01234567"}
	changed := debug.BuildSetting{Key: "vcs.modified", Value: "true"}
	for name, c := range map[string]struct {
		settings []debug.BuildSetting
		want     string
	}{
		"unknown": {nil, ""},
		"clean":   {[]debug.BuildSetting{commit, {Key: "vcs.modified", Value: "false"}}, " 0123456789ab"},
		"changed": {[]debug.BuildSetting{commit, changed}, " 0123456789ab+changes"},
		"short":   {[]debug.BuildSetting{{Key: "vcs.revision", Value: "abc"}}, " abc"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := revision(c.settings); got != c.want {
				t.Errorf("revision = %q, want %q", got, c.want)
			}
		})
	}
}
