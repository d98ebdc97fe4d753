package ring

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/capture/waker"
)

// poll is what a lane waits for: its waker, then each of its rings.
type poll struct {
	fds []unix.PollFd
}

// ask lists the descriptors. A ring whose block is not read to its end is always
// readable, so it is asked for errors only; one that drains is not asked at all,
// its error is known.
func (p *poll) ask(w *waker.Waker, rings []*ring) {
	p.fds = append(p.fds[:0], w.Poll())
	for _, r := range rings {
		fd := unix.PollFd{Fd: int32(r.fd), Events: unix.POLLIN}
		if r.held > 0 {
			fd.Events = 0
		}
		if r.until != 0 {
			fd.Fd = -1
		}
		p.fds = append(p.fds, fd)
	}
}

// wait sleeps until a ring has a block, somebody wakes the lane, or the earliest
// of: deadline, a frame that is held back comes due, a ring has drained.
func (l *Lane) wait(now instant, deadline time.Duration) {
	until := deadline
	for _, r := range l.rings {
		if r.left > 0 {
			due := now.mono + time.Duration(r.head()-now.wall) + l.lag
			until = min(until, max(due, now.mono), r.taken+l.lag)
		}
		if r.until != 0 {
			until = min(until, r.until)
		}
	}
	l.poll.ask(l.wake, l.rings)
	// Rounded up, and never 0: a lane must not spin.
	l.pollFor(max(1, int((until-now.mono+time.Millisecond-1)/time.Millisecond)))
}

// look finds lost interfaces without waiting, and collects the kernel's counters.
func (l *Lane) look() {
	l.poll.ask(l.wake, l.rings)
	l.pollFor(0)
	for _, r := range l.rings {
		r.collect()
	}
}

// pollFor waits for so many milliseconds and heeds errors.
func (l *Lane) pollFor(milliseconds int) {
	n, err := unix.Poll(l.poll.fds, milliseconds)
	if err != nil || n == 0 { // EINTR is as good as a time-out
		return
	}
	if l.poll.fds[0].Revents != 0 {
		l.wake.Clear()
	}
	for i, fd := range l.poll.fds[1:] {
		const bad = unix.POLLERR | unix.POLLHUP | unix.POLLNVAL
		if fd.Revents&bad == 0 {
			continue
		}
		r := l.rings[i]
		err := r.pending()
		if err == nil {
			err = fmt.Errorf("poll: events %#x", fd.Revents)
		}
		r.fault.Store(true)
		r.dev.lose(err)
	}
}
