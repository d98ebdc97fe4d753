package dns

import (
	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/dnswire"
)

// direct reports whether an answer goes to a stranger who asked a server of ours itself, wishing for a recursion that the
// server does not offer. Hosts that need a name ask their resolver, and resolvers do not wish for recursion: who asks so
// was pointed at our server.
func (d *Detector) direct(e *analyzers.Event) bool {
	const bits = dnswire.RecursionDesired | dnswire.Recursive | dnswire.Authoritative
	return d.m.IsResponse() && d.m.Flags&bits == dnswire.RecursionDesired|dnswire.Authoritative && d.inbound(e)
}

func (d *Detector) inbound(e *analyzers.Event) bool { return !d.home(&e.Source) && d.home(&e.Target) }
