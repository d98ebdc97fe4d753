package episodes_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/episodes"
)

type deed struct {
	episodes.Life
	name   string
	last   int64
	pardon bool
}

const hold, idle = 10, 100

// table holds two episodes at most; the function gives what is told until now, a line each, or at the end for now below 0.
func table() (*episodes.Table[string, *deed], func(now int64) []string) {
	t := episodes.New[string](episodes.Rules[*deed]{
		Most: 2, End: func(d *deed) int64 { return d.last + idle }, Pardoned: func(d *deed) bool { return d.pardon },
		Tell: func(d *deed, s analyzers.Stage) analyzers.Finding {
			return analyzers.Finding{Time: d.Due, Stage: s, Domain: d.name}
		},
		Compare: func(a, b *deed) int { return cmp.Compare(a.name, b.name) },
	})
	return &t, func(now int64) (lines []string) {
		var out []analyzers.Finding
		if now < 0 {
			t.Finish(&out)
		} else {
			t.Advance(now, &out)
		}
		for _, f := range out {
			lines = append(lines, fmt.Sprintf("%d %s %d", f.Time, f.Domain, f.Stage))
		}
		return lines
	}
}

func open(t *episodes.Table[string, *deed], name string, now int64) *deed {
	if !t.Room() {
		return nil
	}
	d := &deed{name: name, last: now}
	t.Open(name, d, now, now+hold)
	return d
}

func expect(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// TestLife: an episode is held, told, goes on, and ends when it was quiet; equals come in order.
func TestLife(t *testing.T) {
	tab, told := table()
	b, a := open(tab, "b", 0), open(tab, "a", 0)
	if open(tab, "c", 1) != nil || tab.Lost() != 1 || tab.Len() != 2 {
		t.Errorf("%d open, %d lost", tab.Len(), tab.Lost())
	}
	expect(t, "held", told(9))
	expect(t, "opened", told(10), "10 a 0", "10 b 0")
	a.last = 50
	a.Until(a.last + idle)
	expect(t, "one is quiet", told(149), "100 b 2")
	if tab.Find("b") != nil || tab.Find("a") != a || b.Held {
		t.Error("not what is open")
	}
	expect(t, "the end", told(-1), "150 a 2")
}

// TestHeld: while it is held an episode may be put off, brought forward, forgotten or pardoned, and going on does not end it later.
func TestHeld(t *testing.T) {
	tab, told := table()
	a := open(tab, "a", 0)
	a.Due = 60
	a.Until(1000)
	expect(t, "put off", told(20))
	tab.Hasten(a, 30)
	tab.Hasten(a, 40)
	expect(t, "brought forward", told(30), "30 a 0")
	tab.Forget("a")
	expect(t, "forgotten", told(-1))
	open(tab, "b", 100).pardon = true
	expect(t, "pardoned", told(-1))
	if tab.Len() != 0 {
		t.Errorf("%d are open", tab.Len())
	}
}

// TestFinish: what is held at the end is told, and ended when it would have been.
func TestFinish(t *testing.T) {
	tab, told := table()
	open(tab, "a", 0)
	expect(t, "the end", told(-1), "10 a 0", "100 a 2")
}
