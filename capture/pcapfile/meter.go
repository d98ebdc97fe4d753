package pcapfile

import (
	"io"
	"sync/atomic"
)

// meter counts what is read of one file towards the Reader's progress.
type meter struct {
	all  *atomic.Int64
	own  int64
	size int64 // 0 if unknown
}

func (m *meter) add(n int) {
	m.own += int64(n)
	m.all.Add(int64(n))
}

// finish counts a file as read to its end, though a damaged one was not.
func (m *meter) finish() {
	if m.size > 0 {
		m.all.Add(m.size - m.own)
		m.own = m.size
	}
}

// undo forgets what was counted, for a file that will be read again.
func (m *meter) undo() {
	m.all.Add(-m.own)
	m.own = 0
}

// metered counts the bytes that are read through it.
type metered struct {
	in io.Reader
	m  *meter
}

func (r metered) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	r.m.add(n)
	return n, err
}
