package pcapfile

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// stdinPath names standard input on the command line.
const stdinPath = "-"

// find expands directories to the capture files under them, in lexical order.
// Other paths stay as they are, whatever their names.
func find(paths []string) ([]string, error) {
	var out []string
	for _, p := range paths {
		if p == stdinPath {
			out = append(out, p)
			continue
		}
		info, err := os.Stat(p)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			out = append(out, p)
			continue
		}
		found, err := findIn(p)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("%s: no capture files (.pcap, .pcapng, .cap, also .gz, .zst)", p)
		}
		out = append(out, found...)
	}
	return out, nil
}

// findIn walks one directory; WalkDir goes in lexical order and does not follow
// symbolic links to directories, so it ends.
func findIn(dir string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if isCaptureName(d.Name()) && isFile(path, d) {
			out = append(out, path)
		}
		return nil
	})
	return out, err
}

// isFile reports whether path is a regular file or a link to one.
func isFile(path string, d fs.DirEntry) bool {
	if d.Type()&fs.ModeSymlink == 0 {
		return d.Type().IsRegular()
	}
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

func isCaptureName(name string) bool {
	name = strings.ToLower(name)
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".zst")
	switch filepath.Ext(name) {
	case ".pcap", ".pcapng", ".cap":
		return true
	}
	return false
}
