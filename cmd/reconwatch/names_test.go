package main

import (
	"bytes"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/pcaps/mixed"
)

// BenchmarkNames pipes questions and answers into a replay with one lane: half of them of a million
// clients, half of a flood of random names. What counts is how many questions a second are judged, the
// largest resident set, and that the slow guesser among them was found, and nobody else.
func BenchmarkNames(b *testing.B) {
	reconwatch := buildCommand(b)
	o := mixed.NamesOptions{Questions: *questions, Clients: 1_000_000, Bots: 40_000, Guesses: 120, Seconds: 1200}
	if testing.Short() {
		o.Questions, o.Clients = 20_000, 10_000
	}
	for b.Loop() {
		replayNames(b, reconwatch, o)
	}
}

func replayNames(b *testing.B, reconwatch string, o mixed.NamesOptions) {
	read, write, err := os.Pipe()
	if err != nil {
		b.Fatal(err)
	}
	written := make(chan mixed.Totals, 1)
	go func() {
		totals, _ := mixed.Names(write, o) // a reader that went away shows in its exit code
		_ = write.Close()
		written <- totals
	}()
	var alerts bytes.Buffer
	began := time.Now()
	cpu, state := runOnce(b, read, &alerts, reconwatch, "replay", "-", "--lanes", "1", "--format", "json", "--home", mixed.FloodHome)
	_ = read.Close()
	took := time.Since(began)
	totals := <-written
	asked := float64(totals.Packets / 2)
	guesser, others := 0.0, 0.0
	for line := range strings.Lines(alerts.String()) {
		switch {
		case !strings.Contains(line, `"phase":"open"`):
		case strings.Contains(line, `"source":"`+mixed.NamesGuesser+`"`):
			guesser = 1
			b.Logf("found: %s", line)
		case !strings.Contains(line, `"severity":"info"`):
			others++
			b.Logf("accused: %s", line)
		}
	}
	b.Logf("%.0f questions of %d clients and %d bots in %v, CPU %v", asked, o.Clients, o.Bots, took, cpu)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(asked/took.Seconds(), "questions/s")
	b.ReportMetric(asked/cpu.Seconds(), "questions/cpu-s")
	b.ReportMetric(float64(state.SysUsage().(*syscall.Rusage).Maxrss)/1024, "MiB-max-RSS")
	b.ReportMetric(guesser, "slow-guesser-found")
	b.ReportMetric(others, "others-accused")
}
