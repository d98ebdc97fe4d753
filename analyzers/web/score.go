package web

// sign is one thing that tells a word list from links: its points, and how it is seen.
type sign struct {
	points int
	name   string
	holds  func(*visit) bool
}

// signs are added up; docs/detections.md lists them. What only word lists do stands above, what speaks
// for a crawler, a browser or a program below.
var signs = []sign{
	{3, "a User-Agent that names a path scanner", func(v *visit) bool { return v.agent > 0 && agents[v.agent-1].lists }},
	{2, "nearly all of the paths failed (95 %)", func(v *visit) bool { return v.share() >= 0.95 }},
	{1, "most of the paths failed (80 %)", func(v *visit) bool { s := v.share(); return s >= 0.8 && s < 0.95 }},
	{2, "a made-up name was tried first, to learn how the server says no", func(v *visit) bool { return v.calibrated() }},
	{2, "a place that nobody has business with was asked for", func(v *visit) bool { return v.prying }},
	{2, "a quarter of the names stand in every word list", func(v *visit) bool { return 4*v.listed >= v.total }},
	{1, "some of the names stand in every word list (6 %, at least 3)", func(v *visit) bool { return v.listed >= 3 && 4*v.listed < v.total && 16*v.listed >= v.total }},
	{2, "in the order of the alphabet", (*visit).alphabetical},
	{1, "one name with several extensions, again and again", func(v *visit) bool { return v.variants >= 4 }},
	{1, "in few directories", func(v *visit) bool { return 8*v.dirCount <= v.total+8 }},
	{1, "right under the root", func(v *visit) bool { return 8*v.rooted >= 7*v.total }},
	{1, "eight new ones in a second", func(v *visit) bool { return v.busiest >= 8 }},
	{1, "many, and hardly one of them exists", func(v *visit) bool {
		return v.failed() >= 60 && 20*(v.known()-v.failed()) <= v.known() && v.busiest >= 8
	}},
	{-3, "pages that led there are named (Referer)", func(v *visit) bool { return 3*v.referred >= v.requests }},
	{-3, "half of the names are numbers or codes", (*visit).coded},
	{-3, "a User-Agent that says that it looks packages up", func(v *visit) bool { return v.looker }},
	{-2, "a User-Agent that says where to read about it", func(v *visit) bool { return v.declared }},
	{-1, "robots.txt was read", func(v *visit) bool { return v.robots }},
	{-1, "pages were found all along", func(v *visit) bool { return v.answers[found] >= 8 && v.share() < 0.9 && !v.calibrated() }},
	{-1, "in many directories", func(v *visit) bool { return 3*v.dirCount > v.total }},
}

// points adds up the signs.
func (v *visit) points() (sum int) {
	for i := range signs {
		if signs[i].holds(v) {
			sum += signs[i].points
		}
	}
	return sum
}

// coded: names that programs give, and count up.
func (v *visit) coded() bool { return 2*(v.structured+v.madeUp) >= v.total }

// known is how many of the different paths were seen to be answered.
func (v *visit) known() (n uint32) {
	for _, k := range v.answers[found:] {
		n += k
	}
	return n
}

// failed is how many of them came to nothing. What a made-up name is answered with counts as
// nothing too, and so does a server that asks everybody for a password.
func (v *visit) failed() uint32 {
	n := v.answers[missing] + v.answers[faulty]
	if v.wild == guarded || 2*v.answers[guarded] > v.known() {
		n += v.answers[guarded]
	}
	if (v.wild == found || v.wild == moved) && v.calibrated() && v.listed >= 3 && 16*v.listed >= v.total {
		n += v.answers[v.wild]
	}
	return n
}

// share is the share of the known that failed, 0 where too few are known.
func (v *visit) share() float64 {
	k := v.known()
	if k < 5 {
		return 0
	}
	return float64(v.failed()) / float64(k)
}

// listTried decides on a visit.
func (c *Config) listTried(v *visit, before bool) bool {
	need := c.Failures
	if before {
		need = c.NextFailures
	}
	if v.agent > 0 && agents[v.agent-1].lists && int(v.total) >= c.NextFailures {
		return v.points() >= c.Points
	}
	if !v.named() && !c.blunt(v) {
		return false
	}
	if 4*v.known() < v.total {
		// The answers go another way: names must speak for themselves.
		return int(v.total) >= c.Unanswered && (v.calibrated() || 16*v.listed >= v.total) && v.points() >= c.Points
	}
	if int(v.failed()) < need || v.share() < c.Share {
		return false
	}
	return v.points() >= c.Points
}

// named: the names themselves are those of word lists. That paths fail, fast and in order, is
// also what programs see that look up packages, or pictures that are gone.
func (v *visit) named() bool {
	return v.agent > 0 && agents[v.agent-1].lists || v.calibrated() || v.prying ||
		v.listed >= 3 && (16*v.listed >= v.total || v.listed >= manyWords)
}

// manyWords of the lists are no chance, however many other names there were.
const manyWords = 12

// blunt: lists in other tongues, or from far behind in the alphabet, show by their number alone: names
// right under the root, in order or at the pace of a program, and hardly one of them exists.
func (c *Config) blunt(v *visit) bool {
	n := int(v.failed())
	return v.share() >= 0.95 && 8*v.rooted >= 7*v.total && (n >= c.Blunt && v.busiest >= 8 || n >= c.BluntOrder && v.alphabetical())
}

func (v *visit) alphabetical() bool {
	return v.compared >= 15 && 4*v.ascending >= 3*v.compared && !v.coded()
}
