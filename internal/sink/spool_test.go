package sink_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/internal/sink"
	"github.com/reconwatch/reconwatch/internal/testbed"
)

var epoch = time.Unix(1_700_000_000, 0)

func open(t testing.TB, o sink.SpoolOptions) *sink.Spool {
	t.Helper()
	s, err := sink.OpenSpool(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func fill(t testing.TB, s *sink.Spool, names []string) {
	t.Helper()
	for i, n := range names {
		if err := s.Append(epoch.Add(time.Duration(i)*time.Second), []byte(n)); err != nil {
			t.Fatal(err)
		}
	}
}

func texts(b sink.Batch) (out []string) {
	for _, r := range b.Records {
		out = append(out, string(r))
	}
	return out
}

func expect(t *testing.T, s *sink.Spool, want []string) sink.Batch {
	t.Helper()
	b := s.Read(1<<20, 1<<30)
	if got := texts(b); !slices.Equal(got, want) {
		t.Errorf("read %d records %.60q, want %d %.60q", len(got), got, len(want), want)
	}
	return b
}

func segments(t *testing.T, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.spool"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestSpoolReadsCommitsAndRewinds(t *testing.T) {
	for name, dir := range map[string]string{"disk": t.TempDir(), "memory": ""} {
		t.Run(name, func(t *testing.T) {
			s := open(t, sink.SpoolOptions{Dir: dir, SegmentBytes: 200})
			fill(t, s, numbered(0, 100))
			if b := s.Read(7, 1<<20); !slices.Equal(texts(b), numbered(0, 7)) {
				t.Errorf("%q", texts(b))
			}
			if b := s.Read(100, 1); !slices.Equal(texts(b), numbered(7, 8)) {
				t.Errorf("one record passes any bound of bytes: %q", texts(b))
			}
			if st := s.Stats(); st.Queued != 100 || st.Oldest != epoch.UnixNano() {
				t.Errorf("%+v", st)
			}
			if n := s.Commit(5); n != 5 {
				t.Errorf("committed %d", n)
			}
			if n := s.Commit(3); n != 0 {
				t.Errorf("committed %d again", n)
			}
			if first, n := s.Rewind(8); first != 5 || n != 3 {
				t.Errorf("rewound to %d, %d records", first, n)
			}
			b := expect(t, s, numbered(5, 100))
			s.Commit(b.Seqs[len(b.Seqs)-1] + 1)
			if st := s.Stats(); st.Queued != 0 || st.Oldest != 0 || s.Unread() {
				t.Errorf("%+v", st)
			}
		})
	}
}

func TestSpoolGoesOnAfterRestart(t *testing.T) {
	dir := t.TempDir()
	var all []string
	for run := range 5 {
		s := open(t, sink.SpoolOptions{Dir: dir, SegmentBytes: 100})
		fill(t, s, numbered(run*20, run*20+20))
		all = append(all, numbered(run*20, run*20+20)...)
		if st := s.Stats(); int(st.Recovered)+20 != len(all) {
			t.Errorf("run %d: %+v, want %d", run, st, len(all))
		}
		b := expect(t, s, all)
		s.Commit(b.Seqs[12] + 1)
		all = all[13:]
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, sink.SpoolOptions{Dir: dir})
	b := expect(t, s, all)
	s.Commit(b.Seqs[len(b.Seqs)-1] + 1)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if left := segments(t, dir); len(left) > 0 {
		t.Errorf("all has arrived, and %q are left", left)
	}
}

func TestSpoolDropsItsOldest(t *testing.T) {
	for name, dir := range map[string]string{"disk": t.TempDir(), "memory": ""} {
		t.Run(name, func(t *testing.T) {
			s := open(t, sink.SpoolOptions{Dir: dir, MaxBytes: 4000, SegmentBytes: 400})
			fill(t, s, numbered(0, 1000))
			st := s.Stats()
			if st.Bytes > 4000 || st.Full+st.Queued != 1000 || st.Queued < 150 {
				t.Errorf("%+v", st)
			}
			expect(t, s, numbered(1000-int(st.Queued), 1000))
			if n := s.Commit(st.Full); n != 0 {
				t.Errorf("what was dropped is committed: %d", n)
			}
		})
	}
}

func TestSpoolDamage(t *testing.T) {
	// Twenty records of 20 bytes in segments of five, less what each case breaks.
	path := func(dir string, i int) string { return filepath.Join(dir, fmt.Sprintf("%016x.spool", i*5)) }
	edit := func(change func([]byte) []byte, segment int) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			t.Helper()
			b, err := os.ReadFile(path(dir, segment))
			if err == nil {
				err = os.WriteFile(path(dir, segment), change(b), 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	cut := func(n int) func([]byte) []byte { return func(b []byte) []byte { return b[:len(b)-n] } }
	flip := func(i int) func([]byte) []byte { return func(b []byte) []byte { b[i] ^= 1; return b } }
	without := func(lost ...string) []string {
		return slices.DeleteFunc(numbered(0, 20), func(s string) bool { return slices.Contains(lost, s) })
	}
	for name, tc := range map[string]struct {
		damage        func(*testing.T, string)
		want          []string
		torn, damaged uint64
	}{
		"none":                  {func(*testing.T, string) {}, numbered(0, 20), 0, 0},
		"torn payload":          {edit(cut(1), 3), without("0019"), 1, 0},
		"torn header":           {edit(cut(15), 3), without("0019"), 1, 0},
		"zeros at the end":      {edit(func(b []byte) []byte { return append(b, make([]byte, 100)...) }, 3), numbered(0, 20), 1, 0},
		"a huge length":         {edit(func(b []byte) []byte { return append(b, bytes.Repeat([]byte{255}, 40)...) }, 3), numbered(0, 20), 1, 0},
		"payload in the middle": {edit(flip(8+20*2+17), 1), without("0007", "0008", "0009"), 0, 3},
		"time in the middle":    {edit(flip(8+20*2+12), 1), without("0007", "0008", "0009"), 0, 3},
		"length in the middle":  {edit(flip(8+20*4+3), 2), without("0014"), 0, 1},
		"magic":                 {edit(flip(0), 1), without(numbered(5, 10)...), 0, 5},
		"a segment is gone":     {func(_ *testing.T, dir string) { _ = os.Remove(path(dir, 2)) }, without(numbered(10, 15)...), 0, 5},
		"other files":           {func(_ *testing.T, dir string) { _ = os.WriteFile(filepath.Join(dir, "x.spool"), []byte("x"), 0o600) }, numbered(0, 20), 0, 0},
		"an overlap": {func(_ *testing.T, dir string) {
			b, _ := os.ReadFile(path(dir, 0))
			_ = os.WriteFile(filepath.Join(dir, fmt.Sprintf("%016x.spool", 3)), b, 0o600)
		}, numbered(0, 20), 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, sink.SpoolOptions{Dir: dir, SegmentBytes: 8 + 24*4 + 1})
			fill(t, s, numbered(0, 20))
			s.Close()
			tc.damage(t, dir)
			for range 2 { // what is damaged is cut off, so a second look finds the same
				s = open(t, sink.SpoolOptions{Dir: dir})
				expect(t, s, tc.want)
				if st := s.Stats(); st.Damaged != tc.damaged || st.Torn != tc.torn || st.Queued != uint64(len(tc.want)) {
					t.Errorf("%+v, want torn %d, damaged %d", st, tc.torn, tc.damaged)
				}
				s.Close()
				tc.torn = 0
			}
			s = open(t, sink.SpoolOptions{Dir: dir})
			fill(t, s, []string{"new"})
			expect(t, s, append(slices.Clone(tc.want), "new"))
		})
	}
}

func TestSpoolReadsWhatChangedBeneathIt(t *testing.T) {
	dir := t.TempDir()
	s := open(t, sink.SpoolOptions{Dir: dir})
	fill(t, s, numbered(0, 5))
	b, _ := os.ReadFile(segments(t, dir)[0])
	b[8+20*2+17] ^= 1
	if err := os.WriteFile(segments(t, dir)[0], b, 0o600); err != nil {
		t.Fatal(err)
	}
	expect(t, s, []string{"0000", "0001", "0003", "0004"})
	s.Rewind(0)
	expect(t, s, []string{"0000", "0001", "0003", "0004"})
	if n, st := s.Commit(5), s.Stats(); n != 4 || st.Damaged != 1 || st.Queued != 0 {
		t.Errorf("%d, %+v", n, st)
	}
}

func TestSpoolPosition(t *testing.T) {
	for name, tc := range map[string]struct {
		position []byte
		want     []string
	}{
		"kept":    {nil, numbered(6, 10)},
		"lost":    {[]byte{}, numbered(0, 10)},
		"torn":    {[]byte{0, 0, 0, 0, 0}, numbered(0, 10)},
		"damaged": {[]byte("123456789012"), numbered(0, 10)},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, sink.SpoolOptions{Dir: dir})
			fill(t, s, numbered(0, 10))
			s.Commit(6)
			s.Close()
			if tc.position != nil {
				if err := os.WriteFile(filepath.Join(dir, "position"), tc.position, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			expect(t, open(t, sink.SpoolOptions{Dir: dir}), tc.want)
		})
	}
}

func TestSpoolBelongsToOneProcess(t *testing.T) {
	dir := t.TempDir()
	s := open(t, sink.SpoolOptions{Dir: dir})
	if _, err := sink.OpenSpool(sink.SpoolOptions{Dir: dir}); err == nil {
		t.Error("opened twice")
	}
	s.Close()
	open(t, sink.SpoolOptions{Dir: dir})
}

func TestSpoolErrors(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sink.OpenSpool(sink.SpoolOptions{Dir: filepath.Join(file, "x")}); err == nil {
		t.Error("a folder in a file")
	}
	if err := open(t, sink.SpoolOptions{}).Append(epoch, make([]byte, 1<<20+1)); err == nil {
		t.Error("a record beyond the bound")
	}
}

func TestSpoolGoesToMemoryWhenTheDiskIsFull(t *testing.T) {
	if !testbed.Alone(t) {
		return
	}
	dir := t.TempDir()
	s := open(t, sink.SpoolOptions{Dir: dir, SegmentBytes: 4 << 20})
	large := func(i int) string { return strings.Repeat(strconv.Itoa(i), 300<<10) }
	all := []string{large(0), large(1), large(2), large(3), large(4), "5", "6"}
	lift := testbed.LimitFiles(t, 1<<20) // room for three, and for what the test itself writes
	// The fourth does not fit. The fifth comes when the disk is tried again, and goes to a new file.
	fill(t, s, all[:5])
	st := s.Stats()
	if st.Unspooled != 1 || st.Volatile != 1 || st.Errors == 0 || st.Queued != 5 {
		t.Errorf("%+v", st)
	}
	lift()
	fill(t, s, all[5:6]) // before the disk is tried again
	if err := s.Append(epoch.Add(time.Hour), []byte(all[6])); err != nil {
		t.Fatal(err)
	}
	if now := s.Stats(); now.Volatile != 2 || now.Queued != 7 {
		t.Errorf("%+v", now)
	}
	expect(t, s, all)
	s.Sync()
	if now := s.Stats(); now.Volatile != 0 || now.Queued != 7 {
		t.Errorf("with room on the disk: %+v", now)
	}
	fill(t, s, []string{"7"})
	s.Close()
	s = open(t, sink.SpoolOptions{Dir: dir})
	if now := s.Stats(); now.Queued != 8 || now.Damaged != 0 {
		t.Errorf("after the process: %+v", now)
	}
	expect(t, s, append(all, "7"))
}

// TestSpoolLosesWhatTheDiskNeverTook: and the next process knows how much that is.
func TestSpoolLosesWhatTheDiskNeverTook(t *testing.T) {
	if !testbed.Alone(t) {
		return
	}
	dir := t.TempDir()
	s := open(t, sink.SpoolOptions{Dir: dir})
	fill(t, s, []string{"0"})
	lift := testbed.LimitFiles(t, 64)
	fill(t, s, []string{strings.Repeat("1", 100), strings.Repeat("2", 100)})
	s.Sync()
	if now := s.Stats(); now.Volatile != 2 || now.Unspooled != 2 || now.Queued != 3 {
		t.Errorf("%+v", now)
	}
	s.Close()
	lift()
	s = open(t, sink.SpoolOptions{Dir: dir})
	if now := s.Stats(); now.Queued != 1 {
		t.Errorf("after the process: %+v", now)
	}
	expect(t, s, []string{"0"})
}
