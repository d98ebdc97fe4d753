package filter

import (
	"errors"
	"strings"
	"testing"

	"github.com/reconwatch/reconwatch/capture"
)

func TestSyntaxErrors(t *testing.T) {
	for _, tc := range []struct {
		expr, want string
	}{
		{"1.2.3.4", `filter: column 1, "1.2.3.4": not a keyword, and there is no host, net, port or the like before it`},
		{"host", `filter: column 5, at the end: expected an address or number after host`},
		{"port 80 or", `filter: column 11, at the end: expected a primitive, such as host 10.0.0.1 or tcp port 80`},
		{"tcp port http", `filter: column 10, "http": expected a port in digits`},
		{"port 70000", `filter: column 6, "70000": a port is at most 65535`},
		{"port 10-20", `filter: column 6, "10-20": expected a port in digits`},
		{"port 080", `filter: column 6, "080": expected a port in digits`},
		{"icmp port 80", `filter: column 11, "80": icmp has no ports`},
		{"(port 80", `filter: column 9, at the end: expected )`},
		{"port 80)", `filter: column 8, ")": expected and, or or the end`},
		{"port 80 tcp", `filter: column 9, "tcp": expected and, or or the end`},
		{"host tcp", `filter: column 6, "tcp": expected an address or number after host`},
		{"host 10.0.0", `filter: column 6, "10.0.0": expected an IP address`},
		{"host 10.0.0.0/8", `filter: column 6, "10.0.0.0/8": only net takes a prefix length`},
		{"net 10.0.0.1/8", `filter: column 5, "10.0.0.1/8": bits are set behind the prefix of 8`},
		{"net 10.0.0.0/33", `filter: column 5, "10.0.0.0/33": expected a prefix length of 0 to 32`},
		{"net 10.0.0.0 mask 255.0.255.0", `filter: column 19, "255.0.255.0": the mask is not a prefix`},
		{"ip host ::1", `filter: column 9, "::1": not an address of ip`},
		{"ip6 host 1.2.3.4", `filter: column 10, "1.2.3.4": not an address of ip6`},
		{"tcp host 1.2.3.4", `filter: column 10, "1.2.3.4": tcp has no addresses; ip, ip6, arp and rarp have`},
		{"ether host 1.2.3.4", `filter: column 12, "1.2.3.4": expected an Ethernet address after ether host`},
		{"ether", `filter: column 6, at the end: expected host, src, dst or proto after ether`},
		{"src src host ::1", `filter: column 5, "src": expected an address or number after src`},
		{"src or src host ::1", `filter: column 8, "src": expected the other direction`},
		{"proto 256", `filter: column 7, "256": expected an IP protocol number, 0 to 255, or its name`},
		{"vlan 5000", `filter: column 6, "5000": greater than 4095`},
		{"tcp or 80", `filter: column 8, "80": not a keyword, and there is no host, net, port or the like before it`},
		{"tcp[13] & 2 != 0", `filter: column 1, "tcp[13]": not a keyword, and there is no host, net, port or the like before it`},
		{strings.Repeat("(", 100) + "tcp", `filter: column 65, "(": more than 64 levels deep`},
		{strings.Repeat(" ", 5000), `filter: column 4097, at the end: longer than 4096 bytes`},
		{strings.Repeat("vlan and ", 9) + "tcp", `filter: column 73, "vlan": more than 8 tags`},
	} {
		t.Run(tc.expr[:min(len(tc.expr), 30)], func(t *testing.T) {
			_, err := Compile(tc.expr, capture.LinkEthernet)
			var se *SyntaxError
			if !errors.As(err, &se) || err.Error() != tc.want {
				t.Errorf("got  %v\nwant %s", err, tc.want)
			}
		})
	}
}

func TestLinkTypesWithout(t *testing.T) {
	for expr, link := range map[string]capture.LinkType{
		"vlan 5":                       capture.LinkRaw,
		"ether host 02:00:00:00:00:01": capture.LinkLinuxSLL,
		"tcp":                          capture.LinkType(105),
	} {
		if _, err := Compile(expr, link); err == nil {
			t.Errorf("%q compiles for %s", expr, link)
		}
	}
}

// TestLongProgram has jumps that are farther than 255 instructions.
func TestLongProgram(t *testing.T) {
	expr := "tcp and (port 1" + strings.Repeat(" or 2", 100) + " or 443)"
	f, err := Compile(expr, capture.LinkEthernet)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.program) < 512 {
		t.Fatalf("only %d instructions", len(f.program))
	}
	for name, want := range map[string]bool{"tcp4": true, "udp4": false, "arp": false} {
		if got := f.Match(&capture.Frame{Data: frameNamed(t, name), LinkType: capture.LinkEthernet}); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if _, err := Compile("port 1"+strings.Repeat(" or 2", 790), capture.LinkEthernet); err == nil {
		t.Error("a program beyond the kernel's limit compiles")
	}
}

// TestMovedTag gives frames with the tag in Frame.VLAN and in the bytes: both
// must match the same.
func TestMovedTag(t *testing.T) {
	for _, expr := range expressions {
		f, err := Compile(expr, capture.LinkEthernet)
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range frames(t) {
			d := in.data
			if len(d) < 18 || d[12] != 0x81 {
				continue
			}
			whole := capture.Frame{Data: d, WireLen: uint32(len(d)), LinkType: capture.LinkEthernet}
			moved := capture.Frame{
				Data: append(append([]byte{}, d[:12]...), d[16:]...), WireLen: uint32(len(d) - 4),
				LinkType: capture.LinkEthernet, HasVLAN: true, VLAN: uint16(d[14])<<8 | uint16(d[15]),
			}
			if a, b := f.Match(&whole), f.Match(&moved); a != b {
				t.Errorf("%q on %s: %v with the tag in the frame, %v without", expr, in.name, a, b)
			}
		}
	}
}

// TestTruncated cuts frames everywhere: a Match must end, and reads nothing
// behind the end.
func TestTruncated(t *testing.T) {
	for _, expr := range expressions {
		s, err := CompileSet(expr)
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range frames(t) {
			for n := range in.data {
				for _, link := range []capture.LinkType{1, 0, 9, 50, 51, 101, 108, 113, 228, 229, 276, 2, 999} {
					s.Match(&capture.Frame{Data: in.data[:n:n], WireLen: uint32(len(in.data)), LinkType: link})
				}
			}
		}
	}
}

func FuzzCompile(f *testing.F) {
	for _, expr := range expressions {
		f.Add(expr, []byte("some bytes"))
	}
	f.Fuzz(func(t *testing.T, expr string, data []byte) {
		s, err := CompileSet(expr)
		if err != nil {
			var se *SyntaxError
			if !errors.As(err, &se) || se.Column < 1 || se.Column > max(len(expr), maxLen)+1 {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		for link := range s.byLink {
			if fl := s.byLink[link]; fl != nil {
				if len(fl.program) == 0 || len(fl.program) > maxInstructions {
					t.Fatalf("%d instructions", len(fl.program))
				}
				fl.Match(&capture.Frame{Data: data, LinkType: capture.LinkType(link), HasVLAN: len(data)%2 == 0})
			}
		}
	})
}
