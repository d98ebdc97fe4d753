package main

import (
	"flag"
	"fmt"
	"net"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/bpf/traffic"
	"github.com/reconwatch/reconwatch/internal/testbed"
)

var steady = flag.Int("steady", 6, "seconds of frames at half the ceiling, 6 at least")

// makeLoad is the command load. load ceiling INTERFACE OTHER counts and drops, and prints how many frames a second that are.
// load steady INTERFACE SECONDS RATE sends so many a second, one of ten a SYN, and prints how many in all.
func makeLoad() {
	dev, err := net.InterfaceByName(os.Args[2])
	fail(err)
	g, err := traffic.New(traffic.Options{Out: dev.Index, Flows: 1 << 16, SYNs: 102})
	fail(err)
	if os.Args[1] == "ceiling" {
		other, err := net.InterfaceByName(os.Args[3])
		fail(err)
		l, err := g.Discard(other.Index, false)
		fail(err)
		const frames = 1 << 23
		began := time.Now()
		fail(g.Generate(frames))
		fmt.Printf("%.0f\n", frames/time.Since(began).Seconds())
		fail(l.Close())
		return
	}
	seconds, err := strconv.Atoi(os.Args[3])
	fail(err)
	rate, err := strconv.Atoi(os.Args[4])
	fail(err)
	burst := rate / 5
	sent := 0
	for began := time.Now(); time.Since(began) < time.Duration(seconds)*time.Second; sent += burst {
		time.Sleep(time.Until(began.Add(time.Duration(float64(sent) / float64(rate) * float64(time.Second)))))
		fail(g.Generate(burst))
	}
	fmt.Println("sent", sent)
}

// TestSteadyLoad: at half the ceiling nothing grows and nothing is lost without account; who is killed and started
// again is there once.
func TestSteadyLoad(t *testing.T) {
	needs(t, "scanners", "ethtool", "taskset", "curl")
	needsXDP(t)
	testbed.TakesTime(t)
	_, out := onWire(t, "steady.sh", strconv.Itoa(max(*steady, 6)))
	received, frames, dropped := number(t, out, "received"), number(t, out, "frames"), number(t, out, "dropped_by_ring")
	shed, held := number(t, out, "shed_in_kernel"), number(t, out, "held_in_flood")
	if received != frames+dropped+shed+held {
		t.Errorf("%d frames without account", int64(received)-int64(frames+dropped+shed+held))
	}
	t.Logf("ceiling %d a second; %d sent, %d received, %d frames came, %d dropped, %d shed, %d held", number(t, out, "ceiling"), number(t, out, "sent"), received, frames, dropped, shed, held)
	for _, what := range []string{"memory", "descriptors", "goroutines"} {
		middle, end := number(t, out, what+"_middle"), number(t, out, what+"_end")
		t.Logf("%s: %d, then %d", what, middle, end)
		if end > middle+middle/20 && (what != "goroutines" || end > middle+2) { // one more scrapes
			t.Errorf("%s grew from %d to %d", what, middle, end)
		}
	}
	if n := number(t, out, "attached"); n != 1 {
		t.Errorf("%d programs attached", n)
	}
}
