// Package explain shows people why a tool was named: which fields of which
// packets matched which rows of the table of signatures.
//
// Goroutines: none; all runs on the caller's. Allocation: it works for people,
// and allocates as it likes.
package explain

import (
	"bufio"
	"context"
	"fmt"
	"io"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/probe"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/pipeline"
)

// maxRecognised bounds the frames that are remembered between the two readings.
const maxRecognised = 1 << 22

// Options say what is shown.
type Options struct {
	// Pipeline judges; its Tell, Recognised and Lanes are set here.
	Pipeline pipeline.Options
	Reporter alert.Options
	// Only the packets of these alerts' sources and times; all where there are none.
	Alerts []alert.Alert
	// All packets that match, not only those up to the one that a row speaks at.
	All bool
}

// Captures reads what open gives twice: to judge it as a sensor would, and to show
// the packets that matched a row, what was told, and the counts.
func Captures(ctx context.Context, w io.Writer, open func() (capture.Source, error), o *Options) error {
	matched, told, err := judge(ctx, open, o)
	if err != nil {
		return err
	}
	src, err := open()
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	s := newShow(out, o)
	if err := s.read(ctx, src, matched); err != nil {
		return err
	}
	s.counts()
	if len(o.Alerts) == 0 {
		s.alerts(told)
	}
	return out.Flush()
}

// judge gives the rows of each frame that matched any, and the alerts.
func judge(ctx context.Context, open func() (capture.Source, error), o *Options) (map[uint64][]uint16, []alert.Alert, error) {
	src, err := open()
	if err != nil {
		return nil, nil, err
	}
	matched := map[uint64][]uint16{}
	var told []alert.Alert
	reporter := alert.NewReporter(o.Reporter)
	opts := o.Pipeline
	opts.Lanes = 1
	opts.Recognised = func(frame uint64, row uint16) {
		if len(matched) < maxRecognised {
			matched[frame] = append(matched[frame], row)
		}
	}
	opts.Tell = func(f *analyzers.Finding) {
		if a, ok := reporter.Take(f); ok && a.Tool != nil && a.Phase != alert.PhaseClose {
			told = append(told, a)
		}
	}
	err = pipeline.New(opts).Run(ctx, src)
	return matched, told, err
}

// alerts prints what was told with a tool's name.
func (s *show) alerts(told []alert.Alert) {
	if len(told) == 0 {
		s.printf("\nNo alert names a tool.\n")
		return
	}
	s.printf("\nAlerts that name a tool:\n")
	for i := range told {
		s.printf("  ")
		s.fail(alert.WriteText(s.w, &told[i], false))
	}
}

// row prints what a row of the table wants, for an alert whose packets are not at hand.
func (s *show) row(m *probe.Matcher, n int) {
	r := &m.Rows()[n]
	s.printf("  %s: %s\n", r.ID, title(r))
	if r.Note != "" {
		s.printf("    may be mistaken for it: %s\n", r.Note)
	}
	for _, c := range m.Explain(nil, uint16(n)) {
		s.printf("    %-16s  %s\n", c.Field, c.Want)
	}
	if r.Pair != probe.PairNone {
		s.printf("    %-16s  %s\n", "pair", r.Pair)
	}
}

// title says in a line what a row is.
func title(r *probe.Row) string {
	who := r.Tool
	if who == "" {
		who = "no one tool"
	} else if r.Version != "" && r.Version != "any" {
		who += " " + r.Version
	}
	hits := "1 packet suffices"
	switch {
	case r.Reliability == probe.Weak:
		hits = "only beside others"
	case r.Hits > 1:
		hits = fmt.Sprintf("%d packets that follow on each other", r.Hits)
	}
	return fmt.Sprintf("%s, %s; %s, %s", who, r.Means, r.Reliability, hits)
}
