package ring

import (
	"bytes"
	"errors"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/filter"
	"github.com/reconwatch/reconwatch/capture/packet"
)

func TestFrames(t *testing.T) {
	w := lay(t)
	p := openPort(t, Options{}, w)
	plain := udp4(hostA, hostB, 1)
	insert := func(tags string) []byte {
		return append(append(append([]byte{}, plain[:12]...), tags...), plain[12:]...)
	}
	long := append(append([]byte{}, plain...), make([]byte, 1400)...)
	before := time.Now().UnixNano()
	w.send(t, plain, insert("\x81\x00\x61\x23"), insert("\x88\xa8\x00\x64\x81\x00\x00\xc8"), insert("\x81\x00\x00\x00"), long)
	all := take(t, p, 5)
	after := time.Now().UnixNano()
	for i, want := range []struct {
		data []byte
		has  bool
		tci  uint16
	}{
		{plain, false, 0},
		{plain, true, 0x6123},
		{insert("\x81\x00\x00\xc8"), true, 0x0064},
		{plain, true, 0},
		{long, false, 0},
	} {
		f := all[i]
		if !bytes.Equal(f.Data, want.data) {
			t.Errorf("frame %d: bytes\n%x, want\n%x", i, f.Data, want.data)
		}
		if f.HasVLAN != want.has || f.VLAN != want.tci {
			t.Errorf("frame %d: tag %v %#x, want %v %#x", i, f.HasVLAN, f.VLAN, want.has, want.tci)
		}
		if f.WireLen != uint32(len(want.data)) || f.LinkType != capture.LinkEthernet || f.Interface != 0 {
			t.Errorf("frame %d: %+v", i, f.Frame)
		}
		if f.Time < before || f.Time > after {
			t.Errorf("frame %d: time %d is not within %d and %d", i, f.Time, before, after)
		}
	}
	if s := p.Lanes()[0].Stats(); s.Frames != 5 || s.Dropped != 0 {
		t.Errorf("stats %+v", s)
	}
}

func TestSnapAndFilter(t *testing.T) {
	w := lay(t)
	p := openPort(t, Options{Snap: 64, Filter: func(l capture.LinkType) ([]bpf.RawInstruction, error) {
		f, err := filter.Compile("host 192.0.2.1", l)
		if err != nil {
			return nil, err
		}
		return f.Instructions(), nil
	}}, w)
	long := append(udp4(hostB, hostA, 1), make([]byte, 1000)...)
	w.send(t, udp4(hostB, hostB, 0), long, udp4(hostB, hostB, 2), udp4(hostA, hostB, 3))
	all := take(t, p, 2)
	if len(all) != 2 || len(all[0].Data) != 64 || all[0].WireLen != uint32(len(long)) || len(all[1].Data) != 50 {
		t.Errorf("%d frames: %+v", len(all), all)
	}
}

func TestPromiscuous(t *testing.T) {
	for no, want := range map[bool]string{false: "promiscuity 1", true: "promiscuity 0"} {
		w := lay(t)
		openPort(t, Options{NoPromiscuous: no}, w)
		out, err := exec.Command("ip", "-details", "link", "show", w.watched).CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("not %s: %v\n%s", want, err, out)
		}
	}
}

func TestOutgoing(t *testing.T) {
	for _, outgoing := range []bool{false, true} {
		w := lay(t)
		p := openPort(t, Options{Outgoing: outgoing, Lanes: 2}, w)
		back := &wire{sender: w.watched, watched: w.sender, fd: -1}
		back.connect(t)
		take(t, p, 0)
		back.send(t, udp4(hostB, hostA, 1))
		w.send(t, udp4(hostA, hostB, 2))
		_ = unix.Close(back.fd)
		time.Sleep(30 * time.Millisecond)
		_ = p.Close()
		all := take(t, p, -1)
		if want := map[bool]int{false: 1, true: 2}[outgoing]; len(all) != want {
			t.Errorf("outgoing %v: %d frames, want %d", outgoing, len(all), want)
		}
		for _, f := range all {
			if f.lane != all[0].lane {
				t.Errorf("outgoing %v: directions part", outgoing)
			}
		}
	}
}

// conversations are both directions of n address pairs.
func conversations(n int) [][]byte {
	var all [][]byte
	for i := range n {
		peer := netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)})
		all = append(all, udp4(hostA, peer, uint64(i)), udp4(peer, hostA, uint64(i)))
	}
	return all
}

func TestFanoutInnermost(t *testing.T) {
	one, two := lay(t), lay(t)
	p := openPort(t, Options{Lanes: 2}, one, two)
	if kind, why := p.Steering(); kind != SteerInnermost {
		lacking(t, "bpf", why.Error())
	}
	// The directions arrive on two ports, as on a tap.
	for i, f := range conversations(200) {
		[]*wire{one, two}[i%2].send(t, f)
	}
	all := take(t, p, 400)
	var share [2]int
	var k packet.Packet
	for _, f := range all {
		share[f.lane]++
		k.Decode(&f.Frame)
		if want := int(k.LaneHash() % 2); f.lane != want {
			t.Fatalf("%v to %v in lane %d, user space says %d", k.Src, k.Dst, f.lane, want)
		}
	}
	if share[0] < 120 || share[1] < 120 {
		t.Errorf("shares %v", share)
	}
}

func TestFanoutOutermost(t *testing.T) {
	one, two := lay(t), lay(t)
	var p *Port
	without(t, []int{unix.CAP_BPF, unix.CAP_SYS_ADMIN}, func() { p = openPort(t, Options{Lanes: 2}, one, two) })
	kind, why := p.Steering()
	if kind != SteerOutermost || why == nil || !strings.Contains(why.Error(), "CAP_BPF") {
		t.Fatalf("steering %v, %v", kind, why)
	}
	frames := conversations(200)
	tag := func(f []byte) []byte {
		return append(append(append([]byte{}, f[:12]...), "\x88\xa8\x00\x64\x81\x00\x00\xc8"...), f[12:]...)
	}
	for i, f := range frames {
		if i%2 == 1 {
			f = tag(f)
		}
		[]*wire{one, two}[i%2].send(t, f)
	}
	lanes, share := map[uint64]int{}, [2]int{}
	for _, f := range take(t, p, 400) {
		var k packet.Packet
		k.Decode(&f.Frame)
		share[f.lane]++
		if lane, seen := lanes[k.LaneHash()]; seen && lane != f.lane {
			t.Errorf("%v to %v is in both lanes", k.Src, k.Dst)
		}
		lanes[k.LaneHash()] = f.lane
	}
	if share[0] < 120 || share[1] < 120 {
		t.Errorf("shares %v", share)
	}
}

// without runs f on a thread that lacks capabilities, and dies with it.
func without(t *testing.T, capabilities []int, f func()) {
	t.Helper()
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		h := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
		var d [2]unix.CapUserData
		err := unix.Capget(&h, &d[0])
		for _, c := range capabilities {
			d[c/32].Effective &^= 1 << (c % 32)
		}
		if err == nil {
			err = unix.Capset(&h, &d[0])
		}
		if err == nil {
			f()
		}
		done <- err
	}()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestOpenErrors(t *testing.T) {
	for _, c := range []struct {
		name, want string
		interfaces []string
		o          Options
	}{
		{name: "none", want: "no interface named"},
		{name: "empty", interfaces: []string{""}, want: `"" is no interface name`},
		{name: "long", interfaces: []string{"abcdefghijklmnop"}, want: "is no interface name"},
		{name: "path", interfaces: []string{"a/b"}, want: "is no interface name"},
		{name: "alias", interfaces: []string{"eth0:1"}, want: "is no interface name"},
		{name: "list", interfaces: []string{"eth0 eth1"}, want: "is no interface name"},
		{name: "twice", interfaces: []string{"lo", "lo"}, want: "interface lo named twice"},
		{name: "lanes", interfaces: []string{"lo"}, o: Options{Lanes: 65}, want: "lanes: 65 is not within 1 and 64"},
		{name: "snap", interfaces: []string{"lo"}, o: Options{Snap: 10}, want: "snap length: 10"},
		{name: "block", interfaces: []string{"lo"}, o: Options{BlockSize: 200000}, want: "no power of two"},
		{name: "retire", interfaces: []string{"lo"}, o: Options{Retire: time.Microsecond}, want: "retire time in ms: 0"},
		{name: "tick", interfaces: []string{"lo"}, o: Options{Tick: -1}, want: "tick in ms: 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := Open(c.interfaces, c.o)
			if err == nil {
				p.Close()
				t.Fatal("no error")
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("%q does not say %q", err, c.want)
			}
		})
	}
}

func TestUnknownInterface(t *testing.T) {
	w := lay(t)
	_, err := Open([]string{"eth77"}, Options{})
	if !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "open eth77: no such interface; there are ") ||
		!strings.Contains(err.Error(), w.watched) {
		t.Errorf("error %v", err)
	}
}

func TestMissingCapability(t *testing.T) {
	w := lay(t)
	without(t, []int{unix.CAP_NET_RAW}, func() {
		_, err := Open([]string{w.watched}, Options{})
		if !errors.Is(err, os.ErrPermission) || err.Error() != "open "+w.watched+": needs CAP_NET_RAW" {
			t.Errorf("error %v", err)
		}
	})
}

// TestDropped sends more than a small ring holds while nobody reads: all that was
// sent is handed over or counted.
func TestDropped(t *testing.T) {
	w := lay(t)
	p := openPort(t, Options{BlockSize: 128 << 10, Blocks: 4}, w)
	take(t, p, 0)
	const sent = 20000
	f := udp4(hostA, hostB, 1)
	for range sent {
		w.send(t, f)
	}
	_ = p.Close()
	seen := len(take(t, p, -1))
	s, c := p.Lanes()[0].Stats(), p.Counters()[0]
	if s.Dropped == 0 || uint64(seen)+s.Dropped != sent {
		t.Errorf("%d seen and %d dropped of %d", seen, s.Dropped, sent)
	}
	if s.Frames != uint64(seen) || c.Frames != s.Frames || c.Bytes != s.Bytes || c.Dropped != s.Dropped || c.Freezes == 0 {
		t.Errorf("%d seen, stats %+v, counters %+v", seen, s, c)
	}
}

// TestMerged takes the MTU away that the Port saw: to it, what is longer was merged.
func TestMerged(t *testing.T) {
	w := lay(t)
	p := openPort(t, Options{}, w)
	ip(t, "link set %s mtu 9000", w.sender)
	ip(t, "link set %s mtu 9000", w.watched)
	w.send(t, udp4(hostA, hostB, 1), make([]byte, 1500+14+8), make([]byte, 1500+14+9), make([]byte, 5000))
	take(t, p, 4)
	if c := p.Counters()[0]; c.Merged != 2 || c.Frames != 4 || !c.Up {
		t.Errorf("counters %+v", c)
	}
}

// TestCloseDrains closes at once after sending: nothing is lost, and nothing comes
// that was sent later.
func TestCloseDrains(t *testing.T) {
	w := lay(t)
	p := openPort(t, Options{Lanes: 2, Retire: 100 * time.Millisecond}, w)
	take(t, p, 0)
	w.send(t, conversations(100)...)
	_ = p.Lanes()[1].Close()
	w.send(t, conversations(5)...)
	if n := len(take(t, p, -1)); n != 200 {
		t.Errorf("%d frames, want 200", n)
	}
	for _, l := range p.Lanes() {
		if n, err := l.ReadBatch(make([]capture.Frame, 1)); n != 0 || err != io.EOF {
			t.Errorf("after the end: %d, %v", n, err)
		}
	}
}

// TestCloseUnread closes lanes that nobody ever read: they hold nothing any more.
func TestCloseUnread(t *testing.T) {
	w := lay(t)
	p := openPort(t, Options{Lanes: 2}, w)
	w.send(t, conversations(1)...)
	_ = p.Close()
	for _, l := range p.Lanes() {
		if n, err := l.ReadBatch(make([]capture.Frame, 1)); n != 0 || err != io.EOF {
			t.Errorf("%d, %v", n, err)
		}
	}
	if b, err := os.ReadFile("/proc/net/packet"); err != nil || strings.Count(string(b), "\n") != 2 {
		t.Errorf("sockets beside that of the test: %v\n%s", err, b)
	}
}

func TestWake(t *testing.T) {
	w := lay(t)
	p := openPort(t, Options{Tick: time.Minute}, w)
	l := p.Lanes()[0]
	results := make(chan error, 2)
	go func() {
		for range 2 {
			_, err := l.ReadBatch(make([]capture.Frame, 8))
			results <- err
		}
	}()
	for i, c := range []struct {
		do   func()
		want error
	}{{l.Wake, capture.ErrTick}, {func() { _ = l.Close() }, io.EOF}} {
		time.Sleep(20 * time.Millisecond)
		c.do()
		select {
		case err := <-results:
			if err != c.want {
				t.Errorf("%d: %v, want %v", i, err, c.want)
			}
		case <-time.After(time.Second):
			t.Fatalf("%d: not woken", i)
		}
	}
}

func TestTick(t *testing.T) {
	w := lay(t)
	p := openPort(t, Options{}, w)
	l := p.Lanes()[0]
	before := time.Now()
	for range 10 {
		if n, err := l.ReadBatch(make([]capture.Frame, 8)); n != 0 || err != capture.ErrTick {
			t.Fatal(n, err)
		}
	}
	took := time.Since(before)
	if took < 90*time.Millisecond || took > time.Second {
		t.Errorf("ten ticks took %v", took)
	}
	if behind := time.Now().UnixNano() - l.Now(); behind < int64(30*time.Millisecond) || behind > int64(500*time.Millisecond) {
		t.Errorf("Now is %v behind", time.Duration(behind))
	}
}

// TestMergeByTime sends on two wires in turn: one lane hands over in that order.
func TestMergeByTime(t *testing.T) {
	one, two := lay(t), lay(t)
	p := openPort(t, Options{}, one, two)
	const n = 400
	go func() {
		for i := range n {
			[]*wire{one, two}[i%3%2].send(t, udp4(hostA, hostB, uint64(i)))
			if i%50 == 0 {
				time.Sleep(7 * time.Millisecond)
			}
		}
	}()
	for i, f := range take(t, p, n) {
		if tell := f.Data[49]; tell != byte(i) || int(f.Interface) != i%3%2 {
			t.Fatalf("frame %d is number %d of interface %d", i, tell, f.Interface)
		}
	}
}

// await reads until an event comes.
func await(t *testing.T, p *Port, want EventKind) Event {
	t.Helper()
	frames := make([]capture.Frame, 8)
	for end := time.Now().Add(4 * time.Second); time.Now().Before(end); {
		for _, l := range p.Lanes() {
			if _, err := l.ReadBatch(frames); err != nil && err != capture.ErrTick {
				t.Fatal(err)
			}
		}
		select {
		case e := <-p.Events():
			if e.Kind != want || e.Interface != p.Interfaces()[0] || (e.Err == nil) != (want == EventUp) {
				t.Fatalf("event %+v, want %v", e, want)
			}
			return e
		default:
		}
	}
	t.Fatalf("no event %v", want)
	return Event{}
}

func TestInterfaceComesAndGoes(t *testing.T) {
	w := lay(t)
	other := lay(t)
	p := openPort(t, Options{Lanes: 2}, w, other)
	check := func() {
		t.Helper()
		w.send(t, conversations(10)...)
		other.send(t, conversations(1)...)
		var k packet.Packet
		kind, _ := p.Steering()
		for _, f := range take(t, p, 22) {
			if k.Decode(&f.Frame); kind == SteerInnermost && int(k.LaneHash()%2) != f.lane {
				t.Errorf("lane %d", f.lane)
			}
		}
	}
	check()
	ip(t, "link set %s down", w.watched)
	await(t, p, EventDown)
	other.send(t, conversations(3)...)
	take(t, p, 6)
	if c := p.Counters(); c[0].Up || c[0].Losses != 1 || !c[1].Up {
		t.Errorf("counters %+v", c)
	}
	ip(t, "link set %s up", w.watched)
	await(t, p, EventUp)
	check()
	ip(t, "link del %s", w.sender)
	await(t, p, EventGone)
	w.make(t)
	await(t, p, EventUp)
	w.connect(t)
	check()
	if c := p.Counters()[0]; c.Losses != 2 || c.Frames != 60 || !c.Up {
		t.Errorf("counters %+v", c)
	}
	_ = p.Close()
	if n := len(take(t, p, -1)); n != 0 {
		t.Errorf("%d frames after the end", n)
	}
}

func TestInterfaceDownAtOpen(t *testing.T) {
	w := lay(t)
	ip(t, "link set %s down", w.watched)
	p := openPort(t, Options{}, w)
	await(t, p, EventDown)
	ip(t, "link set %s up", w.watched)
	await(t, p, EventUp)
	w.send(t, udp4(hostA, hostB, 1))
	take(t, p, 1)
}
