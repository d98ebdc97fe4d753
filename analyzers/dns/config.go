package dns

import "time"

// Config holds every threshold of the detector, each with its reason. Nothing
// else in the package decides.
type Config struct {
	// Guessed names, counted by client and by the name that they are guessed under.
	Words        int     `yaml:"words" min:"8" max:"100000" desc:"word-like names, new to the client, asked for below one name in burst_window: a person or program uses a handful; words_hour of them if most come within quick_gap of one another"`
	WordsHour    int     `yaml:"words_hour" min:"8" max:"100000" desc:"the same in an hour"`
	WordsDirect  int     `yaml:"words_direct" min:"8" max:"1000" desc:"the same in burst_window of a stranger who asks a server of yours itself, wishing for a recursion that it does not offer: nobody's resolver does; words of them in an hour, words_hour in a day, or in burst_window if all are at one address, as below a wildcard; and numbers will do, words of them in burst_window, words_hour in an hour"`
	WordsDay     int     `yaml:"words_day" min:"8" max:"100000" desc:"the same in a day, for guessing below the pace of everybody else; and in burst_window, whether they exist or not, if a name of the form that tools make up came first"`
	WordsProbed  int     `yaml:"words_probed" min:"4" max:"1000" desc:"the same within probe_window after a made-up name was asked for: tools look for wildcards first"`
	FailShare    float64 `yaml:"fail_share" min:"0.1" max:"1" desc:"share of the new names that do not exist: half of a word list fails in any zone, a stale inventory's seldom; half of it after a tool's made-up name"`
	WordShare    float64 `yaml:"word_share" min:"0.1" max:"1" desc:"word-like names among all: hashes, identifiers and random labels are tunnels, blocklists, floods and content networks"`
	Stems        float64 `yaml:"stems" min:"0.1" max:"1" desc:"distinct words behind the numbers, as a share of the names: web01 to web99 is an inventory"`
	Hollow       float64 `yaml:"hollow_factor" min:"1" max:"10" desc:"how many times words_day of one stem, none of which exists, are a search all the same; how many times words_hour, if the client does not come back to them within hold_polled"`
	Famous       int     `yaml:"famous" min:"5" max:"200" desc:"names of every word list (www, mail, vpn, …) asked for in an hour, some_fail and fail_share of them in vain; famous_found of them if most come within quick_gap of one another"`
	FamousFound  int     `yaml:"famous_found" min:"5" max:"200" desc:"the same where nothing fails and all is at one place, as below a wildcard; told after hold_polled, unless of a stranger who asks a server of yours itself, if the client does not come back"`
	SomeFail     int     `yaml:"some_fail" min:"1" max:"200" desc:"for famous and words_probed: a typing error is one"`
	Unanswered   float64 `yaml:"unanswered_factor" min:"1" max:"10" desc:"how many times as much is asked for where the sensor sees no answers"`
	Through      float64 `yaml:"resolver_factor" min:"1" max:"100" desc:"the same of a source that asks as resolvers do, on behalf of many; not if its new words come as by a clock, or by the alphabet: that is one client of it"`
	RevisitShare float64 `yaml:"revisited_share" min:"0" max:"1" desc:"names asked for again after revisit_gap, above which the client polls what it knows: for words_day"`

	// Sweeps of addresses.
	Adjacent      int     `yaml:"adjacent" min:"8" max:"256" desc:"addresses of one block of 256 whose names were asked for, each next to one of the last eight and in order: logs and mail are not in order"`
	AdjacentWide  int     `yaml:"adjacent_wide" min:"16" max:"4096" desc:"the same of all blocks of 16 bits of IPv4, 48 of IPv6, together, of which more than four addresses were asked for: a block alone may be too small a part; and adjacent of a block in any order within an hour, asked for once each, of a stranger who asks a server of yours itself"`
	AdjacentShare float64 `yaml:"adjacent_share" min:"0.5" max:"1" desc:"share of them that lie so"`
	Dense         int     `yaml:"dense" min:"32" max:"256" desc:"addresses of one block, whatever the order: half of it"`
	Prefixes      int     `yaml:"prefixes" min:"8" max:"200" desc:"partial names of ip6.arpa: only who prunes empty branches asks for these"`

	// Questions that few ask.
	WalkScore          int `yaml:"walk_score" min:"1" max:"100" desc:"steps from a name to its next in a signed zone, each a question for a new name right after the answer that named it, two each: three in a row are no chance"`
	GatheredHashes     int `yaml:"gathered_hashes" min:"20" max:"900" desc:"distinct hashed names of one domain that answers gave to one client that is no resolver: a validating stub gets a few"`
	SnoopedNames       int `yaml:"snooped_names" min:"2" max:"200" desc:"names asked of a resolver without recursion, by a client that is none and never got an answer with authority there"`
	SnoopedDomains     int `yaml:"snooped_domains" min:"1" max:"200" desc:"domains of these: a delegation concerns one"`
	RecordTypes        int `yaml:"record_types" min:"3" max:"20" desc:"types of record of one name, addresses aside, in survey_window: mail takes two or three"`
	RecordTypesThrough int `yaml:"record_types_resolver" min:"3" max:"20" desc:"the same of a source that asks as resolvers do, for all of its clients"`
	Services           int `yaml:"services" min:"4" max:"200" desc:"distinct services of one domain: a member of a directory asks for four"`
	Selectors          int `yaml:"selectors" min:"4" max:"200" desc:"distinct mail signing keys of one domain: a mail host meets one or two"`

	// Names of our own that exist, asked for by one client.
	SurgeNames      int     `yaml:"surge_names" min:"10" max:"10000" desc:"names of a domain of ours that exist, asked for by one client in an hour, below which nobody is told, whatever is usual: a person or program uses a dozen"`
	SurgeDeviations float64 `yaml:"surge_deviations" min:"2" max:"50" desc:"median absolute deviations above the median of what the busiest client of each hour in a week asked the same server for: day and night are within a few"`
	SurgeFactor     float64 `yaml:"surge_factor" min:"1" max:"100" desc:"times that median, at least: where every hour is alike, the deviation is nothing"`

	SurgeKnown    time.Duration `yaml:"surge_known" min:"1h" max:"168h" desc:"for how long a domain must have been asked for before anybody can ask for more than is usual: a day and a night"`
	Hold          time.Duration `yaml:"hold" min:"0s" max:"1m" desc:"packet time between verdict and alert, so that the first alert says what was given away"`
	HoldSecondary time.Duration `yaml:"hold_secondary" min:"0s" max:"24h" desc:"the same for a transfer that is asked for as a secondary does it, by one that was not seen to answer so far: a new one is notified, or asked, at once"`
	HoldPolled    time.Duration `yaml:"hold_polled" min:"0s" max:"24h" desc:"the same for what a monitor may do that has just begun: it comes back to what it asked for, most within minutes"`
	EpisodeIdle   time.Duration `yaml:"episode_idle" min:"1m" max:"24h" desc:"pause after which an episode is closed; at least four times its mean pace"`
	BurstWindow   time.Duration `yaml:"burst_window" min:"1m" max:"30m" desc:"for words: long enough for a question every few seconds"`
	QuickGap      time.Duration `yaml:"quick_gap" min:"0s" max:"1m" desc:"for words: what a program is configured with it asks for at once, and a part of a word list asked for so does not end there"`
	ProbeWindow   time.Duration `yaml:"probe_window" min:"1s" max:"1h" desc:"for words_probed"`
	SurveyWindow  time.Duration `yaml:"survey_window" min:"10s" max:"1h" desc:"for record_types, services and selectors: longer mixes what several users want"`
	SweepIdle     time.Duration `yaml:"sweep_idle" min:"1m" max:"168h" desc:"pause after which the addresses of a block are forgotten"`
	RevisitGap    time.Duration `yaml:"revisit_gap" min:"1s" max:"1h" desc:"pause after which a question is a new one: longer than retries, and than the second address family"`
}

// DefaultConfig gives the thresholds that the project stands by.
func DefaultConfig() Config {
	return Config{
		Words: 25, WordsDirect: 16, WordsHour: 40, WordsDay: 80, WordsProbed: 10, FailShare: 0.5, WordShare: 0.6, Stems: 0.6, Hollow: 1.5,
		Famous: 12, FamousFound: 30, SomeFail: 4, Unanswered: 2, Through: 3, RevisitShare: 0.2,
		Adjacent: 16, AdjacentWide: 32, AdjacentShare: 0.75, Dense: 128, Prefixes: 24,
		WalkScore: 6, GatheredHashes: 64, SnoopedNames: 5, SnoopedDomains: 3, RecordTypes: 5, RecordTypesThrough: 8,
		Services: 10, Selectors: 10, SurveyWindow: 2 * time.Minute, SweepIdle: 6 * time.Hour,
		Hold: 2 * time.Second, HoldSecondary: time.Minute, HoldPolled: 15 * time.Minute, EpisodeIdle: 15 * time.Minute, BurstWindow: 10 * time.Minute, QuickGap: time.Second, ProbeWindow: 10 * time.Minute,
		RevisitGap: 30 * time.Second, SurgeNames: 60, SurgeDeviations: 6, SurgeFactor: 2, SurgeKnown: 24 * time.Hour,
	}
}
