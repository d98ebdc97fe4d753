package jsonl_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/alert/alerttest"
	"github.com/reconwatch/reconwatch/internal/jsonl"
	"github.com/reconwatch/reconwatch/internal/sink"
	"github.com/reconwatch/reconwatch/internal/testbed"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func heartbeat(i int) sink.Message {
	return sink.Message{Sensor: alert.NewSensor("dmz-1", alert.Time(i), alert.EventHeartbeat, alert.Info, fmt.Sprintf("Beat %d\n\x1b.", i), nil)}
}

func start(t *testing.T, path string) (*sink.Outlet, *jsonl.File) {
	t.Helper()
	out, file, err := jsonl.Start(path, sink.Options{RetryMin: time.Millisecond, RetryMax: 10 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, out) })
	return out, file
}

func stop(t *testing.T, out *sink.Outlet) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := out.Close(ctx); err != nil {
		t.Error(err)
	}
}

func await(t *testing.T, done func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("not within 5 s")
		}
	}
}

func sent(t *testing.T, out *sink.Outlet, n uint64) {
	t.Helper()
	await(t, func() bool { return out.Stats().Sent >= n })
}

func lines(t *testing.T, path string) []string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.SplitAfter(strings.TrimSuffix(string(b), "\n"), "\n")
}

func TestEveryTypeIsALine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "alerts.json")
	out, _ := start(t, path)
	b := &alert.Background{Sensor: "dmz-1", From: 1, To: 2, Episodes: 3, Others: 3}
	b.Finish()
	out.Put(heartbeat(1))
	out.Put(sink.Message{Background: b})
	sent(t, out, 2)
	for _, l := range lines(t, path) {
		if err := alerttest.ValidateMessage([]byte(l)); err != nil {
			t.Errorf("%s\n%v", l, err)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm()&^0o640 != 0 {
		t.Errorf("%v %v", info.Mode(), err)
	}
}

func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "alerts.json")
	out, file := start(t, path)
	out.Put(heartbeat(0))
	sent(t, out, 1)
	if err := os.Rename(path, path+".1"); err != nil {
		t.Fatal(err)
	}
	out.Put(heartbeat(1))
	sent(t, out, 2)
	if err := file.Reopen(); err != nil {
		t.Fatal(err)
	}
	out.Put(heartbeat(2))
	sent(t, out, 3)
	if old, fresh := lines(t, path+".1"), lines(t, path); len(old) != 2 || len(fresh) != 1 {
		t.Errorf("%d lines in the old file, %d in the new", len(old), len(fresh))
	}
	if err := os.RemoveAll(filepath.Dir(path)); err != nil {
		t.Fatal(err)
	}
	if file.Reopen() == nil {
		t.Error("reopened in a folder that is gone")
	}
	out.Put(heartbeat(3)) // goes where it went before
	sent(t, out, 4)
}

func TestAPieceOfALineIsClosed(t *testing.T) {
	for name, tc := range map[string]struct {
		before string
		want   int
	}{"whole": {"{}\n", 2}, "piece": {"{}\n{\"type\":\"ale", 3}, "empty": {"", 1}} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "alerts.json")
			if err := os.WriteFile(path, []byte(tc.before), 0o600); err != nil {
				t.Fatal(err)
			}
			out, _ := start(t, path)
			out.Put(heartbeat(0))
			sent(t, out, 1)
			got := lines(t, path)
			if len(got) != tc.want || !json.Valid([]byte(got[len(got)-1])) {
				t.Errorf("%q", got)
			}
		})
	}
}

func TestFullDeviceIsCountedAndRetried(t *testing.T) {
	out, file := start(t, "/dev/full")
	out.Put(heartbeat(0))
	await(t, func() bool { return out.Stats().Failed > 2 })
	if st := out.Stats(); st.Sent != 0 || st.Queued != 1 || !strings.Contains(st.LastError, "no space") {
		t.Errorf("%+v", st)
	}
	_ = file
}

// TestDiskFillsWithinALine uses a bound on the size of files in place of a full disk.
func TestDiskFillsWithinALine(t *testing.T) {
	if !testbed.Alone(t) {
		return
	}
	path := filepath.Join(t.TempDir(), "alerts.json")
	file, err := jsonl.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close(t.Context())
	record := []byte(`"` + strings.Repeat("x", 300<<10) + "\"\n")
	batch := [][]byte{record, record, record, record, record}

	lift := testbed.LimitFiles(t, 1<<20)
	if n, err := file.Send(t.Context(), batch); n != 3 || err == nil {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := file.Send(t.Context(), batch[3:]); n != 0 || err == nil {
		t.Errorf("%d, %v", n, err)
	}
	if got := lines(t, path); len(got) != 3 {
		t.Errorf("%d lines: the piece is still there", len(got))
	}
	lift()
	if n, err := file.Send(t.Context(), batch[3:]); n != 2 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	got := lines(t, path)
	for i, l := range got {
		if !json.Valid([]byte(l)) {
			t.Errorf("line %d is broken", i)
		}
	}
	if len(got) != 5 {
		t.Errorf("%d lines", len(got))
	}
}

func TestOpenErrors(t *testing.T) {
	if _, _, err := jsonl.Start(filepath.Join(t.TempDir(), "no", "folder"), sink.Options{}); err == nil {
		t.Error("opened")
	}
}

func TestStdoutStaysOpen(t *testing.T) {
	f := jsonl.Stdout()
	if f.Reopen() != nil || f.Close(t.Context()) != nil || f.Lost() != nil {
		t.Error("standard output")
	}
	if _, err := os.Stdout.Stat(); err != nil {
		t.Error(err)
	}
	out, _, err := jsonl.Start("-", sink.Options{})
	if err != nil {
		t.Fatal(err)
	}
	stop(t, out)
}
