package dns

import (
	"bytes"
	"strings"

	"github.com/reconwatch/reconwatch/analyzers"
)

// shape is the form of a name that a tool makes up to see whether a zone answers to everything.
type shape uint8

// Shapes, each with the tools that make it.
const (
	noShape   shape = iota
	uuid            // 8-4-4-4-12 hexadecimal digits
	decimal         // ten or eleven digits
	digits          // up to 18 digits
	letters12       // twelve letters
	letters24       // twenty-four letters
	mixed12         // twelve letters and digits of both cases
	sortedID        // twenty of 0-9a-v
	alnum16         // sixteen small letters and digits
)

var shapeTools = [...]struct{ name, evidence string }{
	uuid:      {"gobuster", "a UUID as the first name"},
	decimal:   {"fierce or dnsmap", "a number of ten or eleven digits as the first name"},
	digits:    {"dnsmap", "a long number as the first name"},
	letters12: {"dnsenum", "twelve random letters among the first names"},
	letters24: {"nmap dns-brute", "twenty-four random letters as the first name"},
	mixed12:   {"dnsrecon", "twelve random letters and digits among the first names"},
	sortedID:  {"dnsx or shuffledns", "a sortable identifier of twenty characters as the first name"},
	alnum16:   {"puredns", "sixteen random characters as the first name"},
}

// forms are the shapes, each with its length, the letters that it is made of, and one kind of them that it must have.
var forms = []struct {
	is          shape
	least, most int
	of, has     string
}{
	{uuid, 36, 36, hexadecimal + "-", "-"},
	{decimal, 10, 11, figures, figures},
	{digits, 12, 18, figures, figures},
	{mixed12, 12, 12, small + large + figures, large},
	{letters12, 12, 12, small, small},
	{letters24, 24, 24, small, small},
	{sortedID, 20, 20, figures + small[:22], figures},
	{alnum16, 16, 16, figures + small, figures},
}

const (
	figures     = "0123456789"
	hexadecimal = figures + "abcdef"
	small       = "abcdefghijklmnopqrstuvwxyz"
	large       = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// shapeOfProbe tells the form of a label as it was written.
func shapeOfProbe(label []byte) shape {
	for i := range forms {
		f := &forms[i]
		if len(label) >= f.least && len(label) <= f.most && made(label, f.of) && bytes.ContainsAny(label, f.has) {
			return f.is
		}
	}
	return noShape
}

// made reports whether a label is made of letters of a set.
func made(label []byte, of string) bool {
	for _, c := range label {
		if strings.IndexByte(of, c) < 0 {
			return false
		}
	}
	return true
}

// toolsOfGuess names what the evidence is consistent with.
func toolsOfGuess(g *guess) []analyzers.Tool {
	if g.shape == noShape {
		return nil
	}
	t := shapeTools[g.shape]
	tool := analyzers.Tool{Name: t.name, Confidence: "weak", Evidence: []string{t.evidence}}
	if g.shape == letters24 && g.constant > 2 {
		tool.Confidence = "strong"
		tool.Evidence = append(tool.Evidence, "every question has the identifier 1")
	}
	return []analyzers.Tool{tool}
}
