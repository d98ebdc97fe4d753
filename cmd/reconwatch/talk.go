package main

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/health"
	"github.com/reconwatch/reconwatch/internal/pipeline"
	"github.com/reconwatch/reconwatch/internal/privilege"
	"github.com/reconwatch/reconwatch/internal/sink"
)

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
