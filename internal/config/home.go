package config

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/gaissmai/bart"

	"github.com/reconwatch/reconwatch/capture/packet"
)

// Home is the set of networks that are ours. It does not change once made and
// may be read from many goroutines.
type Home struct {
	table bart.Lite
}

// NewHome makes the set.
func NewHome(prefixes ...netip.Prefix) *Home {
	h := &Home{}
	for _, p := range prefixes {
		h.table.Insert(p)
	}
	return h
}

// ParseHome makes the set from prefixes and addresses separated by commas.
func ParseHome(list string) (*Home, error) {
	var prefixes []netip.Prefix
	for _, text := range strings.Split(list, ",") {
		text = strings.TrimSpace(text)
		p, err := ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("%q %w", text, err)
		}
		prefixes = append(prefixes, p)
	}
	return NewHome(prefixes...), nil
}

// Contains reports whether a is one of ours. It does not allocate; its method
// value is the func(*packet.Addr) bool that analyzers ask for.
func (h *Home) Contains(a *packet.Addr) bool {
	return h.table.Contains(a.Netip())
}

// Len is the number of prefixes.
func (h *Home) Len() int { return h.table.Size() }
