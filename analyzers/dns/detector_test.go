package dns

import (
	"encoding/base32"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/labels"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// wordlist gives n words with no digits behind them, common ones among them.
func wordlist(n int) []string {
	all := strings.Fields(frequent + " " + labels.Text)
	rng := rand.New(rand.NewPCG(1, 2))
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:n]
}

func scramble(rng *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('a' + rng.IntN(26))
	}
	return string(b)
}

func chaos3(m *dns.Msg) { m.Question[0].Qclass = dns.ClassCHAOS }

func withDO(m *dns.Msg) { m.SetEdns0(4096, true) }

func offersRecursion(m *dns.Msg) { m.RecursionDesired, m.RecursionAvailable = false, true }

func TestAccused(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(*tap)
		want string
	}{
		"word list": {func(p *tap) {
			for i, w := range wordlist(60) {
				if i%10 == 0 {
					p.hit(w + ".example.com.")
				} else {
					p.miss(w + ".example.com.")
				}
			}
		}, "dns_brute_force 203.0.113.9 example.com"},
		"word list, a name every five seconds": {func(p *tap) {
			p.pace = 25e8
			for _, w := range wordlist(60) {
				p.miss(w + ".example.com.")
			}
		}, "dns_brute_force 203.0.113.9 example.com"},
		"word list, a name every ten minutes": {func(p *tap) {
			p.pace = 300e9
			for _, w := range wordlist(130) {
				p.miss(w + ".example.com.")
			}
		}, "dns_brute_force 203.0.113.9 example.com"},
		"word list, a name every 17 minutes: as slow as docs/detections.md says": {func(p *tap) {
			p.pace = 510e9
			for _, w := range wordlist(100) {
				p.miss(w + ".example.com.")
			}
		}, "dns_brute_force 203.0.113.9 example.com"},
		"numbers behind one word, none of which exists, slowly": {func(p *tap) {
			p.pace = 60e9
			for i := range 130 {
				p.miss(fmt.Sprintf("cust%d.example.com.", i))
			}
		}, "dns_brute_force 203.0.113.9 example.com"},
		"word list of a deeper name": {func(p *tap) {
			for _, w := range wordlist(60) {
				p.miss(w + ".dev.example.co.uk.")
			}
		}, "dns_brute_force 203.0.113.9 example.co.uk"},
		"a made-up name, then words": {func(p *tap) {
			p.miss("xkqzvwjphbtc.example.com.")
			for _, w := range wordlist(16) {
				p.miss(w + ".example.com.")
			}
		}, "dns_brute_force 203.0.113.9 example.com"},
		"everything exists": {func(p *tap) {
			p.hit("xkqzvwjphbtc.example.com.")
			for _, w := range strings.Fields(labels.Text)[:50] {
				p.hit(w + ".example.com.")
			}
		}, "dns_brute_force 203.0.113.9 example.com"},
		"no answers are seen": {func(p *tap) {
			for _, w := range wordlist(120) {
				p.ask(w+".example.com.", dns.TypeA)
			}
		}, "dns_brute_force 203.0.113.9 example.com"},
		"through a resolver": {func(p *tap) {
			for _, w := range wordlist(200) {
				p.miss(w+".example.com.", iterative)
			}
		}, "dns_brute_force 203.0.113.9 example.com"},
		"one address after the next": {func(p *tap) {
			for i := range 40 {
				p.look(fmt.Sprintf("%d.0.0.10.in-addr.arpa.", i), dns.TypePTR, dns.RcodeNameError, nil)
			}
		}, "dns_reverse_sweep 203.0.113.9 0.0.10.in-addr.arpa"},
		"one address after the next, by four threads and backwards": {func(p *tap) {
			for i := range 40 {
				n := 200 - (i ^ 3)
				p.look(fmt.Sprintf("%d.0.0.10.in-addr.arpa.", n), dns.TypePTR, dns.RcodeNameError, nil)
			}
		}, "dns_reverse_sweep 203.0.113.9 0.0.10.in-addr.arpa"},
		"unusual words where everything exists": {func(p *tap) {
			p.hit("1d36534a-dda2-421a-92b5-779f3be090eb.example.com.")
			for _, w := range wordlist(300) {
				if !labels.Common([]byte(w)) {
					p.hit(w + ".example.com.")
				}
			}
		}, "dns_brute_force 203.0.113.9 example.com"},
		"every third address": {func(p *tap) {
			for i := range 40 {
				p.look(fmt.Sprintf("%d.0.0.10.in-addr.arpa.", 3*i), dns.TypePTR, dns.RcodeNameError, nil)
			}
		}, "dns_reverse_sweep 203.0.113.9 0.0.10.in-addr.arpa"},
		"what every list begins with, where everything exists": {func(p *tap) {
			for _, w := range strings.Fields(labels.Text)[:60] {
				p.hit(w + ".example.com.")
			}
		}, "dns_brute_force 203.0.113.9 example.com"},
		"most of a block at random": {func(p *tap) {
			for _, i := range rand.New(rand.NewPCG(3, 4)).Perm(256) {
				p.look(fmt.Sprintf("%d.0.0.10.in-addr.arpa.", i), dns.TypePTR, dns.RcodeNameError, nil)
			}
		}, "dns_reverse_sweep 203.0.113.9 0.0.10.in-addr.arpa"},
		"a block of IPv6": {func(p *tap) {
			for i := range 40 {
				name, _ := dns.ReverseAddr(netip.AddrFrom16([16]byte{0x20, 1, 0xd, 0xb8, 15: byte(i)}).String())
				p.look(name, dns.TypePTR, dns.RcodeNameError, nil)
			}
		}, "dns_reverse_sweep 203.0.113.9 0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"},
		"branches of ip6.arpa": {func(p *tap) {
			for i := range 60 {
				p.look(fmt.Sprintf("%x.%x.8.b.d.0.1.0.0.2.ip6.arpa.", i%16, i/16), dns.TypePTR, dns.RcodeNameError, nil)
			}
		}, "dns_reverse_sweep 203.0.113.9 8.b.d.0.1.0.0.2.ip6.arpa"},
		"transfer refused": {func(p *tap) {
			p.look("example.com.", dns.TypeAXFR, dns.RcodeRefused, nil)
		}, "dns_zone_transfer 203.0.113.9 example.com"},
		"transfer with a key that the server does not know": {func(p *tap) {
			p.look("example.com.", dns.TypeAXFR, dns.RcodeNotAuth, nil, signed)
		}, "dns_zone_transfer 203.0.113.9 example.com"},
		"transfer in the way of a secondary that serves nobody": {func(p *tap) {
			p.look("example.com.", dns.TypeSOA, dns.RcodeSuccess, nil, iterative)
			p.look("example.com.", dns.TypeAXFR, dns.RcodeRefused, nil, iterative)
		}, "dns_zone_transfer 203.0.113.9 example.com"},
		"transfer by one who says to be notified": {func(p *tap) {
			p.notified("example.com.")
			p.look("example.com.", dns.TypeAXFR, dns.RcodeSuccess, []string{"example.com. 60 IN SOA a. b. 1 2 3 4 5", "a.example.com. 60 IN A 192.0.2.1"}, iterative, authoritative)
		}, "dns_zone_transfer 203.0.113.9 example.com"},
		"transfer refused to one who says to be notified": {func(p *tap) {
			p.notified("example.com.")
			p.look("example.com.", dns.TypeAXFR, dns.RcodeRefused, nil, iterative)
		}, "dns_zone_transfer 203.0.113.9 example.com"},
		"transfer by one who is notified of another zone": {func(p *tap) {
			p.ask("example.com.", dns.TypeAXFR, iterative)
			p.notified("example.net.")
		}, "dns_zone_transfer 203.0.113.9 example.com"},
		"transfer of all, after the latest version was claimed": {func(p *tap) {
			p.look("example.com.", dns.TypeIXFR, dns.RcodeSuccess, []string{"example.com. 60 IN SOA a. b. 1 2 3 4 5"}, iterative, authoritative)
			p.look("example.com.", dns.TypeAXFR, dns.RcodeSuccess, []string{"example.com. 60 IN SOA a. b. 1 2 3 4 5", "a.example.com. 60 IN A 192.0.2.1"}, iterative, authoritative)
			p.look("example.com.", dns.TypeIXFR, dns.RcodeSuccess, []string{"example.com. 60 IN SOA a. b. 1 2 3 4 5"}, iterative, authoritative)
		}, "dns_zone_transfer 203.0.113.9 example.com"},
		"transfer of all, asked for as differences": {func(p *tap) {
			p.look("example.com.", dns.TypeSOA, dns.RcodeSuccess, []string{"example.com. 60 IN SOA a. b. 1 2 3 4 5"}, iterative, authoritative)
			p.look("example.com.", dns.TypeIXFR, dns.RcodeSuccess, []string{"example.com. 60 IN SOA a. b. 1 2 3 4 5", "a.example.com. 60 IN A 192.0.2.1"}, iterative, authoritative)
		}, "dns_zone_transfer 203.0.113.9 example.com"},
		"version": {func(p *tap) { p.ask("version.bind.", dns.TypeTXT, chaos3) }, "dns_server_probe 203.0.113.9 "},
		"status":  {func(p *tap) { p.ask("example.com.", dns.TypeA, func(m *dns.Msg) { m.Opcode = 2 }) }, "dns_server_probe 203.0.113.9 "},
		"an empty question": {func(p *tap) {
			p.ask("example.com.", dns.TypeA, func(m *dns.Msg) { m.Question = nil })
		}, "dns_server_probe 203.0.113.9 "},
		"what is cached": {func(p *tap) {
			for i := range 12 {
				p.look(fmt.Sprintf("www.site%d.com.", i), dns.TypeA, dns.RcodeSuccess, nil, offersRecursion)
			}
		}, "dns_cache_snoop 203.0.113.9 "},
		"types of record": {func(p *tap) {
			for _, kind := range []uint16{dns.TypeSOA, dns.TypeNS, dns.TypeMX, dns.TypeTXT, dns.TypeCAA, dns.TypeDNSKEY} {
				p.look("example.com.", kind, dns.RcodeSuccess, nil)
			}
		}, "dns_record_survey 203.0.113.9 example.com"},
		"services": {func(p *tap) {
			for _, s := range wordlist(16) {
				p.look("_"+s+"._tcp.example.com.", dns.TypeSRV, dns.RcodeNameError, nil)
			}
		}, "dns_record_survey 203.0.113.9 example.com"},
		"signing keys of mail": {func(p *tap) {
			for _, s := range wordlist(16) {
				p.look(s+"._domainkey.example.com.", dns.TypeTXT, dns.RcodeNameError, nil)
			}
		}, "dns_record_survey 203.0.113.9 example.com"},
		"from name to name": {func(p *tap) {
			words := wordlist(20)
			for i := range 10 {
				p.look(words[i]+".example.org.", dns.TypeA, dns.RcodeSuccess,
					[]string{words[i] + ".example.org. 60 IN NSEC " + words[i+1] + ".example.org. A"}, withDO)
			}
		}, "dns_zone_walk 203.0.113.9 example.org"},
		"zero labels": {func(p *tap) {
			for _, w := range wordlist(4) {
				p.look(w+`\000.example.org.`, dns.TypeDS, dns.RcodeNameError, nil, withDO)
			}
		}, "dns_zone_walk 203.0.113.9 example.org"},
		"NSEC3 asked for": {func(p *tap) { p.ask("example.org.", dns.TypeNSEC3, withDO) }, "dns_zone_walk 203.0.113.9 example.org"},
		"hashes gathered": {func(p *tap) {
			rng := rand.New(rand.NewPCG(5, 6))
			for range 200 {
				hash := base32.HexEncoding.EncodeToString([]byte(scramble(rng, 20)))
				p.look(scramble(rng, 10)+".example.org.", dns.TypeA, dns.RcodeSuccess,
					[]string{hash + ".example.org. 60 IN NSEC3 1 0 0 - " + hash + " A"}, withDO)
			}
		}, "dns_zone_walk 203.0.113.9 example.org"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTap(t)
			c.do(p)
			if got := strings.Join(p.told(), "; "); got != c.want {
				t.Errorf("told %q, want %q", got, c.want)
			}
		})
	}
}

func signed(m *dns.Msg) {
	m.Extra = append(m.Extra, &dns.TSIG{
		Hdr: dns.RR_Header{Name: "key.", Rrtype: dns.TypeTSIG, Class: dns.ClassANY}, Algorithm: dns.HmacSHA256, MAC: "00", MACSize: 1,
	})
}

func TestQuiet(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for name, do := range map[string]func(*tap){
		"a browser": func(p *tap) {
			for _, w := range wordlist(200) {
				p.hit("www." + w + ".com.")
				p.hit("cdn." + w + ".com.")
			}
		},
		"a few misspelt names": func(p *tap) {
			for _, w := range wordlist(12) {
				p.miss(w + ".example.com.")
			}
		},
		"search list": func(p *tap) {
			for _, w := range wordlist(200) {
				p.hit("www." + w + ".com.")
				p.miss("www." + w + ".com.example.com.")
				p.miss(w + ".com.example.com.")
				p.miss(w + ".de.example.com.")
			}
		},
		"flood of random names": func(p *tap) {
			for range 400 {
				p.miss(scramble(rng, 8+rng.IntN(8)) + ".example.com.")
			}
		},
		"generated domains": func(p *tap) {
			for range 400 {
				p.miss(scramble(rng, 8+rng.IntN(8)) + ".com.")
			}
		},
		"a tunnel": func(p *tap) {
			for range 300 {
				p.look(scramble(rng, 50)+".t.example.com.", dns.TypeTXT, dns.RcodeSuccess, nil)
			}
		},
		"a block list": func(p *tap) {
			for range 300 {
				p.miss(fmt.Sprintf("%d.%d.%d.%d.zen.example.org.", rng.IntN(256), rng.IntN(256), rng.IntN(3), 10))
			}
		},
		"names of an inventory": func(p *tap) {
			for range 3 {
				for i := range 150 {
					p.hit(fmt.Sprintf("node%03d.example.com.", i))
				}
			}
		},
		"a stale inventory": func(p *tap) {
			for range 2 {
				for i := range 100 {
					p.miss(fmt.Sprintf("node%03d.example.com.", i))
				}
				p.now += 5 * minute
			}
		},
		"a crawler of a site where everybody has a name": func(p *tap) {
			for i, w := range wordlist(300) {
				if i == 20 {
					p.hit("1d36534a-dda2-421a-92b5-779f3be090eb.example.com.")
				}
				if !labels.Common([]byte(w)) {
					p.hit(w + ".example.com.")
				}
			}
		},
		"hosts of an unregistered domain": func(p *tap) {
			p.pace = 5e6
			for _, w := range strings.Fields(labels.Text)[:14] {
				p.miss(w + ".example.com.")
			}
		},
		"a crawler, with a word of another language and dead links": func(p *tap) {
			p.hit("bhupendra.example.com.")
			for i, w := range wordlist(120) {
				if i%5 == 0 {
					p.miss(w + ".example.com.")
				} else if !labels.Common([]byte(w)) {
					p.hit(w + ".example.com.")
				}
			}
		},
		"an application whose services are not there": func(p *tap) {
			p.pace = 5e6
			for range 5 {
				for _, w := range wordlist(90)[:34] {
					p.miss(w + ".cluster.example.com.")
				}
				p.now += 7e9
			}
		},
		"a part of a network, sorted": func(p *tap) {
			for _, i := range []int{3, 4, 9, 12, 13, 19, 22, 30, 31, 37, 40, 44, 51, 52, 60, 71, 73, 80, 88, 90, 91, 99, 104, 111, 120} {
				p.look(fmt.Sprintf("%d.0.0.10.in-addr.arpa.", i), dns.TypePTR, dns.RcodeSuccess, nil)
			}
		},
		"senders whose names are checked": func(p *tap) {
			for _, w := range wordlist(150) {
				p.look(w+".example.com.", dns.TypeMX, dns.RcodeNameError, nil)
				p.look(w+".example.com.", dns.TypeTXT, dns.RcodeNameError, nil)
				p.miss(w + ".example.com.")
			}
		},
		"random hosts of a browser": func(p *tap) {
			for range 12 {
				p.miss(scramble(rng, 7+rng.IntN(8)) + ".example.com.")
			}
			for _, w := range wordlist(5) {
				p.hit(w + ".example.com.")
			}
		},
		"a resolver whose clients are seen": func(p *tap) {
			p.service(p.client)
			for _, w := range wordlist(300) {
				p.miss(w+".example.com.", iterative)
			}
		},
		"a busy resolver's misses": func(p *tap) {
			for i, w := range wordlist(300) {
				if i%4 == 0 {
					p.miss(w+".example.com.", iterative)
				} else {
					p.hit(w+".example.com.", iterative)
				}
			}
		},
		"visitors in a log": func(p *tap) {
			for range 600 {
				p.look(fmt.Sprintf("%d.%d.0.10.in-addr.arpa.", rng.IntN(256), rng.IntN(8)), dns.TypePTR, dns.RcodeNameError, nil)
			}
		},
		"colleagues of a network, in any order": func(p *tap) {
			for range 10 {
				for _, i := range rng.Perm(60) {
					p.look(fmt.Sprintf("%d.0.0.10.in-addr.arpa.", 20+i), dns.TypePTR, dns.RcodeSuccess, nil)
				}
			}
		},
		"a mail host": func(p *tap) {
			for _, w := range wordlist(100) {
				p.look(w+".com.", dns.TypeMX, dns.RcodeSuccess, nil)
				p.look(w+".com.", dns.TypeTXT, dns.RcodeSuccess, nil)
				p.look("_dmarc."+w+".com.", dns.TypeTXT, dns.RcodeSuccess, nil)
				p.look("s1._domainkey."+w+".com.", dns.TypeTXT, dns.RcodeSuccess, nil)
				p.look("mail."+w+".com.", dns.TypeTLSA, dns.RcodeNameError, nil)
			}
		},
		"a resolver asks servers with authority": func(p *tap) {
			for i, w := range wordlist(100) {
				p.look(w+".com.", dns.TypeA, dns.RcodeSuccess, nil, func(m *dns.Msg) {
					m.RecursionDesired, m.RecursionAvailable, m.Authoritative = false, true, i%4 == 0
				})
			}
		},
		"a validating resolver": func(p *tap) {
			for i, w := range wordlist(200) {
				next := wordlist(201)[i+1]
				p.look(scramble(rng, 3)+w+".example.org.", dns.TypeA, dns.RcodeSuccess, []string{w + ".example.org. 60 IN NSEC " + next + ".example.org. A"}, withDO, iterative)
				if i%2 == 0 {
					p.look("example.org.", dns.TypeDNSKEY, dns.RcodeSuccess, nil, withDO, iterative)
				}
			}
		},
		"a monitor of one server": func(p *tap) {
			for range 50 {
				p.look("hostname.bind.", dns.TypeTXT, dns.RcodeSuccess, nil, chaos3)
				p.now += minute
			}
		},
		"cookies": func(p *tap) {
			p.ask("example.com.", dns.TypeA, func(m *dns.Msg) { m.Question = nil; m.SetEdns0(1232, false) })
		},
		"a secondary": func(p *tap) {
			p.service(p.client)
			p.look("example.com.", dns.TypeSOA, dns.RcodeSuccess, nil, iterative)
			p.look("example.com.", dns.TypeIXFR, dns.RcodeSuccess, []string{"example.com. 60 IN SOA a. b. 1 2 3 4 5", "example.com. 60 IN SOA a. b. 1 2 3 4 5"}, iterative)
		},
		"a secondary that goes on from the version that it has": func(p *tap) {
			for n := range 5 {
				answer := []string{"example.com. 60 IN SOA a. b. 3 2 3 4 5"}
				if n > 2 {
					answer = append(answer, "example.com. 60 IN SOA a. b. 2 2 3 4 5", "old.example.com. 60 IN A 192.0.2.1", "example.com. 60 IN SOA a. b. 3 2 3 4 5", "new.example.com. 60 IN A 192.0.2.1", "example.com. 60 IN SOA a. b. 3 2 3 4 5")
				}
				p.look("example.com.", dns.TypeIXFR, dns.RcodeSuccess, answer, iterative, authoritative)
				p.now += int64(3600e9)
			}
		},
		"a secondary that the zone names, and that nobody asks here": func(p *tap) {
			p.look("example.com.", dns.TypeAXFR, dns.RcodeSuccess, []string{"example.com. 60 IN SOA a. b. 1 2 3 4 5", "a.example.com. 60 IN A 192.0.2.1"}, iterative, authoritative)
			p.look("example.com.", dns.TypeSOA, dns.RcodeSuccess, []string{"example.com. 60 IN SOA a. b. 1 2 3 4 5", "example.com. 60 IN NS Ns9.example.com.", "ns9.example.com. 60 IN A 203.0.113.9"}, iterative, authoritative)
			p.look("example.com.", dns.TypeAXFR, dns.RcodeSuccess, []string{"example.com. 60 IN SOA a. b. 1 2 3 4 5", "a.example.com. 60 IN A 192.0.2.1"}, iterative, authoritative)
		},
		"a secondary that is notified after its first transfer": func(p *tap) {
			p.look("example.com.", dns.TypeSOA, dns.RcodeSuccess, nil, iterative)
			p.look("example.com.", dns.TypeAXFR, dns.RcodeSuccess, []string{"example.com. 60 IN SOA a. b. 1 2 3 4 5", "a.example.com. 60 IN A 192.0.2.1"}, iterative)
			p.now += minute / 2
			p.service(p.client)
		},
		"a secondary of which no answer is seen": func(p *tap) {
			p.ask("example.com.", dns.TypeSOA, iterative)
			p.ask("example.com.", dns.TypeAXFR, iterative)
			p.notified("example.com.")
		},
		"a secondary with a key": func(p *tap) {
			p.look("example.com.", dns.TypeAXFR, dns.RcodeSuccess, []string{"example.com. 60 IN SOA a. b. 1 2 3 4 5", "a.example.com. 60 IN A 192.0.2.1"}, signed)
		},
		"a copy of the root": func(p *tap) { p.look(".", dns.TypeAXFR, dns.RcodeSuccess, nil) },
		"updates": func(p *tap) {
			p.ask("example.com.", dns.TypeSOA, func(m *dns.Msg) { m.Opcode = dns.OpcodeUpdate })
		},
		"a member of a directory": func(p *tap) {
			for _, s := range strings.Fields("_ldap._tcp _kerberos._tcp _kerberos._udp _kpasswd._tcp _gc._tcp _ldap._tcp.dc._msdcs _ldap._tcp.site._sites.dc._msdcs") {
				p.look(s+".example.com.", dns.TypeSRV, dns.RcodeSuccess, nil)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTap(t)
			do(p)
			if got := p.told(); len(got) > 0 {
				t.Errorf("told %q", got)
			}
		})
	}
}

// What was given away is in the finding.
func TestOutcome(t *testing.T) {
	p := newTap(t)
	for i, w := range wordlist(100) {
		if i%20 == 10 {
			p.hit(w + ".example.com.")
		} else {
			p.miss(w + ".example.com.")
		}
	}
	f := p.last()
	if f.Answers.Open != 5 || f.Stage != analyzers.Ended || f.Answers.Open+f.Answers.Closed != 100 || f.HostsSample[0] != address("10.0.0.53") || f.Direction != analyzers.Inbound {
		t.Errorf("finding %+v", f)
	}
	if !strings.Contains(f.Detail, "100 names below example.com; 5 exist: ") {
		t.Errorf("detail %q", f.Detail)
	}
}

// Who asks behind a resolver is not seen: the finding names the resolver, and the network that it names.
func TestThroughResolver(t *testing.T) {
	p := newTap(t)
	for _, w := range wordlist(200) {
		p.miss(w+".example.com.", iterative, func(m *dns.Msg) {
			m.SetEdns0(1232, false)
			m.IsEdns0().Option = append(m.IsEdns0().Option, &dns.EDNS0_SUBNET{Code: dns.EDNS0SUBNET, Family: 1, SourceNetmask: 24, Address: net.IPv4(192, 0, 2, 0)})
		})
	}
	f := p.last()
	if f.Via != address(p.client) || f.Behalf != netip.MustParsePrefix("192.0.2.0/24") || !strings.Contains(f.Detail, "192.0.2.0/24") {
		t.Errorf("finding %+v", f)
	}
	p = newTap(t)
	for _, w := range wordlist(200) {
		p.miss(w + ".example.com.")
	}
	if f := p.last(); f.Via != (packet.Addr{}) || f.Behalf.IsValid() {
		t.Errorf("without a resolver: %+v", f)
	}
}

func TestTransferCountsRecords(t *testing.T) {
	p := newTap(t)
	ask := new(dns.Msg)
	ask.SetAxfr("example.com.")
	framed := func(m *dns.Msg) []byte {
		b := pack(t, m)
		return append([]byte{byte(len(b) >> 8), byte(len(b))}, b...)
	}
	p.event(false, packet.ProtoTCP, framed(ask))
	seq := uint32(1000)
	for part := range 3 {
		m := new(dns.Msg)
		m.SetReply(ask)
		if part > 0 {
			m.Question = nil // only the first message repeats it: RFC 5936, section 2.2
		}
		for i := range 50 {
			rr, _ := dns.NewRR(fmt.Sprintf("h%d.example.com. 60 IN A 192.0.2.1", i))
			m.Answer = append(m.Answer, rr)
		}
		b := framed(m)
		for at := 0; at < len(b); at += 700 {
			piece := b[at:min(at+700, len(b))]
			p.seq(seq, piece)
			seq += uint32(len(piece))
		}
	}
	p.seq(seq+100, framed(ask)) // after a gap nobody knows where a message begins
	if p.d.Stats().StreamsLost != 1 {
		t.Error("the gap was not noticed")
	}
	if f := p.last(); f.Kind != analyzers.DNSZoneTransfer || f.Answers.Open != 150 || !strings.Contains(f.Detail, "at least 150 records") {
		t.Errorf("finding %+v", f)
	}
}

// A story that has ended is not gone on with: what follows must convict by itself.
func TestEpisodesEnd(t *testing.T) {
	p := newTap(t)
	words := wordlist(120)
	for _, w := range words[:60] {
		p.miss(w + ".example.com.")
	}
	p.now += int64(DefaultConfig().EpisodeIdle) * 2
	for _, w := range words[60:70] {
		p.miss(w + ".example.com.")
	}
	p.now += int64(DefaultConfig().EpisodeIdle) * 10
	for _, w := range words[70:] {
		p.miss(w + ".example.com.")
	}
	if got := p.told(); len(got) != 2 {
		t.Errorf("told %q, want two openings", got)
	}
}
