package tlswire

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"testing"
	"time"
)

// hello is what crypto/tls sends first for a name.
func hello(t testing.TB, name string, config *tls.Config) []byte {
	t.Helper()
	client, server := net.Pipe()
	defer func() { _ = server.Close() }()
	config.ServerName, config.InsecureSkipVerify = name, true
	go func() {
		_ = tls.Client(client, config).Handshake()
		_ = client.Close()
	}()
	_ = server.SetReadDeadline(time.Now().Add(5 * time.Second))
	b := make([]byte, 1<<14)
	n, err := io.ReadAtLeast(server, b, recordHeader)
	if err != nil {
		t.Fatal(err)
	}
	m, err := io.ReadFull(server, b[n:recordHeader+int(b[3])<<8+int(b[4])])
	if err != nil && n+m < recordHeader {
		t.Fatal(err)
	}
	return b[:n+m]
}

// late moves the server name behind a large extension, as clients with permuted extensions send it.
func late(name string) []byte {
	share := bytes.Repeat([]byte{0xaa}, 1258)
	list := append([]byte{0, byte(len(name) + 3), 0, 0, byte(len(name))}, name...)
	ext := append([]byte{0, 51, byte(len(share) >> 8), byte(len(share) & 255)}, share...)
	ext = append(append(ext, 0, 0, 0, byte(len(list))), list...)
	body := append([]byte{3, 3}, make([]byte, random)...)
	body = append(body, 0, 0, 2, 0x13, 1, 1, 0, byte(len(ext)>>8), byte(len(ext)&255))
	body = append(body, ext...)
	b := []byte{handshake, 3, 1, byte((len(body) + 4) >> 8), byte((len(body) + 4) & 255), clientHello, 0, byte(len(body) >> 8), byte(len(body) & 255)}
	return append(b, body...)
}

func TestServerName(t *testing.T) {
	plain := hello(t, "www.example.com", &tls.Config{MinVersion: tls.VersionTLS12})
	back := late("api.example.net")
	bare := hello(t, "192.0.2.1", &tls.Config{MinVersion: tls.VersionTLS12})
	for name, c := range map[string]struct {
		p    Pieces
		want string
		v    Verdict
	}{
		"one segment":           {Pieces{First: plain}, "www.example.com", Found},
		"an address, no name":   {Pieces{First: bare}, "", Nameless},
		"in the second segment": {Pieces{First: back[:1200], Second: back[1200:], At: 1200}, "api.example.net", Found},
		"behind a hole":         {Pieces{First: back[:512], Second: back[1200:], At: 1200}, "api.example.net", Found},
		"split name":            {Pieces{First: back[:len(back)-6], Second: back[len(back)-6:], At: len(back) - 6}, "api.example.net", Found},
		"overlapping pieces":    {Pieces{First: back[:len(back)-6], Second: back[1200:], At: 1200}, "api.example.net", Found},
		"hole over the name":    {Pieces{First: back[:512], Second: back[len(back)-4:], At: len(back) - 4}, "", Missing},
		"first segment only":    {Pieces{First: back[:512]}, "", Missing},
		"another protocol":      {Pieces{First: []byte("GET / HTTP/1.1\r\n\r\n")}, "", NoHello},
		"a ServerHello":         {Pieces{First: append([]byte{22, 3, 3, 0, 50, 2}, make([]byte, 60)...)}, "", NoHello},
		"nothing":               {Pieces{}, "", Missing},
	} {
		t.Run(name, func(t *testing.T) {
			got, v := c.p.ServerName()
			if string(got) != c.want || v != c.v {
				t.Errorf("%q, verdict %d; want %q, %d", got, v, c.want, c.v)
			}
		})
	}
}

// Wherever the hello is cut in two, the name is the same.
func TestEveryCut(t *testing.T) {
	for _, b := range [][]byte{hello(t, "www.example.com", &tls.Config{MinVersion: tls.VersionTLS13}), late("www.example.com")} {
		for cut := range b {
			p := Pieces{First: b[:cut], Second: b[cut:], At: cut}
			if got, v := p.ServerName(); v != Found || string(got) != "www.example.com" {
				t.Fatalf("cut at %d: %q, verdict %d", cut, got, v)
			}
			p = Pieces{First: b[:cut]}
			if got, v := p.ServerName(); v != Missing && v != Found || v == Found && string(got) != "www.example.com" {
				t.Fatalf("first %d bytes: %q, verdict %d", cut, got, v)
			}
		}
	}
}

func FuzzServerName(f *testing.F) {
	f.Add(late("a.example"), 700, 700)
	f.Add(hello(f, "www.example.com", &tls.Config{MinVersion: tls.VersionTLS12}), 60, 90)
	f.Fuzz(func(t *testing.T, b []byte, cut, resume int) {
		if cut < 0 || resume < 0 || cut > len(b) || resume > len(b) {
			return
		}
		p := Pieces{First: b[:cut], Second: b[resume:], At: resume}
		got, v := p.ServerName()
		if (v == Found) != (len(got) > 0) || len(got) > MaxName {
			t.Fatalf("verdict %d, name %q", v, got)
		}
		whole := Pieces{First: b}
		want, w := whole.ServerName()
		if v == Found && (w != Found || !bytes.Equal(got, want)) {
			t.Fatalf("pieces give %q, the whole %q (%d)", got, want, w)
		}
	})
}

func TestNoAllocation(t *testing.T) {
	b := late("www.example.com")
	var p Pieces
	if n := testing.AllocsPerRun(100, func() {
		p.First, p.Second, p.At = b[:len(b)-5], b[len(b)-5:], len(b)-5
		p.ServerName()
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkServerName(b *testing.B) {
	b.ReportAllocs()
	h := late("www.example.com")
	p := Pieces{First: h[:512], Second: h[1200:], At: 1200}
	for b.Loop() {
		p.ServerName()
	}
}
