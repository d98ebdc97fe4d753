// Package jsonl writes messages as JSON, one object a line, to a file or to
// standard output.
//
// Goroutines: a File belongs to its sink.Outlet, but for Reopen, which any may call.
package jsonl

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/reconwatch/reconwatch/internal/sink"
)

// Mode is that of a file that is made, before the umask: for the sensor and a
// group that may read. Alerts name who is attacked and what is open there.
const Mode = 0o640

// File is the destination of an Outlet.
type File struct {
	path string // empty for standard output

	mu   sync.Mutex
	file *os.File
	torn bool // the file ends within a line
}

// Open opens the file, or makes it. A piece of a line that an earlier run has
// left at its end is closed with a line feed.
func Open(path string) (*File, error) {
	f := &File{path: path}
	return f, f.Reopen()
}

// Stdout writes to standard output.
func Stdout() *File { return &File{file: os.Stdout} }

// Format is for sink.Options.
func Format(dst []byte, m sink.Message) ([]byte, error) { return m.AppendJSON(dst) }

// Start opens path, "-" for standard output, and starts its Outlet. Format in o is set here;
// the spool is in memory whatever o says, as the file is itself the disk.
func Start(path string, o sink.Options) (*sink.Outlet, *File, error) {
	f := Stdout()
	if path != "-" {
		var err error
		if f, err = Open(path); err != nil {
			return nil, nil, err
		}
	}
	o.Format, o.Spool.Dir = Format, ""
	out, err := sink.Start(f, o)
	return out, f, err
}

// Reopen opens the path anew, after somebody has moved the file away. If that
// fails, writing goes on in the old one. Standard output stays as it is.
func (f *File) Reopen() error {
	if f.path == "" {
		return nil
	}
	file, err := os.OpenFile(f.path, os.O_RDWR|os.O_APPEND|os.O_CREATE, Mode)
	if err != nil {
		return fmt.Errorf("JSON file: %w", err)
	}
	torn := endsTorn(file)
	f.mu.Lock()
	defer f.mu.Unlock()
	old := f.file
	f.file, f.torn = file, torn
	if old != nil {
		return old.Close()
	}
	return nil
}

// endsTorn reports whether the file has a last line without an end. What cannot
// be read, such as a pipe, has none.
func endsTorn(file *os.File) bool {
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return false
	}
	var last [1]byte
	_, err = file.ReadAt(last[:], info.Size()-1)
	return err == nil && last[0] != '\n'
}

// Send implements sink.Destination. On a full disk the lines that fitted stay,
// the piece of the next is cut off again, and the rest is tried later.
func (f *File) Send(_ context.Context, records [][]byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(records) == 0 {
		return 0, nil
	}
	var buf []byte
	if f.torn {
		buf = append(buf, '\n')
	}
	lead := len(buf)
	n, err := f.file.Write(append(buf, bytes.Join(records, nil)...))
	if n > 0 {
		f.torn = false
	}
	if err == nil {
		return len(records), nil
	}
	taken, rest := whole(records, n-lead)
	if rest > 0 {
		f.torn = !f.cut(int64(rest))
	}
	return taken, fmt.Errorf("JSON file: %w", err)
}

// whole tells how many records n bytes hold, and how many bytes of the next.
func whole(records [][]byte, n int) (taken, rest int) {
	for _, r := range records {
		if n < len(r) {
			break
		}
		n -= len(r)
		taken++
	}
	return taken, max(n, 0)
}

// cut takes the last n bytes off a regular file.
func (f *File) cut(n int64) bool {
	info, err := f.file.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() < n {
		return false
	}
	return f.file.Truncate(info.Size()-n) == nil
}

// Lost implements sink.Destination: what the file has taken, it has.
func (*File) Lost() <-chan struct{} { return nil }

// Close implements sink.Destination. Standard output stays open.
func (f *File) Close(context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.path == "" {
		return nil
	}
	return errors.Join(f.file.Sync(), f.file.Close())
}
