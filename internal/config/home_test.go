package config

import (
	"net/netip"
	"testing"

	"github.com/reconwatch/reconwatch/capture/packet"
)

func TestHomeContains(t *testing.T) {
	home := Default().HomeNet()
	for addr, want := range map[string]bool{
		"10.0.0.1": true, "172.16.0.0": true, "172.31.255.255": true, "172.32.0.0": false, "192.168.7.7": true,
		"169.254.3.4": true, "8.8.8.8": false, "fd00::1": true, "fe80::1": true, "2001:db8::1": false, "::": false,
		"::ffff:10.0.0.1": true,
	} {
		a := packet.AddrFrom(netip.MustParseAddr(addr))
		if got := home.Contains(&a); got != want {
			t.Errorf("%s: %v, want %v", addr, got, want)
		}
	}
}

func TestParseHome(t *testing.T) {
	tests := []struct {
		name, in, problem string
		len               int
	}{
		{"two", "192.0.2.0/24, 2001:db8::1", "", 2},
		{"the same twice", "192.0.2.0/24,192.0.2.0/24", "", 1},
		{"empty", "", `"" is not a CIDR prefix`, 0},
		{"an empty part", "10.0.0.0/8,", `"" is not a CIDR prefix`, 0},
		{"too long", "10.0.0.0/40", `"10.0.0.0/40" is not a CIDR prefix`, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h, err := ParseHome(tt.in)
			switch {
			case tt.problem != "":
				if err == nil || err.Error() != tt.problem {
					t.Errorf("error %v, want %s", err, tt.problem)
				}
			case err != nil:
				t.Error(err)
			case h.Len() != tt.len:
				t.Errorf("%d prefixes, want %d", h.Len(), tt.len)
			}
		})
	}
}

func BenchmarkHomeContains(b *testing.B) {
	home := Default().HomeNet()
	for name, text := range map[string]string{"home": "192.168.1.2", "foreign": "198.51.100.7", "ipv6": "2001:db8::7"} {
		b.Run(name, func(b *testing.B) {
			a := packet.AddrFrom(netip.MustParseAddr(text))
			b.ReportAllocs()
			for b.Loop() {
				home.Contains(&a)
			}
		})
	}
}
