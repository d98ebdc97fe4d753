package explain

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"

	"github.com/reconwatch/reconwatch/analyzers/probe"
	"github.com/reconwatch/reconwatch/internal/alert"
)

// maxLine bounds a line of a file of alerts, in bytes.
const maxLine = 1 << 20

// ReadAlerts reads alerts as the sensor writes them, an object a line, and passes
// over other messages. Its errors name the line.
func ReadAlerts(r io.Reader) ([]alert.Alert, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	var out []alert.Alert
	n := 1
	for ; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var a alert.Alert
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if a.Type == "alert" {
			out = append(out, a)
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return nil, fmt.Errorf("line %d: more than %d bytes", n, maxLine)
	}
	return out, lines.Err()
}

// Alerts prints each alert's reason, and the rows that its evidence names.
func Alerts(w io.Writer, o *Options) error {
	s := newShow(w, o)
	for i := range o.Alerts {
		s.alert(&o.Alerts[i])
	}
	return s.err
}

// named is a row's id at the end of a piece of evidence.
var named = regexp.MustCompile(`\(([a-z0-9-]+)\)$`)

func (s *show) alert(a *alert.Alert) {
	s.fail(alert.WriteText(s.w, a, false))
	s.printf("  %s\n", alert.Escape(a.Reason))
	if a.Tool == nil {
		s.printf("  no tool is named\n")
		return
	}
	s.printf("  consistent with %s, %s:\n", alert.Escape(a.Tool.Name), alert.Escape(a.Tool.Confidence))
	for _, e := range a.Tool.Evidence {
		s.printf("  - %s\n", alert.Escape(e))
	}
	for _, e := range a.Tool.Evidence {
		id := named.FindStringSubmatch(e)
		if id == nil {
			continue
		}
		if n := slices.IndexFunc(s.matcher.Rows(), func(r probe.Row) bool { return r.ID == id[1] }); n >= 0 {
			s.row(s.matcher, n)
		}
	}
}
