package alert

import (
	"strings"
	"testing"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

func TestZombieIsNotAccused(t *testing.T) {
	scanner, zombie, target := packet.Addr{10: 0xff, 11: 0xff, 12: 203, 15: 1}, packet.Addr{10: 0xff, 11: 0xff, 12: 10, 15: 2}, packet.Addr{10: 0xff, 11: 0xff, 12: 10, 15: 3}
	syn := analyzers.MethodSet(0).Add(analyzers.TCPSyn)
	idle := func(stage analyzers.Stage) analyzers.Finding {
		return analyzers.Finding{
			Kind: analyzers.IdleScan, Stage: stage, Source: scanner, SourceCount: 1, Episode: 5, First: 5, Last: 6,
			Direction: analyzers.Inbound, Hosts: 1, HostsSample: []packet.Addr{zombie},
		}
	}
	scan := func(stage analyzers.Stage, first int64, methods analyzers.MethodSet) analyzers.Finding {
		return analyzers.Finding{
			Kind: analyzers.PortScan, Stage: stage, Source: zombie, SourceCount: 1, Episode: first, First: first, Last: first + 9,
			Direction: analyzers.Internal, Methods: methods, Hosts: 1, HostsSample: []packet.Addr{target}, Ports: 30,
		}
	}
	r := NewReporter(Options{})
	for _, s := range []struct {
		name   string
		f      analyzers.Finding
		source packet.Addr
	}{
		{"a scan of its own", scan(analyzers.Opened, 4, syn), zombie},
		{"the idle scan", idle(analyzers.Opened), scanner},
		{"the forged scan", scan(analyzers.Opened, 7, syn), scanner},
		{"a scan that nobody forges", scan(analyzers.Opened, 8, syn.Add(analyzers.UDP)), zombie},
		{"its own scan ends", scan(analyzers.Ended, 4, syn), zombie},
		{"the idle scan ends", idle(analyzers.Ended), scanner},
		{"the forged scan ends", scan(analyzers.Ended, 7, syn), scanner},
		{"a later scan of its own", scan(analyzers.Opened, 9, syn), zombie},
	} {
		a, told := r.Take(&s.f)
		if !told || a.Source != s.source.Netip() {
			t.Errorf("%s: told %v of %v, want %v", s.name, told, a.Source, s.source)
		}
		if forged := strings.HasPrefix(s.name, "the forged"); strings.Contains(a.Reason, "in the name of "+zombie.String()) != forged {
			t.Errorf("%s: %s", s.name, a.Reason)
		} else if forged && a.Direction != "inbound" {
			t.Errorf("%s: %s", s.name, a.Direction)
		}
	}
	if len(r.zombies.byAddr)+len(r.zombies.forged) != 0 {
		t.Error("something is kept for ever")
	}
}
