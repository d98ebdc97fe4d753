package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/filter"
	"github.com/reconwatch/reconwatch/capture/pcapfile"
	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/config"
	"github.com/reconwatch/reconwatch/internal/pipeline"
)

// replayFlags are what differs from one replay to the next.
type replayFlags struct {
	config, home, speed, format, filter string
	lanes                               int
	quiet                               bool
	loaded                              *config.Config
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
	flags.StringVarP(&f.config, "config", "c", "", "configuration `FILE`")
	flags.StringVar(&f.home, "home", "", "home networks, `CIDR,...`, instead of the configured ones")
	flags.StringVar(&f.speed, "speed", "max", "packet time per second: max, 1, 10, ...")
	flags.StringVar(&f.format, "format", "text", "text or json")
	flags.StringVar(&f.filter, "filter", "", "only frames that match a tcpdump-like `EXPRESSION`")
	flags.IntVar(&f.lanes, "lanes", 1, "number of lanes, 1 to 64; the alerts are the same")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "no progress and no summary")
	return cmd
}

func replay(cmd *cobra.Command, f *replayFlags, paths []string) error {
	cfg, home, speed, err := f.settings()
	if err != nil {
		return badInput(err)
	}
	reader, err := pcapfile.Open(paths, pcapfile.Options{Stdin: cmd.InOrStdin(), Speed: speed})
	if err != nil {
		return badInput(err)
	}
	defer func() { _ = reader.Close() }() // it was only read
	keep, err := f.keep()
	if err != nil {
		return badInput(err)
	}
	pace := pcapfile.NewPace(speed)
	stop := context.AfterFunc(cmd.Context(), pace.Close)
	defer stop()
	out := newPrinter(cmd.OutOrStdout(), f.format)
	reporter := alert.NewReporter(alert.Options{
		Sensor: string(cfg.Sensor), Authorised: cfg.AuthorisedRules(), Suppress: cfg.SuppressRules(), Interfaces: reader.Interfaces,
	})
	options := pipelineOptions(cfg, home, f.lanes)
	if options.Secret, err = sharedSecret(cfg); err != nil {
		return badInput(err)
	}
	options.Keep, options.Wait = keep, pace.Wait
	_, size := reader.Progress()
	options.Prompt = speed > 0 || size == 0 // paced, or a pipe
	options.Tell = func(found *analyzers.Finding) {
		if a, ok := reporter.Take(found); ok {
			out.alert(&a)
		}
	}
	roomyHeap()
	p := pipeline.New(options)
	began := time.Now()
	var meter *progress
	if !f.quiet {
		meter = newProgress(cmd.ErrOrStderr(), reader)
	}
	err = p.Run(cmd.Context(), reader)
	meter.stop()
	if !f.quiet {
		stats := p.Stats()
		told := reporter.Stats()
		s := summary(&stats, &told, time.Since(began))
		out.fail(s.Write(cmd.ErrOrStderr()))
	}
	return errors.Join(badInput(err), out.err)
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

// settings reads the configuration and lets the flags override it.
func (f *replayFlags) settings() (cfg *config.Config, home *config.Home, speed float64, err error) {
	if cfg, err = f.load(); err != nil {
		return nil, nil, 0, err
	}
	home = cfg.HomeNet()
	if f.home != "" {
		if home, err = config.ParseHome(f.home); err != nil {
			return nil, nil, 0, fmt.Errorf("--home: %w", err)
		}
	}
	if speed, err = parseSpeed(f.speed); err != nil {
		return nil, nil, 0, err
	}
	if f.format != "text" && f.format != "json" {
		return nil, nil, 0, fmt.Errorf("--format: %q is neither text nor json", f.format)
	}
	if f.lanes < 1 || f.lanes > 64 {
		return nil, nil, 0, fmt.Errorf("--lanes: %d is not within 1 and 64", f.lanes)
	}
	return cfg, home, speed, nil
}

// load reads the configuration once.
func (f *replayFlags) load() (*config.Config, error) {
	if f.loaded != nil {
		return f.loaded, nil
	}
	cfg := config.Default()
	if f.config != "" {
		var err error
		if cfg, err = config.Load(f.config); err != nil {
			return nil, err
		}
	}
	f.loaded = cfg
	return cfg, nil
}

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

func pipelineOptions(cfg *config.Config, home *config.Home, lanes int) pipeline.Options {
	return pipeline.Options{
		Lanes: lanes, Flows: cfg.Flow.MaxFlows, VLANInKey: cfg.Flow.VLANInKey,
		Sources: cfg.Sources.MaxSources, Suspects: cfg.Sources.MaxSuspects, Contacts: 2 * cfg.Sources.MaxSources,
		Seed: rand.Uint64(), Scan: cfg.Scan, DNS: cfg.DNS, WHOIS: cfg.WHOIS, Web: cfg.Web, Topology: cfg.Topology, Secondary: cfg.SecondaryNet(), Own: cfg.OwnDomains(), Home: home.Contains,
		Signatures: cfg.Matcher(),
	}
}

// printer writes alerts, and remembers the first failure to do so.
type printer struct {
	w      io.Writer
	json   bool
	colour bool
	err    error
}

func newPrinter(w io.Writer, format string) *printer {
	p := &printer{w: w, json: format == "json"}
	if file, ok := w.(*os.File); ok {
		p.colour = term.IsTerminal(int(file.Fd())) && os.Getenv("NO_COLOR") == ""
	}
	return p
}

func (p *printer) alert(a *alert.Alert) {
	if p.err != nil {
		return
	}
	if p.json {
		p.fail(alert.WriteJSON(p.w, a))
		return
	}
	p.fail(alert.WriteText(p.w, a, p.colour))
}

func (p *printer) fail(err error) {
	if p.err == nil && err != nil {
		p.err = fmt.Errorf("write: %w", err)
	}
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

// progress draws a bar on a terminal while files are read.
type progress struct{ done, ended chan struct{} }

// newProgress starts drawing if w is a terminal; it is nil otherwise.
func newProgress(w io.Writer, r *pcapfile.Reader) *progress {
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return nil
	}
	p := &progress{done: make(chan struct{}), ended: make(chan struct{})}
	go p.draw(w, r)
	return p
}

func (p *progress) draw(w io.Writer, r *pcapfile.Reader) {
	defer close(p.ended)
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-p.done:
			_, _ = fmt.Fprint(w, "\r\x1b[K") // the terminal may be gone
			return
		case <-tick.C:
			const width = 40
			read, total := r.Progress()
			n := 0
			if total > 0 {
				n = int(min(read, total) * width / total)
			}
			_, _ = fmt.Fprintf(w, "\r[%s%s] %d MB", strings.Repeat("#", n), strings.Repeat(".", width-n), read>>20)
		}
		runtime.Gosched()
	}
}

func (p *progress) stop() {
	if p == nil {
		return
	}
	close(p.done)
	<-p.ended
}
