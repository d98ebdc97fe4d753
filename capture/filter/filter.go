// Package filter compiles tcpdump-like expressions to classic BPF programs that
// run in the kernel, attached to a socket, and here, on a frame in memory.
//
// Goroutines: a Filter and a Set do not change; any number may use them.
// Allocation: Match does not allocate.
package filter

import (
	"fmt"

	"golang.org/x/net/bpf"

	"github.com/reconwatch/reconwatch/capture"
)

const (
	// maxLen bounds an expression in bytes.
	maxLen = 4096
	// maxDepth bounds parentheses and negations inside each other.
	maxDepth = 64
	// maxTags bounds the vlan keywords of an expression.
	maxTags = 8
	// maxInstructions is the kernel's BPF_MAXINSNS.
	maxInstructions = 4096
	// keep is what the program returns for a frame that matches: bytes to keep,
	// as many as libpcap asks for.
	keep = 256 << 10
)

// SyntaxError says what is wrong with an expression and where.
type SyntaxError struct {
	// Column counts bytes from 1; one past the end where a word is missing.
	Column int
	// Word is what stands there; empty at the end.
	Word    string
	Problem string
}

// Error is one line.
func (e *SyntaxError) Error() string {
	if e.Word == "" {
		return fmt.Sprintf("filter: column %d, at the end: %s", e.Column, e.Problem)
	}
	return fmt.Sprintf("filter: column %d, %q: %s", e.Column, e.Word, e.Problem)
}

// Filter is a compiled expression for one link type.
type Filter struct {
	program []bpf.RawInstruction
}

// Compile translates an expression in the language of pcap-filter(7), of which
// it knows: host, net, port, portrange and proto with src and dst; ether, ip,
// ip6, arp, rarp, tcp, udp, sctp, icmp, icmp6, igmp, ah and esp; vlan; less and
// greater; and, or, not and their signs; parentheses; qualifiers that are left
// out after and, or. Names of hosts, ports and networks are not looked up. An
// empty expression matches everything.
//
// As in tcpdump, and and or bind alike, from left to right, and vlan moves what
// is right of it behind one more tag. Errors are *SyntaxError.
func Compile(expr string, link capture.LinkType) (*Filter, error) {
	layouts := layoutsOf(link)
	if layouts == nil {
		return nil, &SyntaxError{Column: 1, Word: link.String(), Problem: "no filters for this link type"}
	}
	if len(expr) > maxLen {
		return nil, &SyntaxError{Column: maxLen + 1, Problem: fmt.Sprintf("longer than %d bytes", maxLen)}
	}
	p := parser{tokens: lex(expr), link: link}
	tree, err := p.parse()
	if err != nil {
		return nil, err
	}
	var parts []*node
	for i := range layouts {
		parts = append(parts, all(layouts[i].guard, tree.lower(&layouts[i])))
	}
	program, err := assemble(some(parts...))
	if err != nil {
		return nil, err
	}
	return &Filter{program: program}, nil
}

// Instructions is the program for SO_ATTACH_FILTER on a packet socket of the
// filter's link type. It reads a tag that the kernel took out of the frame from
// the socket buffer, as Match reads it from the Frame.
func (f *Filter) Instructions() []bpf.RawInstruction {
	return append([]bpf.RawInstruction(nil), f.program...)
}

// Match reports whether a frame of the filter's link type matches. A frame that
// ends before a field that is looked at does not match, whatever the expression.
//
// A frame whose outer VLAN tag was moved to Frame.VLAN is judged as if the tag
// were still in its bytes: "port 80" does not match it, "vlan and port 80" may,
// and less and greater count the tag's four bytes. So a capture file and the wire
// that it was taken from give the same.
func (f *Filter) Match(frame *capture.Frame) bool { return run(f.program, frame) }

// Set is an expression for all link types.
type Set struct {
	byLink [maxLink + 1]*Filter
}

// maxLink is the highest number of a supported link type.
const maxLink = capture.LinkLinuxSLL2

// CompileSet compiles an expression for every link type. An expression that has
// no meaning on one (vlan where there are no tags) matches nothing there; it is
// an error if it does not compile for Ethernet.
func CompileSet(expr string) (*Set, error) {
	s := new(Set)
	for l := range s.byLink {
		link := capture.LinkType(l)
		f, err := Compile(expr, link)
		if err != nil && link == capture.LinkEthernet {
			return nil, err
		}
		s.byLink[l] = f
	}
	return s, nil
}

// Match is Filter.Match by the frame's own link type.
func (s *Set) Match(frame *capture.Frame) bool {
	if frame.LinkType > maxLink || s.byLink[frame.LinkType] == nil {
		return false
	}
	return s.byLink[frame.LinkType].Match(frame)
}
