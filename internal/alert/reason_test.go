package alert

import (
	"testing"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

func TestReason(t *testing.T) {
	set := func(edit ...func(*analyzers.Finding)) *analyzers.Finding { return finding(edit...) }
	tests := []struct {
		name string
		f    *analyzers.Finding
		want string
	}{
		{"port scan that learned", set(func(f *analyzers.Finding) {
			f.Ports, f.Last, f.FailureShare = 1000, start+12_345*second/1000, 0.986
			f.Answers = analyzers.Answers{Open: 3, Closed: 990, Silent: 7}
		}), "External host 203.0.113.9 probed 1,000 ports of 192.0.2.5 in 12.3 s by tcp_syn; 98 % of the contacts failed or stayed half-open; " +
			"answers: 3 open, 990 closed, 7 silent; check that what answered is meant to be reachable."},
		{"connected to and left", set(func(f *analyzers.Finding) {
			f.Methods, f.Answers = analyzers.MethodSet(0).Add(analyzers.TCPConnect), analyzers.Answers{Open: 15}
		}), "External host 203.0.113.9 probed 15 ports of 192.0.2.5 in 1 s by tcp_connect; 100 % of the contacts ended without data; " +
			"answers: 15 open; check that what answered is meant to be reachable."},
		{"connected to and left, or refused", set(func(f *analyzers.Finding) {
			f.Methods, f.Answers = analyzers.MethodSet(0).Add(analyzers.TCPConnect), analyzers.Answers{Open: 5, Closed: 10}
		}), "External host 203.0.113.9 probed 15 ports of 192.0.2.5 in 1 s by tcp_connect; 100 % of the contacts failed or ended without data; " +
			"answers: 5 open, 10 closed; check that what answered is meant to be reachable."},
		{"sequential test, own host, bad visibility", set(towards(analyzers.Internal), func(f *analyzers.Finding) {
			f.Rule, f.Score, f.Threshold, f.Visibility, f.Source = analyzers.RuleSequential, 9.7, 9.2, 0.45, addr("10.0.0.7")
		}), "Own host 10.0.0.7 probed 15 ports of 192.0.2.5 in 1 s by tcp_syn; 100 % of the first contacts failed or stayed half-open, " +
			"sequential test at 9.7 of 9.2 needed; answers: 15 closed; this sensor sees 45 % of the replies there, " +
			"so silence may be its own; find out what runs on 10.0.0.7 and who asked for it."},
		{"sweep of one port, nothing seen", set(kindOf(analyzers.PortSweep), hostsOf(254), func(f *analyzers.Finding) {
			f.Ports, f.PortsSample, f.Answers, f.Last = 1, []uint16{445}, analyzers.Answers{Silent: 254}, start
		}), "External host 203.0.113.9 tried port 445 on 254 hosts in under 1 ms by tcp_syn; 100 % of the contacts failed or stayed half-open; " +
			"no answer was seen, 254 silent; no action unless it comes back for more."},
		{"few hosts are named", set(kindOf(analyzers.HostSweep), by(analyzers.ICMPEcho), func(f *analyzers.Finding) {
			f.Hosts, f.HostsSample = 2, []packet.Addr{addr("192.0.2.5"), addr("2001:db8::5")}
		}), "External host 203.0.113.9 looked for live hosts among 2 hosts (192.0.2.5, 2001:db8::5) in 1 s by tcp_syn, icmp_echo; " +
			"100 % of the contacts failed or stayed half-open; answers: 15 closed; no action unless it comes back for more."},
		{"several sources", set(kindOf(analyzers.DistributedScan), hostsOf(256), func(f *analyzers.Finding) {
			f.Rule, f.SourceCount, f.PortsSample, f.Ports = analyzers.RulePartition, 12, []uint16{22}, 1
		}), "12 external hosts (first 203.0.113.9) shared port 22 of 256 hosts among themselves in 1 s by tcp_syn; " +
			"the sources split the targets with hardly any overlap; answers: 15 closed; nothing open was found, so watch for its return."},
		{"protocols", set(kindOf(analyzers.ProtocolScan), portsOf(12), func(f *analyzers.Finding) {
			f.Rule, f.Methods = analyzers.RuleProtocols, 0
		}), "External host 203.0.113.9 tried 12 IP protocols on 192.0.2.5 in 1 s; hosts speak few protocols, so trying many is a search; " +
			"answers: 15 closed; nothing open was found, so watch for its return."},
		{"backscatter", set(kindOf(analyzers.Backscatter), hostsOf(300), func(f *analyzers.Finding) {
			f.Rule, f.Methods, f.Last = analyzers.RuleUnrequested, 0, start+3700*second
		}), "External host 203.0.113.9 sent 300 hosts replies that nobody asked for in 1 h 1 min, " +
			"consistent with the victim of a forged flood and not with a scan; no request to it was seen; do not act against the source."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := reason(tt.f); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestTablesHaveEveryKind: a kind that is added must say what it is.
func TestTablesHaveEveryKind(t *testing.T) {
	for k := analyzers.PortScan; k < analyzers.NumKinds; k++ {
		if deeds[k].did == "" {
			t.Errorf("%s: no words", k)
		}
		if k.Reconnaissance() && len(traits[k].outside) == 0 {
			t.Errorf("%s: no technique", k)
		}
	}
	for r := analyzers.RuleSequential; r <= analyzers.RuleIncomplete; r++ {
		if ruleName(r) == "" || rules[r].words == "" {
			t.Errorf("rule %d: no name or no words", r)
		}
	}
	if ruleName(analyzers.RuleNone) != "" || ruleName(200) != "" {
		t.Error("a rule that is none has a name")
	}
}

func TestNumbers(t *testing.T) {
	for got, want := range map[string]string{
		grouped(0): "0", grouped(999): "999", grouped(1000): "1,000", grouped(1234567): "1,234,567",
		count(1, "port"): "1 port", count(2, "port"): "2 ports",
		percent(0.999): "99 %", percent(1): "100 %", percent(0.29): "29 %", percent(-1): "0 %",
		duration(5e6): "5 ms", duration(59_999_000_000): "59.9 s", duration(61 * second): "1 min 1 s",
		duration(26 * 3600 * second): "1 d 2 h", span(0): " in under 1 ms", span(-5): "", span(2 * second): " in 2 s",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
