package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// deepDir is where programs keep their parts.
const deepDir = "/app/lib/com/vendor/ui"

// spread makes paths of a directory, the common words and endings.
func spread(dir string, endings ...string) (out []string) {
	for _, w := range common {
		for _, e := range endings {
			out = append(out, dir+w+e)
		}
	}
	return out
}

// suffixed puts a directory before and a text behind each path.
func suffixed(dir string, paths []string, end string) (out []string) {
	for _, p := range paths {
		out = append(out, dir+p+end)
	}
	return out
}

// crowdOfWords are single words of no list, not in order.
func crowdOfWords(n int) (out []string) {
	for i := range n {
		j := i * 7 % n
		out = append(out, fmt.Sprintf("/%c%cnk%c", "bcdfghklmnprstvz"[j%16], "aeiou"[j/16%5], "eiau"[j/80%4]))
	}
	return out
}

// crossed are all names in folders of all names.
func crossed(names []string) (out []string) {
	for _, dir := range names {
		out = append(out, suffixed(dir, names, "")...)
	}
	return out
}

// What was read before does not excuse guesses.
func TestGuessesAfterReading(t *testing.T) {
	k := newTalk(t, nil)
	k.agent = "Mozilla/5.0"
	k.ask(bad, server, "/", 200)
	for i, p := range custom(60) {
		k.referer = "http://www.example.com/"
		k.ask(bad, server, fmt.Sprintf("/news/%d%s.html", i, p), 200)
	}
	k.referer = ""
	for _, p := range common {
		k.ask(bad, server, p, 404)
		k.now += 5 * sec
	}
	if diff := cmp.Diff([]string{"web_path_probe@" + bad}, k.done()); diff != "" {
		t.Error(diff)
	}
}

// Word lists that are hard to tell by their failures alone.
func TestHardWordLists(t *testing.T) {
	named := custom(100)
	for i := range named {
		named[i] = deepDir + named[i]
	}
	var endings []string
	for _, p := range named[:40] {
		endings = append(endings, p, p+".php", p+".bak")
	}
	people := strings.Fields("/orders /tickets /photos /summary /gallery /updates /invoice /staff /comments /shell /passwd /template /players /partners /holiday")
	for name, c := range map[string]struct {
		first  []string
		paths  []string
		pace   int64
		code   int
		length int
		hosts  bool
		echoes int
		chunks bool
		bare   bool
	}{
		"endings of pages, deep":                  {paths: endings, pace: 5 * sec, code: 404},
		"one ending of pages, deep":               {paths: spread(deepDir, ".php"), pace: 5 * sec, code: 404},
		"common words, deep":                      {paths: spread(deepDir, "", ".js"), pace: 5 * sec, code: 404},
		"a page for everything, slow":             {paths: spread("", "", ".php"), pace: 5 * sec, code: 200, length: 600},
		"a page for everything, very slow":        {paths: spread("", "", ".php"), pace: 30 * sec, code: 200, length: 600},
		"sent to the door, slow":                  {paths: spread("", "", ".html"), pace: 5 * sec, code: 302, length: 1},
		"a door for all, slow":                    {paths: spread("", "", ".html"), pace: 30 * sec, code: 401, length: 90},
		"a page for everything, probed":           {first: []string{"/Xq9bV2kLr8TzPw4N"}, paths: custom(60), pace: sec, code: 200, length: 600},
		"in order, a page for everything":         {paths: append(sorted(40), "/zadmin", "/admin", "/backup", "/config", "/login", "/test"), pace: sec, code: 200, length: 600},
		"a page that repeats the path":            {paths: spread("", "", ".php"), pace: 5 * sec, code: 200, length: 600, echoes: 2},
		"a door that names the path":              {paths: spread("", "", ".html"), pace: 5 * sec, code: 302, length: 100, echoes: 1},
		"a page for everything, in chunks":        {paths: spread("", "", ".php"), pace: 5 * sec, code: 200, length: 600, chunks: true},
		"names that people give, slow":            {paths: append(people, custom(35)...), pace: 5 * sec, code: 200, length: 600},
		"words of no list, slow":                  {paths: custom(120), pace: 5 * sec, code: 404},
		"hosts of word lists, one page":           {paths: append(append([]string{"/", "/smtp", "/ns1", "/owa"}, common...), custom(20)...), pace: sec, code: 200, length: 600, hosts: true},
		"hosts":                                   {first: []string{"/", "/7f2b1c1e-98aa-4b2d-8b6e-0f1e2d3c4b5a"}, paths: common, pace: 50, code: 200, length: 600, hosts: true},
		"a crowd of words, a page for everything": {paths: crowdOfWords(240), pace: 3 * sec, code: 200, length: 600},
		"a crowd of words, a door for all":        {paths: crowdOfWords(240), pace: 3 * sec, code: 302, length: 1},
		"a crowd in one folder":                   {paths: suffixed("/nyheter", crowdOfWords(240), ""), pace: 20 * ms, code: 404},
		"two lists":                               {paths: crossed(crowdOfWords(20)), pace: 20 * ms, code: 404},
		"a crowd of hosts, one page":              {paths: crowdOfWords(240), pace: 20 * ms, code: 200, length: 600, hosts: true},
		"hosts that are not there":                {paths: common, pace: 50, code: 404, hosts: true},
		"extensions":                              {paths: suffixed("/wp-content/plugins", custom(30), "/readme.txt"), pace: 5 * sec, code: 404},
		"modules":                                 {paths: suffixed("/sites/all/modules", custom(30), ""), pace: 5 * sec, code: 404},
		"hosts without a domain, one page":        {paths: append([]string{"/smtp", "/ns1", "/owa"}, common...), pace: sec, code: 200, length: 600, hosts: true, bare: true},
	} {
		t.Run(name, func(t *testing.T) {
			k := newTalk(t, nil)
			k.agent, k.length, k.echoes, k.chunked = "Mozilla/5.0", c.length, c.echoes, c.chunks
			for _, p := range append(c.first, c.paths...) {
				if c.hosts {
					if k.host = strings.Trim(p[1:]+".example.com", "."); c.bare {
						k.host = p[1:]
					}
					p = "/"
				}
				k.ask(bad, server, p, c.code)
				k.now += c.pace
			}
			if diff := cmp.Diff([]string{"web_path_probe@" + bad}, k.done()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What programs look up by themselves, although their names stand in word lists.
func TestProgramsLookUps(t *testing.T) {
	words := make([]string, len(common))
	for i, w := range common {
		words[i] = w[1:]
	}
	for name, do := range map[string]func(*talk){
		"a loader of classes": func(k *talk) {
			k.agent = "Java/1.8.0_202"
			for _, p := range spread(deepDir, ".class") {
				k.ask(bad, server, p, 404)
			}
			for _, p := range spread("", ".class", "_en.properties", "_en_US.properties") {
				k.ask(bad, server, p, 404)
			}
		},
		"versions of packages": func(k *talk) {
			k.agent = "Ruby, RubyGems/3.4"
			for _, w := range words {
				for i := range 3 {
					k.ask(bad, server, fmt.Sprintf("/quick/%s-%d.0.gemspec.rz", w, i), 404)
					k.ask(bad, server, fmt.Sprintf("/specs/%s-%d.0.md", w, i), 404)
				}
			}
			for _, w := range words[:20] {
				k.ask(bad, server, "/info/"+w, 404)
			}
		},
		"endings that nobody knows, deep": func(k *talk) {
			for _, p := range spread(deepDir, ".ftl", ".tpl") {
				k.ask(bad, server, p, 404)
			}
		},
		"texts of many languages": func(k *talk) {
			for _, l := range []string{"de-AT", "de", "en"} {
				for _, p := range spread("/i18n/"+l, ".json") {
					k.ask(bad, server, p, 404)
				}
			}
		},
		"pictures of a site": func(k *talk) {
			for _, p := range append(spread("/img", ".png", ".webp"), spread("", ".ico", ".svg")...) {
				k.ask(bad, server, p, 404)
			}
		},
		"source maps": func(k *talk) {
			for _, p := range spread("/js", ".js.map") {
				k.ask(bad, server, p, 404)
			}
		},
		"settings of services": func(k *talk) {
			for _, d := range custom(15) {
				for _, w := range []string{"database", "cache", "log", "host", "url", "user"} {
					k.ask(bad, server, "/v1/kv/config"+d+"/"+w, 404)
				}
			}
		},
		"indexes of mirrors": func(k *talk) {
			for _, d := range custom(30) {
				for _, w := range []string{"Release", "InRelease", "Packages.gz", "Packages.xz", "Packages", "info", "index.html"} {
					k.ask(bad, server, "/pub"+d+"/"+w, 404)
				}
			}
		},
		"an application whose server is down": func(k *talk) {
			for _, p := range spread("/api/v1", "", "/list") {
				k.ask(bad, server, p, []int{502, 503, 504}[len(p)%3])
			}
		},
		"an application whose server has moved": func(k *talk) {
			for i := range 600 {
				k.ask(bad, server, "/api/v1/"+words[i/12%25], 404)
				k.now += sec
				if i%12 > 0 {
					k.ask(bad, server, "/api/v1/notifications", 404)
				}
			}
		},
		"an application in one page, by its site map": func(k *talk) {
			k.length = 700
			k.ask(bad, server, "/sitemap.xml", 200)
			for _, p := range spread("", "", "/list") {
				k.ask(bad, server, p, 200)
			}
		},
		"pages of different lengths": func(k *talk) {
			for i, p := range spread("", "", "/list") {
				k.length = 1000 + i
				k.ask(bad, server, p, 200)
				k.now += sec
			}
		},
		"a monitor of hosts behind one door": func(k *talk) {
			k.length = 150
			for range 3 {
				for _, w := range append(words, "git", "jira", "sso") {
					k.host = w + ".corp.example"
					k.ask(bad, server, "/", []int{301, 401}[len(w)%2])
				}
			}
		},
		"tenants in one page": func(k *talk) {
			k.length = 700
			for _, w := range append(custom(150), "/demo", "/test", "/support", "/sales", "/help") {
				k.host = w[1:] + ".cloud.example"
				k.ask(bad, server, "/", 200)
				k.now += 50 * ms
			}
		},
		"a monitor of hosts that answer alike": func(k *talk) {
			k.length = 700
			for range 3 {
				for _, w := range common[:30] {
					k.host = w[1:] + ".corp.example"
					k.ask(bad, server, "/", 200)
				}
			}
		},
		"names that look made up, in one page": func(k *talk) {
			k.length = 700
			for i, p := range custom(150) {
				if i > 20 && i%30 == 0 {
					p = "/latchschrtrust"
				}
				k.ask(bad, server, fmt.Sprint(p, "abcd"[i/100:i/100+2]), 200)
			}
		},
		"pieces of extensions that are gone": func(k *talk) {
			for _, x := range custom(4) {
				for _, p := range custom(12) {
					k.ask(bad, server, "/wp-content/plugins"+x+p+".css", 404)
				}
			}
		},
		"hosts of a house, without a domain": func(k *talk) {
			for _, h := range []string{"wiki", "mail", "intranet", "git", "jira"} {
				k.host = h
				for _, p := range append([]string{"/"}, custom(10)...) {
					k.ask(bad, server, p, 200)
				}
			}
		},
		"pictures of many people who have none": func(k *talk) {
			for _, p := range custom(180) {
				k.ask(bad, server, "/avatar"+p, 404)
			}
		},
		"packages of others at a mirror": func(k *talk) {
			for i, p := range crowdOfWords(240) {
				k.ask(bad, server, "/simple"+p+[]string{"", "-tools", "2", "_x"}[i%4], 404)
			}
		},
		"friends in one page": func(k *talk) {
			k.length = 700
			for _, p := range custom(150) {
				k.ask(bad, server, p, 200)
			}
		},
		"texts of three languages and settings, some of them lost": func(k *talk) {
			for _, l := range []string{"de-AT", "de", "en"} {
				for i, w := range strings.Fields("common login admin users settings errors home search profile help") {
					if (i+len(l))%3 > 0 {
						k.ask(bad, server, "/i18n/"+l+"/"+w+".json", 404)
					}
				}
			}
			for i, s := range strings.Fields("web api auth mail billing") {
				for j, w := range strings.Fields("config database cache logs users url") {
					if (i+j)%3 > 0 {
						k.ask(bad, server, "/v1/kv/"+s+"/"+w, 404)
					}
				}
			}
		},
		"hosts of many on one server": func(k *talk) {
			k.agent = "examplebot/1.0"
			for i, w := range custom(200) {
				k.host = w[1:] + []string{".example.com", ".example.net"}[i%2]
				k.ask(bad, server, "/", 404)
			}
		},
		"a proxy for many hosts": func(k *talk) {
			for i, w := range words {
				k.host = w + fmt.Sprintf(".site%d.example", i)
				k.ask(bad, server, "/", 502)
			}
		},
		"a client of documents": func(k *talk) {
			k.agent = "Microsoft Office Protocol Discovery"
			for _, p := range spread("/docs", ".docx") {
				k.ask(bad, server, p, 405)
			}
		},
		"episodes that are gone": func(k *talk) {
			for _, p := range spread("/podcast", ".mp3") {
				k.ask(bad, server, p, 404)
				k.now += sec
			}
		},
		"settings of proxies": func(k *talk) {
			for range 50 {
				for _, p := range []string{"/wpad.dat", "/proxy.pac", "/wspad.dat", "/ocsp", "/GeoIP.dat.gz"} {
					k.ask(bad, server, p, 404)
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			k := newTalk(t, nil)
			k.agent = "Mozilla/5.0"
			do(k)
			if got := k.done(); len(got) > 0 {
				t.Errorf("accused %v: %s", got, k.findings[0].Detail)
			}
		})
	}
}
