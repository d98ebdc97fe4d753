package doctor

import (
	"context"
	"time"

	"github.com/reconwatch/reconwatch/analyzers/scan"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/capture/ring"
	"github.com/reconwatch/reconwatch/internal/pipeline"
)

// tried are the checks that need a trial.
var tried = []string{"traffic", "loss", "directions", "duplicates", "home"}

// Try captures for a while and adds what it saw to f. Whatever hinders it is noted there.
func Try(ctx context.Context, f *Facts, home func(*packet.Addr) bool, d time.Duration) {
	t, err := try(ctx, f.Interface, home, d)
	if err != nil {
		for _, name := range tried {
			f.note(name, err)
		}
		return
	}
	f.Trial = t
}

// LeaveOutTrial notes that nobody wanted a capture.
func (f *Facts) LeaveOutTrial() {
	for _, name := range tried {
		f.Unknown[name] = "nothing was captured"
	}
}

func try(ctx context.Context, name string, home func(*packet.Addr) bool, d time.Duration) (*Trial, error) {
	port, err := ring.Open([]string{name}, ring.Options{Lanes: 1})
	if err != nil {
		return nil, err
	}
	p := pipeline.New(pipeline.Options{
		Lanes: 1, Flows: 1 << 16, Sources: 1 << 12, Suspects: 1 << 8, Contacts: 1 << 13,
		Scan: scan.DefaultConfig(), Home: home, Tell: pipeline.Silently,
	})
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	if err := p.RunLive(ctx, []pipeline.Live{port.Lanes()[0]}); err != nil {
		return nil, err
	}
	t := &Trial{For: d}
	for _, c := range port.Counters() {
		t.Frames, t.Dropped, t.Merged = t.Frames+c.Frames, t.Dropped+c.Dropped, t.Merged+c.Merged
	}
	s := p.Snapshot()
	for i := range s.Lanes {
		l := &s.Lanes[i]
		t.Duplicates += l.Duplicates
		t.Sampled, t.Strangers = t.Sampled+l.Sampled, t.Strangers+l.Strangers
		t.Continued, t.Answered = t.Continued+l.Flow.Visible[0].Continued, t.Answered+l.Flow.Visible[0].Answered
	}
	return t, nil
}
