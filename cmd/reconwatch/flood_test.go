package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/bpf/traffic"
)

var (
	floodSeconds = flag.Int("flood", 8, "seconds of a flood, 8 at least")
	floodTouches = flag.Int("flood-touches", 1, "SYNs of each of its forged sources")
	floodRate    = flag.Int("flood-rate", 100, "probes a second of the scan in it")
)

// makeFlood is the command flood: flood INTERFACE SECONDS TOUCHES sends as fast as the kernel makes frames, and
// prints how many.
func makeFlood() {
	dev, err := net.InterfaceByName(os.Args[1])
	fail(err)
	seconds, err := strconv.Atoi(os.Args[2])
	fail(err)
	touches, err := strconv.Atoi(os.Args[3])
	fail(err)
	g, err := traffic.New(traffic.Options{Out: dev.Index, Touches: touches})
	fail(err)
	const burst = 1 << 18
	sent := 0
	for end := time.Now().Add(time.Duration(seconds) * time.Second); time.Now().Before(end); sent += burst {
		fail(g.Generate(burst))
	}
	fmt.Println("sent", sent)
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// TestScanInFlood: a scan is named within ten seconds of its first probe while a flood comes as fast as it can; the flood is told
// once; every frame is accounted.
func TestScanInFlood(t *testing.T) {
	needs(t, "scanners", "nmap", "ethtool", "taskset")
	needsXDP(t)
	dir, out := onWire(t, "flood.sh", strconv.Itoa(*floodSeconds), strconv.Itoa(*floodTouches), strconv.Itoa(*floodRate))
	sent := number(t, out, "received")
	frames, dropped, shed, held := number(t, out, "frames"), number(t, out, "dropped_by_ring"), number(t, out, "shed_in_kernel"), number(t, out, "held_in_flood")
	t.Logf("%d sent by the flood, %d received, %d frames came, %d dropped, %d shed, %d held; %d KiB", number(t, out, "sent"), sent, frames, dropped, shed, held, number(t, out, "highest"))
	if sent != frames+dropped+shed+held {
		t.Errorf("%d frames without account", int64(sent)-int64(frames+dropped+shed+held))
	}
	began := int64(number(t, out, "began"))
	var named time.Duration
	floods := map[string]int{}
	log, err := os.ReadFile(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(log)) {
		var m struct {
			Type, Kind, Phase, Source, Event string
			Time                             time.Time
			Targets                          struct{ Ports int }
		}
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		if m.Phase == "" || m.Phase == "open" {
			floods[m.Kind+m.Event]++
		}
		if m.Phase == "open" && m.Source == "203.0.113.11" && named == 0 {
			named = time.Duration(m.Time.UnixNano() - began)
			t.Logf("%s named %v after the scan began", m.Kind, named)
		}
		if m.Phase == "close" && m.Source == "203.0.113.11" {
			t.Logf("%s of %d ports", m.Kind, m.Targets.Ports)
		}
	}
	if named == 0 || named > 10*time.Second {
		t.Errorf("the scan was named after %v", named)
	}
	if floods["syn_flood"] != 1 {
		t.Errorf("told %v", floods)
	}
	t.Logf("told %v", floods)
}
