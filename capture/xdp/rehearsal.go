package xdp

import (
	"errors"

	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/bpf"
	"github.com/reconwatch/reconwatch/capture"
)

const (
	// rehearsalRing has room for many batches of the largest records.
	rehearsalRing = 1 << 24
	// shortestFrame is what the kernel takes in a test run.
	shortestFrame = 14
)

// Stage is the program, loaded for the rehearsals of any number of sources, one after the other.
// One goroutine uses it.
type Stage struct {
	program *bpf.Program
	ring    *ringbuf
}

// NewStage loads the program. It needs the privileges of Open.
func NewStage(o Options) (*Stage, error) {
	b := o.program([]bool{false})
	b.RingBytes, b.Lanes, b.OwnClock = rehearsalRing, 1, true
	p, err := bpf.Load(b)
	if err != nil {
		return nil, err
	}
	r, err := mapRing(p.Rings(0)[0])
	if err != nil {
		_ = p.Close() // the first error tells more
		return nil, err
	}
	return &Stage{program: p, ring: r}, nil
}

// Rehearse begins with the frames of src; the program remembers none of those before. src stays the caller's.
func (s *Stage) Rehearse(src capture.Source) (*Rehearsal, error) {
	if err := s.program.Forget(); err != nil {
		return nil, err
	}
	return &Rehearsal{Source: src, stage: s}, nil
}

// Close frees the program.
func (s *Stage) Close() error {
	s.ring.close()
	return s.program.Close()
}

// Rehearsal is a Source: the frames of another one as the program hands them over, at
// the times that they have. Frames that are not of Ethernet, or that the kernel takes in no
// test run, come as they are.
type Rehearsal struct {
	capture.Source
	stage *Stage
	shed  uint64
}

// ReadBatch implements capture.Source.
func (r *Rehearsal) ReadBatch(frames []capture.Frame) (int, error) {
	for {
		r.stage.ring.giveBack()
		n, err := r.Source.ReadBatch(frames)
		kept := 0
		for i := range frames[:n] {
			f := frames[i]
			passed, failed := r.run(&f)
			if failed != nil {
				return 0, failed
			}
			if passed {
				frames[kept] = f
				kept++
			}
		}
		if kept > 0 || err != nil {
			return kept, err
		}
	}
}

// run makes of f what the program hands over.
func (r *Rehearsal) run(f *capture.Frame) (passed bool, err error) {
	if f.LinkType != capture.LinkEthernet || f.HasVLAN || len(f.Data) < shortestFrame {
		return true, nil
	}
	if err := r.stage.program.SetClock(f.Time); err != nil {
		return false, err
	}
	_, err = r.stage.program.Test(0, f.Data)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOMEM) { // too long
		return true, nil
	}
	if err != nil {
		return false, err
	}
	wire, iface := f.WireLen, f.Interface
	if !r.stage.ring.next(f) {
		r.shed++
		return false, nil
	}
	f.WireLen, f.Interface = wire, iface
	return true, nil
}

// Shed is how many frames did not come.
func (r *Rehearsal) Shed() uint64 { return r.shed }
