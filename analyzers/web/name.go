package web

import (
	"bytes"
	"slices"
)

// name is what the last part of a path is like.
type name uint8

// Bits of a name.
const (
	listed     name = 1 << iota // every word list has it
	structured                  // made of numbers or codes, as programs name things
	random                      // made up, as scanners do to learn how a server says no
	ordinary                    // what browsers, crawlers and monitors ask for on their own
	robots                      // the first thing that a polite crawler asks for
	known                       // not listed, but familiar, right under the root
	part                        // by its ending, what pages and programs are made of and fetch by themselves
)

// shape splits a path into the directory, the stem and the extension of its last part.
type shape struct{ dir, stem, ext []byte }

func shapeOf(path []byte) shape {
	p := bytes.TrimRight(path, "/")
	i := bytes.LastIndexByte(p, '/') + 1
	dir, last := p[:i], p[i:]
	s := shape{dir, last, nil}
	if j := bytes.LastIndexByte(last, '.'); j > 0 && len(last)-j <= 6 {
		s = shape{dir, last[:j], last[j+1:]}
	}
	if x, ok := extensionOf(path); ok && !isPart(s) {
		return x
	}
	return s
}

// extensionDirs hold what sites are extended with, a directory each. A page names files of the few that its site has; who asks
// for one after the other, and not for pieces of them, looks for those with holes.
var extensionDirs = []string{"/wp-content/plugins/", "/wp-content/themes/", "/sites/all/modules/", "/sites/all/themes/", "/components/com_", "/administrator/components/com_"}

// extensionOf is the shape of a path of an extension: its directory is what may be guessed, whatever stands behind.
func extensionOf(path []byte) (s shape, ok bool) {
	for _, dir := range extensionDirs {
		if len(path) > len(dir) && string(path[:len(dir)]) == dir {
			stem := path[len(dir):]
			if i := bytes.IndexByte(stem, '/'); i >= 0 {
				stem = stem[:i]
			}
			return shape{dir: path[:len(dir)], stem: stem}, len(stem) > 0
		}
	}
	return shape{}, false
}

// isExtension tells the shapes of extensionOf.
func isExtension(s shape) bool {
	n := len(s.dir)
	return n > 1 && (s.dir[n-1] == '_' || slices.Contains(extensionDirs, string(s.dir)))
}

// classify says what a path's name is like.
func classify(path []byte, s shape) (n name) {
	if isOrdinary(path) {
		n |= ordinary
		if string(path) == "/robots.txt" || bytes.HasPrefix(path, []byte("/sitemap")) {
			n |= robots
		}
		return n
	}
	if isExtension(s) {
		return listed
	}
	if isPart(s) {
		n = part // "login" in a list is a page, "login.js" a piece of one
	}
	switch {
	case n == 0 && (isListed(s.stem) || isUser(s)):
		n = listed
	case n == 0 && len(s.dir) <= 1 && isFamiliar(s.stem):
		n = known
	case isRandom(s):
		n |= random
	case isStructured(s.stem):
		n |= structured
	}
	return n
}

// ordinaryPrefixes begin paths that clients ask for on their own and that often do not exist.
var ordinaryPrefixes = []string{
	"/robots.txt", "/favicon", "/sitemap", "/.well-known/", "/apple-touch-icon", "/ads.txt", "/app-ads.txt",
	"/humans.txt", "/security.txt", "/browserconfig.xml", "/manifest.json", "/site.webmanifest",
	"/crossdomain.xml", "/wpad.dat", "/health", "/ping", "/ready", "/livez", "/status",
	"/generate_204", "/connecttest.txt", "/ncsi.txt", "/hotspot-detect.html",
}

func isOrdinary(path []byte) bool {
	if len(path) < 2 {
		return true // the root itself
	}
	for _, p := range ordinaryPrefixes {
		if len(path) >= len(p) && string(path[:len(p)]) == p && (p == "/.well-known/" || !bytes.ContainsRune(path[len(p):], '/')) {
			return true
		}
	}
	return false
}

// longest is how long a word is that people put in lists.
const longest = 28

// isStructured: numbers, codes and digests are how programs name what they have.
func isStructured(stem []byte) bool {
	if len(stem) > longest {
		return true
	}
	digits, hex := 0, 0
	for _, c := range stem {
		switch {
		case c >= '0' && c <= '9':
			digits++
			hex++
		case c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F':
			hex++
		}
	}
	return digits >= 3 || digits > 0 && (2*digits >= len(stem) || stem[len(stem)-1] <= '9' && stem[len(stem)-1] >= '0') || len(stem) >= 12 && hex == len(stem)
}

// shortest is how long a made-up name is at least: shorter ones could exist.
const shortest = 12

// isRandom: a name at the root that nobody has chosen: a UUID, digits and letters
// mixed all over, or one of those that tools have built in.
func isRandom(s shape) bool {
	if isCalibration(s.stem) {
		return true
	}
	if len(s.dir) > 1 || len(s.stem) < 6 || isAsset(s.ext) {
		return false
	}
	switch string(s.stem) {
	case "randomfile1", "frand2", "nosuchpage", "thispagedoesnotexist", "nonexistent":
		return true
	}
	return isUUID(s.stem) || len(s.stem) >= shortest && scrambled(s.stem)
}

// isUser: the folder of a user (~name), which servers no longer have and lists do.
func isUser(s shape) bool {
	return len(s.dir) <= 1 && len(s.stem) > 1 && s.stem[0] == '~' && len(s.ext) == 0
}

// isCalibration: a name that must not exist, as ffuf makes them in whatever directory it looks into: a
// word that servers treat in their own way, and 8 or 16 letters without a sense.
func isCalibration(stem []byte) bool {
	for _, w := range []string{"admin", ".htaccess"} {
		if rest := len(stem) - len(w); (rest == 8 || rest == 16) && string(stem[:len(w)]) == w {
			return onlyLetters(stem[len(w):]) && scrambled(stem[len(w):])
		}
	}
	return false
}

func onlyLetters(b []byte) bool {
	for _, c := range b {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			return false
		}
	}
	return true
}

// isAsset: what pages are made of; build tools put digests into their names.
func isAsset(ext []byte) bool {
	switch string(ext) {
	case "js", "mjs", "css", "map", "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "woff", "woff2", "ttf", "otf", "eot",
		"wasm", "json", "ts", "m3u8", "m4s", "mp3", "mp4", "webm":
		return true
	}
	return false
}

// isPart: names that programs have, not people: assets, what class loaders and debuggers look up, and whatever
// has an ending that is no page's, no copy's and no archive's.
func isPart(s shape) bool {
	switch string(s.ext) {
	case "":
		return false
	case "json", "xml":
		return len(s.dir) > 1 // settings lie at the root, pieces elsewhere
	}
	return !isPage(s.ext)
}

// isPage: the endings that lists of names are tried with: pages, and copies that were left behind.
func isPage(ext []byte) bool {
	switch string(ext) {
	case "php", "php3", "php4", "php5", "php7", "phtml", "phps", "inc", "asp", "aspx", "ashx", "asmx", "jsp", "jspx", "do", "action",
		"asa", "svc", "axd", "wsdl", "nsf", "exe", "jar", "war", "md", "lst", "dat", "mdb", "bin", "csr", "crt", "cgi", "pl", "py", "rb", "sh", "cfm", "html", "htm", "shtml", "xhtml", "txt", "log", "bak", "back", "backup", "old", "orig", "copy", "save",
		"swp", "tmp", "zip", "tar", "tgz", "rar", "7z", "sql", "db", "sqlite", "conf", "config", "cfg", "ini", "yml", "yaml", "env", "key", "pem", "csv", "pdf", "doc":
		return true
	}
	return false
}

func isUUID(b []byte) bool {
	if len(b) != 36 {
		return false
	}
	for i, c := range b {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (c == '-') || !dash && !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
			return false
		}
	}
	return true
}

// Kinds of letters; a change between them inside a word is rare.
const (
	other = iota
	vowel
	consonant
	capital
	digit
)

func letter(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return digit
	case c >= 'A' && c <= 'Z':
		return capital
	case bytes.IndexByte([]byte("aeiouy"), c) >= 0:
		return vowel
	case c >= 'a' && c <= 'z':
		return consonant
	}
	return other
}

// longestRun is how many consonants follow each other where two words meet ("catchphrase"); made-up names have more.
const longestRun = 6

// scrambled: letters and digits without separators that change sides as no word does, or
// run on without a vowel.
func scrambled(b []byte) bool {
	changes, run, most, last := 0, 0, 0, letter(b[0])
	for _, c := range b {
		k := letter(c)
		if k == other {
			return false
		}
		if (k == digit) != (last == digit) || (k == capital) != (last == capital) {
			changes++
		}
		if run++; k == vowel {
			run = 0
		}
		most, last = max(most, run), k
	}
	return 4*changes >= len(b) || most > longestRun || most == longestRun && changes > 0
}
