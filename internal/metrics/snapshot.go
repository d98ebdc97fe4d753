// Package metrics shows Prometheus, and whoever asks whether the sensor is well, what the other
// packages count. They own plain counters; here they get their names.
//
// Goroutines: a Collector may be asked by many at once. Nothing here is on the packet path.
package metrics

import (
	"time"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/pipeline"
	"github.com/reconwatch/reconwatch/internal/sink"
)

// Snapshot is all that is shown, at one time.
type Snapshot struct {
	Now        time.Time
	Interfaces []capture.Counters
	Lanes      []capture.LaneState // none with engines whose lanes cannot be flooded
	Pipeline   pipeline.Snapshot
	// MaxFlows and MaxSources are the bounds of the tables, over all lanes.
	MaxFlows, MaxSources int
	Alerts               alert.Stats
	Episodes             int // that are open
	Sinks                []sink.Stats
}
