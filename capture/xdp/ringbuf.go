package xdp

import (
	"fmt"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/bpf"
	"github.com/reconwatch/reconwatch/capture"
)

// header is what the program writes in front of a frame (struct record in bpf/types.h).
type header struct {
	time   int64
	wire   uint32
	kept   uint16
	device uint16
}

const (
	frameHeader = uint64(unsafe.Sizeof(header{}))
	// mostKept of a frame, LARGE in bpf/export.h.
	mostKept = 2048
	// Where in its head a ring says how far each side has come (struct ring in bpf/types.h).
	producedAt = 0
	consumedAt = 128
	headBytes  = consumedAt + 8
)

// ringbuf reads in place what one CPU hands to one lane. One goroutine uses it, but for fill.
type ringbuf struct {
	consumed, produced *uint64 // shared with the kernel
	data               []byte  // a page more than mask says
	mask               uint64
	at                 uint64 // how far was handed out
	bound              uint64 // how far may be
	known              uint64 // how far the kernel had come when it was asked last
	memory             [2][]byte
	broken             uint64
}

// mapRing maps a ring: user space writes to nothing but its head.
func mapRing(r bpf.Ring) (*ringbuf, error) {
	page := unix.Getpagesize()
	head, err := unix.Mmap(r.Map.FD(), r.Offset, page, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("map ring: %w", err)
	}
	data, err := unix.Mmap(r.Map.FD(), r.Offset+int64(page), r.Bytes+page, unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		_ = unix.Munmap(head) // it was made by Mmap
		return nil, fmt.Errorf("map ring of %d KiB: %w", r.Bytes>>10, err)
	}
	b := newRingbuf(head, data, r.Bytes)
	b.memory = [2][]byte{head, data}
	return b, nil
}

func newRingbuf(head, data []byte, size int) *ringbuf {
	r := &ringbuf{
		consumed: (*uint64)(unsafe.Pointer(&head[consumedAt])), produced: (*uint64)(unsafe.Pointer(&head[producedAt])),
		data: data, mask: uint64(size - 1),
	}
	r.at = atomic.LoadUint64(r.consumed)
	r.bound, r.known = r.at, r.at
	return r
}

// giveBack lets the kernel have the room of what was handed out.
func (r *ringbuf) giveBack() {
	if *r.consumed != r.at { // nobody else writes it
		atomic.StoreUint64(r.consumed, r.at)
	}
}

// head is the next frame's header, nil if there was none when the kernel was asked.
func (r *ringbuf) head() *header {
	if r.at == r.known {
		return nil
	}
	h := (*header)(unsafe.Pointer(&r.data[r.at&r.mask]))
	if h.kept > mostKept || h.size() > r.known-r.at {
		r.broken++
		r.at = r.known
		return nil
	}
	return h
}

// size of a record.
func (h *header) size() uint64 { return (frameHeader + uint64(h.kept) + 7) &^ 7 }

// take hands out the frame whose header head gave.
func (r *ringbuf) take(h *header, f *capture.Frame) {
	from := r.at&r.mask + frameHeader
	to := from + uint64(h.kept)
	*f = capture.Frame{
		Data: r.data[from:to:to], Time: h.time, WireLen: h.wire, LinkType: capture.LinkEthernet, Interface: h.device,
	}
	r.at += h.size()
}

// ask asks the kernel how far it has come.
func (r *ringbuf) ask() uint64 { return atomic.LoadUint64(r.produced) }

// next hands out the next frame, if there is one.
func (r *ringbuf) next(f *capture.Frame) bool {
	r.known = r.ask()
	h := r.head()
	if h == nil {
		return false
	}
	r.take(h, f)
	return true
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
