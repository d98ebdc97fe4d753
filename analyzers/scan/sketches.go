package scan

import (
	"github.com/reconwatch/reconwatch/analyzers/sketch"
)

// sketches is a bounded pool: only who touches many targets has one. Without
// one, counts stop where the contacts end.
type sketches struct {
	pool []sketch.Distinct
	free []int32
}

func newSketches(capacity int) *sketches {
	p := &sketches{free: make([]int32, 0, capacity)}
	p.pool = make([]sketch.Distinct, capacity)
	for i := capacity; i > 0; i-- {
		p.free = append(p.free, int32(i))
	}
	return p
}

// take returns the handle of an empty sketch, 0 when there is none left.
func (p *sketches) take() int32 {
	if len(p.free) == 0 {
		return 0
	}
	i := p.free[len(p.free)-1]
	p.free = p.free[:len(p.free)-1]
	p.pool[i-1].Reset()
	return i
}

func (p *sketches) of(m *members) *sketch.Distinct {
	if m.sketch == 0 {
		return nil
	}
	return &p.pool[m.sketch-1]
}

func (p *sketches) release(m *members) {
	if m.sketch != 0 {
		p.free = append(p.free, m.sketch)
		m.sketch = 0
	}
}
