package scan

import (
	"math"
	"time"
)

// Config holds every threshold of the detector, each with its reason. Nothing
// else in the package decides.
type Config struct {
	// Sequential test (Jung et al., IEEE S&P 2004) on first contacts.
	BenignSuccess  float64 `yaml:"benign_success" min:"0.5" max:"0.99" desc:"share of a benign source's first contacts that succeed: theta0 of the sequential test as published"`
	ScannerSuccess float64 `yaml:"scanner_success" min:"0.01" max:"0.5" desc:"the same of a scanner: theta1 as published"`
	FalseAlarm     float64 `yaml:"false_alarm" min:"0.000001" max:"0.05" desc:"accepted probability of accusing a benign source: 1e-4 takes 7 straight failures"`
	MinTargets     int     `yaml:"min_targets" min:"4" max:"100" desc:"failed hosts and kinds of service together below which the sequential test says nothing: one dead server is not a scan"`

	OddFlagsWeight   float64 `yaml:"odd_flags_weight" min:"0" max:"10" desc:"log-likelihood of a packet with flags that no stack sends: worth two refusals"`
	HalfOpenWeight   float64 `yaml:"half_open_weight" min:"0" max:"5" desc:"of a handshake that its initiator broke off: half a refusal, as load balancers do it too"`
	ProhibitedWeight float64 `yaml:"prohibited_weight" min:"0" max:"5" desc:"of a policy refusal: below a plain one, as moved services and new rules cause it"`
	InsistedShare    float64 `yaml:"insisted_share" min:"0" max:"1" desc:"what is left of silence's weight when the initiator waited and retried as a stack does: clients of dead servers do, scanners do not"`
	UDPSilentShare   float64 `yaml:"udp_silent_share" min:"0" max:"1" desc:"what is left of silence's weight for UDP, whose services often do not answer"`

	VisibilityPrior  float64 `yaml:"visibility_prior" min:"0.1" max:"1" desc:"share of replies that a span shows, before it was measured"`
	VisibilityNeeded int     `yaml:"visibility_connections" min:"1" max:"10000" desc:"connections of a prefix that measure it"`
	VisibilityFloor  float64 `yaml:"visibility_floor" min:"0" max:"1" desc:"share of replies below which silence is no evidence at all"`

	// Fan-out rules.
	Ports         int     `yaml:"ports" min:"5" max:"1000" desc:"failed ports of one host: more than the 8 to 10 services of a dead domain controller"`
	Hosts         int     `yaml:"hosts" min:"5" max:"10000" desc:"failed hosts of one port among home networks, or from outside"`
	HostsOutbound int     `yaml:"hosts_outbound" min:"5" max:"100000" desc:"failed hosts of one port among foreign networks: web, name and time servers die too"`
	HostsPeer     int     `yaml:"hosts_peer" min:"5" max:"100000" desc:"the same for ports above 1023 that no well-known service has: peer-to-peer programs try dead peers all day"`
	Targets       int     `yaml:"targets" min:"5" max:"10000" desc:"failed targets over more than five hosts and five ports"`
	PortsDynamic  int     `yaml:"ports_dynamic" min:"5" max:"10000" desc:"failed ports of one host when none of them is a service's and another conversation with it works: data connections of FTP, RPC and RTP that a firewall swallows"`
	FailureShare  float64 `yaml:"failure_share" min:"0.5" max:"1" desc:"share of the contacts of that shape that failed, where every reply is seen"`
	PeerShare     float64 `yaml:"peer_share" min:"0.5" max:"1" desc:"the same for hosts_peer: half of a peer-to-peer program's peers are dead, of a worm's targets nearly all"`
	Protocols     int     `yaml:"protocols" min:"3" max:"100" desc:"IP protocols other than TCP, UDP, ICMP tried at one host: routers and VPN gateways use two or three"`

	OddFlags  int `yaml:"odd_flags" min:"1" max:"100" desc:"packets with flags that no stack sends, each to another port or with other flags: one or two may be a broken cable"`
	TracedTTL int `yaml:"traced_ttl" min:"0" max:"64" desc:"time to live up to which a silent UDP probe of a high port is a traceroute's, that never reached its target"`

	SlowHosts       int     `yaml:"slow_hosts" min:"5" max:"1000" desc:"home hosts touched on one port by one outsider in hours, with slow_failure_share failed: an outsider has no business with ten of our hosts on one port"`
	SlowFailures    int     `yaml:"slow_failures" min:"3" max:"1000" desc:"of these, failed ones"`
	SlowShare       float64 `yaml:"slow_failure_share" min:"0.3" max:"1" desc:"share of these that failed"`
	PingedHosts     int     `yaml:"pinged_hosts" min:"5" max:"1000" desc:"home hosts that one outsider pinged, or asked for a service that is for insiders, whatever they answered: outside monitoring knows a handful"`
	NeighbourBurst  int     `yaml:"neighbour_burst" min:"5" max:"1000" desc:"addresses that one station resolved within burst_window, neighbour_share of them in vain: caches refill one by one"`
	NeighbourShare  float64 `yaml:"neighbour_share" min:"0.1" max:"1" desc:"share of addresses that nobody has, above what a poller with a tenth of its targets dead shows"`
	RefillsSeen     float64 `yaml:"revisited_share" min:"0" max:"1" desc:"share of failed targets that the source came back to: above it, it polls what it knows"`
	UnrequestedMany int     `yaml:"unrequested" min:"3" max:"1000" desc:"targets that a source sent replies to which nobody asked for"`

	// Distributed.
	Accomplices     int           `yaml:"accomplices" min:"3" max:"64" desc:"sources that share out one target space"`
	AccompliceHosts int           `yaml:"accomplice_targets" min:"2" max:"100" desc:"failed targets of each of them"`
	CoverPorts      int           `yaml:"cover_ports" min:"8" max:"10000" desc:"ports of one host that they cover together: unrelated sources want the same few"`
	Cover           int           `yaml:"cover" min:"16" max:"10000" desc:"targets that they cover together: of 56 places in a /24, four unrelated sources would share four or five, and one time in 100 none"`
	Overlap         float64       `yaml:"overlap" min:"0" max:"1" desc:"targets that two of them touched, as a share of what unrelated sources would share"`
	Coincidence     float64       `yaml:"coincidence" min:"0.0000001" max:"0.05" desc:"accepted probability that unrelated sources share so few targets: a public network gives them hundreds of occasions a day"`
	FloodHandshakes int           `yaml:"flood_handshakes" min:"20" max:"1000000" desc:"unfinished handshakes with one port in flood_window"`
	FloodUnfinished float64       `yaml:"flood_unfinished" min:"0.5" max:"1" desc:"share of the port's handshakes that were not finished meanwhile"`
	ShapeFew        int           `yaml:"shape_few" min:"2" max:"20" desc:"up to so many hosts are a port scan, up to so many ports a sweep; more of both is a block scan"`
	VerticalMin     int           `yaml:"vertical_min" min:"3" max:"100" desc:"ports of a host from which it was scanned rather than swept"`
	ScoreFloor      float64       `yaml:"score_floor" min:"-100" max:"0" desc:"how far successes can lower the score: a long good past must not hide a scan"`
	AcquitOnRevisit int           `yaml:"revisits" min:"1" max:"100" desc:"visits, at least revisit_gap apart, that make a target one that the source knows"`
	MaxContacts     int           `yaml:"max_contacts" min:"64" max:"1000000" desc:"contacts remembered one by one for a source; estimates take over past it"`
	Hold            time.Duration `yaml:"hold" min:"0s" max:"1m" desc:"packet time between verdict and alert, so that the first alert names the right shape"`
	HoldOneWay      time.Duration `yaml:"hold_one_way" min:"0s" max:"1h" desc:"the same when nothing but silence speaks against a source of ours that no reply at all was seen to: a poller shows itself by coming back"`
	HoldRetry       time.Duration `yaml:"hold_retry" min:"0s" max:"1m" desc:"the same for address resolution and refused connections of our own side, below targets: whoever wants to talk does so, or tries again, by then"`
	RevisitGap      time.Duration `yaml:"revisit_gap" min:"1s" max:"1h" desc:"pause after which a contact counts as a new visit: longer than a scanner's retries"`
	EpisodeIdle     time.Duration `yaml:"episode_idle" min:"1m" max:"24h" desc:"pause after which an episode is closed; at least four times its mean pace"`
	SlowWindow      time.Duration `yaml:"slow_window" min:"1h" max:"720h" desc:"how long a source's failures are remembered"`
	BurstWindow     time.Duration `yaml:"burst_window" min:"1s" max:"5m" desc:"for neighbour_burst"`
	CampaignWindow  time.Duration `yaml:"campaign_window" min:"1m" max:"24h" desc:"within which accomplices start"`
	FloodWindow     time.Duration `yaml:"flood_window" min:"1s" max:"10m" desc:"for flood_handshakes"`
}

// DefaultConfig gives the thresholds that the project stands by.
func DefaultConfig() Config {
	return Config{
		BenignSuccess: 0.8, ScannerSuccess: 0.2, FalseAlarm: 1e-4, MinTargets: 7,
		OddFlagsWeight: 3, HalfOpenWeight: 0.7, ProhibitedWeight: 1, InsistedShare: 0.25, UDPSilentShare: 0.7,
		VisibilityPrior: 0.9, VisibilityNeeded: 20, VisibilityFloor: 0.3,
		Ports: 15, PortsDynamic: 100, Hosts: 25, HostsOutbound: 100, HostsPeer: 250, Targets: 25, FailureShare: 0.7, PeerShare: 0.9, Protocols: 5, OddFlags: 3, TracedTTL: 30,
		SlowHosts: 10, SlowFailures: 6, SlowShare: 0.5, PingedHosts: 25, NeighbourBurst: 25, NeighbourShare: 0.3, RefillsSeen: 0.5, UnrequestedMany: 10,
		Accomplices: 4, AccompliceHosts: 3, Cover: 56, CoverPorts: 32, Overlap: 0.2, Coincidence: 1e-3, FloodHandshakes: 100, FloodUnfinished: 0.9,
		ShapeFew: 5, VerticalMin: 6, ScoreFloor: -4.6, AcquitOnRevisit: 3, MaxContacts: 8192,
		Hold: time.Second, HoldOneWay: time.Minute, HoldRetry: 5 * time.Second, RevisitGap: 8 * time.Second,
		EpisodeIdle: 15 * time.Minute, SlowWindow: 7 * 24 * time.Hour, BurstWindow: 10 * time.Second,
		CampaignWindow: 10 * time.Minute, FloodWindow: 10 * time.Second,
	}
}

// accuse is the log-likelihood at which the sequential test accuses, with the
// published detection probability of 0.99.
func (c *Config) accuse() float64 { return math.Log(0.99 / c.FalseAlarm) }

// certain is the weight of an outcome that visibility does not touch.
func (c *Config) certain() float64 {
	return math.Log((1 - c.ScannerSuccess) / (1 - c.BenignSuccess))
}

// silence is the weight of a missing reply where the share v of replies is seen.
func (c *Config) silence(v float64) float64 {
	if v < c.VisibilityFloor {
		return 0
	}
	return math.Log((1 - v*c.ScannerSuccess) / (1 - v*c.BenignSuccess))
}

// shareNeeded is the failure share that convicts at visibility v: what an
// honest source loses by the sensor's own blindness is granted on top.
func shareNeeded(base, v float64) float64 { return 1 - (1-base)*v }
