package pcapfile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// mapStep is how much of a mapping is made ready at a time. Frames are parsed,
// decoded and forgotten within milliseconds of their step.
const (
	mapStep = 4 << 20
	// firstStep is enough for the first frame, which may be all that is asked for.
	firstStep = 64 << 10
)

// errShrank is what a reader sees of a file that lost its end meanwhile.
var errShrank = errors.New("the file shrank while it was read")

// mapped is a window over a memory map of a whole file. Pages of a step are
// taken in before they are parsed, and let go once their frames are dead, so
// that the resident size stays small whatever the file's.
//
// A file that is truncated while it is mapped raises SIGBUS in whoever touches
// the pages that are gone. Taking in a step detects that (EFAULT, or a shorter
// file); what is left is truncation in the milliseconds in which a step is used.
type mapped struct {
	file  *os.File
	data  []byte
	ready int // how much of data has been taken in
	freed int // how much was let go
	// plain is set where the kernel lacks MADV_POPULATE_READ (before 5.14).
	plain   bool
	meter   *meter
	cleanup runtime.Cleanup
}

// mapFile maps a regular file. It fails where the file system cannot.
func mapFile(f *os.File, size int64, meter *meter) (*mapped, error) {
	if size <= 0 || size != int64(int(size)) {
		return nil, unix.EINVAL
	}
	data, err := unix.Mmap(int(f.Fd()), 0, int(size), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("map %s: %w", f.Name(), err)
	}
	// Only the hint of read-ahead; nothing depends on it.
	_ = unix.Madvise(data, unix.MADV_SEQUENTIAL)
	m := &mapped{file: f, data: data, meter: meter}
	m.cleanup = runtime.AddCleanup(m, func(data []byte) { _ = unix.Munmap(data) }, data)
	return m, nil
}

// more extends rest, which ends where the last step ended, by a step.
func (m *mapped) more(rest []byte) ([]byte, error) {
	start := m.ready - len(rest)
	m.letGo(start)
	if m.ready == len(m.data) {
		return rest, io.EOF
	}
	end := min(m.ready+firstStep, len(m.data))
	if m.ready > 0 {
		end = min(m.ready&^(mapStep-1)+mapStep, len(m.data))
	}
	if err := m.takeIn(m.ready, end); err != nil {
		return rest, err
	}
	m.meter.add(end - m.ready)
	m.ready = end
	return m.data[start:end:end], nil
}

// takeIn faults in the pages of a step; all starts of steps are page bounds.
func (m *mapped) takeIn(from, to int) error {
	if !m.plain {
		switch err := unix.Madvise(m.data[from:to], unix.MADV_POPULATE_READ); err {
		case nil:
			return nil
		case unix.EFAULT:
			return errShrank
		default:
			m.plain = true
		}
	}
	info, err := m.file.Stat()
	if err != nil {
		return err
	}
	if info.Size() < int64(to) {
		return errShrank
	}
	return nil
}

// letGo drops whole steps before start from the address space; they stay in the
// page cache.
func (m *mapped) letGo(start int) {
	to := start &^ (mapStep - 1)
	if to > m.freed {
		_ = unix.Madvise(m.data[m.freed:to], unix.MADV_DONTNEED)
		m.freed = to
	}
}

func (m *mapped) done() {
	m.cleanup.Stop()
	_ = unix.Munmap(m.data)
	_ = m.file.Close()
}
