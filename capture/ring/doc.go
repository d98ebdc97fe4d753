// Package ring captures live from network interfaces through AF_PACKET sockets
// with a TPACKET_V3 ring each: the kernel writes frames into memory that is
// mapped here, and they are read in place.
//
// A Port opens interfaces once for a number of lanes. Lane i owns one ring on
// each interface and is a capture.Source that merges them by time. On each
// interface the rings form a fanout group; which lane gets a frame is chosen in
// the kernel by the addresses of the conversation, so that both directions meet
// in one lane, on whichever interface they arrive:
//
//	Steering        chosen by                                      needs
//	SteerNone       there is one lane
//	SteerInnermost  packet.LaneHash of the innermost address pair  CAP_BPF
//	SteerOutermost  the address pair of the first IP header        CAP_NET_RAW
//
// An interface that is down, goes down, or is deleted and created anew is opened
// again when it is there; Port.Events tells.
//
// Capabilities:
//
//	CAP_NET_RAW  the sockets, promiscuous mode, the rings, classic BPF. Also later:
//	             an interface that comes back needs new sockets.
//	CAP_BPF      SteerInnermost; at Open only.
//
// Goroutines: a Lane belongs to one goroutine, which does well to be locked to
// its thread, except Close and Wake, which any may call. A Port's methods may be
// called by any. Each Port runs one goroutine, which opens interfaces again; it
// ends with Close. After Close every Lane that was ever read has to be read to
// its end, which gives its rings back. Allocation: ReadBatch does not allocate
// but when an interface is lost or opened again.
package ring
