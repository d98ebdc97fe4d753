package pcapfile

import (
	"bytes"
	"io"
	"os"
)

// open opens an input; its errors are *FileError.
func (r *Reader) open(in input) (*file, error) {
	f := &file{path: in.path, names: &r.names, meter: meter{all: &r.read, size: in.size}}
	if in.path == stdinPath {
		return r.openLive(f, r.stdin, nil) // it is the caller's to close
	}
	file, err := os.Open(in.path)
	if err != nil {
		return nil, f.fault(openProblem(err))
	}
	if !in.regular {
		return r.openLive(f, file, file)
	}
	return r.openRegular(f, file)
}

// openRegular opens a regular file: as a map, or as a stream if it is compressed
// or the file system cannot map.
func (r *Reader) openRegular(f *file, in *os.File) (*file, error) {
	magic, err := head(in)
	if err == nil {
		_, err = in.Seek(0, io.SeekStart)
	}
	if err != nil {
		_ = in.Close()
		return nil, f.fault(openProblem(err))
	}
	if !kindOf(magic).compressed() {
		if m, err := mapFile(in, f.meter.size, &f.meter); err == nil {
			f.in = m
			return f, nil
		}
	}
	return r.openStream(f, in, in, magic, true)
}

// openLive opens an input that can be read once and may keep the reader waiting.
func (r *Reader) openLive(f *file, in io.Reader, closer io.Closer) (*file, error) {
	if file, ok := in.(*os.File); ok {
		if r.wake == nil {
			return nil, f.fault("no way to wake its reader")
		}
		in = live{file, r.wake}
	}
	magic, err := head(in)
	if err != nil {
		if closer != nil {
			_ = closer.Close()
		}
		return nil, f.fault(openProblem(err))
	}
	return r.openStream(f, io.MultiReader(bytes.NewReader(magic), in), closer, magic, false)
}

// openStream reads in through a buffer; magic is what it starts with.
func (r *Reader) openStream(f *file, in io.Reader, closer io.Closer, magic []byte, whole bool) (*file, error) {
	done := func() {
		if closer != nil {
			_ = closer.Close()
		}
	}
	f.compressed = kindOf(magic).compressed()
	out, end, err := decompress(metered{in, &f.meter}, magic)
	if err != nil {
		done()
		return nil, f.end(err)
	}
	f.in = &stream{in: out, buf: make([]byte, r.buffer), whole: whole, close: func() { end(); done() }}
	return f, nil
}
