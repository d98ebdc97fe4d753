package dns

import "math/bits"

// few is how many names of a pair are remembered before it is a suspect: more than the
// names that a client uses of one domain.
const few = 6

// pair is what every client and name above others costs: there are a million of them.
type pair struct {
	first    int64
	names    [few]uint32
	count    uint8
	failed   uint8 // a bit for each name
	found    uint8 // the same
	random   uint8 // the same: it is no word
	made     bool  // one of them is random
	shape    shape // of the first such name
	answered bool
	suspect  bool
	famous   uint8 // a bit for each name
	stems    [few]uint8
	spelling spelling
}

// worth decides who is forgotten first when there are too many: random names are what floods are made of.
func (p *pair) worth() uint32 {
	words := uint32(p.count) - uint32(bits.OnesCount8(p.random))
	w := words + 4*uint32(bits.OnesCount8(p.failed&^p.random))
	if p.suspect && 2*words >= uint32(p.count) {
		w += 1 << 10
	}
	return w
}

// note takes a name in and reports whether the pair is worth following closely.
func (p *pair) note(name uint32, label []byte, written []byte, o outcome) bool {
	c := classOf(label)
	if c == random && !p.made {
		p.made, p.shape = true, shapeOfProbe(written)
	}
	i := 0
	for i < int(p.count) && p.names[i] != name {
		i++
	}
	switch {
	case i == few:
		// Past the few, any name will do: what matters is whether some do not exist.
		if o == found {
			o = asks
			p.answered = true
		}
		i = few - 1
		if c == famous && bits.OnesCount8(p.famous) == few { // where everything exists, what a word list begins with
			return true
		}
	case i == int(p.count):
		p.take(i, name, label, c)
	}
	switch o {
	case nxdomain, empty: // servers may say that a name is empty rather than that it is not there
		p.failed |= 1 << i
		p.answered = true
	case found: // perhaps by an address of the other family
		p.failed &^= 1 << i
		p.found |= 1 << i
		p.answered = true
	}
	return p.count == few && (p.made || !p.answered || bits.OnesCount8(p.failed) >= 2)
}

// take adds a name.
func (p *pair) take(i int, name uint32, label []byte, c class) {
	p.names[i] = name
	p.stems[i] = stem(label)
	p.count++
	switch c {
	case random:
		p.random |= 1 << i
		return
	case famous:
		p.famous |= 1 << i
	}
	p.spelling.read(label)
}
