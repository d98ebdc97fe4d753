package mixed

import (
	"bufio"
	"encoding/binary"
	"io"
)

// writer puts frames into a classic pcap stream: microseconds, little endian, Ethernet.
type writer struct {
	out   *bufio.Writer
	snap  int
	now   int64 // nanoseconds since the Unix epoch
	step  int64 // between two frames
	buf   [1 << 11]byte
	Total Totals
	err   error // the first; later frames go nowhere
}

func newWriter(out io.Writer, snap int, start, step int64) *writer {
	w := &writer{out: bufio.NewWriterSize(out, 1<<20), snap: snap, now: start, step: step}
	h := binary.LittleEndian.AppendUint32(nil, 0xa1b2c3d4)
	h = binary.LittleEndian.AppendUint16(h, 2)
	h = binary.LittleEndian.AppendUint16(h, 4)
	h = append(h, make([]byte, 8)...) // time zone and accuracy, unused
	h = binary.LittleEndian.AppendUint32(h, uint32(snap))
	h = binary.LittleEndian.AppendUint32(h, 1) // LINKTYPE_ETHERNET
	w.put(h)
	return w
}

func (w *writer) put(b []byte) {
	if w.err == nil {
		_, w.err = w.out.Write(b)
	}
}

func (w *writer) flush() error {
	if w.err == nil {
		w.err = w.out.Flush()
	}
	return w.err
}

// record writes one frame that was wire bytes long, cut at the snap length.
func (w *writer) record(frame []byte, wire int) {
	frame = frame[:min(len(frame), w.snap)]
	var h [16]byte
	le := binary.LittleEndian
	le.PutUint32(h[0:], uint32(w.now/1e9))
	le.PutUint32(h[4:], uint32(w.now%1e9/1e3))
	le.PutUint32(h[8:], uint32(len(frame)))
	le.PutUint32(h[12:], uint32(wire))
	w.put(h[:])
	w.put(frame)
	w.now += w.step
	w.Total.Packets++
}

// host is one end of a conversation: the last 32 bits of its address, and where it is.
type host struct {
	addr uint32
	port uint16
}

// link is what all packets of one conversation share.
type link struct {
	v6   bool
	vlan uint16 // 0 for none
}

const (
	etherARP  = 0x0806
	etherIPv4 = 0x0800
	etherIPv6 = 0x86dd
	etherVLAN = 0x8100
)

// ethernet writes the link header and gives the length.
func (w *writer) ethernet(l link, src, dst uint32, kind uint16) int {
	b, be := w.buf[:], binary.BigEndian
	mac(b[0:6], dst)
	mac(b[6:12], src)
	n := 12
	if l.vlan != 0 {
		be.PutUint16(b[n:], etherVLAN)
		be.PutUint16(b[n+2:], l.vlan)
		n += 4
		w.Total.VLAN++
	}
	be.PutUint16(b[n:], kind)
	return n + 2
}

// mac is a locally administered address: that of the router before a host's /24,
// as a tap between routers sees it.
func mac(b []byte, addr uint32) {
	b[0], b[1] = 0x02, 0x00
	binary.BigEndian.PutUint32(b[2:], addr&^0xff)
}

// ip writes the link and network headers for a payload of length bytes and
// gives the offset of the payload.
func (w *writer) ip(l link, src, dst uint32, proto byte, length int) int {
	if l.v6 {
		return w.ipv6(l, src, dst, proto, length)
	}
	n := w.ethernet(l, src, dst, etherIPv4)
	h, be := w.buf[n:n+20], binary.BigEndian
	h[0], h[1] = 0x45, 0
	be.PutUint16(h[2:], uint16(20+length))
	be.PutUint16(h[4:], uint16(w.Total.Packets))
	be.PutUint16(h[6:], 0x4000) // do not fragment
	h[8], h[9] = 64, proto
	be.PutUint16(h[10:], 0)
	be.PutUint32(h[12:], src)
	be.PutUint32(h[16:], dst)
	be.PutUint16(h[10:], checksum(h))
	return n + 20
}

func (w *writer) ipv6(l link, src, dst uint32, proto byte, length int) int {
	n := w.ethernet(l, src, dst, etherIPv6)
	h, be := w.buf[n:n+40], binary.BigEndian
	clear(h)
	h[0] = 0x60
	be.PutUint16(h[4:], uint16(length))
	h[6], h[7] = proto, 64
	// 2001:db8::/32 is for documentation (RFC 3849); the IPv4 address picks the network.
	for i, addr := range [...]uint32{src, dst} {
		a := h[8+16*i : 24+16*i]
		be.PutUint32(a, 0x20010db8)
		be.PutUint16(a[4:], uint16(addr>>16))
		be.PutUint32(a[12:], addr)
	}
	w.Total.IPv6++
	return n + 40
}

// checksum is the Internet checksum of RFC 1071 over an even number of bytes.
func checksum(b []byte) uint16 {
	var sum uint32
	for i := 0; i < len(b); i += 2 {
		sum += uint32(binary.BigEndian.Uint16(b[i:]))
	}
	for sum>>16 != 0 {
		sum = sum&0xffff + sum>>16
	}
	return ^uint16(sum)
}

// TCP flags.
const (
	fin = 1 << iota
	syn
	rst
	psh
	ack
)

// segment is one TCP segment.
type segment struct {
	flags    byte
	seq, ack uint32
	payload  int  // bytes on the wire
	first    bool // the payload starts a message
}

// tcp writes one segment. Checksums of cut segments cannot be verified, so
// none is computed.
func (w *writer) tcp(l link, src, dst host, s segment) {
	options := 12 // no-op, no-op, time stamps (RFC 7323)
	if s.flags&syn != 0 {
		options = 20
	}
	n := w.ip(l, src.addr, dst.addr, 6, 20+options+s.payload)
	h, be := w.buf[n:n+20+options], binary.BigEndian
	clear(h)
	be.PutUint16(h[0:], src.port)
	be.PutUint16(h[2:], dst.port)
	be.PutUint32(h[4:], s.seq)
	be.PutUint32(h[8:], s.ack)
	h[12], h[13] = byte(5+options/4)<<4, s.flags
	be.PutUint16(h[14:], 64240)
	w.tcpOptions(h[20:])
	w.payload(n+len(h), s.payload, s.first)
	w.Total.TCP++
}

// tcpOptions fills time stamps, and on a SYN what Linux sends besides.
func (w *writer) tcpOptions(o []byte) {
	if len(o) == 20 {
		copy(o, []byte{2, 4, 0x05, 0xb4, 4, 2, 8, 10})
		binary.BigEndian.PutUint32(o[8:], uint32(w.now/1e6))
		copy(o[16:], []byte{1, 3, 3, 7})
		return
	}
	copy(o, []byte{1, 1, 8, 10})
	binary.BigEndian.PutUint32(o[4:], uint32(w.now/1e6))
}

// payload fills what of a payload can be captured, and writes the record.
func (w *writer) payload(n, length int, first bool) {
	b := w.buf[n:min(n+length, len(w.buf))]
	if len(b) > w.snap {
		b = b[:w.snap]
	}
	// Looks like ciphertext; a message starts with a TLS record header.
	x := uint64(w.now) | 1
	for i := range b {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		b[i] = byte(x)
	}
	if first && len(b) >= 3 {
		copy(b, []byte{0x16, 3, 1})
	}
	w.record(w.buf[:n+len(b)], n+length)
}

func (w *writer) udp(l link, src, dst host, message []byte, length int) {
	n := w.ip(l, src.addr, dst.addr, 17, 8+length)
	h, be := w.buf[n:n+8], binary.BigEndian
	be.PutUint16(h[0:], src.port)
	be.PutUint16(h[2:], dst.port)
	be.PutUint16(h[4:], uint16(8+length))
	be.PutUint16(h[6:], 0)
	w.Total.UDP++
	if message == nil {
		w.payload(n+8, length, false)
		return
	}
	copy(w.buf[n+8:], message)
	w.record(w.buf[:n+8+len(message)], n+8+len(message))
}

// icmp writes an echo request or reply.
func (w *writer) icmp(l link, src, dst uint32, reply bool, id, seq uint16) {
	proto, kind := byte(1), byte(8)
	if l.v6 {
		proto, kind = 58, 128
	}
	switch {
	case reply && l.v6:
		kind = 129
	case reply:
		kind = 0
	}
	n := w.ip(l, src, dst, proto, 64)
	h, be := w.buf[n:n+8], binary.BigEndian
	h[0], h[1] = kind, 0
	be.PutUint16(h[2:], 0)
	be.PutUint16(h[4:], id)
	be.PutUint16(h[6:], seq)
	w.Total.ICMP++
	w.payload(n+8, 56, false)
}

func (w *writer) arp(l link, src, dst uint32, reply bool) {
	n := w.ethernet(l, src, dst, etherARP)
	h, be := w.buf[n:n+46], binary.BigEndian
	clear(h)
	copy(h, []byte{0, 1, 8, 0, 6, 4, 0, 1})
	if reply {
		h[7] = 2
		mac(h[18:24], dst)
	} else {
		copy(w.buf[:6], []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	}
	mac(h[8:14], src)
	be.PutUint32(h[14:], src)
	be.PutUint32(h[24:], dst)
	w.Total.ARP++
	w.record(w.buf[:n+46], n+46)
}
