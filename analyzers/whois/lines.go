package whois

import (
	"bytes"

	"github.com/reconwatch/reconwatch/analyzers"
)

// lines gathers what a client types on one connection, until a line ends.
type lines struct {
	next     uint32 // sequence number that comes next
	size     uint16
	started  bool
	answered bool
	rdap     bool
	part     [maxLine]byte
}

// text reads one segment of a WHOIS connection.
func (d *Detector) text(e *analyzers.Event, data []byte) {
	key := d.flow(e)
	if e.FromTarget {
		if l := d.flows.Find(key); l != nil && !l.answered {
			l.answered = true
			d.answer(e, data)
		}
		return
	}
	l, _ := d.flows.Take(key, e.Time)
	if l.started && int32(e.Seq-l.next) < 0 {
		return // sent again
	}
	if l.started && e.Seq != l.next {
		l.size = 0 // a gap: what was typed before is lost
	}
	l.started, l.next = true, e.Seq+uint32(e.Extra)
	for len(data) > 0 {
		end := bytes.IndexByte(data, '\n') + 1
		if end == 0 {
			end = len(data)
		}
		l.size += uint16(copy(l.part[l.size:], data[:end]))
		if data[end-1] == '\n' || int(l.size) == len(l.part) {
			d.line(e, l.part[:l.size])
			l.size = 0
		}
		data = data[end:]
	}
}

// line judges one query.
func (d *Detector) line(e *analyzers.Event, line []byte) {
	var q query
	if !parse(line, &q) {
		return
	}
	d.lookUp(e, &q)
}

// lookUp judges a question for an object.
func (d *Detector) lookUp(e *analyzers.Event, q *query) {
	c := d.client(e)
	fresh := c.add(hash(d.secret, bytes.ToLower(q.object)), e.Time)
	ours := fresh && d.ours(q)
	c.note(q.object, e, e.Time)
	t := c.slide(e.Time)
	t.lookups++
	if ours {
		t.ours++
	}
	d.judge(c, e, string(q.object), ours, q)
}

// ours reports whether a query is for one of our networks or domains.
func (d *Detector) ours(q *query) bool {
	if a, ok := q.address(); ok {
		addr := packetAddr(a)
		return d.home(&addr)
	}
	if d.own == nil {
		return false
	}
	for n := wire(q.object, d.name[:0]); len(n) > 1; n = n.Parent() {
		if d.own(n) {
			return true
		}
	}
	return false
}

// nothing are words of answers that say that there is no such object.
var nothing = [][]byte{
	[]byte("no match"), []byte("not found"), []byte("no entries found"), []byte("no data found"), []byte("no object found"), []byte("status: free"),
}

// answer counts what a server gave away.
func (d *Detector) answer(e *analyzers.Event, data []byte) {
	d.gave(e, !saysNothing(bytes.ToLower(data)))
}

// gave counts an answer.
func (d *Detector) gave(e *analyzers.Event, given bool) {
	if s := d.stories.Find(e.Source); s != nil {
		if given {
			s.answers.Open++
		} else {
			s.answers.Closed++
		}
		return
	}
	t := d.client(e).slide(e.Time)
	if given {
		t.given++
	} else {
		t.nothing++
	}
}

func saysNothing(lower []byte) bool {
	for _, n := range nothing {
		if bytes.Contains(lower, n) {
			return true
		}
	}
	return false
}
