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
)

// String is one word.
func (k EventKind) String() string {
	return [...]string{"up", "down", "gone", "fault"}[k]
}

// Event says that capture on an interface began or ended.
type Event struct {
	Interface string
	Kind      EventKind
	// Err is the reason, nil with EventUp.
	Err  error
	Time time.Time
}
