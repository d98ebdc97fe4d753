package probe

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const good = `{id: a-row, means: a test, reliability: strong, attack: [T1046], packet: {proto: tcp, flags: S, window: 1024}}`

func TestParse(t *testing.T) {
	rows, err := Parse(strings.NewReader("- " + good))
	if err != nil || len(rows) != 1 || rows[0].Hits != 1 || rows[0].Reliability != Strong {
		t.Fatalf("%+v, %v", rows, err)
	}
	if rows, err := Parse(strings.NewReader("")); err != nil || len(rows) != 0 {
		t.Errorf("empty: %v, %v", rows, err)
	}
}

func TestParseIsStrict(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"unknown key":         {"means:", "meaning: x, means:", "meaning"},
		"unknown field":       {"window:", "windows:", "windows"},
		"id":                  {"a-row", "A row", "id"},
		"no means":            {"means: a test", `means: ""`, "means"},
		"no technique":        {"[T1046]", "[]", "attack"},
		"not a technique":     {"T1046", "T46", "T46"},
		"reliability":         {"strong", "sure", "sure"},
		"no reliability":      {"reliability: strong, ", "", "reliability"},
		"another kind":        {"means:", "kind: port_scan, means:", "port_scan"},
		"a pair of one":       {"means:", "pair: same_port, hits: 1, means:", "hits"},
		"pair":                {"means:", "pair: twins, means:", "twins"},
		"window too large":    {"1024", "65536", "window"},
		"a range reversed":    {"1024", "9..8", "9..8"},
		"flags":               {"flags: S", "flags: SX", "SX"},
		"no flags":            {"flags: S, ", "", "flags"},
		"no protocol":         {"proto: tcp, ", "", "proto"},
		"another's field":     {"proto: tcp", "icmp_id: 3, proto: tcp", "icmp_id"},
		"TCP's field":         {"proto: tcp", "proto: udp", "flags"},
		"odd digits":          {"window: 1024", `tcp_options: "020"`, "odd"},
		"no digits":           {"window: 1024", `tcp_options: "0x"`, "hexadecimal"},
		"formula":             {"window: 1024", "formula: pi", "pi"},
		"an empty payload":    {"window: 1024", "payload: {at: 3}", "payload"},
		"hex and text":        {"window: 1024", `payload: {hex: "00", text: a}`, "payload"},
		"inside with any":     {"window: 1024", `payload: {inside: "0."}`, "inside"},
		"at too far":          {"window: 1024", `payload: {text: a, at: 513}`, "at"},
		"number out of range": {"1024", "-1", "-1"},
	} {
		t.Run(name, func(t *testing.T) {
			text := "- " + strings.Replace(good, c.from, c.to, 1)
			_, err := Parse(strings.NewReader(text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v", text, err)
			}
		})
	}
	if _, err := Parse(strings.NewReader("- " + good + "\n- " + good)); err == nil {
		t.Error("the same id twice")
	}
	if _, err := Parse(strings.NewReader("- " + good + "\n---\n- " + good)); err == nil {
		t.Error("two documents")
	}
}

func TestLoad(t *testing.T) {
	write := func(text string) string {
		path := filepath.Join(t.TempDir(), "rows.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	if rows, err := Load(write("- " + good)); err != nil || len(rows) != 1 {
		t.Errorf("%v, %v", rows, err)
	}
	for want, text := range map[string]string{
		"built-in":  "- " + strings.Replace(good, "a-row", "nmap-syn", 1),
		"windows":   "- " + strings.Replace(good, "window", "windows", 1),
		"more than": strings.Repeat("#", maxFile+1),
	} {
		if _, err := Load(write(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a file that is not there")
	}
}

func FuzzParse(f *testing.F) {
	f.Add("- " + good)
	f.Fuzz(func(_ *testing.T, text string) {
		if rows, err := Parse(strings.NewReader(text)); err == nil {
			Compile(rows)
		}
	})
}

func TestRequest(t *testing.T) {
	for _, c := range []struct {
		text          string
		path, agent   string
		bare, request bool
	}{
		{"GET / HTTP/1.0\r\n\r\n", "/", "", true, true},
		{"GET /a HTTP/1.1\r\nHost: h\r\nuser-AGENT:  x y \r\n\r\n", "/a", "x y", false, true},
		{"GET /a HTTP/1.1\nUser-Agent: cut", "/a", "cut", false, true},
		{"M-SEARCH * HTTP/1.1\r\n", "*", "", false, true},
		{"GET /a HTTP/1.1\r\n\r\nUser-Agent: body\r\n", "/a", "", true, true},
		{"GET /only", "", "", false, false},
		{"get / HTTP/1.0\r\n", "", "", false, false},
		{"GET / RTSP/1.0\r\n", "", "", false, false},
		{"GET", "", "", false, false},
		{"", "", "", false, false},
	} {
		var r request
		ok := parseRequest([]byte(c.text), &r)
		if ok != c.request || ok && (string(r.path) != c.path || string(r.agent) != c.agent || r.bare != c.bare) {
			t.Errorf("%q: %v %q %q %v", c.text, ok, r.path, r.agent, r.bare)
		}
	}
}

func FuzzRequest(f *testing.F) {
	f.Add([]byte("GET / HTTP/1.0\r\nUser-Agent: x\r\n\r\n"))
	f.Fuzz(func(_ *testing.T, b []byte) {
		var r request
		parseRequest(b, &r)
	})
}
