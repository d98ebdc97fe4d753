package sink

import (
	"errors"
	"fmt"
	"os"
	"time"
)

// Append takes a record of at most 1 MiB. If the disk refuses it, it is kept in
// memory: a collector that can be reached need not wait for a full disk.
func (s *Spool) Append(now time.Time, payload []byte) error {
	if len(payload) > maxPayload {
		return fmt.Errorf("record of %d bytes is over the bound of %d", len(payload), maxPayload)
	}
	at := now.UnixNano()
	record := appendRecord(nil, at, payload)
	s.mu.Lock()
	defer s.mu.Unlock()
	seg := s.active(now)
	if err := seg.append(at, record); err != nil {
		s.stats.Errors++
		s.retry = now.Add(diskRetry)
		seg = s.active(now)
		if err := seg.append(at, record); err != nil {
			return err // not reached: memory takes everything
		}
	}
	s.bytes += int64(len(record))
	if s.Persistent() && seg.path == "" {
		s.stats.Unspooled++
	}
	for s.bytes > s.o.MaxBytes && len(s.segments) > 1 {
		s.dropOldest()
	}
	return nil
}

// active gives the segment to append to: a new one if the last is full, is from
// an earlier run, or is not where it could be.
func (s *Spool) active(now time.Time) *segment {
	disk := s.Persistent() && !now.Before(s.retry)
	if n := len(s.segments); n > 0 {
		seg := s.segments[n-1]
		if (seg.path != "") == disk && seg.size < s.o.SegmentBytes && !seg.sealed {
			return seg
		}
	}
	seg := &segment{first: s.end()}
	if disk {
		if made, err := createSegment(s.o.Dir, seg.first); err == nil {
			seg, s.fresh = made, true
		} else {
			s.stats.Errors++
			s.retry = now.Add(diskRetry)
		}
	}
	s.segments = append(s.segments, seg)
	s.bytes += seg.size
	return seg
}

func (s *Spool) dropOldest() {
	seg := s.segments[0]
	s.stats.Full += seg.count(s.done, seg.next())
	s.done = max(s.done, seg.next())
	s.cursor = max(s.cursor, s.done)
	s.removeFirst()
	s.savePosition()
}

func (s *Spool) removeFirst() {
	seg := s.segments[0]
	s.segments = s.segments[1:]
	s.bytes -= seg.size
	if err := seg.remove(); err != nil {
		s.stats.Errors++
	}
}

func (s *Spool) savePosition() {
	if err := s.position.save(s.done); err != nil {
		s.stats.Errors++
	}
}

// settle brings to the disk what it refused before: the end of the process would lose it.
func (s *Spool) settle() {
	for _, seg := range s.segments {
		if !s.Persistent() || seg.path != "" || len(seg.ends) == 0 {
			continue
		}
		before := seg.size
		if seg.settle(s.o.Dir) != nil {
			s.stats.Errors++
			return
		}
		s.bytes += seg.size - before
		s.fresh = true
	}
}

// Sync brings to the disk what was appended since the last Sync. Each second is
// enough: without it the death of the process costs nothing, and the fall of the
// machine only what no collector took in that second; with it for each record, a
// slow disk would hold up what the network is ready to take.
func (s *Spool) Sync() {
	s.mu.Lock()
	s.settle()
	var files []*os.File
	for _, seg := range s.segments {
		if seg.unsynced {
			files = append(files, seg.file)
			seg.unsynced = false
		}
	}
	fresh := s.fresh
	s.fresh = false
	s.mu.Unlock()

	var failed uint64
	for _, f := range files {
		// A segment that was committed meanwhile is gone, and needs no sync.
		if err := f.Sync(); err != nil && !errors.Is(err, os.ErrClosed) {
			failed++
		}
	}
	if fresh && syncDir(s.o.Dir) != nil {
		failed++
	}
	if failed > 0 {
		s.mu.Lock()
		s.stats.SyncErrors += failed
		s.mu.Unlock()
	}
}

func syncDir(name string) error {
	dir, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
