package topology

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// ike makes the first message of a key exchange with some transforms.
func ike(transforms, vendors int) []byte {
	b := make([]byte, ikeHeader, 400)
	b[0], b[16], b[17], b[18] = 1, payloadSA1, 0x10, 2
	sa := []byte{0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 8, 1, 1, 0, byte(transforms)}
	if vendors > 0 {
		sa[0] = payloadVID
	}
	binary.BigEndian.PutUint16(sa[2:], uint16(len(sa)))
	b = append(b, sa...)
	for i := range vendors {
		vid := make([]byte, 20)
		vid[3] = 20
		if i < vendors-1 {
			vid[0] = payloadVID
		}
		b = append(b, vid...)
	}
	binary.BigEndian.PutUint32(b[24:], uint32(len(b)))
	return b
}

func TestKeyExchange(t *testing.T) {
	for name, c := range map[string]struct {
		to         []string
		transforms []int
		vendors    int
		want       []string
	}{
		"a list of everything to two": {[]string{target, other}, []int{8, 8}, 0, []string{"firewall_probe@" + tracer}},
		"different ones to one":       {[]string{target, target, target}, []int{8, 9, 10}, 0, []string{"firewall_probe@" + tracer}},
		"a client and its back-up":    {[]string{target, other}, []int{8, 8}, 3, nil},
		"a plain old client":          {[]string{target, other}, []int{2, 2}, 0, nil},
		"one transform at a time":     {[]string{target, target, target, target, target}, []int{1, 2, 3, 4, 5}, 0, []string{"firewall_probe@" + tracer}},
		"again and again":             {[]string{target, target, target, target}, []int{8, 8, 8, 8}, 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWay()
			for i, to := range c.to {
				w.take(analyzers.Event{
					Kind: analyzers.Message, App: analyzers.AppOther, Proto: packet.ProtoUDP, Source: addr(tracer), Target: addr(to), TargetPort: portIKE, Method: analyzers.UDP,
				}, ike(c.transforms[i], c.vendors))
			}
			if diff := cmp.Diff(c.want, w.done()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// asks makes an aggressive message of who goes by a name, with a vendor identification if vendors is 1.
func asks(name string, vendors int) []byte {
	b := ike(2, vendors)
	b[18] = exchangeAggressive
	id := append([]byte{0, 0, 0, byte(8 + len(name)), 11, 17, 1, 0xf4}, name...)
	id[0], b[ikeHeader] = b[ikeHeader], payloadID
	b = slices.Insert(b, ikeHeader+20, id...)
	binary.BigEndian.PutUint32(b[24:], uint32(len(b)))
	return b
}

// cookie puts a cookie into a message.
func cookie(n byte, b []byte) []byte {
	b[0] = n
	return b
}

func TestNamesAndCookies(t *testing.T) {
	found := []string{"firewall_probe@" + tracer}
	hosts := []string{target, other, "10.0.0.7"}
	for name, c := range map[string]struct {
		message func(i int) []byte
		n       int
		to      []string
		want    []string
	}{
		"five names at one gateway": {func(i int) []byte { return asks(string(rune('a'+i)), 0) }, 5, hosts[:1], found},
		"four":                      {func(i int) []byte { return asks(string(rune('a'+i)), 0) }, 4, hosts[:1], nil},
		"one name again and again":  {func(int) []byte { return asks("a", 0) }, 20, hosts[:1], nil},
		"clients of five names behind one router":  {func(i int) []byte { return asks(string(rune('a'+i)), 1) }, 5, hosts[:1], nil},
		"one cookie for three":                     {func(int) []byte { return cookie(9, ike(4, 0)) }, 3, hosts, found},
		"one cookie for a gateway and its back-up": {func(int) []byte { return cookie(9, ike(4, 0)) }, 9, hosts[:2], nil},
		"one for each of three":                    {func(i int) []byte { return cookie(byte(i+1), ike(4, 0)) }, 3, hosts, nil},
		"one of a client that says whose it is":    {func(int) []byte { return cookie(9, ike(4, 1)) }, 3, hosts, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWay()
			for i := range c.n {
				w.take(analyzers.Event{
					Kind: analyzers.Message, App: analyzers.AppOther, Proto: packet.ProtoUDP, Source: addr(tracer), Target: addr(c.to[i%len(c.to)]), TargetPort: portIKE, Method: analyzers.UDP,
				}, c.message(i))
			}
			if diff := cmp.Diff(c.want, w.done()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCutIsNotRead(t *testing.T) {
	b := ike(8, 1)
	for n := range b {
		if _, ok := parseIKE(b[:n]); ok {
			t.Errorf("%d of %d bytes were read", n, len(b))
		}
	}
}

func FuzzIKE(f *testing.F) {
	f.Add(ike(8, 2))
	f.Add([]byte(strings.Repeat("\x01", 60)))
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, ok := parseIKE(b); ok && p.transforms > maxPayloads*maxPayloads*255 {
			t.Errorf("%d transforms in %d bytes", p.transforms, len(b))
		}
	})
}
