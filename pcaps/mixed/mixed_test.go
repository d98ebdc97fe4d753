package mixed

import (
	"bytes"
	"errors"
	"io"
	"net/netip"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
)

// read decodes every frame of a capture with gopacket, which shares no code with the writer.
func read(t *testing.T, capture []byte, each func(gopacket.Packet, gopacket.CaptureInfo)) int {
	t.Helper()
	r, err := pcapgo.NewReader(bytes.NewReader(capture))
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; ; n++ {
		data, info, err := r.ReadPacketData()
		if errors.Is(err, io.EOF) {
			return n
		}
		if err != nil {
			t.Fatalf("packet %d: %v", n, err)
		}
		each(gopacket.NewPacket(data, layers.LinkTypeEthernet, gopacket.NoCopy), info)
	}
}

func TestWriteKeepsItsShares(t *testing.T) {
	const packets = 100_000
	var out bytes.Buffer
	totals, err := Write(&out, Options{Packets: packets, Flows: 5000, Snap: 128, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	var seen Totals
	last := int64(0)
	seen.Packets = read(t, out.Bytes(), func(p gopacket.Packet, info gopacket.CaptureInfo) {
		count(&seen, p)
		if now := info.Timestamp.UnixNano(); now < last {
			t.Fatalf("time goes back to %v", info.Timestamp)
		} else {
			last = now
		}
		if info.CaptureLength > 128 || info.CaptureLength > info.Length {
			t.Fatalf("%d bytes captured of %d", info.CaptureLength, info.Length)
		}
	})
	seen.Scan = totals.Scan
	if seen != totals {
		t.Errorf("read %+v, written %+v", seen, totals)
	}
	for _, share := range []struct {
		name       string
		got        int
		least, max float64
	}{
		{"TCP of connections", seen.TCP - seen.Scan, 79, 81},
		{"UDP", seen.UDP, 11, 13},
		{"ICMP", seen.ICMP, 2, 4},
		{"ARP", seen.ARP, 1, 3},
		{"scans", seen.Scan, 2, 4},
		{"VLAN", seen.VLAN, 6, 16},
		{"IPv6", seen.IPv6, 12, 18},
	} {
		if percent := 100 * float64(share.got) / float64(seen.Packets); percent < share.least || percent > share.max {
			t.Errorf("%s: %.1f %%, want %v to %v", share.name, percent, share.least, share.max)
		}
	}
}

func count(seen *Totals, p gopacket.Packet) {
	for layer, n := range map[gopacket.LayerType]*int{
		layers.LayerTypeTCP: &seen.TCP, layers.LayerTypeUDP: &seen.UDP, layers.LayerTypeARP: &seen.ARP,
		layers.LayerTypeICMPv4: &seen.ICMP, layers.LayerTypeICMPv6: &seen.ICMP,
		layers.LayerTypeDot1Q: &seen.VLAN, layers.LayerTypeIPv6: &seen.IPv6,
	} {
		if p.Layer(layer) != nil {
			*n++
		}
	}
}

func TestWriteIsDeterministic(t *testing.T) {
	var captures [2]bytes.Buffer
	for i := range captures {
		if _, err := Write(&captures[i], Options{Packets: 5000, Flows: 500, Snap: 128, Seed: 7}); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(captures[0].Bytes(), captures[1].Bytes()) {
		t.Error("the same options gave different bytes")
	}
}

func TestFloodHoldsWhatItPromises(t *testing.T) {
	o := FloodOptions{Forged: 20_000, Live: 1000, Probes: 30, Seconds: 600}
	var out bytes.Buffer
	if _, err := Flood(&out, o); err != nil {
		t.Fatal(err)
	}
	sources, targets := map[string]int{}, map[string]bool{}
	forged := netip.MustParsePrefix("32.0.0.0/3")
	count := 0
	n := read(t, out.Bytes(), func(p gopacket.Packet, _ gopacket.CaptureInfo) {
		src, dst := p.NetworkLayer().NetworkFlow().Endpoints()
		sources[src.String()]++
		if src.String() == FloodScanner {
			targets[dst.String()] = true
		} else if forged.Contains(netip.MustParseAddr(src.String())) {
			count++
		}
	})
	if want := o.Forged + (4+liveRounds)*o.Live + o.Probes; n != want {
		t.Errorf("%d packets, want %d", n, want)
	}
	if count != o.Forged || len(targets) != o.Probes {
		t.Errorf("%d forged packets and %d hosts probed, want %d and %d", count, len(targets), o.Forged, o.Probes)
	}
	// Forged and live sources, the servers that answered the handshakes, the scanner.
	if want := o.Forged + o.Live + 50 + 1; len(sources) != want {
		t.Errorf("%d sources, want %d", len(sources), want)
	}
}

func TestWriteReportsAFullDisk(t *testing.T) {
	for name, write := range map[string]func(io.Writer) error{
		"mixed": func(w io.Writer) error {
			_, err := Write(w, Options{Packets: 1 << 20, Flows: 10, Snap: 128})
			return err
		},
		"flood": func(w io.Writer) error { _, err := Flood(w, FloodOptions{Forged: 1 << 20, Seconds: 1}); return err },
	} {
		if err := write(full{}); !errors.Is(err, errFull) {
			t.Errorf("%s: error %v, want %v", name, err, errFull)
		}
	}
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func BenchmarkWrite(b *testing.B) {
	total := 0
	for b.Loop() {
		totals, err := Write(io.Discard, Options{Packets: 100_000, Flows: 10_000, Snap: 128})
		if err != nil {
			b.Fatal(err)
		}
		total += totals.Packets
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(total), "ns/packet")
}

func TestNamesHoldWhatTheyPromise(t *testing.T) {
	var b bytes.Buffer
	totals, err := Names(&b, NamesOptions{Questions: 3000, Clients: 500, Bots: 100, Guesses: 60, Seconds: 600})
	if err != nil {
		t.Fatal(err)
	}
	asked, answered, guesses := 0, 0, map[string]bool{}
	sources := map[string]bool{}
	read(t, b.Bytes(), func(p gopacket.Packet, _ gopacket.CaptureInfo) {
		m, ok := p.Layer(layers.LayerTypeDNS).(*layers.DNS)
		if !ok || len(m.Questions) != 1 {
			t.Fatal("no question:", p)
		}
		if m.QR {
			answered++
			return
		}
		asked++
		from := p.NetworkLayer().NetworkFlow().Src().String()
		sources[from] = true
		if from == NamesGuesser {
			guesses[string(m.Questions[0].Name)] = true
		}
	})
	if asked != 6060 || answered != asked || totals.Packets != 2*asked || len(sources) != 601 || len(guesses) < 58 {
		t.Errorf("%d asked, %d answered, %d sources, %d guesses, %+v", asked, answered, len(sources), len(guesses), totals)
	}
}
