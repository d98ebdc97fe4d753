// Package config reads the sensor's YAML file, strictly: every key has a
// default and a reason, and all that is wrong is told at once, by line.
//
// Goroutines: values and pure functions; a Home may be read from many. Nothing
// here is on the packet path but Home.Contains, which does not allocate.
package config

//go:generate go test . -count=1 -run ^Test(Manual|Detections)$ -update

import (
	"net/netip"
	"os"

	"github.com/reconwatch/reconwatch/analyzers/dns"
	"github.com/reconwatch/reconwatch/analyzers/scan"
	"github.com/reconwatch/reconwatch/analyzers/topology"
	"github.com/reconwatch/reconwatch/analyzers/web"
	"github.com/reconwatch/reconwatch/analyzers/whois"
)

// DefaultSensor is the name of a sensor whose host has no usable one.
const DefaultSensor = "reconwatch"

// Config is the whole file. The tags of a field are its key (yaml), its reason
// (desc), its bounds (min and max: of a number, a duration, or the length of a
// list), required, nonempty for a list, optional for what is left out when it is not set, and
// reload for what may change while the sensor runs.
// A package's own option struct with such tags joins by one more line here and
// one in Default.
type Config struct {
	Sensor     Name            `yaml:"sensor" desc:"name that every alert carries; the host's own name unless set" show:"the host's name"`
	Home       []Prefix        `yaml:"home" reload:"true" nonempty:"true" max:"65536" desc:"networks that are ours: they decide what is inbound, outbound or internal; add your public ones"`
	Authorised []Authorised    `yaml:"authorised" reload:"true" max:"4096" desc:"scanners that are allowed to scan: counted, never alerted"`
	Secondary  []Prefix        `yaml:"secondary_dns" reload:"true" max:"4096" desc:"servers and others that may have whole zones; a zone's own servers that ask as such and answer questions or notifications, are named by the zone or have a key are known without it"`
	Own        []Domain        `yaml:"own_domains" reload:"true" max:"4096" desc:"domains of yours, for dns_query_surge; those for which a home server answers strangers with authority are known without it"`
	Suppress   []Suppression   `yaml:"suppress" reload:"true" max:"4096" desc:"findings that are counted and not told; all selectors of an entry must match everything that a finding names"`
	Capture    Capture         `yaml:"capture" desc:"what run watches; its flags come first"`
	Output     Output          `yaml:"output" desc:"where messages go, beside standard output"`
	Metrics    Metrics         `yaml:"metrics" desc:"what Prometheus may scrape, with /healthz and /readyz beside it"`
	SecretFile string          `yaml:"secret_file" desc:"file of 16 bytes or more that nobody else may read: they key the hashes by which hosts, ports and names are counted. run makes it if it is not there; sensors and replays with a copy count alike. Empty: run keeps one in output.spool, or takes a new one at each start; replay has none"`
	Flow       Flow            `yaml:"flow" desc:"who talks with whom"`
	Sources    Sources         `yaml:"sources" desc:"what is remembered of each source"`
	Scan       scan.Config     `yaml:"scan" reload:"true" desc:"what makes a scan: every threshold of the detector"`
	DNS        dns.Config      `yaml:"dns" reload:"true" desc:"what makes DNS enumeration: every threshold of the detector"`
	WHOIS      whois.Config    `yaml:"whois" reload:"true" desc:"what makes a surge of look-ups at registries"`
	Web        web.Config      `yaml:"web" reload:"true" desc:"what makes a search for paths of web servers"`
	Signatures File            `yaml:"signatures" desc:"file with rows of your own for the table of signatures (docs/signatures.md says how to write them); empty for none"`
	Topology   topology.Config `yaml:"topology" reload:"true" desc:"what makes a traced path or a probed filter"`

	name  string         // of the file
	lines map[string]int // where each path stands in it
}

// Authorised is one entry of the list of scanners that may scan.
type Authorised struct {
	Address Prefix `yaml:"address" required:"true" desc:"address or CIDR prefix of the scanner"`
	Reason  string `yaml:"reason" required:"true" desc:"why, for whoever reads this next year"`
	Expires Date   `yaml:"expires" optional:"true" desc:"last day (UTC, packet time) on which the entry holds; recommended"`
}

// Suppression is one entry of the list of muted findings.
type Suppression struct {
	Source  Prefix `yaml:"source" optional:"true" desc:"address or CIDR prefix that holds every source"`
	Target  Prefix `yaml:"target" optional:"true" desc:"address or CIDR prefix that holds every target"`
	Port    uint16 `yaml:"port" optional:"true" min:"1" desc:"the only port that was touched"`
	Kind    Kind   `yaml:"kind" optional:"true" desc:"kind of finding, such as port_sweep"`
	VLAN    uint16 `yaml:"vlan" optional:"true" min:"1" max:"4094" desc:"VLAN identifier"`
	Reason  string `yaml:"reason" required:"true" desc:"why, for whoever reads this next year"`
	Expires Date   `yaml:"expires" optional:"true" desc:"last day (UTC, packet time) on which the entry holds; recommended"`
}

// shape is told which keys an entry has and says what is wrong with the set.
func (Suppression) shape(has func(string) bool) string {
	for _, key := range []string{"source", "target", "port", "kind", "vlan"} {
		if has(key) {
			return ""
		}
	}
	return "needs at least one of source, target, port, kind, vlan: without one it would mute everything"
}

// Flow bounds the flow tables.
type Flow struct {
	MaxFlows  int  `yaml:"max_flows" min:"1024" max:"268435456" desc:"flows kept at a time, over all lanes: a million lasts a busy 10 Gbit/s link for the time-outs"`
	VLANInKey bool `yaml:"vlan_in_key" desc:"keep VLANs apart: only for networks whose addresses overlap, as trunks tag the two directions differently"`
}

// Sources bounds what is kept by source.
type Sources struct {
	MaxSources  int `yaml:"max_sources" min:"1024" max:"268435456" desc:"sources known at a time, over all shards: a public /16 sees some hundred thousand a day"`
	MaxSuspects int `yaml:"max_suspects" min:"64" max:"16777216" desc:"sources under suspicion at a time, whose contacts are remembered one by one"`
}

// privateNets are what no router of the internet carries: ours until told otherwise.
var privateNets = []string{
	"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", // RFC 1918
	"169.254.0.0/16", // RFC 3927, link-local
	"fc00::/7",       // RFC 4193, unique local
	"fe80::/10",      // RFC 4291 section 2.5.6, link-local
}

// Default gives the configuration of an empty file.
func Default() *Config {
	c := &Config{
		Sensor:     hostname(),
		Authorised: []Authorised{},
		Secondary:  []Prefix{},
		Own:        []Domain{},
		Suppress:   []Suppression{},
		Capture:    Capture{Interfaces: []Interface{}, Engine: "auto", Lanes: 1, CPUs: []CPU{}, Forward: ForwardAuto},
		Output:     Output{Syslog: []Syslog{}},
		Metrics:    Metrics{Listen: "127.0.0.1:9616"},
		Flow:       Flow{MaxFlows: 1 << 20},
		Sources:    Sources{MaxSources: 1 << 20, MaxSuspects: 1 << 15},
		Scan:       scan.DefaultConfig(),
		DNS:        dns.DefaultConfig(),
		WHOIS:      whois.DefaultConfig(),
		Web:        web.DefaultConfig(),
		Topology:   topology.DefaultConfig(),
	}
	for _, p := range privateNets {
		c.Home = append(c.Home, Prefix{netip.MustParsePrefix(p)})
	}
	return c
}

func hostname() Name {
	var n Name
	if host, err := os.Hostname(); err != nil || n.parse(host) != nil {
		return DefaultSensor
	}
	return n
}
