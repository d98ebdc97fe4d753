// Package sink delivers messages: a hand-over that never blocks whoever finds
// something, a bounded spool on disk or in memory, and one pair of goroutines
// for each destination. Where messages go and what they look like there is for
// others to know: packages syslog and jsonl.
//
// Goroutines: an Outlet may be used by many; it starts two goroutines, which
// Close ends. A Spool locks itself, with one writer and one reader. Nothing here is on the packet path.
package sink

import (
	"context"
	"errors"

	"github.com/reconwatch/reconwatch/internal/alert"
)

// Sink takes messages and sees to their delivery.
type Sink interface {
	// Put hands a message over and returns at once. What it points to must not
	// change afterwards. What finds no room is counted and gone.
	Put(Message)
	// Flush waits until what was put before is in the spool, where the death of the
	// process cannot reach it (if the spool is on disk), or was dropped and counted.
	Flush(context.Context) error
	Stats() Stats
	// Close delivers what it can until the context ends, and ends the goroutines.
	// Put must not be called during or after it.
	Close(context.Context) error
}

// Message is one of the three.
type Message struct {
	Alert      *alert.Alert
	Sensor     *alert.Sensor
	Background *alert.Background
}

var errEmpty = errors.New("message is empty")

// ID is the id by which receivers know a second delivery.
func (m Message) ID() string {
	switch {
	case m.Alert != nil:
		return m.Alert.ID
	case m.Sensor != nil:
		return m.Sensor.ID
	case m.Background != nil:
		return m.Background.ID
	}
	return ""
}

// Severity of whichever it is.
func (m Message) Severity() alert.Severity {
	switch {
	case m.Alert != nil:
		return m.Alert.Severity
	case m.Sensor != nil:
		return m.Sensor.Severity
	case m.Background != nil:
		return m.Background.Severity
	}
	return alert.Info
}

// urgent messages pass the limits, and use the last of the hand-over.
func (m Message) urgent() bool { return m.Severity() >= alert.High }

// AppendJSON appends the message as one line.
func (m Message) AppendJSON(dst []byte) ([]byte, error) {
	switch {
	case m.Alert != nil:
		return alert.AppendJSON(dst, m.Alert)
	case m.Sensor != nil:
		return m.Sensor.AppendJSON(dst)
	case m.Background != nil:
		return m.Background.AppendJSON(dst)
	}
	return dst, errEmpty
}

// Destination is where bytes go. An Outlet calls it from one goroutine.
type Destination interface {
	// Send delivers records in order over the present connection, or over a new one
	// if there is none, and tells how many the destination has taken, also beside an error. With no
	// records it only sees to it that there is a connection. An error that is a RefusalError is about the
	// record after those taken; any other ends the connection, io.EOF in order. A connection that
	// has ended since the last call is such an error too, and not renewed by the same call.
	Send(ctx context.Context, records [][]byte) (taken int, err error)
	// Lost gives a channel that is closed when the present connection ends. It is nil
	// where there is none, or nothing that was taken can come into doubt.
	Lost() <-chan struct{}
	// Close ends the connection, in order while the context lasts. If it returns nil,
	// whatever was taken has arrived.
	Close(ctx context.Context) error
}

// RefusalError says that a record can never be delivered, however often it is tried.
type RefusalError struct{ Err error }

func (r *RefusalError) Error() string { return "refused for good: " + r.Err.Error() }

// Unwrap gives the cause.
func (r *RefusalError) Unwrap() error { return r.Err }

// Fan puts every message into all of its sinks.
type Fan []Sink

// Put implements Sink.
func (f Fan) Put(m Message) {
	for _, s := range f {
		s.Put(m)
	}
}

// Flush flushes all.
func (f Fan) Flush(ctx context.Context) error {
	var errs []error
	for _, s := range f {
		errs = append(errs, s.Flush(ctx))
	}
	return errors.Join(errs...)
}

// Close closes all at the same time, so that one that hangs takes no time from the others.
func (f Fan) Close(ctx context.Context) error {
	errs := make(chan error, len(f))
	for _, s := range f {
		go func() { errs <- s.Close(ctx) }()
	}
	var all []error
	for range f {
		all = append(all, <-errs)
	}
	return errors.Join(all...)
}
