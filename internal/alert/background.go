package alert

import (
	"fmt"
	"strings"
)

// Background sums up the alerts that were not told one by one, since they were
// more than anybody reads (docs/background.schema.json). The order of the
// fields is the order of the keys.
type Background struct {
	Type     string   `json:"type"` // always "background"
	Time     Time     `json:"time"` // equals To
	ID       string   `json:"id"`   // 16 hex digits that derive from sensor and To
	Severity Severity `json:"severity"`
	Sensor   string   `json:"sensor"`
	From     Time     `json:"from"` // of the first that was held back
	To       Time     `json:"to"`
	// Episodes is how many opened and were held back; FollowUps how many further
	// messages of held episodes were.
	Episodes  uint64 `json:"episodes"`
	FollowUps uint64 `json:"follow_ups"`
	// Groups are the largest, by falling number; Others are the episodes outside them.
	Groups []BackgroundGroup `json:"groups"`
	Others uint64            `json:"others"`
	Text   string            `json:"text"`
}

// BackgroundGroup counts episodes of one kind and port.
type BackgroundGroup struct {
	Kind string `json:"kind"`
	// Port is 0, and left out, where an episode touched none or several.
	Port     uint16 `json:"port,omitzero"`
	Episodes uint64 `json:"episodes"`
}

// Finish fills in what derives from the rest: type, time, id and text.
func (b *Background) Finish() {
	b.Type, b.Time = "background", b.To
	b.ID = messageName(b.Sensor, b.To, b.Type)
	if b.Groups == nil {
		b.Groups = []BackgroundGroup{}
	}
	var parts []string
	for _, g := range b.Groups {
		part := grouped(g.Episodes) + " " + strings.ReplaceAll(Escape(g.Kind), "_", " ")
		if g.Port != 0 {
			part += fmt.Sprintf(" of port %d", g.Port)
		}
		parts = append(parts, part)
	}
	if b.Others > 0 {
		parts = append(parts, grouped(b.Others)+" others")
	}
	b.Text = fmt.Sprintf("Background%s: %s of at most %s severity not sent one by one (%s); a JSON file keeps them all.",
		span(int64(b.To-b.From)), count(b.Episodes, "episode"), b.Severity, orNone(strings.Join(parts, ", ")))
}

// AppendJSON appends b as one line, as the function AppendJSON does for an alert.
func (b *Background) AppendJSON(dst []byte) ([]byte, error) { return appendLine(dst, b) }
