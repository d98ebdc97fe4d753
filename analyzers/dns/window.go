package dns

const (
	panes  = 12
	minute = int64(60e9)
	hour   = 60 * minute
	day    = 24 * hour
)

// window counts over a sliding time, in panes of a twelfth of it.
type window struct {
	epoch int64 // of the newest pane
	n     [panes]tally
}

// tally is what a pane counts.
type tally struct {
	words, famous, fails, good uint16
}

// hollow reports whether next to none of the words exists.
func (t *tally) hollow() bool { return 20*int(t.fails) >= 19*int(t.words) }

// spare takes back a failure. If that was counted in an earlier pane, one of this pane is as good.
func (t *tally) spare() { t.fails -= min(1, t.fails) }

// at gives the pane of now in a window of the given span.
func (w *window) at(now, span int64) *tally {
	epoch := now / (span / panes)
	if behind := epoch - w.epoch; behind >= panes {
		w.n = [panes]tally{}
		w.epoch = epoch
	} else {
		for ; w.epoch < epoch; w.epoch++ {
			w.n[(w.epoch+1)%panes] = tally{}
		}
	}
	return &w.n[w.epoch%panes]
}

// sum adds up what happened within the last back of a window of the given span, to a pane.
func (w *window) sum(now, span, back int64) (t tally) {
	w.at(now, span)
	for i := range min(panes, int64(back/(span/panes))+1) {
		if i > w.epoch {
			break
		}
		p := &w.n[(w.epoch-i)%panes]
		t.words += p.words
		t.famous += p.famous
		t.fails += p.fails
		t.good += p.good
	}
	return t
}
