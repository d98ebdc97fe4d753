package probe

import "github.com/reconwatch/reconwatch/analyzers"

// Detections say when this analyzer tells what.
var Detections = []analyzers.Detection{
	{
		Kind:    analyzers.ScannerSignature,
		Fires:   "packets that the table of signatures knows as those of a tool, as many and as related as the row wants; the tool is named where the row is unique to it",
		Quiet:   "rows that are weak never tell by themselves; what resembles a tool in one packet where the row wants two",
		Slowest: "one packet for rows of one; related packets within the memory of a source: it is forgotten only for others",
		Blind:   "tools that were changed, or that use the operating system's own stack; their scans are told by what they touch",
	},
	{
		Kind:    analyzers.OSFingerprint,
		Fires:   "probes that tell operating systems apart: odd options, windows and flags that only fingerprinting sends",
		Quiet:   "odd stacks: the rows are exact",
		Slowest: "one probe; an hour's pause begins a new episode, four days if the probes before lay a quarter of an hour apart",
		Blind:   "passive fingerprinting; what is learned from ordinary connections",
	},
	{
		Kind:    analyzers.ServiceProbe,
		Fires:   "payloads of version detection: one that is unique to a tool, or two different ones; or three protocols spoken to one port within a minute, a rare one among them",
		Quiet:   "ports that HTTP, TLS and SSH share; clients that try TLS and fall back",
		Slowest: "known payloads at any rate; unknown ones three protocols a minute",
		Blind:   "banners that are only read; requests that look like a client's",
	},
	{
		Kind:    analyzers.IdleScan,
		Fires:   "the probes by which a scanner reads the identification counter of a third host",
		Quiet:   "SYN-ACKs to nobody in other forms: `backscatter`",
		Slowest: "two related probes",
		Blind:   "what the third host scans by itself meanwhile, by SYNs alone, is taken for the scanner's; where the sensor does not see the probes, the scan is told as that host's",
	},
	{
		Kind:    analyzers.DecoyScan,
		Fires:   "probes of one target from several sources that are copies of each other, within 50 ms, twice",
		Quiet:   "sources that scan the same target by chance: copies agree in identification, sequence number and source port",
		Slowest: "any pace, as the copies of a probe leave together",
		Blind:   "which of the sources is the real one; decoys with fields of their own",
	},
}
