package xdp

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/bpf"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/waker"
)

// maxEvents is how many events wait for a reader; more are counted and dropped.
const maxEvents = 64

// lookEvery is how often the clock and the interfaces are looked at.
const lookEvery = 250 * time.Millisecond

// Port is the interfaces that are watched together.
type Port struct {
	o       Options
	names   []string
	devices []*device
	lanes   []*Lane
	offset  int64
	floods  []flood // of each lane; the keeper's
	spate   spate   // the keeper's

	events chan capture.Event
	missed atomic.Uint64
	quit   chan struct{}
	kept   chan struct{} // the keeper has ended
	closer sync.Once
	ender  sync.Once
	reason error // why the lanes end; nil for Close

	users   atomic.Int32 // lanes, and the Port itself
	mu      sync.Mutex   // for program and final
	program *bpf.Program
	final   []bpf.Counters // once program is freed
	drops   []uint64       // by lane * interfaces + interface
}

// Open opens interfaces. One that is there but down is no error: it is told by an event and
// captured once it is up. Errors name the interface; missing capabilities are a
// *bpf.PrivilegeError, an interface that does not exist is os.ErrNotExist, one that is not of
// Ethernet errors.ErrUnsupported.
func Open(interfaces []string, o Options) (*Port, error) {
	if err := capture.CheckNames(interfaces); err != nil {
		return nil, err
	}
	if err := o.complete(); err != nil {
		return nil, err
	}
	p := &Port{
		o: o, names: slices.Clone(interfaces), events: make(chan capture.Event, maxEvents),
		quit: make(chan struct{}), kept: make(chan struct{}),
	}
	p.users.Store(1)
	if err := p.begin(); err != nil {
		close(p.kept)
		_ = p.Close() // the first error tells more
		return nil, err
	}
	go p.keep()
	return p, nil
}

// begin loads the program, maps the rings, and only then lets frames come.
func (p *Port) begin() error {
	var pass []bool
	for _, name := range p.names {
		d, err := find(name, &p.o)
		if err != nil {
			return err
		}
		p.devices = append(p.devices, d)
		pass = append(pass, d.pass)
	}
	program, err := bpf.Load(p.o.program(pass))
	if err != nil {
		return err
	}
	p.program = program
	if err := p.setClock(); err != nil {
		return err
	}
	for i := range p.o.Lanes {
		if err := p.addLane(i); err != nil {
			return err
		}
	}
	for i, d := range p.devices {
		if err := d.attach(program, i, &p.o); err != nil {
			return err
		}
	}
	return nil
}

func (p *Port) addLane(i int) error {
	wake, err := waker.New()
	if err != nil {
		return err
	}
	l := &Lane{
		port: p, index: i, nap: shortestNap, wake: wake,
		tallies: make([]tally, len(p.names)), sums: make([]sum, len(p.names)),
	}
	p.lanes = append(p.lanes, l)
	p.users.Add(1)
	for _, ring := range p.program.Rings(i) {
		r, err := mapRing(ring)
		if err != nil {
			return err
		}
		l.rings = append(l.rings, r)
	}
	l.waiting = make([]*ringbuf, 0, len(l.rings))
	p.floods = append(p.floods, flood{})
	return nil
}

// setClock tells the program what the time is. Both clocks of the kernel are slewed alike, so
// that only a step of the time of day changes anything.
func (p *Port) setClock() error {
	var before, wall, after unix.Timespec
	for _, c := range []struct {
		id int32
		to *unix.Timespec
	}{{unix.CLOCK_MONOTONIC, &before}, {unix.CLOCK_REALTIME, &wall}, {unix.CLOCK_MONOTONIC, &after}} {
		if err := unix.ClockGettime(c.id, c.to); err != nil {
			return err
		}
	}
	offset := wall.Nano() - (before.Nano()+after.Nano())/2
	const step = int64(time.Millisecond)
	if d := offset - p.offset; max(d, -d) < step {
		return nil
	}
	p.offset = offset
	return p.program.SetOffset(offset)
}

// keep looks after the clock and the interfaces until the Port ends.
func (p *Port) keep() {
	defer close(p.kept)
	defer close(p.events)
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for _, d := range p.devices {
		if d.state != capture.EventUp {
			p.emit(capture.Event{Interface: d.name, Kind: d.state, Err: unix.ENETDOWN})
		}
	}
	for {
		select {
		case <-p.quit:
			return
		case <-tick.C:
		}
		_ = p.setClock() // the old one goes on to be good
		p.lookAtFloods(time.Now())
		for _, d := range p.devices {
			e, happened := d.check()
			if !happened {
				continue
			}
			p.emit(e)
			if e.Err == ErrReplaced { //nolint:errorlint // it is set as it is
				p.end(ErrReplaced)
				return
			}
		}
	}
}

func (p *Port) emit(e capture.Event) {
	e.Time = time.Now()
	select {
	case p.events <- e:
	default:
		p.missed.Add(1)
	}
}

// Lanes are the Sources, Options.Lanes of them. The caller must not change the list.
func (p *Port) Lanes() []*Lane { return p.lanes }

// Interfaces are the names given to Open, which Frame.Interface indexes. The caller must not
// change the list.
func (p *Port) Interfaces() []string { return p.names }

// Events tells when an interface is lost or captured again. The channel is closed when the
// Port ends. Events that find 64 of them unread are dropped: MissedEvents counts them, and
// Counters tells the state.
func (p *Port) Events() <-chan capture.Event { return p.events }

// MissedEvents is how many events were dropped.
func (p *Port) MissedEvents() uint64 { return p.missed.Load() }

// Modes describe how the frames of each interface are had.
func (p *Port) Modes() []Mode {
	all := make([]Mode, len(p.devices))
	for i, d := range p.devices {
		all[i] = Mode{Interface: d.name, Mode: d.mode.String(), Cause: d.why, Pass: d.pass}
	}
	return all
}

// Close ends all lanes and wakes them: each still hands over what came before, and then
// io.EOF.
func (p *Port) Close() error {
	p.closer.Do(func() {
		close(p.quit)
		<-p.kept
		p.end(nil)
		p.release()
	})
	return nil
}

// end lets no more frames come, and the lanes return reason once they are empty.
func (p *Port) end(reason error) {
	p.ender.Do(func() {
		p.reason = reason
		for i, d := range p.devices {
			if p.program != nil {
				_ = p.program.Detach(i) // the interface may be gone
			}
			d.close()
		}
		for _, l := range p.lanes {
			if l.state.CompareAndSwap(stateNew, stateClosed) {
				l.finish()
				continue
			}
			l.signal(signalEnd)
		}
	})
}
