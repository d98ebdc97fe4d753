package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/filter"
	"github.com/reconwatch/reconwatch/capture/pcapfile"
	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/pipeline"
)

// replayFlags are what differs from one replay to the next.
type replayFlags struct {
	settings
	speed, format, filter string
	lanes                 int
	quiet                 bool
}

func newReplayCommand() *cobra.Command {
	var f replayFlags
	cmd := &cobra.Command{
		Use:   "replay FILE...|DIR|-",
		Short: "Read capture files and tell who scanned whom",
		Long: `Read capture files (pcap or pcapng, plain, .gz or .zst), merged by time, and tell
who scanned whom: alerts on standard output, progress and a summary on standard
error. A directory stands for the captures in it, - for standard input.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return replay(cmd, &f, args) },
	}
	flags := cmd.Flags()
	f.flags(flags)
	flags.StringVar(&f.speed, "speed", "max", "packet time per second: max, 1, 10, ...")
	flags.StringVar(&f.format, "format", "text", "text or json")
	flags.StringVar(&f.filter, "filter", "", "only frames that match a tcpdump-like `EXPRESSION`")
	flags.IntVar(&f.lanes, "lanes", 1, "number of lanes, 1 to 64; the alerts are the same")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "no progress and no summary")
	return cmd
}

func replay(cmd *cobra.Command, f *replayFlags, paths []string) error {
	options, speed, err := f.options()
	if err != nil {
		return badInput(err)
	}
	reader, err := pcapfile.Open(paths, pcapfile.Options{Stdin: cmd.InOrStdin(), Speed: speed})
	if err != nil {
		return badInput(err)
	}
	defer func() { _ = reader.Close() }() // it was only read
	pace := pcapfile.NewPace(speed)
	stop := context.AfterFunc(cmd.Context(), pace.Close)
	defer stop()
	_, size := reader.Progress()
	options.Wait, options.Prompt = pace.Wait, speed > 0 || size == 0 // paced, or a pipe

	out := newPrinter(cmd.OutOrStdout(), f.format)
	reporter := alert.NewReporter(alert.Options{
		Sensor: string(f.loaded.Sensor), Authorised: f.loaded.AuthorisedRules(), Suppress: f.loaded.SuppressRules(), Interfaces: reader.Interfaces,
	})
	options.Tell = func(found *analyzers.Finding) {
		if a, ok := reporter.Take(found); ok {
			out.alert(&a)
		}
	}
	roomyHeap()
	p := pipeline.New(options)
	if f.quiet {
		err = p.Run(cmd.Context(), reader)
	} else {
		err = shown(cmd, p, reader, reporter, out)
	}
	return errors.Join(badInput(err), out.err)
}

// shown runs a replay with a bar and a summary.
func shown(cmd *cobra.Command, p *pipeline.Pipeline, reader *pcapfile.Reader, reporter *alert.Reporter, out *printer) error {
	began := time.Now()
	bar := newProgress(cmd.ErrOrStderr(), reader)
	err := p.Run(cmd.Context(), reader)
	bar.stop()
	stats, told := p.Stats(), reporter.Stats()
	out.fail(summary(&stats, &told, time.Since(began)).Write(cmd.ErrOrStderr()))
	return err
}

// options are those of a replay by the configuration and the flags. What is wrong with them is found before a file is opened.
func (f *replayFlags) options() (o pipeline.Options, speed float64, err error) {
	cfg, home, err := f.read()
	if err != nil {
		return o, 0, err
	}
	if speed, err = parseSpeed(f.speed); err != nil {
		return o, 0, err
	}
	if err := errors.Join(checkFormat(f.format, "text", "json"), checkLanes(f.lanes)); err != nil {
		return o, 0, err
	}
	o = pipelineOptions(cfg, home, f.lanes)
	if o.Keep, err = f.keep(); err != nil {
		return o, 0, err
	}
	o.Secret, err = sharedSecret(cfg)
	return o, speed, err
}

// keep compiles the filter once for each link type that turns up.
func (f *replayFlags) keep() (func(*capture.Frame) bool, error) {
	if strings.TrimSpace(f.filter) == "" {
		return nil, nil
	}
	set, err := filter.CompileSet(f.filter)
	if err != nil {
		return nil, fmt.Errorf("--filter: %w", err)
	}
	return set.Match, nil
}

// roomyHeap lets the collector rest where a replay's heap is small: the tables that grow with the traffic are not in
// it, and what a replay drops are alerts that were told. Who sets GOGC or GOMEMLIMIT decides.
func roomyHeap() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(heapGrowth)
	debug.SetMemoryLimit(heapRoom)
}

// heapRoom bounds the garbage that may wait, and heapGrowth is in percent of what is in use: tables of some 30 MB.
const heapRoom, heapGrowth = 256 << 20, 1000

func parseSpeed(text string) (float64, error) {
	if text == "max" {
		return 0, nil
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || !(n > 0 && n <= 1e6) {
		return 0, fmt.Errorf("--speed: %q is neither max nor a number above 0", text)
	}
	return n, nil
}

// summary is what the replay has to say of itself.
func summary(s *pipeline.Stats, told *alert.Stats, took time.Duration) *alert.Summary {
	out := &alert.Summary{
		Packets: s.Frames, Bytes: s.Bytes, Shed: s.Shed, WallSeconds: took.Seconds(),
		PacketFirst: alert.Time(s.First), PacketLast: alert.Time(s.Last),
		Decoded: map[string]uint64{}, Dropped: s.Dropped(),
	}
	for v, n := range s.Verdicts {
		out.Decoded[pipeline.VerdictName(v)] = n
	}
	out.AddAlerts(told)
	return out
}
