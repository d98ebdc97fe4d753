package alert

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// grouped writes n with a comma every three digits.
func grouped(n uint64) string {
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func count(n uint64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return grouped(n) + " " + noun + "s"
}

// percent rounds down below one, so that 100 % means all.
func percent(share float64) string {
	if !(share > 0) {
		return "0 %"
	}
	return strconv.Itoa(int(math.Floor(min(share, 1)*100+1e-9))) + " %"
}

// span is " in 12.3 s"; nothing for times that run backwards.
func span(nanoseconds int64) string {
	switch {
	case nanoseconds < 0:
		return ""
	case nanoseconds < int64(time.Millisecond):
		return " in under 1 ms"
	}
	return " in " + duration(nanoseconds)
}

// duration has the two largest units, and a digit behind the point for seconds.
func duration(nanoseconds int64) string {
	d := time.Duration(nanoseconds)
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return strconv.FormatFloat(math.Floor(d.Seconds()*10)/10, 'f', -1, 64) + " s"
	case d < time.Hour:
		return fmt.Sprintf("%d min %d s", d/time.Minute, d%time.Minute/time.Second)
	case d < 24*time.Hour:
		return fmt.Sprintf("%d h %d min", d/time.Hour, d%time.Hour/time.Minute)
	}
	return fmt.Sprintf("%d d %d h", d/(24*time.Hour), d%(24*time.Hour)/time.Hour)
}
