package alert

import (
	"container/list"
	"slices"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// Bounds of what is remembered of tools.
const (
	maxOwners = 1 << 14
	maxTools  = 4 // of one source
	// toolAge is how long before an episode a tool may have been recognised to be
	// named for it: the same run, not that of yesterday.
	toolAge = int64(10 * 60e9)
)

// owner is the tools that one source's packets were consistent with.
type owner struct {
	source packet.Addr
	tools  []analyzers.Tool
	seen   []int64 // when each was recognised last
	told   []bool  // whether an alert of another kind has named it
}

// tools lends the names of recognised programs to the other findings of their sources.
type tools struct {
	byAddr   map[packet.Addr]*list.Element
	ages     list.List // front: touched longest ago
	absorbed map[episodeKey]struct{}
}

func newTools() tools {
	return tools{byAddr: map[packet.Addr]*list.Element{}, absorbed: map[episodeKey]struct{}{}}
}

// absorb reports whether f is of packets that a scanner makes, all of whose tools are named in
// alerts of what the same source did with them, or that have ordinary uses. It stays so until another tool is recognised.
func (t *tools) absorb(f *analyzers.Finding) bool {
	if f.Kind != analyzers.ScannerSignature {
		return false
	}
	if len(f.Tools) > 0 && !slices.ContainsFunc(f.Tools, func(t analyzers.Tool) bool { return !t.Ordinary }) {
		return true
	}
	key := keyOf(f)
	_, was := t.absorbed[key]
	if f.Stage == analyzers.Ended {
		delete(t.absorbed, key)
		return was
	}
	if !t.allTold(f) || len(t.absorbed) >= maxOwners {
		delete(t.absorbed, key)
		return false
	}
	t.absorbed[key] = struct{}{}
	return true
}

func (t *tools) allTold(f *analyzers.Finding) bool {
	el := t.byAddr[f.Source]
	if el == nil || len(f.Tools) == 0 {
		return false
	}
	o := el.Value.(*owner)
	for i := range f.Tools {
		at := o.index(f.Tools[i].Name)
		if at < 0 || !o.told[at] {
			return false
		}
	}
	return true
}

// name notes that an alert names the tools of f's source.
func (t *tools) name(f *analyzers.Finding) {
	if f.Kind == analyzers.ScannerSignature || len(f.Tools) == 0 || f.SourceCount > 1 {
		return
	}
	if el := t.byAddr[f.Source]; el != nil {
		o := el.Value.(*owner)
		for i := range f.Tools {
			if at := o.index(f.Tools[i].Name); at >= 0 {
				o.told[at] = true
			}
		}
	}
}

func (o *owner) index(name string) int {
	return slices.IndexFunc(o.tools, func(t analyzers.Tool) bool { return t.Name == name })
}

// note remembers what a finding of a recogniser names.
func (t *tools) note(f *analyzers.Finding) {
	switch f.Kind {
	case analyzers.ScannerSignature, analyzers.OSFingerprint, analyzers.ServiceProbe, analyzers.IdleScan:
	default:
		return
	}
	if len(f.Tools) == 0 || f.SourceCount > 1 {
		return
	}
	o := t.owner(f.Source)
	for i := range f.Tools {
		o.add(&f.Tools[i], f.Last)
	}
}

func (t *tools) owner(a packet.Addr) *owner {
	if el := t.byAddr[a]; el != nil {
		t.ages.MoveToBack(el)
		return el.Value.(*owner)
	}
	if len(t.byAddr) >= maxOwners {
		el := t.ages.Front()
		delete(t.byAddr, el.Value.(*owner).source)
		t.ages.Remove(el)
	}
	o := &owner{source: a}
	t.byAddr[a] = t.ages.PushBack(o)
	return o
}

func (o *owner) add(n *analyzers.Tool, now int64) {
	if at := o.index(n.Name); at >= 0 {
		old := &o.tools[at]
		uses, methods := old.Uses|n.Uses, old.Methods|n.Methods
		if old.Confidence != "unique" || n.Confidence == "unique" {
			*old = *n
		}
		old.Uses, old.Methods = uses, methods
		o.told[at] = o.told[at] && now-o.seen[at] <= toolAge // of another run, it is to be told again
		o.seen[at] = now
		return
	}
	if len(o.tools) == maxTools {
		o.tools, o.seen, o.told = o.tools[1:], o.seen[1:], o.told[1:]
	}
	o.tools, o.seen, o.told = append(o.tools, *n), append(o.seen, now), append(o.told, false)
}

// usesOf says what a tool must have been seen at to be named for a kind.
var usesOf = [analyzers.NumKinds]analyzers.Use{
	analyzers.PortScan: analyzers.UseScan, analyzers.PortSweep: analyzers.UseScan, analyzers.BlockScan: analyzers.UseScan,
	analyzers.HostSweep: analyzers.UseScan, analyzers.DistributedScan: analyzers.UseScan, analyzers.ProtocolScan: analyzers.UseScan,
	analyzers.Traceroute: analyzers.UsePath, analyzers.FirewallProbe: analyzers.UseScan | analyzers.UsePath,
	analyzers.DNSBruteForce: analyzers.UseDNS, analyzers.DNSReverseSweep: analyzers.UseDNS, analyzers.DNSZoneTransfer: analyzers.UseDNS, analyzers.DNSZoneWalk: analyzers.UseDNS,
	analyzers.DNSServerProbe: analyzers.UseDNS, analyzers.DNSCacheSnoop: analyzers.UseDNS, analyzers.DNSRecordSurvey: analyzers.UseDNS,
	analyzers.WebPathProbe: analyzers.UseWeb, analyzers.WebScanner: analyzers.UseWeb,
}

// lend names the tools that f's sources were seen to use for what f tells; f's own stand.
func (t *tools) lend(f *analyzers.Finding) []analyzers.Tool {
	if len(f.Tools) > 0 || usesOf[f.Kind] == 0 {
		return f.Tools
	}
	if f.SourceCount <= 1 {
		return t.of(f.Source, f)
	}
	return t.shared(f)
}

func (t *tools) of(a packet.Addr, f *analyzers.Finding) (out []analyzers.Tool) {
	el := t.byAddr[a]
	if el == nil {
		return nil
	}
	o := el.Value.(*owner)
	for i := range o.tools {
		n := &o.tools[i]
		// DNS and web findings name their method by the protocol, not by the packet.
		fits := n.Uses&(analyzers.UseDNS|analyzers.UseWeb|analyzers.UsePath)&usesOf[f.Kind] != 0 || n.Methods&f.Methods != 0 || f.Methods == 0
		if n.Uses&usesOf[f.Kind] != 0 && fits && o.seen[i] >= f.First-toolAge {
			out = append(out, *n)
		}
	}
	slices.SortStableFunc(out, func(x, y analyzers.Tool) int { return sure(&y) - sure(&x) })
	return out
}

func sure(t *analyzers.Tool) int {
	return slices.Index([]string{"weak", "strong", "unique"}, t.Confidence)
}

// shared is the tool of several sources: of half of them at least, and of no other
// name.
func (t *tools) shared(f *analyzers.Finding) []analyzers.Tool {
	var found []analyzers.Tool
	known := 0
	for _, a := range f.Sources {
		one := t.of(a, f)
		if len(one) == 0 {
			continue
		}
		if known++; found == nil {
			found = one[:1]
		} else if found[0].Name != one[0].Name {
			return nil
		}
	}
	if known < 2 || known*2 < len(f.Sources) {
		return nil
	}
	return found
}
