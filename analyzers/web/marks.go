package web

// mark is a text that says something of what it stands in.
type mark struct {
	text string
	bits uint64
}

// marks are texts by their first byte, so that all of them are looked for in one reading.
type marks [256][]mark

// add adds a text with its bits; it is not empty.
func (m *marks) add(text string, bits uint64) { m[text[0]] = append(m[text[0]], mark{text, bits}) }

// in gives the bits of all that stand in b.
func (m *marks) in(b []byte) (bits uint64) {
	for i, c := range b {
		for _, k := range m[c] {
			if rest := b[i:]; len(rest) >= len(k.text) && string(rest[:len(k.text)]) == k.text {
				bits |= k.bits
			}
		}
	}
	return bits
}
