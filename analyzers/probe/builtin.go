// Code generated from table/*.yaml by "go generate"; DO NOT EDIT.

package probe

// Builtin returns the rows that the sensor comes with.
func Builtin() []Row {
	return []Row{
		{ID: "nmap-syn", Tool: "nmap", Version: "any", Means: "SYN probe", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 2, Pair: 1, Attack: []string{
			"T1595.001",
			"T1046",
		}, Note: "naabu sends the same header, with sequence numbers 0, 1, 2", Packet: Fields{Proto: new(Proto(6)), DontFragment: new(bool(false)), Flags: new(Flags(2)), Window: &Range{Low: 1024, High: 1024}, Seq: &Range{Low: 65536, High: 4294967295}, Ack: &Range{}, Options: &Hex{Bytes: []byte("\x02\x04\x05\xb4"), Mask: []byte("\xff\xff\xff\xff")}}},
		{ID: "nmap-ack", Tool: "nmap", Version: "any", Means: "ACK probe (-sA, -sW, -PA)", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 2, Pair: 1, With: "nmap-syn", Attack: []string{
			"T1595.001",
			"T1590.006",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), DontFragment: new(bool(false)), Flags: new(Flags(16)), Window: &Range{Low: 1024, High: 1024}, Options: &Hex{Bytes: []byte(""), Mask: []byte("")}, Length: &Range{}, Formula: 7}},
		{ID: "nmap-maimon", Tool: "nmap", Version: "any", Means: "Maimon probe (-sM)", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 2, Pair: 1, Attack: []string{
			"T1595.001",
			"T1590.006",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), DontFragment: new(bool(false)), Flags: new(Flags(17)), Window: &Range{Low: 1024, High: 1024}, Options: &Hex{Bytes: []byte(""), Mask: []byte("")}, Length: &Range{}, Formula: 7}},
		{ID: "nmap-null", Tool: "nmap", Version: "any", Means: "NULL probe (-sN)", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 2, Pair: 1, Attack: []string{
			"T1595.001",
			"T1590.006",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), DontFragment: new(bool(false)), Flags: new(Flags(0)), Window: &Range{Low: 1024, High: 1024}, Ack: &Range{}, Options: &Hex{Bytes: []byte(""), Mask: []byte("")}, Formula: 8}},
		{ID: "nmap-fin", Tool: "nmap", Version: "any", Means: "FIN probe (-sF)", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 2, Pair: 1, Attack: []string{
			"T1595.001",
			"T1590.006",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), DontFragment: new(bool(false)), Flags: new(Flags(1)), Window: &Range{Low: 1024, High: 1024}, Ack: &Range{}, Options: &Hex{Bytes: []byte(""), Mask: []byte("")}, Formula: 8}},
		{ID: "nmap-xmas", Tool: "nmap", Version: "any", Means: "Xmas probe (-sX)", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 2, Pair: 1, Attack: []string{
			"T1595.001",
			"T1590.006",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), DontFragment: new(bool(false)), Flags: new(Flags(41)), Window: &Range{Low: 1024, High: 1024}, Urgent: &Range{}, Ack: &Range{}, Options: &Hex{Bytes: []byte(""), Mask: []byte("")}, Formula: 8}},
		{ID: "nmap-synfin", Tool: "nmap", Version: "any", Means: "SYN+FIN probe (--scanflags)", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 2, Pair: 1, Attack: []string{
			"T1595.001",
			"T1590.006",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), DontFragment: new(bool(false)), Flags: new(Flags(3)), Window: &Range{Low: 1024, High: 1024}, Ack: &Range{}, Formula: 8}},
		{ID: "nmap-flags", Tool: "nmap", Version: "any", Means: "probe with flags of the scanner's choice (--scanflags)", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 2, Pair: 1, Attack: []string{
			"T1595.001",
			"T1590.006",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), DontFragment: new(bool(false)), Flags: new(Flags(32768)), Window: &Range{Low: 1024, High: 1024}, Ack: &Range{}, Formula: 8}},
		{ID: "nmap-reset", Tool: "nmap", Version: "any", Means: "RST+ACK probe (--scanflags)", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 2, Pair: 1, Attack: []string{
			"T1595.001",
			"T1590.006",
			"T1046",
		}, Note: "answers of victims of forged addresses, which have no window", Packet: Fields{Proto: new(Proto(6)), DontFragment: new(bool(false)), Flags: new(Flags(20)), Window: &Range{Low: 1024, High: 1024}, Options: &Hex{Bytes: []byte(""), Mask: []byte("")}, Length: &Range{}, Formula: 7}},
		{ID: "nmap-source-port", Tool: "nmap", Version: "any", Means: "SYN probe from the port of a service (-g)", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 2, Pair: 1, Attack: []string{
			"T1595.001",
			"T1590.006",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), DontFragment: new(bool(false)), SourcePort: &Range{Low: 1, High: 1023}, Flags: new(Flags(2)), Window: &Range{Low: 1024, High: 1024}, Seq: &Range{Low: 65536, High: 4294967295}, Ack: &Range{}, Options: &Hex{Bytes: []byte("\x02\x04\x05\xb4"), Mask: []byte("\xff\xff\xff\xff")}}},
		{ID: "nmap-data-length", Tool: "nmap", Version: "any", Means: "SYN probe with data (--data-length, --data)", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 2, Pair: 1, Attack: []string{
			"T1595.001",
			"T1046",
		}, Note: "fast open, which has an option of its own", Packet: Fields{Proto: new(Proto(6)), DontFragment: new(bool(false)), Flags: new(Flags(2)), Window: &Range{Low: 1024, High: 1024}, Seq: &Range{Low: 65536, High: 4294967295}, Ack: &Range{}, Options: &Hex{Bytes: []byte("\x02\x04\x05\xb4"), Mask: []byte("\xff\xff\xff\xff")}, Length: &Range{Low: 1, High: 65535}}},
		{ID: "nmap-badsum", Tool: "nmap", Version: "any", Means: "probe with a checksum that is wrong by one (--badsum)", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1590.006",
		}, Note: "only of packets that are nmap's SYN probe otherwise; partial checksums of the tap's own host are not meant", Packet: Fields{Proto: new(Proto(6)), Flags: new(Flags(2)), Window: &Range{Low: 1024, High: 1024}, Ack: &Range{}, Options: &Hex{Bytes: []byte("\x02\x04\x05\xb4"), Mask: []byte("\xff\xff\xff\xff")}, Formula: 4}},
		{ID: "nmap-echo", Tool: "nmap", Version: "any", Means: "ICMP echo request without payload (-PE)", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 4, Pair: 17, Attack: []string{
			"T1595.001",
			"T1590.005",
			"T1018",
		}, Packet: Fields{IP: &Range{Low: 4, High: 4}, Proto: new(Proto(1)), TTL: &Range{Low: 1, High: 59}, DontFragment: new(bool(false)), IPLength: &Range{Low: 28, High: 28}, ICMPType: &Range{Low: 8, High: 8}, ICMPCode: &Range{}, ICMPSeq: &Range{}}},
		{ID: "nmap-timestamp", Tool: "nmap", Version: "any", Means: "ICMP timestamp request with no time in it (-PP)", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 4, Pair: 17, Attack: []string{
			"T1595.001",
			"T1590.005",
			"T1018",
		}, Packet: Fields{IP: &Range{Low: 4, High: 4}, Proto: new(Proto(1)), TTL: &Range{Low: 1, High: 59}, DontFragment: new(bool(false)), IPLength: &Range{Low: 40, High: 40}, ICMPType: &Range{Low: 13, High: 13}, ICMPCode: &Range{}, ICMPSeq: &Range{}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-mask", Tool: "nmap", Version: "any", Means: "ICMP address mask request (-PM)", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 4, Pair: 17, Attack: []string{
			"T1595.001",
			"T1590.005",
			"T1018",
		}, Packet: Fields{IP: &Range{Low: 4, High: 4}, Proto: new(Proto(1)), TTL: &Range{Low: 1, High: 59}, DontFragment: new(bool(false)), IPLength: &Range{Low: 32, High: 32}, ICMPType: &Range{Low: 17, High: 17}, ICMPCode: &Range{}, ICMPSeq: &Range{}}},
		{ID: "nmap-sctp-init", Tool: "nmap", Version: "any", Means: "SCTP INIT probe (-sY, -PY)", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 3, Pair: 7, Attack: []string{
			"T1595.001",
			"T1046",
		}, Note: "telecommunication; masscan sends the same INIT with a greater time to live", Packet: Fields{Proto: new(Proto(132)), TTL: &Range{Low: 1, High: 59}, IPLength: &Range{Low: 52, High: 52}, Chunk: &Range{Low: 1, High: 1}, Length: &Range{Low: 20, High: 20}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x01\x00\x00\x14\x00\x00\x00\x00\x00\x00\x80\x00\x00\n\b\x00"), Mask: []byte("\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-sctp-cookie-echo", Tool: "nmap", Version: "any", Means: "SCTP COOKIE-ECHO probe (-sZ)", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 2, Pair: 7, Attack: []string{
			"T1595.001",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(132)), IPLength: &Range{Low: 40, High: 40}, Chunk: &Range{Low: 10, High: 10}, Length: &Range{Low: 8, High: 8}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\n\x00\x00\b"), Mask: []byte("\xff\xff\xff\xff")}}}},
		{ID: "nmap-idle-probe", Tool: "nmap", Version: "any", Means: "SYN+ACK to a zombie (-sI)", Kind: Kind{Kind: 8}, Reliability: 3, Hits: 5, Pair: 3, Attack: []string{
			"T1595.001",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), DontFragment: new(bool(false)), Flags: new(Flags(18)), Window: &Range{Low: 1024, High: 1024}, Options: &Hex{Bytes: []byte("\x02\x04\x05\xb4"), Mask: []byte("\xff\xff\xff\xff")}}},
		{ID: "nmap-traceroute-syn", Tool: "nmap", Version: "any", Means: "path probe with falling time to live (--traceroute)", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 3, Pair: 6, Attack: []string{
			"T1590.004",
			"T1016",
		}, Packet: Fields{Proto: new(Proto(6)), TTL: &Range{Low: 1, High: 10}, DontFragment: new(bool(false)), Flags: new(Flags(2)), Options: &Hex{Bytes: []byte("\x02\x04\x05\xb4"), Mask: []byte("\xff\xff\xff\xff")}}},
		{ID: "nmap-traceroute-ack", Tool: "nmap", Version: "any", Means: "path probe with falling time to live (--traceroute)", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 3, Pair: 6, Attack: []string{
			"T1590.004",
			"T1016",
		}, Packet: Fields{Proto: new(Proto(6)), TTL: &Range{Low: 1, High: 10}, DontFragment: new(bool(false)), Flags: new(Flags(16)), Options: &Hex{Bytes: []byte(""), Mask: []byte("")}, Length: &Range{}}},
		{ID: "nmap-traceroute-echo", Tool: "nmap", Version: "any", Means: "path probe with falling time to live (--traceroute)", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 3, Pair: 6, Attack: []string{
			"T1590.004",
			"T1016",
		}, Packet: Fields{Proto: new(Proto(1)), TTL: &Range{Low: 1, High: 10}, IPLength: &Range{Low: 28, High: 28}, ICMPType: &Range{Low: 8, High: 8}, ICMPCode: &Range{}}},
		{ID: "tiny-fragment", Means: "TCP header cut in two by fragmentation (nmap -f and others)", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1590.006",
		}, Note: "no stack cuts a header", Packet: Fields{Proto: new(Proto(6)), Formula: 5}},
		{ID: "nmap-ip-protocol", Tool: "nmap", Version: "any", Means: "IP header with nothing behind (-sO, -PO)", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 3, Pair: 16, Attack: []string{
			"T1595.001",
			"T1046",
		}, Packet: Fields{IP: &Range{Low: 4, High: 4}, TTL: &Range{Low: 1, High: 59}, DontFragment: new(bool(false)), IPLength: &Range{Low: 20, High: 20}}},
		{ID: "nmap-udp-empty", Tool: "nmap", Version: "any", Means: "empty datagrams from one port (-sU, -PU)", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 4, Pair: 17, Attack: []string{
			"T1595.001",
			"T1046",
		}, Note: "other scanners and programs that keep a translation open send them with one time to live", Packet: Fields{IP: &Range{Low: 4, High: 4}, Proto: new(Proto(17)), TTL: &Range{Low: 1, High: 59}, DontFragment: new(bool(false)), Length: &Range{}}},
		{ID: "ftp-bounce", Means: "FTP client that asks the server for connections to services of another host (nmap -b and others)", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Attack: []string{
			"T1595.001",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Text: "PORT "}, Formula: 12}},
		{ID: "nmap-os-s1", Tool: "nmap", Version: "any", Means: "OS detection, sequence probe 1", Kind: Kind{Kind: 9}, Reliability: 3, Hits: 1, Attack: []string{
			"T1592",
			"T1595.002",
			"T1046",
		}, Note: "products that embed nmap", Packet: Fields{Proto: new(Proto(6)), Flags: new(Flags(2)), Window: &Range{Low: 1, High: 1}, Options: &Hex{Bytes: []byte("\x03\x03\n\x01\x02\x04\x05\xb4\b\n\xff\xff\xff\xff\x00\x00\x00\x00\x04\x02"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}},
		{ID: "nmap-os-s2", Tool: "nmap", Version: "any", Means: "OS detection, sequence probe 2", Kind: Kind{Kind: 9}, Reliability: 3, Hits: 1, Attack: []string{
			"T1592",
			"T1595.002",
			"T1046",
		}, Note: "products that embed nmap", Packet: Fields{Proto: new(Proto(6)), Flags: new(Flags(2)), Window: &Range{Low: 63, High: 63}, Options: &Hex{Bytes: []byte("\x02\x04\x05x\x03\x03\x00\x04\x02\b\n\xff\xff\xff\xff\x00\x00\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}},
		{ID: "nmap-os-s3", Tool: "nmap", Version: "any", Means: "OS detection, sequence probe 3", Kind: Kind{Kind: 9}, Reliability: 3, Hits: 1, Attack: []string{
			"T1592",
			"T1595.002",
			"T1046",
		}, Note: "products that embed nmap", Packet: Fields{Proto: new(Proto(6)), Flags: new(Flags(2)), Window: &Range{Low: 4, High: 4}, Options: &Hex{Bytes: []byte("\b\n\xff\xff\xff\xff\x00\x00\x00\x00\x01\x01\x03\x03\x05\x01\x02\x04\x02\x80"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}},
		{ID: "nmap-os-s4", Tool: "nmap", Version: "any", Means: "OS detection, sequence probe 4", Kind: Kind{Kind: 9}, Reliability: 3, Hits: 1, Attack: []string{
			"T1592",
			"T1595.002",
			"T1046",
		}, Note: "products that embed nmap", Packet: Fields{Proto: new(Proto(6)), Flags: new(Flags(2)), Window: &Range{Low: 4, High: 4}, Options: &Hex{Bytes: []byte("\x04\x02\b\n\xff\xff\xff\xff\x00\x00\x00\x00\x03\x03\n\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}},
		{ID: "nmap-os-s5", Tool: "nmap", Version: "any", Means: "OS detection, sequence probe 5", Kind: Kind{Kind: 9}, Reliability: 3, Hits: 1, Attack: []string{
			"T1592",
			"T1595.002",
			"T1046",
		}, Note: "products that embed nmap", Packet: Fields{Proto: new(Proto(6)), Flags: new(Flags(2)), Window: &Range{Low: 16, High: 16}, Options: &Hex{Bytes: []byte("\x02\x04\x02\x18\x04\x02\b\n\xff\xff\xff\xff\x00\x00\x00\x00\x03\x03\n\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}},
		{ID: "nmap-os-s6", Tool: "nmap", Version: "any", Means: "OS detection, sequence probe 6", Kind: Kind{Kind: 9}, Reliability: 3, Hits: 1, Attack: []string{
			"T1592",
			"T1595.002",
			"T1046",
		}, Note: "products that embed nmap", Packet: Fields{Proto: new(Proto(6)), Flags: new(Flags(2)), Window: &Range{Low: 512, High: 512}, Options: &Hex{Bytes: []byte("\x02\x04\x01\t\x04\x02\b\n\xff\xff\xff\xff\x00\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}},
		{ID: "nmap-os-ecn", Tool: "nmap", Version: "any", Means: "OS detection, ECN probe", Kind: Kind{Kind: 9}, Reliability: 3, Hits: 1, Attack: []string{
			"T1592",
			"T1595.002",
			"T1046",
		}, Note: "products that embed nmap", Packet: Fields{Proto: new(Proto(6)), Flags: new(Flags(2242)), Window: &Range{Low: 3, High: 3}, Urgent: &Range{Low: 63477, High: 63477}, Options: &Hex{Bytes: []byte("\x03\x03\n\x01\x02\x04\x05\xb4\x04\x02\x01\x01"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}},
		{ID: "nmap-os-ecn6", Tool: "nmap", Version: "any", Means: "OS detection, ECN probe", Kind: Kind{Kind: 9}, Reliability: 3, Hits: 1, Attack: []string{
			"T1592",
			"T1595.002",
			"T1046",
		}, Note: "products that embed nmap", Packet: Fields{Proto: new(Proto(6)), Flags: new(Flags(194)), Window: &Range{Low: 3, High: 3}, Urgent: &Range{Low: 63477, High: 63477}, Options: &Hex{Bytes: []byte("\x03\x03\n\x01\x02\x04\x05\xb4\x04\x02\x01\x01"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}},
		{ID: "nmap-os-t2", Tool: "nmap", Version: "any", Means: "OS detection, probe T2", Kind: Kind{Kind: 9}, Reliability: 3, Hits: 1, Attack: []string{
			"T1592",
			"T1595.002",
			"T1046",
		}, Note: "products that embed nmap", Packet: Fields{Proto: new(Proto(6)), Flags: new(Flags(0)), Window: &Range{Low: 128, High: 128}, Options: &Hex{Bytes: []byte("\x03\x03\n\x01\x02\x04\x01\t\b\n\xff\xff\xff\xff\x00\x00\x00\x00\x04\x02"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}},
		{ID: "nmap-os-t3", Tool: "nmap", Version: "any", Means: "OS detection, probe T3", Kind: Kind{Kind: 9}, Reliability: 3, Hits: 1, Attack: []string{
			"T1592",
			"T1595.002",
			"T1046",
		}, Note: "products that embed nmap", Packet: Fields{Proto: new(Proto(6)), Flags: new(Flags(43)), Window: &Range{Low: 256, High: 256}, Options: &Hex{Bytes: []byte("\x03\x03\n\x01\x02\x04\x01\t\b\n\xff\xff\xff\xff\x00\x00\x00\x00\x04\x02"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}},
		{ID: "nmap-os-t4", Tool: "nmap", Version: "any", Means: "OS detection, probe T4", Kind: Kind{Kind: 9}, Reliability: 3, Hits: 1, Attack: []string{
			"T1592",
			"T1595.002",
			"T1046",
		}, Note: "products that embed nmap", Packet: Fields{Proto: new(Proto(6)), Flags: new(Flags(16)), Window: &Range{Low: 1024, High: 1024}, Options: &Hex{Bytes: []byte("\x03\x03\n\x01\x02\x04\x01\t\b\n\xff\xff\xff\xff\x00\x00\x00\x00\x04\x02"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}},
		{ID: "nmap-os-t5", Tool: "nmap", Version: "any", Means: "OS detection, probe T5", Kind: Kind{Kind: 9}, Reliability: 3, Hits: 1, Attack: []string{
			"T1592",
			"T1595.002",
			"T1046",
		}, Note: "products that embed nmap", Packet: Fields{Proto: new(Proto(6)), Flags: new(Flags(2)), Window: &Range{Low: 31337, High: 31337}, Options: &Hex{Bytes: []byte("\x03\x03\n\x01\x02\x04\x01\t\b\n\xff\xff\xff\xff\x00\x00\x00\x00\x04\x02"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}},
		{ID: "nmap-os-t6", Tool: "nmap", Version: "any", Means: "OS detection, probe T6", Kind: Kind{Kind: 9}, Reliability: 3, Hits: 1, Attack: []string{
			"T1592",
			"T1595.002",
			"T1046",
		}, Note: "products that embed nmap", Packet: Fields{Proto: new(Proto(6)), Flags: new(Flags(16)), Window: &Range{Low: 32768, High: 32768}, Options: &Hex{Bytes: []byte("\x03\x03\n\x01\x02\x04\x01\t\b\n\xff\xff\xff\xff\x00\x00\x00\x00\x04\x02"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}},
		{ID: "nmap-os-t7", Tool: "nmap", Version: "any", Means: "OS detection, probe T7", Kind: Kind{Kind: 9}, Reliability: 3, Hits: 1, Attack: []string{
			"T1592",
			"T1595.002",
			"T1046",
		}, Note: "products that embed nmap", Packet: Fields{Proto: new(Proto(6)), Flags: new(Flags(41)), Window: &Range{Low: 65535, High: 65535}, Options: &Hex{Bytes: []byte("\x03\x03\x0f\x01\x02\x04\x01\t\b\n\xff\xff\xff\xff\x00\x00\x00\x00\x04\x02"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}},
		{ID: "nmap-os-ie1", Tool: "nmap", Version: "any", Means: "OS detection, echo 1", Kind: Kind{Kind: 9}, Reliability: 3, Hits: 1, Attack: []string{
			"T1592",
			"T1595.002",
			"T1046",
		}, Note: "products that embed nmap", Packet: Fields{Proto: new(Proto(1)), DontFragment: new(bool(true)), ICMPType: &Range{Low: 8, High: 8}, ICMPCode: &Range{Low: 9, High: 9}, ICMPSeq: &Range{Low: 295, High: 295}, Length: &Range{Low: 120, High: 120}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00"), Mask: []byte("\xff")}}, Formula: 6}},
		{ID: "nmap-os-ie2", Tool: "nmap", Version: "any", Means: "OS detection, echo 2", Kind: Kind{Kind: 9}, Reliability: 3, Hits: 1, Attack: []string{
			"T1592",
			"T1595.002",
			"T1046",
		}, Note: "products that embed nmap", Packet: Fields{Proto: new(Proto(1)), TOS: &Range{Low: 4, High: 4}, ICMPType: &Range{Low: 8, High: 8}, ICMPCode: &Range{}, ICMPSeq: &Range{Low: 296, High: 296}, Length: &Range{Low: 150, High: 150}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00"), Mask: []byte("\xff")}}, Formula: 6}},
		{ID: "nmap-os-u1", Tool: "nmap", Version: "any", Means: "OS detection, datagram", Kind: Kind{Kind: 9}, Reliability: 3, Hits: 1, Attack: []string{
			"T1592",
			"T1595.002",
			"T1046",
		}, Note: "products that embed nmap", Packet: Fields{Proto: new(Proto(17)), IPID: &Range{Low: 4162, High: 4162}, Length: &Range{Low: 300, High: 300}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("C"), Mask: []byte("\xff")}}, Formula: 6}},
		{ID: "nmap-os-ie1-6", Tool: "nmap", Version: "any", Means: "IPv6 OS detection, echo 1", Kind: Kind{Kind: 9}, Reliability: 3, Hits: 1, Attack: []string{
			"T1592",
			"T1595.002",
			"T1046",
		}, Note: "products that embed nmap", Packet: Fields{Proto: new(Proto(58)), ICMPType: &Range{Low: 128, High: 128}, ICMPCode: &Range{Low: 9, High: 9}, ICMPID: &Range{Low: 43981, High: 43981}, Length: &Range{Low: 120, High: 120}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00"), Mask: []byte("\xff")}}, Formula: 6}},
		{ID: "nmap-os-ie2-6", Tool: "nmap", Version: "any", Means: "IPv6 OS detection, echo 2", Kind: Kind{Kind: 9}, Reliability: 3, Hits: 1, Attack: []string{
			"T1592",
			"T1595.002",
			"T1046",
		}, Note: "products that embed nmap", Packet: Fields{Proto: new(Proto(58)), FlowLabel: &Range{Low: 74565, High: 74565}, ICMPType: &Range{Low: 128, High: 128}, ICMPCode: &Range{}, ICMPID: &Range{Low: 43981, High: 43981}, ICMPSeq: &Range{Low: 1, High: 1}}},
		{ID: "nmap-os-u1-6", Tool: "nmap", Version: "any", Means: "IPv6 OS detection, datagram", Kind: Kind{Kind: 9}, Reliability: 3, Hits: 1, Attack: []string{
			"T1592",
			"T1595.002",
			"T1046",
		}, Note: "products that embed nmap", Packet: Fields{IP: &Range{Low: 6, High: 6}, Proto: new(Proto(17)), FlowLabel: &Range{Low: 74565, High: 74565}, Length: &Range{Low: 300, High: 300}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("C"), Mask: []byte("\xff")}}, Formula: 6}},
		{ID: "nmap-os-label", Tool: "nmap", Version: "any", Means: "IPv6 OS detection, flow label 0x12345", Kind: Kind{Kind: 9}, Reliability: 3, Hits: 2, Pair: 8, Attack: []string{
			"T1592",
			"T1595.002",
			"T1046",
		}, Note: "a random label has this value once in a million flows", Packet: Fields{FlowLabel: &Range{Low: 74565, High: 74565}}},
		{ID: "nmap-sv-genericlines", Tool: "nmap", Version: "any", Means: "version detection, two empty lines", Kind: Kind{Kind: 10}, Reliability: 2, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\r\n\r\n"), Mask: []byte("\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-sv-get", Tool: "nmap", Version: "any", Means: "version detection, GET without a header field", Kind: Kind{Kind: 10}, Reliability: 1, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Text: "GET / HTTP/1.0\r\n\r\n", Whole: true}}},
		{ID: "nmap-sv-options", Tool: "nmap", Version: "any", Means: "version detection, OPTIONS without a header field", Kind: Kind{Kind: 10}, Reliability: 2, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Text: "OPTIONS / HTTP/1.0\r\n\r\n", Whole: true}}},
		{ID: "nmap-sv-rtsp", Tool: "nmap", Version: "any", Means: "version detection, RTSP OPTIONS without CSeq", Kind: Kind{Kind: 10}, Reliability: 2, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Text: "OPTIONS / RTSP/1.0\r\n\r\n", Whole: true}}},
		{ID: "nmap-sv-rpc", Tool: "nmap", Version: "any", Means: "version detection, RPC call with nmap's XID", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x80\x00\x00(r\xfe\x1d\x13\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01\x86\xa0"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-sv-rpc-udp", Tool: "nmap", Version: "any", Means: "RPC call with nmap's XID", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("r\xfe\x1d\x13\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01\x86\xa0"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-sv-dns-version", Tool: "nmap", Version: "any", Means: "version detection, version.bind over TCP", Kind: Kind{Kind: 10}, Reliability: 2, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x1e\x00\x06\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\aversion\x04bind"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-sv-dns-status", Tool: "nmap", Version: "any", Means: "version detection, DNS status request over TCP", Kind: Kind{Kind: 10}, Reliability: 2, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\f\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-sv-dns-status-udp", Tool: "nmap", Version: "any", Means: "DNS status request", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 8, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-sv-help", Tool: "nmap", Version: "any", Means: "version detection, HELP", Kind: Kind{Kind: 10}, Reliability: 1, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Text: "HELP\r\n", Whole: true}}},
		{ID: "nmap-sv-hello", Tool: "nmap", Version: "any", Means: "version detection, EHLO without a name", Kind: Kind{Kind: 10}, Reliability: 1, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Text: "EHLO\r\n", Whole: true}}},
		{ID: "nmap-sv-help-udp", Tool: "nmap", Version: "any", Means: "help request in a datagram", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 8, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Text: "help\r\n\r\n", Whole: true}}},
		{ID: "nmap-sv-ssl", Tool: "nmap", Version: "any", Means: "version detection, SSL 3 hello with a fixed random", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x16\x03\x00\x00S\x01\x00\x00O\x03\x00?G\xd7\xf7\xba,\xee\xea\xb2`~\xf3\x00\xfd\x82{\xb9\u0556\xc8"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-sv-tls", Tool: "nmap", Version: "any", Means: "version detection, TLS hello with a fixed random", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x16\x03\x00\x00i\x01\x00\x00e\x03\x03U\x1c\xa7\xe4random1random2"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-sv-sslv23", Tool: "nmap", Version: "any", Means: "version detection, SSL 2 hello", Kind: Kind{Kind: 10}, Reliability: 2, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x80\x9e\x01\x03\x01\x00u\x00\x00\x00 "), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-sv-dtls", Tool: "nmap", Version: "any", Means: "DTLS hello", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 8, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(17)), Length: &Range{Low: 67, High: 67}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x16\xfe\xff\x00\x00\x00\x00\x00\x00\x00\x00\x006\x01"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-sv-rdp-cookie", Tool: "nmap", Version: "any", Means: "version detection, RDP cookie of nmap", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x03\x00\x00\x00\x00\xe0\x00\x00\x00\x00\x00"), Mask: []byte("\xff\xff\x00\x00\x00\xff\x00\x00\x00\x00\xff")}, Contains: "Cookie: mstshash=nmap\r\n"}}},
		{ID: "nmap-sv-rdp", Tool: "nmap", Version: "any", Means: "version detection, RDP connection request", Kind: Kind{Kind: 10}, Reliability: 2, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x03\x00\x00\v\x06\xe0\x00\x00\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-sv-kerberos", Tool: "nmap", Version: "any", Means: "version detection, Kerberos request for realm NM", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x00\x00qj\x81n0\x81k\xa1\x03\x02\x01\x05"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Contains: "krbtgt"}}},
		{ID: "nmap-sv-smb", Tool: "nmap", Version: "any", Means: "version detection, SMB negotiation", Kind: Kind{Kind: 10}, Reliability: 2, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x00\x00\xa4\xffSMBr\x00\x00\x00\x00\b\x01@\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00@\x06\x00\x00\x01\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-sv-x11", Tool: "nmap", Version: "any", Means: "version detection, X11 hello", Kind: Kind{Kind: 10}, Reliability: 1, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("l\x00\v\x00\x00\x00\x00\x00\x00\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-sv-404", Tool: "nmap", Version: "any", Means: "version detection, request for nice ports, Trinity", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Text: "GET /nice%20ports%2C/Tri%6Eity.txt%2ebak HTTP/1.0"}}},
		{ID: "nmap-sv-lpd", Tool: "nmap", Version: "any", Means: "version detection, LPD queue default", Kind: Kind{Kind: 10}, Reliability: 2, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), TargetPort: &Range{Low: 515, High: 515, Not: true}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x01default\n"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-sv-ldap-search", Tool: "nmap", Version: "any", Means: "version detection, LDAP search with message id 7", Kind: Kind{Kind: 10}, Reliability: 2, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Length: &Range{Low: 51, High: 51}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("0\x84\x00\x00\x00-\x02\x01\ac\x84"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-sv-ldap-bind", Tool: "nmap", Version: "any", Means: "version detection, LDAP version 2 bind", Kind: Kind{Kind: 10}, Reliability: 1, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("0\f\x02\x01\x01`\a\x02\x01\x02\x04\x00\x80\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-sv-sip", Tool: "nmap", Version: "any", Means: "version detection, SIP OPTIONS for nm", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Text: "OPTIONS sip:nm SIP/2.0\r\n"}}},
		{ID: "nmap-sv-sip-udp", Tool: "nmap", Version: "any", Means: "SIP OPTIONS for nm", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Text: "OPTIONS sip:nm SIP/2.0\r\n"}}},
		{ID: "nmap-sv-landesk", Tool: "nmap", Version: "any", Means: "version detection, LANDesk", Kind: Kind{Kind: 10}, Reliability: 2, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("TNMP\x04\x00\x00\x00TNME\x00\x00\x04\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-sv-ncp", Tool: "nmap", Version: "any", Means: "version detection, NetWare", Kind: Kind{Kind: 10}, Reliability: 2, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("DmdT\x00\x00\x00\x17\x00\x00\x00\x01\x00\x00\x00\x00\x11\x11\x00\xff\x01\xff\x13"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-sv-notes", Tool: "nmap", Version: "any", Means: "version detection, Lotus Notes", Kind: Kind{Kind: 10}, Reliability: 2, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte(":\x00\x00\x00/\x00\x00\x00\x02\x00\x00@\x02\x0f\x00\x01\x00=\x05"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-sv-rmi", Tool: "nmap", Version: "any", Means: "version detection, Java RMI", Kind: Kind{Kind: 10}, Reliability: 1, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("JRMI\x00\x02K"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-sv-oracle", Tool: "nmap", Version: "any", Means: "version detection, Oracle TNS", Kind: Kind{Kind: 10}, Reliability: 2, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00Z\x00\x00\x01\x00\x00\x00\x016\x01,\x00\x00\b\x00\x7f\xff\x7f\b"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-sv-mssql", Tool: "nmap", Version: "any", Means: "version detection, SQL Server pre-login", Kind: Kind{Kind: 10}, Reliability: 1, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Length: &Range{Low: 52, High: 52}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x12\x01\x004\x00\x00\x00\x00\x00\x00\x15\x00\x06\x01\x00\x1b"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-sv-distcc", Tool: "nmap", Version: "any", Means: "version detection, distcc job nmap.c", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Text: "DIST00000001ARGC00000005", Contains: "nmap.c"}}},
		{ID: "nmap-sv-afp", Tool: "nmap", Version: "any", Means: "version detection, AFP", Kind: Kind{Kind: 10}, Reliability: 2, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x03\x00\x01\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x0f\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-sv-mqtt", Tool: "nmap", Version: "any", Means: "version detection, MQTT client nmap", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x10\x00\x00\x04MQTT\x04\x02\x00\x1e"), Mask: []byte("\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Contains: "nmap"}}},
		{ID: "nmap-sv-metasploit", Tool: "nmap", Version: "any", Means: "version detection, call of nmap.probe", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("<"), Mask: []byte("\xff")}, Contains: "<methodName>nmap.probe</methodName>"}}},
		{ID: "nmap-sv-impress", Tool: "nmap", Version: "any", Means: "version detection, LibreOffice pairing as Nmap", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Text: "LO_SERVER_CLIENT_PAIR\nNmap\n"}}},
		{ID: "nmap-sv-socks5", Tool: "nmap", Version: "any", Means: "version detection, SOCKS 5 to google.com", Kind: Kind{Kind: 10}, Reliability: 2, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x05\x04\x00\x01\x02\x80\x05\x01\x00\x03\ngoogle.com"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-sv-mongodb", Tool: "nmap", Version: "any", Means: "version detection, MongoDB", Kind: Kind{Kind: 10}, Reliability: 1, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("A\x00\x00\x00:0\x00\x00\xff\xff\xff\xff\xd4\a\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-sv-memcached", Tool: "nmap", Version: "any", Means: "version detection, memcached", Kind: Kind{Kind: 10}, Reliability: 1, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Text: "stats\r\n", Whole: true}}},
		{ID: "nmap-sv-redis", Tool: "nmap", Version: "any", Means: "version detection, Redis", Kind: Kind{Kind: 10}, Reliability: 1, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "vulnerability scanners that took nmap's probes", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Text: "*1\r\n$4\r\ninfo\r\n", Whole: true}}},
		{ID: "nmap-udp-rpc", Tool: "nmap", Version: "any", Means: "UDP probe, RPC call with a fixed XID", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte(">\xec\xe3\xca\x00\x00\x00\x00\x00\x00\x00\x02"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-udp-bind-7777", Tool: "nmap", Version: "up to 7.93", Means: "UDP probe, version.bind with id 0x7777", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1590.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("ww\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\aversion"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-udp-bind-6", Tool: "nmap", Version: "any", Means: "UDP probe, version.bind with id 6", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1590.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x06\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\aversion\x04bind"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-udp-tftp", Tool: "nmap", Version: "any", Means: "UDP probe, TFTP read of r7tftp.txt", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 1, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x01r7tftp.txt\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-udp-ntp", Tool: "nmap", Version: "any", Means: "UDP probe, NTP client request", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Note: "the time in it is that of a well-known capture, which others replay too", Packet: Fields{Proto: new(Proto(17)), Length: &Range{Low: 48, High: 48}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\xe3\x00\x04\xfa\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, End: &Hex{Bytes: []byte("\xc5O#Kq\xb1R\xf3"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-udp-ntp2", Tool: "nmap", Version: "any", Means: "UDP probe, NTP client request", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Length: &Range{Low: 48, High: 48}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\xd9\x00\n\xfa\x00\x00\x00\x00\x00\x01\x04\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, End: &Hex{Bytes: []byte("\xc6\xf1^\xdbx\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-udp-nbstat", Tool: "nmap", Version: "any", Means: "UDP probe, NetBIOS name query with id 0x80f0", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x80\xf0\x00\x10\x00\x01\x00\x00\x00\x00\x00\x00 CKAA"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-udp-snmp", Tool: "nmap", Version: "any", Means: "UDP probe, SNMP request id 0x4c33a756", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("0"), Mask: []byte("\xff")}, Inside: &Hex{Bytes: []byte("\x02\x04L3\xa7V"), Mask: []byte("\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-udp-snmp3", Tool: "nmap", Version: "any", Means: "UDP probe, SNMPv3 message id 0x4a69", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("0:\x02\x01\x030\x0f\x02\x02Ji\x02\x03\x00\xff\xe3"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-udp-snmp1", Tool: "nmap", Version: "up to 7.93", Means: "UDP probe, SNMP get-next with request id 0", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("0\x1f\x02\x01\x00\x04\x06public\xa1\x12\x02\x01\x00\x02\x01\x00\x02\x01\x000\a0\x05\x06\x01\x00\x05\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-udp-dtls", Tool: "nmap", Version: "any", Means: "UDP probe, DTLS hello with a fixed random", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x16\xfe\xff\x00\x00\x00\x00\x00\x00\x00\x00\x006\x01\x00\x00*\x00\x00\x00\x00\x00\x00\x00*\xfe\xfd\x00\x00\x00\x00|w@\x1e"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-udp-ike", Tool: "nmap", Version: "any", Means: "UDP probe, IKE initiator cookie 0011223344556677", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x11\"3DUfw\x00\x00\x00\x00\x00\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-udp-ike2", Tool: "nmap", Version: "any", Means: "UDP probe, IKE initiator cookie 3127fcb038109e89", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("1'\xfc\xb08\x10\x9e\x89\x00\x00\x00\x00\x00\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-udp-quic", Tool: "nmap", Version: "any", Means: "UDP probe, QUIC version Q999", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\r\x89\xc1\x9c\x1c*\xff\xfc\xf1Q999\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-udp-openvpn", Tool: "nmap", Version: "any", Means: "UDP probe, OpenVPN reset with a fixed session", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("8d\xc1x\x01\xb8\x9b\u02cf\x00\x00\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-udp-coap", Tool: "nmap", Version: "any", Means: "UDP probe, CoAP .well-known/core with id 0x01ce", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("@\x01\x01\u03bb.well-known"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-udp-murmur", Tool: "nmap", Version: "any", Means: "UDP probe, Mumble ping abcdefgh", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x00\x00\x00abcdefgh"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-udp-40125", Tool: "nmap", Version: "any", Means: "UDP host discovery on port 40125 (-PU)", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), DontFragment: new(bool(false)), TargetPort: &Range{Low: 40125, High: 40125}, Length: &Range{}}},
		{ID: "nmap-nbstat-script", Tool: "nmap", Version: "any", Means: "script nbstat, id 0x1337", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x137\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00 "), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-dns-dead-axfr", Tool: "nmap", Version: "any", Means: "script dns-zone-transfer, id 0xDEAD", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1590.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), TargetPort: &Range{Low: 53, High: 53}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x00\u07ad\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00"), Mask: []byte("\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, End: &Hex{Bytes: []byte("\x00\xfc\x00\x01"), Mask: []byte("\xff\xff\xff\xff")}}}},
		{ID: "nmap-dns-recursion", Tool: "nmap", Version: "any", Means: "script dns-recursion, id 0xDEAD", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1590.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\u07ad\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\twikipedia"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-dns-script", Tool: "nmap", Version: "any", Means: "DNS script of nmap, id always 1", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 4, Pair: 10, Attack: []string{
			"T1590.002",
			"T1046",
		}, Note: "devices with a constant id; four queries from four ports", Packet: Fields{Proto: new(Proto(17)), TargetPort: &Range{Low: 53, High: 53}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00"), Mask: []byte("\xff\xff\xf0\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-ssh-hostkey", Tool: "nmap", Version: "any", Means: "script ssh-hostkey", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Text: "SSH-2.0-Nmap"}}},
		{ID: "nmap-ssh1-hostkey", Tool: "nmap", Version: "any", Means: "script ssh-hostkey, protocol 1", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Text: "SSH-1.5-Nmap"}}},
		{ID: "nmap-smb-native", Tool: "nmap", Version: "any", Means: "SMB script, client Nmap", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x00\x00\x00\xffSMBs"), Mask: []byte("\xff\xff\x00\x00\xff\xff\xff\xff\xff")}, Contains: "Nmap\x00Native Lanman\x00"}}},
		{ID: "nmap-smtp-ehlo", Tool: "nmap", Version: "any", Means: "SMTP script, EHLO nmap.scanme.org", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Text: "EHLO nmap.scanme.org"}}},
		{ID: "nmap-coap-script", Tool: "nmap", Version: "any", Means: "CoAP script, token nmapcoap", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("H"), Mask: []byte("\xff")}, Contains: "nmapcoap"}}},
		{ID: "nmap-ftp-bounce", Tool: "nmap", Version: "any", Means: "anonymous FTP login to scan through the server (-b)", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Text: "PASS -wwwuser@"}}},
		{ID: "nmap-udp-openvpn2", Tool: "nmap", Version: "any", Means: "UDP probe, OpenVPN reset with a session of counted octets", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("8\x01\x02\x03\x04\x05\x06\a\b\x00\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-udp-quic2", Tool: "nmap", Version: "any", Means: "UDP probe, QUIC version Q999 with the id 12345678", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\r12345678Q999\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-udp-l2tp", Tool: "nmap", Version: "any", Means: "UDP probe, L2TP from host nxp-scan", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\xc8\x02\x00<\x00\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff")}, Inside: &Hex{Bytes: []byte("nxp-scan"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-udp-ipmi", Tool: "nmap", Version: "any", Means: "UDP probe, both questions after a management controller", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 14, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x06\x00\xff\a\x00\x00\x00\x00\x00\x00\x00\x00\x00\t \x18\u0201\x008\x8e\x04\xb5"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-udp-asf", Tool: "nmap", Version: "any", Means: "UDP probe, both questions after a management controller", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 14, With: "nmap-udp-ipmi", Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x06\x00\xff\x06\x00\x00\x11\xbe\x80\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-udp-citrix", Tool: "nmap", Version: "any", Means: "UDP probe, Citrix browser", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Length: &Range{Low: 30, High: 30}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x1e\x00\x010\x02\xfd\xa8\xe3\x00\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-udp-radius", Tool: "nmap", Version: "any", Means: "UDP probe, RADIUS request with no authenticator", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x01\x00\x00\x14\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-udp-stun", Tool: "nmap", Version: "any", Means: "UDP probe, STUN with transaction 0", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x01\x00\x00!\x12\xa4B\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-udp-dcerpc", Tool: "nmap", Version: "any", Means: "UDP probe, DCE RPC bind of a made-up interface", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x05\x00\v\x03\x10\x00\x00\x00H\x00\x00\x00\x01\x00\x00\x00\xb8\x10\xb8\x10\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x01\x00\x01#Eg\x89\xab\xcd\xef"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-udp-dhcp", Tool: "nmap", Version: "any", Means: "UDP probe, DHCP inform with transaction 0x01234567", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x01\x01\x06\x00\x01#Eg\x00\x00\x00\x00\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x0e5\xd4\xd8Q"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-udp-cldap", Tool: "nmap", Version: "any", Means: "UDP probe, CLDAP search with message id 7", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Length: &Range{Low: 51, High: 51}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("0\x84\x00\x00\x00-\x02\x01\ac\x84"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-udp-xdmcp", Tool: "nmap", Version: "any", Means: "UDP probe, XDMCP query", Kind: Kind{Kind: 11}, Reliability: 1, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x01\x00\x02\x00\x01\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-udp-rip", Tool: "nmap", Version: "any", Means: "UDP probe, RIP request for all routes", Kind: Kind{Kind: 11}, Reliability: 1, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x10"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-udp-ubiquiti", Tool: "nmap", Version: "any", Means: "UDP probe, Ubiquiti discovery", Kind: Kind{Kind: 11}, Reliability: 1, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x01\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-udp-memcached", Tool: "nmap", Version: "any", Means: "UDP probe, memcached version", Kind: Kind{Kind: 11}, Reliability: 1, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x01\x00\x00\x00\x01\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff")}, Contains: "\r\n"}}},
		{ID: "nmap-udp-source", Tool: "nmap", Version: "any", Means: "UDP probe, query of a game server", Kind: Kind{Kind: 11}, Reliability: 1, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\xff\xff\xff\xffTSource Engine Query\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-udp-bo", Tool: "nmap", Version: "any", Means: "UDP probe, ping of Back Orifice", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 1, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\xcec\xd1\xd2\x16\xe7\x13\xcf8\xa5\xa5\x86\xb2uK\x99\xaa2X"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nmap-udp-vxworks", Tool: "nmap", Version: "any", Means: "UDP probe, VxWorks debugger with XID 0x72377237", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("r7r7\x00\x00\x00\x00\x00\x00\x00\x02UUUU"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-icap-agent", Tool: "nmap", Version: "any", Means: "script icap-info", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Text: "OPTIONS ", Contains: "nmap icap-client/"}}},
		{ID: "nmap-tns-user", Tool: "nmap", Version: "any", Means: "Oracle script, user nmap", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x00\x00\x00\x01"), Mask: []byte("\x00\x00\xff\xff\xff")}, Contains: "(USER=nmap)"}}},
		{ID: "nmap-irc-nick", Tool: "nmap", Version: "any", Means: "IRC script, user Nmap Wuz Here", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Text: "USER ", Contains: "Nmap Wuz Here"}}},
		{ID: "nmap-irc-brute", Tool: "nmap", Version: "any", Means: "IRC script, nick nmap_brute", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Text: "NICK nmap_brute"}}},
		{ID: "masscan", Tool: "masscan", Version: "up to 1.3.2", Means: "SYN scan", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1046",
		}, Packet: Fields{IP: &Range{Low: 4, High: 4}, Proto: new(Proto(6)), DontFragment: new(bool(false)), Flags: new(Flags(2)), Window: &Range{Low: 1024, High: 1024}, Ack: &Range{}, Options: &Hex{Bytes: []byte(""), Mask: []byte("")}, Formula: 1}},
		{ID: "masscan-2023", Tool: "masscan", Version: "after 1.3.2 (November 2023 and later)", Means: "SYN scan", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1046",
		}, Packet: Fields{IP: &Range{Low: 4, High: 4}, Proto: new(Proto(6)), DontFragment: new(bool(false)), Flags: new(Flags(2)), Window: &Range{Low: 1025, High: 1025}, Ack: &Range{}, Options: &Hex{Bytes: []byte("\x02\x04\x05\xb4"), Mask: []byte("\xff\xff\xff\xff")}, Formula: 1}},
		{ID: "masscan6", Tool: "masscan", Version: "up to 1.3.2", Means: "SYN scan", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 3, Pair: 8, Attack: []string{
			"T1595.001",
			"T1046",
		}, Packet: Fields{IP: &Range{Low: 6, High: 6}, Proto: new(Proto(6)), TTL: &Range{Low: 192, High: 255}, Flags: new(Flags(2)), Window: &Range{Low: 1024, High: 1024}, Ack: &Range{}, Options: &Hex{Bytes: []byte(""), Mask: []byte("")}}},
		{ID: "masscan6-2023", Tool: "masscan", Version: "after 1.3.2 (November 2023 and later)", Means: "SYN scan", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 3, Pair: 8, Attack: []string{
			"T1595.001",
			"T1046",
		}, Packet: Fields{IP: &Range{Low: 6, High: 6}, Proto: new(Proto(6)), TTL: &Range{Low: 192, High: 255}, Flags: new(Flags(2)), Window: &Range{Low: 1025, High: 1025}, Ack: &Range{}, Options: &Hex{Bytes: []byte("\x02\x04\x05\xb4"), Mask: []byte("\xff\xff\xff\xff")}}},
		{ID: "masscan-udp-dns", Tool: "masscan", Version: "any", Means: "UDP probe, version.bind with an octet too many", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1590.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), TTL: &Range{Low: 192, High: 255}, DontFragment: new(bool(false)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x00\x01 \x00\x01\x00\x00\x00\x00\x00\x00\aversion\x04bind\x00\x00\x10\x00\x03\x00"), Mask: []byte("\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "masscan-udp-snmp", Tool: "masscan", Version: "any", Means: "UDP probe, SNMP request for two names", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), TTL: &Range{Low: 192, High: 255}, DontFragment: new(bool(false)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("09\x02\x01\x00\x04\x06public\xa0,\x02\x04\x00\x00\x00\x00\x02\x01\x00\x02\x01\x000\x1e"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff")}, End: &Hex{Bytes: []byte("\x06\t+\x06\x01\x80\x02\x01\x01\x05\x00\x05\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "masscan-udp-ntp", Tool: "masscan", Version: "any", Means: "UDP probe, NTP monitor list", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), TTL: &Range{Low: 192, High: 255}, DontFragment: new(bool(false)), Length: &Range{Low: 48, High: 48}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x17\x00\x03*\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "masscan-udp-nbstat", Tool: "masscan", Version: "any", Means: "UDP probe, NetBIOS name query", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), TTL: &Range{Low: 192, High: 255}, DontFragment: new(bool(false)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00 CKAA"), Mask: []byte("\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "masscan-udp-sip", Tool: "masscan", Version: "any", Means: "UDP probe, SIP OPTIONS for carol", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), TTL: &Range{Low: 192, High: 255}, DontFragment: new(bool(false)), Payload: &Pattern{Text: "OPTIONS sip:carol@chicago.com SIP/2.0\r\n"}}},
		{ID: "masscan-sctp", Tool: "masscan", Version: "any", Means: "SCTP INIT scan", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 2, Pair: 7, Attack: []string{
			"T1595.001",
			"T1046",
		}, Note: "nmap sends the same INIT with a lesser time to live", Packet: Fields{IP: &Range{Low: 4, High: 4}, Proto: new(Proto(132)), TTL: &Range{Low: 65, High: 255}, DontFragment: new(bool(false)), IPLength: &Range{Low: 52, High: 52}, Chunk: &Range{Low: 1, High: 1}, Length: &Range{Low: 20, High: 20}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x01\x00\x00\x14\x00\x00\x00\x00\x00\x00\x80\x00\x00\n\b\x00"), Mask: []byte("\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff")}}, Formula: 1}},
		{ID: "masscan-ack", Tool: "masscan", Version: "any", Means: "connection of a stack of its own, to read banners", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 8, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Packet: Fields{IP: &Range{Low: 4, High: 4}, Proto: new(Proto(6)), TTL: &Range{Low: 192, High: 255}, DontFragment: new(bool(false)), Flags: new(Flags(16)), Window: &Range{Low: 1200, High: 1200}, Options: &Hex{Bytes: []byte(""), Mask: []byte("")}, Length: &Range{}}},
		{ID: "masscan-ping", Tool: "masscan", Version: "any", Means: "ICMP echo scan", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1018",
		}, Note: "the payload is that of iputils ping without its clock", Packet: Fields{Proto: new(Proto(1)), TTL: &Range{Low: 192, High: 255}, DontFragment: new(bool(false)), IPLength: &Range{Low: 76, High: 76}, ICMPType: &Range{Low: 8, High: 8}, ICMPCode: &Range{}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\b\t\n\v\f\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "masscan-agent", Tool: "masscan", Version: "any", Means: "banner grab over HTTP", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), HTTP: &HTTP{Agent: "masscan/"}}},
		{ID: "masscan-agent-ivre", Tool: "masscan", Version: "ivre's", Means: "banner grab over HTTP", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), HTTP: &HTTP{Agent: "ivre-masscan/"}}},
		{ID: "zmap", Tool: "zmap", Version: "up to 2.x", Means: "SYN scan", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1046",
		}, Packet: Fields{IP: &Range{Low: 4, High: 4}, Proto: new(Proto(6)), DontFragment: new(bool(false)), IPID: &Range{Low: 54321, High: 54321}, Flags: new(Flags(2)), Window: &Range{Low: 65535, High: 65535}, Ack: &Range{}, Options: &Hex{Bytes: []byte(""), Mask: []byte("")}}},
		{ID: "zmap-3", Tool: "zmap", Version: "3.0 to 4.0", Means: "SYN scan", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1046",
		}, Packet: Fields{IP: &Range{Low: 4, High: 4}, Proto: new(Proto(6)), DontFragment: new(bool(false)), IPID: &Range{Low: 54321, High: 54321}, Flags: new(Flags(2)), Window: &Range{Low: 65535, High: 65535}, Ack: &Range{}, Options: &Hex{Bytes: []byte("\x02\x04\x05\xb4"), Mask: []byte("\xff\xff\xff\xff")}}},
		{ID: "zmap-4", Tool: "zmap", Version: "4.1 and later", Means: "SYN scan with the options of Windows", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 3, Pair: 8, Attack: []string{
			"T1595.001",
			"T1046",
		}, Note: "Windows behind a proxy that rewrites the header", Packet: Fields{IP: &Range{Low: 4, High: 4}, Proto: new(Proto(6)), TTL: &Range{Low: 33, High: 64}, DontFragment: new(bool(false)), Flags: new(Flags(2)), Window: &Range{Low: 65535, High: 65535}, Ack: &Range{}, Options: &Hex{Bytes: []byte("\x02\x04\x05\xb4\x01\x03\x03\b\x01\x01\x04\x02"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}},
		{ID: "zmap-4-reset", Tool: "zmap", Version: "4.1 and later", Means: "SYN with the options of Windows, whose answer another stack resets", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 18, Attack: []string{
			"T1595.001",
			"T1046",
		}, Note: "Windows behind a proxy that rewrites the header, and resets with its own", Packet: Fields{IP: &Range{Low: 4, High: 4}, Proto: new(Proto(6)), TTL: &Range{Low: 33, High: 64}, DontFragment: new(bool(false)), Flags: new(Flags(2)), Window: &Range{Low: 65535, High: 65535}, Ack: &Range{}, Options: &Hex{Bytes: []byte("\x02\x04\x05\xb4\x01\x03\x03\b\x01\x01\x04\x02"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}},
		{ID: "zmap-4-reset-kernel", Tool: "zmap", Version: "4.1 and later", Means: "SYN with the options of Windows, whose answer another stack resets", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 18, With: "zmap-4-reset", Attack: []string{
			"T1595.001",
			"T1046",
		}, Note: "Windows behind a proxy that rewrites the header, and resets with its own", Packet: Fields{IP: &Range{Low: 4, High: 4}, Proto: new(Proto(6)), TTL: &Range{Low: 33, High: 64}, DontFragment: new(bool(true)), IPID: &Range{}, Flags: new(Flags(4)), Window: &Range{}, Options: &Hex{Bytes: []byte(""), Mask: []byte("")}, Length: &Range{}}},
		{ID: "zmap-echo", Tool: "zmap", Version: "up to 4.0", Means: "ICMP echo scan", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1018",
		}, Packet: Fields{IP: &Range{Low: 4, High: 4}, Proto: new(Proto(1)), DontFragment: new(bool(false)), IPID: &Range{Low: 54321, High: 54321}, ICMPType: &Range{Low: 8, High: 8}, ICMPCode: &Range{}}},
		{ID: "zmap-udp", Tool: "zmap", Version: "up to 4.0", Means: "UDP scan", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 3, Pair: 8, Attack: []string{
			"T1595.001",
			"T1046",
		}, Packet: Fields{IP: &Range{Low: 4, High: 4}, Proto: new(Proto(17)), DontFragment: new(bool(false)), IPID: &Range{Low: 54321, High: 54321}}},
		{ID: "unicornscan", Tool: "unicornscan", Version: "any", Means: "SYN scan", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 2, Pair: 4, Attack: []string{
			"T1595.001",
			"T1046",
		}, Packet: Fields{IP: &Range{Low: 4, High: 4}, Proto: new(Proto(6)), DontFragment: new(bool(false)), Flags: new(Flags(2)), Window: &Range{Low: 4128, High: 4128}, Ack: &Range{}}},
		{ID: "hping-syn", Tool: "hping", Version: "2 and 3", Means: "SYN probe", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1046",
		}, Note: "floods made with hping", Packet: Fields{Proto: new(Proto(6)), DontFragment: new(bool(false)), Flags: new(Flags(2)), Window: &Range{Low: 512, High: 512}, Options: &Hex{Bytes: []byte(""), Mask: []byte("")}, Formula: 3}},
		{ID: "hping-udp", Tool: "hping", Version: "2 and 3", Means: "empty datagram to port 0", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 11, Attack: []string{
			"T1595.001",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), DontFragment: new(bool(false)), TargetPort: &Range{}, Length: &Range{}}},
		{ID: "hping-again", Tool: "hping", Version: "2 and 3", Means: "SYN probe", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 3, Pair: 11, Attack: []string{
			"T1595.001",
			"T1046",
		}, Note: "floods made with hping", Packet: Fields{Proto: new(Proto(6)), DontFragment: new(bool(false)), Flags: new(Flags(2)), Window: &Range{Low: 512, High: 512}, Options: &Hex{Bytes: []byte(""), Mask: []byte("")}, Formula: 3}},
		{ID: "hping-fin", Tool: "hping", Version: "2 and 3", Means: "FIN probe", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 3, Pair: 11, Attack: []string{
			"T1595.001",
			"T1046",
		}, Note: "floods made with hping", Packet: Fields{Proto: new(Proto(6)), DontFragment: new(bool(false)), Flags: new(Flags(1)), Window: &Range{Low: 512, High: 512}, Options: &Hex{Bytes: []byte(""), Mask: []byte("")}, Formula: 3}},
		{ID: "hping-xmas", Tool: "hping", Version: "2 and 3", Means: "Xmas probe", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 3, Pair: 11, Attack: []string{
			"T1595.001",
			"T1046",
		}, Note: "floods made with hping", Packet: Fields{Proto: new(Proto(6)), DontFragment: new(bool(false)), Flags: new(Flags(41)), Window: &Range{Low: 512, High: 512}, Options: &Hex{Bytes: []byte(""), Mask: []byte("")}, Formula: 3}},
		{ID: "hping-no-flags", Tool: "hping", Version: "2 and 3", Means: "NULL probe", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 3, Pair: 11, Attack: []string{
			"T1595.001",
			"T1046",
		}, Note: "floods made with hping", Packet: Fields{Proto: new(Proto(6)), DontFragment: new(bool(false)), TargetPort: &Range{Low: 1, High: 65535}, Flags: new(Flags(0)), Window: &Range{Low: 512, High: 512}, Options: &Hex{Bytes: []byte(""), Mask: []byte("")}, Formula: 3}},
		{ID: "hping-flags", Tool: "hping", Version: "2 and 3", Means: "probe with flags of the user's choice", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 3, Pair: 11, Attack: []string{
			"T1595.001",
			"T1046",
		}, Note: "floods made with hping", Packet: Fields{Proto: new(Proto(6)), DontFragment: new(bool(false)), Flags: new(Flags(32768)), Window: &Range{Low: 512, High: 512}, Options: &Hex{Bytes: []byte(""), Mask: []byte("")}, Formula: 3}},
		{ID: "hping-null", Tool: "hping", Version: "2 and 3", Means: "TCP packet without flags to port 0", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 11, Attack: []string{
			"T1595.001",
			"T1590.006",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), DontFragment: new(bool(false)), TargetPort: &Range{}, Flags: new(Flags(0)), Window: &Range{Low: 512, High: 512}, Options: &Hex{Bytes: []byte(""), Mask: []byte("")}}},
		{ID: "hping-echo", Tool: "hping", Version: "2 and 3", Means: "ICMP echo without payload, its sequence number in the wrong order of bytes", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 4, Pair: 12, Attack: []string{
			"T1595.001",
			"T1018",
		}, Packet: Fields{Proto: new(Proto(1)), DontFragment: new(bool(false)), IPLength: &Range{Low: 28, High: 28}, ICMPType: &Range{Low: 8, High: 8}, ICMPCode: &Range{}}},
		{ID: "naabu", Tool: "naabu", Version: "any", Means: "SYN scan", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 3, Pair: 2, Attack: []string{
			"T1595.001",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), Flags: new(Flags(2)), Window: &Range{Low: 1024, High: 1024}, Seq: &Range{High: 65535}, Ack: &Range{}, Options: &Hex{Bytes: []byte("\x02\x04\x05\xb4"), Mask: []byte("\xff\xff\xff\xff")}}},
		{ID: "mirai", Tool: "Mirai", Version: "the family", Means: "SYN scan of a worm", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.001",
			"T1046",
		}, Packet: Fields{IP: &Range{Low: 4, High: 4}, Proto: new(Proto(6)), Flags: new(Flags(2)), Ack: &Range{}, Options: &Hex{Bytes: []byte(""), Mask: []byte("")}, Formula: 2}},
		{ID: "fping", Tool: "fping", Version: "any", Means: "ICMP echo sweep", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 4, Pair: 5, Attack: []string{
			"T1595.001",
			"T1018",
		}, Ordinary: true, Note: "monitors that use fping", Packet: Fields{Proto: new(Proto(1)), ICMPType: &Range{Low: 8, High: 8}, ICMPCode: &Range{}, Length: &Range{Low: 56, High: 56}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00"), Mask: []byte("\xff")}}, Formula: 6}},
		{ID: "fping6", Tool: "fping", Version: "any", Means: "ICMP echo sweep", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 4, Pair: 5, Attack: []string{
			"T1595.001",
			"T1018",
		}, Ordinary: true, Note: "monitors that use fping", Packet: Fields{Proto: new(Proto(58)), ICMPType: &Range{Low: 128, High: 128}, ICMPCode: &Range{}, Length: &Range{Low: 56, High: 56}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00"), Mask: []byte("\xff")}}, Formula: 6}},
		{ID: "nbtscan", Tool: "nbtscan", Version: "any", Means: "NetBIOS name sweep", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 3, Pair: 7, Attack: []string{
			"T1595.001",
			"T1018",
			"T1046",
		}, Note: "nmap's payload and script, which have ids of their own; nbtstat of Windows asks from port 137", Packet: Fields{Proto: new(Proto(17)), SourcePort: &Range{Low: 1024, High: 65535}, TargetPort: &Range{Low: 137, High: 137}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x00\x00\x10\x00\x01\x00\x00\x00\x00\x00\x00 CKAA"), Mask: []byte("\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Unless: []Hex{
			{Bytes: []byte("\x80\xf0"), Mask: []byte("\xff\xff")},
			{Bytes: []byte("\x01\x91"), Mask: []byte("\xff\xff")},
			{Bytes: []byte("\x137"), Mask: []byte("\xff\xff")},
		}}}},
		{ID: "onesixtyone", Tool: "onesixtyone", Version: "any", Means: "SNMP community guessing", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Pair: 8, Attack: []string{
			"T1595.001",
			"T1595.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(17)), TargetPort: &Range{Low: 161, High: 161}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("0"), Mask: []byte("\xff")}, Inside: &Hex{Bytes: []byte("\x02\x04\xff\xff\xff\xff"), Mask: []byte("\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "ike-scan", Tool: "ike-scan", Version: "any", Means: "IKE main mode offer of eight transforms", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Attack: []string{
			"T1590.006",
			"T1595.001",
			"T1046",
		}, Note: "a gateway that offers just these to a peer", Packet: Fields{Proto: new(Proto(17)), TargetPort: &Range{Low: 500, High: 500}, Length: &Range{Low: 336, High: 336}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x01\x10\x02\x00\x00\x00\x00\x00\x00\x00\x01P\x00\x00\x014\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x01(\x01\x01\x00\b\x03\x00\x00$\x01\x01\x00\x00\x80\x01\x00\x05\x80\x02\x00\x02\x80\x03\x00\x01\x80\x04\x00\x02\x80\v\x00\x01\x00\f\x00\x04\x00\x00p\x80\x03\x00\x00$\x02\x01"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, At: 16}}},
		{ID: "ike-scan-aggressive", Tool: "ike-scan", Version: "any", Means: "IKE aggressive mode offer of eight transforms", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Attack: []string{
			"T1590.006",
			"T1595.001",
			"T1046",
		}, Note: "a client that offers just these", Packet: Fields{Proto: new(Proto(17)), TargetPort: &Range{Low: 500, High: 500}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x01\x10\x04\x00\x00\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff")}, At: 16, Inside: &Hex{Bytes: []byte("\x03\x00\x00$\x01\x01\x00\x00\x80\x01\x00\x05\x80\x02\x00\x02\x80\x03\x00\x01\x80\x04\x00\x02\x80\v\x00\x01\x00\f\x00\x04\x00\x00p\x80\x03\x00\x00$\x02\x01\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "traceroute-tcp", Tool: "traceroute", Version: "Linux, 2.x", Means: "TCP path probe", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 3, Attack: []string{
			"T1590.004",
			"T1016",
		}, Note: "Linux of 2005 sends this window and scale, but never without don't-fragment", Packet: Fields{Proto: new(Proto(6)), TTL: &Range{Low: 1, High: 30}, DontFragment: new(bool(false)), Flags: new(Flags(2)), Window: &Range{Low: 5840, High: 5840}, Ack: &Range{}, Options: &Hex{Bytes: []byte("\x02\x04\x05\xb4\x04\x02\b\n\x00\x00\x00\x00\x00\x00\x00\x00\x01\x03\x03\x02"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff")}}},
		{ID: "traceroute-udp", Tool: "traceroute", Version: "Linux, 2.x", Means: "UDP path probe", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 3, Attack: []string{
			"T1590.004",
			"T1016",
		}, Packet: Fields{Proto: new(Proto(17)), TTL: &Range{Low: 1, High: 30}, Payload: &Pattern{Text: "@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_", Whole: true}}},
		{ID: "traceroute-echo", Tool: "traceroute", Version: "Linux, 2.x", Means: "ICMP path probe", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 3, Attack: []string{
			"T1590.004",
			"T1016",
		}, Packet: Fields{Proto: new(Proto(1)), TTL: &Range{Low: 1, High: 30}, ICMPType: &Range{Low: 8, High: 8}, ICMPCode: &Range{}, Payload: &Pattern{Text: "HIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg", Whole: true}}},
		{ID: "mtr-echo", Tool: "mtr", Version: "0.9x", Means: "ICMP path probe", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Attack: []string{
			"T1590.004",
			"T1016",
		}, Packet: Fields{Proto: new(Proto(1)), TTL: &Range{Low: 1, High: 30}, ICMPType: &Range{Low: 8, High: 8}, ICMPCode: &Range{}, ICMPSeq: &Range{Low: 33000, High: 65535}, Length: &Range{Low: 36, High: 36}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00"), Mask: []byte("\xff")}}, Formula: 6}},
		{ID: "mtr-udp", Tool: "mtr", Version: "0.9x", Means: "UDP path probe", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 2, Attack: []string{
			"T1590.004",
			"T1016",
		}, Packet: Fields{Proto: new(Proto(17)), TTL: &Range{Low: 1, High: 30}, TargetPort: &Range{Low: 33000, High: 65535}, Length: &Range{Low: 36, High: 36}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00"), Mask: []byte("\xff")}}, Formula: 6}},
		{ID: "angry-ip-udp", Tool: "Angry IP Scanner", Version: "3.x", Means: "UDP ping", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 4, Pair: 8, Attack: []string{
			"T1595.001",
			"T1018",
		}, Packet: Fields{Proto: new(Proto(17)), TargetPort: &Range{Low: 33435, High: 33435}, Length: &Range{Low: 8, High: 8}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x00\x01\x90"), Mask: []byte("\xff\xff\xff\xf0")}}}},
		{ID: "nping-syn", Tool: "nping", Version: "any", Means: "SYN probe", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 3, Pair: 1, Attack: []string{
			"T1595.001",
			"T1046",
		}, Packet: Fields{IP: &Range{Low: 4, High: 4}, Proto: new(Proto(6)), DontFragment: new(bool(false)), Flags: new(Flags(2)), Window: &Range{Low: 1480, High: 1480}, Ack: &Range{}, Options: &Hex{Bytes: []byte(""), Mask: []byte("")}}},
		{ID: "nping-udp", Tool: "nping", Version: "any", Means: "empty UDP probe", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 4, Pair: 13, Attack: []string{
			"T1595.001",
			"T1046",
		}, Packet: Fields{IP: &Range{Low: 4, High: 4}, Proto: new(Proto(17)), DontFragment: new(bool(false)), IPID: &Range{Low: 54321, High: 54321, Not: true}, Length: &Range{}}},
		{ID: "nping-timestamp", Tool: "nping", Version: "any", Means: "ICMP timestamp probe", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 4, Pair: 13, Attack: []string{
			"T1595.001",
			"T1018",
		}, Packet: Fields{IP: &Range{Low: 4, High: 4}, Proto: new(Proto(1)), DontFragment: new(bool(false)), IPID: &Range{Low: 54321, High: 54321, Not: true}, IPLength: &Range{Low: 40, High: 40}, ICMPType: &Range{Low: 13, High: 13}, ICMPCode: &Range{}, Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), Mask: []byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}, Whole: true}}},
		{ID: "nping-echo", Tool: "nping", Version: "any", Means: "ICMP echo probe", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 4, Pair: 13, Attack: []string{
			"T1595.001",
			"T1018",
		}, Packet: Fields{IP: &Range{Low: 4, High: 4}, Proto: new(Proto(1)), DontFragment: new(bool(false)), IPID: &Range{Low: 54321, High: 54321, Not: true}, IPLength: &Range{Low: 28, High: 28}, ICMPType: &Range{Low: 8, High: 8}, ICMPCode: &Range{}}},
		{ID: "arp-scan", Tool: "arp-scan", Version: "1.x", Means: "ARP sweep from the first address of a network to the last, the sender's own among them", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 3, Pair: 15, Attack: []string{
			"T1018",
			"T1046",
		}, Note: "other sweeps leave out the sender's own address", Packet: Fields{Proto: new(Proto(255)), Formula: 9}},
		{ID: "arp-scan-itself", Tool: "arp-scan", Version: "1.x", Means: "ARP sweep from the first address of a network to the last, the sender's own among them", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 3, Pair: 15, With: "arp-scan", Attack: []string{
			"T1018",
			"T1046",
		}, Note: "other sweeps leave out the sender's own address", Packet: Fields{Proto: new(Proto(255)), Formula: 10}},
		{ID: "arp-scan-last", Tool: "arp-scan", Version: "1.x", Means: "ARP sweep from the first address of a network to the last, the sender's own among them", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 3, Pair: 15, With: "arp-scan", Attack: []string{
			"T1018",
			"T1046",
		}, Note: "other sweeps leave out the sender's own address", Packet: Fields{Proto: new(Proto(255)), Formula: 11}},
		{ID: "jarm-12-forward", Tool: "JARM", Version: "any", Means: "TLS fingerprint of a server", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 3, Pair: 14, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "programs that took JARM's hellos", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x16\x03\x03\x00\x00\x01\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00 \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x8a\x00\x16\x003\x00g\xc0\x9e\xc0\xa2\x00\x9e"), Mask: []byte("\xff\xff\xff\x00\x00\xff\x00\x00\x00\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "jarm-12-reverse", Tool: "JARM", Version: "any", Means: "TLS fingerprint of a server", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 3, Pair: 14, With: "jarm-12-forward", Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "programs that took JARM's hellos", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x16\x03\x03\x00\x00\x01\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00 \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x8a\x00\x05\x00\x04\x00\a\x00\xc0\x00\x84\x00\xba"), Mask: []byte("\xff\xff\xff\x00\x00\xff\x00\x00\x00\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "jarm-12-top", Tool: "JARM", Version: "any", Means: "TLS fingerprint of a server", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 3, Pair: 14, With: "jarm-12-forward", Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "programs that took JARM's hellos", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x16\x03\x03\x00\x00\x01\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00 \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00F\xc0\x12\xc0\a\xcc\x14\x13\x01\x13\x02\u0329"), Mask: []byte("\xff\xff\xff\x00\x00\xff\x00\x00\x00\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "jarm-12-bottom", Tool: "JARM", Version: "any", Means: "TLS fingerprint of a server", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 3, Pair: 14, With: "jarm-12-forward", Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "programs that took JARM's hellos", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x16\x03\x03\x00\x00\x01\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00 \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00D\xc0\x13\xc0'\xc0/\xc0\x14\xc0(\xc00"), Mask: []byte("\xff\xff\xff\x00\x00\xff\x00\x00\x00\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "jarm-12-middle", Tool: "JARM", Version: "any", Means: "TLS fingerprint of a server", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 3, Pair: 14, With: "jarm-12-forward", Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "programs that took JARM's hellos", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x16\x03\x03\x00\x00\x01\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00 \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x8c\n\n\xc0\x12\xc0\x13\xc0\a\xc0'\xcc\x14\xc0/"), Mask: []byte("\xff\xff\xff\x00\x00\xff\x00\x00\x00\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\x0f\x0f\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "jarm-11-forward", Tool: "JARM", Version: "any", Means: "TLS fingerprint of a server", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 3, Pair: 14, With: "jarm-12-forward", Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "programs that took JARM's hellos", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x16\x03\x02\x00\x00\x01\x00\x00\x00\x03\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00 \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x8a\x00\x16\x003\x00g\xc0\x9e\xc0\xa2\x00\x9e"), Mask: []byte("\xff\xff\xff\x00\x00\xff\x00\x00\x00\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "jarm-13-forward", Tool: "JARM", Version: "any", Means: "TLS fingerprint of a server", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 3, Pair: 14, With: "jarm-12-forward", Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "programs that took JARM's hellos", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x16\x03\x01\x00\x00\x01\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00 \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x8a\x00\x16\x003\x00g\xc0\x9e\xc0\xa2\x00\x9e"), Mask: []byte("\xff\xff\xff\x00\x00\xff\x00\x00\x00\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "jarm-13-reverse", Tool: "JARM", Version: "any", Means: "TLS fingerprint of a server", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 3, Pair: 14, With: "jarm-12-forward", Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "programs that took JARM's hellos", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x16\x03\x01\x00\x00\x01\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00 \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x8a\x00\x05\x00\x04\x00\a\x00\xc0\x00\x84\x00\xba"), Mask: []byte("\xff\xff\xff\x00\x00\xff\x00\x00\x00\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "jarm-13-invalid", Tool: "JARM", Version: "any", Means: "TLS fingerprint of a server", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 3, Pair: 14, With: "jarm-12-forward", Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "programs that took JARM's hellos", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x16\x03\x01\x00\x00\x01\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00 \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x00\x16\x003\x00g\xc0\x9e\xc0\xa2\x00\x9e"), Mask: []byte("\xff\xff\xff\x00\x00\xff\x00\x00\x00\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "jarm-13-middle", Tool: "JARM", Version: "any", Means: "TLS fingerprint of a server", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 3, Pair: 14, With: "jarm-12-forward", Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Note: "programs that took JARM's hellos", Packet: Fields{Proto: new(Proto(6)), Payload: &Pattern{Hex: &Hex{Bytes: []byte("\x16\x03\x01\x00\x00\x01\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00 \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x8c\n\n\xc0\x12\xc0\x13\xc0\a\xc0'\xcc\x14\xc0/"), Mask: []byte("\xff\xff\xff\x00\x00\xff\x00\x00\x00\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\x0f\x0f\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}}}},
		{ID: "nmap-script-agent", Tool: "nmap", Version: "any", Means: "HTTP request of a script", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), HTTP: &HTTP{Agent: "Mozilla/5.0 (compatible; Nmap Scripting Engine;"}}},
		{ID: "nmap-lowercheck", Tool: "nmap", Version: "any", Means: "test for case-sensitive paths", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), HTTP: &HTTP{Path: "/nmaplowercheck"}}},
		{ID: "nmap-uppercheck", Tool: "nmap", Version: "any", Means: "test for case-sensitive paths", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), HTTP: &HTTP{Path: "/NmapUpperCheck"}}},
		{ID: "nmap-foldercheck", Tool: "nmap", Version: "any", Means: "test for case-sensitive paths", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 1, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), HTTP: &HTTP{Path: "/Nmap/folder/check"}}},
		{ID: "nmap-path-sdk", Tool: "nmap", Version: "any", Means: "paths that three scripts ask for", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 3, Pair: 14, Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), HTTP: &HTTP{Path: "/sdk", Exact: true}}},
		{ID: "nmap-path-hnap", Tool: "nmap", Version: "any", Means: "paths that three scripts ask for", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 3, Pair: 14, With: "nmap-path-sdk", Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), HTTP: &HTTP{Path: "/HNAP1", Exact: true}}},
		{ID: "nmap-path-evox", Tool: "nmap", Version: "any", Means: "paths that three scripts ask for", Kind: Kind{Kind: 10}, Reliability: 3, Hits: 3, Pair: 14, With: "nmap-path-sdk", Attack: []string{
			"T1595.002",
			"T1592.002",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), HTTP: &HTTP{Path: "/evox/about", Exact: true}}},
		{ID: "dirb", Tool: "dirb", Version: "any", Means: "paths that cannot exist, to see what the server says then", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 2, Pair: 14, Attack: []string{
			"T1595.003",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), HTTP: &HTTP{Path: "/randomfile1", Exact: true}}},
		{ID: "dirb-second", Tool: "dirb", Version: "any", Means: "paths that cannot exist, to see what the server says then", Kind: Kind{Kind: 11}, Reliability: 3, Hits: 2, Pair: 14, With: "dirb", Attack: []string{
			"T1595.003",
			"T1046",
		}, Packet: Fields{Proto: new(Proto(6)), HTTP: &HTTP{Path: "/frand2", Exact: true}}},
		{ID: "gobuster-uuid", Tool: "gobuster", Version: "3.x", Means: "a UUID as a path that cannot exist", Kind: Kind{Kind: 11}, Reliability: 2, Hits: 1, Attack: []string{
			"T1595.003",
			"T1046",
		}, Ordinary: true, Note: "services whose paths are UUIDs", Packet: Fields{Proto: new(Proto(6)), HTTP: &HTTP{Method: "GET"}, Formula: 13}},
	}
}
