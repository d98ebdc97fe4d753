package explain

import (
	"fmt"
	"strings"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/internal/alert"
)

// maxPayload bounds what is shown of a payload, in bytes.
const maxPayload = 64

// dissect prints a line for each layer of a frame.
func dissect(s *show, f *capture.Frame) {
	p := gopacket.NewPacket(f.Data, layers.LinkType(f.LinkType), gopacket.DecodeOptions{Lazy: false, NoCopy: true})
	for _, l := range p.Layers() {
		s.printf("  %-12s %s\n", l.LayerType(), describe(l))
	}
}

// describe says what one layer holds.
func describe(l gopacket.Layer) string {
	switch l := l.(type) {
	case *layers.Ethernet:
		return fmt.Sprintf("%s -> %s, %s", l.SrcMAC, l.DstMAC, l.EthernetType)
	case *layers.Dot1Q:
		return fmt.Sprintf("VLAN %d", l.VLANIdentifier)
	case *layers.IPv4:
		return fmt.Sprintf("%s -> %s, %s, ttl %d, tos %d, id %d (0x%04x), flags %s, length %d",
			l.SrcIP, l.DstIP, l.Protocol, l.TTL, l.TOS, l.Id, l.Id, orDash(l.Flags.String()), l.Length)
	case *layers.IPv6:
		return fmt.Sprintf("%s -> %s, %s, hop limit %d, class %d, flow label 0x%05x",
			l.SrcIP, l.DstIP, l.NextHeader, l.HopLimit, l.TrafficClass, l.FlowLabel)
	case *layers.TCP:
		return tcp(l)
	case *layers.UDP:
		return fmt.Sprintf("%d -> %d, length %d", uint16(l.SrcPort), uint16(l.DstPort), l.Length)
	case *layers.ICMPv4:
		return fmt.Sprintf("type %d code %d, id %d, seq %d", l.TypeCode.Type(), l.TypeCode.Code(), l.Id, l.Seq)
	case *layers.ICMPv6:
		return fmt.Sprintf("type %d code %d", l.TypeCode.Type(), l.TypeCode.Code())
	case *layers.SCTP:
		return fmt.Sprintf("%d -> %d", uint16(l.SrcPort), uint16(l.DstPort))
	case gopacket.ErrorLayer:
		return alert.Escape(l.Error().Error())
	}
	b := l.LayerContents()
	return fmt.Sprintf("%d bytes: %+q", len(b), b[:min(len(b), maxPayload)])
}

func tcp(l *layers.TCP) string {
	var set []string
	for _, f := range []struct {
		on   bool
		name string
	}{{l.FIN, "FIN"}, {l.SYN, "SYN"}, {l.RST, "RST"}, {l.PSH, "PSH"}, {l.ACK, "ACK"}, {l.URG, "URG"}, {l.ECE, "ECE"}, {l.CWR, "CWR"}, {l.NS, "AE"}} {
		if f.on {
			set = append(set, f.name)
		}
	}
	var opts []string
	for _, o := range l.Options {
		opts = append(opts, fmt.Sprintf("%s %x", o.OptionType, o.OptionData))
	}
	return fmt.Sprintf("%d -> %d, flags %s, seq 0x%08x, ack 0x%08x, window %d, urgent %d, options %s",
		uint16(l.SrcPort), uint16(l.DstPort), orDash(strings.Join(set, " ")), l.Seq, l.Ack, l.Window, l.Urgent, orDash(strings.Join(opts, ", ")))
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
