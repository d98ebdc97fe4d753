package xdp

import (
	"errors"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/bpf"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/internal/testbed"
)

const syn, ack = 0x02, 0x10

func TestCapture(t *testing.T) {
	w, v := lay(t), lay(t)
	p := openPort(t, Options{Lanes: 4}, w, v)
	if m := p.Modes(); m[0].Mode != "native" || m[1].Mode != "native" || m[0].Pass {
		t.Errorf("%+v", m)
	}
	began := time.Now().UnixNano()
	for host := range byte(20) {
		b := hostB.As4()
		b[3] = host
		to := netip.AddrFrom4(b)
		w.Send(t, tcp4(hostA, to, 1000<<16|443, syn))
		v.Send(t, tcp4(to, hostA, 443<<16|1000, syn|ack)) // the other direction, on another port
	}
	lanes := map[uint64]int{}
	for _, f := range take(t, p, 40) {
		if f.Time < began-int64(lag) || f.Time > time.Now().UnixNano() || f.WireLen != 64 || len(f.Data) != 54 || f.LinkType != capture.LinkEthernet {
			t.Fatalf("%+v, began %d", f, began)
		}
		var d packet.Packet
		d.Decode(&f.Frame)
		if d.LaneHash()%4 != uint64(f.Lane) || d.Verdict != packet.Transport {
			t.Errorf("lane %d, want %d: %v", f.Lane, d.LaneHash()%4, d.Verdict)
		}
		lanes[d.LaneHash()%4]++
		if want := uint16(0); d.TCPFlags == syn|ack {
			want = 1
			if f.Interface != want {
				t.Errorf("interface %d", f.Interface)
			}
		}
	}
	if len(lanes) != 4 {
		t.Errorf("lanes %v", lanes)
	}
	for i, c := range p.Counters() {
		if c.Frames != 20 || c.Bytes != 20*64 || !c.Up || c.Dropped != 0 || c.Shed != 0 {
			t.Errorf("interface %d: %+v", i, c)
		}
	}
}

// TestShedding: what cannot matter does not come, and is counted.
func TestShedding(t *testing.T) {
	w := lay(t)
	p := openPort(t, Options{}, w)
	w.Send(t, tcp4(hostA, hostB, 1000<<16|443, syn))
	for range 100 {
		w.Send(t, tcp4(hostA, hostB, 1000<<16|443, ack))
	}
	time.Sleep(20 * time.Millisecond)
	all := take(t, p, 1)
	all = append(all, take(t, p, 0)...)
	c := p.Counters()[0]
	// A new epoch may have begun in between.
	if n := len(all); n < 5 || n > 9 || c.Shed != uint64(101-n) || c.ShedBytes != 64*c.Shed {
		t.Errorf("%d frames, %+v", n, c)
	}
}

// TestFullRing: losses are counted to the frame.
func TestFullRing(t *testing.T) {
	w := lay(t)
	p := openPort(t, Options{RingBytes: 1 << 16}, w)
	const sent = 3000
	for i := range uint32(sent) {
		w.Send(t, tcp4(hostA, hostB, i<<16|443, syn))
	}
	time.Sleep(50 * time.Millisecond)
	n := len(take(t, p, 1))
	c := p.Counters()[0]
	// A busy machine takes its time, and the wire itself has few places: what it has no room for was never received.
	for end := time.Now().Add(5 * time.Second); c.Dropped+c.Held+uint64(n)+w.Lost(t) != sent && time.Now().Before(end); c = p.Counters()[0] {
		n += len(take(t, p, 0))
	}
	if c.Dropped == 0 || c.Dropped+c.Held+uint64(n)+w.Lost(t) != sent || c.Frames != uint64(n) || p.Lanes()[0].Stats().Dropped != c.Dropped {
		t.Errorf("%d frames, %d lost by the wire, %+v", n, w.Lost(t), c)
	}
}

// TestNeverCutsOff: an interface with an address goes on to serve its host.
func TestNeverCutsOff(t *testing.T) {
	w := lay(t)
	testbed.IP(t, "addr add 192.0.2.9/24 dev %s", w.Watched)
	for _, c := range []struct {
		o    Options
		pass bool
	}{{Options{}, true}, {Options{Drop: true}, false}, {Options{Pass: true}, true}} {
		p := openPort(t, c.o, w)
		if m := p.Modes()[0]; m.Pass != c.pass {
			t.Errorf("%+v: %v", c.o, m)
		}
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
		take(t, p, -1)
	}
}

func TestAttachedOnce(t *testing.T) {
	w := lay(t)
	p := openPort(t, Options{}, w)
	if _, err := Open([]string{w.Watched}, Options{}); err == nil || !strings.Contains(err.Error(), "open "+w.Watched+": another XDP program is attached") {
		t.Error(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("ip", "-details", "link", "show", w.Watched).CombinedOutput()
	if err != nil || strings.Contains(string(out), "xdp") {
		t.Errorf("%v: %s", err, out)
	}
	openPort(t, Options{}, w)
}

func TestPromiscuous(t *testing.T) {
	w := lay(t)
	promiscuity := func() bool {
		out, err := exec.Command("ip", "-details", "link", "show", w.Watched).Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(string(out), "promiscuity 1")
	}
	p := openPort(t, Options{}, w)
	if !promiscuity() {
		t.Error("not promiscuous")
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if promiscuity() {
		t.Error("promiscuous after the end")
	}
}

// next waits for an event.
func next(t *testing.T, p *Port) capture.Event {
	t.Helper()
	select {
	case e := <-p.Events():
		return e
	case <-time.After(3 * time.Second):
		t.Fatal("no event")
		return capture.Event{}
	}
}

func TestDownAndUp(t *testing.T) {
	w := lay(t)
	testbed.IP(t, "link set %s down", w.Watched)
	p := openPort(t, Options{}, w)
	if e := next(t, p); e.Kind != capture.EventDown {
		t.Errorf("%+v", e)
	}
	testbed.IP(t, "link set %s up", w.Watched)
	if e := next(t, p); e.Kind != capture.EventUp || e.Err != nil {
		t.Errorf("%+v", e)
	}
	w.Send(t, tcp4(hostA, hostB, 1, syn))
	take(t, p, 1)
}

// TestReplaced: an interface that is made anew cannot be attached to without privileges.
func TestReplaced(t *testing.T) {
	w := lay(t)
	p := openPort(t, Options{}, w)
	testbed.IP(t, "link del %s", w.Sender)
	if e := next(t, p); e.Kind != capture.EventGone {
		t.Errorf("%+v", e)
	}
	w.Make(t)
	if e := next(t, p); e.Kind != capture.EventFault || !errors.Is(e.Err, ErrReplaced) {
		t.Errorf("%+v", e)
	}
	var err error
	for range 100 {
		if _, err = p.Lanes()[0].ReadBatch(make([]capture.Frame, 1)); !errors.Is(err, capture.ErrTick) {
			break
		}
	}
	if !errors.Is(err, ErrReplaced) {
		t.Error(err)
	}
	if c := p.Counters()[0]; c.Up || c.Losses != 1 {
		t.Errorf("%+v", c)
	}
}

func TestOpenErrors(t *testing.T) {
	w := lay(t)
	if _, err := Open([]string{"eth77"}, Options{}); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "eth77") {
		t.Error(err)
	}
	for _, o := range []Options{{Pass: true, Drop: true}, {Tick: 1}, {Lanes: 65}, {RingBytes: 100000}, {RingBytes: 1}} {
		if _, err := Open([]string{w.Watched}, o); err == nil {
			t.Errorf("%+v is taken", o)
		}
	}
	if _, err := Open(nil, Options{}); err == nil {
		t.Error("no interface")
	}
}

// TestPrivileges: what is missing is named.
func TestPrivileges(t *testing.T) {
	if os.Getenv("RECONWATCH_XDP_BARE") == "" {
		w := lay(t)
		_ = newKernel(t, bpf.Options{})
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("setpriv", "--bounding-set", "-all", "--inh-caps", "-all", self, "-test.run=^TestPrivileges$")
		cmd.Env = append(os.Environ(), "RECONWATCH_XDP_BARE="+w.Watched)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
		return
	}
	_, err := Open([]string{os.Getenv("RECONWATCH_XDP_BARE")}, Options{})
	if !errors.Is(err, os.ErrPermission) || !strings.Contains(err.Error(), "needs CAP_BPF and CAP_NET_ADMIN and CAP_PERFMON") {
		t.Error(err)
	}
	if err := bpf.Probe(); !errors.Is(err, os.ErrPermission) {
		t.Error(err)
	}
}

func TestProbe(t *testing.T) {
	_ = newKernel(t, bpf.Options{})
	if err := bpf.Probe(); err != nil {
		t.Error(err)
	}
}

func TestWake(t *testing.T) {
	p := openPort(t, Options{Tick: time.Hour}, lay(t))
	l := p.Lanes()[0]
	time.AfterFunc(20*time.Millisecond, l.Wake)
	if n, err := l.ReadBatch(make([]capture.Frame, 1)); n != 0 || !errors.Is(err, capture.ErrTick) {
		t.Error(n, err)
	}
	if behind := time.Now().UnixNano() - l.Now(); behind < 0 || behind > int64(time.Second) {
		t.Error(behind)
	}
}
