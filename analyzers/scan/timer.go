package scan

// timer wakes a suspect at a packet time. gen tells whether the slot is still the same suspect's.
type timer struct {
	due     int64
	suspect int32
	gen     uint32
}

// timers is a bounded binary heap by due time; ties go by suspect's slot, which
// only orders findings that are ordered again by their own keys.
type timers struct {
	heap []timer
	lost uint64
}

const maxTimers = 1 << 16

func (t *timers) push(su *suspect, index int32, due int64) {
	su.due = due
	if len(t.heap) >= maxTimers {
		t.lost++
		return
	}
	t.heap = append(t.heap, timer{due: due, suspect: index, gen: su.gen})
	for i := len(t.heap) - 1; i > 0; {
		up := (i - 1) / 2
		if t.heap[up].due <= t.heap[i].due {
			break
		}
		t.heap[up], t.heap[i] = t.heap[i], t.heap[up]
		i = up
	}
}

// pop takes the earliest timer that is due at now.
func (t *timers) pop(now int64) (timer, bool) {
	if len(t.heap) == 0 || t.heap[0].due > now {
		return timer{}, false
	}
	top := t.heap[0]
	last := len(t.heap) - 1
	t.heap[0] = t.heap[last]
	t.heap = t.heap[:last]
	for i := 0; ; {
		least := i
		for _, k := range [2]int{2*i + 1, 2*i + 2} {
			if k < last && t.heap[k].due < t.heap[least].due {
				least = k
			}
		}
		if least == i {
			return top, true
		}
		t.heap[i], t.heap[least] = t.heap[least], t.heap[i]
		i = least
	}
}
