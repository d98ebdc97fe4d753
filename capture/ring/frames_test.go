package ring

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/bpf"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/filter"
	"github.com/reconwatch/reconwatch/internal/testbed"
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
	w.Send(t, plain, insert("\x81\x00\x61\x23"), insert("\x88\xa8\x00\x64\x81\x00\x00\xc8"), insert("\x81\x00\x00\x00"), long)
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
	w.Send(t, udp4(hostB, hostB, 0), long, udp4(hostB, hostB, 2), udp4(hostA, hostB, 3))
	all := take(t, p, 2)
	if len(all) != 2 || len(all[0].Data) != 64 || all[0].WireLen != uint32(len(long)) || len(all[1].Data) != 50 {
		t.Errorf("%d frames: %+v", len(all), all)
	}
}

func TestPromiscuous(t *testing.T) {
	for no, want := range map[bool]string{false: "promiscuity 1", true: "promiscuity 0"} {
		w := lay(t)
		openPort(t, Options{NoPromiscuous: no}, w)
		out, err := exec.Command("ip", "-details", "link", "show", w.Watched).CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("not %s: %v\n%s", want, err, out)
		}
	}
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
		w.Send(t, f)
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
	testbed.IP(t, "link set %s mtu 9000", w.Sender)
	testbed.IP(t, "link set %s mtu 9000", w.Watched)
	w.Send(t, udp4(hostA, hostB, 1), make([]byte, 1500+14+8), make([]byte, 1500+14+9), make([]byte, 5000))
	take(t, p, 4)
	if c := p.Counters()[0]; c.Merged != 2 || c.Frames != 4 || !c.Up {
		t.Errorf("counters %+v", c)
	}
}

// TestMergeByTime sends on two wires in turn: one lane hands over in that order.
func TestMergeByTime(t *testing.T) {
	one, two := lay(t), lay(t)
	p := openPort(t, Options{}, one, two)
	const n = 400
	go func() {
		for i := range n {
			[]*testbed.Wire{one, two}[i%3%2].Send(t, udp4(hostA, hostB, uint64(i)))
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
