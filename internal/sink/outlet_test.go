package sink_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/sink"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// collector is a Destination that does as it is told.
type collector struct {
	mu    sync.Mutex
	got   []string
	fail  error // of every Send
	gone  chan struct{}
	after error // what Send says once gone is closed
	block chan struct{}
	bad   string // this record is refused
	sends int
	close error
}

func (c *collector) Send(ctx context.Context, records [][]byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.block != nil {
		c.mu.Unlock()
		select {
		case <-c.block:
		case <-ctx.Done():
		}
		c.mu.Lock()
	}
	if c.gone != nil {
		select {
		case <-c.gone:
			c.gone = nil
			return 0, c.after
		default:
		}
	}
	if c.fail != nil {
		return 0, c.fail
	}
	if len(records) > 0 {
		c.sends++
	}
	if c.gone == nil {
		c.gone = make(chan struct{})
	}
	for i, r := range records {
		if string(r) == c.bad {
			return i, &sink.RefusalError{Err: errors.New("no")}
		}
		c.got = append(c.got, string(r))
	}
	return len(records), nil
}

func (c *collector) Lost() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.gone
}

func (c *collector) Close(context.Context) error { return c.close }

func (c *collector) set(change func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change()
}

func (c *collector) lose(err error) {
	c.set(func() { c.after = err; close(c.gone) })
}

func (c *collector) connected() bool {
	select {
	case <-c.Lost():
		return false
	default:
		return c.Lost() != nil
	}
}

func (c *collector) have() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.got)
}

func ids(_ []byte, m sink.Message) ([]byte, error) {
	if m.ID() == "" {
		return nil, errors.New("no id")
	}
	return []byte(m.ID()), nil
}

func low(id string) sink.Message {
	return sink.Message{Alert: &alert.Alert{ID: id, Episode: id, Phase: alert.PhaseOpen, Severity: alert.Low, Kind: "port_sweep"}}
}

func quick(dir string) sink.Options {
	return sink.Options{
		Format: ids, Spool: sink.SpoolOptions{Dir: dir},
		RetryMin: time.Millisecond, RetryMax: 5 * time.Millisecond, Settle: 30 * time.Millisecond,
	}
}

func start(t *testing.T, c *collector, o sink.Options) *sink.Outlet {
	t.Helper()
	out, err := sink.Start(c, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, out) })
	return out
}

func stop(t *testing.T, out *sink.Outlet) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := out.Close(ctx); err != nil {
		t.Error(err)
	}
}

func flush(t *testing.T, s sink.Sink) {
	t.Helper()
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within 5 s", what)
		}
	}
}

func numbered(from, to int) (out []string) {
	for i := from; i < to; i++ {
		out = append(out, fmt.Sprintf("%04d", i))
	}
	return out
}

func putAll(s sink.Sink, names []string) {
	for _, n := range names {
		s.Put(low(n))
	}
}

func TestDelivery(t *testing.T) {
	for name, dir := range map[string]string{"disk": t.TempDir(), "memory": ""} {
		t.Run(name, func(t *testing.T) {
			c := &collector{}
			out := start(t, c, quick(dir))
			want := numbered(0, 1000)
			putAll(out, want)
			await(t, "all sent", func() bool { return out.Stats().Sent == 1000 })
			if got := c.have(); !slices.Equal(got, want) {
				t.Errorf("got %d in another order or number", len(got))
			}
			stop(t, out)
			st := out.Stats()
			if st.Accepted != 1000 || st.Queued != 0 || st.Resent != 0 || st.Dropped != [sink.NumReasons]uint64{} || st.LastError != "" {
				t.Errorf("%+v", st)
			}
		})
	}
}

func TestOutageAndRestart(t *testing.T) {
	dir := t.TempDir()
	c := &collector{fail: errors.New("no route")}
	out := start(t, c, quick(dir))
	putAll(out, numbered(0, 300))
	flush(t, out)
	await(t, "failures", func() bool { return out.Stats().Failed > 1 })
	if st := out.Stats(); st.Queued != 300 || st.LastError != "no route" || st.FailingSince.IsZero() || st.OldestSeconds <= 0 {
		t.Errorf("%+v", st)
	}
	stop(t, out)

	c.set(func() { c.fail = nil })
	out = start(t, c, quick(dir))
	putAll(out, numbered(300, 400))
	await(t, "the rest", func() bool { return out.Stats().Sent == 400 })
	if !slices.Equal(c.have(), numbered(0, 400)) {
		t.Error("something is missing, double or out of order")
	}
	if st := out.Stats(); st.Recovered != 300 || st.LastError != "" {
		t.Errorf("%+v", st)
	}
}

func TestWhatIsInDoubtIsSentAgain(t *testing.T) {
	for name, tc := range map[string]struct {
		end  error
		want int // copies after three connections that end so
	}{
		"reset":    {errors.New("connection reset"), 4},
		"in order": {io.EOF, 2},
	} {
		t.Run(name, func(t *testing.T) {
			o := quick(t.TempDir())
			o.Settle = time.Hour
			c := &collector{}
			out := start(t, c, o)
			out.Put(low("a"))
			await(t, "first copy", func() bool { return len(c.have()) == 1 })
			for range 3 {
				sends := len(c.have())
				await(t, "a connection", c.connected)
				c.lose(tc.end)
				if sends < tc.want {
					await(t, "again", func() bool { return len(c.have()) > sends })
				}
			}
			await(t, "a connection", c.connected)
			if n := len(c.have()); n != tc.want {
				t.Errorf("%d copies, want %d", n, tc.want)
			}
			if st := out.Stats(); int(st.Resent) != tc.want-1 {
				t.Errorf("%+v", st)
			}
		})
	}
}

func TestCloseSettles(t *testing.T) {
	for name, tc := range map[string]struct {
		close  error
		copies int
	}{"in order": {nil, 1}, "broken": {io.ErrUnexpectedEOF, 2}} {
		t.Run(name, func(t *testing.T) {
			o := quick(t.TempDir())
			o.Settle = time.Hour
			c := &collector{close: tc.close}
			out := start(t, c, o)
			out.Put(low("a"))
			flush(t, out)
			stop(t, out)
			out = start(t, c, o)
			out.Put(low("b"))
			await(t, "b", func() bool { return slices.Contains(c.have(), "b") })
			if n := len(c.have()); n != tc.copies+1 {
				t.Errorf("%d", n)
			}
		})
	}
}

func TestRefusedRecordIsPassedOver(t *testing.T) {
	c := &collector{bad: "0005"}
	o := quick(t.TempDir())
	out := start(t, c, o)
	putAll(out, numbered(0, 10))
	await(t, "nine", func() bool { return out.Stats().Sent == 9 })
	if st := out.Stats(); st.Dropped[sink.Refused] != 1 || st.Queued != 0 {
		t.Errorf("%+v", st)
	}
}

func TestHandoverIsBoundedAndKeepsRoomForTheUrgent(t *testing.T) {
	c := &collector{}
	o := quick("")
	o.Handover = 8
	stuck := make(chan struct{})
	o.Format = func(_ []byte, m sink.Message) ([]byte, error) { <-stuck; return ids(nil, m) }
	out := start(t, c, o)
	putAll(out, numbered(0, 100))
	begin := time.Now()
	for i := range 2 {
		m := low(fmt.Sprint("high", i))
		m.Alert.Severity = alert.High
		out.Put(m)
	}
	if d := time.Since(begin); d > time.Second {
		t.Errorf("Put took %v", d)
	}
	close(stuck)
	await(t, "the urgent", func() bool { return slices.Contains(c.have(), "high1") })
	st := out.Stats()
	if st.Accepted+st.Dropped[sink.Overflow] != 102 || st.Dropped[sink.Overflow] < 90 {
		t.Errorf("%+v", st)
	}
}

func TestUnformedIsCounted(t *testing.T) {
	out := start(t, &collector{}, quick(""))
	out.Put(sink.Message{})
	flush(t, out)
	if st := out.Stats(); st.Dropped[sink.Unformed] != 1 || st.Accepted != 0 {
		t.Errorf("%+v", st)
	}
}

func TestMemoryIsLostAtShutdownAndCounted(t *testing.T) {
	c := &collector{fail: errors.New("down")}
	out := start(t, c, quick(""))
	putAll(out, numbered(0, 5))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := out.Close(ctx); err != nil {
		t.Error(err)
	}
	if st := out.Stats(); st.Dropped[sink.Shutdown] != 5 || st.Queued != 0 {
		t.Errorf("%+v", st)
	}
}

func TestCloseInterruptsSend(t *testing.T) {
	c := &collector{block: make(chan struct{})}
	out := start(t, c, quick(t.TempDir()))
	putAll(out, numbered(0, 5))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	begin := time.Now()
	_ = out.Close(ctx)
	if d := time.Since(begin); d > time.Second {
		t.Errorf("Close took %v", d)
	}
	if out.Flush(t.Context()) == nil {
		t.Error("Flush after Close")
	}
}

func TestFan(t *testing.T) {
	a, b := &collector{}, &collector{fail: errors.New("down")}
	fan := sink.Fan{start(t, a, quick(t.TempDir())), start(t, b, quick(t.TempDir()))}
	for _, n := range numbered(0, 50) {
		fan.Put(low(n))
	}
	if err := fan.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	await(t, "the good one", func() bool { return len(a.have()) == 50 })
	if err := fan.Close(t.Context()); err != nil {
		t.Error(err)
	}
}
