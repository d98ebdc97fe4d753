package topology

import (
	"math/bits"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// rounds is what the last steps of a path show of a tracer that goes through all its steps, perhaps again and again, where the
// others expire before they are seen.
type rounds struct {
	runs [4]run // the latest of echo requests
	next uint8
	// missing is how often the next one was further on than by one: those between had less to live. Near is how often it was not.
	missing, near uint8
	headless      bool  // a run began with a number that programs do not begin with
	varied        bool  // one run had different times to live: it is no set of pings, each with its own
	late          bool  // the first ones of a run were not seen, and then none was lost
	ttl           uint8 // of the latest SYN
	up            bool  // it rose from one SYN to the next
	back          bool  // and fell again
	empty         uint8 // connections that were refused, or closed without a byte, and datagrams that were refused
}

// run is the echo requests of one program.
type run struct {
	id, sequence uint16 // sequence: of the latest
	ttl          uint8
	known        bool
	late         bool // it began later than programs do, and has gone on one by one
}

// maxMissing is how many steps a tracer takes at most, manyMissing how often numbers must be missing.
const maxMissing, manyMissing = 64, 2

// earlyStart is a number that no program begins with; lateStart is one that is not seen first because one or two were dropped
// while their target was looked for: they count from 1, or from 0, as those do that count in the byte order of their machine.
const earlyStart, lateStart = 3, 4

// add takes a packet in.
func (r *rounds) add(e *analyzers.Event) {
	switch {
	case e.Method == analyzers.ICMPEcho:
		r.echo(e.Window, e.Flags, e.TTL)
	case e.Proto == packet.ProtoTCP && e.Flags&packet.SYN != 0:
		r.back = r.back || r.up && e.TTL < r.ttl
		r.up = r.up || r.ttl > 0 && e.TTL > r.ttl
		r.ttl = e.TTL
	}
}

// echo takes an echo request in.
func (r *rounds) echo(id, sequence uint16, ttl uint8) {
	u, known := r.run(id)
	n := ahead(u.sequence, sequence)
	switch {
	case known && n == 1:
		r.near = min(r.near+1, 1<<7)
		r.late = r.late || u.late
	case known:
		u.late = false
		if n >= 2 && n <= maxMissing {
			r.missing = min(r.missing+1, 1<<7)
		}
	default:
		r.headless = r.headless || n >= earlyStart && n <= maxMissing
		u.late = n >= lateStart && n <= maxMissing || n == lateStart-1 && sequence>>8 == n
	}
	r.varied = r.varied || known && ttl != u.ttl
	u.sequence, u.ttl = sequence, ttl
}

// run finds the run of an identifier; a new one has sequence 0.
func (r *rounds) run(id uint16) (u *run, known bool) {
	for i := range r.runs {
		if u = &r.runs[i]; u.known && u.id == id {
			return u, true
		}
	}
	u = &r.runs[r.next%uint8(len(r.runs))]
	r.next++
	*u = run{id: id, known: true}
	return u, false
}

// ahead is by how much one number is further on than another, in whatever byte order the program counts.
func ahead(from, to uint16) uint16 {
	if (from|to)&0xff == 0 {
		from, to = bits.ReverseBytes16(from), bits.ReverseBytes16(to)
	}
	return to - from
}

// steps reports whether those between had less to live: of what is lost by chance less than half is missing.
func (r *rounds) steps() bool {
	return r.varied && (r.headless || r.missing >= manyMissing && r.missing > r.near)
}

// last reports whether packets that come over our border with nothing left to live are the last step of a path: their sender has
// chosen a time to live that just fits, and ordinary clients do not give up on each answer.
func (r *rounds) last() bool { return r.late || r.empty >= maxEach }

// pause forgets what was, but not where each run is: that it goes on is no late start.
func (r *rounds) pause() { *r = rounds{runs: r.runs, next: r.next} }
