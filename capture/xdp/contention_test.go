package xdp

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"sync"
	"testing"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"
	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/bpf"
	"github.com/reconwatch/reconwatch/internal/testbed"
)

// kernelRing is the kernel's own ring buffer, and a program that writes to it what a frame of 64 bytes takes.
type kernelRing struct {
	ring       *ebpf.Map
	program    *ebpf.Program
	head, tail []byte // the pages of its consumer and its producer
}

func newKernelRing(b *testing.B) *kernelRing {
	b.Helper()
	const size, record = 1 << 26, 80
	ring, err := ebpf.NewMap(&ebpf.MapSpec{Type: ebpf.RingBuf, MaxEntries: size})
	if err != nil {
		b.Fatal(err)
	}
	code := asm.Instructions{
		asm.LoadMapPtr(asm.R1, ring.FD()), asm.Mov.Imm(asm.R2, record), asm.Mov.Imm(asm.R3, 0),
		asm.FnRingbufReserve.Call(), asm.JEq.Imm(asm.R0, 0, "full"), asm.Mov.Imm(asm.R1, 1),
	}
	for at := int16(0); at < record; at += 8 {
		code = append(code, asm.StoreMem(asm.R0, at, asm.R1, asm.DWord))
	}
	const noWakeup = 1
	code = append(code, asm.Mov.Reg(asm.R1, asm.R0), asm.Mov.Imm(asm.R2, noWakeup), asm.FnRingbufSubmit.Call(),
		asm.Mov.Imm(asm.R0, 1).WithSymbol("full"), asm.Return())
	program, err := ebpf.NewProgram(&ebpf.ProgramSpec{Type: ebpf.XDP, Instructions: code, License: "Dual BSD/GPL"})
	if err != nil {
		b.Fatal(err)
	}
	page := unix.Getpagesize()
	k := &kernelRing{ring: ring, program: program}
	for i, to := range []*[]byte{&k.head, &k.tail} {
		protection := unix.PROT_READ
		if i == 0 {
			protection |= unix.PROT_WRITE
		}
		if *to, err = unix.Mmap(ring.FD(), int64(i*page), page, protection, unix.MAP_SHARED); err != nil {
			b.Fatal(err)
		}
	}
	b.Cleanup(func() {
		_ = unix.Munmap(k.head)
		_ = unix.Munmap(k.tail)
		_ = program.Close()
		_ = ring.Close()
	})
	return k
}

// drain gives back all that was written.
func (k *kernelRing) drain() {
	binary.NativeEndian.PutUint64(k.head, binary.NativeEndian.Uint64(k.tail))
}

// BenchmarkContention: what a CPU takes to hand a frame over while another one does, by who has a ring.
func BenchmarkContention(b *testing.B) {
	if runtime.NumCPU() < 2 {
		b.Skip("needs two CPUs")
	}
	if err := bpf.Probe(); err != nil {
		testbed.Lacking(b, "xdp", err.Error())
	}
	shared := newKernelRing(b)
	each := []*kernelRing{newKernelRing(b), newKernelRing(b)}
	own := newOwnRings(b)
	for _, c := range []struct {
		name    string
		program func(cpu int) *ebpf.Program
		drain   func()
	}{
		{"kernel's ring for all CPUs", func(int) *ebpf.Program { return shared.program }, shared.drain},
		{"kernel's ring for each CPU", func(cpu int) *ebpf.Program { return each[cpu].program }, func() { each[0].drain(); each[1].drain() }},
		{"own ring for each CPU", func(int) *ebpf.Program { return own.Part(0) }, own.drain},
	} {
		for _, cpus := range []int{1, 2} {
			b.Run(fmt.Sprintf("%s/%d", c.name, cpus), func(b *testing.B) {
				var ns float64
				for b.Loop() {
					ns += together(b, cpus, c.program)
					c.drain()
				}
				b.ReportMetric(ns/float64(b.N), "ns/frame")
			})
		}
	}
}

// together runs the programs on so many CPUs at once, and gives the nanoseconds of a frame on one.
func together(b *testing.B, cpus int, program func(int) *ebpf.Program) (ns float64) {
	b.Helper()
	const frames = 1 << 18 // all fit into each ring, and take longer than one CPU has the start of the other
	frame := tcp4(hostA, hostB, ports(40000, 443), syn)
	took := make([]float64, cpus)
	var ready, done sync.WaitGroup
	ready.Add(cpus)
	for cpu := range cpus {
		done.Go(func() {
			stayOn(b, cpu)
			ready.Done()
			ready.Wait()
			_, each, err := program(cpu).Benchmark(frame, frames, nil)
			if err != nil {
				b.Error(err)
			}
			took[cpu] = float64(each)
		})
	}
	done.Wait()
	for _, t := range took {
		ns += t / float64(cpus)
	}
	return ns
}

// stay keeps a test on one CPU: what the program counts by is each one's own.
func stay(t *testing.T) {
	t.Helper()
	var may unix.CPUSet
	if err := unix.SchedGetaffinity(0, &may); err != nil {
		t.Fatal(err)
	}
	for cpu := range 1 << 10 {
		if may.IsSet(cpu) {
			stayOn(t, cpu)
			return
		}
	}
}

// stayOn ties the calling goroutine to its thread, which ends with it, and that to a CPU.
func stayOn(t testing.TB, cpu int) {
	t.Helper()
	runtime.LockOSThread()
	var one unix.CPUSet
	one.Set(cpu)
	if err := unix.SchedSetaffinity(0, &one); err != nil {
		t.Error(err)
	}
}

// ownRings are those of the program, as live capture has them.
type ownRings struct {
	*bpf.Program
	rings []*ringbuf
}

func newOwnRings(b *testing.B) *ownRings {
	b.Helper()
	p, err := bpf.Load(bpf.Options{RingBytes: 1 << 25})
	if err != nil {
		b.Fatal(err)
	}
	own := &ownRings{Program: p}
	for _, r := range p.Rings(0) {
		mapped, err := mapRing(r)
		if err != nil {
			b.Fatal(err)
		}
		own.rings = append(own.rings, mapped)
	}
	b.Cleanup(func() {
		for _, r := range own.rings {
			r.close()
		}
		_ = p.Close()
	})
	return own
}

func (o *ownRings) drain() {
	for _, r := range o.rings {
		r.at = r.ask()
		r.giveBack()
	}
}
