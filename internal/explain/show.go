package explain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/probe"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/internal/alert"
)

// show prints packets, and counts what it has seen.
type show struct {
	w       io.Writer
	err     error
	o       *Options
	matcher *probe.Matcher
	follow  *probe.Follower
	joined  *packet.Reassembler
	packet  packet.Packet
	tally   map[tallied]*tally
	order   []tallied
	sent    map[packet.Addr]uint64 // packets of each source so far
}

type tallied struct {
	source packet.Addr
	row    uint16
}

type tally struct {
	packets, first, spoke uint64 // numbers of frames; 0: it did not speak
	own                   uint64 // the same as spoke among the packets of the source
}

// maxSenders bounds the sources whose packets are counted.
const maxSenders = 1 << 18

func newShow(w io.Writer, o *Options) *show {
	m := o.Pipeline.Signatures
	if m == nil {
		m = probe.Default()
	}
	return &show{
		w: w, o: o, matcher: m, follow: probe.NewFollower(m), tally: map[tallied]*tally{}, sent: map[packet.Addr]uint64{},
		joined: packet.NewReassembler(packet.ReassemblerOptions{Seed: o.Pipeline.Seed}),
	}
}

func (s *show) printf(format string, args ...any) {
	_, err := fmt.Fprintf(s.w, format, args...)
	s.fail(err)
}

func (s *show) fail(err error) {
	if s.err == nil && err != nil {
		s.err = fmt.Errorf("write: %w", err)
	}
}

// read goes through the frames once more; they have the numbers that they had before.
func (s *show) read(ctx context.Context, src capture.Source, matched map[uint64][]uint16) error {
	frames := make([]capture.Frame, 256)
	number := uint64(0)
	for ctx.Err() == nil && s.err == nil {
		n, err := src.ReadBatch(frames)
		for i := range frames[:n] {
			number++
			s.frame(&frames[i], number, matched[number])
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	return s.err
}

func (s *show) frame(f *capture.Frame, number uint64, rows []uint16) {
	p := &s.packet
	cut := p.Decode(f) == packet.Fragment
	if p.HasNetwork && (len(s.sent) < maxSenders || s.sent[p.Src] > 0) {
		s.sent[p.Src]++
	}
	headed := false
	if cut { // rows of fragments look at them before they are joined
		headed = s.rows(f, number, rows, true, false)
		s.joined.Join(p)
	}
	s.rows(f, number, rows, false, headed)
}

// rows shows those of the rows that p matches as a fragment, or else as it is.
func (s *show) rows(f *capture.Frame, number uint64, rows []uint16, fragments, headed bool) bool {
	p := &s.packet
	for _, row := range rows {
		if s.ofFragments(row) != fragments || !s.wanted(p) {
			continue
		}
		var e analyzers.Event
		s.matcher.Fill(&e, p, row)
		step := s.follow.Add(&e)
		if !s.count(p, row, number, &step) && !s.o.All {
			continue
		}
		if !headed {
			headed = true
			s.printf("packet %d, %s\n", number, alert.Time(f.Time))
			dissect(s, f)
		}
		s.matches(p, row, &step)
	}
	return headed
}

// ofFragments reports whether a row is matched before a fragment is joined.
func (s *show) ofFragments(row uint16) bool {
	return s.matcher.Rows()[row].Packet.Formula == probe.TinyFragment
}

// wanted reports whether the packet is of one of the alerts.
func (s *show) wanted(p *packet.Packet) bool {
	if len(s.o.Alerts) == 0 {
		return true
	}
	a := p.Src.Netip()
	return slices.ContainsFunc(s.o.Alerts, func(l alert.Alert) bool {
		return l.Source == a || slices.Contains(l.Sources, a)
	})
}

// count adds a packet, and reports whether it is one that its row needed to speak.
func (s *show) count(p *packet.Packet, row uint16, number uint64, step *probe.Step) bool {
	key := tallied{p.Src, row}
	t := s.tally[key]
	if t == nil {
		t = &tally{first: number}
		s.tally[key] = t
		s.order = append(s.order, key)
	}
	t.packets++
	if t.spoke > 0 || !step.Counts {
		return false
	}
	if step.Hits >= int(s.matcher.Rows()[row].Hits) {
		t.spoke, t.own = number, s.sent[p.Src]
	}
	return true
}

// matches prints a row's fields beside the packet's.
func (s *show) matches(p *packet.Packet, row uint16, step *probe.Step) {
	r := &s.matcher.Rows()[row]
	s.printf("  matches %s: %s\n", r.ID, title(r))
	for _, c := range s.matcher.Explain(p, row) {
		if c.Got == c.Want || c.Got == "" {
			s.printf("    %-16s  %s\n", c.Field, c.Want)
			continue
		}
		s.printf("    %-16s  %s  (wants %s)\n", c.Field, c.Got, c.Want)
	}
	if r.Hits > 1 {
		s.printf("    %-16s  %d of %d", "packets", min(step.Hits, int(r.Hits)), r.Hits)
		if step.Hits > 1 && step.Words != "" {
			s.printf(": %s", step.Words)
		}
		s.printf("\n")
	}
}

// counts prints how often each row matched, and where it spoke.
func (s *show) counts() {
	if len(s.order) == 0 {
		s.printf("No packet matches a row of the table of signatures.\n")
		return
	}
	s.printf("\nRows that matched:\n")
	for _, key := range s.order {
		t := s.tally[key]
		spoke := "not often enough to speak"
		if t.spoke > 0 {
			spoke = fmt.Sprintf("speaks from packet %d, the source's own %d", t.spoke, t.own)
			if s.matcher.Rows()[key.row].Reliability == probe.Weak {
				spoke += ", too weak to name a tool alone"
			}
		}
		s.printf("  %-24s  %-39s  %d packets, the first %d; %s\n", s.matcher.Rows()[key.row].ID, key.source, t.packets, t.first, spoke)
	}
}
