package dns

import (
	"math"
	"strings"

	"github.com/reconwatch/reconwatch/analyzers/labels"
)

// class is what a label looks like.
type class uint8

// Classes.
const (
	plain  class = iota // a word, an abbreviation or a short number: what people name things
	famous              // a word that every word list has
	random              // no word: a hash, an identifier, what tools make up to find wildcards
	marked              // begins with an underscore: a service or a policy, not a host
)

// encoded begins a word in other letters (RFC 3492): what follows says little of it.
const encoded = "xn--"

// Shapes of what people do not name things.
const (
	shortest = 8  // below it, nothing can be said of letters
	longest  = 36 // a UUID; above it, nobody names a host so
	hexRun   = 12 // letters of hexadecimal digits alone
	changes  = 3  // from letters to digits and back
	// unlikely is the mean log-likelihood of one letter after another, in bits, below which letters were
	// drawn rather than written: letters drawn evenly are at -5.9 here, words at -3.8.
	unlikely = -4.9
)

// classOf tells what a folded label looks like.
func classOf(label []byte) class {
	switch {
	case len(label) == 0:
		return marked
	case label[0] == '_':
		return marked
	case labels.Common(label):
		return famous
	case len(label) < shortest:
		return plain
	case len(label) > longest:
		return random
	case isEncoded(label):
		return plain
	}
	return shapeOf(label)
}

func isEncoded(label []byte) bool {
	return len(label) > len(encoded) && string(label[:len(encoded)]) == encoded
}

// letters counts what a label is made of.
type letters struct {
	small, digits, hex, other int
	turns                     int // from letters to digits and back
}

func lettersOf(label []byte) (n letters) {
	was := byte('-')
	for _, c := range label {
		kind := byte('-')
		switch {
		case c >= 'a' && c <= 'z':
			n.small++
			kind = 'a'
		case c >= '0' && c <= '9':
			n.digits++
			kind = '0'
		case c != '-' && c != '_':
			n.other++
		}
		if kind == '0' || c >= 'a' && c <= 'f' {
			n.hex++
		}
		if kind != was && kind != '-' && was != '-' {
			n.turns++
		}
		was = kind
	}
	return n
}

func shapeOf(label []byte) class {
	n := lettersOf(label)
	switch {
	case n.other > 0, n.digits >= shortest, n.turns >= changes && n.digits > 1:
		return random
	case n.hex >= hexRun && n.hex == n.small+n.digits && n.digits > 0:
		return random
	case n.small >= shortest && likelihood(label) < unlikely:
		return random
	}
	return plain
}

// likelihood is the mean of log2 P(letter | letter before) over the label; anything but letters parts words.
func likelihood(label []byte) float32 {
	sum, n, before := float32(0), 0, 0
	for _, c := range label {
		now := 0
		if c >= 'a' && c <= 'z' {
			now = int(c-'a') + 1
		}
		if before != 0 || now != 0 {
			sum += follows[before][now]
			n++
		}
		before = now
	}
	return sum / float32(max(n, 1))
}

// follows is log2 P(second | first) of letters, 0 being a word's edge, from the word lists.
var follows = func() (table [27][27]float32) {
	var counts [27][27]float64
	for _, w := range strings.Fields(labels.Text + " " + frequent + " " + foreign) {
		before := 0
		for _, c := range []byte(w + " ") {
			now := 0
			if c >= 'a' && c <= 'z' {
				now = int(c-'a') + 1
			}
			counts[before][now]++
			before = now
		}
	}
	for i := range counts {
		total := 0.0
		for j := range counts[i] {
			counts[i][j] += 0.3 // what was not seen may be
			total += counts[i][j]
		}
		for j := range counts[i] {
			table[i][j] = float32(math.Log2(counts[i][j] / total))
		}
	}
	return table
}()

// stem hashes a label without its digits and hyphens, to a bit of a map: web01 and web02 are one.
func stem(label []byte) uint8 {
	h := uint64(0xcbf29ce484222325)
	for _, c := range label {
		if c >= '0' && c <= '9' || c == '-' {
			continue
		}
		h = (h ^ uint64(c)) * 0x100000001b3
	}
	return uint8(h ^ h>>32)
}
