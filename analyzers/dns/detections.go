package dns

import "github.com/reconwatch/reconwatch/analyzers"

// Detections say when this analyzer tells what.
var Detections = []analyzers.Detection{
	{
		Kind: analyzers.DNSBruteForce,
		Fires: "word-like names, new to the client, below one name: {words} in {burst_window}, {words_hour} in an hour or {words_day} in a day, of which {fail_share:%} do not exist; of a stranger who asks a server of yours itself, wishing for a recursion that it " +
			"does not offer, {words_direct} in {burst_window}, {words} in an hour or {words_hour} in a day, of numbers {words} in {burst_window}, and {words_hour} whether they exist or not if all are at one address; {hollow_factor} times {words_hour} numbers in an hour, none of which exists and to " +
			"which the client does not come back within {hold_polled}; " +
			"{words_probed} after a made-up name that looks for wildcards; {famous} of the names that every word list has, {some_fail} of them, and {fail_share:%}, in vain; {famous_found} of these where everything exists at one place, by a client who does not come back to them within {hold_polled}, or {words_day} of any in {burst_window} after a name as tools make them up (through a resolver, if all is at one place, most come within {quick_gap} of one another and each is asked for once); if most come within {quick_gap} of one another, {words_hour} rather than {words} and {famous_found} rather than {famous}",
		Quiet: "hashes, identifiers and random labels (tunnels, generated domains, floods, content networks, Chromium's random hosts); whole names before a search list's domain (of a stranger who asks a server of yours itself, what looks like a country is a part of you if it is the only one); block lists; " +
			"inventories (web01 to web99 is one word); monitors, who come back; who asks for names that nearly all exist, each at a place of its own, knows them; who comes back to names, most of which exist, uses them, and misspells some; resolvers need {resolver_factor} times as much, unless new words come as by a clock or in the order of the alphabet; who answers questions itself is not accused",
		Slowest: "{words_day} names in a day: one every 18 minutes",
		Blind:   "slower than that; lists of unusual words in a zone where everything exists, if no made-up name comes first; questions over TLS or HTTPS (DoT, DoH); names asked for by MX or TXT alone, or by MX before their address, by others than such strangers; numbers of which some exist, from inside or through a resolver; who asks behind a resolver outside (the alert says that it is one, and its client's network if it names it)",
	},
	{
		Kind:    analyzers.DNSReverseSweep,
		Fires:   "{adjacent} addresses of a block of 256, {adjacent_share:%} of them next to one of the last eight and in one direction, or in equal steps; {dense} of a block in any order; {adjacent_wide} of all blocks below 16 bits of IPv4 or 48 of IPv6, of which more than four were asked for each, one next to the other and in one direction; {adjacent} of a block in an hour, in any order, by a stranger who asks a server of yours itself; {prefixes} partial names of ip6.arpa",
		Quiet:   "mail hosts and log readers: their addresses are in no order; resolvers that minimise their questions",
		Slowest: "an address every {sweep_idle}",
		Blind:   "fewer than {dense} of a block in random order, from inside or through a resolver",
	},
	{
		Kind:    analyzers.DNSZoneTransfer,
		Fires:   "one AXFR or IXFR over TCP or UDP by anybody but a secondary; how many records came back is told, and makes it critical",
		Quiet:   "configured secondaries; those that ask as secondaries do (wishing for nothing) and answer questions or notifications, are named by the zone (NS) or go on from an earlier version (IXFR); transfers signed with a key that was accepted; the root zone",
		Slowest: "one request",
		Blind:   "transfers over TLS; differences from a recent version, to one who asks as a secondary; who asks so is told of after {hold_secondary}, to see whether it is one",
	},
	{
		Kind:    analyzers.DNSZoneWalk,
		Fires:   "steps in a row, each from a name to the next that the answer right before named and that is new to the client, questions for the successor of such a name or for a label that ends with a zero byte, two points each, {walk_score} points; one question for NSEC3; {gathered_hashes} hashed names that answers gave to one client",
		Quiet:   "validators: they ask for what users want, in any order, and get proofs with it; questions for NSEC that come alone; resolvers",
		Slowest: "three steps, each within an hour of the one before",
		Blind:   "walks through a resolver outside that validates; gathering slower than {gathered_hashes} hashes without an hour's pause",
	},
	{
		Kind:    analyzers.DNSServerProbe,
		Fires:   "a question of class CHAOS for the version or the authors, for both the host name and the identity, or for anything else; for one of these two by a stranger who does not come back within {hold_polled}; STATUS and unused operations; empty questions",
		Quiet:   "monitors inside that ask for one of host name and identity, and those outside that come back; cookies alone",
		Slowest: "one question",
		Blind:   "fingerprints by what ordinary questions are answered with",
	},
	{
		Kind:    analyzers.DNSCacheSnoop,
		Fires:   "{snooped_names} names of {snooped_domains} domains asked of a resolver without recursion",
		Quiet:   "resolvers and servers; clients that get answers with authority there",
		Slowest: "a name an hour",
		Blind:   "snooping by how long an answer takes, with recursion",
	},
	{
		Kind: analyzers.DNSRecordSurvey,
		Fires: "{record_types} types of record of one name in {survey_window}, addresses aside, of which a question for ANY counts three; {services} services (SRV) of one domain; " +
			"{selectors} mail signing keys of one domain",
		Quiet:   "mail hosts (two or three types), browsers and validators (HTTPS, DS, DNSKEY aside), members of a directory (four services); resolvers need {record_types_resolver} types; ANY alone",
		Slowest: "{record_types} types in {survey_window}",
		Blind:   "types asked for one by one over hours",
	},
	{
		Kind: analyzers.DNSQuerySurge,
		Fires: "{surge_names} names of a domain of yours that exist, asked for by one client of one server within an hour, and more than {surge_deviations} median deviations above the median of what the " +
			"busiest client of each hour in a week asked for, and {surge_factor} times that median; a domain is yours if the configuration names it, or if a home server answers strangers with authority for it",
		Quiet: "crowds, who all ask for the same few names; names that do not exist, as in floods, guesses (dns_brute_force) and search lists; identifiers and random labels; inventories (web01 to web99 is one word); " +
			"what asks for as much every hour, such as monitors; resolvers need {resolver_factor} times as much; the first {surge_known} of a domain",
		Slowest: "{surge_names} names in an hour: one a minute",
		Blind:   "slower than that; names spread over many clients or several servers; a domain that only a resolver is asked about and the configuration does not name; where answers are not seen",
	},
}
