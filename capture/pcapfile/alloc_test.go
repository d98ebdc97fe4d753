//go:build !race

package pcapfile

import (
	"testing"

	"github.com/reconwatch/reconwatch/capture"
)

// TestReadBatchDoesNotAllocate covers the map, streams and the merge.
func TestReadBatchDoesNotAllocate(t *testing.T) {
	dir := t.TempDir()
	data := classicFile(t, 1e18, 1e3, 35_000)
	a := write(t, dir, "a.pcap", data)
	b := write(t, dir, "b.pcap", data)
	g := write(t, dir, "a.pcap.gz", gzipped(t, data))
	z := write(t, dir, "a.pcap.zst", zstded(t, data))
	n := write(t, dir, "a.pcapng", ngFile(t, 1e18, 1e3, 35_000))
	for name, paths := range map[string][]string{
		"classic map": {a}, "pcapng map": {n}, "gzip": {g}, "zstd": {z}, "merge": {a, b},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := Open(paths, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			frames := make([]capture.Frame, 256)
			read := func() {
				if _, err := r.ReadBatch(frames); err != nil {
					t.Fatal(err)
				}
			}
			for range 20 {
				read()
			}
			// The flate library builds the Huffman tables of each block anew.
			most := 0.0
			if name == "gzip" {
				most = 8
			}
			if got := testing.AllocsPerRun(100, read); got > most {
				t.Errorf("%v allocations a batch, want at most %v", got, most)
			}
		})
	}
}
