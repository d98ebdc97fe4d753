package explain

import (
	"fmt"
	"net"
	"strings"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// maxPayload bounds what is shown of a payload, in bytes.
const maxPayload = 64

// dissect prints a line for each layer of a frame, as the sensor itself reads it: of tunnels, the innermost.
func dissect(s *show, f *capture.Frame) {
	var p packet.Packet
	v := p.Decode(f)
	line := func(layer, text string) { s.printf("  %-12s %s\n", layer, text) }
	if p.HasMAC {
		line("Ethernet", fmt.Sprintf("%s -> %s", net.HardwareAddr(p.SrcMAC[:]), net.HardwareAddr(p.DstMAC[:])))
	}
	if p.VLAN != 0 {
		line("VLAN", fmt.Sprint(p.VLAN))
	}
	if p.Tunnels > 0 {
		line("Tunnel", fmt.Sprintf("%d around what follows", p.Tunnels))
	}
	if p.HasNetwork {
		line(network(&p))
	}
	if v == packet.Transport {
		line(protocol(p.Proto), transport(&p))
	}
	if len(p.Payload) > 0 {
		line("Payload", fmt.Sprintf("%d bytes: %+q", p.PayloadLen, p.Payload[:min(len(p.Payload), maxPayload)]))
	}
}

func network(p *packet.Packet) (layer, text string) {
	ends := fmt.Sprintf("%s -> %s", p.Src.Netip(), p.Dst.Netip())
	switch {
	case p.Proto == packet.ProtoARP:
		return "ARP", fmt.Sprintf("%s, operation %d", ends, p.ARPOp)
	case p.IPv6:
		return "IPv6", fmt.Sprintf("%s, %s, hop limit %d, class %d%s, length %d", ends, protocol(p.Proto), p.TTL, p.TOS, fragment(p), p.IPLen)
	}
	flags := ""
	if p.DontFragment {
		flags = ", don't fragment"
	}
	return "IPv4", fmt.Sprintf("%s, %s, ttl %d, tos %d, id %d (0x%04x)%s%s, length %d",
		ends, protocol(p.Proto), p.TTL, p.TOS, p.IPID, p.IPID, flags, fragment(p), p.IPLen)
}

func fragment(p *packet.Packet) string {
	if !p.MoreFragments && p.FragOffset == 0 {
		return ""
	}
	more := "the last"
	if p.MoreFragments {
		more = "more follow"
	}
	return fmt.Sprintf(", fragment at %d, %s", p.FragOffset, more)
}

func transport(p *packet.Packet) string {
	ports := fmt.Sprintf("%d -> %d", p.SrcPort, p.DstPort)
	switch p.Proto {
	case packet.ProtoTCP:
		return fmt.Sprintf("%s, flags %s, seq 0x%08x, ack 0x%08x, window %d, urgent %d, options %s",
			ports, flags(p.TCPFlags), p.Seq, p.Ack, p.Window, p.Urgent, tcpOptions(p))
	case packet.ProtoUDP:
		return fmt.Sprintf("%s, length %d", ports, p.PayloadLen)
	case packet.ProtoSCTP:
		return fmt.Sprintf("%s, chunk %d", ports, p.SCTPChunk)
	}
	return fmt.Sprintf("type %d code %d, id %d, seq %d", p.ICMPType, p.ICMPCode, p.ICMPID, p.ICMPSeq)
}

// flagNames are in the order of their bits.
var flagNames = [...]string{"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE", "0x200", "0x400", "0x800"}

func flags(set uint16) string {
	var names []string
	for i, name := range flagNames {
		if set>>i&1 != 0 {
			names = append(names, name)
		}
	}
	return orDash(strings.Join(names, " "))
}

// optionNames are by kind (RFC 9293 section 3.1, RFC 7323, RFC 2018).
var optionNames = map[byte]string{0: "end", 1: "nop", 2: "MSS", 3: "scale", 4: "SACK permitted", 5: "SACK", 8: "timestamps"}

// tcpOptions lists the captured options of a TCP header.
func tcpOptions(p *packet.Packet) string {
	var out []string
	b := p.Transport[min(20, len(p.Transport)):min(int(p.TCPHeaderLen), len(p.Transport))]
	for len(b) > 0 {
		name, ok := optionNames[b[0]]
		if !ok {
			name = fmt.Sprintf("kind %d", b[0])
		}
		size := 1
		if b[0] > 1 { // all but end and nop have a length
			if len(b) < 2 || b[1] < 2 || int(b[1]) > len(b) {
				out = append(out, fmt.Sprintf("%s cut short: %x", name, b))
				break
			}
			size = int(b[1])
		}
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %x", name, b[min(2, size):size])))
		b = b[size:]
	}
	return orDash(strings.Join(out, ", "))
}

var protocolNames = map[uint8]string{
	packet.ProtoICMP: "ICMP", packet.ProtoTCP: "TCP", packet.ProtoUDP: "UDP", packet.ProtoICMPv6: "ICMPv6", packet.ProtoSCTP: "SCTP",
}

func protocol(number uint8) string {
	if name, ok := protocolNames[number]; ok {
		return name
	}
	return fmt.Sprintf("protocol %d", number)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
