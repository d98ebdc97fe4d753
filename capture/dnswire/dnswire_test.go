package dnswire

import (
	"fmt"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"github.com/reconwatch/reconwatch/internal/testbed"
)

const head = "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"

func TestParse(t *testing.T) {
	long := strings.Repeat("\x3f"+strings.Repeat("x", 63), 3)
	for name, c := range map[string]struct {
		bytes string
		want  Verdict
		text  string
	}{
		"plain":                        {head + "\x03www\x07Example\x03com\x00\x00\x01\x00\x01", Whole, "www.Example.com."},
		"root":                         {head + "\x00\x00\x06\x00\x01", Whole, "."},
		"no question":                  {"\x12\x34\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00", Whole, ""},
		"a label of one zero byte":     {head + "\x01\x00\x01a\x00\x00\x01\x00\x01", Whole, `\000.a.`},
		"odd letters":                  {head + "\x04a.\"\x1b\x00\x00\x01\x00\x01", Whole, `a\.\"\027.`},
		"longest name":                 {head + long + "\x3d" + strings.Repeat("y", 61) + "\x00\x00\x01\x00\x01", Whole, ""},
		"name too long":                {head + long + "\x3e" + strings.Repeat("y", 62) + "\x00\x00\x01\x00\x01", Malformed, ""},
		"pointer to itself":            {head + "\xc0\x0c\x00\x01\x00\x01", Malformed, ""},
		"pointer to its own run":       {head + "\x01a\xc0\x0c\x00\x01\x00\x01", Malformed, ""},
		"pointer forward":              {head + "\xc0\x0e\x00\x00\x01\x00\x01", Malformed, ""},
		"pointer into the header":      {"\x01a\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01b\xc0\x00\x00\x01\x00\x01", Whole, "b.a."},
		"pointer without second byte":  {head + "\x01a\xc0", Cut, ""},
		"reserved label type":          {head + "\x41a\x00\x00\x01\x00\x01", Malformed, ""},
		"cut in the header":            {head[:11], Cut, ""},
		"cut in the name":              {head + "\x03ww", Cut, ""},
		"cut before the type":          {head + "\x03www\x00", Cut, ""},
		"cut in the class":             {head + "\x03www\x00\x00\x01\x00", Cut, ""},
		"nothing":                      {"", Cut, ""},
		"label that leaps over bounds": {head + "\x3fabc", Cut, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var m Message
			if got := m.Parse([]byte(c.bytes)); got != c.want {
				t.Fatalf("verdict %d, want %d", got, c.want)
			}
			if c.text != "" && string(m.Name.AppendText(nil)) != c.text {
				t.Errorf("name %q, want %q", m.Name.AppendText(nil), c.text)
			}
		})
	}
}

// A chain of pointers as long as the message can hold is read once, and ends.
func TestPointerChainEnds(t *testing.T) {
	b := append([]byte(head), 0)
	for at := len(b) - 1; len(b) < 4096; {
		next := len(b)
		b = append(b, 0xc0|byte(at>>8), byte(at))
		at = next
	}
	var scratch [MaxName]byte
	if n, _, v := readName(b, len(b)-2, &scratch); v != Whole || len(n) != 1 {
		t.Errorf("chain of pointers to the root: %q, verdict %d", n, v)
	}
}

func TestRecords(t *testing.T) {
	var m Message
	if v := m.Parse(answer(t)); v != Whole || m.Code() != NXDomain || !m.IsResponse() || m.Answers != 2 {
		t.Fatalf("verdict %d, %+v", v, m)
	}
	var r Record
	var a, b [MaxName]byte
	var got []string
	for records := m.Records(); records.Next(&r); {
		line := fmt.Sprint(r.Section, " ", r.Type, " ", string(records.Owner(&r, &a).AppendText(nil)))
		if r.Type == TypeCNAME || r.Type == TypeSOA {
			line += " " + string(records.Target(&r, &b).AppendText(nil))
		}
		if family, bits, address, ok := r.Subnet(); ok {
			line += fmt.Sprint(" ", family, " ", bits, " ", address)
		}
		got = append(got, line)
	}
	want := []string{
		"0 5 www.example.com. host.example.com.", "0 1 host.example.com.",
		"1 6 example.com. ns.example.com.", "2 41 . 1 24 [198 51 100]",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// Every cut of a message gives fewer records, never wrong ones.
func TestTruncationSweep(t *testing.T) {
	whole := answer(t)
	last := 0
	for n := range len(whole) + 1 {
		var m Message
		m.Parse(whole[:n])
		var r Record
		count := 0
		for records := m.Records(); records.Next(&r); {
			count++
		}
		if count < last || count == 4 && n < len(whole) {
			t.Fatalf("%d records of %d bytes after %d", count, n, last)
		}
		last = count
	}
}

func TestName(t *testing.T) {
	n := Name("\x03WWW\x07eXample\x03com\x00")
	if n.Labels() != 3 || string(n.First()) != "WWW" || string(n.Parent().First()) != "eXample" {
		t.Errorf("labels %d, first %q, second %q", n.Labels(), n.First(), n.Parent().First())
	}
	if got := string(n.Last(2).AppendFolded(nil)); got != "\x07example\x03com\x00" {
		t.Errorf("last two labels, folded: %q", got)
	}
	root := Name("\x00")
	if root.Labels() != 0 || len(root.First()) != 0 || len(root.Parent()) != 1 || len(n.Last(9)) != len(n) || Name(nil).Parent() != nil {
		t.Error("root, or more labels than there are")
	}
}

func TestStreamGivesUp(t *testing.T) {
	message := answer(t)
	framed := append([]byte{byte(len(message) >> 8), byte(len(message))}, message...)
	for name, c := range map[string]struct {
		segments []int // pairs of from and to; a third says how far it was captured
		seqs     []uint32
		lost     bool
		got      int
	}{
		"whole":               {[]int{0, len(framed)}, []uint32{0}, false, 1},
		"a gap":               {[]int{0, 20, 30, 60}, []uint32{0, 30}, true, 0},
		"sent again":          {[]int{0, 20, 10, len(framed)}, []uint32{0, 10}, false, 1},
		"the end comes again": {[]int{0, len(framed), 5, 20}, []uint32{0, 5}, false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			var s Stream
			got := 0
			for i, seq := range c.seqs {
				part := framed[c.segments[2*i]:c.segments[2*i+1]]
				for f := s.Segment(seq, part, len(part)); ; got++ {
					if _, _, ok := s.Next(&f); !ok {
						break
					}
				}
			}
			if got != c.got || s.Lost() != c.lost {
				t.Errorf("%d messages, lost %v", got, s.Lost())
			}
		})
	}
}

// What the snap length cut off is passed over where it is the rest of one message.
func TestStreamPassesWhatWasNotCaptured(t *testing.T) {
	message := packed(t, func(m *dns.Msg) {
		m.SetAxfr("example.com.")
		for i := range 400 {
			m.Answer = append(m.Answer, record(t, fmt.Sprintf("h%d.example.com. 60 IN A 192.0.2.1", i)))
		}
	})
	all := append([]byte{byte(len(message) >> 8), byte(len(message))}, message...)
	all = append(all, all...)
	var s Stream
	records, messages := 0, 0
	for at := 0; at < len(all); at += 1400 {
		segment := all[at:min(at+1400, len(all))]
		captured := segment
		if at == 0 {
			captured = segment[:128]
		}
		for f := s.Segment(uint32(at), captured, len(segment)); ; messages++ {
			start, _, ok := s.Next(&f)
			if !ok {
				break
			}
			var m Message
			m.Parse(start)
			records += int(m.Answers)
		}
	}
	if messages != 2 || records != 800 || s.Lost() {
		t.Errorf("%d messages, %d records, lost %v", messages, records, s.Lost())
	}
}

func TestNoAllocation(t *testing.T) {
	b := answer(t)
	framed := append([]byte{byte(len(b) >> 8), byte(len(b))}, b...)
	var m Message
	var r Record
	var scratch [MaxName]byte
	var text [4 * MaxName]byte
	seq := uint32(0)
	var s Stream
	if n := testing.AllocsPerRun(100, func() {
		m.Parse(b)
		m.Name.AppendText(m.Name.AppendFolded(text[:0])[:0])
		for records := m.Records(); records.Next(&r); {
			records.Owner(&r, &scratch)
			r.Subnet()
		}
		for f := s.Segment(seq, framed, len(framed)); ; {
			if _, _, ok := s.Next(&f); !ok {
				break
			}
		}
		seq += uint32(len(framed))
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// The question reader must be at least ten times as fast as a full parser, or it has no reason to be.
func TestTenTimesFasterThanUnpack(t *testing.T) {
	testbed.TakesTime(t)
	message := answer(t)
	// The best of several turns, in the same run: others use this machine.
	best := 0.0
	for range 5 {
		ours := testing.Benchmark(func(b *testing.B) { benchmarkParse(b, message) })
		theirs := testing.Benchmark(func(b *testing.B) { benchmarkUnpack(b, message) })
		best = max(best, float64(theirs.NsPerOp())/max(float64(ours.T.Nanoseconds())/float64(ours.N), 0.1))
		if best >= 10 {
			break
		}
	}
	if best < 10 {
		t.Errorf("%.1f times as fast as miekg/dns", best)
	}
	t.Logf("%.0f times as fast as miekg/dns", best)
}

func benchmarkParse(b *testing.B, message []byte) {
	b.ReportAllocs()
	var m Message
	for b.Loop() {
		m.Parse(message)
	}
}

func benchmarkUnpack(b *testing.B, message []byte) {
	b.ReportAllocs()
	var m dns.Msg
	for b.Loop() {
		_ = m.Unpack(message)
	}
}

func BenchmarkParse(b *testing.B) { benchmarkParse(b, answer(b)) }

func BenchmarkUnpack(b *testing.B) { benchmarkUnpack(b, answer(b)) }
