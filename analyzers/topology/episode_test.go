package topology

import (
	"fmt"
	"testing"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// TestHostsAreCountedOnce: who asks the same hosts again has asked no more of them.
func TestHostsAreCountedOnce(t *testing.T) {
	w := newWay()
	for range 2 {
		for i := range 64 {
			w.take(analyzers.Event{
				Kind: analyzers.Message, App: analyzers.AppOther, Proto: packet.ProtoUDP, Source: addr(tracer),
				Target: addr(fmt.Sprintf("10.0.0.%d", i+1)), TargetPort: portIKE, Method: analyzers.UDP,
			}, ike(8, 0))
		}
	}
	w.d.Finish(&w.findings)
	if len(w.findings) == 0 {
		t.Fatal("not found")
	}
	if f := &w.findings[len(w.findings)-1]; f.Hosts < 62 || f.Hosts > 66 {
		t.Errorf("%d hosts, want 64", f.Hosts)
	}
}
