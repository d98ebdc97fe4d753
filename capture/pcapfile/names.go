package pcapfile

import (
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"
)

const (
	// maxInterfaces is what Frame.Interface can tell apart.
	maxInterfaces = 1 << 16
	// maxNameLen cuts interface names, which a file may make as long as it likes;
	// IFNAMSIZ is 16, file names end at 255 bytes.
	maxNameLen = 255

	tooManyInterfaces = "more than 65536 interfaces"
)

// names gives every interface name a number. Interfaces of several files or
// sections that have the same name are one: a capture that was rotated is still
// of one port.
type names struct {
	byName map[string]uint16
	list   atomic.Pointer[[]string] // replaced, never changed: others may hold it
}

// index is the number of name; ok is false where there is no room.
func (n *names) index(name string) (i uint16, ok bool) {
	name = clean(name)
	if i, ok := n.byName[name]; ok {
		return i, true
	}
	old := n.all()
	if len(old) == maxInterfaces {
		return 0, false
	}
	if n.byName == nil {
		n.byName = make(map[string]uint16)
	}
	i = uint16(len(old))
	n.byName[name] = i
	// Appending in place is safe: holders of the old list do not see past its end.
	list := append(old, name)
	n.list.Store(&list)
	return i, true
}

func (n *names) all() []string {
	if p := n.list.Load(); p != nil {
		return *p
	}
	return nil
}

// clean makes a name from a file fit for an alert: printable, of bounded length.
func clean(name string) string {
	if len(name) > maxNameLen {
		name = name[:maxNameLen]
	}
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, name)
}
