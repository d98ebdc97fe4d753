package alert

import (
	"testing"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

func TestDistributedScanAbsorbsItsSources(t *testing.T) {
	a, b := packet.Addr{10: 0xff, 11: 0xff, 12: 203, 15: 1}, packet.Addr{10: 0xff, 11: 0xff, 12: 203, 15: 2}
	finding := func(kind analyzers.Kind, stage analyzers.Stage, source packet.Addr) *analyzers.Finding {
		f := &analyzers.Finding{Time: 1, Episode: 1, Kind: kind, Stage: stage, Source: source, SourceCount: 1, Hosts: 1, Ports: 8}
		if kind == analyzers.DistributedScan {
			f.Sources, f.SourceCount = []packet.Addr{a}, 4
		}
		return f
	}
	at := func(episode int64, f *analyzers.Finding) *analyzers.Finding {
		f.Episode = episode
		return f
	}
	steps := []struct {
		name string
		f    *analyzers.Finding
		told bool
	}{
		{"the scan by many", finding(analyzers.DistributedScan, analyzers.Opened, a), true},
		{"its part by one", finding(analyzers.PortScan, analyzers.Opened, a), false},
		{"the same, grown", finding(analyzers.PortScan, analyzers.Grown, a), false},
		{"somebody else", finding(analyzers.PortScan, analyzers.Opened, b), true},
		{"another kind of the one", finding(analyzers.HostSweep, analyzers.Opened, a), true},
		{"the end of the scan", finding(analyzers.DistributedScan, analyzers.Ended, a), true},
		{"the end of the part", finding(analyzers.PortScan, analyzers.Ended, a), false},
		{"a new scan by the one", finding(analyzers.PortScan, analyzers.Opened, a), true},
		{"another scan by many", at(2, finding(analyzers.DistributedScan, analyzers.Opened, a)), true},
		{"its part by one", at(2, finding(analyzers.PortScan, analyzers.Opened, a)), false},
		{"the end of the other", at(2, finding(analyzers.DistributedScan, analyzers.Ended, a)), true},
		{"the part, that goes on alone", at(2, finding(analyzers.PortScan, analyzers.Grown, a)), true},
	}
	r := NewReporter(Options{})
	for _, s := range steps {
		if _, told := r.Take(s.f); told != s.told {
			t.Errorf("%s: told %v, want %v", s.name, told, s.told)
		}
	}
	if got := r.Stats().Absorbed; got != 4 {
		t.Errorf("absorbed %d, want 4", got)
	}
}
