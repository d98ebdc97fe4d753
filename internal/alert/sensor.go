package alert

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
)

// Event is what a sensor tells of itself.
type Event string

// Events of the sensor contract (docs/sensor.schema.json).
const (
	EventStarted       Event = "started"        // with these detectors, on these interfaces
	EventStopped       Event = "stopped"        // in order, with the counters; a sensor that dies says nothing: watch for the heartbeat
	EventHeartbeat     Event = "heartbeat"      // alive, with the counters since the start
	EventCaptureSilent Event = "capture_silent" // no frame came for a while
	EventLoss          Event = "loss"           // frames were lost before the decoder
	EventOneWay        Event = "one_way"        // the mirror shows one direction only
	EventNoHomeSide    Event = "no_home_side"   // most traffic touches no home network: the list of them is wrong
	EventDuplicates    Event = "duplicates"     // the mirror shows frames twice
	EventTablePressure Event = "table_pressure" // a table is full and forgets
	EventMerged        Event = "merged_frames"  // receive offload joins frames: sizes and counts are not those of the wire
	EventReloaded      Event = "reloaded"       // other networks, rules or thresholds are in effect, or were refused
	EventFlooded       Event = "flooded"        // more comes than can be read: what may be nothing but a flood is held back in the kernel
	EventFloodOver     Event = "flood_over"     // nothing is held back any more
	// EventCollectorUnreachable and EventCollectorReachable are of a log collector; they reach whoever else listens.
	EventCollectorUnreachable Event = "collector_unreachable"
	EventCollectorReachable   Event = "collector_reachable"
)

// Events lists all events.
var Events = []Event{
	EventStarted, EventStopped, EventHeartbeat, EventCaptureSilent, EventLoss, EventOneWay, EventNoHomeSide,
	EventDuplicates, EventTablePressure, EventMerged, EventReloaded, EventFlooded, EventFloodOver,
	EventCollectorUnreachable, EventCollectorReachable,
}

// Sensor is a message of the sensor about itself (docs/sensor.schema.json). The
// order of the fields is the order of the keys.
type Sensor struct {
	Type string `json:"type"` // always "sensor"
	Time Time   `json:"time"`
	// ID is 16 hex digits that derive from sensor, time and event.
	ID       string   `json:"id"`
	Event    Event    `json:"event"`
	Severity Severity `json:"severity"`
	Sensor   string   `json:"sensor"`
	Text     string   `json:"text"` // one sentence
	// Detail holds the numbers behind the text: strings, booleans, numbers and lists
	// of strings, by names of lower-case letters, digits and underscores.
	Detail map[string]any `json:"detail,omitempty"`
}

// NewSensor makes a message with its id. Text and the strings of detail are
// passed through Escape; detail may be nil and is copied.
func NewSensor(sensor string, at Time, event Event, severity Severity, text string, detail map[string]any) *Sensor {
	s := &Sensor{
		Type: "sensor", Time: at, ID: messageName(sensor, at, string(event)),
		Event: event, Severity: severity, Sensor: sensor, Text: Escape(text),
	}
	for name, value := range detail {
		if s.Detail == nil {
			s.Detail = make(map[string]any, len(detail))
		}
		s.Detail[name] = escaped(value)
	}
	return s
}

func escaped(value any) any {
	switch v := value.(type) {
	case string:
		return Escape(v)
	case []string:
		out := make([]string, len(v))
		for i, s := range v {
			out[i] = Escape(s)
		}
		return out
	}
	return value
}

// messageName is 16 hex digits for a message that is no alert.
func messageName(sensor string, at Time, what string) string {
	b := append([]byte(sensor), 0)
	b = binary.BigEndian.AppendUint64(b, uint64(at))
	return digest(append(b, what...))
}

// AppendJSON appends s as one line, as the function AppendJSON does for an alert.
// It fails where Detail holds what JSON has no form for, such as NaN.
func (s *Sensor) AppendJSON(dst []byte) ([]byte, error) { return appendLine(dst, s) }

func appendLine(dst []byte, v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return dst, fmt.Errorf("message as JSON: %w", err)
	}
	return appendVisible(dst, buf.Bytes()), nil
}
