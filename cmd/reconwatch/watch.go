package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/config"
	"github.com/reconwatch/reconwatch/internal/health"
	"github.com/reconwatch/reconwatch/internal/metrics"
	"github.com/reconwatch/reconwatch/internal/pipeline"
	"github.com/reconwatch/reconwatch/internal/privilege"
	"github.com/reconwatch/reconwatch/internal/sink"
)

// watcher is a sensor that runs.
type watcher struct {
	cfg      *config.Config
	port     *engine
	out      *outlets
	pipeline *pipeline.Pipeline

	mu       sync.Mutex
	alerts   alert.Stats
	episodes int
	file     string // of the configuration, empty for none
	homeFlag bool   // the command line names the home networks
	home     atomic.Pointer[config.Home]
	holders  atomic.Pointer[func(*packet.Addr) bool] // who may have whole zones
	rules    atomic.Pointer[config.Config]           // that the reporter has not taken yet
	scraped  string                                  // where the metrics are, empty for nowhere
	hangups  <-chan os.Signal
}

// account keeps a copy of what the reporter counts, for whoever asks.
func (w *watcher) account(r *alert.Reporter) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.alerts, w.episodes = r.Stats(), r.Open()
}

// look is what the metrics show.
func (w *watcher) look() metrics.Snapshot {
	w.mu.Lock()
	defer w.mu.Unlock()
	return metrics.Snapshot{
		Now: time.Now(), Interfaces: w.port.Counters(), Lanes: w.port.states(), Pipeline: w.pipeline.Snapshot(),
		MaxFlows: w.cfg.Flow.MaxFlows, MaxSources: w.cfg.Sources.MaxSources,
		Alerts: w.alerts, Episodes: w.episodes, Sinks: w.out.stats(),
	}
}

// ready names the interfaces that are not captured.
func (w *watcher) ready() error {
	var down []string
	for _, c := range w.port.Counters() {
		if !c.Up {
			down = append(down, c.Interface)
		}
	}
	if len(down) > 0 {
		return errors.New("not captured: " + strings.Join(down, ", "))
	}
	return nil
}

// serve answers those who scrape, until the function that it gives is called.
func (w *watcher) serve() (end func(), err error) {
	m := &w.cfg.Metrics
	if m.Listen == "" {
		return func() {}, nil
	}
	s, err := metrics.Start(metrics.Options{Listen: m.Listen, WebConfig: m.WebConfig, Look: w.look, Ready: w.ready})
	if err != nil {
		return nil, err
	}
	w.scraped = s.Address()
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = s.Close(ctx) // whoever scrapes may hang: the process ends anyway
	}, nil
}

func (w *watcher) run(ctx context.Context, options pipeline.Options, home *config.Home) error {
	names := w.port.Interfaces()
	reporter := alert.NewReporter(alert.Options{
		Sensor: string(w.cfg.Sensor), Authorised: w.cfg.AuthorisedRules(), Suppress: w.cfg.SuppressRules(),
		Interfaces: func() []string { return names },
	})
	w.home.Store(home)
	options.Home = func(a *packet.Addr) bool { return w.home.Load().Contains(a) }
	w.setSecondary(w.cfg)
	options.Secondary = func(a *packet.Addr) bool { return (*w.holders.Load())(a) }
	options.Wall = func() int64 { return time.Now().UnixNano() }
	options.Tell = func(found *analyzers.Finding) { w.tell(reporter, found) }
	w.pipeline = pipeline.New(options)
	serving, err := w.serve()
	if err != nil {
		return errors.Join(err, w.port.Close())
	}
	defer serving()
	if err := privilege.Drop(w.port.needs); err != nil {
		return errors.Join(err, w.port.Close())
	}
	w.started()
	w.notify(privilege.Ready)
	talking, hush := context.WithCancel(ctx)
	told := make(chan struct{})
	go func() { defer close(told); w.talk(talking) }()
	err = w.pipeline.RunLive(ctx, w.port.lanes)
	w.notify(privilege.Stopping)
	hush()
	<-told
	w.say(alert.EventStopped, alert.Info, "Stopped in order; what was captured is told.", w.counters())
	return err
}

// tell turns a finding into an alert for all destinations.
func (w *watcher) tell(reporter *alert.Reporter, found *analyzers.Finding) {
	if next := w.rules.Swap(nil); next != nil {
		reporter.SetRules(next.AuthorisedRules(), next.SuppressRules())
	}
	if found.Stage == analyzers.Opened {
		w.port.suspect(found)
	}
	a, ok := reporter.Take(found)
	w.account(reporter)
	if ok {
		// What stopping ends would have ended later.
		a.Time = min(a.Time, alert.Time(time.Now().UnixNano()))
		w.out.Put(sink.Message{Alert: &a})
	}
}

const (
	// heartbeat is how often the sensor says that it is alive.
	heartbeat = 5 * time.Minute
	// checkUp is how often it looks at its own health.
	checkUp = 10 * time.Second
)

// talk tells what happens to the interfaces, how the sensor is, and that it is alive.
func (w *watcher) talk(ctx context.Context) {
	beat, look := time.NewTicker(heartbeat), time.NewTicker(checkUp)
	defer beat.Stop()
	defer look.Stop()
	well := health.New(w.look())
	alive := newWatchdog()
	defer alive.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
			w.say(alert.EventHeartbeat, alert.Info, "Alive.", w.counters())
		case <-look.C:
			for _, m := range well.Check(w.look()) {
				w.say(m.Event, m.Severity, m.Text, m.Detail)
			}
		case <-alive.C:
			if s := w.pipeline.Snapshot(); alive.progress(&s) {
				w.notify(privilege.Watchdog)
			}
		case e := <-w.port.Events():
			w.portEvent(e)
		case <-w.hangups:
			w.notify(privilege.Reloading())
			w.reload()
			w.notify(privilege.Ready)
		}
	}
}

// reload opens the JSON file anew and puts into effect what may change on the fly. A configuration with
// mistakes changes nothing.
func (w *watcher) reload() {
	if err := w.out.reopen(); err != nil {
		w.say(alert.EventReloaded, alert.High, "The JSON file could not be opened anew; writing goes on in the old one: "+err.Error()+".", nil)
	}
	if w.file == "" {
		return
	}
	cfg, err := config.Load(w.file)
	if err != nil {
		w.say(alert.EventReloaded, alert.High, "The configuration was refused and the old one stays in effect: "+err.Error()+".", nil)
		return
	}
	if !w.homeFlag {
		w.home.Store(cfg.HomeNet())
	}
	w.rules.Store(cfg)
	w.setSecondary(cfg)
	w.pipeline.SetThresholds(pipelineOptions(cfg, nil, 1))
	text := "Home networks, authorised scanners, suppressions and thresholds of the configuration are in effect."
	if keys := w.cfg.NeedRestart(cfg); len(keys) > 0 {
		w.say(alert.EventReloaded, alert.Medium, text+" What has changed of "+strings.Join(keys, ", ")+" takes a restart.", map[string]any{"restart": keys})
		return
	}
	w.say(alert.EventReloaded, alert.Info, text, nil)
}

// setSecondary puts into effect who may have whole zones.
func (w *watcher) setSecondary(cfg *config.Config) {
	may := cfg.SecondaryNet()
	w.holders.Store(&may)
}

// notify tells systemd; a socket that fails is told of, since nothing else would.
func (w *watcher) notify(state string) {
	if err := privilege.Notify(state); err != nil {
		w.say(alert.EventHeartbeat, alert.Medium, "The service manager could not be told "+state+": "+err.Error()+".", nil)
	}
}

// portEvent tells what happened to an interface, or that there is a flood.
func (w *watcher) portEvent(e capture.Event) {
	switch e.Kind {
	case capture.EventFlooded:
		w.say(alert.EventFlooded, alert.Info, "More comes than can be read, as in a flood: until it is over, only who touches several targets, or one repeatedly, is looked at; the rest is counted.", nil)
		return
	case capture.EventCalm:
		w.say(alert.EventFloodOver, alert.Info, fmt.Sprintf("The flood is over; %d frames of it were held back.", e.Held), map[string]any{"held": e.Held})
		return
	}
	detail := map[string]any{"interface": e.Interface}
	if e.Err == nil {
		w.say(alert.EventStarted, alert.Info, "Capture on "+e.Interface+" goes on.", detail)
		return
	}
	detail["cause"] = e.Err.Error()
	w.say(alert.EventCaptureSilent, alert.High, "Capture on "+e.Interface+" has ended: "+e.Err.Error()+".", detail)
}

func (w *watcher) started() {
	detail := map[string]any{
		"interfaces": w.port.Interfaces(), "lanes": len(w.port.lanes), "engine": w.port.name, "detectors": pipeline.Detectors(),
	}
	maps.Copy(detail, w.port.detail)
	text := fmt.Sprintf("Watching %s with detectors %s.", strings.Join(w.port.Interfaces(), ", "), strings.Join(pipeline.Detectors(), ", "))
	if w.scraped != "" {
		detail["metrics"] = w.scraped
		text += " Metrics are on " + w.scraped + "."
	}
	text += w.port.text
	w.say(alert.EventStarted, alert.Info, text, detail)
}

func (w *watcher) counters() map[string]any {
	s := w.look()
	return health.Account(&s)
}

func (w *watcher) say(e alert.Event, s alert.Severity, text string, detail map[string]any) {
	at := alert.Time(time.Now().UnixNano())
	w.out.Put(sink.Message{Sensor: alert.NewSensor(string(w.cfg.Sensor), at, e, s, text, detail)})
}
