package dns

import "encoding/binary"

// voice tells one program from a crowd by how new words follow one another. Pointer-free.
type voice struct {
	gap         int64  // the mean of the latest
	word        uint64 // the beginning of the last
	gaps, even  uint16 // measured; of these, within half of the mean
	pairs, next uint16 // compared; of these, in the order of the alphabet
}

// What makes one voice. Of a crowd, whose words come as independent events do, two of five gaps are within half of the mean,
// and half of the words are above the one before: that four of five of a score are so is no chance.
const (
	leastHeard = 20
	oneVoice   = 0.8
)

// hear takes in a word that is new, some time after the one before; 0 if there was none.
func (v *voice) hear(label []byte, after int64) {
	var begin [8]byte
	copy(begin[:], label)
	word := binary.BigEndian.Uint64(begin[:])
	if v.word != 0 && v.pairs < 1<<16-1 {
		v.pairs++
		if word >= v.word {
			v.next++
		}
	}
	v.word = word
	if after == 0 || v.gaps == 1<<16-1 {
		return
	}
	if v.gap == 0 {
		v.gap = after
		return
	}
	v.gaps++
	if off := after - v.gap; 2*max(off, -off) <= v.gap {
		v.even++
	}
	v.gap += (after - v.gap) / 4
}

// one reports whether the words come as by a clock, or in order.
func (v *voice) one() bool {
	return v.gaps >= leastHeard && float64(v.even) >= oneVoice*float64(v.gaps) || v.ordered()
}

// ordered reports whether the words come by the alphabet.
func (v *voice) ordered() bool {
	return v.pairs >= leastHeard && float64(v.next) >= oneVoice*float64(v.pairs)
}

// spelling is the mean likelihood of words, as of a label: of a few, chance decides. Pointer-free.
type spelling struct {
	sum   float32
	words uint32
}

const (
	leastSpelt = 8 // words before anything is said of them all: more of them may change it
	leastLong  = 4 // letters of a word that says something
	inward     = 4 // bits by which a figure before a letter is less likely than one behind: people number at the end
)

// read takes a word in.
func (s *spelling) read(label []byte) {
	if len(label) >= leastLong && !isEncoded(label) {
		s.sum += likelihood(label)
		s.words++
		if figureInside(label) {
			s.sum -= inward
		}
	}
}

func figureInside(label []byte) bool {
	for i := range len(label) - 1 {
		if label[i] >= '0' && label[i] <= '9' && label[i+1] >= 'a' && label[i+1] <= 'z' {
			return true
		}
	}
	return false
}

// drawn reports whether letters were drawn rather than words written: short labels tell only together.
func (s *spelling) drawn() bool { return s.words >= leastSpelt && s.sum < unlikely*float32(s.words) }
