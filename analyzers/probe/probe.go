// Package probe recognises the packets of reconnaissance tools by a table of
// signatures, and says what a source's probes are consistent with.
//
// The table is YAML (table/*.yaml, and a user's own file in the same form): each
// row names fields of one packet and, where one packet does not suffice, how two
// packets of one source must be related. Compile turns rows into a flat Matcher
// for the lanes; Detector judges, shard by shard, what the matcher saw.
//
// Goroutines: a Matcher is read-only and may be shared; a Detector belongs to one
// goroutine. Allocation: Match never allocates.
package probe

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/reconwatch/reconwatch/analyzers"
)

// Reliability is how far one row may be trusted to name its tool.
type Reliability uint8

// Reliabilities. Unique: nothing benign is known to send it. Strong: rare in
// benign traffic; it names what is done, and the tool only with support. Weak:
// never names a tool.
const (
	Weak Reliability = iota + 1
	Strong
	Unique
)

var reliabilityNames = []string{"", "weak", "strong", "unique"}

// String is the contract's word.
func (r Reliability) String() string { return reliabilityNames[min(int(r), len(reliabilityNames)-1)] }

// UnmarshalYAML reads the word.
func (r *Reliability) UnmarshalYAML(n *yaml.Node) error {
	i, err := oneOf(n, "reliability", reliabilityNames)
	*r = Reliability(i)
	return err
}

// Pair is how two packets of one source that match a row must be related before
// they count.
type Pair uint8

// Pairs. All but those of one host want another target (host or port) than the packet before.
const (
	PairNone    Pair = iota
	MirroredSeq      // the halves of the XOR of both sequence numbers are equal (nmap's seqmask)
	NextSeq          // the sequence number rises by 1 to 16
	NextPortSeq      // source port and sequence number rise by the same, 1 to 16; the same host
	XORSeq           // the XOR of the sequence numbers is that of addresses and ports (unicornscan)
	NextICMPSeq      // the same ICMP id, the next sequence number, another host
	FallingTTL       // the time to live falls by one, towards the same host
	SamePort         // the same source port
	AnyTarget        // another target, nothing more
	NextID           // the first two bytes of the payload, a transaction id, rise by 1 to 16
	SameID           // they are the same, from another source port
	Consecutive      // the source port rises by 1 to 16, the same host
	SwappedSeq       // the same ICMP id; the sequence number, its bytes swapped, rises by 1 to 16
	SameIPID         // the same IP identification, not 0
	AnotherRow       // to the same host and port, by another row of the family than those so far
	InTurn           // by the row behind, in the order of the family
	OtherProto       // to the same host, of another IP protocol
	OtherTTL         // from the same source port, with a time to live as far off as nmap draws it
	OtherStack       // by the row behind in the family, to the same host and port, from the same source port, with the sequence number behind
)

var pairNames = []string{
	"none", "mirrored_seq", "next_seq", "next_port_seq", "xor_seq", "next_icmp_seq", "falling_ttl",
	"same_port", "other_target", "next_id", "same_id", "next_port",
	"swapped_icmp_seq", "same_ip_id", "another_row", "in_turn", "other_protocol", "other_ttl", "other_stack",
}

// String is the table's word.
func (p Pair) String() string { return pairNames[min(int(p), len(pairNames)-1)] }

// UnmarshalYAML reads the word.
func (p *Pair) UnmarshalYAML(n *yaml.Node) error {
	i, err := oneOf(n, "pair", pairNames)
	*p = Pair(i)
	return err
}

// Formula is a condition between the fields of one packet.
type Formula uint8

// Formulas.
const (
	FormulaNone   Formula = iota
	MasscanIPID           // IP ID = low half of (target ^ sequence number or initiation tag) ^ target port
	SeqIsTarget           // sequence number = IPv4 target
	AckIsSet              // acknowledgement number without the ACK flag
	ShortBySum            // the TCP checksum is one less than the right one
	TinyFragment          // first fragment, too short for its TCP header
	FillEqual             // every payload byte equals the first
	AckIsMask             // acknowledgement number set, sequence number 0
	NotSequenced          // one 16-bit half of the sequence number is not 0
	AsksFirst             // an ARP request for an address that ends in 0
	AsksItself            // an ARP request for the address of who asks
	AsksLast              // an ARP request for an address that ends in 255
	PortElsewhere         // an FTP PORT command with another address than its sender's, and a port of a service
	PathUUID              // an HTTP request for a UUID and nothing else
)

var formulaNames = []string{
	"none", "masscan_ip_id", "seq_is_target", "ack_without_flag", "checksum_one_less", "tiny_fragment", "one_byte_repeated",
	"ack_without_seq", "seq_not_zero", "asks_first", "asks_itself", "asks_last", "ftp_port_elsewhere", "path_is_uuid",
}

// String is the table's word.
func (f Formula) String() string { return formulaNames[min(int(f), len(formulaNames)-1)] }

// UnmarshalYAML reads the word.
func (f *Formula) UnmarshalYAML(n *yaml.Node) error {
	i, err := oneOf(n, "formula", formulaNames)
	*f = Formula(i)
	return err
}

// Row is one signature, as the table writes it.
type Row struct {
	// ID is unique in a table: lower-case words joined by hyphens.
	ID string `yaml:"id"`
	// Tool is the program that sends such packets; empty for a behaviour that several share.
	Tool string `yaml:"tool"`
	// Version is the range of versions that do, in words.
	Version string `yaml:"version"`
	// Means is what the packet is for, in a few words: "SYN scan".
	Means string `yaml:"means"`
	// Kind is what a finding of this row is called; scanner_signature if absent.
	Kind Kind `yaml:"kind"`
	// Reliability is unique, strong or weak.
	Reliability Reliability `yaml:"reliability"`
	// Hits is how many packets must match before the row speaks, 1 if absent. With a
	// pair, they must be so related, one to the next.
	Hits uint8 `yaml:"hits"`
	Pair Pair  `yaml:"pair"`
	// With is the id of an earlier row with the same pair and hits: packets of both count together,
	// as those of one family.
	With string `yaml:"with"`
	// Attack lists ATT&CK technique ids.
	Attack []string `yaml:"attack"`
	// Ordinary: programs of administrators send the same day in, day out. The tool is named for scans of
	// the source; the row alone is no finding.
	Ordinary bool `yaml:"ordinary"`
	// Note says what may be mistaken for it.
	Note string `yaml:"note"`
	// Packet is what one packet must look like.
	Packet Fields `yaml:"packet"`
}

// Kind is an alert kind by its contract name.
type Kind struct{ analyzers.Kind }

// UnmarshalYAML reads the contract name; only kinds that this package finds.
func (k *Kind) UnmarshalYAML(n *yaml.Node) error {
	kind, ok := analyzers.ParseKind(n.Value)
	switch kind {
	case analyzers.ScannerSignature, analyzers.OSFingerprint, analyzers.ServiceProbe, analyzers.IdleScan:
	default:
		ok = false
	}
	if !ok {
		return fmt.Errorf("line %d: kind %q is none of scanner_signature, os_fingerprint, service_probe, idle_scan", n.Line, n.Value)
	}
	k.Kind = kind
	return nil
}

func oneOf(n *yaml.Node, what string, names []string) (int, error) {
	for i, name := range names {
		if n.Value == name {
			return i, nil
		}
	}
	return 0, fmt.Errorf("line %d: %s %q is none of %v", n.Line, what, n.Value, names)
}
