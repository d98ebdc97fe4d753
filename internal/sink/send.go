package sink

import (
	"context"
	"errors"
	"io"
	"time"
)

// Bounds of one Send. A batch waits for one round trip, and is sent again as a whole if that fails.
const (
	batchRecords = 256
	batchBytes   = 64 << 10
)

// doubtful are records that the destination has taken and that may still be lost.
type doubtful struct {
	upTo uint64 // one more than the number of the last; 0 for a connection as such
	at   time.Time
}

// sender is what the sending goroutine knows.
type sender struct {
	*Outlet
	pause backoff
	retry *time.Timer // runs after a failure; else nil
	doubt []doubtful
	// again is the first record that was in doubt when a connection last ended in order, and one more.
	again uint64
}

// send delivers what the spool holds until the hand-over is closed and empty and
// all was taken; or until ctx ends; or until a failure when the rest is safe on disk.
func (t *Outlet) send(ctx context.Context, taken <-chan struct{}) {
	s := &sender{Outlet: t, pause: backoff{least: t.o.RetryMin, most: t.o.RetryMax}}
	s.deliver(ctx, Batch{}) // connect now, so that a wrong address shows before the first alert
	for ctx.Err() == nil {
		s.settle(time.Now())
		if closed(t.to.Lost()) {
			s.deliver(ctx, Batch{})
		}
		if s.retry == nil {
			if b := t.spool.Read(batchRecords, batchBytes); len(b.Records) > 0 {
				s.deliver(ctx, b)
				continue
			}
		}
		if closed(taken) && s.finished() {
			break
		}
		s.wait(ctx, taken)
	}
	s.finish(ctx)
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// finished reports whether waiting would change nothing.
func (s *sender) finished() bool {
	if s.retry != nil {
		return s.spool.Stats().Volatile == 0 // the disk keeps the rest
	}
	return !s.spool.Unread()
}

// deliver hands a batch over, and notes what was taken.
func (s *sender) deliver(ctx context.Context, b Batch) {
	n, err := s.to.Send(ctx, b.Records)
	var refusal *RefusalError
	if n < len(b.Seqs) && errors.As(err, &refusal) {
		s.health.fail(err, s.o.Clock())
		s.health.drop(Refused)
		s.spool.Refuse(b.Seqs[n])
		s.spool.RewindTo(b.Seqs[n] + 1)
		n, err = n+1, nil
	}
	d := doubtful{at: time.Now()}
	if n > 0 {
		d.upTo = b.Seqs[n-1] + 1
	}
	if n > 0 || err == nil {
		s.doubt = append(s.doubt, d)
	}
	if err != nil {
		s.broken(err, b)
		return
	}
	s.settle(d.at)
}

// settle commits what has been without doubt for long enough.
func (s *sender) settle(now time.Time) {
	n := 0
	for n < len(s.doubt) && (s.o.Settle == 0 || now.Sub(s.doubt[n].at) >= s.o.Settle) {
		n++
	}
	s.commit(n)
}

// commit takes the oldest n entries out of doubt: the connection is a good one.
func (s *sender) commit(n int) {
	if n == 0 {
		return
	}
	arrived := s.spool.Commit(s.doubt[n-1].upTo)
	s.doubt = s.doubt[n:]
	s.pause.reset()
	s.health.add(func(st *Stats) {
		st.Sent += arrived
		st.LastError, st.FailingSince = "", time.Time{}
	})
}

// broken is the end of a connection, or of the attempt at one. What is in doubt
// will be sent again. A collector that ends connections in order, again and again and
// before anything could settle, gets its records twice and not for ever.
func (s *sender) broken(err error, b Batch) {
	if s.o.Settle == 0 {
		s.commit(len(s.doubt))
	}
	var upTo uint64
	if n := len(s.doubt); n > 0 {
		upTo = s.doubt[n-1].upTo
	}
	first, again := s.spool.Rewind(upTo)
	if again > 0 && errors.Is(err, io.EOF) {
		if s.again == first+1 {
			s.commit(len(s.doubt))
			again = 0
		}
		s.again = first + 1
	}
	s.doubt = nil
	s.health.add(func(st *Stats) { st.Resent += again })
	s.health.fail(err, s.o.Clock())
	var waiting []byte
	if len(b.Records) > 0 {
		waiting = b.Records[0]
	}
	s.retry = time.NewTimer(s.pause.next(waiting))
}

// wait sleeps until there is something to do.
func (s *sender) wait(ctx context.Context, taken <-chan struct{}) {
	var retry, settled <-chan time.Time
	stored := s.stored
	if s.retry != nil {
		retry, stored = s.retry.C, nil
	}
	if len(s.doubt) > 0 {
		timer := time.NewTimer(time.Until(s.doubt[0].at.Add(s.o.Settle)))
		defer timer.Stop()
		settled = timer.C
	}
	if closed(taken) {
		taken = nil
	}
	select {
	case <-retry:
		s.retry = nil
		if !s.spool.Unread() {
			s.deliver(ctx, Batch{})
		}
	case <-settled:
	case <-stored:
	case <-taken:
	case <-s.to.Lost():
	case <-ctx.Done():
	}
}

// finish closes the connection in order, which takes what was sent out of doubt.
// What memory holds cannot be sent again, and counts as sent in any case.
func (s *sender) finish(ctx context.Context) {
	err := s.to.Close(ctx)
	if err == nil || !s.spool.Persistent() {
		s.commit(len(s.doubt))
	}
	if s.retry != nil {
		s.retry.Stop()
	}
}
