package history

import "testing"

func TestUsual(t *testing.T) {
	var h Hours
	now := int64(1_700_000_000e9)
	fill := func(counts ...uint32) {
		for _, n := range counts {
			h.Turn(now)
			h.Set(n)
			now += Hour
		}
		h.Turn(now)
	}
	fill()
	if m, d := h.Usual(); m != 0 || d != 0 {
		t.Errorf("with no hour before: %g %g", m, d)
	}
	fill(4, 4, 6, 100, 4)
	if m, d := h.Usual(); m != 4 || d != 0 || h.Known(now) != 5*Hour {
		t.Errorf("median %g, deviation %g of 4 4 6 100 4, known for %d", m, d, h.Known(now))
	}
	fill(6, 6, 6)
	if m, d := h.Usual(); m != 6 || d != 1 {
		t.Errorf("median %g, deviation %g of 4 4 6 100 4 6 6 6", m, d)
	}
}

// Hours without a turn counted nothing, and what lies more than a week back is forgotten.
func TestSilence(t *testing.T) {
	var h Hours
	now := int64(1_700_000_000e9)
	for range Week {
		h.Turn(now)
		h.Set(9)
		now += Hour
	}
	if further := h.Turn(now + 99*Hour); further != 100 {
		t.Errorf("%d hours further, want 100", further)
	}
	if m, _ := h.Usual(); m != 0 {
		t.Errorf("median %g after 100 silent hours of 168", m)
	}
	h.Turn(now + 3*Week*Hour)
	for _, v := range h.past {
		if v != 0 {
			t.Fatal("a week that is over is remembered")
		}
	}
	if further := h.Turn(now); further != 0 {
		t.Errorf("back by %d hours", further)
	}
	h.Set(1 << 20)
	if h.Count() != 1<<16-1 {
		t.Errorf("count %d does not saturate", h.Count())
	}
}

func TestUsualDoesNotAllocate(t *testing.T) {
	var h Hours
	now := int64(1_700_000_000e9)
	if n := testing.AllocsPerRun(100, func() {
		now += Hour
		h.Turn(now)
		h.Set(3)
		h.Usual()
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
