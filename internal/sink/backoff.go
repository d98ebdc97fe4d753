package sink

import (
	"hash/fnv"
	"time"
)

// Bounds of the pause after a failure.
const (
	DefaultRetryMin = time.Second
	DefaultRetryMax = 30 * time.Second
)

// backoff doubles the pause with every failure, and adds up to half as much.
type backoff struct {
	least, most time.Duration
	failures    int
}

// next is the pause after one more failure. What spreads the sensors of a site is
// what waits to be sent: no two wait with the same bytes, and a test can repeat it.
func (b *backoff) next(waiting []byte) time.Duration {
	d := b.least
	for i := 0; i < b.failures && d < b.most; i++ {
		d *= 2
	}
	b.failures++
	h := fnv.New32a()
	_, _ = h.Write(waiting)
	_, _ = h.Write([]byte{byte(b.failures)})
	d = min(d, b.most*2/3) // so that the bound leaves room for the spread
	return d + time.Duration(float64(d)/2*float64(h.Sum32())/(1<<32))
}

func (b *backoff) reset() { b.failures = 0 }
