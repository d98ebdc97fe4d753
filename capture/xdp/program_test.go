package xdp

import (
	"errors"
	"os"
	"testing"

	"github.com/reconwatch/reconwatch/bpf"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/relevance"
	"github.com/reconwatch/reconwatch/internal/testbed"
)

// kernel runs the program over frames as the kernel does, without an interface.
type kernel struct {
	*bpf.Program
	rings    []*ringbuf
	reserved *ringbuf // of lane 0
}

func newKernel(t testing.TB, o bpf.Options) *kernel {
	t.Helper()
	o.OwnClock, o.Registered, o.Seed = true, registeredPorts(), [3]uint64{0x1234567, 0x89abcdef, 0x2468ace1}
	p, err := bpf.Load(o)
	if err != nil {
		if errors.Is(err, os.ErrPermission) {
			testbed.Lacking(t, "xdp", "the program cannot be loaded: "+err.Error())
		}
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	k := &kernel{Program: p}
	for lane := range max(o.Lanes, 1) {
		for i, ring := range p.Rings(lane) {
			r, err := mapRing(ring)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(r.close)
			if i == 0 {
				k.rings = append(k.rings, r)
			} else if lane == 0 {
				k.reserved = r
			}
		}
	}
	return k
}

func registeredPorts() (ports []uint16) {
	for _, r := range relevance.RegisteredPorts {
		ports = append(ports, r.Port)
	}
	return ports
}

// run takes a frame through the program; it gives what came out, and of which lane's
// ring, or false if it was shed.
func (k *kernel) run(t testing.TB, f *capture.Frame) (out capture.Frame, lane int, passed bool) {
	t.Helper()
	if err := k.SetClock(f.Time); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Test(0, f.Data); err != nil {
		t.Fatalf("%d bytes: %v", len(f.Data), err)
	}
	for lane, r := range k.rings {
		if r.next(&out) {
			r.giveBack()
			return out, lane, true
		}
	}
	return out, 0, false
}
