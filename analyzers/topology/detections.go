package topology

import "github.com/reconwatch/reconwatch/analyzers"

// Detections say when this analyzer tells what.
var Detections = []analyzers.Detection{
	{
		Kind: analyzers.Traceroute,
		Fires: "{steps} different packets with different low times to live from one source to one target, in any order, over UDP, ICMP, TCP, UDP-Lite or DCCP, and over other protocols where routers answered {expired} times that they expired; {confirmed_steps} where routers answered {expired} times that they expired; {climbed} ports of tracers tried with the last steps of a path, or one that its host refused; {climbed} packets of UDP-Lite or DCCP with the last steps; rounds of echo requests or of connections that are refused or carry nothing, of which only the last steps arrive; " +
			"echo requests from outside that arrive with their last step, one by one, of which the first three or more did not; three connections or datagrams from outside that arrive so and are refused, or carry nothing",
		Quiet:   "routing protocols and multicast, whose time to live is 1; copies of one packet (loops, mirrors of both sides of a router); pings with one low time to live, whatever the number of packets, that are seen from the first on",
		Slowest: "{steps} steps in {window}: one every 20 seconds",
		Blind:   "tracers slower than that, or who take each step from another address; paths read from record-route options; behind the last router only the last step of a path is seen: one or two packets, bare ACKs, or one time to live again and again from inside are not told",
	},
	{
		Kind: analyzers.FirewallProbe,
		Fires: "{filter_ports} ports of one target tried with one time to live that ends just behind a filter (up to {filter_ttl}); {gateways} hosts asked for a key exchange as no VPN client does, one of them with {proposals} different proposals or names, or more than {gateways} with one cookie; " +
			"a handful of attack strings to one path, to see whether a filter stops them",
		Quiet:   "VPN clients, who name their program and know their gateway; tracers, who stay with one port or count up from 33434",
		Slowest: "{filter_ports} ports in {window}; {gateways} gateways in {gateway_window}",
		Blind:   "filters that are mapped by ordinary scans: these are told as scans, with what was prohibited",
	},
}
