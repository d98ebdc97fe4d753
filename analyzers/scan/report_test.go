package scan

import (
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/analyzers"
)

// TestPortsAreNoMoreThanThereAre: estimates take over from counts, and err to both sides.
func TestPortsAreNoMoreThanThereAre(t *testing.T) {
	for _, secret := range []uint64{0, 1} { // that would have it as 70,788, and as fewer
		var x script
		x.each(analyzers.Refused, outside, "10.0.0.1:%d", 1, 65535, 100*time.Microsecond)
		d := newDetector()
		d.secret = secret
		var found []analyzers.Finding
		d.Consume(&analyzers.Batch{Events: x.events}, &found)
		d.Finish(&found)
		if len(found) == 0 {
			t.Fatal("not found")
		}
		if f := &found[len(found)-1]; f.Ports > 1<<16 || f.Ports < 50_000 {
			t.Errorf("secret %d: %d ports", secret, f.Ports)
		}
	}
}
