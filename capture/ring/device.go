package ring

import (
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// device is an interface that is watched, there or not.
type device struct {
	port    *Port
	name    string
	index   uint16
	tallies []tally // of each lane

	mu     sync.Mutex
	rings  []*ring // of each lane, until all are released
	open   int     // of rings, not released
	up     bool
	untold error // why it was lost, until the keeper has told
	losses uint64

	// The keeper's own.
	told  EventKind
	wait  time.Duration
	retry time.Time
}

// start opens a ring for each lane and hands them over. The order matters: the
// kernel numbers the members of a fanout group as they join, and the program that
// deals frames answers with a lane's number.
func (d *device) start() error {
	rings, err := d.openRings()
	if err != nil {
		for _, r := range rings {
			r.discard()
		}
		return err
	}
	d.mu.Lock()
	d.rings, d.open, d.up, d.told = rings, len(rings), true, EventUp
	d.mu.Unlock()
	for i, r := range rings {
		d.port.lanes[i].adopt(r)
	}
	return nil
}

// openRings returns what it opened with an error, too.
func (d *device) openRings() (rings []*ring, err error) {
	o, steer := &d.port.o, d.port.steer
	var l *link
	for lane := range o.Lanes {
		s, err := newSocket()
		if err != nil {
			return rings, err
		}
		r := &ring{socket: s, iface: d.index, dev: d, tally: &d.tallies[lane], size: o.BlockSize, blocks: o.Blocks}
		rings = append(rings, r)
		if l == nil {
			if l, err = find(s, d.name); err != nil {
				return rings, err
			}
		}
		r.link, r.whole = l.kind, l.whole()
		if r.mem, err = s.setup(o); err != nil {
			return rings, err
		}
		if err := s.bind(l, !o.NoPromiscuous); err != nil {
			return rings, err
		}
	}
	program, err := o.program(l.kind)
	if err != nil {
		return rings, err
	}
	if err := steer.group(rings, l); err != nil {
		return rings, err
	}
	for _, r := range rings { // from here on, frames come
		if err := r.attach(program); err != nil {
			return rings, err
		}
	}
	return rings, nil
}

// lose ends capture on d for all lanes: those that are dealt to one alone would
// miss half of a conversation.
func (d *device) lose(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.up {
		return
	}
	d.up, d.untold = false, err
	d.losses++
	for i, r := range d.rings {
		r.mute()
		r.fault.Store(true)
		d.port.lanes[i].wake.Signal()
	}
	d.port.nudge()
}

// released notes that a lane has let go of its ring.
func (d *device) released() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.open--; d.open == 0 {
		d.rings, d.up = nil, false
		d.port.nudge()
	}
}

func (d *device) mute() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, r := range d.rings {
		r.mute()
	}
}

func (d *device) counters() Counters {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := Counters{Interface: d.name, Up: d.up, Losses: d.losses}
	for i := range d.tallies {
		d.tallies[i].addTo(&c)
	}
	return c
}

// release unmaps and closes a ring whose frames nobody uses any more.
func (r *ring) release() {
	r.collect()
	r.publish()
	r.discard()
	r.dev.released()
}

func (r *ring) discard() {
	if r.mem != nil {
		_ = unix.Munmap(r.mem)
		r.mem = nil
	}
	r.close()
}
