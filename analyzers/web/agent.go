package web

import "math/bits"

// agent is a program that says in User-Agent who it is.
type agent struct {
	mark string // in lower case, anywhere in the field
	name string
	// lists: it tries word lists of paths, so it is told by that; otherwise saying its name is enough.
	lists bool
}

var agents = [...]agent{
	{"gobuster/", "gobuster", true},
	{"fuzz faster u fool", "ffuf", true},
	{"feroxbuster/", "feroxbuster", true},
	{"dirbuster", "DirBuster", true},
	{"wfuzz/", "wfuzz", true},
	{"dirsearch", "dirsearch", true},
	{"nikto", "Nikto", false},
	{"sqlmap/", "sqlmap", false},
	{"wpscan", "WPScan", false},
	{"whatweb/", "WhatWeb", false},
	{"nmap scripting engine", "Nmap NSE", false},
	{"zgrab/", "zgrab", false},
	{"masscan/", "masscan", false},
	{"nuclei", "nuclei", false},
	{"arachni/", "Arachni", false},
	{"acunetix", "Acunetix", false},
	{"w3af", "w3af", false},
	{"nessus", "Nessus", false},
	{"openvas", "OpenVAS", false},
	{"joomscan", "JoomScan", false},
	{"skipfish", "skipfish", false},
	{"commix/", "commix", false},
	{"xsser", "XSSer", false},
	{"jorgee", "Jorgee", false},
	{"l9scan/", "l9scan", false},
	{"l9explore/", "l9explore", false},
	{"censysinspect", "Censys", false},
	{"internetmeasurement/", "InternetMeasurement", false},
	{"expanse, a palo alto", "Expanse", false},
	{"netsystemsresearch", "NetSystemsResearch", false},
	{"project-resonance", "Project Resonance", false},
}

// lookers look up by name, and in order, what often does not exist: packages, indexes in every form of
// compression, symbols of programs.
var lookers = []string{
	"pip/", "uv/", "poetry/", "npm/", "yarn/", "pnpm/", "apt-http/", "apt-cacher", "libdnf", "dnf/", "urlgrabber/", "zypp", "apache-maven/", "gradle/",
	"coursier", "sbt/", "nuget", "composer/", "cargo/", "cargo ", "bundler/", "rubygems", "conda/", "mamba/", "helm/", "microsoft-symbol-server/",
	"bun/", "deno/", "verdaccio", "docker/", "containerd/", "artifactory/", "nexus/", "pacman/", "apk-tools/", "homebrew/",
}

// lower writes a field in lower case into the scratch room.
func (d *decoded) lower(field []byte) []byte {
	d.n = copy(d.b[:], field)
	b := d.b[:d.n]
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c | 0x20
		}
	}
	return b
}

// Bits of what a User-Agent says, beside the rows of agents.
const (
	looksUp       uint64 = 1 << 62 // packages; scanners may say so too: it is one sign among others
	tellsOfItself uint64 = 1 << 63 // where to read about it, as honest crawlers and monitors do
)

var _ = [1]struct{}{}[len(agents)/62]

var agentMarks = func() (m marks) {
	for i := range agents {
		m.add(agents[i].mark, 1<<i)
	}
	for _, text := range lookers {
		m.add(text, looksUp)
	}
	m.add("http://", tellsOfItself)
	m.add("https://", tellsOfItself)
	return m
}()

// agentOf gives the row of agents plus one, 0 for none, from the bits of a User-Agent.
func agentOf(said uint64) uint8 {
	if said &^= looksUp | tellsOfItself; said != 0 {
		return uint8(bits.TrailingZeros64(said) + 1)
	}
	return 0
}

// isGit: a clone of a repository that is served as plain files.
func isGit(field []byte) bool { return len(field) > 4 && string(field[:4]) == "git/" }
