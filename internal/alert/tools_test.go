package alert

import (
	"testing"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

func scanner(n byte) packet.Addr {
	return packet.Addr{10: 0xff, 11: 0xff, 12: 203, 13: 0, 14: 113, 15: n}
}

// seen is a finding that recognises a tool.
func seen(source byte, name string, at int64) *analyzers.Finding {
	return &analyzers.Finding{
		Kind: analyzers.ScannerSignature, Source: scanner(source), SourceCount: 1, Time: at, First: at, Last: at, Episode: 1,
		Tools: []analyzers.Tool{{Name: name, Confidence: "unique", Uses: analyzers.UseScan, Methods: analyzers.MethodSet(0).Add(analyzers.TCPSyn)}},
	}
}

func quiet(f *analyzers.Finding) *analyzers.Finding {
	f.Quiet = true
	return f
}

func scanBy(source byte, kind analyzers.Kind, m analyzers.Method, at int64) *analyzers.Finding {
	return &analyzers.Finding{
		Kind: kind, Source: scanner(source), SourceCount: 1, Time: at, First: at, Last: at, Episode: at,
		Method: m, Methods: analyzers.MethodSet(0).Add(m), Hosts: 1, Ports: 30,
	}
}

const minute = int64(60e9)

func TestToolsAreLentToScans(t *testing.T) {
	for name, c := range map[string]struct {
		scan *analyzers.Finding
		want string
	}{
		"the same source and method": {scanBy(1, analyzers.PortScan, analyzers.TCPSyn, 100), "nmap"},
		"another source":             {scanBy(2, analyzers.PortScan, analyzers.TCPSyn, 100), ""},
		"another method":             {scanBy(1, analyzers.HostSweep, analyzers.ICMPEcho, 100), ""},
		"another trade":              {scanBy(1, analyzers.DNSBruteForce, analyzers.DNS, 100), ""},
		"not a scan":                 {scanBy(1, analyzers.SYNFlood, analyzers.TCPSyn, 100), ""},
		"long after":                 {scanBy(1, analyzers.PortScan, analyzers.TCPSyn, 11*minute), ""},
	} {
		r := NewReporter(Options{})
		if _, ok := r.Take(quiet(seen(1, "nmap", 1))); ok {
			t.Fatal("what is quiet was told")
		}
		a, ok := r.Take(c.scan)
		got := ""
		if a.Tool != nil {
			got = a.Tool.Name
		}
		if !ok || got != c.want {
			t.Errorf("%s: %v %q", name, ok, got)
		}
	}
}

func TestToolBecomesKnownLater(t *testing.T) {
	r := NewReporter(Options{})
	f := scanBy(1, analyzers.PortScan, analyzers.TCPSyn, 100)
	if a, _ := r.Take(f); a.Tool != nil {
		t.Fatal("named before it was known")
	}
	r.Take(quiet(seen(1, "nmap", 150)))
	f.Stage, f.Time, f.Last = analyzers.Grown, 200, 200
	a, ok := r.Take(f)
	if !ok || a.Tool == nil || len(a.Because) != 1 || a.Because[0] != "tool" {
		t.Errorf("%v %+v %v", ok, a.Tool, a.Because)
	}
	if len(f.Tools) != 0 {
		t.Error("the finding was changed")
	}
}

// A signature is told where nothing else names its tool, and where another joins it.
func TestSignaturesAreAbsorbed(t *testing.T) {
	r := NewReporter(Options{})
	r.Take(quiet(seen(1, "nmap", 1)))
	r.Take(scanBy(1, analyzers.PortScan, analyzers.TCPSyn, 2))
	if _, ok := r.Take(seen(1, "nmap", 3)); ok {
		t.Error("told although the scan says it")
	}
	two := seen(1, "nmap", 4)
	two.Stage = analyzers.Grown
	two.Tools = append(two.Tools, analyzers.Tool{Name: "masscan", Confidence: "unique"})
	if a, ok := r.Take(two); !ok || a.Tool.Name != "nmap" || len(a.Tool.Evidence) != 1 {
		t.Errorf("%v %+v", ok, a.Tool)
	}
	if _, ok := r.Take(seen(2, "nmap", 5)); !ok {
		t.Error("not told although nothing else says it")
	}
}

// TestOrdinaryToolsAreNoFinding: what administrators use all day is named for scans only, until it is not alone.
func TestOrdinaryToolsAreNoFinding(t *testing.T) {
	r := NewReporter(Options{})
	f := seen(1, "fping", 1)
	f.Tools[0].Ordinary = true
	if _, ok := r.Take(f); ok {
		t.Error("an ordinary tool was told")
	}
	if a, ok := r.Take(scanBy(1, analyzers.PortScan, analyzers.TCPSyn, 100)); !ok || a.Tool == nil || a.Tool.Name != "fping" {
		t.Errorf("a scan by it: %v %+v", ok, a.Tool)
	}
	both := seen(2, "masscan", 1)
	both.Tools = append(both.Tools, f.Tools[0])
	if _, ok := r.Take(both); !ok {
		t.Error("another tool beside it was not told")
	}
}

func TestSharedToolOfManySources(t *testing.T) {
	for name, c := range map[string]struct {
		tools []string
		want  bool
	}{
		"all the same": {[]string{"masscan", "masscan", "masscan"}, true},
		"one only":     {[]string{"masscan"}, false},
		"two names":    {[]string{"masscan", "nmap", "masscan"}, false},
	} {
		r := NewReporter(Options{})
		f := scanBy(1, analyzers.DistributedScan, analyzers.TCPSyn, 10)
		f.SourceCount = 3
		for i := range 3 {
			f.Sources = append(f.Sources, scanner(byte(i+1)))
		}
		for i, tool := range c.tools {
			r.Take(quiet(seen(byte(i+1), tool, 1)))
		}
		if a, _ := r.Take(f); (a.Tool != nil) != c.want {
			t.Errorf("%s: %+v", name, a.Tool)
		}
	}
}

// Decoys hide their own scan of the same host, and nothing else.
func TestDecoysAreAbsorbedForTheirHostOnly(t *testing.T) {
	r := NewReporter(Options{})
	decoys := scanBy(1, analyzers.DecoyScan, analyzers.TCPSyn, 10)
	decoys.SourceCount, decoys.Sources = 2, []packet.Addr{scanner(1), scanner(2)}
	decoys.HostsSample = []packet.Addr{scanner(200)}
	r.Take(decoys)
	own := scanBy(2, analyzers.PortScan, analyzers.TCPSyn, 11)
	own.HostsSample = []packet.Addr{scanner(200)}
	if _, ok := r.Take(own); ok {
		t.Error("the scan behind the decoys was told twice")
	}
	own.Stage, own.Hosts, own.HostsSample = analyzers.Grown, 2, []packet.Addr{scanner(200), scanner(201)}
	if _, ok := r.Take(own); !ok {
		t.Error("a scan of another host was hidden")
	}
	other := scanBy(1, analyzers.PortScan, analyzers.TCPSyn, 12)
	other.HostsSample = []packet.Addr{scanner(99)}
	if _, ok := r.Take(other); !ok {
		t.Error("a scan of another host was hidden")
	}
}

func TestToolsAreBounded(t *testing.T) {
	ts := newTools()
	for i := range maxOwners + 100 {
		f := seen(1, "nmap", 1)
		f.Source[0], f.Source[1] = byte(i), byte(i>>8)
		f.Source[2] = byte(i >> 16)
		ts.note(f)
	}
	if len(ts.byAddr) != maxOwners || ts.ages.Len() != maxOwners {
		t.Errorf("%d owners", len(ts.byAddr))
	}
}
