package httpwire

import (
	"bufio"
	"bytes"
	"net/http"
	"strings"
	"testing"
)

func TestParseRequest(t *testing.T) {
	for name, c := range map[string]struct {
		in                        string
		path, host, agent, method string
		truncated                 bool
	}{
		"curl":             {"GET /a?b=c HTTP/1.1\r\nHost: x.example\r\nUser-Agent: curl/8\r\n\r\n", "/a", "x.example", "curl/8", "GET", false},
		"any case, LF":     {"HEAD / HTTP/1.0\nHOST:x\nuser-AGENT:\t y \n\n", "/", "x", "y", "HEAD", false},
		"absolute":         {"GET http://proxy.example:80/p#f HTTP/1.1\r\n\r\n", "/p", "proxy.example:80", "", "GET", false},
		"field wins":       {"GET http://a/p HTTP/1.1\r\nHost: b\r\n\r\n", "/p", "b", "", "GET", false},
		"first field wins": {"GET / HTTP/1.1\r\nHost: b\r\nHost: c\r\n\r\n", "/", "b", "", "GET", false},
		"options":          {"OPTIONS * HTTP/1.1\r\nHost: b\r\n\r\n", "*", "b", "", "OPTIONS", false},
		"connect":          {"CONNECT a.example:443 HTTP/1.1\r\n\r\n", "a.example:443", "", "", "CONNECT", false},
		"cut in target":    {"GET /long/pa", "/long/pa", "", "", "GET", true},
		"cut in version":   {"GET /a HTT", "/a", "", "", "GET", true},
		"cut in agent":     {"GET /a HTTP/1.1\r\nUser-Agent: Mozi", "/a", "", "Mozi", "GET", true},
		"cut in name":      {"GET /a HTTP/1.1\r\nUser-Ag", "/a", "", "", "GET", true},
		"space in target":  {"GET /a b HTTP/1.1\r\n\r\n", "/a b", "", "", "GET", false},
		"raw bytes":        {"GET /\x1b[31m\x00\" HTTP/1.1\r\n\r\n", "/\x1b[31m\x00\"", "", "", "GET", false},
	} {
		t.Run(name, func(t *testing.T) {
			var r Request
			if !ParseRequest([]byte(c.in), &r) {
				t.Fatal("refused")
			}
			got := [...]string{string(r.Method), string(r.Path), string(r.Host), string(r.Agent)}
			if want := [...]string{c.method, c.path, c.host, c.agent}; got != want || r.Truncated != c.truncated {
				t.Errorf("got %q truncated=%v, want %q truncated=%v", got, r.Truncated, want, c.truncated)
			}
		})
	}
}

func TestFieldsOfTheWay(t *testing.T) {
	var r Request
	in := "GET / HTTP/1.1\r\nReferer: http://a/\r\nX-Forwarded-For: 192.0.2.1, 198.51.100.7\r\nX-Forwarded-For: 2001:db8::1\r\n\r\n"
	if !ParseRequest([]byte(in), &r) || !r.Referer || string(r.Forwarded) != "2001:db8::1" {
		t.Errorf("referer %v, forwarded for %q", r.Referer, r.Forwarded)
	}
	in = strings.Replace(in, "X-Forwarded-For: 2001:db8::1\r\n", "", 1)
	if ParseRequest([]byte(in), &r); string(r.Forwarded) != "198.51.100.7" {
		t.Errorf("forwarded for %q", r.Forwarded)
	}
}

func TestNotARequest(t *testing.T) {
	for _, in := range []string{
		"", " ", "GET", "GET ", "GET  HTTP/1.1\r\n\r\n", "GET /\r\n", "GET / HTTP/2.0\r\n", "GET / HTTP/1.12\r\n",
		"SSH-2.0-OpenSSH_9\r\n", "\x16\x03\x01\x02\x00", "EHLO mail example\r\n", "HTTP/1.1 200 OK\r\n",
		strings.Repeat("A", 40) + " / HTTP/1.1\r\n", "HELO \x00\x01",
	} {
		var r Request
		if ParseRequest([]byte(in), &r) {
			t.Errorf("%q was taken for a request: %q", in, r.Target)
		}
	}
}

func TestParseResponse(t *testing.T) {
	for in, want := range map[string]int{
		"HTTP/1.1 200 OK\r\n": 200, "HTTP/1.0 404 \r\n": 404, "HTTP/1.1 503": 503, "HTTP/1.1 301\r\n": 301,
		"HTTP/2 200": 0, "HTTP/1.1 2000": 0, "HTTP/1.1 999 x": 0, "HTTP/1.1 20": 0, "HTTP/1.1  200": 0, "": 0, "GET / HTTP/1.1": 0,
	} {
		var r Response
		if ok := ParseResponse([]byte(in), &r); ok != (want > 0) || ok && r.Code != want {
			t.Errorf("%q: %v %d, want %d", in, ok, r.Code, want)
		}
	}
}

func TestNext(t *testing.T) {
	for in, want := range map[string]int64{
		"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12345": 43, "HTTP/1.1 304 \r\nContent-Length: 5\r\n\r\n": 36,
		"HTTP/1.1 200 OK\ncontent-length:7\n\n": 41, "HTTP/1.1 200 OK\r\n\r\n": -1, "HTTP/1.1 200 OK\r\nContent-Le": -1,
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n": -1, "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n": -1,
	} {
		var r Response
		ParseResponse([]byte(in), &r)
		at, ok := r.Next(false)
		if ok != (want >= 0) || ok && at != want {
			t.Errorf("%q: next at %d (%v), want %d", in, at, ok, want)
		}
	}
}

func TestChunk(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	for in, want := range map[string]int64{
		head + "1F4\r\nx": 500, head + "a;name=1\r\n": 10, head + "0\r\n\r\n": 0,
		head: -1, head + "1F4": -1, head + "\r\n": -1, head + "x\r\n": -1, head + "123456789a\r\n": -1, head + ";\r\n": -1,
		"HTTP/1.1 200 OK\r\n\r\n1F4\r\n": -1,
	} {
		var r Response
		if ParseResponse([]byte(in), &r); r.Chunk != want {
			t.Errorf("%q: %d, want %d", in, r.Chunk, want)
		}
	}
}

func TestSize(t *testing.T) {
	for in, want := range map[string]int{
		"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /": 27, "GET / HTTP/1.1\n\n": 16, "GET / HTTP/1.1\r\nHost: x\r\n": 0,
	} {
		var r Request
		if ParseRequest([]byte(in), &r); r.Size != want || r.Truncated != (want == 0) {
			t.Errorf("%q: size %d, truncated %v, want %d", in, r.Size, r.Truncated, want)
		}
	}
}

// FuzzParse holds that no bytes crash it, that what it gives lies within the input, and that it
// agrees with net/http on what both take whole.
func FuzzParse(f *testing.F) {
	f.Add([]byte("GET /a?b HTTP/1.1\r\nHost: x\r\nUser-Agent: y\r\n\r\n"))
	f.Add([]byte("GET http://h/p HTTP/1.0\r\n\r\n"))
	f.Add([]byte("HTTP/1.1 404 Not Found\r\n\r\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		var answer Response
		if ParseResponse(in, &answer) && answer.Size > len(in) {
			t.Fatalf("a head of %d bytes", answer.Size)
		}
		var r Request
		if !ParseRequest(in, &r) {
			return
		}
		if r.Size > len(in) {
			t.Fatalf("a head of %d bytes", r.Size)
		}
		for _, part := range [][]byte{r.Method, r.Target, r.Path, r.Host, r.Agent, r.Forwarded} {
			if !bytes.Contains(in, part) {
				t.Fatalf("%q is not of the input", part)
			}
		}
		std, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(in)))
		if err != nil || r.Truncated || std.ProtoMinor > 1 || bytes.Contains(in, []byte("\n ")) || bytes.Contains(in, []byte("\n\t")) {
			return
		}
		if std.Method != string(r.Method) || std.RequestURI != string(r.Target) {
			t.Errorf("net/http reads %s %q, we read %s %q", std.Method, std.RequestURI, r.Method, r.Target)
		}
		if agents := std.Header.Values("User-Agent"); len(agents) > 0 && r.AgentSeen && agents[0] != string(r.Agent) {
			t.Errorf("net/http reads agent %q, we read %q", agents[0], r.Agent)
		}
	})
}

func TestNoAllocation(t *testing.T) {
	in := []byte("GET /a?b=c HTTP/1.1\r\nHost: x.example\r\nAccept: */*\r\nUser-Agent: curl/8\r\n\r\n")
	answer := []byte("HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\n\r\n12345")
	var r Request
	var a Response
	if n := testing.AllocsPerRun(100, func() { ParseRequest(in, &r); ParseResponse(answer, &a) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkParseRequest(b *testing.B) {
	in := []byte("GET /a?b=c HTTP/1.1\r\nHost: x.example\r\nAccept: */*\r\nUser-Agent: curl/8\r\n\r\n")
	var r Request
	b.ReportAllocs()
	for b.Loop() {
		ParseRequest(in, &r)
	}
}
