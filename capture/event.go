package capture

import "time"

// EventKind is what happened to an interface.
type EventKind uint8

// What happens to interfaces.
const (
	// EventUp: it is captured again, or for the first time if it was not up at Open.
	EventUp EventKind = iota
	// EventDown: it was set down, at Open or later; nothing comes from it.
	EventDown
	// EventGone: it was deleted.
	EventGone
	// EventFault: it is there, but cannot be captured for the reason in Err.
	EventFault
	// EventFlooded: more came than could be read, so that only what initiators do who have proven
	// real is handed over; EventCalm: all is again, after Held frames that were not.
	EventFlooded
	EventCalm
)

// String is one word.
func (k EventKind) String() string {
	return [...]string{"up", "down", "gone", "fault", "flooded", "calm"}[k]
}

// Event says that capture on an interface began or ended, or was flooded.
type Event struct {
	Interface string // empty for a flood, which is of all
	Kind      EventKind
	// Err is why an interface is lost, nil otherwise.
	Err  error
	Held uint64 // with EventCalm
	Time time.Time
}
