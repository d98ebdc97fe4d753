package pcapfile

import (
	"fmt"
	"strings"

	"github.com/reconwatch/reconwatch/capture"
)

// FileError says that a capture file is damaged, cut short or of a kind that is
// not read. What came before Offset was handed over.
type FileError struct {
	Path string
	// Offset is in bytes from the start of the file, or of what it decompresses
	// to where Compressed is set.
	Offset     int64
	Compressed bool
	// Problem is what is wrong there, in a few words.
	Problem string
}

// Error is one line.
func (e *FileError) Error() string {
	where := ""
	if e.Compressed {
		where = " of the decompressed data"
	}
	return fmt.Sprintf("%s: byte %d%s: %s", e.Path, e.Offset, where, e.Problem)
}

// linkProblem words the refusal of a link type.
func linkProblem(l uint32) string {
	name := capture.LinkType(l).String()
	if l > 0xffff || strings.HasPrefix(name, "linktype ") {
		return fmt.Sprintf("link type %d is not supported", l)
	}
	return fmt.Sprintf("link type %s (%d) is not supported", name, l)
}

// linkType maps what a file header says to the registry; ok is false where the
// decoder does not read it.
func linkType(l uint32) (link capture.LinkType, ok bool) {
	switch l {
	case 12, 14: // what DLT_RAW was called on some systems, which wrote it to files
		return capture.LinkRaw, true
	}
	if l > 0xffff {
		return 0, false
	}
	return capture.LinkType(l), capture.LinkType(l).Supported()
}
