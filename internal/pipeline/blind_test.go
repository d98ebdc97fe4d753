package pipeline_test

import (
	"hash/fnv"
	"math/rand/v2"
	"regexp"
	"testing"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// blind is a Source that does not see some of the replies.
type blind struct {
	capture.Source
	initiator map[[2]packet.Addr]packet.Addr
	hide      func(p *packet.Packet) bool
	packet    packet.Packet
}

func (b *blind) ReadBatch(frames []capture.Frame) (int, error) {
	for {
		n, err := b.Source.ReadBatch(frames)
		kept := 0
		for i := range frames[:n] {
			if b.isReply(&frames[i]) && b.hide(&b.packet) {
				continue
			}
			frames[kept] = frames[i]
			kept++
		}
		if kept > 0 || err != nil {
			return kept, err
		}
	}
}

// isReply takes who spoke first of two hosts for the one that asks.
func (b *blind) isReply(f *capture.Frame) bool {
	p := &b.packet
	switch p.Decode(f) {
	case packet.Transport, packet.Neighbour, packet.Network:
	default:
		return false
	}
	pair := [2]packet.Addr{p.Src, p.Dst}
	if p.Verdict == packet.Neighbour {
		return p.ARPOp == 2 && p.Proto == packet.ProtoARP || p.ICMPType == 136 && p.Proto == packet.ProtoICMPv6
	}
	if p.HasQuote {
		return true // nobody asks by an error
	}
	if string(pair[0][:]) > string(pair[1][:]) {
		pair[0], pair[1] = pair[1], pair[0]
	}
	first, ok := b.initiator[pair]
	if !ok {
		b.initiator[pair] = p.Src
		return false
	}
	return first != p.Src
}

// A sensor that misses half of the replies, at random, by host, or every one,
// must not accuse those who do nothing, and must still find the scans.
func TestHalfOfTheRepliesAreMissing(t *testing.T) {
	modes := map[string]func() func(*packet.Packet) bool{
		"at random": func() func(*packet.Packet) bool {
			rng := rand.New(rand.NewPCG(1, 2))
			return func(*packet.Packet) bool { return rng.IntN(2) == 0 }
		},
		"of every other host": func() func(*packet.Packet) bool {
			return func(p *packet.Packet) bool {
				h := fnv.New32a()
				_, _ = h.Write(p.Src[:])
				return h.Sum32()%2 == 0
			}
		},
		"all": func() func(*packet.Packet) bool {
			return func(*packet.Packet) bool { return true }
		},
	}
	for name, mode := range modes {
		for _, l := range manifest(t) {
			t.Run(name+"/"+l.file, func(t *testing.T) {
				src := &blind{Source: open(t, l.path()), initiator: map[[2]packet.Addr]packet.Addr{}, hide: mode()}
				alerts := replay(t, src, l.home, small(1))
				if l.expect == "none" {
					if a := accused(alerts); len(a) > 0 {
						t.Errorf("accused %v", a)
					}
					return
				}
				m := missing(anyKind.ReplaceAllString(l.expect, "any@"), anyKinds(told(alerts)))
				switch why := needsAnswers[name+"/"+l.file]; {
				case why == "" && len(m) > 0:
					t.Errorf("not found: %v; told %v", m, told(alerts))
				case why != "" && len(m) == 0:
					t.Errorf("found, which was thought impossible: %s", why)
				}
			})
		}
	}
}

// needsAnswers are attacks that nobody can tell from honest work who sees too few of the answers. Whatever
// of them is found all the same does not belong here.
var needsAnswers = map[string]string{
	"all/dns-numbers.pcap":                       "numbers behind a word that may all exist are an inventory",
	"all/dns-sorted-via.pcap":                    "forty names that may all exist are what the clients of a resolver want",
	"of every other host/dns-sorted-via.pcap":    "forty names that may all exist are what the clients of a resolver want",
	"at random/trace-inside.pcap":                "behind the last router one step of the path is seen, and that its target refuses it",
	"of every other host/trace-inside.pcap":      "behind the last router one step of the path is seen, and that its target refuses it",
	"all/trace-inside.pcap":                      "behind the last router one step of the path is seen, and that its target refuses it",
	"all/web-endings.pcap.gz":                    "unusual words that word lists do not agree on: that they do not exist is what tells",
	"all/web-soft-slow.pcap.gz":                  "a name every few seconds: that each is answered by the same page is what tells",
	"all/web-curl-slow.pcap.gz":                  "a name every six seconds, out of order, none made up: so does a crawler that knows its pages, unless one sees that they do not exist",
	"at random/web-words-slow.pcap.gz":           "words that stand in no list, slowly: that a hundred do not exist is what tells",
	"at random/web-many-servers.pcap":            "a page for administrators: that five servers do not have it is what tells",
	"of every other host/web-words-slow.pcap.gz": "words that stand in no list, slowly: that a hundred do not exist is what tells",
	"of every other host/web-many-servers.pcap":  "a page for administrators: that five servers do not have it is what tells",
	"all/web-words-slow.pcap.gz":                 "words that stand in no list, slowly: that a hundred do not exist is what tells",
	"all/web-many-servers.pcap":                  "a page for administrators: that five servers do not have it is what tells",
}

// anyKind strips kinds: who sees half names the source, and may take a sweep of
// ports for one of hosts.
var anyKind = regexp.MustCompile(`[a-z_]+@`)

func anyKinds(told []string) []string {
	out := make([]string, len(told))
	for i, s := range told {
		out[i] = anyKind.ReplaceAllString(s, "any@")
	}
	return out
}
