package analyzers

import (
	"bytes"
	"net/netip"
	"slices"

	"github.com/reconwatch/reconwatch/capture/packet"
)

// Direction is which side the adversary and its targets are on.
type Direction uint8

// Directions.
const (
	Transit  Direction = iota // neither side is ours
	Inbound                   // from outside to home
	Outbound                  // from home to outside
	Internal                  // from home to home
)

// DirectionOf tells it by whether the adversary, and whether the target, is ours.
func DirectionOf(from, to bool) Direction {
	switch {
	case from && to:
		return Internal
	case from:
		return Outbound
	case to:
		return Inbound
	}
	return Transit
}

// String is a word for people.
func (d Direction) String() string {
	return [...]string{"transit", "inbound", "outbound", "internal"}[d&3]
}

// Stage is where in its life an episode is.
type Stage uint8

// Stages.
const (
	Opened Stage = iota // the evidence sufficed just now
	Grown               // more targets, methods or answers than at the finding before
	Ended               // nothing more for the idle time, or the end of the capture
)

// Rule is which test decided; it chooses the words of the reason.
type Rule uint8

// Rules.
const (
	RuleNone        Rule = iota
	RuleSequential       // sequential hypothesis test on first contacts; Score is its log-likelihood
	RuleFanOut           // so many failed targets of one shape, FailureShare of them
	RuleSlow             // the same over hours or days
	RuleOddFlags         // flags that no stack sends
	RuleProtocols        // so many IP protocols of one host
	RulePartition        // several sources that divided the targets among them
	RuleConstant         // several sources that share an unforced constant
	RuleUnrequested      // replies that nobody asked for
	RuleIncomplete       // handshakes that nobody finished
)

// Answers is what the adversary learned, in distinct targets.
type Answers struct {
	Open, Closed, Filtered, Silent uint32
}

// SampleSize bounds the samples in a Finding.
const SampleSize = 8

// AddSample adds an address to a sample in order of value, if it is not there and has room.
func AddSample(sample []packet.Addr, a packet.Addr) []packet.Addr {
	i, known := slices.BinarySearchFunc(sample, a, func(x, y packet.Addr) int { return bytes.Compare(x[:], y[:]) })
	if known || len(sample) >= SampleSize {
		return sample
	}
	return slices.Insert(sample, i, a)
}

// Finding is what an analyzer says of one adversary's episode. Findings of one
// episode share Kind, Source and Episode; each carries the totals so far.
type Finding struct {
	// Time, Frame and Ordinal order findings as the event that caused them (see Before).
	Time    int64
	Frame   uint64
	Ordinal uint8
	// Decided is the packet time at which the evidence sufficed; at most Time,
	// which may lie later where a finding was held back to see its shape.
	Decided int64

	Kind  Kind
	Stage Stage
	Rule  Rule
	// Episode is when the episode opened, packet time; with Kind and Source it names it.
	Episode int64

	// Source did it. Sources are a sample where it was several, in address
	// order, and SourceCount how many; Source is then the first seen.
	Source      packet.Addr
	Sources     []packet.Addr
	SourceCount uint32
	// Method was the first, Methods all so far.
	Method  Method
	Methods MethodSet

	// Hosts and Ports are distinct targets; the samples are in order of value.
	Hosts, Ports uint32
	HostsSample  []packet.Addr
	PortsSample  []uint16
	// NewTargets is true when the targets since the last finding are not those it had before.
	NewTargets bool

	First, Last  int64
	Probes       uint64
	Answers      Answers
	Confidence   float64 // 0 to 1
	Score        float64 // log-likelihood, for RuleSequential
	Threshold    float64 // at which Score accuses
	FailureShare float64 // 0 to 1
	Direction    Direction
	Interface    uint16
	VLAN         uint16
	// Visibility is the share of replies that the sensor sees there, 0 to 1.
	Visibility float64

	// Domain is the registered domain or reverse zone of DNS kinds, as it came from the wire.
	Domain string
	// Via is the resolver that asked, for others: Source then, who asked it is not seen. Behalf is the network that it
	// says it asks for (RFC 7871). Both are zero for none.
	Via    packet.Addr
	Behalf netip.Prefix
	// Detail is a clause that says what was seen and given away; what it quotes may be from the wire.
	Detail string
	// Sensitive: what was touched is of value by itself, a file with passwords that was given away or a
	// path that the configuration names.
	Sensitive bool
	// Quiet: not to be told, only to be known: Tools for what else the source does.
	Quiet bool
	// Milestone rises when an episode has come so far that it is worth telling again, such as a
	// fingerprint that is complete.
	Milestone uint8
	// Tools are the programs that the evidence is consistent with, the surest first.
	Tools []Tool
}

// Tool is a program that was recognised.
type Tool struct {
	Name, Version string
	// Confidence is unique, strong or weak.
	Confidence string
	Evidence   []string
	// Uses and Methods are what it was seen at: it may be named for other findings of the same source
	// that share one of each.
	Uses    Use
	Methods MethodSet
	// Ordinary: it has other uses than to map networks, and to have recognised it is no finding.
	Ordinary bool
}

// Use is a set of activities that tools have.
type Use uint8

// Uses.
const (
	UseScan Use = 1 << iota // hosts and ports
	UseWeb                  // requests of web servers
	UseDNS                  // queries
	UsePath                 // path tracing
)

// Analyzer consumes the events of one shard in order and says what it finds.
type Analyzer interface {
	// Name is the package's name.
	Name() string
	// Consume takes events in order and appends what they showed to out. It keeps nothing of b.
	Consume(b *Batch, out *[]Finding)
	// Advance tells that packet time has reached now and no event before it will come.
	Advance(now int64, out *[]Finding)
	// Finish closes all episodes: the capture has ended.
	Finish(out *[]Finding)
	// Fill appends its bounded tables to dst, always the same in the same order. The goroutine that
	// runs the analyzer calls it, now and then.
	Fill(dst []Fill) []Fill
}
