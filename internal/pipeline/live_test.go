package pipeline

import (
	"context"
	"errors"
	"io"
	"math"
	"sync"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/scan"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// share is one lane's share of frames that were read before, with a tick after each.
type share struct {
	frames []capture.Frame
	now    int64
	ticked bool
	wait   chan struct{} // nil: the source ends by itself
	once   sync.Once
}

func (s *share) ReadBatch(out []capture.Frame) (int, error) {
	if !s.ticked {
		s.ticked = true
		return 0, capture.ErrTick
	}
	s.ticked = false
	if len(s.frames) == 0 {
		if s.wait != nil {
			<-s.wait
		}
		return 0, io.EOF
	}
	n := copy(out, s.frames[:min(7, len(s.frames))])
	s.frames = s.frames[n:]
	s.now += int64(time.Hour)
	if len(s.frames) > 0 {
		s.now = s.frames[0].Time
	}
	return n, nil
}

func (s *share) Now() int64           { return s.now }
func (s *share) Interfaces() []string { return nil }
func (s *share) Stats() capture.Stats { return capture.Stats{} }
func (s *share) Close() error {
	if s.wait != nil {
		s.once.Do(func() { close(s.wait) })
	}
	return nil
}

// syns are a scan of n ports, a millisecond apart, each answered by RST.
func syns(n int) (frames []capture.Frame) {
	raw := func(src, dst [4]byte, sport, dport uint16, flags byte, seq byte) []byte {
		b := make([]byte, 40)
		b[0], b[3], b[5], b[8], b[9] = 0x45, 40, seq, 64, 6
		copy(b[12:], src[:])
		copy(b[16:], dst[:])
		b[20], b[21], b[22], b[23] = byte(sport>>8), byte(sport), byte(dport>>8), byte(dport)
		b[27], b[32], b[33] = seq, 0x50, flags
		return b
	}
	a, z := [4]byte{203, 0, 113, 9}, [4]byte{10, 0, 0, 1}
	for i := range n {
		at := int64(i+1)*1e6 + 1e18
		frames = append(frames,
			capture.Frame{Data: raw(a, z, 40000, uint16(i+1), 2, byte(i)), Time: at, WireLen: 40, LinkType: capture.LinkRaw},
			capture.Frame{Data: raw(z, a, uint16(i+1), 40000, 0x14, byte(i)), Time: at + 1e5, WireLen: 40, LinkType: capture.LinkRaw})
	}
	return frames
}

// deal parts frames into n shares by lane hash.
func deal(frames []capture.Frame, n int) (out []Live) {
	shares := make([]*share, n)
	for i := range shares {
		shares[i] = &share{now: math.MinInt64}
		out = append(out, shares[i])
	}
	var p packet.Packet
	for i := range frames {
		p.Decode(&frames[i])
		s := shares[p.LaneHash()%uint64(n)]
		s.frames = append(s.frames, frames[i])
	}
	for _, s := range shares {
		s.now = syns(1)[0].Time
		if len(s.frames) > 0 {
			s.now = s.frames[0].Time
		}
	}
	return out
}

func liveOptions(lanes int, tell func(*analyzers.Finding)) Options {
	return Options{
		Lanes: lanes, Flows: 1 << 14, Sources: 1 << 14, Suspects: 1 << 10, Contacts: 1 << 15, Scan: scan.DefaultConfig(),
		Home: func(a *packet.Addr) bool { return a.Is4() && a[12] == 10 }, Tell: tell,
	}
}

// TestLive: lanes with sources of their own tell the scan, however many there are.
func TestLive(t *testing.T) {
	for _, lanes := range []int{1, 2, 4} {
		var kinds []string
		p := New(liveOptions(lanes, func(f *analyzers.Finding) {
			if f.Stage == analyzers.Opened {
				kinds = append(kinds, f.Kind.String()+"@"+f.Source.String())
			}
		}))
		if err := p.RunLive(t.Context(), deal(syns(60), lanes)); err != nil {
			t.Fatal(err)
		}
		if len(kinds) != 1 || kinds[0] != "port_scan@203.0.113.9" {
			t.Errorf("%d lanes told %q", lanes, kinds)
		}
		if s := p.Stats(); s.Frames != 120 || s.Late != 0 {
			t.Errorf("%d lanes: %d frames, %d late", lanes, s.Frames, s.Late)
		}
		var frames, events uint64
		snapshot := p.Snapshot()
		for i := range snapshot.Lanes {
			frames += snapshot.Lanes[i].Frames
			events += snapshot.Shards[i].Scan.Events
		}
		if frames != 120 || events == 0 {
			t.Errorf("%d lanes: the snapshot has %d frames, %d events", lanes, frames, events)
		}
	}
}

// TestLiveEnds: the end of the context closes the sources, and what was seen is told.
func TestLiveEnds(t *testing.T) {
	told := make(chan struct{}, 8)
	p := New(liveOptions(1, func(*analyzers.Finding) { told <- struct{}{} }))
	source := &share{frames: syns(60), now: 1e18, wait: make(chan struct{})}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.RunLive(ctx, []Live{source}) }()
	select {
	case <-told: // while the capture goes on
	case <-time.After(10 * time.Second):
		t.Fatal("nothing is told before the end")
	}
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("does not end")
	}
}

func TestLiveWantsASourceForEachLane(t *testing.T) {
	if err := New(liveOptions(2, nil)).RunLive(t.Context(), nil); err == nil {
		t.Error("two lanes without sources")
	}
}

// TestClockSetBack: a clock that is set back ends the run, whatever a lane sees of it; a frame that waited long does not.
func TestClockSetBack(t *testing.T) {
	hour, now := int64(time.Hour), time.Now().UnixNano()
	for name, c := range map[string]struct {
		times [2]int64
		now   int64
		want  error
	}{
		"frames":       {[2]int64{now + hour, now}, now, ErrClockSetBack},
		"an idle port": {[2]int64{now + hour, now + hour}, now, ErrClockSetBack},
		"a late frame": {[2]int64{now - 1, now - hour}, now, nil},
		"a small step": {[2]int64{now + 3e9, now}, now, nil},
	} {
		t.Run(name, func(t *testing.T) {
			frames := syns(1)
			for i := range frames {
				frames[i].Time = c.times[i]
			}
			src := &stepped{share: share{frames: frames, now: c.times[0]}, later: c.now}
			o := liveOptions(1, Silently)
			o.Wall = func() int64 { return now }
			if err := New(o).RunLive(t.Context(), []Live{src}); !errors.Is(err, c.want) {
				t.Errorf("ended by %v", err)
			}
		})
	}
}

// stepped is a share whose clock says later once its frames are read.
type stepped struct {
	share
	later int64
	told  bool
}

func (s *stepped) ReadBatch(out []capture.Frame) (int, error) {
	n, err := s.share.ReadBatch(out)
	if errors.Is(err, io.EOF) && !s.told {
		s.told = true
		return 0, capture.ErrTick
	}
	return n, err
}

func (s *stepped) Now() int64 {
	if s.told {
		return s.later
	}
	return math.MinInt64
}
