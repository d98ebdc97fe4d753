package main

import (
	"time"

	"github.com/reconwatch/reconwatch/internal/pipeline"
	"github.com/reconwatch/reconwatch/internal/privilege"
)

// watchdog says when systemd is to be told that the sensor works: only while every lane's time
// goes on, with frames or without. A lane that hangs gets the sensor started again.
type watchdog struct {
	*time.Ticker
	clocks []int64
}

// newWatchdog ticks twice as often as systemd wants to hear, or never.
func newWatchdog() *watchdog {
	every := privilege.WatchdogInterval() / 2
	if every <= 0 {
		t := time.NewTicker(time.Hour)
		t.Stop()
		return &watchdog{Ticker: t}
	}
	return &watchdog{Ticker: time.NewTicker(every)}
}

// progress reports whether the time of all lanes has gone on since it was asked last.
func (w *watchdog) progress(s *pipeline.Snapshot) bool {
	first := w.clocks == nil
	if first {
		w.clocks = make([]int64, len(s.Lanes))
	}
	all := true
	for i := range s.Lanes {
		all = all && s.Lanes[i].Clock > w.clocks[i]
		w.clocks[i] = s.Lanes[i].Clock
	}
	return all || first
}
