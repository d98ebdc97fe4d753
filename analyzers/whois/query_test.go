package whois

import (
	"bytes"
	"testing"
)

func TestParse(t *testing.T) {
	for line, want := range map[string]struct {
		object, client string
		ok             bool
	}{
		"example.com\r\n":                    {"example.com", "", true},
		"n + 192.0.2.1\r\n":                  {"192.0.2.1", "", true},
		"n + 192.0.2.1\n":                    {"192.0.2.1", "", true},
		"-V Md5.5.17 192.0.2.1\r\n":          {"192.0.2.1", "Md5.5.17", true},
		"-T dn,ace example.de\r\n":           {"example.de", "", true},
		"-B 192.0.2.1\n":                     {"192.0.2.1", "", true},
		"-rL -i mnt-by EXAMPLE-MNT\r\n":      {"EXAMPLE-MNT", "", true},
		"domain =example.com\r\n":            {"example.com", "", true},
		"AS64496\r\n":                        {"AS64496", "", true},
		"begin\n":                            {"begin", "", false},
		"\r\n":                               {"", "", false},
		"-V Md5.5.17\r\n":                    {"", "Md5.5.17", false},
		"\x1b[2J\"evil\r\n":                  {"\x1b[2J\"evil", "", true},
		"  spaces   everywhere.example   \n": {"everywhere.example", "", true},
	} {
		t.Run(line, func(t *testing.T) {
			var q query
			ok := parse([]byte(line), &q)
			if ok != want.ok || string(q.object) != want.object || string(q.client) != want.client {
				t.Errorf("object %q, client %q, %v", q.object, q.client, ok)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("n + 192.0.2.1\r\n"))
	f.Add([]byte("-V Md5.5.17 -B example.com\n"))
	f.Fuzz(func(t *testing.T, line []byte) {
		var q query
		ok := parse(line, &q)
		if ok && (len(q.object) == 0 || !bytes.Contains(line, q.object)) || !bytes.Contains(line, q.client) {
			t.Fatalf("object %q, client %q", q.object, q.client)
		}
		if bytes.ContainsAny(q.object, " \t\r\n") && !bytes.ContainsAny(bytes.TrimRight(line, "\r\n"), "\r\n") {
			t.Fatalf("object %q", q.object)
		}
		q.address()
	})
}
