package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/net/bpf"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/filter"
	"github.com/reconwatch/reconwatch/capture/ring"
	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/config"
	"github.com/reconwatch/reconwatch/internal/pipeline"
	"github.com/reconwatch/reconwatch/internal/sink"
)

// runFlags are what differs from one start to the next.
type runFlags struct {
	interfaces []string
	replayFlags
	engine string
}

func newRunCommand() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run -i INTERFACE,...",
		Short: "Watch network interfaces and tell who is mapping the network",
		Long: `Watch a tap or mirror port, and tell who is mapping the network: alerts on
standard output and wherever the configuration says. SIGINT or SIGTERM ends it
in order, SIGHUP opens the JSON file anew. It needs CAP_NET_RAW, and never sends.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return watch(cmd, &f) },
	}
	flags := cmd.Flags()
	flags.StringSliceVarP(&f.interfaces, "interface", "i", nil, "interfaces to watch, `NAME,...`")
	flags.StringVarP(&f.config, "config", "c", "", "configuration `FILE`")
	flags.StringVar(&f.home, "home", "", "home networks, `CIDR,...`, instead of the configured ones")
	flags.StringVar(&f.engine, "engine", "auto", "auto or ring")
	flags.StringVar(&f.format, "format", "text", "of standard output: text, json or none")
	flags.StringVar(&f.filter, "filter", "", "only frames that match a tcpdump-like `EXPRESSION`")
	flags.IntVar(&f.lanes, "lanes", 1, "number of lanes, 1 to 64; the alerts are the same")
	return cmd
}

func watch(cmd *cobra.Command, f *runFlags) error {
	cfg, home, err := f.check()
	if err != nil {
		return badInput(err)
	}
	options, err := f.ring()
	if err != nil {
		return badInput(err)
	}
	port, err := ring.Open(f.interfaces, options)
	if err != nil {
		err = fmt.Errorf("capture: %w", err)
		if errors.Is(err, os.ErrNotExist) {
			return badInput(err)
		}
		return err
	}
	out, err := openOutlets(cfg, f.format, cmd.OutOrStdout())
	if err != nil {
		return errors.Join(badInput(err), port.Close())
	}
	w := &watcher{cfg: cfg, port: port, out: out}
	err = w.run(cmd.Context(), pipelineOptions(cfg, home, f.lanes))
	return errors.Join(err, out.close())
}

// check reads the configuration and the flags.
func (f *runFlags) check() (*config.Config, *config.Home, error) {
	if len(f.interfaces) == 0 {
		return nil, nil, errors.New("no interface named: -i eth1")
	}
	if err := ring.CheckNames(f.interfaces); err != nil {
		return nil, nil, err
	}
	if f.engine != "auto" && f.engine != "ring" {
		return nil, nil, fmt.Errorf("--engine: %q is neither auto nor ring", f.engine)
	}
	known := f.format == "text" || f.format == "json" || f.format == "none"
	if !known {
		return nil, nil, fmt.Errorf("--format: %q is none of text, json, none", f.format)
	}
	shared := f.replayFlags
	shared.speed, shared.format = "max", "text"
	cfg, home, _, err := shared.settings()
	return cfg, home, err
}

func (f *runFlags) ring() (ring.Options, error) {
	o := ring.Options{Lanes: f.lanes}
	if strings.TrimSpace(f.filter) == "" {
		return o, nil
	}
	if _, err := filter.CompileSet(f.filter); err != nil {
		return o, fmt.Errorf("--filter: %w", err)
	}
	o.Filter = func(link capture.LinkType) ([]bpf.RawInstruction, error) {
		program, err := filter.Compile(f.filter, link)
		if err != nil {
			return nil, err
		}
		return program.Instructions(), nil
	}
	return o, nil
}

// watcher is a sensor that runs.
type watcher struct {
	cfg  *config.Config
	port *ring.Port
	out  *outlets
}

func (w *watcher) run(ctx context.Context, options pipeline.Options) error {
	names := w.port.Interfaces()
	reporter := alert.NewReporter(alert.Options{
		Sensor: string(w.cfg.Sensor), Authorised: w.cfg.AuthorisedRules(), Suppress: w.cfg.SuppressRules(),
		Interfaces: func() []string { return names },
	})
	options.Tell = func(found *analyzers.Finding) {
		if a, ok := reporter.Take(found); ok {
			w.out.Put(sink.Message{Alert: &a})
		}
	}
	p := pipeline.New(options)
	sources := make([]pipeline.Live, 0, len(w.port.Lanes()))
	for _, l := range w.port.Lanes() {
		sources = append(sources, l)
	}
	w.started()
	talking, hush := context.WithCancel(ctx)
	told := make(chan struct{})
	go func() { defer close(told); w.talk(talking) }()
	err := p.RunLive(ctx, sources)
	hush()
	<-told
	w.say(alert.EventStopped, alert.Info, "Stopped in order; what was captured is told.", w.counters())
	return err
}

// heartbeat is how often the sensor says that it is alive.
const heartbeat = 5 * time.Minute

// talk tells what happens to the interfaces, and that the sensor is alive.
func (w *watcher) talk(ctx context.Context) {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	for {
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
			w.say(alert.EventHeartbeat, alert.Info, "Alive.", w.counters())
		case e := <-w.port.Events():
			w.interfaceEvent(e)
		case <-hangup:
			w.out.reopen()
		}
	}
}

func (w *watcher) interfaceEvent(e ring.Event) {
	detail := map[string]any{"interface": e.Interface}
	if e.Err == nil {
		w.say(alert.EventStarted, alert.Info, "Capture on "+e.Interface+" goes on.", detail)
		return
	}
	detail["cause"] = e.Err.Error()
	w.say(alert.EventCaptureSilent, alert.High, "Capture on "+e.Interface+" has ended: "+e.Err.Error()+".", detail)
}

func (w *watcher) started() {
	steering, why := w.port.Steering()
	detail := map[string]any{
		"interfaces": w.port.Interfaces(), "lanes": len(w.port.Lanes()), "engine": "ring",
		"steering": steering.String(), "detectors": pipeline.Detectors(),
	}
	text := fmt.Sprintf("Watching %s with detectors %s.", strings.Join(w.port.Interfaces(), ", "), strings.Join(pipeline.Detectors(), ", "))
	if why != nil {
		detail["steering_cause"] = why.Error()
		text += " Lanes are chosen by outer addresses: conversations in tunnels may be parted."
	}
	w.say(alert.EventStarted, alert.Info, text, detail)
}

func (w *watcher) counters() map[string]any {
	var frames, bytes, dropped uint64
	for _, c := range w.port.Counters() {
		frames, bytes, dropped = frames+c.Frames, bytes+c.Bytes, dropped+c.Dropped
	}
	return map[string]any{"frames": frames, "bytes": bytes, "dropped_by_ring": dropped}
}

func (w *watcher) say(e alert.Event, s alert.Severity, text string, detail map[string]any) {
	at := alert.Time(time.Now().UnixNano())
	w.out.Put(sink.Message{Sensor: alert.NewSensor(string(w.cfg.Sensor), at, e, s, text, detail)})
}
