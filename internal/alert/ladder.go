package alert

import (
	"math/bits"

	"github.com/reconwatch/reconwatch/analyzers"
)

// Ladder is a list of counts in rising order: passing one is worth telling again.
type Ladder []uint32

// The ladders of an episode. Steps of about ten keep a scan of a whole network
// at a handful of alerts; the close carries the totals in any case.
var (
	HostLadder = Ladder{20, 50, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000}
	PortLadder = Ladder{50, 250, 1_000, 5_000, 65_000}
)

// Rung is how many counts of the ladder n has reached.
func (l Ladder) Rung(n uint32) uint8 {
	i := 0
	for i < len(l) && n >= l[i] {
		i++
	}
	return uint8(i)
}

// doublings is the ladder of open answers: the first, and every doubling.
func doublings(n uint32) uint8 { return uint8(bits.Len32(n)) }

// Pacing of new target sets: the first are told at once; an adversary who then
// takes one host after another is told at most once in setPause, and what
// waited is told with the next alert of the episode.
const (
	setsAtOnce = 4
	setPause   = int64(60e9) // nanoseconds of packet time
)

// mark is how far up its ladders an episode has been told.
type mark struct {
	hosts, ports       uint8 // rungs of the totals
	newHosts, newPorts uint8 // rungs since the latest target set began
	open               uint8
	severity           Severity
	tool               bool
	milestone          uint8
	methods            analyzers.MethodSet
	sets               uint32 // target sets so far, told or waiting
}

// climb takes in what f says and returns why it is worth telling: empty if the
// episode stays on the rungs that were told. The mark is moved up either way.
func (e *Episode) climb(f *analyzers.Finding, tool bool) (because []string) {
	if e.further(f) {
		e.begin()
	}
	e.hosts, e.ports = max(e.hosts, f.Hosts), max(e.ports, f.Ports)
	told := &e.mark
	if e.waiting && (told.sets <= setsAtOnce || f.Time-e.setTold >= setPause) {
		because = append(because, "targets")
	}
	total, fresh := up(&told.hosts, HostLadder.Rung(e.hosts)), up(&told.newHosts, HostLadder.Rung(e.hosts-e.baseHosts))
	if total || fresh {
		because = append(because, "hosts")
	}
	total, fresh = up(&told.ports, PortLadder.Rung(e.ports)), up(&told.newPorts, PortLadder.Rung(e.ports-e.basePorts))
	if total || fresh {
		because = append(because, "ports")
	}
	if up(&told.open, doublings(f.Answers.Open)) {
		because = append(because, "open")
	}
	if severity, _ := grading(f); severity > told.severity {
		told.severity, because = severity, append(because, "severity")
	}
	if f.Methods&^told.methods != 0 {
		told.methods, because = told.methods|f.Methods, append(because, "method")
	}
	if tool && !told.tool {
		told.tool, because = true, append(because, "tool")
	}
	if up(&told.milestone, f.Milestone) {
		because = append(because, "progress")
	}
	return because
}

// further reports whether f tells of targets that are a set of their own.
func (e *Episode) further(f *analyzers.Finding) bool {
	t := &traits[f.Kind]
	return f.NewTargets || t.eachHost && f.Hosts > e.hosts || t.eachPort && f.Ports > e.ports
}

// begin starts the ladder again below a new target set.
func (e *Episode) begin() {
	e.mark.sets++
	e.waiting = true
	e.baseHosts, e.basePorts = e.hosts, e.ports
	e.mark.newHosts, e.mark.newPorts = 0, 0
}

// up moves a rung up to now and reports whether it moved.
func up(rung *uint8, now uint8) bool {
	if now <= *rung {
		return false
	}
	*rung = now
	return true
}
