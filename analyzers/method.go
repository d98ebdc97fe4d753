package analyzers

import "strings"

// Method is how a target was touched; the names are part of the alert contract.
type Method uint8

// Methods of the alert contract.
const (
	MethodNone Method = iota
	TCPSyn
	TCPConnect
	TCPNull
	TCPFin
	TCPXmas
	TCPAck
	TCPMaimon
	TCPFlags
	UDP
	SCTPInit
	SCTPCookieEcho
	ICMPEcho
	ICMPTimestamp
	ICMPMask
	ARP
	ND
	IPProtocol
	DNS
	HTTP
	WHOIS
	NumMethods
)

var methodNames = [NumMethods]string{
	"", "tcp_syn", "tcp_connect", "tcp_null", "tcp_fin", "tcp_xmas", "tcp_ack", "tcp_maimon", "tcp_flags",
	"udp", "sctp_init", "sctp_cookie_echo", "icmp_echo", "icmp_timestamp", "icmp_mask", "arp", "nd",
	"ip_protocol", "dns", "http", "whois",
}

// String is the contract's name.
func (m Method) String() string {
	if m >= NumMethods {
		return ""
	}
	return methodNames[m]
}

// Stealthy reports whether no ordinary program touches a stranger this way.
func (m Method) Stealthy() bool {
	switch m {
	case TCPNull, TCPFin, TCPXmas, TCPMaimon, TCPFlags, SCTPCookieEcho, ICMPMask:
		return true
	}
	return false
}

// MethodSet is a set of methods.
type MethodSet uint32

// Add returns s with m.
func (s MethodSet) Add(m Method) MethodSet { return s | 1<<m }

// Has reports whether m is in s.
func (s MethodSet) Has(m Method) bool { return s&(1<<m) != 0 }

// Ports is how many ports these methods can touch of one host: each transport has its own.
func (s MethodSet) Ports() uint32 {
	const udp, sctp, tcp = 1 << UDP, 1<<SCTPInit | 1<<SCTPCookieEcho, 1<<TCPSyn | 1<<TCPConnect | 1<<TCPNull | 1<<TCPFin | 1<<TCPXmas | 1<<TCPAck | 1<<TCPMaimon | 1<<TCPFlags
	n := uint32(0)
	for _, transport := range [...]MethodSet{tcp, udp, sctp} {
		if s&transport != 0 {
			n += 1 << 16
		}
	}
	return n
}

// Names lists the set in the contract's order.
func (s MethodSet) Names() []string {
	var out []string
	for m := TCPSyn; m < NumMethods; m++ {
		if s.Has(m) {
			out = append(out, m.String())
		}
	}
	return out
}

// String joins the names with commas.
func (s MethodSet) String() string { return strings.Join(s.Names(), ",") }
