package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
	"github.com/miekg/dns"

	"github.com/reconwatch/reconwatch/internal/alert/alerttest"
)

// craft writes conversations of one client and one server into a capture, a millisecond apart.
type craft struct {
	t    *testing.T
	out  *pcapgo.Writer
	now  time.Time
	port uint16
}

var (
	craftClient = net.IPv4(203, 0, 113, 66)
	craftServer = net.IPv4(10, 0, 0, 53)
)

func (c *craft) packet(reply bool, next gopacket.SerializableLayer, payload []byte) {
	c.t.Helper()
	ip := &layers.IPv4{Version: 4, IHL: 5, TTL: 60, SrcIP: craftClient, DstIP: craftServer, Protocol: layers.IPProtocolUDP}
	if reply {
		ip.SrcIP, ip.DstIP = ip.DstIP, ip.SrcIP
	}
	if _, ok := next.(*layers.TCP); ok {
		ip.Protocol = layers.IPProtocolTCP
	}
	b := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(b, gopacket.SerializeOptions{FixLengths: true}, ip, next, gopacket.Payload(payload)); err != nil {
		c.t.Fatal(err)
	}
	c.now = c.now.Add(time.Millisecond)
	n := len(b.Bytes())
	if err := c.out.WritePacket(gopacket.CaptureInfo{Timestamp: c.now, CaptureLength: n, Length: n}, b.Bytes()); err != nil {
		c.t.Fatal(err)
	}
}

// look asks for a name and is told that there is none, or text.
func (c *craft) look(m *dns.Msg, text string) {
	c.t.Helper()
	c.port++
	send := func(reply bool) {
		b, err := m.Pack()
		if err != nil {
			c.t.Fatal(err)
		}
		u := &layers.UDP{SrcPort: layers.UDPPort(c.port), DstPort: 53}
		if reply {
			u.SrcPort, u.DstPort = u.DstPort, u.SrcPort
		}
		c.packet(reply, u, b)
	}
	send(false)
	m.Response, m.Rcode = true, dns.RcodeNameError
	if text != "" {
		m.Rcode = dns.RcodeSuccess
		m.Answer = []dns.RR{&dns.TXT{Hdr: dns.RR_Header{Name: m.Question[0].Name, Rrtype: dns.TypeTXT, Class: dns.ClassCHAOS}, Txt: []string{text}}}
	}
	send(true)
}

// say opens a connection, says one thing and is answered.
func (c *craft) say(port uint16, text, answer string) {
	c.port++
	segment := func(reply bool, seq, ackn uint32, syn bool, data string) {
		s := &layers.TCP{SrcPort: layers.TCPPort(c.port), DstPort: layers.TCPPort(port), Seq: seq, Ack: ackn, SYN: syn, ACK: ackn > 0, PSH: data != "", Window: 60000}
		if reply {
			s.SrcPort, s.DstPort = s.DstPort, s.SrcPort
		}
		c.packet(reply, s, []byte(data))
	}
	segment(false, 100, 0, true, "")
	segment(true, 500, 101, true, "")
	segment(false, 101, 501, false, "")
	segment(false, 101, 501, false, text)
	segment(true, 501, 101+uint32(len(text)), false, answer)
}

// written is a label as miekg/dns takes it: every byte in figures.
func written(label string) string {
	var b strings.Builder
	for _, x := range []byte(label) {
		fmt.Fprintf(&b, "\\%03d", x)
	}
	return b.String()
}

// TestHostileNamesFromTheWire sends names, look-ups and paths that would drive a terminal or forge
// a line through the whole sensor.
func TestHostileNamesFromTheWire(t *testing.T) {
	file := filepath.Join(t.TempDir(), "hostile.pcap")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	c := &craft{t: t, out: pcapgo.NewWriter(f), now: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), port: 20000}
	if err := c.out.WriteFileHeader(65535, layers.LinkTypeRaw); err != nil {
		t.Fatal(err)
	}
	words := strings.Fields("www mail vpn dev ftp intranet git jenkins portal api webmail test backup shop files print owa crm erp wiki staging beta old new cloud app admin " +
		"status docs media news blog forum support help store login secure mobile monitor")
	for _, h := range fromTheWire {
		for _, w := range words {
			c.look(new(dns.Msg).SetQuestion(w+"."+written(h)+".example.com.", dns.TypeA), "")
		}
		version := new(dns.Msg).SetQuestion("version.bind.", dns.TypeTXT)
		version.Question[0].Qclass = dns.ClassCHAOS
		c.look(version, written(h))
		for i := range 5 {
			c.say(43, strings.Map(func(r rune) rune {
				if r == '\n' || r == '\r' {
					return ' '
				}
				return r
			}, h)+fmt.Sprint(i)+"\r\n", "netname: "+h)
		}
		c.say(80, "GET /.git/HEAD?"+strings.ReplaceAll(strings.ReplaceAll(h, "\n", ""), "\r", "")+" HTTP/1.1\r\nHost: "+strings.ReplaceAll(strings.ReplaceAll(h, "\n", ""), "\r", "")+"\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n")
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"text", "json"} {
		out, err := exec.CommandContext(t.Context(), "reconwatch", "replay", "-q", "--home", "10.0.0.0/8", "--format", format, file).Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range []string{"dns_brute_force", "dns_server_probe", "whois_surge", "web_path_probe"} {
			if !bytes.Contains(out, []byte(kind)) {
				t.Errorf("%s: no %s", format, kind)
			}
		}
		for _, line := range linesOf(string(out)) {
			printable(t, format, line)
			if format != "json" {
				continue
			}
			if err := alerttest.Validate([]byte(line)); err != nil {
				t.Errorf("%v: %s", err, line)
			}
		}
	}
}
