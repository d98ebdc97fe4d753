package probe

import (
	"testing"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// rig plays crafted packets to a Detector as a lane would.
type rig struct {
	t     *testing.T
	m     *Matcher
	d     *Detector
	now   int64
	frame uint64
	out   []analyzers.Finding
}

func newRig(t *testing.T) *rig {
	t.Helper()
	m := Default()
	home := func(a *packet.Addr) bool { return a.Is4() && a[12] == 10 }
	return &rig{t: t, m: m, now: 1e18, d: New(Options{Matcher: m, Home: home, Sources: 1 << 10, Episodes: 64})}
}

// play sends packets, a millisecond apart.
func (r *rig) play(packets ...crafted) {
	r.t.Helper()
	for i := range packets {
		r.now += 1_000_000
		r.frame++
		f := packets[i].frame()
		f.Time = r.now
		p := decode(f)
		var h Hits
		if p.Verdict == packet.Fragment {
			r.m.MatchFragment(p, &h)
		} else {
			r.m.Match(p, &h)
		}
		var b analyzers.Batch
		for k, row := range h.Rows[:h.N] {
			var e analyzers.Event
			r.m.Fill(&e, p, row)
			e.Frame, e.Ordinal, e.Routes = r.frame, uint8(k), analyzers.BySource|analyzers.ByTarget
			b.Events = append(b.Events, e)
		}
		r.d.Consume(&b, &r.out)
	}
}

// told lists the kinds and tools of the findings that opened.
func (r *rig) told() (out []string) {
	r.now += hold + 1
	r.d.Advance(r.now, &r.out)
	for i := range r.out {
		f := &r.out[i]
		if f.Stage != analyzers.Opened || f.Quiet {
			continue
		}
		text := f.Kind.String()
		for _, t := range f.Tools {
			text += " " + t.Name
		}
		out = append(out, text)
	}
	return out
}

func (r *rig) want(want ...string) {
	r.t.Helper()
	got := r.told()
	if len(got) != len(want) {
		r.t.Fatalf("told %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			r.t.Errorf("told %q, want %q", got, want)
		}
	}
}

// row is a packet that a row wants.
func (r *rig) row(id string) crafted {
	r.t.Helper()
	for i := range r.m.Rows() {
		if r.m.Rows()[i].ID == id {
			return of(&r.m.Rows()[i].Packet)
		}
	}
	r.t.Fatalf("no row %s", id)
	return crafted{}
}

func with(c crafted, set func(*crafted)) crafted {
	set(&c)
	return c
}

func TestMirroredSequenceNumbers(t *testing.T) {
	first := func(r *rig) crafted {
		return with(r.row("nmap-syn"), func(c *crafted) { c.seq, c.sport, c.dport = 0xabcd1234, 50000, 80 })
	}
	for name, c := range map[string]struct {
		set  func(*crafted)
		want []string
	}{
		"the same mask, another port":      {func(c *crafted) { c.dport = 22 }, []string{"scanner_signature nmap"}},
		"the same mask, another host":      {func(c *crafted) { c.dst++ }, []string{"scanner_signature nmap"}},
		"the second try":                   {func(c *crafted) { c.seq ^= 0x00020002; c.sport += 2 }, []string{"scanner_signature nmap"}},
		"a fixed source port, second try":  {func(c *crafted) { c.seq ^= 0x00020002; c.dport = 22 }, []string{"scanner_signature nmap"}},
		"the same packet again":            {func(*crafted) {}, nil},
		"the same number, another sport":   {func(c *crafted) { c.dport, c.sport = 22, 50007 }, nil},
		"another number":                   {func(c *crafted) { c.seq, c.dport = c.seq+7, 22 }, nil},
		"mirrored by more than an octet":   {func(c *crafted) { c.seq ^= 0x01000100; c.dport = 22 }, nil},
		"mirrored, a far-off source port":  {func(c *crafted) { c.seq ^= 0x00020002; c.sport += 1000 }, nil},
		"another source":                   {func(c *crafted) { c.src++; c.dport = 22; c.ipid++ }, nil},
		"another window":                   {func(c *crafted) { c.window = 1025; c.dport = 22 }, nil},
		"hours later, by the same numbers": {func(c *crafted) { c.dport = 443 }, []string{"scanner_signature nmap"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.play(first(r))
			r.now += 3 * 3600 * 1e9
			r.play(with(first(r), c.set))
			r.want(c.want...)
		})
	}
}

func TestPairsOfOtherTools(t *testing.T) {
	r := newRig(t)
	naabu := r.row("naabu")
	for i := range uint32(3) {
		r.play(with(naabu, func(c *crafted) { c.seq, c.dport = i, uint16(80+i) }))
	}
	unicorn := with(r.row("unicornscan"), func(c *crafted) { c.src++ })
	for i := range uint16(2) {
		r.play(with(unicorn, func(c *crafted) {
			c.sport, c.dport, c.dst = 3000+77*i, 80+i, c.dst+uint32(i)
			c.seq = 0x5a5a5a5a ^ c.dst ^ (uint32(c.dport)<<16 + uint32(c.sport))
		}))
	}
	ping := with(r.row("fping"), func(c *crafted) { c.src += 2; c.icmpID = 99 })
	for i := range uint16(4) {
		r.play(with(ping, func(c *crafted) { c.icmpSeq, c.dst = i, c.dst+uint32(i) }))
	}
	r.want("scanner_signature naabu", "scanner_signature unicornscan", "scanner_signature fping")
}

func TestOnePacketIsEnoughWhereItIsUnique(t *testing.T) {
	for _, id := range []string{"masscan", "masscan-2023", "zmap", "zmap-3", "mirai", "nmap-sv-rpc", "nmap-os-s2", "nmap-script-agent"} {
		r := newRig(t)
		r.play(r.row(id))
		if got := r.told(); len(got) != 1 {
			t.Errorf("%s: %q", id, got)
		}
	}
}

func TestWeakRowsNameNobody(t *testing.T) {
	for _, id := range []string{"nmap-sv-get", "nmap-sv-x11", "nmap-sv-redis", "nmap-sv-help"} {
		r := newRig(t)
		for i := range uint16(20) {
			r.play(with(r.row(id), func(c *crafted) { c.dport, c.dst = 80+i, c.dst+uint32(i) }))
		}
		r.want()
	}
}

func TestServiceProbesNeedTwoRows(t *testing.T) {
	r := newRig(t)
	r.play(r.row("nmap-sv-genericlines"), r.row("nmap-sv-genericlines"))
	r.want()
	r.play(r.row("nmap-sv-options"))
	r.want("service_probe nmap")
}

func TestFingerprintIsComplete(t *testing.T) {
	r := newRig(t)
	var last analyzers.Finding
	for _, id := range []string{"s1", "s2", "s3", "s4", "s5", "s6", "ie1", "ie2"} {
		r.play(r.row("nmap-os-" + id))
	}
	last = r.out[len(r.out)-1]
	r.want("os_fingerprint nmap")
	if last.Milestone != 1 || last.Detail != "fingerprint complete of 10.20.0.20" {
		t.Errorf("milestone %d, %q", last.Milestone, last.Detail)
	}
}

func TestDecoys(t *testing.T) {
	for _, id := range []string{"nmap-syn", "nmap-null", "nmap-udp-empty"} {
		t.Run(id, func(t *testing.T) { playDecoys(t, id) })
	}
}

func playDecoys(t *testing.T, id string) {
	t.Helper()
	r := newRig(t)
	probe := with(r.row(id), func(c *crafted) { c.seq, c.ipid = 0x77777777, 0x1111 })
	for k := range uint16(2) {
		for i := range uint32(3) {
			r.play(with(probe, func(c *crafted) { c.src, c.dport, c.ipid = c.src+i, 80+k, c.ipid+k }))
		}
	}
	var found *analyzers.Finding
	for i := range r.out {
		if r.out[i].Kind == analyzers.DecoyScan {
			found = &r.out[i]
		}
	}
	if found == nil || found.SourceCount != 3 {
		t.Fatalf("%+v", found)
	}
}

// Six go to a zombie in the scanner's own name; the four that follow with the target's
// address accuse nobody.
func TestIdleScan(t *testing.T) {
	for n, want := range map[uint16][]string{4: nil, 6: {"idle_scan nmap"}} {
		r := newRig(t)
		for i := range n {
			r.play(with(r.row("nmap-idle-probe"), func(c *crafted) { c.sport, c.seq = c.sport+i, c.seq+uint32(i) }))
		}
		r.want(want...)
	}
}

func TestThreeProtocolsOnOnePort(t *testing.T) {
	r := newRig(t)
	say := func(app analyzers.App, data string, port uint16) {
		r.now += 5_000_000_000
		b := analyzers.Batch{Bytes: []byte(data)}
		e := analyzers.Event{Kind: analyzers.Message, Time: r.now, App: app, Proto: packet.ProtoTCP, TargetPort: port, DataLen: uint16(len(data))}
		b.Events = append(b.Events, e)
		r.d.Consume(&b, &r.out)
	}
	say(analyzers.AppHTTPRequest, "GET / HTTP/1.0\r\n\r\n", 443)
	say(analyzers.AppTLS, "\x16\x03\x01", 443)
	say(analyzers.AppSSH, "SSH-2.0-x\r\n", 443) // one port for many, as multiplexers have it
	say(analyzers.AppHTTPRequest, "GET / HTTP/1.0\r\n\r\n", 9000)
	say(analyzers.AppTLS, "\x16\x03\x01", 9000)
	r.want()
	say(analyzers.AppOther, "HELP\r\n", 9000)
	r.want("service_probe")
}

// What is known at once is told after a pause, and with its end an hour after the last packet.
func TestEpisodesWaitAndEnd(t *testing.T) {
	r := newRig(t)
	r.play(r.row("masscan"))
	for _, c := range []struct {
		after int64
		found int
	}{{0, 1}, {hold, 1}, {hold + 1, 2}, {episodeIdle, 2}, {episodeIdle + 1, 3}} {
		r.d.Advance(r.now+c.after, &r.out)
		if len(r.out) != c.found {
			t.Fatalf("%d findings after %d ns, want %d", len(r.out), c.after, c.found)
		}
	}
	opened, ended := &r.out[1], &r.out[2]
	if !r.out[0].Quiet || opened.Quiet || opened.Time != r.now+hold || opened.Decided != r.now {
		t.Errorf("%+v", r.out[:2])
	}
	if ended.Stage != analyzers.Ended || ended.Time != r.now+episodeIdle {
		t.Errorf("%+v", ended)
	}
	r.now += episodeIdle
	r.play(r.row("masscan"))
	r.want("scanner_signature masscan", "scanner_signature masscan")
}

// A scanner that pauses for hours has one episode, however long it goes on.
func TestSlowEpisodesLast(t *testing.T) {
	const hour = int64(3600e9)
	for name, c := range map[string]struct {
		pauses []int64
		opened int
	}{
		"hourly":                 {[]int64{hour, hour, hour, hour}, 1},
		"twice a day":            {[]int64{12 * hour, 12 * hour, 12 * hour}, 1},
		"over a weekend":         {[]int64{2 * hour, 2 * hour, 66 * hour}, 1},
		"quick, hours later":     {[]int64{1e6, 5 * hour, 5 * hour}, 2},
		"slow, and a week later": {[]int64{2 * hour, 2 * hour, 168 * hour}, 2},
	} {
		r := newRig(t)
		r.play(with(r.row("nmap-syn"), func(c *crafted) { c.dport = 1 }))
		for i, pause := range c.pauses {
			r.now += pause
			r.play(with(r.row("nmap-syn"), func(c *crafted) { c.dport = uint16(i + 2) }))
		}
		if got := r.told(); len(got) != c.opened {
			t.Errorf("%s: %d episodes, want %d", name, len(got), c.opened)
		}
		var last int64
		n := len(r.out)
		r.d.Finish(&r.out)
		for _, f := range r.out[n:] {
			if f.Stage != analyzers.Ended || f.Time < last {
				t.Errorf("%s: %v at %d after %d", name, f.Stage, f.Time, last)
			}
			last = f.Time
		}
	}
}

// What any kernel sends is nothing by itself: it neither joins an episode that runs nor makes its source remembered.
func TestResetsAreOrdinary(t *testing.T) {
	r := newRig(t)
	reset := r.row("zmap-4-reset-kernel")
	r.play(reset, with(reset, func(c *crafted) { c.dport++ }))
	if n := r.d.Stats().Sources; n != 0 {
		t.Errorf("%d sources are remembered", n)
	}
	r.play(r.row("masscan"), reset, r.row("zmap-4-reset"), with(reset, func(c *crafted) { c.dport++ }))
	r.want("scanner_signature masscan")
	r.d.Finish(&r.out)
	if f := r.out[len(r.out)-1]; f.Probes != 2 || f.Methods != analyzers.MethodSet(0).Add(analyzers.TCPSyn).Add(analyzers.TCPConnect) {
		t.Errorf("%d probes, methods %v", f.Probes, f.Methods)
	}
}

// A flood of forged sources opens no more episodes than there is room for.
func TestForgedSourcesAreBounded(t *testing.T) {
	r := newRig(t)
	for i := range uint32(5000) {
		r.play(with(r.row("mirai"), func(c *crafted) { c.src += i }))
	}
	if n := len(r.out); n > 64 {
		t.Errorf("%d findings", n)
	}
	if s := r.d.Stats(); s.EpisodesRefused == 0 {
		t.Errorf("%+v", s)
	}
	r.play(with(r.row("masscan"), func(c *crafted) { c.src = 0x0a140099 })) // of ours
	if f := r.out[len(r.out)-1]; f.Direction != analyzers.Internal {
		t.Errorf("a host of ours found no room: %+v", f)
	}
}

func TestConsumeDoesNotAllocate(t *testing.T) {
	r := newRig(t)
	r.play(r.row("masscan"))
	var b analyzers.Batch
	again := with(r.row("masscan"), func(c *crafted) { c.dst++; c.ipid = uint16(c.dst^c.seq) ^ c.dport })
	f := again.frame()
	f.Time = r.now
	p := decode(f)
	var h Hits
	r.m.Match(p, &h)
	var e analyzers.Event
	r.m.Fill(&e, p, h.Rows[0])
	e.Routes = analyzers.BySource | analyzers.ByTarget
	b.Events = append(b.Events, e)
	r.d.Consume(&b, &r.out)
	if n := testing.AllocsPerRun(100, func() { r.d.Consume(&b, &r.out) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
