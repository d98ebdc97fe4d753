package pcapfile

import (
	"cmp"
	"math"
	"slices"

	"github.com/reconwatch/reconwatch/capture"
)

// queueLen is how many frames of each overlapping file are looked ahead at.
const queueLen = 256

// merge joins files by time. Files are taken to be in rough order each: the
// merge compares the next frame of each and sorts nothing within a file.
type merge struct {
	// pending are the files whose first frame is not due, the last one due first:
	// a directory of a year's rotated captures needs one or two open at a time.
	pending []due
	heap    []*cursor // by time of the next frame, then by order of the paths
	dry     []*cursor // their queues are empty, and the last batch may hold the frames
	spare   []*cursor
}

// due is a file that is not open yet.
type due struct {
	input
	order int
	first int64
}

// cursor is an open file and the frames next to come from it.
type cursor struct {
	file  *file
	order int
	queue []capture.Frame
	next  int
	n     int
}

func (c *cursor) head() *capture.Frame { return &c.queue[c.next] }

func (c *cursor) before(d *cursor) bool {
	a, b := c.head().Time, d.head().Time
	return a < b || (a == b && c.order < d.order)
}

// beginMerge looks at the first frame of every file. Those that can be opened
// again are closed until that frame is due.
func (r *Reader) beginMerge() {
	m := &r.merge
	for order, in := range r.inputs {
		if r.closed.Load() {
			return
		}
		if !in.regular {
			r.openCursor(due{input: in, order: order})
			continue
		}
		if first, ok := r.peek(in); ok {
			m.pending = append(m.pending, due{input: in, order: order, first: first})
		}
	}
	slices.SortFunc(m.pending, func(a, b due) int {
		return -cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.order, b.order))
	})
}

// peek is the time of a file's first frame; ok is false if there is none.
func (r *Reader) peek(in input) (first int64, ok bool) {
	f, err := r.open(in)
	if err != nil {
		r.errs = append(r.errs, err)
		return 0, false
	}
	var frame [1]capture.Frame
	if _, err := f.read(frame[:]); err != nil {
		r.finish(f, err)
		return 0, false
	}
	f.meter.undo()
	f.in.done()
	return frame[0].Time, true
}

// fillMerged hands over frames in order of time until frames or the span is
// full, or a queue is empty: refilling it would kill frames of this batch.
func (r *Reader) fillMerged(frames []capture.Frame) int {
	m := &r.merge
	for {
		r.refill()
		r.openDue()
		if len(m.heap) == 0 {
			return 0
		}
		n := 0
		limit := int64(math.MaxInt64)
		if r.span > 0 {
			limit = m.heap[0].head().Time + r.span
		}
		for n < len(frames) && len(m.dry) == 0 && len(m.heap) > 0 && m.heap[0].head().Time <= limit {
			frames[n] = *m.heap[0].head()
			n++
			m.advance()
			r.openDue()
		}
		if n > 0 {
			return n
		}
	}
}

// refill reads on in the files whose queues are empty.
func (r *Reader) refill() {
	m := &r.merge
	for _, c := range m.dry {
		var err error
		c.next = 0
		if c.n, err = c.file.read(c.queue); err != nil {
			r.finish(c.file, err)
			c.file = nil
			clear(c.queue) // what it points to is gone
			m.spare = append(m.spare, c)
			continue
		}
		m.push(c)
	}
	m.dry = m.dry[:0]
}

// openDue opens the files whose first frame is due.
func (r *Reader) openDue() {
	m := &r.merge
	for len(m.pending) > 0 {
		d := m.pending[len(m.pending)-1]
		if len(m.heap) > 0 && d.first > m.heap[0].head().Time {
			return
		}
		if len(m.heap) == 0 && len(m.dry) > 0 {
			return // what the dry file has next may come earlier
		}
		m.pending = m.pending[:len(m.pending)-1]
		r.openCursor(d)
	}
}

func (r *Reader) openCursor(d due) {
	m := &r.merge
	f, err := r.open(d.input)
	if err != nil {
		r.errs = append(r.errs, err)
		return
	}
	var c *cursor
	if last := len(m.spare) - 1; last >= 0 {
		c, m.spare = m.spare[last], m.spare[:last]
	} else {
		c = &cursor{queue: make([]capture.Frame, queueLen)}
	}
	c.file, c.order, c.next = f, d.order, 0
	if c.n, err = f.read(c.queue); err != nil {
		r.finish(f, err)
		m.spare = append(m.spare, c)
		return
	}
	m.push(c)
}

func (m *merge) push(c *cursor) {
	m.heap = append(m.heap, c)
	for i := len(m.heap) - 1; i > 0; {
		up := (i - 1) / 2
		if !m.heap[i].before(m.heap[up]) {
			return
		}
		m.heap[i], m.heap[up] = m.heap[up], m.heap[i]
		i = up
	}
}

// advance goes past the earliest frame.
func (m *merge) advance() {
	c := m.heap[0]
	if c.next++; c.next == c.n {
		last := len(m.heap) - 1
		m.heap[0] = m.heap[last]
		m.heap = m.heap[:last]
		m.dry = append(m.dry, c)
	}
	for i := 0; ; {
		least := i
		for kid := 2*i + 1; kid <= 2*i+2 && kid < len(m.heap); kid++ {
			if m.heap[kid].before(m.heap[least]) {
				least = kid
			}
		}
		if least == i {
			return
		}
		m.heap[i], m.heap[least] = m.heap[least], m.heap[i]
		i = least
	}
}

func (m *merge) release() {
	for _, c := range slices.Concat(m.heap, m.dry) {
		c.file.in.done()
	}
	*m = merge{}
}
