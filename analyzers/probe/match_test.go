package probe

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/reconwatch/reconwatch/capture/packet"
)

func compiled(t testing.TB) *Matcher {
	t.Helper()
	return Compile(written(t))
}

// fires lists the ids of the rows that a crafted packet matches.
func fires(m *Matcher, c *crafted) (ids []string) {
	p := decode(c.frame())
	var h Hits
	if p.Verdict == packet.Fragment {
		m.MatchFragment(p, &h)
	} else {
		m.Match(p, &h)
	}
	for _, r := range h.Rows[:h.N] {
		ids = append(ids, m.Rows()[r].ID)
	}
	return ids
}

func TestEachRowFires(t *testing.T) {
	m := compiled(t)
	for i := range m.Rows() {
		r := &m.Rows()[i]
		c := of(&r.Packet)
		if got := fires(m, &c); !slices.Contains(got, r.ID) {
			t.Errorf("%s: its packet matches %v: %+v", r.ID, got, c)
		}
	}
}

// A packet that differs in one field only is no match.
func TestEachRowMissesByOneField(t *testing.T) {
	m := compiled(t)
	for i := range m.Rows() {
		r := &m.Rows()[i]
		near := misses(&r.Packet)
		if len(near) == 0 {
			t.Errorf("%s: nothing comes near it", r.ID)
		}
		for name, c := range near {
			if got := fires(m, &c); slices.Contains(got, r.ID) {
				t.Errorf("%s: matches although %s differs: %+v", r.ID, name, c)
			}
		}
	}
}

// misses crafts, for each field that a row wants, a packet that differs in it.
func misses(f *Fields) map[string]crafted {
	out := map[string]crafted{}
	for _, k := range f.keys() {
		if k.want == nil || k.name == "ip" || k.name == "payload_length" || k.name == "ip_length" {
			continue
		}
		out[k.name] = differing(f, &k)
	}
	add := func(name string, bend func(*crafted)) {
		c := of(f)
		bend(&c)
		out[name] = c
	}
	if f.Flags != nil && *f.Flags == oddFlags {
		for name, flags := range map[string]uint16{
			"flags": packet.SYN, "flags of an answer": packet.SYN | packet.ACK, "flags of an end": packet.FIN | packet.PSH | packet.ACK,
			"flags that a row names": packet.SYN | packet.FIN,
		} {
			add(name, func(c *crafted) { c.flags = flags })
		}
	} else if f.Flags != nil {
		for i := range 12 {
			add(fmt.Sprintf("flag bit %d", i), func(c *crafted) { c.flags ^= 1 << i })
		}
	}
	if f.DontFragment != nil && (f.IP == nil || f.IP.Low == 4) {
		add("dont_fragment", func(c *crafted) { c.df = !c.df })
	}
	if f.Formula == PortElsewhere {
		add("a port of no service", func(c *crafted) { c.payload = []byte("PORT 10,20,0,99,4,0\r\n") })
		add("five numbers", func(c *crafted) { c.payload = []byte("PORT 10,20,0,99,0\r\n") })
		add("a number too large", func(c *crafted) { c.payload = []byte("PORT 10,20,0,256,0,80\r\n") })
	}
	if f.Formula == ShortBySum {
		add("the partial checksum of a tap's own host", func(c *crafted) { c.partialSum = true })
	}
	if p := f.Payload; p != nil && p.Contains != "" {
		add("contains", func(c *crafted) {
			c.payload = bytes.Replace(c.payload, []byte(p.Contains), bytes.ToUpper([]byte("x"+p.Contains[1:])), 1)
		})
	}
	if p := f.Payload; p != nil && p.Inside != nil {
		add("inside", func(c *crafted) { c.payload = bytes.Replace(c.payload, p.Inside.Bytes[1:], p.Inside.Bytes[:1], 1) })
	}
	if p := f.Payload; p != nil && p.End != nil {
		add("end", func(c *crafted) { c.payload = slices.Clone(c.payload); c.payload[len(c.payload)-1] ^= 0xff })
	}
	if f.Options != nil {
		add("tcp_options", func(c *crafted) { c.options = append(slices.Clone(c.options), 1, 1, 1, 1) })
	}
	if f.Length != nil && !f.Length.exact() {
		add("payload_length", func(c *crafted) { c.payload = nil })
	} else if f.Length != nil || f.Payload != nil && f.Payload.Whole || f.IPLength != nil {
		add("length", func(c *crafted) { c.payload = append(slices.Clone(c.payload), 0); c.length++ })
	}
	if p := f.Payload; p != nil && (p.Hex != nil || p.Text != "") {
		at := p.At + p.counted()
		if f.Chunk != nil {
			at++ // the first byte is the chunk's type, which has a key of its own
		}
		add("payload", func(c *crafted) { c.payload = slices.Clone(c.payload); c.payload[at] ^= 0xff })
	}
	if p := f.Payload; p != nil && len(p.Unless) > 0 {
		add("unless", func(c *crafted) { c.payload = slices.Concat(p.Unless[0].Bytes, c.payload[len(p.Unless[0].Bytes):]) })
	}
	if f.Formula != FormulaNone {
		add("formula", f.Formula.bend)
	}
	if f.HTTP != nil {
		add("http", func(c *crafted) { c.payload = []byte("GET / HTTP/1.1\r\nUser-Agent: curl/8\r\n\r\n") })
	}
	return out
}

// counted is where the first byte that counts lies in the pattern.
func (t *Pattern) counted() int {
	if t.Hex == nil {
		return 0
	}
	return slices.Index(t.Hex.Mask, 0xff)
}

// differing crafts a packet whose number k is not the wanted one.
func differing(f *Fields, k *key) crafted {
	own := *f
	value := k.want.High + 1
	if k.want.Not {
		value = k.want.Low
	} else if k.want.High == k.high {
		value = k.want.Low - 1
	}
	r := &Range{Low: value, High: value}
	for _, at := range []struct {
		name string
		to   **Range
	}{
		{"ttl", &own.TTL},
		{"tos", &own.TOS},
		{"ip_id", &own.IPID},
		{"flow_label", &own.FlowLabel},
		{"source_port", &own.SourcePort},
		{"target_port", &own.TargetPort},
		{"window", &own.Window},
		{"urgent", &own.Urgent},
		{"seq", &own.Seq},
		{"ack", &own.Ack},
		{"icmp_type", &own.ICMPType},
		{"icmp_code", &own.ICMPCode},
		{"icmp_id", &own.ICMPID},
		{"icmp_seq", &own.ICMPSeq},
		{"sctp_chunk", &own.Chunk},
	} {
		if at.name == k.name {
			*at.to = r
		}
	}
	return of(&own)
}

func TestMatchDoesNotAllocate(t *testing.T) {
	m := compiled(t)
	var packets []*packet.Packet
	for i := range m.Rows() {
		c := of(&m.Rows()[i].Packet)
		packets = append(packets, decode(c.frame()))
	}
	var h Hits
	if n := testing.AllocsPerRun(100, func() {
		for _, p := range packets {
			m.Match(p, &h)
			m.MatchFragment(p, &h)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkMatch(b *testing.B) {
	m := compiled(b)
	for _, c := range []struct {
		name string
		make func(*crafted)
	}{
		{"a SYN of Linux", func(c *crafted) {
			c.flags, c.window, c.df = packet.SYN, 64240, true
			c.options = []byte("\x02\x04\x05\xb4\x04\x02\x08\x0aABCDEFGH\x01\x03\x03\x07")
		}},
		{"an acknowledgement", func(c *crafted) { c.flags, c.window = packet.ACK, 501 }},
		{"a TLS segment", func(c *crafted) { c.flags, c.window, c.payload = packet.ACK, 501, []byte("\x17\x03\x03\x01\x00abcdef") }},
		{"a request", func(c *crafted) {
			c.flags, c.window = packet.ACK|packet.PSH, 501
			c.payload = []byte("GET /index.html HTTP/1.1\r\nHost: example.org\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\n\r\n")
		}},
		{"an nmap SYN", func(c *crafted) { c.flags, c.window, c.options = packet.SYN, 1024, []byte{2, 4, 5, 0xb4} }},
	} {
		b.Run(c.name, func(b *testing.B) {
			x := plain()
			x.proto = packet.ProtoTCP
			c.make(&x)
			p := decode(x.frame())
			var h Hits
			b.ReportAllocs()
			for b.Loop() {
				m.Match(p, &h)
			}
		})
	}
}

func FuzzMatch(f *testing.F) {
	m := compiled(f)
	for i := range m.Rows() {
		c := of(&m.Rows()[i].Packet)
		f.Add(c.frame().Data)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c := plain()
		frame := c.frame()
		frame.Data, frame.WireLen = b, uint32(len(b))
		p := decode(frame)
		var h Hits
		m.Match(p, &h)
		m.MatchFragment(p, &h)
	})
}
