package main

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/reconwatch/reconwatch/bpf"
	"github.com/reconwatch/reconwatch/internal/testbed"
)

// Longer runs of what is short in everyday tests.
var (
	soak   = flag.Int("soak", 6, "seconds of frames at top speed, 5 at least")
	outage = flag.Int("outage", 10, "seconds without a collector")
)

// onWire runs a script of testdata/wire in namespaces of its own and gives its folder and output.
func onWire(t *testing.T, script string, args ...string) (dir, out string) {
	t.Helper()
	namespace := wire(t)
	pcaps, err := filepath.Abs(filepath.Join(root, "pcaps"))
	if err != nil {
		t.Fatal(err)
	}
	path, err := filepath.Abs(filepath.Join("testdata", "wire", script))
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	// Whatever a script that fails leaves running ends with its process namespace.
	all := append(slices.Clone(namespace[1:]), "--mount-proc", "--pid", "--fork", "--kill-child", "bash", path, pcaps)
	cmd := exec.CommandContext(t.Context(), namespace[0], append(all, args...)...)
	cmd.Dir = dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s%s", script, err, stdout.String(), stderr.String())
	}
	return dir, stdout.String()
}

// needs skips a test if a command is missing; thing is what RECONWATCH_TEST_REQUIRE calls it.
func needs(t *testing.T, thing string, commands ...string) {
	t.Helper()
	for _, c := range commands {
		if _, err := exec.LookPath(c); err == nil {
			continue
		}
		if _, err := os.Stat("/usr/sbin/" + c); err != nil {
			testbed.Lacking(t, thing, c+" is not installed")
		}
	}
}

// needsXDP skips a test where the program cannot be loaded.
func needsXDP(t *testing.T) {
	t.Helper()
	if err := bpf.Probe(); err != nil {
		testbed.Lacking(t, "xdp", err.Error())
	}
}

// onEngines runs a test with each way to take frames from an interface.
func onEngines(t *testing.T, test func(t *testing.T, engine string)) {
	t.Helper()
	t.Run("ring", func(t *testing.T) { test(t, "ring") })
	t.Run("xdp", func(t *testing.T) {
		needsXDP(t)
		test(t, "xdp")
	})
}

// number is what a script printed behind a name.
func number(t *testing.T, out, name string) uint64 {
	t.Helper()
	m := regexp.MustCompile(`(?m)^` + name + ` ([0-9]+)$`).FindStringSubmatch(out)
	if m == nil {
		t.Fatalf("no %s in %q", name, out)
	}
	n, err := strconv.ParseUint(m[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestEveryFrameIsAccounted: at top speed, and with a sensor that sleeps meanwhile, what was sent was
// seen or is counted as lost, what was seen has a verdict, and memory does not grow.
func TestEveryFrameIsAccounted(t *testing.T) {
	onEngines(t, accounted)
}

func accounted(t *testing.T, engine string) {
	t.Helper()
	_, out := onWire(t, "soak.sh", strconv.Itoa(*soak), engine)
	sent, seen, dropped, shed := number(t, out, "sent"), number(t, out, "frames"), number(t, out, "dropped_by_ring"), number(t, out, "shed_in_kernel")
	held := number(t, out, "held_in_flood") // a lane that sleeps looks to the program like a flood
	if sent != seen+dropped+shed+held || engine == "ring" && dropped == 0 {
		t.Errorf("%d sent, %d seen, %d dropped, %d shed, %d held: %d without account", sent, seen, dropped, shed, held, int64(sent)-int64(seen+dropped+shed+held))
	}
	judged := uint64(0)
	for _, m := range regexp.MustCompile(`(?m)^verdict_[a-z_]+`).FindAllString(out, -1) {
		judged += number(t, out, m)
	}
	if judged != seen {
		t.Errorf("%d seen, %d with a verdict", seen, judged)
	}
	for _, cause := range []string{"broken_blocks", "events_lost"} {
		if n := number(t, out, cause); n != 0 {
			t.Errorf("%s: %d", cause, n)
		}
	}
	middle, end := number(t, out, "middle"), number(t, out, "end")
	if end > middle+middle/10 {
		t.Errorf("memory grew from %d to %d KiB", middle, end)
	}
	t.Logf("%d sent, %d seen, %d dropped, %d shed; %d, then %d KiB", sent, seen, dropped, shed, middle, end)
}

// TestDoctor examines a real port, before and after it was mended.
func TestDoctor(t *testing.T) {
	needs(t, "scanners", "ethtool")
	_, out := onWire(t, "doctor.sh")
	before, after, _ := strings.Cut(out, "mended\n")
	for _, want := range []string{
		`(?m)^trouble  offloads .*gro`, `mend it: ethtool -K tap0 gro off`, `(?m)^fine     link`, `(?m)^fine     traffic       1802 frames`,
		`(?m)^fine     loss          none of 1802`, `(?m)^fine     directions    both directions`, `(?m)^fine     home`,
	} {
		if !regexp.MustCompile(want).MatchString(before) {
			t.Errorf("no %q in\n%s", want, before)
		}
	}
	if !regexp.MustCompile(`(?m)^fine     offloads`).MatchString(after) {
		t.Errorf("not mended:\n%s", after)
	}
}

// TestPrivileges: a running sensor holds one capability on every thread, cannot gain others, and is confined;
// with that it still opens a port that was made anew.
func TestPrivileges(t *testing.T) {
	needs(t, "ring", "ip")
	_, out := onWire(t, "privilege.sh")
	const rights = "CapInh:0000000000000000 CapPrm:0000000000002000 CapEff:0000000000002000 CapBnd:0000000000002000 " +
		"CapAmb:0000000000000000 NoNewPrivs:1 Seccomp:2 \ntold\n"
	if out != rights {
		t.Errorf("%q, want %q", out, rights)
	}
}

// TestPrivilegesOfXDP: a running sensor that sheds in the kernel holds no capability on any thread. No program stays
// behind when it is killed, and it fails when its port is made anew: whoever started it starts it again.
func TestPrivilegesOfXDP(t *testing.T) {
	needs(t, "ring", "ip")
	needsXDP(t)
	_, out := onWire(t, "xdp.sh")
	const want = "CapInh:0000000000000000 CapPrm:0000000000000000 CapEff:0000000000000000 CapBnd:0000000000000000 " +
		"CapAmb:0000000000000000 NoNewPrivs:1 Seccomp:2 \nattached 1\nagain 1\ntold\ncode 1\n"
	if out != want {
		t.Errorf("%q, want %q", out, want)
	}
}
