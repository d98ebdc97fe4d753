// Package capture says where frames come from: a live ring, an XDP program or
// capture files, all behind one Source that hands over batches of frames in
// place.
//
// Goroutines: a Source is used by one goroutine, except Close, which any may
// call. Allocation: ReadBatch does not allocate once a Source is running.
package capture

import (
	"errors"
	"strconv"
)

// LinkType is the data-link type of a frame, by its number in the tcpdump.org
// registry (LINKTYPE_ values).
type LinkType uint16

// The link types that the decoder reads.
const (
	LinkNull      LinkType = 0   // BSD loopback, family in host byte order
	LinkEthernet  LinkType = 1   // IEEE 802.3
	LinkPPP       LinkType = 9   // PPP, with or without HDLC-like framing
	LinkPPPHDLC   LinkType = 50  // PPP in HDLC-like framing, RFC 1662
	LinkPPPoE     LinkType = 51  // PPPoE session header first, RFC 2516
	LinkRaw       LinkType = 101 // IPv4 or IPv6 header first
	LinkLoop      LinkType = 108 // OpenBSD loopback, family in network byte order
	LinkLinuxSLL  LinkType = 113 // Linux cooked v1
	LinkIPv4      LinkType = 228 // IPv4 header first
	LinkIPv6      LinkType = 229 // IPv6 header first
	LinkLinuxSLL2 LinkType = 276 // Linux cooked v2
)

// Frame is one captured frame.
type Frame struct {
	// Data is the captured bytes. It dies at the next ReadBatch of the Source
	// that filled it.
	Data []byte
	// Time is nanoseconds since the Unix epoch, as the capturer stamped it.
	Time int64
	// WireLen is the frame's length on the wire in bytes, without a tag in VLAN; at
	// least len(Data) unless the file lies.
	WireLen uint32
	// VLAN is the TCI of an outer tag that the kernel moved out of Data; valid
	// iff HasVLAN.
	VLAN     uint16
	LinkType LinkType
	// Interface indexes Source.Interfaces.
	Interface uint16
	HasVLAN   bool
}

// Stats are the counters of a Source since it was opened.
type Stats struct {
	Frames  uint64 // handed over
	Bytes   uint64 // their lengths on the wire
	Dropped uint64 // lost before they could be handed over, as the kernel counts
}

// ErrTick is what ReadBatch of a live Source returns when no frame has come for a
// while: the Source goes on, and its reader can let time pass.
var ErrTick = errors.New("capture: no frame yet")

// Source hands over frames in batches.
type Source interface {
	// ReadBatch fills frames and returns how many, at least one unless err is
	// set. Frames that came before an error are handed over first, with a nil
	// error. The end of a Source is io.EOF. The frames' Data die at the next call.
	ReadBatch(frames []Frame) (int, error)
	// Interfaces names what Frame.Interface indexes; it may grow between calls.
	Interfaces() []string
	// Stats may be called by the reading goroutine only.
	Stats() Stats
	// Close ends the Source and wakes a blocked ReadBatch.
	Close() error
}

// String gives the registry's short name, or the number.
func (l LinkType) String() string {
	if n, ok := linkNames[l]; ok {
		return n
	}
	return "linktype " + strconv.Itoa(int(l))
}

var linkNames = map[LinkType]string{
	LinkNull: "NULL", LinkEthernet: "EN10MB", LinkPPP: "PPP", LinkPPPHDLC: "PPP_SERIAL",
	LinkPPPoE: "PPP_ETHER", LinkRaw: "RAW", LinkLoop: "LOOP", LinkLinuxSLL: "LINUX_SLL",
	LinkIPv4: "IPV4", LinkIPv6: "IPV6", LinkLinuxSLL2: "LINUX_SLL2",
	105: "IEEE802_11", 127: "IEEE802_11_RADIO", 119: "PRISM_HEADER", 6: "IEEE802_5",
	10: "FDDI", 104: "C_HDLC", 107: "FRELAY", 147: "USER0", 187: "BLUETOOTH_HCI_H4",
	195: "IEEE802_15_4_WITHFCS", 220: "USB_LINUX_MMAPPED", 189: "USB_LINUX", 239: "NFLOG",
	249: "USBPCAP", 251: "BLUETOOTH_LE_LL", 143: "DOCSIS", 122: "IP_OVER_FC", 201: "BLUETOOTH_HCI_H4_WITH_PHDR",
}

// Supported reports whether the decoder reads frames of this type.
func (l LinkType) Supported() bool {
	switch l {
	case LinkNull, LinkEthernet, LinkPPP, LinkPPPHDLC, LinkPPPoE, LinkRaw, LinkLoop,
		LinkLinuxSLL, LinkIPv4, LinkIPv6, LinkLinuxSLL2:
		return true
	}
	return false
}
