package sink

import (
	"sync"
	"time"
)

// Reason is why a message was dropped.
type Reason uint8

// Reasons. All but Shutdown and Overflow concern messages that were in the spool.
const (
	Overflow Reason = iota // the hand-over was full: messages came faster than they could be stored
	Unformed               // the message has no form at the destination
	Full                   // the spool was full, and its oldest segment went
	Damaged                // the bytes in the spool were not what was written
	Refused                // the destination can never take it
	Shutdown               // it was in memory when the sensor stopped
	NumReasons
)

var reasonNames = [NumReasons]string{"overflow", "unformed", "full", "damaged", "refused", "shutdown"}

// String is the label of metrics.
func (r Reason) String() string {
	if r >= NumReasons {
		return ""
	}
	return reasonNames[r]
}

// Stats of one destination. Every message that was put is Accepted, Held,
// dropped by Overflow or Unformed, or still in the hand-over. Every one that
// was Accepted or Recovered is Sent, in Queued, or dropped for another reason.
type Stats struct {
	Name   string
	Queued uint64 // in the spool, and not known to have arrived
	// OldestSeconds is how long the first of them has waited, 0 for none.
	OldestSeconds float64
	Bytes         int64 // that the spool holds

	Accepted  uint64 // entered the spool
	Recovered uint64 // were found in the spool at the start
	Torn      uint64 // records that a crash cut short at the end of the spool: never accepted
	Unspooled uint64 // of those accepted: kept in memory, for a while at least, since the disk refused them
	Held      uint64 // summed up in background messages
	Sent      uint64 // arrived
	Resent    uint64 // handed over again, since a connection ended before they were known to have arrived
	Failed    uint64 // attempts to send or connect that failed
	Dropped   [NumReasons]uint64

	// LastError is the latest failure, empty while all is well; FailingSince is when it began.
	LastError    string
	FailingSince time.Time
}

// health is what an Outlet's goroutines count.
type health struct {
	mu    sync.Mutex
	stats Stats
}

func (h *health) add(change func(*Stats)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change(&h.stats)
}

func (h *health) drop(r Reason) { h.add(func(s *Stats) { s.Dropped[r]++ }) }

func (h *health) fail(err error, now time.Time) {
	h.add(func(s *Stats) {
		s.Failed++
		if s.LastError == "" {
			s.FailingSince = now
		}
		s.LastError = err.Error()
	})
}
