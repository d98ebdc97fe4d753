package ring

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/capture"
)

// Port is the interfaces that are watched together.
type Port struct {
	o       Options
	epoch   time.Time // monotonic times count from here
	names   []string
	devices []*device
	lanes   []*Lane
	steer   *steering

	events chan Event
	missed atomic.Uint64
	nudged chan struct{} // a device changed
	quit   chan struct{}
	kept   chan struct{} // the keeper has ended
	closer sync.Once
	ender  sync.Once
	reason error // why the lanes end; nil for Close
}

// Open opens interfaces. One that is there but down is no error: it is told by an
// event and captured once it is up. Errors name the interface; a missing
// capability is a *PrivilegeError, an interface that does not exist is
// os.ErrNotExist.
func Open(interfaces []string, o Options) (*Port, error) {
	if err := capture.CheckNames(interfaces); err != nil {
		return nil, err
	}
	o = o.withDefaults()
	if err := o.validate(); err != nil {
		return nil, err
	}
	p := &Port{
		o: o, epoch: time.Now(), names: slices.Clone(interfaces), steer: newSteering(&o),
		events: make(chan Event, maxEvents), nudged: make(chan struct{}, 1),
		quit: make(chan struct{}), kept: make(chan struct{}),
	}
	if err := p.begin(); err != nil {
		close(p.kept)
		_ = p.Close()
		return nil, err
	}
	go p.keep()
	return p, nil
}

// begin makes the lanes and opens all devices that are up.
func (p *Port) begin() error {
	for i := range p.o.Lanes {
		l, err := newLane(p, i)
		if err != nil {
			return err
		}
		p.lanes = append(p.lanes, l)
	}
	for i, name := range p.names {
		d := &device{port: p, name: name, index: uint16(i), tallies: make([]tally, p.o.Lanes)}
		p.devices = append(p.devices, d)
		switch err := d.start(); {
		case errors.Is(err, unix.ENETDOWN):
			d.untold = err
		case errors.Is(err, unix.ENODEV):
			return capture.NoInterface(name)
		case err != nil:
			return fmt.Errorf("open %s: %w", name, err)
		}
	}
	return nil
}

// Lanes are the Sources, Options.Lanes of them. The caller must not change the list.
func (p *Port) Lanes() []*Lane { return p.lanes }

// Interfaces are the names given to Open, which Frame.Interface indexes. The
// caller must not change the list.
func (p *Port) Interfaces() []string { return p.names }

// Steering tells how frames are dealt to lanes, and the reason if that is not by
// the innermost addresses.
func (p *Port) Steering() (Steering, error) { return p.steer.kind, p.steer.why }

// Events tells when an interface is lost or captured again. The channel is closed
// when the Port ends. Events that find 64 of them unread are dropped: MissedEvents
// counts them, and Counters tells the state.
func (p *Port) Events() <-chan Event { return p.events }

// MissedEvents is how many events were dropped.
func (p *Port) MissedEvents() uint64 { return p.missed.Load() }

// Counters are those of each interface, in the order of Interfaces. Dropped and
// Freezes are what the kernel told each lane a tenth of a second ago at most, if
// the lane is being read.
func (p *Port) Counters() []Counters {
	all := make([]Counters, len(p.devices))
	for i, d := range p.devices {
		all[i] = d.counters()
	}
	return all
}

// Close ends all lanes and wakes them: each still hands over what came before,
// within the time that the kernel takes to retire a block, and then io.EOF.
func (p *Port) Close() error {
	p.closer.Do(func() {
		close(p.quit)
		<-p.kept
		p.end(nil)
		p.steer.close()
	})
	return nil
}

// end lets the lanes drain and then return reason.
func (p *Port) end(reason error) {
	p.ender.Do(func() {
		p.reason = reason
		for _, d := range p.devices {
			d.mute()
		}
		for _, l := range p.lanes {
			l.finish()
		}
	})
}

// nudge makes the keeper look at the devices.
func (p *Port) nudge() {
	select {
	case p.nudged <- struct{}{}:
	default:
	}
}
