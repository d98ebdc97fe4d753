package topology

import "time"

// Config holds every threshold of the detector, each with its reason.
type Config struct {
	Steps          int           `yaml:"steps" min:"2" max:"10" desc:"different times to live of different packets from one source to one target that trace a path: one is a mistake, two a change of route"`
	FarSteps       int           `yaml:"far_steps" min:"3" max:"10" desc:"the same where the least of them is not 1 and no router said anything: old stacks begin with 32, and routes differ by a step or two"`
	ConfirmedSteps int           `yaml:"confirmed_steps" min:"1" max:"10" desc:"the same where routers said that packets expired: close to the target a tracer needs no more"`
	Expired        int           `yaml:"expired" min:"1" max:"100" desc:"such answers that confirm it; one is enough where the times to live only rise, from 1, with no more packets than tracers send"`
	Climbed        int           `yaml:"climbed" min:"2" max:"4" desc:"different ports from 33434 to 33533, or packets of UDP-Lite or DCCP, which hosts hardly speak, that were tried with a time to live of at most 3: tracers count up through them, and of the steps to a host behind the sensor only the last are seen; one is enough where the host says that nothing listens there, which is what tracers wait for"`
	Window         time.Duration `yaml:"window" min:"1s" max:"10m" desc:"within which the steps belong together: the slowest tracers wait five seconds for each of three probes of a step"`

	FilterPorts int `yaml:"filter_ports" min:"3" max:"1000" desc:"ports of one target tried with one time to live that ends just behind a filter: a tracer stays with one port, or counts up from 33434"`
	FilterTTL   int `yaml:"filter_ttl" min:"1" max:"10" desc:"highest such time to live"`

	Gateways     int           `yaml:"gateways" min:"2" max:"1000" desc:"hosts asked for a key exchange as no VPN client does, or different proposals to one of them and one more: clients know their gateway and its back-up; so many and one more with one cookie, which belongs to one exchange"`
	Proposals    int           `yaml:"proposals" min:"3" max:"8" desc:"different proposals, or names of who asks, without vendor identifications, however short: a client repeats its own"`
	ManyGateways int           `yaml:"many_gateways" min:"3" max:"8" desc:"hosts asked for a key exchange without vendor identifications, whatever was proposed"`
	Transforms   int           `yaml:"transforms" min:"2" max:"100" desc:"transforms in a proposal without vendor identifications, from which on it is a list of everything and not a client's policy"`
	GatewayTime  time.Duration `yaml:"gateway_window" min:"1s" max:"24h" desc:"within which these belong together"`

	EpisodeIdle time.Duration `yaml:"episode_idle" min:"1m" max:"24h" desc:"pause after which an episode is closed"`
}

// DefaultConfig gives the thresholds that the project stands by.
func DefaultConfig() Config {
	return Config{
		Steps: 3, FarSteps: 4, ConfirmedSteps: 2, Expired: 2, Climbed: 3, Window: time.Minute,
		FilterPorts: 5, FilterTTL: 3,
		Gateways: 2, Proposals: 5, ManyGateways: 8, Transforms: 6, GatewayTime: 10 * time.Minute,
		EpisodeIdle: 15 * time.Minute,
	}
}
