package pipeline_test

import (
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/internal/alert"
)

// cook writes the frame as a capture on all interfaces would have it (Linux cooked capture, version 1).
func cook(f *capture.Frame) {
	header := []byte{0, 0, 0, 1, 0, 6} // to us, Ethernet, six bytes of address
	header = append(append(header, f.Data[6:12]...), 0, 0)
	f.Data, f.WireLen, f.LinkType = append(header, f.Data[12:]...), f.WireLen+2, capture.LinkLinuxSLL
}

// tunnel wraps the frame as a mirror in the cloud does (VXLAN, RFC 7348).
func tunnel(f *capture.Frame) {
	wire := int(f.WireLen)
	b := append(slices.Clone(f.Data[:12]), 0x08, 0x00, 0x45, 0)
	b = binary.BigEndian.AppendUint16(b, uint16(wire+36))
	b = append(b, 0, 0, 0, 0, 64, 17, 0, 0, 100, 64, 9, 1, 100, 64, 9, 2)
	b = binary.BigEndian.AppendUint32(b, 50000<<16|4789)
	b = binary.BigEndian.AppendUint16(b, uint16(wire+16))
	b = append(b, 0, 0, 0x08, 0, 0, 0, 0, 0, 7, 0)
	f.Data, f.WireLen = append(b, f.Data...), uint32(wire+50)
}

// The same traffic seen by another kind of tap is told the same.
func TestOtherTapsTellTheSame(t *testing.T) {
	compared := 0
	for _, l := range manifest(t) {
		all := keep(t, open(t, l.path()))
		if len(all) == 0 || all[0].LinkType != capture.LinkEthernet || slices.ContainsFunc(all, oversized) {
			continue
		}
		compared++
		t.Run(l.file, func(t *testing.T) {
			want := told(replay(t, &memory{all}, l.home, small(1)))
			for name, change := range map[string]func(*capture.Frame){"cooked": cook, "tunnelled": tunnel} {
				got := told(replayChanged(t, all, l.home, change))
				if !slices.Equal(got, want) {
					t.Errorf("%s: told %v, want %v", name, got, want)
				}
			}
		})
	}
	if compared < 100 {
		t.Errorf("only %d captures were compared", compared)
	}
}

// oversized frames, as segmentation offload leaves them, fit into no tunnel.
func oversized(f capture.Frame) bool { return f.WireLen > 1<<16-64 }

func replayChanged(t *testing.T, all []capture.Frame, home string, change func(*capture.Frame)) []alert.Alert {
	t.Helper()
	changed := slices.Clone(all)
	for i := range changed {
		change(&changed[i])
	}
	return replay(t, &memory{changed}, home, small(1))
}

// Whoever does nothing is not accused where the snap length cuts headers, where one direction comes later than
// the other because it is tapped apart, or where frames are lost.
func TestPoorTapsAccuseNobody(t *testing.T) {
	for _, l := range manifest(t) {
		if l.expect != "none" {
			continue
		}
		t.Run(l.file, func(t *testing.T) {
			all := keep(t, open(t, l.path()))
			rng := rand.New(rand.NewPCG(1, 2))
			for name, change := range map[string]func(*capture.Frame){
				"lossy": func(f *capture.Frame) {
					if rng.IntN(10) < 3 {
						f.Data = nil
					}
				},
				"cut":   func(f *capture.Frame) { f.Data = f.Data[:min(len(f.Data), 68)] },
				"ahead": func(f *capture.Frame) { f.Time += skew(all, f, -time.Millisecond) },
				"late":  func(f *capture.Frame) { f.Time += skew(all, f, time.Millisecond) },
			} {
				changed := slices.Clone(all)
				for i := range changed {
					change(&changed[i])
				}
				changed = slices.DeleteFunc(changed, func(f capture.Frame) bool { return f.Data == nil })
				slices.SortStableFunc(changed, func(a, b capture.Frame) int { return int(a.Time - b.Time) })
				if a := accused(replay(t, &memory{changed}, l.home, small(1))); len(a) > 0 {
					t.Errorf("%s: accused %v", name, a)
				}
			}
		})
	}
}

// skew moves the frames of who sent the first one.
func skew(all []capture.Frame, f *capture.Frame, by time.Duration) int64 {
	if len(f.Data) < 12 || string(f.Data[6:12]) != string(all[0].Data[6:12]) {
		return 0
	}
	return int64(by)
}
