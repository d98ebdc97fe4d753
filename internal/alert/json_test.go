package alert

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode"
)

func checkLine(t *testing.T, s string) {
	t.Helper()
	a := Alert{Domain: s, Reason: s, Tool: &Tool{Name: s, Evidence: []string{s}}}
	line, err := AppendJSON([]byte("before"), &a)
	if err != nil {
		t.Fatal(err)
	}
	line, ok := bytes.CutPrefix(line, []byte("before"))
	if !ok || bytes.Count(line, []byte("\n")) != 1 || line[len(line)-1] != '\n' {
		t.Fatalf("not one line: %q", line)
	}
	for _, r := range string(line[:len(line)-1]) {
		if !unicode.IsPrint(r) {
			t.Fatalf("%U in %q", r, line)
		}
	}
	var back Alert
	if err := json.Unmarshal(line, &back); err != nil {
		t.Fatalf("%v in %s", err, line)
	}
	// What is not UTF-8 comes back as U+FFFD, all else as it was.
	strip := func(s string) string { return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\ufffd", "") }
	if strip(back.Reason) != strip(s) {
		t.Fatalf("%q came back as %q", s, back.Reason)
	}
}

func TestJSONIsNotEscapedForHTML(t *testing.T) {
	line, err := AppendJSON(nil, &Alert{Reason: "a < b & c > d"})
	if err != nil || !bytes.Contains(line, []byte(`"reason":"a < b & c > d"`)) {
		t.Errorf("%s %v", line, err)
	}
}

func TestTimeText(t *testing.T) {
	for in, want := range map[Time]string{
		0:                         "1970-01-01T00:00:00.000000000Z",
		1_700_000_000_000_000_001: "2023-11-14T22:13:20.000000001Z",
		-1:                        "1969-12-31T23:59:59.999999999Z",
	} {
		if got := in.String(); got != want {
			t.Errorf("%d: %s, want %s", in, got, want)
		}
		var back Time
		if err := back.UnmarshalText([]byte(want)); err != nil || back != in {
			t.Errorf("%s: %d %v, want %d", want, back, err, in)
		}
	}
	var bad Time
	if bad.UnmarshalText([]byte("yesterday")) == nil {
		t.Error("a time that is none was read")
	}
}

// FuzzJSONLine puts a string from the wire into an alert: one line, nothing that
// a terminal obeys, and the value comes back.
func FuzzJSONLine(f *testing.F) {
	for _, s := range []string{"x", "a\nb", "\x1b[2J\u009b", "\u2028\u202e</script>", "\U000e0041", "\xff", `"}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkLine(t, s) })
}
