package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/flow"
	"github.com/reconwatch/reconwatch/bpf"
	"github.com/reconwatch/reconwatch/bpf/traffic"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/capture/relevance"
	"github.com/reconwatch/reconwatch/capture/ring"
	"github.com/reconwatch/reconwatch/capture/xdp"
	"github.com/reconwatch/reconwatch/internal/config"
	"github.com/reconwatch/reconwatch/internal/pipeline"
)

var (
	rateFrames = flag.Int("rate-frames", 1<<20, "frames of a measurement of live capture; 4 million at least tell something")
	ratePairs  = flag.Int("rate-pairs", 1, "measurements of each kind, each beside one of the ceiling")
	rateOnly   = flag.String("rate-only", "", "only the kinds whose name matches this regular expression")
)

// warmUp lets the connections of the traffic begin: each is relevant for a while.
const warmUp = 1 << 20

// rateKey tells the copy of the test binary that measures, in a network namespace of its own.
const rateKey = "RECONWATCH_RATE"

// BenchmarkLiveRate measures engines against what the kernel can do at all: a program that counts and drops.
// Frames are made by the kernel on one CPU, which receives them too; the sensor has the other one.
func BenchmarkLiveRate(b *testing.B) {
	if os.Getenv(rateKey) == "" {
		needsXDPOf(b)
		self, err := os.Executable()
		if err != nil {
			b.Fatal(err)
		}
		args := []string{
			"-c", "1", self, "-test.run=^$", "-test.bench=^BenchmarkLiveRate$", "-test.benchtime=1x", "-test.timeout=0",
			"-rate-frames=" + strconv.Itoa(*rateFrames), "-rate-pairs=" + strconv.Itoa(*ratePairs), "-rate-only=" + *rateOnly,
		}
		cmd := exec.CommandContext(b.Context(), "taskset", args...)
		cmd.Env = append(os.Environ(), rateKey+"=1")
		cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr // a benchmark's log is cut
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
		return
	}
	for b.Loop() {
		measureRates(b)
	}
}

// yield is what one measurement gave, in frames, and how long it took.
type yield struct {
	sent, seen, shed, held, lost, processed uint64
	took                                    time.Duration
}

func (y *yield) rate(n uint64) float64 { return float64(n) / y.took.Seconds() / 1e6 }

// contest is one way to take frames.
type contest struct {
	name string
	load traffic.Options
	run  func(*testing.B, *bench) yield
}

// Rows of contests that are compared with each other.
const attempts, aloneRow = 2, 3

var (
	tenth   = traffic.Options{Flows: 1 << 16, SYNs: 102}
	attempt = traffic.Options{Flows: 1 << 16, SYNs: 1024}
)

var contests = []contest{
	{"XDP, 10 % SYN", tenth, takeXDP(xdp.Options{})},
	{"XDP, 50 % SYN", traffic.Options{Flows: 1 << 16, SYNs: 512}, takeXDP(xdp.Options{})},
	{"XDP, all SYN", attempt, takeXDP(xdp.Options{})},
	{"decoder and flow table alone, all SYN", attempt, takeNone},
	{"generic XDP, 10 % SYN", tenth, takeXDP(xdp.Options{Generic: true})},
	{"generic XDP, all SYN", attempt, takeXDP(xdp.Options{Generic: true})},
	{"generic count and drop", tenth, takeGeneric},
	{"packet sockets, 10 % SYN", tenth, takeRing},
	{"packet sockets, all SYN", attempt, takeRing},
	{"XDP, flood that touches once", traffic.Options{Touches: 1}, takeXDP(xdp.Options{})},
	{"XDP, flood that touches twice", traffic.Options{Touches: 2}, takeXDP(xdp.Options{})},
}

// bench is a wire whose watched end takes what a generator sends.
type bench struct {
	sender, watched string
	out, in         int
	gen             *traffic.Generator
}

var wires int

func layWire(b *testing.B, o traffic.Options) *bench {
	b.Helper()
	wires++
	w := &bench{sender: fmt.Sprintf("tx%d", wires), watched: fmt.Sprintf("rx%d", wires)}
	for _, args := range [][]string{
		{"ip", "link", "add", w.sender, "type", "veth", "peer", "name", w.watched},
		{"ip", "link", "set", w.sender, "addrgenmode", "none", "up"},
		{"ip", "link", "set", w.watched, "addrgenmode", "none", "up"},
		{"ethtool", "-K", w.watched, "gro", "on"}, // the receiving end polls, whoever takes the frames
	} {
		if out, err := exec.CommandContext(b.Context(), args[0], args[1:]...).CombinedOutput(); err != nil {
			b.Fatalf("%v: %v: %s", args, err, out)
		}
	}
	index := func(name string) int {
		dev, err := net.InterfaceByName(name)
		if err != nil {
			b.Fatal(err)
		}
		return dev.Index
	}
	w.out, w.in = index(w.sender), index(w.watched)
	o.Out = w.out
	var err error
	if w.gen, err = traffic.New(o); err != nil {
		b.Fatal(err)
	}
	return w
}

func (w *bench) remove(b *testing.B) {
	b.Helper()
	if out, err := exec.CommandContext(context.Background(), "ip", "link", "del", w.sender).CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	if err := w.gen.Close(); err != nil {
		b.Fatal(err)
	}
}

// generate sends from CPU 0, and gives how long it took.
func (w *bench) generate(b *testing.B, frames int) time.Duration {
	b.Helper()
	took := make(chan time.Duration)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread's CPU is its own
		var first unix.CPUSet
		first.Set(0)
		if err := unix.SchedSetaffinity(0, &first); err != nil {
			b.Error(err)
		}
		began := time.Now()
		if err := w.gen.Generate(frames); err != nil {
			b.Error(err)
		}
		took <- time.Since(began)
	}()
	return <-took
}

// ceiling is what a wire of its own carries where all is only counted.
func ceiling(b *testing.B, o traffic.Options, generic bool) yield {
	b.Helper()
	w := layWire(b, o)
	defer w.remove(b)
	return discard(b, w, generic)
}

func takeGeneric(b *testing.B, w *bench) yield {
	b.Helper()
	return discard(b, w, true)
}

// discard counts and drops.
func discard(b *testing.B, w *bench, generic bool) yield {
	b.Helper()
	l, err := w.gen.Discard(w.in, generic)
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	y := yield{sent: uint64(*rateFrames), took: w.generate(b, *rateFrames)}
	if y.seen, err = w.gen.Discarded(); err != nil {
		b.Fatal(err)
	}
	y.processed = y.seen
	return y
}

func takeXDP(o xdp.Options) func(*testing.B, *bench) yield {
	return func(b *testing.B, w *bench) yield {
		b.Helper()
		p, err := xdp.Open([]string{w.watched}, o)
		if err != nil {
			b.Fatal(err)
		}
		return detect(b, w, p, p.Lanes()[0])
	}
}

func takeRing(b *testing.B, w *bench) yield {
	b.Helper()
	p, err := ring.Open([]string{w.watched}, ring.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return detect(b, w, p, p.Lanes()[0])
}

// detect runs the whole sensor behind a port while frames come.
func detect(b *testing.B, w *bench, p port, lane pipeline.Live) yield {
	b.Helper()
	cfg := config.Default()
	o := pipelineOptions(cfg, cfg.HomeNet(), 1)
	o.Tell = func(*analyzers.Finding) {}
	run := pipeline.New(o)
	ctx, cancel := context.WithCancel(b.Context())
	ended := make(chan error)
	go func() { ended <- run.RunLive(ctx, []pipeline.Live{lane}) }()
	w.generate(b, warmUp)
	time.Sleep(200 * time.Millisecond)
	before := p.Counters()[0]
	y := yield{sent: uint64(*rateFrames), took: w.generate(b, *rateFrames)}
	inTime := p.Counters()[0].Frames // what was handed over while frames came
	cancel()
	if err := <-ended; err != nil {
		b.Fatal(err)
	}
	c := p.Counters()[0]
	y.shed, y.held, y.lost, y.processed = c.Shed-before.Shed, c.Held-before.Held, c.Dropped-before.Dropped, inTime-before.Frames
	y.seen = c.Frames - before.Frames + y.shed + y.held + y.lost
	if s := run.Stats(); s.Frames != c.Frames {
		b.Errorf("%d frames came, %d were analysed", c.Frames, s.Frames)
	}
	return y
}

// takeNone decodes frames in memory and enters them in the flow table for as long as the generator takes CPU 0.
func takeNone(b *testing.B, w *bench) yield {
	b.Helper()
	l, err := w.gen.Discard(w.in, false)
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	var done atomic.Bool
	count := make(chan uint64)
	go func() { count <- decodeAlone(&done) }()
	y := yield{sent: uint64(*rateFrames), took: w.generate(b, *rateFrames)}
	done.Store(true)
	y.processed = <-count
	y.seen = y.processed
	return y
}

// decodeAlone enters SYNs of 64 k flows until done, in groups as a lane does.
func decodeAlone(done *atomic.Bool) (n uint64) {
	const group, flows = 16, 1 << 16
	cfg := config.Default()
	table := flow.New(flow.Options{Flows: cfg.Flow.MaxFlows, Seed: 1})
	buffer := flow.NewBuffer(1024)
	var packets [group]packet.Packet
	var spots [group]flow.Spot
	frames := make([][]byte, flows)
	for i := range frames {
		f := make([]byte, 64)
		copy(f, "\x02\x00\x00\x00\x00\x02\x02\x00\x00\x00\x00\x01\x08\x00\x45\x00\x00\x28\x00\x00\x00\x00\x40\x06")
		copy(f[26:], []byte{10, 0, byte(i >> 8), byte(i), 198, 51, 100, byte(i * 31 & 0x7f), byte(i >> 8), byte(i), 1, 187})
		f[46], f[47] = 0x50, 2
		frames[i] = f
	}
	now := time.Now().UnixNano()
	state := uint64(1)
	for !done.Load() {
		for i := range packets {
			state = state*6364136223846793005 + 1442695040888963407
			now += 100
			packets[i].Decode(&capture.Frame{Data: frames[state>>33&(flows-1)], Time: now, WireLen: 64, LinkType: capture.LinkEthernet})
			table.LocateAs(&packets[i], relevance.Classify(&packets[i]), &spots[i])
		}
		for i := range spots {
			table.Fetch(&spots[i])
		}
		for i := range packets {
			n++
			if buffer.Free() < flow.Room {
				buffer.Reset()
			}
			for table.Advance(now, buffer) {
				buffer.Reset()
			}
			table.Update(&packets[i], &spots[i], n, buffer)
		}
	}
	return n
}

// measureRates prints a row for each contest: medians over the pairs.
func measureRates(b *testing.B) {
	b.Helper()
	type row struct{ share, rate, seen, shed, held, lost []float64 }
	rows := make([]row, len(contests))
	only, err := regexp.Compile(*rateOnly)
	if err != nil {
		b.Fatal(err)
	}
	var ceilings []float64
	for range *ratePairs {
		for i, c := range contests {
			if !only.MatchString(c.name) {
				continue
			}
			top := ceiling(b, c.load, false)
			w := layWire(b, c.load)
			y := c.run(b, w)
			w.remove(b)
			best := top.rate(top.seen)
			ceilings = append(ceilings, best)
			r := &rows[i]
			// What was shed or held back was looked at as well as what was handed over.
			done := y.rate(y.processed + y.shed + y.held)
			r.share = append(r.share, done/best)
			r.rate = append(r.rate, done)
			r.seen = append(r.seen, float64(y.seen)/float64(y.sent))
			part := func(n uint64) float64 { return float64(n) / float64(max(y.seen, 1)) }
			r.shed, r.held, r.lost = append(r.shed, part(y.shed)), append(r.held, part(y.held)), append(r.lost, part(y.lost))
		}
	}
	fmt.Printf("ceiling: %.2f Mpps (median of %d)\n", median(ceilings), len(ceilings))
	for i, r := range rows {
		if len(r.rate) == 0 {
			continue
		}
		fmt.Printf("%-40s %6.2f Mpps  share of the ceiling %.2f (%.2f to %.2f)  came %5.1f %%  of these shed %5.1f %%  held back %5.1f %%  lost %5.2f %%\n",
			contests[i].name, median(r.rate), median(r.share), slices.Min(r.share), slices.Max(r.share),
			100*median(r.seen), 100*median(r.shed), 100*median(r.held), 100*median(r.lost))
	}
	if all, alone := rows[attempts].rate, rows[aloneRow].rate; len(all) > 0 && len(alone) > 0 {
		ratios := make([]float64, len(all))
		for i := range all {
			ratios[i] = all[i] / alone[i]
		}
		fmt.Printf("%s, by %s: %.2f (%.2f to %.2f)\n", contests[attempts].name, contests[aloneRow].name, median(ratios), slices.Min(ratios), slices.Max(ratios))
	}
}

func needsXDPOf(b *testing.B) {
	b.Helper()
	if _, err := exec.LookPath("taskset"); err != nil {
		b.Skip("taskset is not installed")
	}
	if runtime.NumCPU() < 2 {
		b.Skip("needs two CPUs")
	}
	if err := bpf.Probe(); err != nil {
		b.Skip(err)
	}
}
