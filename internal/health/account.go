package health

import (
	"github.com/reconwatch/reconwatch/internal/metrics"
	"github.com/reconwatch/reconwatch/internal/pipeline"
)

// Account says what became of every frame since the start, for messages of the sensor. Frames that came are
// frames, dropped_by_ring, shed_in_kernel and held_in_flood together. Once the lanes have ended, frames is the sum of all verdict_…, of which
// those that are 0 are left out; broken_blocks lost frames that the kernel had counted as neither.
func Account(s *metrics.Snapshot) map[string]any {
	var frames, bytes, dropped, broken, kept, held uint64
	for i := range s.Interfaces {
		c := &s.Interfaces[i]
		frames, bytes, dropped, broken = frames+c.Frames, bytes+c.Bytes, dropped+c.Dropped, broken+c.Broken
		kept, held = kept+c.Shed, held+c.Held
	}
	var shed, duplicates, late, lost uint64
	verdicts := map[string]uint64{}
	for i := range s.Pipeline.Lanes {
		l := &s.Pipeline.Lanes[i]
		shed, duplicates, late, lost = shed+l.Shed, duplicates+l.Duplicates, late+l.Late, lost+l.Flow.Lost
		for v, n := range l.Verdicts {
			verdicts[pipeline.VerdictName(v)] += n
		}
	}
	out := map[string]any{
		"frames": frames, "bytes": bytes, "dropped_by_ring": dropped, "broken_blocks": broken, "shed_in_kernel": kept, "held_in_flood": held,
		"shed": shed, "duplicates": duplicates, "late": late, "events_lost": lost,
	}
	for name, n := range verdicts {
		if n > 0 {
			out["verdict_"+name] = n
		}
	}
	return out
}
