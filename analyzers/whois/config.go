package whois

import "time"

// Config holds every threshold of the detector, each with its reason. Nothing
// else in the package decides.
type Config struct {
	Floor      int     `yaml:"floor" min:"3" max:"10000" desc:"different objects in an hour below which nobody is told, whatever is usual"`
	FloorNew   int     `yaml:"floor_new" min:"3" max:"10000" desc:"the same for a host that is known for less than known_for: what is usual for it is not known yet"`
	Deviations float64 `yaml:"deviations" min:"2" max:"50" desc:"median absolute deviations above the median of its own hours in a week"`
	Sites      int     `yaml:"sites" min:"2" max:"30" desc:"sites that collect what is known of networks, named in sites_window: programs ask them all at once, people one after the other"`
	Registries int     `yaml:"registries" min:"2" max:"30" desc:"RDAP servers of different registries in the same time"`

	KnownFor    time.Duration `yaml:"known_for" min:"1h" max:"168h" desc:"for floor_new"`
	SitesWindow time.Duration `yaml:"sites_window" min:"10s" max:"1h" desc:"for sites and registries"`
	Hold        time.Duration `yaml:"hold" min:"0s" max:"1m" desc:"packet time between verdict and alert"`
	EpisodeIdle time.Duration `yaml:"episode_idle" min:"1m" max:"24h" desc:"pause after which an episode is closed"`
}

// DefaultConfig gives the thresholds that the project stands by.
func DefaultConfig() Config {
	return Config{
		Floor: 20, FloorNew: 30, Deviations: 6, Sites: 4, Registries: 3,
		KnownFor: 24 * time.Hour, SitesWindow: time.Minute, Hold: 2 * time.Second, EpisodeIdle: 30 * time.Minute,
	}
}
