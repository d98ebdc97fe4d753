package alert

import "github.com/reconwatch/reconwatch/analyzers"

// trait is what is fixed for a kind.
type trait struct {
	// outside and inside are the ATT&CK techniques by where the source stands:
	// the same packets are reconnaissance (TA0043) from outside and discovery
	// (TA0007) from a host of ours.
	outside, inside []string
	// aimed: from outside, this kind is directed at somebody; background radiation is not.
	aimed bool
	// eachHost, eachPort: every further host or port is a new target set, so that a scan of the
	// next one is told although no rung was reached.
	eachHost, eachPort bool
	// mild: administrators and their tools do this in small numbers as well.
	mild bool
}

// Technique lists that several kinds share.
var (
	scanning  = []string{"T1595"}
	blocks    = []string{"T1595", "T1595.001", "T1590.005"}
	versions  = []string{"T1595", "T1595.002"}
	wordlists = []string{"T1595", "T1595.003"}
	services  = []string{"T1046"}
	systems   = []string{"T1018"}
	zone      = []string{"T1590.002"}
	zoneOwn   = []string{"T1018", "T1590.002"}
	registry  = []string{"T1590.001", "T1596.002"}
)

// traits has a row for every kind.
var traits = [analyzers.NumKinds]trait{
	analyzers.PortScan:         {outside: scanning, inside: services, aimed: true, eachHost: true},
	analyzers.PortSweep:        {outside: blocks, inside: services, eachPort: true},
	analyzers.BlockScan:        {outside: blocks, inside: services},
	analyzers.HostSweep:        {outside: blocks, inside: systems},
	analyzers.DistributedScan:  {outside: []string{"T1595", "T1595.001"}, inside: services, aimed: true},
	analyzers.DecoyScan:        {outside: scanning, inside: services, aimed: true, eachHost: true},
	analyzers.ProtocolScan:     {outside: scanning, inside: services, aimed: true, eachHost: true},
	analyzers.IdleScan:         {outside: scanning, inside: services, aimed: true, eachHost: true},
	analyzers.OSFingerprint:    {outside: versions, inside: services, aimed: true, eachHost: true},
	analyzers.ServiceProbe:     {outside: versions, inside: services},
	analyzers.ScannerSignature: {outside: versions, inside: services},
	analyzers.Traceroute:       {outside: []string{"T1590.004"}, inside: systems, mild: true},
	analyzers.FirewallProbe:    {outside: []string{"T1590.006"}, inside: services, aimed: true, eachHost: true},
	analyzers.DNSBruteForce:    {outside: zone, inside: zoneOwn, aimed: true},
	analyzers.DNSReverseSweep:  {outside: []string{"T1590.002", "T1590.005"}, inside: zoneOwn},
	analyzers.DNSZoneTransfer:  {outside: zone, inside: zoneOwn, aimed: true, eachHost: true},
	analyzers.DNSZoneWalk:      {outside: zone, inside: zoneOwn, aimed: true},
	analyzers.DNSServerProbe:   {outside: zone, inside: zone, mild: true},
	analyzers.DNSCacheSnoop:    {outside: zone, inside: zone},
	analyzers.DNSRecordSurvey:  {outside: zone, inside: zone, mild: true},
	analyzers.DNSQuerySurge:    {outside: zone, inside: zone, mild: true},
	analyzers.WHOISSurge:       {outside: registry, inside: registry, mild: true},
	analyzers.WebPathProbe:     {outside: wordlists, inside: services},
	analyzers.WebScanner:       {outside: versions, inside: services},
	// A match says who it was, not what was done from a host of ours.
	analyzers.IntelMatch:  {outside: scanning, aimed: true},
	analyzers.Backscatter: {},
	analyzers.SYNFlood:    {},
}

// techniques lists the ATT&CK ids for f; never nil.
func techniques(f *analyzers.Finding) []string {
	t := &traits[f.Kind]
	if own(f) {
		return append([]string{}, t.inside...)
	}
	return append([]string{}, t.outside...)
}

// Techniques lists the ATT&CK ids of a kind: of a source outside, and of one of ours.
func Techniques(k analyzers.Kind) (outside, inside []string) {
	return traits[k].outside, traits[k].inside
}
