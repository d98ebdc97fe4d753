package analyzers

// Kind is what was done; the names are part of the alert contract.
type Kind uint8

// Kinds of the alert contract.
const (
	KindNone Kind = iota
	PortScan
	PortSweep
	BlockScan
	HostSweep
	DistributedScan
	DecoyScan
	ProtocolScan
	IdleScan
	OSFingerprint
	ServiceProbe
	ScannerSignature
	Traceroute
	FirewallProbe
	DNSBruteForce
	DNSReverseSweep
	DNSZoneTransfer
	DNSZoneWalk
	DNSServerProbe
	DNSCacheSnoop
	DNSRecordSurvey
	DNSQuerySurge
	WHOISSurge
	WebPathProbe
	WebScanner
	IntelMatch
	Backscatter // not reconnaissance
	SYNFlood    // not reconnaissance
	NumKinds
)

var kindNames = [NumKinds]string{
	"", "port_scan", "port_sweep", "block_scan", "host_sweep", "distributed_scan", "decoy_scan", "protocol_scan",
	"idle_scan", "os_fingerprint", "service_probe", "scanner_signature", "traceroute", "firewall_probe",
	"dns_brute_force", "dns_reverse_sweep", "dns_zone_transfer", "dns_zone_walk", "dns_server_probe",
	"dns_cache_snoop", "dns_record_survey", "dns_query_surge", "whois_surge", "web_path_probe", "web_scanner",
	"intel_match", "backscatter", "syn_flood",
}

// String is the contract's name.
func (k Kind) String() string {
	if k >= NumKinds {
		return ""
	}
	return kindNames[k]
}

// ParseKind finds a kind by its contract name.
func ParseKind(s string) (Kind, bool) {
	for k := PortScan; k < NumKinds; k++ {
		if kindNames[k] == s {
			return k, true
		}
	}
	return KindNone, false
}

// Reconnaissance is false for the two kinds that are told apart so that nobody
// mistakes them for it.
func (k Kind) Reconnaissance() bool { return k != Backscatter && k != SYNFlood }
