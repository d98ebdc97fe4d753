package sink

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// SpoolOptions bound a Spool.
type SpoolOptions struct {
	// Dir is a folder of the spool's own, made if it is not there; empty: memory only.
	Dir string
	// MaxBytes bounds all segments together: 64 MiB if 0, which is some 40,000
	// messages, or a day at the rate that the limits let through.
	MaxBytes int64
	// SegmentBytes is when a new segment begins: 1 MiB if 0, at most an eighth of
	// MaxBytes, since a segment is what goes at once when the spool is full.
	SegmentBytes int64
}

// Defaults of SpoolOptions.
const (
	DefaultSpoolBytes   = 64 << 20
	DefaultSegmentBytes = 1 << 20
)

// diskRetry is how long a spool stays in memory after the disk refused a record.
const diskRetry = time.Second

// SpoolStats of a Spool; Dropped and Damaged count records that had not arrived.
type SpoolStats struct {
	Queued             uint64 // not committed
	Volatile           uint64 // of those, in memory: the end of the process loses them
	Oldest             int64  // when the first of them was appended, 0 for none
	Bytes              int64
	Recovered, Torn    uint64
	Unspooled          uint64 // were kept in memory since the disk refused them, for a while at least
	Full, Damaged      uint64
	SyncErrors, Errors uint64 // of the disk, none of which lost a record by itself
}

// Spool keeps records in the order of their acceptance until they are committed.
// What Append has taken survives the death of the process if Dir is set; the
// fall of the machine costs what came after the last Sync.
//
// When it is full its oldest segment goes. After a long outage the collector
// then hears of what goes on, rather than of the first hours only; whoever floods the
// spool to hide what he did before has to pass the limits, which take a day for it.
//
// One goroutine appends and syncs, one reads and commits; Stats is for all.
type Spool struct {
	o    SpoolOptions
	lock *os.File

	mu       sync.Mutex
	segments []*segment // the last is appended to
	position position
	done     uint64 // number of the first record that is not committed
	cursor   uint64 // number of the next to read
	bytes    int64
	closed   bool
	fresh    bool      // a file was made since the last Sync
	retry    time.Time // when the disk is tried again
	stats    SpoolStats
}

// OpenSpool opens a spool and finds what an earlier run has left in it. An error
// means that Dir cannot be used, by its rights or since another process uses it.
func OpenSpool(o SpoolOptions) (*Spool, error) {
	if o.MaxBytes <= 0 {
		o.MaxBytes = DefaultSpoolBytes
	}
	if o.SegmentBytes <= 0 {
		o.SegmentBytes = DefaultSegmentBytes
	}
	o.SegmentBytes = min(o.SegmentBytes, max(o.MaxBytes/8, 1))
	s := &Spool{o: o}
	if o.Dir == "" {
		return s, nil
	}
	if err := s.recover(); err != nil {
		return nil, errors.Join(fmt.Errorf("spool %s: %w", o.Dir, err), s.Close())
	}
	return s, nil
}

func (s *Spool) recover() error {
	if err := os.MkdirAll(s.o.Dir, 0o700); err != nil {
		return err
	}
	var err error
	if s.lock, err = os.OpenFile(filepath.Join(s.o.Dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return err
	}
	if err := syscall.Flock(int(s.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return fmt.Errorf("in use by another process: %w", err)
	}
	if s.position, s.done, err = openPosition(s.o.Dir); err != nil {
		return err
	}
	firsts, err := listSegments(s.o.Dir)
	if err != nil {
		return err
	}
	for i, first := range firsts {
		if err := s.load(first, i == len(firsts)-1); err != nil {
			return err
		}
	}
	s.cursor = s.done
	s.stats.Recovered = s.queued()
	return nil
}

// listSegments gives the numbers by which the files are named, in order.
func listSegments(dir string) ([]uint64, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var firsts []uint64
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), suffix)
		first, err := strconv.ParseUint(name, 16, 64)
		if ok && err == nil && segmentName(first) == e.Name() && !e.IsDir() {
			firsts = append(firsts, first)
		}
	}
	slices.Sort(firsts)
	return firsts, nil
}

// load adds the segment of an earlier run, unless nothing in it is of use.
func (s *Spool) load(first uint64, last bool) error {
	seg, damaged, err := loadSegment(s.o.Dir, first)
	if err != nil {
		return err
	}
	if damaged && last {
		s.stats.Torn++
	}
	// A lower number than its predecessor's end is nothing that this code wrote.
	overlaps := len(s.segments) > 0 && first < s.end()
	if len(seg.ends) == 0 || seg.next() <= s.done || overlaps {
		return seg.remove()
	}
	switch {
	case s.done == 0 && len(s.segments) == 0: // the position is lost
		s.done = first
	case first > s.end():
		s.stats.Damaged += first - max(s.end(), s.done)
	}
	s.segments = append(s.segments, seg)
	s.bytes += seg.size
	return nil
}

// end is the number behind the last record.
func (s *Spool) end() uint64 {
	if n := len(s.segments); n > 0 {
		return s.segments[n-1].next()
	}
	return s.done
}

// queued counts what is not committed; gaps that damage has left do not count.
func (s *Spool) queued() uint64 {
	var n uint64
	for _, seg := range s.segments {
		n += seg.count(s.done, seg.next())
	}
	return n
}

// Persistent reports whether the spool is on disk.
func (s *Spool) Persistent() bool { return s.o.Dir != "" }
