package sink

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"
)

// Options of an Outlet.
type Options struct {
	Name string // of the destination, for Stats
	// Format appends what the destination is sent for a message. One goroutine calls it.
	Format func(dst []byte, m Message) ([]byte, error)
	Spool  SpoolOptions
	// Limits are nil for a destination that is told everything.
	Limits *Limits
	// Settle is how long a connection must last after the destination's kernel has
	// taken a record until it counts as arrived; 0 for destinations that keep what they take.
	Settle time.Duration
	// Handover bounds the messages between Put and the spool: DefaultHandover if 0.
	Handover int
	// RetryMin and RetryMax bound the pause after a failure; the defaults if 0.
	RetryMin, RetryMax time.Duration
	// Clock is time.Now if nil. It times limits and ages, not pauses.
	Clock func() time.Time
}

// DefaultHandover is room for some tenths of a second of the fastest scan there is.
const DefaultHandover = 4096

// Outlet is the Sink of one destination.
type Outlet struct {
	o       Options
	to      Destination
	spool   *Spool
	limiter *limiter // nil: everything passes
	health  health

	in      chan Message
	flush   chan chan struct{}
	stored  chan struct{} // the spool holds something new
	drain   chan struct{} // closed by Close: no more will be put
	hurry   chan struct{} // closed when the time to close is up
	done    sync.WaitGroup
	closing sync.Once
	result  error
}

// Start opens the spool and starts delivery. The Outlet owns to from here on.
func Start(to Destination, o Options) (*Outlet, error) {
	o.Handover = cmp.Or(o.Handover, DefaultHandover)
	o.RetryMin, o.RetryMax = cmp.Or(o.RetryMin, DefaultRetryMin), cmp.Or(o.RetryMax, DefaultRetryMax)
	if o.Clock == nil {
		o.Clock = time.Now
	}
	spool, err := OpenSpool(o.Spool)
	if err != nil {
		return nil, err
	}
	t := &Outlet{
		o: o, to: to, spool: spool,
		in: make(chan Message, o.Handover), flush: make(chan chan struct{}), stored: make(chan struct{}, 1),
		drain: make(chan struct{}), hurry: make(chan struct{}),
	}
	if o.Limits != nil {
		t.limiter = newLimiter(*o.Limits, o.Clock())
	}
	ctx, cancel := context.WithCancel(context.Background())
	taken := make(chan struct{})
	t.done.Go(func() { defer close(taken); t.take() })
	t.done.Go(func() { defer cancel(); t.send(ctx, taken) })
	t.done.Go(func() {
		select {
		case <-t.hurry:
			cancel()
		case <-ctx.Done():
		}
	})
	return t, nil
}

// Put implements Sink. The last quarter of the hand-over is for high and critical messages.
func (t *Outlet) Put(m Message) {
	if len(t.in) >= cap(t.in)-cap(t.in)/4 && !m.urgent() {
		t.health.drop(Overflow)
		return
	}
	select {
	case t.in <- m:
	default:
		t.health.drop(Overflow)
	}
}

// Flush implements Sink.
func (t *Outlet) Flush(ctx context.Context) error {
	reply := make(chan struct{})
	select {
	case t.flush <- reply:
	case <-t.drain:
		return errors.New("flush after close")
	case <-ctx.Done():
		return ctx.Err()
	}
	<-reply
	return nil
}

// Stats implements Sink. Any goroutine may call it.
func (t *Outlet) Stats() Stats {
	sp := t.spool.Stats()
	t.health.mu.Lock()
	st := t.health.stats
	t.health.mu.Unlock()
	st.Name, st.Queued, st.Bytes = t.o.Name, sp.Queued, sp.Bytes
	st.Recovered, st.Torn, st.Unspooled = sp.Recovered, sp.Torn, sp.Unspooled
	st.Dropped[Full], st.Dropped[Damaged] = sp.Full, sp.Damaged
	if sp.Oldest != 0 {
		st.OldestSeconds = max(0, t.o.Clock().Sub(time.Unix(0, sp.Oldest)).Seconds())
	}
	return st
}

// Close implements Sink. What a spool on disk still holds afterwards is
// delivered after the next start; what memory holds is dropped and counted.
func (t *Outlet) Close(ctx context.Context) error {
	t.closing.Do(func() {
		close(t.drain)
		stop := context.AfterFunc(ctx, func() { close(t.hurry) })
		t.done.Wait()
		stop()
		lost := t.spool.Stats().Volatile
		t.health.add(func(s *Stats) { s.Dropped[Shutdown] += lost })
		t.result = t.spool.Close()
	})
	return t.result
}
