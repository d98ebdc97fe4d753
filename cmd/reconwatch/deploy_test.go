package main

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/internal/pipeline"
	"github.com/reconwatch/reconwatch/internal/testbed"
)

// TestUnitExposure holds the unit to how little it may do, as systemd counts it.
func TestUnitExposure(t *testing.T) {
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		testbed.Lacking(t, "systemd-analyze", "is not installed")
	}
	cmd := exec.CommandContext(t.Context(), "systemd-analyze", "security", "--offline=true", "--no-pager", filepath.Join(root, "deploy", "reconwatch.service"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	m := regexp.MustCompile(`Overall exposure level for reconwatch.service: ([0-9.]+)`).FindSubmatch(out)
	if m == nil {
		t.Fatalf("no verdict: %s", out)
	}
	if level, err := strconv.ParseFloat(string(m[1]), 64); err != nil || level > 2.5 {
		t.Errorf("exposure %s, want at most 2.5", m[1])
	}
}

// TestAlertRules lets promtool test the rules.
func TestAlertRules(t *testing.T) {
	if _, err := exec.LookPath("promtool"); err != nil {
		testbed.Lacking(t, "promtool", "is not installed")
	}
	cmd := exec.CommandContext(t.Context(), "promtool", "test", "rules", filepath.Join(root, "deploy", "alerts.test.yml"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// TestRulesNameMetricsThatAreThere: a rule on a metric that nobody shows would never fire.
func TestRulesNameMetricsThatAreThere(t *testing.T) {
	rules, err := os.ReadFile(filepath.Join(root, "deploy", "alerts.rules.yml"))
	if err != nil {
		t.Fatal(err)
	}
	manual, err := os.ReadFile(filepath.Join(root, "docs", "metrics.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range regexp.MustCompile(`reconwatch_[a-z_]+`).FindAllString(string(rules), -1) {
		if !strings.Contains(string(manual), "`"+name+"`") {
			t.Errorf("no metric %s", name)
		}
	}
}

// TestNotifies: the service manager is told that the sensor is ready, works, reads its configuration again, and
// stops, also with no more rights than the unit leaves it.
func TestNotifies(t *testing.T) {
	t.Run("at large", func(t *testing.T) { notifies(t, "reconwatch", nil) })
	t.Run("confined", func(t *testing.T) { notifies(t, "confined reconwatch", asTheUnit(t)) })
}

func notifies(t *testing.T, command string, environment []string) {
	t.Helper()
	namespace := wire(t)
	path := filepath.Join(t.TempDir(), "notify")
	l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	script := "ip link set lo up && exec " + command + " run -i lo --format none"
	cmd := exec.CommandContext(t.Context(), namespace[0], append(namespace[1:], "bash", "-c", script)...)
	cmd.Env = append(os.Environ(), "PATH="+os.Getenv("PATH")+":/usr/sbin:/sbin", "NOTIFY_SOCKET="+path, "WATCHDOG_USEC=600000")
	cmd.Env = append(cmd.Env, environment...)
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		send os.Signal
		want string
	}{
		{nil, "READY=1"},
		{nil, "WATCHDOG=1"},
		{nil, "WATCHDOG=1"},
		{syscall.SIGHUP, "RELOADING=1"},
		{nil, "READY=1"},
		{nil, "WATCHDOG=1"},
		{os.Interrupt, "STOPPING=1"},
	} {
		want := step.want
		if step.send != nil {
			if err := cmd.Process.Signal(step.send); err != nil {
				t.Fatal(err)
			}
		}
		for got := ""; got != want; {
			var b [64]byte
			_ = l.SetReadDeadline(time.Now().Add(20 * time.Second))
			n, err := l.Read(b[:])
			if err != nil {
				_ = cmd.Process.Kill()
				_ = cmd.Wait()
				t.Fatalf("%s did not come: %v: %s", want, err, said.String())
			}
			got, _, _ = strings.Cut(string(b[:n]), "\n")
			if got != want && got != "WATCHDOG=1" {
				t.Fatalf("%q, want %q", got, want)
			}
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err, said.String())
	}
}

func TestWatchdogWantsProgressOfEveryLane(t *testing.T) {
	w := newWatchdog()
	s := func(clocks ...int64) *pipeline.Snapshot {
		out := &pipeline.Snapshot{}
		for _, c := range clocks {
			out.Lanes = append(out.Lanes, pipeline.LaneSnapshot{Clock: c})
		}
		return out
	}
	for i, c := range []struct {
		s    *pipeline.Snapshot
		want bool
	}{{s(0, 0), true}, {s(1, 1), true}, {s(2, 1), false}, {s(3, 2), true}} {
		if got := w.progress(c.s); got != c.want {
			t.Errorf("%d: %v", i, got)
		}
	}
}
