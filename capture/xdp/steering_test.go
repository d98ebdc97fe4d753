package xdp

import (
	"testing"

	"github.com/reconwatch/reconwatch/bpf"
	"github.com/reconwatch/reconwatch/capture"
)

// TestBothDirectionsMeet: whatever queue and CPU a card gives them to, both directions of a conversation come to one lane,
// and lanes have their share of conversations.
func TestBothDirectionsMeet(t *testing.T) {
	const lanes, conversations = 4, 400
	k := newKernel(t, bpf.Options{Lanes: lanes, RingBytes: 1 << 16})
	var of [lanes]int
	for i := range uint32(conversations) {
		var at [2]int
		for side, frame := range [][]byte{
			tcp4(forged(i), hostB, ports(1024+i, 80), syn), tcp4(hostB, forged(i), ports(80, 1024+i), syn|ack),
		} {
			_, lane, passed := k.run(t, &capture.Frame{Data: frame, Time: 1e18, WireLen: uint32(len(frame)), LinkType: capture.LinkEthernet})
			if !passed {
				t.Fatal("a SYN was shed")
			}
			at[side] = lane
		}
		if at[0] != at[1] {
			t.Errorf("conversation %d is parted between lanes %d and %d", i, at[0], at[1])
		}
		of[at[0]]++
	}
	for lane, n := range of {
		if n < conversations/lanes/2 {
			t.Errorf("lane %d has %d of %d conversations", lane, n, conversations)
		}
	}
}
