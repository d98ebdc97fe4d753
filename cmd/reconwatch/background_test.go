package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/config"
	"github.com/reconwatch/reconwatch/internal/jsonl"
	"github.com/reconwatch/reconwatch/internal/pipeline"
	"github.com/reconwatch/reconwatch/internal/sink"
	"github.com/reconwatch/reconwatch/internal/syslog"
	"github.com/reconwatch/reconwatch/internal/testbed"
)

// What passes in a day.
const (
	opportunists  = 10_000
	homeOfTheDay  = "198.51.100.0/24"
	targetOfAll   = 80 // the host that the targeted scan is about
	targetedPorts = 500
)

// aimer is who scans one host in the middle of the day, while ten thousand pass by.
var (
	aimer    = netip.MustParseAddr("192.0.2.66")
	aimedOn  = netip.AddrFrom4([4]byte{198, 51, 100, targetOfAll})
	dayBegan = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
)

// habits are what passers-by of public networks do, each as often as its share says.
var habits = []struct {
	name  string
	share int // of 100
	proto layers.IPProtocol
	ports int // that each tries
	hosts int // of the 256
}{
	{"one port of the network", 45, layers.IPProtocolTCP, 1, 60},
	{"one port of a part of it", 15, layers.IPProtocolTCP, 1, 30},
	{"a few ports of all", 15, layers.IPProtocolTCP, 4, 30},
	{"a dozen ports of some", 5, layers.IPProtocolTCP, 12, 20},
	{"echo", 10, layers.IPProtocolICMPv4, 1, 60},
	{"datagrams", 10, layers.IPProtocolUDP, 1, 60},
}

// passing is a packet to come; frames are built when they are read.
type passing struct {
	at       int64
	src, dst netip.Addr
	from, to uint16
	proto    layers.IPProtocol
	flags    uint8 // of TCP: 1 SYN, 2 ACK, 4 RST
	reply    bool
	// Of an established connection: where it stands, and what is said.
	seq, ackn uint32
	data      string
}

const syn, ack, rst, fin = 1, 2, 4, 8

var popular = []uint16{22, 23, 80, 443, 445, 1433, 2323, 3306, 3389, 5060, 5900, 6379, 8080, 8443, 9200, 27017, 53, 123, 161, 1900}

// day makes all packets of a day, in order.
func day(r *rand.Rand) []passing {
	var out []passing
	for i := range opportunists {
		kind, at := r.IntN(100), 0
		for kind >= habits[at].share {
			kind -= habits[at].share
			at++
		}
		h := habits[at]
		src := netip.AddrFrom4([4]byte{byte(11 + i%80), byte(i >> 8), byte(i), byte(1 + r.IntN(250))})
		first := r.IntN(len(popular))
		began := dayBegan.Add(24 * time.Hour * time.Duration(i) / opportunists).UnixNano()
		hosts := r.Perm(256)[:h.hosts]
		for n, pair := range r.Perm(h.hosts * h.ports) {
			out = probe(out, r, passing{
				at: began + int64(n)*10e6, src: src, dst: netip.AddrFrom4([4]byte{198, 51, 100, byte(hosts[pair%h.hosts])}),
				from: uint16(40000 + r.IntN(20000)), to: popular[(first+pair/h.hosts)%len(popular)], proto: h.proto, flags: syn,
			})
		}
	}
	noon := dayBegan.Add(12 * time.Hour).UnixNano()
	for p := range targetedPorts {
		out = probe(out, r, passing{at: noon + int64(p)*5e6, src: aimer, dst: aimedOn, from: 51000, to: uint16(1 + p), proto: layers.IPProtocolTCP, flags: syn})
	}
	slices.SortStableFunc(out, func(a, b passing) int { return cmp.Compare(a.at, b.at) })
	return out
}

// probe adds a packet and what becomes of it: a dozen hosts are up and serve the web and SSH.
func probe(out []passing, r *rand.Rand, p passing) []passing {
	out = append(out, p)
	host := p.dst.As4()[3]
	if host < 70 || host > 82 {
		return out
	}
	back := passing{at: p.at + 3e5 + int64(r.IntN(1e5)), src: p.dst, dst: p.src, from: p.to, to: p.from, proto: p.proto, reply: true, flags: rst | ack}
	switch {
	case p.proto == layers.IPProtocolUDP:
		return out
	case p.proto == layers.IPProtocolTCP && (p.to == 22 || p.to == 80 || p.to == 443):
		back.flags = syn | ack
		end := p
		end.at, end.flags = p.at+8e5, rst
		return append(out, back, end)
	}
	return append(out, back)
}

// frame builds the packet into b.
func (p *passing) frame(b gopacket.SerializeBuffer) []byte {
	ip := &layers.IPv4{Version: 4, IHL: 5, TTL: 50, Protocol: p.proto, SrcIP: p.src.AsSlice(), DstIP: p.dst.AsSlice(), Id: uint16(p.at >> 16)}
	stack := []gopacket.SerializableLayer{ip}
	switch p.proto {
	case layers.IPProtocolTCP:
		tcp := &layers.TCP{
			SrcPort: layers.TCPPort(p.from), DstPort: layers.TCPPort(p.to), Seq: uint32(p.at), Ack: uint32(p.flags&ack) * 7,
			SYN: p.flags&syn != 0, ACK: p.flags&ack != 0, RST: p.flags&rst != 0, FIN: p.flags&fin != 0, Window: 1024,
		}
		if p.seq != 0 {
			tcp.Seq, tcp.Ack = p.seq, p.ackn
		}
		stack = append(stack, tcp, gopacket.Payload(p.data))
	case layers.IPProtocolUDP:
		stack = append(stack, &layers.UDP{SrcPort: layers.UDPPort(p.from), DstPort: layers.UDPPort(p.to), Length: 16}, gopacket.Payload("question"))
	default:
		kind := layers.CreateICMPv4TypeCode(layers.ICMPv4TypeEchoRequest, 0)
		if p.reply {
			kind = layers.CreateICMPv4TypeCode(layers.ICMPv4TypeEchoReply, 0)
		}
		stack = append(stack, &layers.ICMPv4{TypeCode: kind, Id: 7, Seq: 1})
	}
	if err := gopacket.SerializeLayers(b, gopacket.SerializeOptions{FixLengths: true}, stack...); err != nil {
		panic(err) // a mistake of the test
	}
	return b.Bytes()
}

// dayOf is a capture.Source of packets that are made as they are read.
type dayOf struct {
	todo    []passing
	buffers []gopacket.SerializeBuffer
}

func (d *dayOf) ReadBatch(frames []capture.Frame) (int, error) {
	n := min(len(frames), len(d.todo))
	for len(d.buffers) < n {
		d.buffers = append(d.buffers, gopacket.NewSerializeBuffer())
	}
	for i := range n {
		data := d.todo[i].frame(d.buffers[i])
		frames[i] = capture.Frame{Data: data, Time: d.todo[i].at, WireLen: uint32(len(data)), LinkType: capture.LinkIPv4}
	}
	d.todo = d.todo[n:]
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

func (*dayOf) Interfaces() []string { return []string{"day"} }
func (*dayOf) Stats() capture.Stats { return capture.Stats{} }
func (*dayOf) Close() error         { return nil }

// TestTenThousandScannersOfADay: from packets to messages, ten thousand who pass by are no flood of
// messages, none is missing from the file, and who aims at a host in their midst is told of at once.
func TestTenThousandScannersOfADay(t *testing.T) {
	testbed.TakesTime(t)
	d := newDelivery(t)
	told, stats := d.watch(t, day(rand.New(rand.NewPCG(1, 2))))
	messages, kinds := d.sent()
	aimed := 0
	for _, m := range messages {
		// What is held is never told one by one: that it came is that it came at once.
		if strings.Contains(m, `phase="open"`) && strings.Contains(m, `source="`+aimer.String()+`"`) {
			aimed++
		}
	}
	t.Logf("%d alerts, %d syslog messages: %v", told, len(messages), kinds)
	if len(messages) > 2000 || aimed != 1 {
		t.Errorf("%d syslog messages, %d of them that a host was aimed at", len(messages), aimed)
	}
	if n := kinds["distributed_scan"]; n > 0 {
		t.Errorf("%d messages take passers-by for accomplices", n)
	}
	if stats.Evicted > 0 || stats.Opened == 0 {
		t.Errorf("%+v", stats)
	}
	d.fileHasAll(t, told)
}

// sent are the messages that the collector has, and how many of them are of each kind.
func (d *delivery) sent() (messages []string, kinds map[string]int) {
	messages, kinds = strings.Split(strings.TrimSpace(d.collector.String()), "\n"), map[string]int{}
	for _, m := range messages {
		kinds[strings.Fields(m)[5]]++
	}
	return messages, kinds
}

// watch runs the sensor over the packets of a day and says how many alerts there were.
func (d *delivery) watch(t *testing.T, packets []passing) (told int, stats alert.Stats) {
	t.Helper()
	reporter := alert.NewReporter(alert.Options{Sensor: "dmz-1"})
	home, err := config.ParseHome(homeOfTheDay)
	if err != nil {
		t.Fatal(err)
	}
	options := pipelineOptions(config.Default(), home, 1)
	options.Tell = func(f *analyzers.Finding) {
		if a, ok := reporter.Take(f); ok {
			d.put(t, &a)
			told++
		}
	}
	if err := pipeline.New(options).Run(t.Context(), &dayOf{todo: packets}); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return told, reporter.Stats()
}

// delivery is a file that takes everything, and a collector as syslog fills it, on the clock of the packets.
type delivery struct {
	sink.Fan
	now       atomic.Int64
	flushed   int64
	collector bytes.Buffer
	path      string
}

func newDelivery(t *testing.T) *delivery {
	t.Helper()
	d := &delivery{path: filepath.Join(t.TempDir(), "alerts.json"), flushed: dayBegan.UnixNano()}
	d.now.Store(d.flushed)
	clock := func() time.Time { return time.Unix(0, d.now.Load()) }
	format, err := syslog.Header{Facility: authpriv, Hostname: "dmz-1"}.Formatter()
	if err != nil {
		t.Fatal(err)
	}
	limits := sink.DefaultLimits("dmz-1")
	limited, err := sink.Start(&stream{w: &d.collector}, sink.Options{Clock: clock, Limits: &limits, Format: func(dst []byte, m sink.Message) ([]byte, error) {
		dst, err := format(dst, m)
		return append(dst, '\n'), err
	}})
	if err != nil {
		t.Fatal(err)
	}
	file, _, err := jsonl.Start(d.path, sink.Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	d.Fan = sink.Fan{limited, file}
	return d
}

// put hands an alert over at its time: what was put before is taken first.
func (d *delivery) put(t *testing.T, a *alert.Alert) {
	t.Helper()
	const apart = int64(10 * time.Second)
	if at := int64(a.Time); at > d.flushed+apart {
		if err := d.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		d.flushed = at
		d.now.Store(at)
	}
	d.Put(sink.Message{Alert: a})
}

// fileHasAll counts lines, and sources that opened an episode.
func (d *delivery) fileHasAll(t *testing.T, want int) {
	t.Helper()
	f, err := os.Open(d.path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sources, lines := map[string]bool{}, 0
	for s := bufio.NewScanner(f); s.Scan(); lines++ {
		var a struct{ Source, Phase string }
		if err := json.Unmarshal(s.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		if a.Phase == alert.PhaseOpen {
			sources[a.Source] = true
		}
	}
	// Some stay below every threshold: they are as good as not there.
	if lines != want || len(sources) < opportunists*99/100 || !sources[aimer.String()] {
		t.Errorf("the file has %d lines of %d, with %d sources", lines, want, len(sources))
	}
}
