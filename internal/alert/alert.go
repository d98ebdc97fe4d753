// Package alert turns findings into what the sensor tells the world, and
// decides when it tells it again.
//
// Goroutines: a Reporter belongs to one goroutine; everything else is values
// and pure functions. Allocation: this package works per finding, not per
// packet, and allocates for the alerts that it returns.
package alert

import (
	"net/netip"
	"time"
)

// Phases of an episode, as they stand in Alert.Phase.
const (
	PhaseOpen   = "open"   // the evidence sufficed just now
	PhaseUpdate = "update" // the episode grew past a rung of its ladder
	PhaseClose  = "close"  // summary: nothing more came
)

// Alert is one object of the alert contract (docs/alert.schema.json). The
// order of the fields is the order of the keys.
type Alert struct {
	Type string `json:"type"` // always "alert"
	// Time is packet time at which the evidence sufficed.
	Time Time `json:"time"`
	// ID names this alert, Episode all alerts of one episode: 16 hex digits that
	// derive from content alone, so that receivers can drop what they hold already.
	ID      string `json:"id"`
	Episode string `json:"episode"`
	Phase   string `json:"phase"`

	Kind string `json:"kind"`
	// Method was the first; Methods are all so far, in the contract's order.
	Method     string   `json:"method,omitempty"`
	Methods    []string `json:"methods"`
	Severity   Severity `json:"severity"`
	Confidence float64  `json:"confidence"` // 0 to 1
	Direction  string   `json:"direction"`

	// Source is set where one address did it; else Sources is a sample in
	// address order and SourcesCount how many there were.
	Source       netip.Addr   `json:"source,omitzero"`
	Sources      []netip.Addr `json:"sources,omitempty"`
	SourcesCount uint32       `json:"sources_count,omitzero"`
	// Target is set where it was one address.
	Target  netip.Addr `json:"target,omitzero"`
	Targets Targets    `json:"targets"`

	Tool *Tool `json:"tool"` // nil: not known
	// Attack lists MITRE ATT&CK technique ids; empty for what is not reconnaissance.
	Attack []string `json:"attack"`

	First   Time    `json:"first"`
	Last    Time    `json:"last"`
	Probes  uint64  `json:"probes"`
	Answers Answers `json:"answers"`
	// Domain is from the wire and passed through Escape.
	Domain string `json:"domain,omitempty"`
	// Via is the resolver that asked, and ClientSubnet the network that it says it asks for.
	Via          netip.Addr   `json:"via,omitzero"`
	ClientSubnet netip.Prefix `json:"client_subnet,omitzero"`

	Reason string `json:"reason"`
	// Rule is the test that decided.
	Rule         string  `json:"rule,omitempty"`
	FailureShare float64 `json:"failure_share"` // of the contacts: failed or half-open, 0 to 1
	// Because says what made an update due.
	Because []string `json:"because,omitempty"`

	Sensor    string `json:"sensor"`
	Interface string `json:"interface,omitempty"`
	VLAN      uint16 `json:"vlan,omitzero"`
	// Visibility is the share of replies that the sensor sees there, 0 to 1.
	Visibility float64 `json:"visibility"`
	// Passing is set where an outsider looked for a service wherever it may be; thousands a day do. It is not told.
	Passing bool `json:"-"`
	// Sensitive is set where what was touched is of value by itself, whoever passes by. It is not told.
	Sensitive bool `json:"-"`
}

// Targets counts distinct targets; the samples are in order of value and hold
// at most analyzers.SampleSize entries.
type Targets struct {
	Hosts       uint32       `json:"hosts"`
	Ports       uint32       `json:"ports"`
	HostsSample []netip.Addr `json:"hosts_sample"`
	PortsSample []uint16     `json:"ports_sample"`
}

// Answers is what the adversary learned, in distinct targets.
type Answers struct {
	Open     uint32 `json:"open"`
	Closed   uint32 `json:"closed"`
	Filtered uint32 `json:"filtered"`
	Silent   uint32 `json:"silent"`
}

// Tool is the program that was recognised. Strings from the wire in it are
// passed through Escape by whoever fills it in.
type Tool struct {
	Name       string   `json:"name"`
	Version    string   `json:"version,omitempty"`
	Confidence string   `json:"confidence"` // unique, strong or weak
	Evidence   []string `json:"evidence"`
}

// Time is packet time in nanoseconds since the Unix epoch. It is written as
// RFC 3339 in UTC with all nine digits, so that lines sort as text.
type Time int64

const timeLayout = "2006-01-02T15:04:05.000000000Z"

// String is the text form of the contract.
func (t Time) String() string { return time.Unix(0, int64(t)).UTC().Format(timeLayout) }

// MarshalText implements encoding.TextMarshaler.
func (t Time) MarshalText() ([]byte, error) {
	return time.Unix(0, int64(t)).UTC().AppendFormat(nil, timeLayout), nil
}

// UnmarshalText implements encoding.TextUnmarshaler; it reads any RFC 3339 time.
func (t *Time) UnmarshalText(b []byte) error {
	v, err := time.Parse(time.RFC3339Nano, string(b))
	if err != nil {
		return err
	}
	*t = Time(v.UnixNano())
	return nil
}
