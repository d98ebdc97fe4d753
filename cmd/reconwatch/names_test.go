package main

import (
	"io"
	"strings"
	"testing"

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
	r := replayPiped(b, reconwatch, func(w io.Writer) (mixed.Totals, error) { return mixed.Names(w, o) })
	asked := float64(r.totals.Packets / 2)
	guesser, others := 0.0, 0.0
	for line := range strings.Lines(string(r.alerts)) {
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
	b.Logf("%.0f questions of %d clients and %d bots in %v, CPU %v", asked, o.Clients, o.Bots, r.took, r.cpu)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(asked/r.took.Seconds(), "questions/s")
	b.ReportMetric(asked/r.cpu.Seconds(), "questions/cpu-s")
	b.ReportMetric(r.memory, "MiB-max-RSS")
	b.ReportMetric(guesser, "slow-guesser-found")
	b.ReportMetric(others, "others-accused")
}
