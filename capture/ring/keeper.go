package ring

import (
	"errors"
	"fmt"
	"time"
)

// An interface that was lost is looked for at once, then after longer and longer
// waits: a flapping one misses little, a missing one costs nothing.
const (
	firstRetry = 50 * time.Millisecond
	lastRetry  = time.Second
)

// keep opens lost devices again until the Port ends.
func (p *Port) keep() {
	defer close(p.kept)
	defer close(p.events)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-p.quit:
			return
		case <-p.nudged:
		case <-timer.C:
		}
		wait, err := p.tend()
		if err != nil {
			p.end(err)
			return
		}
		timer.Reset(wait)
	}
}

// tend looks at every device once and says when to look again. It fails if
// capture can never be complete again.
func (p *Port) tend() (time.Duration, error) {
	wait := time.Hour
	for _, d := range p.devices {
		d.mu.Lock()
		lost, idle := d.untold, !d.up && d.open == 0
		d.untold = nil
		d.mu.Unlock()
		if lost != nil {
			d.wait, d.retry = firstRetry, time.Time{}
			d.tell(d.diagnose(lost))
		}
		if !idle {
			continue
		}
		if left := time.Until(d.retry); left > 0 {
			wait = min(wait, left)
			continue
		}
		err := d.start()
		if err == nil {
			p.emit(Event{Interface: d.name, Kind: EventUp, Time: time.Now()})
			continue
		}
		if privilege := (*PrivilegeError)(nil); errors.As(err, &privilege) {
			return 0, fmt.Errorf("open %s: %w", d.name, err)
		}
		d.tell(err)
		d.retry = time.Now().Add(d.wait)
		wait, d.wait = min(wait, d.wait), min(2*d.wait, lastRetry)
	}
	return wait, nil
}

// diagnose replaces the error of a socket by what is wrong with the interface:
// the kernel says ENETDOWN also for one that was deleted.
func (d *device) diagnose(err error) error {
	s, failed := newSocket()
	if failed != nil {
		return err
	}
	defer s.close()
	if _, now := find(s, d.name); now != nil {
		return now
	}
	return err
}

// tell emits why d is not captured, once for each kind of reason.
func (d *device) tell(err error) {
	kind := kindOf(err)
	if kind != d.told {
		d.told = kind
		d.port.emit(Event{Interface: d.name, Kind: kind, Err: err, Time: time.Now()})
	}
}

func (p *Port) emit(e Event) {
	select {
	case p.events <- e:
	default:
		p.missed.Add(1)
	}
}
