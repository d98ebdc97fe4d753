package pcapfile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/reconwatch/reconwatch/capture"
)

// window gives sight of a file's bytes, a part at a time. One call a batch.
type window interface {
	// more returns rest with bytes after it, perhaps at another place: what was
	// handed out before is dead. It fails, io.EOF included, if there are none.
	more(rest []byte) ([]byte, error)
	done()
}

// format reads records of one file format.
type format interface {
	// parse fills frames from w and says how many, and how much of w it used. No
	// frame and no problem means that w ends inside a record.
	parse(w []byte, frames []capture.Frame) (n, used int, problem string)
}

// file is one capture file that is being read.
type file struct {
	path       string
	compressed bool
	in         window
	format     format
	names      *names
	meter      meter
	rest       []byte // seen and not parsed
	off        int64  // of rest
}

// read fills frames. Frames come before the error that follows them, which is
// io.EOF or a *FileError.
func (f *file) read(frames []capture.Frame) (int, error) {
	for {
		if f.format != nil {
			n, used, problem := f.format.parse(f.rest, frames)
			f.rest = f.rest[used:]
			f.off += int64(used)
			if n > 0 {
				return n, nil
			}
			if problem != "" {
				return 0, f.fault(problem)
			}
		}
		var err error
		if f.rest, err = f.in.more(f.rest); err != nil {
			return 0, f.end(err)
		}
		if f.format == nil {
			if err := f.start(); err != nil {
				return 0, err
			}
		}
	}
}

// start reads the file header once enough of it is in sight.
func (f *file) start() error {
	if len(f.rest) < 4 {
		return nil
	}
	switch kindOf(f.rest) {
	case kindClassic:
		if len(f.rest) < classicHeaderLen {
			return nil
		}
		iface, ok := f.names.index(f.name())
		if !ok {
			return f.fault(tooManyInterfaces)
		}
		c, at, problem := newClassic(f.rest, iface)
		if problem != "" {
			f.off += int64(at)
			return f.fault(problem)
		}
		f.format, f.rest, f.off = c, f.rest[classicHeaderLen:], classicHeaderLen
	case kindPcapng:
		f.format = &pcapng{name: f.name(), names: f.names}
	default:
		return f.fault(fmt.Sprintf("not a capture file: it starts with % x", f.rest[:4]))
	}
	return nil
}

// end words the end of a file, which is io.EOF between two records only.
func (f *file) end(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF) && f.compressed:
		return f.fault("the compressed data ends early")
	case !errors.Is(err, io.EOF) && f.compressed:
		return f.fault("decompress: " + openProblem(err))
	case !errors.Is(err, io.EOF):
		return f.fault(openProblem(err))
	case f.off == 0 && len(f.rest) == 0:
		return f.fault("the file is empty")
	case f.format == nil:
		return f.fault("the file ends inside its header")
	case len(f.rest) > 0:
		return f.fault(fmt.Sprintf("the file ends inside a record, %d bytes into it", len(f.rest)))
	}
	return io.EOF
}

func (f *file) fault(problem string) error {
	return &FileError{Path: f.path, Offset: f.off, Compressed: f.compressed, Problem: problem}
}

// name is what the interface of a file without interface names is called.
func (f *file) name() string {
	if f.path == stdinPath {
		return "stdin"
	}
	return filepath.Base(f.path)
}

// openProblem leaves out the path, which the error line has already.
func openProblem(err error) string {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Op + ": " + p.Err.Error()
	}
	return err.Error()
}
