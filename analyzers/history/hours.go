// Package history remembers what is usual: what was counted in each hour of the last week.
//
// Goroutines: an Hours belongs to one. Allocation: none; its memory is fixed and pointer-free.
package history

import "slices"

// Hour is one in nanoseconds of packet time; Week is how many are remembered.
const (
	Hour = int64(3600e9)
	Week = 24 * 7
)

// Hours are counts by the hour. The zero value knows nothing.
type Hours struct {
	first int64 // packet time of the first turn
	epoch int64 // the hour that is counted now
	past  [Week]uint16
	count uint16
}

// Turn moves on to the hour of now, and tells how many hours that is further; hours that
// nothing was told of counted nothing.
func (h *Hours) Turn(now int64) (further int64) {
	epoch := now / Hour
	if h.epoch == 0 {
		h.first, h.epoch = now, epoch
	}
	if further = epoch - h.epoch; further <= 0 { // a late event belongs to the hour that is counted
		return 0
	}
	h.past[h.epoch%Week] = h.count
	for e := max(h.epoch+1, epoch-Week); e < epoch; e++ {
		h.past[e%Week] = 0
	}
	h.epoch, h.count = epoch, 0
	return further
}

// Set says what this hour's count has come to.
func (h *Hours) Set(count uint32) { h.count = uint16(min(count, 1<<16-1)) }

// Count is this hour's so far.
func (h *Hours) Count() uint32 { return uint32(h.count) }

// Known is for how long there has been something to count.
func (h *Hours) Known(now int64) int64 { return now - h.first }

// Usual is the median of the hours before this one, of a week at most, and their median
// absolute deviation.
func (h *Hours) Usual() (median, deviation float64) {
	known := int(min(Week, h.epoch-h.first/Hour))
	if known <= 0 {
		return 0, 0
	}
	var values [Week]uint16
	for i := range known {
		values[i] = h.past[(h.epoch-1-int64(i))%Week]
	}
	median = middle(values[:known])
	for i, v := range values[:known] {
		values[i] = uint16(max(float64(v)-median, median-float64(v)))
	}
	return median, middle(values[:known])
}

func middle(v []uint16) float64 {
	slices.Sort(v)
	return (float64(v[len(v)/2]) + float64(v[(len(v)-1)/2])) / 2
}
