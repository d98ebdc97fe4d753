package main

import (
	"io"
	"testing"
)

// BenchmarkReplay replays in this process what the profile for the compiler is
// made of (make pgo): the mixes of BenchmarkReplayAgainstPeers, and the labelled captures.
func BenchmarkReplay(b *testing.B) {
	size := *packets
	if testing.Short() {
		size = 20_000
	}
	paths := []string{mixedCapture(b, size), everydayCapture(b, size).capture, "../../pcaps"}
	for b.Loop() {
		for _, path := range paths {
			if code := execute(b.Context(), nil, []string{"replay", "--quiet", "--format", "json", path}, io.Discard, io.Discard); code != 0 {
				b.Fatalf("replay %s: exit code %d", path, code)
			}
		}
	}
}
