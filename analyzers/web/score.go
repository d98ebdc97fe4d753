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
	{2, "a quarter of the names stand in every word list, or are folders of extensions (plugins, themes, modules) or of users", func(v *visit) bool { return 4*v.listed >= v.total }},
	{1, "some of the names stand in every word list (6 %, at least 3)", func(v *visit) bool { return v.listed >= 3 && 4*v.listed < v.total && 16*v.listed >= v.total }},
	{2, "in the order of the alphabet", (*visit).alphabetical},
	{2, "one name with several endings of pages or copies, again and again", (*visit).varied},
	{1, "in few directories", func(v *visit) bool { return 8*v.dirCount <= v.total+8 }},
	{1, "right under the root", func(v *visit) bool { return 8*v.rooted >= 7*v.total }},
	{1, "forty names or more, nearly all of them words without numbers and endings, most of which failed", func(v *visit) bool { return v.worded() && v.share() >= 0.8 }},
	{3, "names, each in many folders of one word right under the root", (*visit).crossed},
	{1, "eight new ones in a second", func(v *visit) bool { return v.busiest >= 8 }},
	{1, "many, and hardly one of them exists", func(v *visit) bool {
		return v.failed() >= 60 && 20*(v.known()-v.failed()) <= v.known() && v.busiest >= 8
	}},
	{-3, "pages that led there are named (Referer)", func(v *visit) bool { return 3*v.referred >= v.requests }},
	{-3, "half of the names are numbers or codes", (*visit).coded},
	{-3, "few names, the same in many directories", (*visit).repeated},
	{-2, "half of the names have endings of what pages and programs are made of", func(v *visit) bool { return 2*v.parts >= v.total }},
	{-2, "the same paths were asked for again and again", func(v *visit) bool { return v.requests >= 4*v.total }},
	{-3, "a User-Agent that says that it looks packages up", func(v *visit) bool { return v.looker }},
	{-2, "a User-Agent that says where to read about it", func(v *visit) bool { return v.declared }},
	{-1, "robots.txt or a site map was read first", func(v *visit) bool { return v.robots }},
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

// varied: what tools make of each name where they are given endings.
func (v *visit) varied() bool { return v.variants >= 4 && 4*v.variants >= v.total }

// repeated: programs look for the same few files wherever they may be.
func (v *visit) repeated() bool {
	return v.dirCount >= 3 && v.nameCount < 100 && 2*v.nameCount <= v.total && !v.crossed()
}

// known is how many of the different paths were seen to be answered, by more than that the server is down.
func (v *visit) known() (n uint32) {
	for _, k := range v.answers[found:down] {
		n += k
	}
	return n
}

// failed is how many of them came to nothing. What a made-up name is answered with counts as
// nothing too, and so does what is said to everything, and a server that asks everybody for a password.
func (v *visit) failed() uint32 {
	n := v.answers[missing] + v.answers[faulty]
	walled := v.walled()
	if walled {
		n += v.answers[guarded]
	}
	most := v.same.most()
	st, k := most.status(), most.count
	switch {
	case v.wild.gave() && v.wild != guarded && v.calibrated() && v.listed >= 3 && 16*v.listed >= v.total:
		n += v.answers[v.wild]
	case !(walled && st == guarded) && v.alike():
		n += k
	}
	return n
}

func (v *visit) walled() bool {
	return v.wild == guarded || 2*v.answers[guarded] > v.known() && 2*v.hosts < v.total
}

// alike: the server gives one reply to everything, to somebody who guesses.
func (v *visit) alike() bool {
	r := v.same.most()
	return r.status().gave() && r.count >= manyAlike && 5*r.count >= 4*v.known() && v.guessed()
}

// plain is the reply that says nothing of what was asked for, where there is one.
func (v *visit) plain() (reply, bool) {
	r := v.same.most()
	st := r.status()
	return r, r.count >= 4 && (st == guarded && v.walled() || st.gave() && st == v.wild && v.calibrated() || v.alike())
}

// manyAlike replies are no chance; manyGuesses names, manyWords of them from lists, are more than a site has right
// under its root. Fewer are enough where a quarter of all names are such as people like to give.
const manyAlike, manyGuesses, manyWords, fewWords = 12, 40, 12, 4

// guessed: the names do not come from the server. Applications in one page answer all their paths alike, and crawlers
// find these in a site map.
func (v *visit) guessed() bool {
	switch {
	case v.robots || v.declared || v.looker || 3*v.referred >= v.requests:
		return false
	case v.calibrated():
		return true
	case 2*v.hosts >= v.total:
		return v.guessedHosts()
	case v.crowded():
		return true
	case int(v.total) < manyGuesses:
		return false
	}
	listed := v.listed >= 3 && 16*v.listed >= v.total
	return listed && v.alphabetical() || 8*v.rooted >= 7*v.total &&
		(listed && v.listed >= manyWords || v.listed >= fewWords && 4*(v.listed+v.familiar) >= v.total)
}

// guessedHosts: what stands in front of many hosts may send all visitors to one door, but hosts that are there have pages of
// their own. Whoever watches over them comes again, or has no crowd of them in a second.
func (v *visit) guessedHosts() bool {
	most := v.same.most()
	if most.status() != found || int(v.total) < manyGuesses || 8*v.hosts < 7*v.total || 4*v.requests > 5*v.total {
		return false
	}
	return v.listed >= manyWords && 8*v.listed >= v.total || v.crowded() && v.busiest >= 8
}

// crowd is how many single words, right under the root or in front of one domain, are more than a site has pages and a house hosts.
const crowd = 200

// crowded: such a crowd, each asked for once.
func (v *visit) crowded() bool { return v.total >= crowd && v.worded() && 4*v.requests <= 5*v.total }

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
	if 4*v.known() < v.total-min(v.total, v.answers[down]) {
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
	return v.agent > 0 && agents[v.agent-1].lists || v.calibrated() || v.prying || v.variants >= 10 && v.varied() ||
		v.listed >= 3 && (16*v.listed >= v.total || v.listed >= manyWords)
}

// blunt: lists in other tongues, or from far behind in the alphabet, show by their number alone: names
// right under the root, in order, at the pace of a program or all of them words, and hardly one of them exists.
func (c *Config) blunt(v *visit) bool {
	n := int(v.failed())
	if v.share() < 0.95 || 2*v.parts >= v.total {
		return false
	}
	if n >= crowd && v.busiest >= 8 && (v.crossed() || v.inOneFolder()) {
		return true
	}
	return 8*v.rooted >= 7*v.total && (n >= c.Blunt && (v.busiest >= 8 || v.worded()) || n >= c.BluntOrder && v.alphabetical())
}

// crossed: two lists, of folders and of names, in all combinations; programs look for less, and deeper.
func (v *visit) crossed() bool {
	return v.total >= crowd && v.dirCount >= parents && v.nameCount >= parents && 4*v.nameCount <= v.total && 10*v.below >= 9*v.total
}

// inOneFolder: a crowd of words in one folder, or two.
func (v *visit) inOneFolder() bool {
	return v.total >= crowd && v.dirCount <= 2 && 10*v.plainBelow >= 9*v.total && 4*v.requests <= 5*v.total
}

// worded: nearly all names are letters alone: words, whatever the tongue. Programs name things by numbers and with endings.
func (v *visit) worded() bool { return v.total >= manyGuesses && 10*v.plainNames >= 9*v.total }

func (v *visit) alphabetical() bool {
	return v.compared >= 15 && 4*v.ascending >= 3*v.compared && !v.coded()
}
