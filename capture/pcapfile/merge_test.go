package pcapfile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/capture"
)

func TestMergesByTime(t *testing.T) {
	dir := t.TempDir()
	// Two overlap, one comes long after, one is compressed and has equal times.
	write(t, dir, "b/late.pcap", classicFile(t, 5e18/2, 10, 700))
	write(t, dir, "a/one.pcap", classicFile(t, 1e18, 10, 2000))
	write(t, dir, "a/two.pcapng", ngFile(t, 1e18+3, 7, 2000))
	write(t, dir, "c/same.cap.gz", gzipped(t, classicFile(t, 1e18, 10, 2000)))
	write(t, dir, "c/notes.txt", []byte("no capture"))
	for _, batch := range []int{1, 3, 256, 4096} {
		t.Run(fmt.Sprint(batch), func(t *testing.T) {
			r, err := Open([]string{dir}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			got, err := readAll(t, r, batch)
			if err != nil || len(got) != 6700 {
				t.Fatalf("%d frames, %v", len(got), err)
			}
			if !slices.IsSortedFunc(got, func(a, b kept) int { return int(a.Time - b.Time) }) {
				t.Error("not in order of time")
			}
			for i := range got[:len(got)-1] {
				a, b := got[i], got[i+1]
				if a.Time == b.Time && a.Interface == "same.cap.gz" {
					t.Fatalf("frame %d: %s before %s at equal times", i, a.Interface, b.Interface)
				}
			}
			if read, total := r.Progress(); read != total || total == 0 {
				t.Errorf("progress %d of %d", read, total)
			}
			if s := r.Stats(); s.Frames != 6700 {
				t.Errorf("%+v", s)
			}
		})
	}
}

func TestOthersAreReadToTheirEnd(t *testing.T) {
	dir := t.TempDir()
	good := classicFile(t, 1e18, 10, 1000)
	a := write(t, dir, "a.pcap", good[:len(good)/2])
	b := write(t, dir, "b.pcap", good)
	c := write(t, dir, "c.pcap", []byte("nothing of the kind"))
	d := write(t, dir, "d.pcap", good[:24])
	got, err := readPaths(t, Options{}, a, b, c, d)
	count := map[string]int{}
	for _, f := range got {
		count[f.Interface]++
	}
	if count["b.pcap"] != 1000 || count["a.pcap"] == 0 {
		t.Errorf("frames: %v", count)
	}
	var fe *FileError
	if !errors.As(err, &fe) {
		t.Fatalf("error %v", err)
	}
	if lines := strings.Split(err.Error(), "\n"); len(lines) != 2 {
		t.Errorf("%d lines: %v", len(lines), err)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	for name, paths := range map[string][]string{
		"nothing":         nil,
		"missing":         {filepath.Join(dir, "missing.pcap")},
		"empty directory": {dir},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Open(paths, Options{}); err == nil {
				t.Error("opened")
			}
		})
	}
}

// TestCloseWakesRead closes a Reader that waits for a pipe.
func TestCloseWakesRead(t *testing.T) {
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	defer out.Close()
	r, err := Open([]string{"-"}, Options{Stdin: in})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := out.Write(classicFile(t, 1e18, 10, 5)); err != nil {
		t.Fatal(err)
	}
	frames := make([]capture.Frame, 16)
	for n := 0; n < 5; {
		got, err := r.ReadBatch(frames)
		if err != nil {
			t.Fatal(err)
		}
		n += got
	}
	time.AfterFunc(10*time.Millisecond, func() { _ = r.Close() })
	if _, err := r.ReadBatch(frames); err != io.EOF {
		t.Errorf("error %v, want io.EOF", err)
	}
	if _, err := r.ReadBatch(frames); err != io.EOF {
		t.Errorf("second error %v, want io.EOF", err)
	}
}

// TestShrinkingFile truncates a file between two steps of its map.
func TestShrinkingFile(t *testing.T) {
	path := write(t, t.TempDir(), "a.pcap", classicFile(t, 1e18, 10, 20000))
	r, err := Open([]string{path}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	frames := make([]capture.Frame, 16)
	if _, err := r.ReadBatch(frames); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 70<<10); err != nil {
		t.Fatal(err)
	}
	_, err = readAll(t, r, 16)
	var fe *FileError
	if !errors.As(err, &fe) || fe.Problem != errShrank.Error() {
		t.Errorf("error %v", err)
	}
}
