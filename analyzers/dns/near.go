package dns

// Names that a client uses, of which it is remembered which were wanted last.
const (
	usedNames  = 32
	usedLength = 12 // letters of a name that is remembered: longer ones are seldom typed
)

// used remembers names that exist and that a client has asked for lately. Pointer-free.
type used struct {
	labels [usedNames][usedLength]byte
	turn   uint8
}

// use remembers a name.
func (u *used) use(label []byte) {
	if len(label) > usedLength {
		return
	}
	var padded [usedLength]byte
	copy(padded[:], label)
	for i := range u.labels {
		if u.labels[i] == padded {
			return
		}
	}
	u.labels[u.turn%usedNames] = padded
	u.turn++
}

// misspelt reports whether a label is one letter from a name that is remembered.
func (u *used) misspelt(label []byte) bool {
	for i := range min(u.turn, usedNames) {
		name := u.labels[i][:]
		for len(name) > 0 && name[len(name)-1] == 0 {
			name = name[:len(name)-1]
		}
		if slip(label, name) {
			return true
		}
	}
	return false
}

// slip reports whether a is b with one letter more, less or another, or with two that changed places. Figures do not count: who
// tries web2 after web1 counts up.
func slip(a, b []byte) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case len(a) < len(b):
		return isLetter(b[i]) && string(a[i:]) == string(b[i+1:])
	case i == len(a):
		return false
	case string(a[i+1:]) == string(b[i+1:]):
		return isLetter(a[i]) && isLetter(b[i])
	}
	return i+1 < len(a) && (isLetter(a[i]) || isLetter(b[i])) && a[i] == b[i+1] && a[i+1] == b[i] && string(a[i+2:]) == string(b[i+2:])
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' }
