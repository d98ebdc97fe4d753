//go:build linux

package packet

import (
	"runtime"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// BenchmarkDecodeAgainstGopacket decodes the same packets by turns, a millisecond each, and compares what each
// takes of a processor: what else runs on the machine disturbs both alike.
func BenchmarkDecodeAgainstGopacket(b *testing.B) {
	frames, gopacket := mixed(b), oracle(b)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var p Packet
	var ours, theirs []float64
	for b.Loop() {
		ours = append(ours, turn(b, func() {
			for i := range frames {
				p.Decode(&frames[i])
			}
		}))
		theirs = append(theirs, turn(b, func() {
			for i := range frames {
				gopacket(&frames[i])
			}
		}))
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	half := len(ours) / 2
	b.ReportMetric(0, "ns/op") // the wall clock says nothing here
	b.ReportMetric(ours[half]/float64(len(frames)), "ours-ns/packet")
	b.ReportMetric(theirs[half]/float64(len(frames)), "gopacket-ns/packet")
	b.ReportMetric(theirs[half]/ours[half], "times-as-fast")
}

// turn is the CPU time of one of several calls of f, in nanoseconds.
func turn(tb testing.TB, f func()) float64 {
	tb.Helper()
	began, calls := threadTime(tb), 0
	for {
		f()
		calls++
		if took := threadTime(tb) - began; took > time.Millisecond {
			return float64(took) / float64(calls)
		}
	}
}

func threadTime(tb testing.TB) time.Duration {
	tb.Helper()
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(t.Nano())
}
