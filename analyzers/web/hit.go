package web

import (
	"fmt"
	"strings"
)

// hit is a path that was answered by more than "no such thing".
type hit struct {
	path uint32
	code uint16
	odd  uint8 // row of places plus one
	n    uint8
	text [text]byte
	size uint16 // of the whole path
	// length is that of the answer's body, -1 if it did not say.
	length int64
}

// hits are the first few that there were; those of sensitive paths come before others.
type hits struct {
	list  [6]hit
	count uint8
}

func (h *hits) add(a *ask, code int, length int64) {
	n := hit{length: length, size: a.size, path: a.path, code: uint16(code), odd: a.odd, n: a.n, text: a.text}
	for i := range h.list[:h.count] {
		if h.list[i].path == a.path {
			return
		}
	}
	if int(h.count) < len(h.list) {
		h.list[h.count] = n
		h.count++
		return
	}
	if n.odd == 0 {
		return
	}
	for i := range h.list {
		if h.list[i].odd == 0 {
			h.list[i] = n
			return
		}
	}
}

// given reports whether what nobody has business with was given away.
func (h *hits) given() bool {
	for i := range h.list[:h.count] {
		if x := &h.list[i]; x.odd > 0 && places[x.odd-1].whose == nobodys && x.code < 300 {
			return true
		}
	}
	return false
}

// merge adds what other has, but for a reply that says nothing.
func (h *hits) merge(other *hits, plain *reply) {
	for i := range other.list[:other.count] {
		o := &other.list[i]
		if plain.says(int(o.code), o.length, o.size) {
			continue
		}
		h.add(&ask{path: o.path, odd: o.odd, n: o.n, size: o.size, text: o.text}, int(o.code), o.length)
	}
}

// String lists paths with their statuses, as they came from the wire.
func (h *hits) String() string {
	parts := make([]string, 0, len(h.list))
	for i := range h.list[:h.count] {
		x := &h.list[i]
		s := fmt.Sprintf("%s (%d)", x.text[:x.n], x.code)
		if x.odd > 0 && x.code < 300 {
			s = fmt.Sprintf("%s (%d: %s)", x.text[:x.n], x.code, places[x.odd-1].why)
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, ", ")
}
