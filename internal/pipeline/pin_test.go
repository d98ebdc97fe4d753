package pipeline

import (
	"errors"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture"
)

// tied tells on which CPUs its lane may be.
type tied struct {
	Live
	cpus atomic.Pointer[unix.CPUSet]
}

func (s *tied) ReadBatch(frames []capture.Frame) (int, error) {
	var set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &set); err != nil {
		return 0, err
	}
	s.cpus.Store(&set)
	return s.Live.ReadBatch(frames)
}

// TestPin: lanes read on the CPUs that they are tied to, in turn; one that cannot be tied ends the run.
func TestPin(t *testing.T) {
	var may unix.CPUSet
	if err := unix.SchedGetaffinity(0, &may); err != nil {
		t.Fatal(err)
	}
	var cpus []int
	for cpu := 0; len(cpus) < min(may.Count(), 2); cpu++ {
		if may.IsSet(cpu) {
			cpus = append(cpus, cpu)
		}
	}
	const lanes = 3
	run := func(cpus []int) ([]*tied, error) {
		o := liveOptions(lanes, func(*analyzers.Finding) {})
		o.CPUs = cpus
		sources := deal(syns(20), lanes)
		all := make([]*tied, lanes)
		for i := range sources {
			all[i] = &tied{Live: sources[i]}
			sources[i] = all[i]
		}
		return all, New(o).RunLive(t.Context(), sources)
	}
	all, err := run(cpus)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range all {
		if set := s.cpus.Load(); set.Count() != 1 || !set.IsSet(cpus[i%len(cpus)]) {
			t.Errorf("lane %d is not tied to CPU %d", i, cpus[i%len(cpus)])
		}
	}
	if _, err := run([]int{1023}); !errors.Is(err, unix.EINVAL) {
		t.Errorf("a CPU that is not there: %v", err)
	}
}
