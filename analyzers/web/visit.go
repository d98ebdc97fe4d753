package web

import (
	"math/bits"

	"github.com/reconwatch/reconwatch/analyzers/sketch"
)

// status is the class of an answer.
type status uint8

const (
	unseen   status = iota
	found           // 2xx
	moved           // 3xx
	guarded         // 401, 403
	missing         // 400, 404, 405, 410 and other 4xx
	faulty          // 500 and other 5xx
	down            // 502, 503, 504: nothing is said of the path
	statuses        // how many there are
)

func statusOf(code int) status {
	switch {
	case code < 200:
		return unseen
	case code < 300:
		return found
	case code < 400:
		return moved
	case code == 401 || code == 403:
		return guarded
	case code < 500:
		return missing
	case code >= 502 && code <= 504:
		return down
	}
	return faulty
}

// gave: something is there.
func (s status) gave() bool { return s == found || s == moved || s == guarded }

// Sizes of what a visit remembers exactly.
const (
	pathSets, pathWays = 32, 4
	parents            = 16
	stems              = 4
	second             = 1_000_000_000
)

// visit is what one source did to one server lately.
type visit struct {
	began int64 // of the window
	last  int64
	paths [pathSets][pathWays]uint32
	next  [pathSets]uint8 // which of a full set gives way

	dirs  [parents]uint32
	stems [stems]uint64
	exts  [stems]uint32
	stem  uint8
	// lastDir and lastStem are of the latest new path, for its order.
	lastDir  uint32
	lastStem [16]byte

	total, listed, structured uint32 // new paths; words of the lists; names of programs
	compared, ascending       uint32
	dirCount, variants        uint32
	requests, referred        uint32
	answers                   [statuses]uint32
	second                    int64 // the latest, and how many new paths it and the busiest one had
	now, busiest              uint32
	madeUp                    uint32 // names
	agent                     uint8
	robots                    bool
	wild                      status     // what a made-up name was answered with
	told                      bool       // its source was accused for it
	host                      [text]byte // the Host field of the first request
	hostLen                   uint8
	hits                      hits
	words                     [4]uint64 // which words of the lists were among the names
	rooted                    uint32    // new paths right under the root
	familiar                  uint32    // new paths right under the root that people like to give
	plainNames                uint32    // new paths right under the root that are letters alone
	below, plainBelow         uint32    // new paths without endings in a folder of one word, and those that are letters alone
	parts                     uint32    // new paths that are pieces of pages or programs
	names                     [4]uint64 // which names there were, by 256 hashes
	nameCount                 uint32
	domain                    uint32 // whose hosts were asked for
	hosts                     uint32 // of the new paths, those that are hosts
	same                      same
	prying                    bool // a place that nobody has business with was asked for
	looker                    bool // see client
	declared                  bool
	panels                    uint64 // rows of places of administrators that were asked for since panelsSince
	panelsSince               int64
}

// panel notes a place of administrators and says how many different ones there were.
func (v *visit) panel(row int, now, burst int64) int {
	if now-v.panelsSince > burst {
		v.panels, v.panelsSince = 0, now
	}
	v.panels |= 1 << row
	return bits.OnesCount64(v.panels)
}

// add takes a request in and says whether its path is new.
func (v *visit) add(a *ask, s shape, referer bool, now, window int64) {
	v.age(now, window)
	v.last = now
	v.requests++
	if referer {
		v.referred++
	}
	v.robots = v.robots || a.class&robots != 0 && v.requests <= early
	if a.class&ordinary != 0 || !v.isNew(a.path) {
		return
	}
	a.fresh = true
	v.total++
	switch {
	case a.class&listed != 0:
		once(&v.words, hash(s.stem, 3), &v.listed)
	case a.class&known != 0:
		v.familiar++
	case a.class&structured != 0:
		v.structured++
	case a.class&random != 0 && !referer && (v.total <= calibrating || !onlyLetters(s.stem)):
		v.madeUp++
	}
	once(&v.names, hash(s.stem, hash(s.ext, 5)), &v.nameCount)
	if a.class&part != 0 {
		v.parts++
	}
	if a.vhost {
		v.hosts++
	}
	v.where(a, s)
	v.vary(s)
	if a.class&part == 0 {
		v.order(s)
	}
	v.pace(now)
}

// where counts a new path by its folder.
func (v *visit) where(a *ask, s shape) {
	plain := len(s.ext) == 0 && onlyLetters(s.stem)
	switch {
	case len(s.dir) <= 1 || a.vhost:
		v.rooted++
		if plain {
			v.plainNames++
		}
	case len(s.ext) == 0 && onlyLetters(s.dir[1:len(s.dir)-1]):
		v.below++
		if plain {
			v.plainBelow++
		}
	}
}

// calibrating is how many paths there are up to the last one that scanners make up, several at a time; words may look
// made up now and then.
const calibrating = 16

// early are the requests with which a polite crawler begins.
const early = 5

// once counts a name that was not there before: "index" in a hundred directories is one word.
func once(seen *[4]uint64, h uint64, n *uint32) {
	bit, of := uint64(1)<<(h&63), &seen[h>>6&3]
	if *of&bit == 0 {
		*of |= bit
		*n++
	}
}

// calibrated: made-up names were asked for, but few: shorteners and object stores have
// nothing else.
func (v *visit) calibrated() bool {
	return v.madeUp > 0 && v.madeUp <= 8 && (v.total < 12 || 3*v.madeUp <= v.total)
}

// forgotten is after how many windows nothing is left.
const forgotten = 4

// age forgets half of what was counted once a window.
func (v *visit) age(now, window int64) {
	if now-v.began < window {
		return
	}
	if now-v.began >= forgotten*window {
		*v = visit{began: now, told: v.told, agent: v.agent, hits: v.hits, host: v.host, hostLen: v.hostLen}
		return
	}
	v.began = now
	for _, n := range []*uint32{
		&v.total, &v.listed, &v.structured, &v.compared, &v.ascending, &v.dirCount, &v.variants, &v.requests, &v.referred, &v.busiest, &v.rooted, &v.familiar, &v.plainNames, &v.below, &v.plainBelow, &v.parts, &v.hosts,
	} {
		*n /= 2
	}
	for i := range v.answers {
		v.answers[i] /= 2
	}
	v.same.age()
}

// isNew notes a path. The latest 128 are remembered.
func (v *visit) isNew(path uint32) bool {
	set := path % pathSets
	for _, p := range v.paths[set] {
		if p == path {
			return false
		}
	}
	v.paths[set][v.next[set]%pathWays] = path
	v.next[set]++
	return true
}

// vary compares the stem of a new path with the last few.
func (v *visit) vary(s shape) {
	dir := uint32(hash(s.dir, 0))
	stem := hash(s.stem, uint64(dir))
	ext := uint32(hash(s.ext, 1))
	v.parent(dir)
	for i := range v.stems {
		if v.stems[i] == stem && v.exts[i] != ext && (isPage(s.ext) || len(s.ext) == 0) {
			v.variants++
			break
		}
	}
	v.stems[v.stem%stems], v.exts[v.stem%stems] = stem, ext
	v.stem++
}

// order compares a new path with the one before. That numbers behind a name count up is no order of words.
func (v *visit) order(s shape) {
	dir := uint32(hash(s.dir, 0))
	key := firstWord(s.stem)
	if key == ([16]byte{}) {
		return
	}
	if dir == v.lastDir && key != v.lastStem {
		v.compared++
		if less(&v.lastStem, &key) {
			v.ascending++
		}
	}
	v.lastDir, v.lastStem = dir, key
}

// firstWord is the first run of letters of a name, made small.
func firstWord(stem []byte) (key [16]byte) {
	n := 0
	for _, c := range stem {
		if c |= 0x20; c < 'a' || c > 'z' {
			if n > 0 {
				break
			}
			continue
		}
		if n == len(key) {
			break
		}
		key[n] = c
		n++
	}
	return key
}

func less(a, b *[16]byte) bool { return string(a[:]) < string(b[:]) }

func (v *visit) parent(dir uint32) {
	dir |= 1
	for i := range v.dirs {
		if v.dirs[i] == dir {
			return
		}
	}
	v.dirs[v.dirCount%parents] = dir
	v.dirCount++
}

func (v *visit) pace(now int64) {
	if s := now / second; s != v.second {
		v.second, v.now = s, 0
	}
	v.now++
	v.busiest = max(v.busiest, v.now)
}

// answer takes the status of a new path in.
func (v *visit) answer(a *ask, code int, length int64) {
	st := statusOf(code)
	if a.class&random != 0 && v.calibrated() && v.wild == unseen {
		v.wild = st
	}
	if a.fresh {
		v.answers[st]++
		v.same.add(code, length, a.size)
	}
	if (a.fresh || a.odd != 0) && st.gave() && a.class&random == 0 {
		v.hits.add(a, code, length)
	}
}

// hash mixes bytes eight at a time; it is keyed by its callers where that matters.
func hash(b []byte, seed uint64) uint64 {
	h := seed ^ uint64(len(b))
	for len(b) >= 8 {
		h = sketch.Chain(h, be64(b), 0)
		b = b[8:]
	}
	var last uint64
	for _, c := range b {
		last = last<<8 | uint64(c)
	}
	return sketch.Chain(h, last, 1)
}

func be64(b []byte) uint64 {
	_ = b[7]
	return uint64(b[7]) | uint64(b[6])<<8 | uint64(b[5])<<16 | uint64(b[4])<<24 |
		uint64(b[3])<<32 | uint64(b[2])<<40 | uint64(b[1])<<48 | uint64(b[0])<<56
}
