// Package pcapfile reads capture files: classic pcap and pcapng, plain or
// compressed with gzip or zstd, from files, directories or standard input.
//
// Goroutines: a Reader belongs to one goroutine, except Close, Progress and
// Interfaces, which any may call. Allocation: ReadBatch allocates when it opens
// a file, meets an interface or a longer record than before, and inside the gzip
// library (tables of each deflate block); not otherwise.
package pcapfile

import (
	"errors"
	"io"
	"os"
	"sync/atomic"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/waker"
)

// Options say how to read. The zero value reads as fast as it can.
type Options struct {
	// Stdin is read for the path "-"; nil is os.Stdin. It is not closed. Close
	// wakes a Read that blocks if it is an *os.File.
	Stdin io.Reader
	// Speed is the factor that the consumer paces frames by; 0 is no pacing.
	// Where it is set, the frames of a batch span at most 10 ms of its time.
	Speed float64
}

// batchSpan is the wall time that a paced batch spans at most, in nanoseconds:
// finer than any time-out of an analyzer, coarser than a timer.
const batchSpan = 10e6

// Reader hands over the frames of one or more capture files, merged by time. It
// is a capture.Source.
type Reader struct {
	inputs []input
	stdin  io.Reader
	span   int64 // 0 for none
	buffer int   // size of a stream's buffer
	single *file // the only file, once open, if it needs no merging
	merge  merge
	names  names
	stats  capture.Stats
	errs   []error
	state  state
	wake   *waker.Waker

	read   atomic.Int64
	total  int64
	closed atomic.Bool
}

// input is a path that is to be read.
type input struct {
	path    string
	size    int64
	regular bool
}

// state is where a Reader is in its life.
type state uint8

const (
	stateNew state = iota
	stateReading
	stateEnded
)

// Open finds the files that paths name: files, directories (every *.pcap,
// *.pcapng and *.cap below, also with .gz or .zst, in lexical order) or "-". It
// fails for a path that does not exist and a directory without captures; what is
// wrong with a file itself comes from ReadBatch. Plain files are mapped: to
// truncate one while it is read ends in a *FileError, but may, within the
// milliseconds in which a batch is used, be a fault (SIGBUS).
func Open(paths []string, o Options) (*Reader, error) {
	found, err := find(paths)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, errors.New("no capture file named")
	}
	r := &Reader{stdin: o.Stdin, span: int64(batchSpan * max(o.Speed, 0))}
	if r.stdin == nil {
		r.stdin = os.Stdin
	}
	r.buffer = min(max(allBuffers/len(found), leastBuffer), streamBuffer)
	known := true
	for _, p := range found {
		in := input{path: p}
		if p != stdinPath {
			info, err := os.Stat(p)
			if err != nil {
				return nil, err
			}
			in.size, in.regular = info.Size(), info.Mode().IsRegular()
		}
		known = known && in.regular
		r.total += in.size
		r.inputs = append(r.inputs, in)
	}
	if !known {
		r.total = 0
		if r.wake, err = waker.New(); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// ReadBatch fills frames, which must not be empty. Its errors are io.EOF at the
// end of all files or after Close, and, once all other files were read to their
// end, the *FileError of a damaged file, or several joined (errors.Join).
func (r *Reader) ReadBatch(frames []capture.Frame) (int, error) {
	if r.closed.Load() {
		r.release()
		return 0, io.EOF
	}
	if r.state == stateNew {
		r.begin()
	}
	n := 0
	if r.state == stateReading {
		n = r.fill(frames)
	}
	if n == 0 {
		r.release()
		return 0, r.result()
	}
	r.stats.Frames += uint64(n)
	for i := range frames[:n] {
		r.stats.Bytes += uint64(frames[i].WireLen)
	}
	return n, nil
}

// begin opens what must be open for the first batch.
func (r *Reader) begin() {
	r.state = stateReading
	if len(r.inputs) > 1 || r.span > 0 {
		r.beginMerge()
		return
	}
	f, err := r.open(r.inputs[0])
	if err != nil {
		r.errs = append(r.errs, err)
		r.state = stateEnded
		return
	}
	r.single = f
}

// fill reads the next frames; none means the end.
func (r *Reader) fill(frames []capture.Frame) int {
	if r.single == nil {
		return r.fillMerged(frames)
	}
	n, err := r.single.read(frames)
	if err != nil {
		r.finish(r.single, err)
		r.single = nil
		return 0
	}
	return n
}

// finish ends one file and keeps what went wrong with it.
func (r *Reader) finish(f *file, err error) {
	f.meter.finish()
	f.in.done()
	if !errors.Is(err, io.EOF) {
		r.errs = append(r.errs, err)
	}
}

func (r *Reader) result() error {
	switch {
	case r.closed.Load() || len(r.errs) == 0:
		return io.EOF
	case len(r.errs) == 1:
		return r.errs[0]
	}
	return errors.Join(r.errs...)
}

// release lets go of all files; the reading goroutine calls it when no frame is
// in use.
func (r *Reader) release() {
	r.state = stateEnded
	if r.single != nil {
		r.single.in.done()
		r.single = nil
	}
	r.merge.release()
}

// Interfaces are the names of capture interfaces seen so far: what a pcapng file
// calls them ("eth0"), or else the file's base name and, in pcapng, the number
// ("dump.pcapng#0"). The caller must not change the list.
func (r *Reader) Interfaces() []string { return r.names.all() }

// Stats counts what was handed over; files drop nothing.
func (r *Reader) Stats() capture.Stats { return r.stats }

// Progress is how many bytes of the input files, as they lie on disk, were read
// so far, and how many there are; total is 0 where an input has no size.
func (r *Reader) Progress() (read, total int64) { return r.read.Load(), r.total }

// Close ends the reading: a blocked ReadBatch and the next one return io.EOF,
// and that call releases the files. Frames of the last batch stay valid until
// then; a Reader that is never read again is released when it is collected.
func (r *Reader) Close() error {
	if !r.closed.Swap(true) && r.wake != nil {
		r.wake.Signal()
	}
	return nil
}
