package probe

import (
	"strings"
	"testing"

	"github.com/reconwatch/reconwatch/analyzers"
)

// What a row wants exactly is what its packet has, by the same words.
func TestExplainSaysWhatMatched(t *testing.T) {
	m := compiled(t)
	for i := range m.Rows() {
		r := &m.Rows()[i]
		c := of(&r.Packet)
		got := m.Explain(decode(c.frame()), uint16(i))
		if len(got) == 0 {
			t.Errorf("%s: nothing is explained", r.ID)
		}
		for _, x := range got {
			switch {
			case x.Got == x.Want, strings.Contains(x.Want, " "), strings.Contains(x.Field, "contains"), strings.HasPrefix(x.Field, "http"):
			case x.Want == "odd", x.Field == "formula", x.Field == "payload unless", x.Field == "payload ends", x.Field == "flow_label":
			case strings.Contains(x.Want, ".") && len(x.Got) == len(x.Want): // any digit
			case len(x.Got) == 2*maxQuoted && strings.HasPrefix(x.Want, x.Got):
			case strings.HasPrefix(x.Want, `"`) && strings.HasPrefix(x.Want, strings.TrimSuffix(x.Got, `"`)):
			default:
				t.Errorf("%s: %s wants %s and has %s", r.ID, x.Field, x.Want, x.Got)
			}
		}
		if bare := m.Explain(nil, uint16(i)); len(bare) != len(got) {
			t.Errorf("%s: %d criteria without a packet, %d with", r.ID, len(bare), len(got))
		}
	}
}

func TestFollowerCountsAsTheDetectorDoes(t *testing.T) {
	m := compiled(t)
	row := uint16(rowOf(t, m, "nmap-syn"))
	f := NewFollower(m)
	c := of(&m.Rows()[row].Packet)
	var last Step
	for _, port := range []uint16{80, 443, 443} {
		c.dport = port
		var e analyzers.Event
		m.Fill(&e, decode(c.frame()), row)
		last = f.Add(&e)
		if port == 443 && last.Counts && (last.Hits != 2 || !strings.Contains(last.Words, "= 0x00000000, source port +0")) {
			t.Errorf("%+v", last)
		}
	}
	if last.Counts {
		t.Errorf("the same packet again counts: %+v", last)
	}
}

func rowOf(t *testing.T, m *Matcher, id string) int {
	t.Helper()
	for i := range m.Rows() {
		if m.Rows()[i].ID == id {
			return i
		}
	}
	t.Fatalf("no row %s", id)
	return -1
}
