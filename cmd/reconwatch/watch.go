package main

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/config"
	"github.com/reconwatch/reconwatch/internal/metrics"
	"github.com/reconwatch/reconwatch/internal/pipeline"
	"github.com/reconwatch/reconwatch/internal/privilege"
	"github.com/reconwatch/reconwatch/internal/sink"
)

// watcher is a sensor that runs.
type watcher struct {
	cfg      *config.Config
	file     string // of the configuration, empty for none
	homeFlag bool   // the command line names the home networks
	port     *engine
	out      *outlets
	pipeline *pipeline.Pipeline
	hangups  <-chan os.Signal
	scraped  string // where the metrics are, empty for nowhere

	// What a reload changes while others read it.
	home    atomic.Pointer[config.Home]
	holders atomic.Pointer[func(*packet.Addr) bool] // who may have whole zones
	rules   atomic.Pointer[config.Config]           // that the reporter has not taken yet

	// What the reporter had counted when it last took a finding.
	mu       sync.Mutex
	alerts   alert.Stats
	episodes int
}

// account keeps a copy of what the reporter counts, for whoever asks.
func (w *watcher) account(r *alert.Reporter) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.alerts, w.episodes = r.Stats(), r.Open()
}

// look is what the metrics show.
func (w *watcher) look() metrics.Snapshot {
	s := metrics.Snapshot{
		Now: time.Now(), Interfaces: w.port.Counters(), Lanes: w.port.states(), Pipeline: w.pipeline.Snapshot(),
		MaxFlows: w.cfg.Flow.MaxFlows, MaxSources: w.cfg.Sources.MaxSources, Sinks: w.out.stats(),
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	s.Alerts, s.Episodes = w.alerts, w.episodes
	return s
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

// build makes the pipeline, whose findings become alerts for all destinations, by rules and networks that may change.
func (w *watcher) build(options pipeline.Options, home *config.Home) {
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
}

// run watches until ctx ends or capture fails. Its port is closed afterwards, its destinations are not.
func (w *watcher) run(ctx context.Context) error {
	serving, err := w.serve()
	if err != nil {
		return errors.Join(err, w.port.Close())
	}
	defer serving()
	if err := privilege.Drop(w.port.keeps...); err != nil {
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
