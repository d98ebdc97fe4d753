package probe

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/reconwatch/reconwatch/analyzers"
)

// MaxRows bounds a table.
const MaxRows = 4096

// The table is read when it is generated, since a sensor would take as long for reading it as for all else that it begins with.
//go:generate go test . -count=1 -run ^TestBuiltin$ -update

// Default is the Matcher of the built-in rows, made once.
var Default = sync.OnceValue(func() *Matcher { return Compile(Builtin()) })

// maxFile bounds a file of rows, in bytes.
const maxFile = 1 << 20

// Load reads a file of rows that stand beside the built-in ones: their ids must differ.
func Load(path string) ([]Row, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxFile {
		return nil, fmt.Errorf("%s: more than %d bytes", path, maxFile)
	}
	rows, err := Parse(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for i := range rows {
		if slices.ContainsFunc(Default().rows, func(r Row) bool { return r.ID == rows[i].ID }) {
			return nil, fmt.Errorf("%s: row %q: a built-in row has this id", path, rows[i].ID)
		}
	}
	return rows, nil
}

// Parse reads a list of rows: no unknown key, no value out of its range.
func Parse(r io.Reader) ([]Row, error) {
	d := yaml.NewDecoder(r)
	d.KnownFields(true)
	var rows []Row
	if err := d.Decode(&rows); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if err := d.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one document")
	}
	for i := range rows {
		rows[i].defaults()
	}
	return rows, check(rows)
}

func (r *Row) defaults() {
	if r.Kind.Kind == analyzers.KindNone {
		r.Kind.Kind = analyzers.ScannerSignature
	}
	if r.Hits == 0 {
		r.Hits = 1
		if r.Pair != PairNone {
			r.Hits = 2
		}
	}
}

// check finds all that is wrong with rows, each fault by the row's id.
func check(rows []Row) error {
	var faults []error
	seen := map[string]bool{}
	if len(rows) > MaxRows {
		return fmt.Errorf("%d rows, more than %d", len(rows), MaxRows)
	}
	for i := range rows {
		r := &rows[i]
		if seen[r.ID] {
			faults = append(faults, fmt.Errorf("row %q: the id is taken", r.ID))
		}
		seen[r.ID] = true
		if fault := r.family(rows[:i]); fault != nil {
			faults = append(faults, fmt.Errorf("row %q: %w", r.ID, fault))
		}
		for _, fault := range r.faults() {
			faults = append(faults, fmt.Errorf("row %q (%d of %d): %w", r.ID, i+1, len(rows), fault))
		}
	}
	return errors.Join(faults...)
}

// family checks what r says of the row that it counts with, which must be among those before.
func (r *Row) family(before []Row) error {
	if r.With == "" {
		return nil
	}
	at := slices.IndexFunc(before, func(o Row) bool { return o.ID == r.With })
	switch {
	case at < 0:
		return fmt.Errorf("with: no row %q before this one", r.With)
	case before[at].With != "":
		return fmt.Errorf("with: row %q counts with another itself", r.With)
	case before[at].Pair != r.Pair || before[at].Hits != r.Hits || r.Pair == PairNone:
		return fmt.Errorf("with: row %q has another pair or other hits", r.With)
	case len(before)-at >= largestFamily:
		return fmt.Errorf("with: row %q is too far away", r.With)
	}
	return nil
}

var (
	idForm        = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	techniqueForm = regexp.MustCompile(`^T[0-9]{4}(\.[0-9]{3})?$`)
)

func (r *Row) faults() (out []error) {
	if !idForm.MatchString(r.ID) {
		out = append(out, errors.New("id: lower-case words joined by hyphens"))
	}
	if r.Means == "" {
		out = append(out, errors.New("means: say what the packet is for"))
	}
	if len(r.Attack) == 0 {
		out = append(out, errors.New("attack: at least one technique id"))
	}
	if r.Reliability == 0 {
		out = append(out, errors.New("reliability: unique, strong or weak"))
	}
	for _, a := range r.Attack {
		if !techniqueForm.MatchString(a) {
			out = append(out, fmt.Errorf("attack: %q is no technique id", a))
		}
	}
	if r.Pair != PairNone && r.Hits < 2 {
		out = append(out, errors.New("hits: a pair needs two"))
	}
	return append(out, r.Packet.faults()...)
}

// The protocols to which keys apply; nil is all that have IP.
var (
	tcp, udp, icmp, sctp = []Proto{6}, []Proto{17}, []Proto{1, 58}, []Proto{132}
	ports                = slices.Concat(tcp, udp, sctp)
	anyPayload           = slices.Concat(ports, icmp)
)

// keys are the numbers of f.
func (f *Fields) keys() [18]key {
	return [...]key{
		{"ip", f.IP, 4, 6, nil, wordMisc, 49},
		{"ttl", f.TTL, 0, 255, nil, wordPorts, 48},
		{"tos", f.TOS, 0, 255, nil, wordPorts, 56},
		{"ip_id", f.IPID, 0, 65535, nil, wordTCP, 48},
		{"ip_length", f.IPLength, 0, 65535, nil, wordPorts, 32},
		{"flow_label", f.FlowLabel, 0, 1<<20 - 1, nil, wordLength, 32},
		{"source_port", f.SourcePort, 0, 65535, ports, wordPorts, 0},
		{"target_port", f.TargetPort, 0, 65535, ports, wordPorts, 16},
		{"window", f.Window, 0, 65535, tcp, wordTCP, 16},
		{"urgent", f.Urgent, 0, 65535, tcp, wordTCP, 32},
		{"seq", f.Seq, 0, 1<<32 - 1, tcp, wordSeq, 0},
		{"ack", f.Ack, 0, 1<<32 - 1, tcp, wordSeq, 32},
		{"icmp_type", f.ICMPType, 0, 255, icmp, wordMisc, 0},
		{"icmp_code", f.ICMPCode, 0, 255, icmp, wordMisc, 8},
		{"icmp_id", f.ICMPID, 0, 65535, icmp, wordMisc, 16},
		{"icmp_seq", f.ICMPSeq, 0, 65535, icmp, wordMisc, 32},
		{"sctp_chunk", f.Chunk, 0, 255, sctp, wordMisc, 0},
		{"payload_length", f.Length, 0, 65535, anyPayload, wordLength, 0},
	}
}

// key is a number of a packet, where it lies in the words, and for which protocols.
type key struct {
	name      string
	want      *Range
	low, high uint32
	protos    []Proto
	word      uint8
	shift     uint8
}

func (f *Fields) faults() (out []error) {
	fault := func(format string, args ...any) { out = append(out, fmt.Errorf(format, args...)) }
	var proto Proto
	if f.Proto != nil {
		proto = *f.Proto
	} else if f.FlowLabel == nil && !f.bare() {
		fault("proto: must be given, or flow_label, or an ip_length of %d", bareLength)
	}
	for _, k := range f.keys() {
		if k.want == nil {
			continue
		}
		if k.protos != nil && !slices.Contains(k.protos, proto) {
			fault("%s: not a field of this protocol", k.name)
		}
		if k.want.Low < k.low || k.want.High > k.high {
			fault("%s: from %d to %d", k.name, k.low, k.high)
		}
	}
	if proto != 6 && (f.Flags != nil || f.Options != nil || f.HTTP != nil) {
		fault("flags, tcp_options, http: fields of TCP")
	}
	if f.Flags == nil && proto == 6 && f.Payload == nil && f.HTTP == nil && f.Formula != TinyFragment {
		fault("flags: must be given for TCP without payload or http")
	}
	return append(out, f.Payload.faults()...)
}

// bare reports whether f is of IPv4 headers with nothing behind.
func (f *Fields) bare() bool {
	return f.IPLength != nil && f.IPLength.exact() && f.IPLength.Low == bareLength
}

func (p *Pattern) faults() (out []error) {
	switch {
	case p == nil:
		return nil
	case p.Hex != nil && p.Text != "":
		out = append(out, errors.New("payload: hex or text"))
	case p.Hex == nil && p.Text == "" && p.Contains == "" && p.Inside == nil && p.End == nil:
		out = append(out, errors.New("payload: hex, text, contains, inside or end"))
	}
	if p.Inside != nil && (p.Contains != "" || len(p.Inside.Bytes) == 0 || !p.Inside.fixed()) {
		out = append(out, errors.New("payload inside: digits without wildcards, and not together with contains"))
	}
	if len(p.Unless) > 8 || slices.ContainsFunc(p.Unless, func(h Hex) bool { return len(h.Bytes) == 0 }) {
		out = append(out, errors.New("payload unless: up to eight starts of some digits"))
	}
	if p.At < 0 || p.At > 512 {
		out = append(out, errors.New("payload at: 0 to 512"))
	}
	return out
}
