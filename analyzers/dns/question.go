package dns

import (
	"unsafe"

	"golang.org/x/net/publicsuffix"

	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/dnswire"
)

// maxLabels is how many a name of 255 bytes can have.
const maxLabels = 127

// question is a name taken apart: folded, with a hash of every suffix of it.
type question struct {
	buf    [dnswire.MaxName]byte
	size   int
	starts [maxLabels + 1]uint8  // of each label's length byte; then of the root's
	hashes [maxLabels + 1]uint64 // of the last i labels
	labels int
	domain int  // labels of the registered domain; 0 if it has none
	open   bool // its top-level domain is nobody's: names below it are hosts
}

// read takes n apart under a seed.
func (q *question) read(n dnswire.Name, seed uint64, known *suffixes) {
	q.size = len(n.AppendFolded(q.buf[:0]))
	q.labels = 0
	for at := 0; at < q.size; at += 1 + int(q.buf[at]) {
		q.starts[q.labels] = uint8(at)
		if q.buf[at] == 0 {
			break
		}
		q.labels++
	}
	q.hashes[0] = seed
	for i := q.labels - 1; i >= 0; i-- {
		q.hashes[q.labels-i] = sketch.Hash(seed, sketch.FNV(q.label(i)), q.hashes[q.labels-i-1])
	}
	q.domain, q.open = known.registered(q)
}

// label is the i-th from the left, without its length.
func (q *question) label(i int) []byte {
	at := int(q.starts[i])
	return q.buf[at+1 : at+1+int(q.buf[at])]
}

// hash is of the whole name.
func (q *question) hash() uint64 { return q.hashes[q.labels] }

// last is the name of the last n labels.
func (q *question) last(n int) dnswire.Name {
	return dnswire.Name(q.buf[q.starts[q.labels-n]:q.size])
}

// text is the name of the last n labels as people write it, without the dot at the end.
func (q *question) text(n int) string {
	b := q.last(n).AppendText(nil)
	if len(b) > 1 {
		b = b[:len(b)-1]
	}
	return string(b)
}

// below reports whether the name ends with the given labels, and how many it has before them.
func (q *question) below(suffix ...string) (more int, ok bool) {
	more = q.labels - len(suffix)
	if more < 0 {
		return 0, false
	}
	for i, s := range suffix {
		if string(q.label(more+i)) != s {
			return 0, false
		}
	}
	return more, true
}

const (
	// suffixLabels is as deep as the public suffix list goes, and one more.
	suffixLabels = 6
	cachedNames  = 1 << 14
	places       = 4 // that a name may be cached in
)

// suffixes remembers how names end: asking the list for a new one costs an allocation.
type suffixes struct {
	known []cached
	text  [dnswire.MaxName]byte
}

type cached struct {
	hash   uint64 // of the last labels that the list can know
	labels uint8
	open   bool
}

func newSuffixes() *suffixes { return &suffixes{known: make([]cached, cachedNames)} }

// registered counts the labels of the domain that q is registered under; open is true
// where no list has its top-level domain.
func (s *suffixes) registered(q *question) (labels int, open bool) {
	deepest := min(q.labels, suffixLabels)
	if deepest == 0 {
		return 0, false
	}
	h := q.hashes[deepest]
	set := s.known[h%(cachedNames/places)*places:][:places]
	for i := range set {
		if c := &set[i]; c.hash == h {
			return int(c.labels), c.open
		}
	}
	labels, open = s.public(q, deepest)
	if labels++; labels > q.labels {
		labels = 0
	}
	copy(set[1:], set[:places-1]) // the oldest makes room
	set[0] = cached{h, uint8(labels), open}
	return labels, open
}

// public counts the labels of q's public suffix.
func (s *suffixes) public(q *question, deepest int) (labels int, open bool) {
	b := s.text[:0]
	for i := q.labels - deepest; i < q.labels; i++ {
		if len(b) > 0 {
			b = append(b, '.')
		}
		for _, c := range q.label(i) {
			if c == '.' {
				c = '_' // a dot inside of a label parts nothing
			}
			b = append(b, c)
		}
	}
	suffix, managed := publicsuffix.PublicSuffix(unsafe.String(&b[0], len(b)))
	labels = 1
	for i := range len(suffix) {
		if suffix[i] == '.' {
			labels++
		}
	}
	return labels, !managed && labels == 1
}
