package pipeline

import (
	"bytes"
	"testing"

	"github.com/reconwatch/reconwatch/analyzers"
)

// TestRingCarriesPayloads: what goes in comes out in order, around both rings
// several times, with payloads of many lengths.
func TestRingCarriesPayloads(t *testing.T) {
	r := newRing(make(chan struct{}, 1), make(chan struct{}, 1))
	var b analyzers.Batch
	in, out := 0, 0
	take := func() {
		r.pop(&b)
		e := &b.Events[0]
		want := payload(out)
		if e.Frame != uint64(out) || !bytes.Equal(b.Data(e), want) {
			t.Fatalf("event %d with %d bytes, want %d with %d", e.Frame, e.DataLen, out, len(want))
		}
		b.Reset()
		out++
	}
	for in < 5*ringEvents {
		data := payload(in)
		e := analyzers.Event{Frame: uint64(in), DataLen: uint16(len(data)), Kind: analyzers.Message}
		if r.push(&e, data) {
			in++
			continue
		}
		for range 1 + in%7 {
			take()
		}
	}
	for r.peek() != nil {
		take()
	}
	if in != out {
		t.Errorf("%d in, %d out", in, out)
	}
}

func payload(i int) []byte {
	return bytes.Repeat([]byte{byte(i)}, i*7919%(analyzers.RegisteredBytes+1)*(i%3/2))
}
