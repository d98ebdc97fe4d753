package sink_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/reconwatch/reconwatch/internal/sink"
)

func FuzzSpool(f *testing.F) {
	dir := f.TempDir()
	s, err := sink.OpenSpool(sink.SpoolOptions{Dir: dir})
	if err != nil {
		f.Fatal(err)
	}
	fill(f, s, []string{"", "a", "bcd", string(make([]byte, 40))})
	s.Commit(1)
	s.Close()
	good, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("%016x.spool", 0)))
	if err != nil {
		f.Fatal(err)
	}
	position, err := os.ReadFile(filepath.Join(dir, "position"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good, position)
	f.Add(good[:len(good)-3], []byte{})
	f.Add([]byte("RWSPOOL1"), position[:5])
	f.Add([]byte("RWSPOOL1\xff\xff\xff\xff0000000000000000"), []byte("000000000000"))
	f.Add([]byte{}, []byte{})
	f.Fuzz(func(t *testing.T, segment, position []byte) {
		dir := t.TempDir()
		for name, data := range map[string][]byte{fmt.Sprintf("%016x.spool", 0): segment, "position": position} {
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		var first []string
		for run := range 2 {
			s, err := sink.OpenSpool(sink.SpoolOptions{Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			got := texts(s.Read(1<<20, 1<<30))
			if st := s.Stats(); int(st.Queued) != len(got) || st.Recovered != st.Queued || st.Damaged != 0 {
				t.Fatalf("%d records, %+v", len(got), st)
			}
			if run == 0 {
				first = got
				if err := s.Append(epoch, []byte("new")); err != nil {
					t.Fatal(err)
				}
			} else if !slices.Equal(got, append(first, "new")) {
				t.Fatalf("%q, then %q", first, got)
			}
			s.Close()
		}
	})
}
