package dnswire

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/miekg/dns"
)

// packed makes a message with miekg/dns.
func packed(t testing.TB, build func(*dns.Msg)) []byte {
	t.Helper()
	m := new(dns.Msg)
	build(m)
	b, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func record(t testing.TB, text string) dns.RR {
	t.Helper()
	rr, err := dns.NewRR(text)
	if err != nil {
		t.Fatal(err)
	}
	return rr
}

// answer is a response with every section filled and its names compressed.
func answer(t testing.TB) []byte {
	t.Helper()
	return packed(t, func(m *dns.Msg) {
		m.SetQuestion("www.example.com.", dns.TypeA)
		m.Response, m.Compress, m.Rcode = true, true, dns.RcodeNameError
		m.Answer = []dns.RR{
			record(t, "www.example.com. 60 IN CNAME host.example.com."), record(t, "host.example.com. 60 IN A 192.0.2.1"),
		}
		m.Ns = []dns.RR{record(t, "example.com. 60 IN SOA ns.example.com. root.example.com. 1 2 3 4 5")}
		m.Extra = []dns.RR{&dns.OPT{Hdr: dns.RR_Header{Name: ".", Rrtype: dns.TypeOPT}, Option: []dns.EDNS0{
			&dns.EDNS0_COOKIE{Code: dns.EDNS0COOKIE, Cookie: "0123456789abcdef"},
			&dns.EDNS0_SUBNET{Code: dns.EDNS0SUBNET, Family: 1, SourceNetmask: 24, Address: []byte{198, 51, 100, 0}},
		}}}
	})
}

// leapsForward follows a name by the letter, and tells of a pointer that does not point back.
func leapsForward(b []byte, off int) bool {
	run := off
	for jumps := 0; off < len(b) && jumps < len(b); {
		switch c := int(b[off]); {
		case c == 0 || c > maxLabel && c < 0xc0:
			return false
		case c <= maxLabel:
			off += 1 + c
		case off+1 >= len(b):
			return false
		default:
			to := (c&0x3f)<<8 | int(b[off+1])
			if to >= run {
				return true
			}
			run, off = to, to
			jumps++
		}
	}
	return false
}

// FuzzMessage holds the reader to what miekg/dns reads.
func FuzzMessage(f *testing.F) {
	f.Add(answer(f))
	f.Add(packed(f, func(m *dns.Msg) { m.SetAxfr("example.org.") }))
	f.Add(packed(f, func(m *dns.Msg) { m.SetQuestion(`\000.a\.b.example.`, dns.TypeNSEC3PARAM).SetEdns0(4096, true) }))
	f.Add([]byte("\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\xc0\x0c\x00\x01\x00\x01"))
	f.Add([]byte("\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01a\xc0\x0c\x00\x01\x00\x01"))
	f.Add([]byte("\x01a\x01b\x00\x01\x00\x00\x00\x00\x00\x00\xc0\x02\x00\x01\x00\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var m Message
		verdict := m.Parse(b)
		walk(t, &m)
		if len(b) < HeaderBytes || binary.BigEndian.Uint16(b[4:]) == 0 {
			return
		}
		text, off, err := dns.UnpackDomainName(b, HeaderBytes)
		whole := err == nil && off+4 <= len(b)
		if verdict != Whole {
			if whole && !leapsForward(b, HeaderBytes) {
				t.Fatalf("verdict %d for a question that miekg/dns reads: %q", verdict, text)
			}
			return
		}
		if !whole {
			t.Fatalf("read %q, miekg/dns does not: %v", m.Name, err)
		}
		if got := string(m.Name.AppendText(nil)); got != text {
			t.Fatalf("name %q, miekg/dns has %q", got, text)
		}
		if m.Type != binary.BigEndian.Uint16(b[off:]) || m.Class != binary.BigEndian.Uint16(b[off+2:]) {
			t.Fatalf("type %d class %d at other places than miekg/dns reads", m.Type, m.Class)
		}
		compare(t, &m, b)
	})
}

// walk reads all records, for its bounds only.
func walk(t *testing.T, m *Message) {
	t.Helper()
	var r Record
	var scratch [MaxName]byte
	records := m.Records()
	for n := 0; records.Next(&r); n++ {
		if n > len(m.bytes) {
			t.Fatal("more records than bytes")
		}
		records.Owner(&r, &scratch)
		records.Target(&r, &scratch)
		r.Subnet()
	}
}

// compare holds header and records to miekg/dns where it takes the whole message.
func compare(t *testing.T, m *Message, b []byte) {
	t.Helper()
	var want dns.Msg
	if want.Unpack(b) != nil || len(want.Question) != int(m.Questions) {
		return
	}
	if m.ID != want.Id || m.IsResponse() != want.Response || m.Opcode() != want.Opcode ||
		m.Flags&RecursionDesired != 0 != want.RecursionDesired || m.Code() != want.Rcode&15 {
		t.Fatalf("header %+v, miekg/dns has %+v", m, want.MsgHdr)
	}
	sections := [Sections][]dns.RR{want.Answer, want.Ns, want.Extra}
	if counts := [Sections]uint16{m.Answers, m.Authorities, m.Additional}; len(sections[0]) != int(counts[0]) ||
		len(sections[1]) != int(counts[1]) || len(sections[2]) != int(counts[2]) {
		return // miekg/dns takes a message that ends before its counts say
	}
	var r Record
	var scratch [MaxName]byte
	records := m.Records()
	for s, all := range sections {
		for _, rr := range all {
			h := rr.Header()
			if leapsForward(b, records.at) {
				return
			}
			if !records.Next(&r) || int(r.Section) != s || r.Type != h.Rrtype || r.Class != h.Class || r.TTL != h.Ttl || len(r.Data) != int(h.Rdlength) {
				t.Fatalf("record %+v, miekg/dns has %v", r, h)
			}
			if got := records.Owner(&r, &scratch).AppendText(nil); string(got) != h.Name {
				t.Fatalf("owner %q, miekg/dns has %q", got, h.Name)
			}
		}
	}
}

// FuzzStream cuts messages into segments anywhere, sends some again, and expects each message once.
func FuzzStream(f *testing.F) {
	f.Add(answer(f), uint16(3), []byte{1, 200, 7, 1, 1})
	f.Add(bytes.Repeat([]byte{0xc0}, 700), uint16(4), []byte{255, 255, 2, 0, 30})
	f.Fuzz(func(t *testing.T, message []byte, count uint16, cuts []byte) {
		if len(message) > 1<<16-1 || count > 20 || len(message) == 0 {
			return
		}
		var all []byte
		for range count {
			all = binary.BigEndian.AppendUint16(all, uint16(len(message)))
			all = append(all, message...)
		}
		var s Stream
		got, seq := 0, uint32(0xfffffff0)
		for i, at := 0, 0; at < len(all); i++ {
			n := len(all) - at
			if i < len(cuts) {
				n = min(n, int(cuts[i])+1)
			}
			captured := min(n, 1460)
			for again := range 2 {
				feed := s.Segment(seq+uint32(at), all[at:at+captured], n)
				for {
					start, length, ok := s.Next(&feed)
					if !ok {
						break
					}
					if again > 0 || length != len(message) || !bytes.HasPrefix(message, start) || len(start) < min(length, HeaderBytes) {
						t.Fatalf("message %d: %d of %d bytes", got, len(start), length)
					}
					got++
				}
			}
			at += n
		}
		if !s.Lost() && got != int(count) {
			t.Fatalf("%d of %d messages", got, count)
		}
	})
}
