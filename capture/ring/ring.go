package ring

import (
	"math"
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/capture"
)

// How the kernel lays out a block (linux/if_packet.h, struct tpacket_block_desc).
const (
	statusOffset = int(unsafe.Offsetof(unix.TpacketBlockDesc{}.Hdr) + unsafe.Offsetof(unix.TpacketHdrV1{}.Block_status))
	blockHeader  = int(unsafe.Sizeof(unix.TpacketBlockDesc{}))
	frameHeader  = int(unsafe.Sizeof(unix.Tpacket3Hdr{}))
)

// ring is one socket and its mapped memory. Only the lane that owns it reads it.
type ring struct {
	*socket
	iface uint16
	link  capture.LinkType
	// whole is the longest frame that the interface can receive as one.
	whole uint32
	dev   *device
	tally *tally
	// sum gathers a batch for tally.
	sum struct{ frames, bytes, merged, broken uint64 }

	mem    []byte
	size   int // of a block
	blocks int
	next   int // block to look at next
	held   int // blocks before next that are not given back
	left   uint32
	at     int // offset of the next frame's header in mem
	end    int // of the block that it is in
	// taken is when that block was picked up.
	taken time.Duration
	// until is when a ring that gets no more frames has handed over all that it
	// had; 0 while it gets frames.
	until time.Duration
}

// advance takes the next block if the kernel has handed it over and no frame is
// left of the one before.
func (r *ring) advance(mono time.Duration) bool {
	for r.left == 0 {
		base := r.next * r.size
		if r.held == r.blocks || atomic.LoadUint32(r.status(base))&unix.TP_STATUS_USER == 0 {
			return false
		}
		h := (*unix.TpacketHdrV1)(unsafe.Pointer(&r.mem[base+8]))
		r.left, r.at, r.end = h.Num_pkts, base+int(h.Offset_to_first_pkt), base+r.size
		r.taken = mono
		r.held++
		if r.next++; r.next == r.blocks {
			r.next = 0
		}
		if int(h.Offset_to_first_pkt) > r.size-frameHeader {
			r.broken()
		}
	}
	return true
}

func (r *ring) status(base int) *uint32 {
	return (*uint32)(unsafe.Pointer(&r.mem[base+statusOffset]))
}

// broken gives up the rest of a block.
func (r *ring) broken() {
	r.left = 0
	r.sum.broken++
}

// head is the time of the next frame, of which there must be one.
func (r *ring) head() int64 {
	h := (*unix.Tpacket3Hdr)(unsafe.Pointer(&r.mem[r.at]))
	return int64(h.Sec)*1e9 + int64(h.Nsec)
}

// fill hands over frames of the block at hand that are not later than limit.
func (r *ring) fill(frames []capture.Frame, limit int64) int {
	n := 0
	for n < len(frames) && r.left > 0 {
		h := (*unix.Tpacket3Hdr)(unsafe.Pointer(&r.mem[r.at]))
		when := int64(h.Sec)*1e9 + int64(h.Nsec)
		if when > limit {
			break
		}
		start := r.at + int(h.Mac)
		end := start + int(min(h.Snaplen, math.MaxInt32))
		if end > r.end {
			r.broken()
			break
		}
		frames[n] = capture.Frame{
			Data: r.mem[start:end:end], Time: when, WireLen: h.Len, LinkType: r.link, Interface: r.iface,
			VLAN: uint16(h.Hv1.Vlan_tci), HasVLAN: h.Status&unix.TP_STATUS_VLAN_VALID != 0,
		}
		n++
		r.sum.bytes += uint64(h.Len)
		if h.Len > r.whole {
			r.sum.merged++
		}
		r.left--
		if r.left > 0 {
			if r.at += int(h.Next_offset); h.Next_offset == 0 || r.at > r.end-frameHeader {
				r.broken()
			}
		}
	}
	r.sum.frames += uint64(n)
	return n
}

// giveBack returns to the kernel the blocks whose frames were all handed out.
func (r *ring) giveBack() {
	keep := 0
	if r.left > 0 {
		keep = 1
	}
	for r.held > keep {
		block := r.next - r.held
		if block < 0 {
			block += r.blocks
		}
		atomic.StoreUint32(r.status(block*r.size), unix.TP_STATUS_KERNEL)
		r.held--
	}
}

// publish adds a batch's counts to what any goroutine may read. Only the lane
// writes, so a load and a store will do.
func (r *ring) publish() {
	t, s := r.tally, &r.sum
	if s.frames == 0 && s.broken == 0 {
		return
	}
	t.frames.Store(t.frames.Load() + s.frames)
	t.bytes.Store(t.bytes.Load() + s.bytes)
	t.merged.Store(t.merged.Load() + s.merged)
	t.broken.Store(t.broken.Load() + s.broken)
	s.frames, s.bytes, s.merged, s.broken = 0, 0, 0, 0
}

// collect adds what the kernel counted since it was asked last: asking clears. The
// wrapper of x/sys/unix would allocate the answer.
func (r *ring) collect() {
	var s unix.TpacketStatsV3
	size := uint32(unsafe.Sizeof(s))
	_, _, failed := unix.Syscall6(unix.SYS_GETSOCKOPT, uintptr(r.fd), unix.SOL_PACKET, unix.PACKET_STATISTICS,
		uintptr(unsafe.Pointer(&s)), uintptr(unsafe.Pointer(&size)), 0)
	if failed != 0 {
		return
	}
	r.tally.dropped.Store(r.tally.dropped.Load() + uint64(s.Drops))
	r.tally.freezes.Store(r.tally.freezes.Load() + uint64(s.Freeze_q_cnt))
}

// drain ends reception; what has come until then is still read.
func (r *ring) drain(mono, lag time.Duration) {
	if r.until == 0 {
		r.mute()
		r.until = mono + lag
	}
}
