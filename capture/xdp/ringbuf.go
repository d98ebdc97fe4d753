package xdp

import (
	"fmt"
	"sync/atomic"
	"unsafe"

	"github.com/cilium/ebpf"
	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/capture"
)

// How the kernel lays out a BPF ring buffer (kernel/bpf/ringbuf.c): a page with the
// consumer's position, a page with the producer's, and the data twice in a row, so
// that no record is parted.
const (
	recordHeader = 8
	recordBusy   = 1 << 31
	recordVoid   = 1 << 30
	recordLen    = recordVoid - 1
)

// header is what the program writes in front of a frame (struct record in bpf/types.h).
type header struct {
	time   int64
	wire   uint32
	kept   uint16
	device uint16
}

const frameHeader = unsafe.Sizeof(header{})

// ringbuf reads one BPF ring buffer in place. One goroutine uses it, but for fill.
type ringbuf struct {
	consumed, produced *uint64 // shared with the kernel
	data               []byte
	mask               uint64
	at                 uint64 // how far was handed out
	known              uint64 // how far the kernel had come when it was asked last
	memory             [2][]byte
	broken             uint64
}

// mapRing maps the ring buffer m of size bytes.
func mapRing(m *ebpf.Map, size int) (*ringbuf, error) {
	page := unix.Getpagesize()
	own, err := unix.Mmap(m.FD(), 0, page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("map ring buffer: %w", err)
	}
	theirs, err := unix.Mmap(m.FD(), int64(page), page+2*size, unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		_ = unix.Munmap(own) // it was made by Mmap
		return nil, fmt.Errorf("map ring buffer of %d MiB: %w", size>>20, err)
	}
	r := newRingbuf(own, theirs[:page], theirs[page:])
	r.memory = [2][]byte{own, theirs}
	return r, nil
}

func newRingbuf(consumed, produced, data []byte) *ringbuf {
	r := &ringbuf{
		consumed: (*uint64)(unsafe.Pointer(&consumed[0])), produced: (*uint64)(unsafe.Pointer(&produced[0])),
		data: data, mask: uint64(len(data)/2 - 1),
	}
	r.at = atomic.LoadUint64(r.consumed)
	r.known = r.at
	return r
}

// giveBack lets the kernel have the room of what was handed out.
func (r *ringbuf) giveBack() {
	if *r.consumed != r.at { // nobody else writes it
		atomic.StoreUint64(r.consumed, r.at)
	}
}

// head is the next frame's header, nil if there is none yet.
func (r *ringbuf) head() *header {
	for {
		if r.at == r.known {
			r.known = atomic.LoadUint64(r.produced)
			if r.at == r.known {
				return nil
			}
		}
		at := r.at & r.mask
		word := atomic.LoadUint32((*uint32)(unsafe.Pointer(&r.data[at])))
		if word&recordBusy != 0 {
			return nil
		}
		n := uint64(word & recordLen)
		if word&recordVoid == 0 && n >= uint64(frameHeader) && n <= r.mask {
			return (*header)(unsafe.Pointer(&r.data[at+recordHeader]))
		}
		if word&recordVoid == 0 {
			r.broken++
		}
		r.skip(n)
	}
}

// skip goes on behind a record of n bytes.
func (r *ringbuf) skip(n uint64) {
	r.at += min((recordHeader+n+7)&^7, r.known-r.at)
}

// take hands out the frame whose header head gave.
func (r *ringbuf) take(f *capture.Frame) {
	at := r.at & r.mask
	h := (*header)(unsafe.Pointer(&r.data[at+recordHeader]))
	n := uint64(*(*uint32)(unsafe.Pointer(&r.data[at])) & recordLen)
	from := at + recordHeader + uint64(frameHeader)
	to := from + min(uint64(h.kept), n-uint64(frameHeader))
	*f = capture.Frame{
		Data: r.data[from:to:to], Time: h.time, WireLen: h.wire, LinkType: capture.LinkEthernet, Interface: h.device,
	}
	r.skip(n)
}

// takeAll hands out what there is, as far as there is room.
func (r *ringbuf) takeAll(frames []capture.Frame) int {
	for n := range frames {
		if r.head() == nil {
			return n
		}
		r.take(&frames[n])
	}
	return len(frames)
}

// fill is how much of the ring is in use, from 0 to 1. Any goroutine may call it.
func (r *ringbuf) fill() float64 {
	used := atomic.LoadUint64(r.produced) - atomic.LoadUint64(r.consumed)
	return float64(used) / float64(r.mask+1)
}

func (r *ringbuf) close() {
	for _, m := range r.memory {
		if m != nil {
			_ = unix.Munmap(m) // it was made by Mmap
		}
	}
	r.memory, r.data = [2][]byte{}, nil
}
