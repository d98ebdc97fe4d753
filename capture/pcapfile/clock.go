package pcapfile

import "math/bits"

// maxTime is the latest time that is handed over, in nanoseconds: what the
// classic format can say. Later ones, and those before 1970, are set to the end
// of the range that is next, so that a consumer can add time-outs to any time.
const maxTime = (1<<32)*1e9 - 1

// clock turns the time stamps of a pcapng interface into nanoseconds since 1970.
type clock struct {
	units  uint64 // in a second
	scale  uint64 // nanoseconds in a unit, where that is whole; else 0
	offset int64  // seconds that are added
}

var microClock = clock{units: 1e6, scale: 1e3}

// resolution sets the unit as the option if_tsresol codes it: the low seven bits
// are a negative power of 2 if the top bit is set, else of 10.
func (c *clock) resolution(r uint8) bool {
	exp := r & 0x7f
	base, most := uint64(10), uint8(19) // 10^19 is the last that fits
	if r&0x80 != 0 {
		base, most = 2, 63
	}
	if exp > most {
		return false
	}
	c.units = 1
	for range exp {
		c.units *= base
	}
	c.scale = 0
	if 1e9%c.units == 0 {
		c.scale = 1e9 / c.units
	}
	return true
}

// nanos converts one time stamp.
func (c *clock) nanos(t uint64) int64 {
	hi, ns := bits.Mul64(t, c.scale)
	if c.scale == 0 {
		hi, ns = bits.Mul64(t, 1e9)
		if hi < c.units {
			ns, _ = bits.Div64(hi, ns, c.units)
			hi = 0
		}
	}
	if hi > 0 || ns > maxTime {
		ns = maxTime
	}
	if c.offset == 0 {
		return int64(ns)
	}
	off := min(max(c.offset, -1<<32), 1<<32) * 1e9
	return min(max(int64(ns)+off, 0), maxTime)
}
