package sink

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"github.com/reconwatch/reconwatch/internal/alert"
)

// Limits of how much is told one by one. Messages of high and critical
// severity, and those of the sensor about itself, always pass.
type Limits struct {
	// PerMinute and Burst are for what opens, of any lesser severity: a person can
	// look at one every two seconds for a while, and no faster.
	PerMinute, Burst float64
	// QuietPerHour and QuietBurst are for low and info besides, and for who passes by up to medium, but for
	// the first in SensitiveEvery who finds something of value on a host. A /24 sees ten thousand
	// opportunistic scanners a day, which come evenly and would all pass 30 a minute.
	// Twelve an hour and a summary each minute make 1,928 messages a day, follow-ups included.
	QuietPerHour, QuietBurst float64
	SensitiveEvery           time.Duration
	// Every is the least time between two summaries.
	Every time.Duration
	// Sensor is the name in the summaries.
	Sensor string
}

// DefaultLimits are those of the design.
func DefaultLimits(sensor string) Limits {
	return Limits{PerMinute: 30, Burst: 100, QuietPerHour: 12, QuietBurst: 100, SensitiveEvery: 24 * time.Hour, Every: time.Minute, Sensor: sensor}
}

// Sizes of the tables.
const (
	maxEpisodes = 1 << 16 // that were told and may have follow-ups
	maxTargets  = 1 << 12 // on which something of value was found lately
	maxGroups   = 1 << 10 // kinds and ports of a summary before it is cut; more count as others
	topGroups   = 10      // of a summary
)

// bucket is a token bucket that may go into debt.
type bucket struct {
	level, burst, perSecond float64
	last                    time.Time
}

func (b *bucket) refill(now time.Time) {
	if d := now.Sub(b.last).Seconds(); d > 0 {
		b.level = min(b.burst, b.level+d*b.perSecond)
		b.last = now
	}
}

// limiter decides which messages are told and sums up the others. What follows
// up a told episode is told too, on credit: the next to open pays.
type limiter struct {
	limits      Limits
	open, quiet bucket
	told        map[string]struct{}      // by Alert.Episode
	order       []string                 // of told, the oldest first, ended ones included
	found       map[netip.Addr]time.Time // when something of value was told to be found on a host
	held        alert.Background
	groups      map[alert.BackgroundGroup]uint64
	due         time.Time // of the next summary, while something is held
}

func newLimiter(l Limits, now time.Time) *limiter {
	return &limiter{
		limits: l, told: map[string]struct{}{}, found: map[netip.Addr]time.Time{}, groups: map[alert.BackgroundGroup]uint64{},
		open:  bucket{level: l.Burst, burst: l.Burst, perSecond: l.PerMinute / 60, last: now},
		quiet: bucket{level: l.QuietBurst, burst: l.QuietBurst, perSecond: l.QuietPerHour / 3600, last: now},
	}
}

// pass reports whether m is told.
func (l *limiter) pass(m Message, now time.Time) bool {
	a := m.Alert
	if a == nil {
		return true
	}
	l.open.refill(now)
	l.quiet.refill(now)
	_, told := l.told[a.Episode]
	urgent, quiet := m.urgent(), l.isQuiet(a, now)
	ends := a.Phase == alert.PhaseClose
	// A close tells nothing to whom the opening was not told.
	room := l.open.level >= 1 && (!quiet || l.quiet.level >= 1) && !ends
	if !urgent && !told && !room {
		l.hold(a, now)
		return false
	}
	if !urgent {
		l.open.level--
		if quiet {
			l.quiet.level--
		}
	}
	switch {
	case ends:
		delete(l.told, a.Episode)
	case !told:
		l.remember(a.Episode)
	}
	if a.Sensitive && !ends {
		l.find(a.Target, now)
	}
	return true
}

// isQuiet reports whether nobody need look at a today. That a host gives away what it should not is new
// once; the next thousand who find it, or the same page that it has for everything, are not.
func (l *limiter) isQuiet(a *alert.Alert, now time.Time) bool {
	if a.Severity > alert.Medium {
		return false
	}
	if a.Sensitive {
		at, known := l.found[a.Target]
		return known && now.Sub(at) < l.limits.SensitiveEvery
	}
	return a.Severity <= alert.Low || a.Passing
}

// find notes that something of value was found on a host.
func (l *limiter) find(target netip.Addr, now time.Time) {
	if at, known := l.found[target]; known && now.Sub(at) < l.limits.SensitiveEvery {
		return
	}
	if len(l.found) >= maxTargets {
		for t, at := range l.found {
			if now.Sub(at) >= l.limits.SensitiveEvery {
				delete(l.found, t)
			}
		}
	}
	if len(l.found) < maxTargets {
		l.found[target] = now
	}
}

func (l *limiter) remember(episode string) {
	if len(l.order) >= maxEpisodes {
		delete(l.told, l.order[0])
		l.order = l.order[1:]
	}
	l.told[episode] = struct{}{}
	l.order = append(l.order, episode)
}

func (l *limiter) hold(a *alert.Alert, now time.Time) {
	h := &l.held
	if h.Episodes+h.FollowUps == 0 {
		h.From = alert.Time(now.UnixNano())
		if l.due.Before(now) {
			l.due = now.Add(l.limits.Every)
		}
	}
	h.Severity = max(h.Severity, a.Severity)
	if a.Phase != alert.PhaseOpen {
		h.FollowUps++
		return
	}
	h.Episodes++
	group := alert.BackgroundGroup{Kind: a.Kind}
	if a.Targets.Ports == 1 && len(a.Targets.PortsSample) == 1 {
		group.Port = a.Targets.PortsSample[0]
	}
	if _, known := l.groups[group]; known || len(l.groups) < maxGroups {
		l.groups[group]++
	}
}

// summary gives the background message that is due at now, or with last whatever is held.
func (l *limiter) summary(now time.Time, last bool) (*alert.Background, bool) {
	if l.held.Episodes+l.held.FollowUps == 0 || now.Before(l.due) && !last {
		return nil, false
	}
	b := l.held
	b.Sensor, b.To = l.limits.Sensor, alert.Time(now.UnixNano())
	b.Groups, b.Others = l.top(), b.Episodes
	for _, g := range b.Groups {
		b.Others -= g.Episodes
	}
	b.Finish()
	l.held = alert.Background{}
	clear(l.groups)
	l.due = now.Add(l.limits.Every)
	return &b, true
}

// top lists the largest groups; equals by kind and port.
func (l *limiter) top() []alert.BackgroundGroup {
	all := make([]alert.BackgroundGroup, 0, len(l.groups))
	for g, n := range l.groups {
		g.Episodes = n
		all = append(all, g)
	}
	slices.SortFunc(all, func(a, b alert.BackgroundGroup) int {
		return cmp.Or(cmp.Compare(b.Episodes, a.Episodes), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Port, b.Port))
	})
	return slices.Clip(all[:min(len(all), topGroups)])
}
