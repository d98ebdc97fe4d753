package sink

import "errors"

// Batch is a run of records that were read.
type Batch struct {
	Records [][]byte // copies
	// Seqs are the numbers of the records; Commit wants one more than the last that arrived.
	Seqs []uint64
}

// Read gives the records that come next, at most so many and, but for the first,
// so many bytes of payload together. An empty Batch means that there are none.
func (s *Spool) Read(records, bytes int) Batch {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b Batch
	for _, seg := range s.segments {
		for s.cursor = max(s.cursor, seg.first); s.cursor < seg.next(); s.cursor++ {
			if len(b.Records) >= records {
				return b
			}
			if seg.count(s.cursor, s.cursor+1) == 0 {
				continue
			}
			payload, ok := seg.read(s.cursor)
			if !ok {
				seg.bad = append(seg.bad, s.cursor)
				s.stats.Damaged++
				continue
			}
			if bytes -= len(payload); bytes < 0 && len(b.Records) > 0 {
				return b
			}
			b.Records, b.Seqs = append(b.Records, payload), append(b.Seqs, s.cursor)
		}
		// Behind the last segment, the cursor waits for what is appended.
	}
	return b
}

// Commit says that all records below number seq have arrived, and gives how many
// of them were not committed before. What was dropped meanwhile does not count.
func (s *Spool) Commit(seq uint64) (n uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if seq <= s.done {
		return 0
	}
	for _, segment := range s.segments {
		n += segment.count(s.done, seq)
	}
	s.done, s.cursor = seq, max(s.cursor, seq)
	for len(s.segments) > 1 && s.segments[0].next() <= s.done {
		s.removeFirst()
	}
	s.savePosition()
	return n
}

// Rewind goes back to the first record that is not committed. It gives its number,
// and how many there are from it to before number upTo.
func (s *Spool) Rewind(upTo uint64) (first, n uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, seg := range s.segments {
		n += seg.count(s.done, upTo)
	}
	s.cursor = s.done
	return s.done, n
}

// RewindTo makes number seq the next to read, if it was read and is still there.
func (s *Spool) RewindTo(seq uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cursor = min(s.cursor, max(seq, s.done))
}

// Refuse takes record number seq, which was read, out of those that can arrive.
func (s *Spool) Refuse(seq uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, seg := range s.segments {
		if seg.count(seq, seq+1) > 0 {
			seg.bad = append(seg.bad, seq)
		}
	}
}

// Unread reports whether there is something to read.
func (s *Spool) Unread() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cursor < s.end()
}

// Stats may be called by any goroutine, and tells after Close what was left on disk.
func (s *Spool) Stats() SpoolStats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count()
}

func (s *Spool) count() SpoolStats {
	st := s.stats
	if s.closed {
		return st
	}
	st.Bytes, st.Queued = s.bytes, s.queued()
	for _, seg := range s.segments {
		n := seg.count(s.done, seg.next())
		if n > 0 && st.Oldest == 0 {
			st.Oldest = seg.times[max(seg.first, s.done)-seg.first]
		}
		if seg.path == "" {
			st.Volatile += n
		}
	}
	return st
}

// Close syncs and closes the files. In memory, what was not committed is gone.
func (s *Spool) Close() error {
	s.Sync()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	last := s.count()
	last.Queued -= last.Volatile
	last.Volatile = 0
	s.stats, s.closed = last, true
	var errs []error
	for _, seg := range s.segments {
		if len(s.segments) == 1 && last.Queued == 0 && s.Persistent() {
			// All has arrived: the position says where the numbers go on.
			errs = append(errs, seg.remove())
			continue
		}
		errs = append(errs, seg.close())
	}
	s.segments = nil
	errs = append(errs, s.position.close())
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}
