package sink

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

const suffix = ".spool"

// segment is a run of records, in a file or in memory.
type segment struct {
	first uint64   // number of the first record
	ends  []int64  // offset behind each record
	times []int64  // when each was accepted, nanoseconds
	size  int64    // offset behind the last
	bad   []uint64 // records that were found to be damaged when they were read
	path  string   // of the file; empty: in memory
	file  *os.File
	data  []byte // in memory
	// sealed: of an earlier run, not appended to. unsynced: has what Sync has not seen.
	sealed, unsynced bool
}

func segmentName(first uint64) string { return fmt.Sprintf("%016x%s", first, suffix) }

// createSegment makes a file, which must not exist.
func createSegment(dir string, first uint64) (*segment, error) {
	s := &segment{first: first, path: filepath.Join(dir, segmentName(first))}
	file, err := os.OpenFile(s.path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	if _, err := file.WriteString(magic); err != nil {
		return nil, errors.Join(err, file.Close(), os.Remove(s.path))
	}
	s.file, s.size = file, int64(len(magic))
	return s, nil
}

// settle moves a segment from memory into a file. If that fails it stays in memory.
func (s *segment) settle(dir string) error {
	made, err := createSegment(dir, s.first)
	if err != nil {
		return err
	}
	if _, err := made.file.WriteAt(s.data, made.size); err != nil {
		return errors.Join(err, made.remove())
	}
	for i := range s.ends {
		s.ends[i] += made.size
	}
	s.size += made.size
	s.path, s.file, s.data, s.unsynced = made.path, made.file, nil, true
	return nil
}

// loadSegment reads the file of an earlier run, and cuts off what is damaged.
func loadSegment(dir string, first uint64) (s *segment, damaged bool, err error) {
	s = &segment{first: first, path: filepath.Join(dir, segmentName(first)), sealed: true}
	data, err := os.ReadFile(s.path)
	if err != nil {
		return nil, false, err
	}
	if s.file, err = os.OpenFile(s.path, os.O_RDWR, 0); err != nil {
		return nil, false, err
	}
	s.scan(data)
	if s.size == int64(len(data)) {
		return s, false, nil
	}
	if err := s.file.Truncate(s.size); err != nil {
		return nil, false, errors.Join(err, s.file.Close())
	}
	return s, true, nil
}

// scan finds the records of data up to the first that is damaged. Behind it the
// length of nothing can be trusted.
func (s *segment) scan(data []byte) {
	if len(data) < len(magic) || string(data[:len(magic)]) != magic {
		return
	}
	s.size = int64(len(magic))
	for {
		_, at, size, ok := parseRecord(data[s.size:])
		if !ok {
			return
		}
		s.note(at, int64(size))
	}
}

func (s *segment) note(at, size int64) {
	s.size += size
	s.ends, s.times = append(s.ends, s.size), append(s.times, at)
}

// next is the number behind the last record.
func (s *segment) next() uint64 { return s.first + uint64(len(s.ends)) }

// count is how many good records there are from number from to before number to.
func (s *segment) count(from, to uint64) uint64 {
	from, to = max(from, s.first), min(to, s.next())
	if from >= to {
		return 0
	}
	n := to - from
	for _, b := range s.bad {
		if b >= from && b < to {
			n--
		}
	}
	return n
}

// append writes one record with one system call. If that fails, the segment ends as before.
func (s *segment) append(at int64, record []byte) error {
	if s.path == "" {
		s.data = append(s.data, record...)
	} else if _, err := s.file.WriteAt(record, s.size); err != nil {
		// A piece that cannot be cut off is found to be damaged by whoever reads it.
		return errors.Join(err, s.file.Truncate(s.size))
	}
	s.note(at, int64(len(record)))
	s.unsynced = s.path != ""
	return nil
}

// read gives a copy of the payload of record number seq; not ok means that it is damaged.
func (s *segment) read(seq uint64) (payload []byte, ok bool) {
	i := seq - s.first
	start := int64(len(magic))
	if s.path == "" {
		start = 0
	}
	if i > 0 {
		start = s.ends[i-1]
	}
	b := make([]byte, s.ends[i]-start)
	if s.path == "" {
		copy(b, s.data[start:])
	} else if _, err := s.file.ReadAt(b, start); err != nil && !errors.Is(err, io.EOF) {
		return nil, false
	}
	payload, _, size, ok := parseRecord(b)
	return payload, ok && size == len(b)
}

func (s *segment) close() error {
	s.data = nil
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}

// remove deletes the segment. Where the file stays, its records are delivered
// again after the next start, unless the position is known.
func (s *segment) remove() error {
	err := s.close()
	if s.path != "" {
		err = errors.Join(err, os.Remove(s.path))
	}
	return err
}
