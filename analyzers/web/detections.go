package web

import (
	"fmt"
	"strconv"

	"github.com/reconwatch/reconwatch/analyzers"
)

// Detections say when this analyzer tells what.
var Detections = []analyzers.Detection{
	{
		Kind: analyzers.WebPathProbe,
		Fires: "{failures} different paths of one server that failed, {failure_share:%} of those asked for, with {points} points of the signs below ({next_failures} on further servers); {unanswered} where answers are not seen; " +
			"{sensitive} sensitive paths within {burst}, those that nobody innocent asks for counting three; {panels} different pages for administrators that one server is asked for from outside within {burst}; pages for administrators that {servers} servers were asked for from outside and do not have; one touch of a path that the configuration calls non-public",
		Quiet:   "crawlers, pages with many dead links, monitoring, shorteners, package mirrors, file managers, class loaders, pictures and texts that are gone, servers that are down: they miss the signs, and names with the endings of assets and program parts do not count as words",
		Slowest: "half of what was counted is forgotten every {window}: {failures} failed paths in about that time, one every 90 seconds",
		Blind:   "HTTPS, HTTP/2 and HTTP/3; lists slower than that; a list spread over many sources, also over addresses of one IPv6 network; pipelined requests beyond the first " + strconv.Itoa(analyzers.RegisteredBytes) + " bytes of a segment, which are counted, or that begin in the one before; words of other tongues one at a time; names of hosts where all are sent to one door, or that stand in no word list, where no made-up one was tried and they are few or slow; pages that say nothing of their length",
	},
	{
		Kind:    analyzers.WebScanner,
		Fires:   "a User-Agent that names a scanner, of one that tries word lists in {failures} requests that are told as no list; attack strings of {attack_classes} kinds, or in {attack_requests} different requests of one kind, within {burst}; a request with strings in its header fields counts as three",
		Quiet:   "searches for articles about attacks: one kind, few requests; strings that stand in ordinary parameters",
		Slowest: "one request that names its scanner; {attack_classes} kinds in {burst}",
		Blind:   "HTTPS; attack strings in bodies, and encoded ones in header fields",
	},
}

// Row is a line of a List.
type Row struct{ Name, Note string }

// List is one of the tables that this analyzer judges by.
type List struct {
	Title, About, Name, Note string
	Rows                     []Row
}

// failures say what visit.failed counts.
var failures = []Row{
	{"400, 404, 405, 410, 429 and others from 400 on; 500", "there is no such path"},
	{"502, 503, 504", "do not count: the server is down, whatever the path"},
	{"401 and 403, where more than half of all get it, or a made-up name did", "the server asks everybody for a password; not for different hosts, which may have one door"},
	{"what a made-up name was answered with", "so the server says no, where at least 3 of the names, and 6 % of them, stand in word lists"},
	{
		fmt.Sprintf("2xx or 3xx of one status and length, or one but for the path that it repeats, for 80 %% of at least %d paths", manyAlike),
		fmt.Sprintf("pages differ in length; only from somebody who guesses: a made-up name first, or at least %d names nearly all of which are right under the root, 6 %% of them, and %d, in word lists, or %d, and a quarter of all such as people like to give, or all in the order of the alphabet, or %d single words, each asked for once. "+
			"Not who reads robots.txt or a site map first, names pages that led there, or says where to read about it: applications in one page answer all their paths alike", manyGuesses, manyWords, fewWords, crowd),
	},
	{
		fmt.Sprintf("2xx of one status and length, for 80 %% of at least %d hosts", manyGuesses),
		fmt.Sprintf("hosts that are there have pages of their own; only where each was asked for once, and at least %d of the names, and 12 %% of them, stand in word lists, or they are %d single words, eight in a second", manyWords, crowd),
	},
}

// Lists are for docs/detections.md.
func Lists() []List {
	out := []List{
		{Title: "Signs of a word list", About: "Their points are added up.", Name: "sign", Note: "points"},
		{Title: "What counts as a path that failed", About: "A server need not say \"not found\".", Name: "answer", Note: "why"},
		{Title: "Paths that nobody innocent asks for", About: "One of them suffices.", Name: "path", Note: "gives away"},
		{Title: "Paths for administrators", About: "Counted where they do not exist, and from outside by how many different ones of one server: one is a visit, a round of them a search.", Name: "path", Note: "gives away"},
		{Title: "Scanners by their User-Agent", About: "Those that try word lists are told as `web_path_probe` where they do, else as `web_scanner`.", Name: "part of the field", Note: "program"},
		{Title: "Attack strings", About: "Read after percent-decoding, in lower case.", Name: "kind", Note: "for example"},
	}
	for _, s := range signs {
		out[0].Rows = append(out[0].Rows, Row{s.name, signed(s.points)})
	}
	out[1].Rows = failures
	for _, p := range places {
		at, name := &out[3], p.path+"…"
		if p.whose == nobodys {
			at = &out[2]
		}
		if p.end {
			name = "…" + p.path
		}
		at.Rows = append(at.Rows, Row{"`" + name + "`", p.why})
	}
	for _, a := range agents {
		program := a.name
		if a.lists {
			program += ", word lists"
		}
		out[4].Rows = append(out[4].Rows, Row{"`" + a.mark + "`", program})
	}
	for _, a := range attacks {
		out[5].Rows = append(out[5].Rows, Row{a.name, "`" + a.marks[0] + "`"})
	}
	return out
}

func signed(n int) string {
	if n < 0 {
		return "−" + string(rune('0'-n))
	}
	return "+" + string(rune('0'+n))
}
