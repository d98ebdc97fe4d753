package ring

import "github.com/reconwatch/reconwatch/capture"

// EventKind is what happened to an interface.
type EventKind = capture.EventKind

// Event says that capture on an interface began or ended.
type Event = capture.Event

// Kinds of events.
const (
	EventUp    = capture.EventUp
	EventDown  = capture.EventDown
	EventGone  = capture.EventGone
	EventFault = capture.EventFault
)

// maxEvents is how many events wait for a reader; more are counted and dropped.
const maxEvents = 64
