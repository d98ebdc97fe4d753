package alert_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/alert/alerttest"
)

const moment = alert.Time(1_700_000_000_000_000_001)

func TestEverySensorEventMeetsTheSchema(t *testing.T) {
	for _, event := range alert.Events {
		m := alert.NewSensor("s", moment, event, alert.Low, "Text.", map[string]any{
			"lost": uint64(12), "share": 0.25, "live": true, "interfaces": []string{"eth0\n"}, "error": "\x1b[31m\u202e",
		})
		line, err := m.AppendJSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := alerttest.ValidateMessage(line); err != nil {
			t.Errorf("%s\n%v", line, err)
		}
		if bytes.ContainsAny(line[:len(line)-1], "\n\x1b\u202e") {
			t.Errorf("%q is not safe to look at", line)
		}
	}
}

func TestSensorSchemaListsTheEvents(t *testing.T) {
	data, err := os.ReadFile("../../docs/sensor.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Properties map[string]struct{ Enum []alert.Event }
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	got, want := doc.Properties["event"].Enum, slices.Clone(alert.Events)
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(code, schema):\n%s", diff)
	}
}

func TestSensorIDs(t *testing.T) {
	id := func(sensor string, at alert.Time, e alert.Event) string {
		return alert.NewSensor(sensor, at, e, alert.Info, "x", nil).ID
	}
	first := id("a", 1, alert.EventLoss)
	if first != id("a", 1, alert.EventLoss) {
		t.Error("the id of equal messages differs")
	}
	for name, other := range map[string]string{
		"sensor": id("b", 1, alert.EventLoss), "time": id("a", 2, alert.EventLoss), "event": id("a", 1, alert.EventOneWay),
	} {
		if other == first {
			t.Errorf("another %s, the same id", name)
		}
	}
}

func TestSensorWithoutJSONForm(t *testing.T) {
	m := alert.NewSensor("s", moment, alert.EventLoss, alert.Low, "Text.", map[string]any{"share": math.NaN()})
	if line, err := m.AppendJSON([]byte("kept")); err == nil || string(line) != "kept" {
		t.Errorf("%q, %v", line, err)
	}
}

func TestBackground(t *testing.T) {
	b := &alert.Background{
		Severity: alert.Low, Sensor: "s", From: moment, To: moment + 60e9, Episodes: 1234, FollowUps: 7,
		Groups: []alert.BackgroundGroup{{Kind: "port_sweep", Port: 22, Episodes: 1000}, {Kind: "host_sweep", Episodes: 34}}, Others: 200,
	}
	b.Finish()
	const want = "Background in 1 min 0 s: 1,234 episodes of at most low severity not sent one by one " +
		"(1,000 port sweep of port 22, 34 host sweep, 200 others); a JSON file keeps them all."
	if b.Text != want {
		t.Errorf("text %q", b.Text)
	}
	line, err := b.AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := alerttest.ValidateMessage(line); err != nil {
		t.Errorf("%s\n%v", line, err)
	}
	var back alert.Background
	if err := json.Unmarshal(line, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(*b, back); diff != "" {
		t.Error(diff)
	}
}
