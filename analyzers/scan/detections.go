package scan

import "github.com/reconwatch/reconwatch/analyzers"

// Detections say when this analyzer tells what.
var Detections = []analyzers.Detection{
	{
		Kind:    analyzers.PortScan,
		Fires:   "the sequential test on first contacts (7 straight failures; {min_targets} failed hosts and services at least), or {ports} failed ports of one host, or {odd_flags} packets with flags that no stack sends; on up to {shape_few} hosts",
		Quiet:   "a dead server: the services of one kind fail once, whatever their number; {ports_dynamic} dynamic ports beside a working conversation (passive FTP, RPC, RTP); targets that the source comes back to {revisits} times",
		Slowest: "a probe every few hours: failures are remembered for {slow_window}, so 7 in that time",
		Blind:   "ports of which more than half are open; probes from a new source each; a source that was forgotten as tables were full (counted in the metrics)",
	},
	{
		Kind:    analyzers.PortSweep,
		Fires:   "the same over hosts, on up to {shape_few} ports: {hosts} failed home hosts of one port, or {slow_hosts} touched by one outsider with {slow_failures} failures",
		Quiet:   "clients and peers: foreign hosts need {hosts_outbound} failures on the port of a service, {hosts_peer} on any other",
		Slowest: "{slow_hosts} hosts in {slow_window}: one every 16 hours",
		Blind:   "from inside: a sweep of hosts that all answer; a list of servers that are known to be up",
	},
	{
		Kind:    analyzers.BlockScan,
		Fires:   "{targets} failed targets over more than {shape_few} hosts and {shape_few} ports",
		Quiet:   "peer-to-peer: a port for each host is no block",
		Slowest: "{targets} targets in {slow_window}: one every 6 hours",
		Blind:   "as `port_scan`",
	},
	{
		Kind:    analyzers.HostSweep,
		Fires:   "the same by ICMP echo, timestamp or mask, ARP, neighbour solicitation, bare ACK or UDP; {pinged_hosts} home hosts pinged by one outsider, whatever they answered and whether that was seen; {neighbour_burst} addresses resolved within {burst_window}, {neighbour_share:%} in vain",
		Quiet:   "pollers, who come back; routers that resolve for others; resolution that a conversation follows",
		Slowest: "as `port_sweep`; address resolution: {neighbour_burst} in {burst_window}",
		Blind:   "slow address resolution from inside; a station that forwards for others is not judged by its address resolution",
	},
	{
		Kind:    analyzers.DistributedScan,
		Fires:   "{accomplices} sources or more with {accomplice_targets} failed targets each that share {cover} targets, or {cover_ports} ports of one host, with hardly an overlap, or whose probes share a constant that no stack forces on them",
		Quiet:   "unrelated sources, who collide as chance has it (accepted once in 1,000)",
		Slowest: "{accomplices} of them begin within {campaign_window}; later ones join with a share of their own; it is over after {episode_idle} without any",
		Blind:   "sources that overlap on purpose; fewer targets than that; what the first two did before there was a third is told of them alone; no more than 64 sources are told",
	},
	{
		Kind:    analyzers.ProtocolScan,
		Fires:   "{protocols} IP protocols other than TCP, UDP and ICMP tried at one host",
		Quiet:   "routers and VPN gateways, which use two or three",
		Slowest: "{protocols} in {slow_window}",
		Blind:   "a few chosen protocols",
	},
	{
		Kind:    analyzers.Backscatter,
		Fires:   "replies to {unrequested} targets that nobody asked for, from one or two ports: not reconnaissance",
		Quiet:   "asymmetric taps: a reply that data follows is a conversation",
		Slowest: "a pause of {episode_idle}",
		Blind:   "which of the addresses were forged by whom",
	},
	{
		Kind:    analyzers.SYNFlood,
		Fires:   "{flood_handshakes} handshakes with one port in {flood_window}, {flood_unfinished:%} of them not finished: not reconnaissance",
		Quiet:   "busy services",
		Slowest: "{flood_handshakes} in {flood_window}",
		Blind:   "floods that finish their handshakes",
	},
}
