package alert

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }

func sample(n uint32, hosts ...string) func(*analyzers.Finding) {
	return func(f *analyzers.Finding) {
		f.Hosts, f.HostsSample = n, nil
		for _, h := range hosts {
			f.HostsSample = append(f.HostsSample, addr(h))
		}
	}
}

func TestSuppression(t *testing.T) {
	onPort := func(f *analyzers.Finding) { f.Ports, f.PortsSample = 1, []uint16{161} }
	several := func(f *analyzers.Finding) {
		f.SourceCount, f.Sources = 2, []packet.Addr{addr("203.0.113.9"), addr("198.51.100.1")}
	}
	tests := []struct {
		name string
		rule Suppression
		f    *analyzers.Finding
		want bool
	}{
		{"source inside", Suppression{Source: prefix("203.0.113.0/24")}, finding(), true},
		{"source outside", Suppression{Source: prefix("203.0.112.0/24")}, finding(), false},
		{"one of two sources outside", Suppression{Source: prefix("203.0.113.0/24")}, finding(several), false},
		{"target inside", Suppression{Target: prefix("192.0.2.0/24")}, finding(), true},
		{"another target", Suppression{Target: prefix("192.0.2.0/24")}, finding(sample(2, "192.0.2.5", "10.0.0.1")), false},
		{"more targets than the prefix holds", Suppression{Target: prefix("192.0.2.4/31")}, finding(sample(3, "192.0.2.5")), false},
		{"targets unknown", Suppression{Target: prefix("192.0.2.0/24")}, finding(sample(0)), false},
		{"IPv6 target", Suppression{Target: prefix("2001:db8::/32")}, finding(sample(1<<31, "2001:db8::1")), true},
		{"the only port", Suppression{Port: 161}, finding(onPort), true},
		{"one of several ports", Suppression{Port: 22}, finding(), false},
		{"kind", Suppression{Kind: analyzers.PortScan}, finding(), true},
		{"another kind", Suppression{Kind: analyzers.HostSweep}, finding(), false},
		{"VLAN", Suppression{VLAN: 7}, finding(func(f *analyzers.Finding) { f.VLAN = 7 }), true},
		{"another VLAN", Suppression{VLAN: 7}, finding(), false},
		{"one selector of two fails", Suppression{Kind: analyzers.PortScan, Port: 161}, finding(), false},
		{"not expired yet", Suppression{Kind: analyzers.PortScan, Expires: start + second + 1}, finding(), true},
		{"expired by packet time", Suppression{Kind: analyzers.PortScan, Expires: start + second}, finding(), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := NewReporter(Options{Suppress: []Suppression{tt.rule}})
			if _, told := r.Take(tt.f); told == tt.want {
				t.Errorf("told %v, want %v", told, !tt.want)
			}
		})
	}
}

// TestMutedEpisodes: what leaves the range of a rule is told, and who was told
// of an opening is told of the end.
func TestMutedEpisodes(t *testing.T) {
	lab := Options{Suppress: []Suppression{{Target: prefix("192.0.2.0/24"), Expires: start + 100*second}}}
	abroad := sample(2, "192.0.2.5", "10.0.0.1")
	for _, tt := range []struct {
		name     string
		findings []*analyzers.Finding
		want     []string
	}{
		{"all inside", []*analyzers.Finding{finding(), later(2, ended)}, nil},
		{"leaves the range", []*analyzers.Finding{finding(), later(2, abroad), later(3, abroad, ended)}, []string{"open", "close"}},
		{"rule expires", []*analyzers.Finding{finding(), later(100), later(101, ended)}, []string{"open", "close"}},
		{"ends inside after being told", []*analyzers.Finding{finding(abroad), later(2, ended)}, []string{"open", "close"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := NewReporter(lab)
			var got []string
			for _, f := range tt.findings {
				if a, told := r.Take(f); told {
					got = append(got, a.Phase)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if r.Open() != 0 {
				t.Errorf("%d episodes left open", r.Open())
			}
		})
	}
}
