// Package xdp captures live from network interfaces through the program of package
// bpf: it sees every frame in the driver, sheds what cannot matter, and hands the rest
// to one BPF ring buffer a lane, which is mapped here and read in place.
//
// A Port opens interfaces once for a number of lanes. A frame's lane is that of
// packet.LaneHash, on whichever interface it arrives. What is handed over is cut to
// what analyzers are promised: all headers, and the start of the payload.
//
// An interface that goes down and comes up again is captured on. One that is deleted and
// created anew would need privileges that are given up by then: all lanes end with
// ErrReplaced.
//
// Capabilities, only until Open returns: those of package bpf, and CAP_NET_RAW for
// promiscuous mode.
//
// Goroutines: a Lane belongs to one goroutine, which does well to be locked to its
// thread, except Close and Wake, which any may call. A Port's methods may be called by
// any. Each Port runs one goroutine, which looks after the clock and the interfaces; it
// ends with Close. Allocation: ReadBatch does not allocate.
package xdp
