package alert

import (
	"testing"

	"github.com/reconwatch/reconwatch/analyzers"
)

func kindOf(k analyzers.Kind) func(*analyzers.Finding) {
	return func(f *analyzers.Finding) { f.Kind = k }
}

func towards(d analyzers.Direction) func(*analyzers.Finding) {
	return func(f *analyzers.Finding) { f.Direction = d }
}

func TestGrading(t *testing.T) {
	type edits []func(*analyzers.Finding)
	tests := []struct {
		name string
		edit edits
		want Severity
	}{
		{"background sweep", edits{kindOf(analyzers.PortSweep), hostsOf(254), portsOf(1)}, Low},
		{"background sweep that is large", edits{kindOf(analyzers.PortSweep), hostsOf(60_000), portsOf(1)}, Low},
		{"sweep that found something", edits{kindOf(analyzers.PortSweep), hostsOf(254), portsOf(1), openOf(1)}, Medium},
		{"vertical scan from outside", edits{}, Medium},
		{"vertical scan that learned", edits{openOf(2)}, Medium},
		{"vertical scan of all ports that learned", edits{openOf(2), portsOf(65_535)}, High},
		{"all ports and nothing learned", edits{portsOf(65_535)}, Medium},
		{"block scan of few ports", edits{kindOf(analyzers.BlockScan), hostsOf(30), portsOf(6)}, Low},
		{"block scan of many ports", edits{kindOf(analyzers.BlockScan), hostsOf(30), portsOf(60)}, Medium},
		{"transit counts as outside", edits{kindOf(analyzers.PortSweep), towards(analyzers.Transit)}, Low},
		{"stealth raises by one", edits{kindOf(analyzers.PortSweep), by(analyzers.TCPXmas)}, Medium},
		{"stealth raises to high", edits{by(analyzers.TCPNull)}, High},
		{"stealth raises no further", edits{by(analyzers.TCPNull), openOf(1), portsOf(2000)}, High},
		{"own host, a little", edits{towards(analyzers.Internal)}, Medium},
		{"own host, many ports", edits{towards(analyzers.Internal), portsOf(50)}, High},
		{"own host, many hosts, outbound", edits{towards(analyzers.Outbound), kindOf(analyzers.PortSweep), hostsOf(20)}, High},
		{"own host traces a path", edits{towards(analyzers.Outbound), kindOf(analyzers.Traceroute)}, Low},
		{"own host and a listed address", edits{towards(analyzers.Outbound), kindOf(analyzers.IntelMatch)}, High},
		{"distributed", edits{kindOf(analyzers.DistributedScan)}, High},
		{"zone transfer refused", edits{kindOf(analyzers.DNSZoneTransfer)}, Medium},
		{"zone transfer given", edits{kindOf(analyzers.DNSZoneTransfer), openOf(1)}, Critical},
		{"backscatter", edits{kindOf(analyzers.Backscatter), hostsOf(5000), by(analyzers.TCPFlags)}, Info},
		{"SYN flood", edits{kindOf(analyzers.SYNFlood), openOf(1)}, Info},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, why := grading(finding(tt.edit...))
			if got != tt.want || why == "" {
				t.Errorf("%v since %q, want %v", got, why, tt.want)
			}
		})
	}
}

func TestPassing(t *testing.T) {
	type edits []func(*analyzers.Finding)
	for name, tt := range map[string]struct {
		edit edits
		want bool
	}{
		"sweep":                       {edits{kindOf(analyzers.PortSweep), hostsOf(254), portsOf(1)}, true},
		"sweep that found something":  {edits{kindOf(analyzers.PortSweep), hostsOf(254), portsOf(1), openOf(1)}, true},
		"search for hosts":            {edits{kindOf(analyzers.HostSweep), hostsOf(254), portsOf(0)}, true},
		"block scan of popular ports": {edits{kindOf(analyzers.BlockScan), hostsOf(30), portsOf(12)}, true},
		"block scan of many ports":    {edits{kindOf(analyzers.BlockScan), hostsOf(30), portsOf(50)}, false},
		"popular ports of a host":     {edits{hostsOf(1), portsOf(12)}, true},
		"scan of a host":              {edits{hostsOf(1), portsOf(15)}, false},
		"a host of ours":              {edits{kindOf(analyzers.PortSweep), towards(analyzers.Internal), hostsOf(30), portsOf(1)}, false},
		"outbound":                    {edits{kindOf(analyzers.PortSweep), towards(analyzers.Outbound), hostsOf(30), portsOf(1)}, false},
		"signature of a tool":         {edits{kindOf(analyzers.ScannerSignature), hostsOf(1), portsOf(2)}, true},
		"kit for web servers":         {edits{kindOf(analyzers.WebPathProbe), hostsOf(1), portsOf(1), openOf(2), probesOf(30)}, true},
		"list of paths":               {edits{kindOf(analyzers.WebPathProbe), hostsOf(1), portsOf(1), openOf(2), probesOf(300)}, false},
		"list of paths, from inside":  {edits{kindOf(analyzers.WebPathProbe), towards(analyzers.Internal), hostsOf(1), portsOf(1), probesOf(30)}, false},
		"attack strings":              {edits{kindOf(analyzers.WebScanner), hostsOf(1), portsOf(1), openOf(1), probesOf(12)}, true},
		"way through a filter":        {edits{kindOf(analyzers.FirewallProbe), hostsOf(1), portsOf(20), probesOf(20)}, false},
		"search for gateways":         {edits{kindOf(analyzers.FirewallProbe), hostsOf(40), portsOf(1), probesOf(40)}, true},
		"zone transfer":               {edits{kindOf(analyzers.DNSZoneTransfer)}, false},
	} {
		if got := passing(finding(tt.edit...)); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestSeverityText(t *testing.T) {
	for s := Info; s < NumSeverities; s++ {
		var back Severity
		text, err := s.MarshalText()
		if err != nil || back.UnmarshalText(text) != nil || back != s {
			t.Errorf("%v became %s became %v", s, text, back)
		}
	}
	var s Severity
	if s.UnmarshalText([]byte("dire")) == nil {
		t.Error("an unknown severity was read")
	}
}

// TestSeverityNeverFalls: what was told as high stays high until the close.
func TestSeverityNeverFalls(t *testing.T) {
	r := NewReporter(Options{})
	if a, _ := r.Take(finding(by(analyzers.TCPNull))); a.Severity != High {
		t.Fatalf("opened as %v", a.Severity)
	}
	if a, _ := r.Take(later(2, ended)); a.Severity != High {
		t.Errorf("closed as %v", a.Severity)
	}
}

func probesOf(n uint64) func(*analyzers.Finding) { return func(f *analyzers.Finding) { f.Probes = n } }
