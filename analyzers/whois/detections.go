package whois

import "github.com/reconwatch/reconwatch/analyzers"

// Detections say when this analyzer tells what.
var Detections = []analyzers.Detection{{
	Kind: analyzers.WHOISSurge,
	Fires: "a host that looks up {floor} different objects in an hour, and more than {deviations} median deviations above the median of its own hours in a week ({floor_new} while it is known for less than {known_for}); " +
		"{sites} sites that collect what is known of networks, or RDAP servers of {registries} registries, named in questions or TLS handshakes within {sites_window}; also towards a WHOIS server of your own, or one for RDAP in cleartext HTTP",
	Quiet:   "the same object again and again; hosts that always look up as much; an analyst who visits one site after the other; resolvers",
	Slowest: "{floor} objects in an hour: one every 3 minutes",
	Blind:   "what others ask the registries about you passes no sensor; RDAP and sites over encrypted DNS, encrypted ClientHello and QUIC, whose first packets are not decrypted; names further in a handshake than its second segment; how many look-ups one TLS connection carries",
}}
