package main

import (
	"bytes"
	"cmp"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/internal/testbed"
	"github.com/reconwatch/reconwatch/pcaps/mixed"
)

// Sizes of the made traffic; the Makefile asks for more.
var (
	packets   = flag.Int("packets", 200_000, "packets of the mixed capture")
	forged    = flag.Int("forged", 200_000, "forged sources of the flood")
	live      = flag.Int("live", 10_000, "live connections and sources beside the flood")
	questions = flag.Int("questions", 50_000, "questions of ordinary clients, and as many of a flood")
)

// buildCommand builds the binary as it is shipped, and gives its path.
func buildCommand(tb testing.TB) string {
	tb.Helper()
	binary := filepath.Join(tb.TempDir(), "reconwatch")
	build := exec.CommandContext(tb.Context(), "go", "build", "-trimpath", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		tb.Fatalf("go build: %v\n%s", err, out)
	}
	return binary
}

// mixedCapture writes the mixed traffic to a file that every user may read:
// tcpdump gives up its rights before it opens one.
func mixedCapture(b *testing.B, n int) string {
	b.Helper()
	dir, err := os.MkdirTemp("/var/tmp", "reconwatch-bench") //nolint:usetesting // b.TempDir is closed to other users
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	file, err := os.Create(filepath.Join(dir, "mixed.pcap"))
	if err != nil {
		b.Fatal(err)
	}
	totals, err := mixed.Write(file, mixed.Options{Packets: n, Flows: min(100_000, n/16), Snap: 128, Seed: 1})
	if err = cmp.Or(err, file.Close(), os.Chmod(dir, 0o755)); err != nil {
		b.Fatal(err)
	}
	b.Logf("traffic: %+v", totals)
	return file.Name()
}

// runOnce runs a command to its end and gives the CPU time it took.
func runOnce(tb testing.TB, stdin io.Reader, stdout io.Writer, name string, args ...string) (time.Duration, *os.ProcessState) {
	tb.Helper()
	cmd := exec.CommandContext(tb.Context(), name, args...)
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, stdout, &stderr
	if err := cmd.Run(); err != nil {
		tb.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, &stderr)
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), cmd.ProcessState
}

// peer is a program to be compared with.
type peer struct {
	name string
	args func(capture, dir string) []string
}

var peers = []peer{
	{"tcpdump", func(capture, _ string) []string { return []string{"-r", capture, "-w", "/dev/null"} }},
	// Rules that find port scans would be other work; without any it decodes and tracks flows.
	{"suricata", func(capture, dir string) []string {
		return []string{"-r", capture, "-S", "/dev/null", "-k", "none", "-l", dir, "--runmode", "single"}
	}},
}

// mix is a capture that replays are measured with.
type mix struct {
	name, capture string
	packets       int
}

// BenchmarkReplayAgainstPeers replays two mixes and lets tcpdump copy them, in turns. What counts is the CPU time of
// the whole processes, user and system, and its ratio within each turn.
//
// The mix "everyday" is what a mirror port shows: see everydayCapture. "mixed" is made (pcaps/mixed): nearly half of its
// packets begin or end a connection or begin a message, which is what costs.
func BenchmarkReplayAgainstPeers(b *testing.B) {
	reconwatch := buildCommand(b)
	size := *packets
	if testing.Short() {
		size = 20_000
	}
	mixes := []mix{{"mixed", mixedCapture(b, size), size}, everydayCapture(b, size)}
	for _, p := range peers {
		b.Run(p.name, func(b *testing.B) {
			if _, err := exec.LookPath(p.name); err != nil {
				testbed.Lacking(b, p.name, "is not installed")
			}
			comparePeer(b, reconwatch, p, mixes)
		})
	}
}

// comparePeer takes each mix in every turn, so that what else the machine does disturbs all alike.
func comparePeer(b *testing.B, reconwatch string, p peer, mixes []mix) {
	ours, theirs, ratios := map[string][]time.Duration{}, map[string][]time.Duration{}, map[string][]float64{}
	for b.Loop() {
		for _, m := range mixes {
			our, _ := runOnce(b, nil, nil, reconwatch, "replay", "--quiet", "--lanes", "1", m.capture)
			their, _ := runOnce(b, nil, nil, p.name, p.args(m.capture, b.TempDir())...)
			ours[m.name], theirs[m.name] = append(ours[m.name], our), append(theirs[m.name], their)
			ratios[m.name] = append(ratios[m.name], our.Seconds()/their.Seconds())
		}
	}
	b.ReportMetric(0, "ns/op") // the wall clock says nothing here
	for _, m := range mixes {
		b.Logf("%s, %d packets, CPU time: reconwatch %v, %s %v, ratios %.2f",
			m.name, m.packets, ours[m.name], p.name, theirs[m.name], ratios[m.name])
		b.ReportMetric(float64(median(ours[m.name]).Nanoseconds())/float64(m.packets), m.name+"-ns/packet")
		b.ReportMetric(float64(median(theirs[m.name]).Nanoseconds())/float64(m.packets), m.name+"-"+p.name+"-ns/packet")
		b.ReportMetric(median(ratios[m.name]), m.name+"-ratio")
	}
}

func median[T cmp.Ordered](values []T) T {
	return slices.Sorted(slices.Values(values))[len(values)/2]
}

// BenchmarkFloodMemory pipes a flood of forged sources into a replay, among
// live connections that fill the tables too. What counts is the largest
// resident set, and that the slow scanner was found all the same.
func BenchmarkFloodMemory(b *testing.B) {
	reconwatch := buildCommand(b)
	o := mixed.FloodOptions{Forged: *forged, Live: *live, Probes: 100, Seconds: 900}
	if testing.Short() {
		o.Forged, o.Live = 20_000, 1000
	}
	for b.Loop() {
		flood(b, reconwatch, o)
	}
}

func flood(b *testing.B, reconwatch string, o mixed.FloodOptions) {
	r := replayPiped(b, reconwatch, func(w io.Writer) (mixed.Totals, error) { return mixed.Flood(w, o) })
	b.Logf("%d packets from %d forged and %d live sources in %v, CPU %v", r.totals.Packets, o.Forged, o.Live, r.took, r.cpu)
	b.ReportMetric(r.memory, "MiB-max-RSS")
	b.ReportMetric(float64(r.cpu.Nanoseconds())/float64(r.totals.Packets), "cpu-ns/packet")
	b.ReportMetric(float64(bytes.Count(r.alerts, []byte("\n"))), "alerts")
	b.ReportMetric(found(r.alerts), "slow-scanner-found")
}

// piped is a replay of what was made meanwhile.
type piped struct {
	totals    mixed.Totals
	alerts    []byte
	took, cpu time.Duration
	memory    float64 // largest resident set, in MiB
}

// replayPiped replays on one lane what fill writes, as fast as it comes.
func replayPiped(b *testing.B, reconwatch string, fill func(io.Writer) (mixed.Totals, error)) piped {
	b.Helper()
	// A real pipe, so that no copying goroutine hides the end of the reader.
	read, write, err := os.Pipe()
	if err != nil {
		b.Fatal(err)
	}
	written := make(chan mixed.Totals, 1)
	go func() {
		totals, _ := fill(write) // a reader that went away shows in its exit code
		_ = write.Close()
		written <- totals
	}()
	var alerts bytes.Buffer
	began := time.Now()
	cpu, state := runOnce(b, read, &alerts, reconwatch, "replay", "-", "--lanes", "1", "--format", "json", "--home", mixed.FloodHome)
	_ = read.Close()
	return piped{
		took: time.Since(began), cpu: cpu, totals: <-written, alerts: alerts.Bytes(),
		memory: float64(state.SysUsage().(*syscall.Rusage).Maxrss) / 1024,
	}
}

// found is 1 if an alert names the slow scanner as its source, else 0.
func found(alerts []byte) float64 {
	if bytes.Contains(alerts, []byte(`"source":"`+mixed.FloodScanner+`"`)) {
		return 1
	}
	return 0
}
