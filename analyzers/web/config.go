package web

import "time"

// Config holds every threshold of the detector, each with its reason.
type Config struct {
	NonPublic []string `yaml:"non_public" max:"256" desc:"paths of your web servers that nobody outside has business with: one touch is told, with the status that came back"`

	Failures     int     `yaml:"failures" min:"5" max:"10000" desc:"different paths of one server that failed: more than a page with dead links asks for at once"`
	NextFailures int     `yaml:"next_failures" min:"3" max:"10000" desc:"the same on a further server of a source that was told already"`
	Share        float64 `yaml:"failure_share" min:"0.3" max:"1" desc:"share of the different paths that failed; of a crawler most succeed, or there would be nothing to crawl"`
	Blunt        int     `yaml:"blunt" min:"50" max:"10000" desc:"different paths right under the root of one server that failed, where no name stands in word lists: more than what a program looks up that does not say what it is"`
	BluntOrder   int     `yaml:"blunt_in_order" min:"20" max:"10000" desc:"the same where they came in the order of the alphabet"`
	Unanswered   int     `yaml:"unanswered" min:"20" max:"10000" desc:"different paths where the answers are not seen"`
	Points       int     `yaml:"points" min:"3" max:"12" desc:"signs of a word list, see docs/detections.md: no innocent client of the captures has more than two less"`

	Sensitive int `yaml:"sensitive" min:"1" max:"100" desc:"sensitive paths, those that only intruders ask for counting three times, the others once where they do not exist: one admin page is a visit, a round of them is a search"`

	Servers int `yaml:"servers" min:"3" max:"8" desc:"servers that did not have the page for administrators that somebody outside asked them for: who runs them knows where it is"`

	Panels int `yaml:"panels" min:"4" max:"30" desc:"different pages for administrators that one server was asked for from outside, whatever it answers: no server runs so many products"`

	AttackClasses  int `yaml:"attack_classes" min:"2" max:"10" desc:"kinds of attack strings from one source: one may be a search for an article about it"`
	AttackRequests int `yaml:"attack_requests" min:"3" max:"1000" desc:"different requests with attack strings of one kind"`
	FilterTest     int `yaml:"filter_test" min:"1" max:"100" desc:"attack strings, all to one path, up to which they test the filter in front of a server rather than the server"`

	Window      time.Duration `yaml:"window" min:"1m" max:"24h" desc:"after which half of what was counted is forgotten: word lists slower than failures in twice of it pass"`
	Burst       time.Duration `yaml:"burst" min:"1s" max:"1h" desc:"within which sensitive paths and attack strings belong together"`
	EpisodeIdle time.Duration `yaml:"episode_idle" min:"1m" max:"24h" desc:"pause after which an episode is closed"`
}

// DefaultConfig gives the thresholds that the project stands by.
func DefaultConfig() Config {
	return Config{
		NonPublic: []string{},
		Failures:  20, NextFailures: 10, Share: 0.6, Blunt: 100, BluntOrder: 40, Unanswered: 60, Points: 5,
		Sensitive: 3, Servers: 5, Panels: 6,
		AttackClasses: 3, AttackRequests: 10, FilterTest: 8,
		Window: 30 * time.Minute, Burst: 10 * time.Minute, EpisodeIdle: 15 * time.Minute,
	}
}
