package probe

import (
	"math/bits"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// askedFirst are the ports that nmap asks of every host before all others, in any order.
var askedFirst = [...]uint16{
	80, 23, 443, 21, 22, 25, 3389, 110, 445, 139, 143, 53, 135, 3306, 8080, 1723, 111, 995, 993, 5900, 1025, 587, 8888, 199,
	1720, 113, 554, 256,
}

const (
	// enoughOfThem before any other port: who asks for popular services by a list of his own has neither
	// so many, nor 199, 256 and 1720 among them.
	enoughOfThem = 25
	orderSets    = 1 << 13
	strayed      = 1 << 31 // another port came before enough of them
)

// bitOf is the bit of each port that is asked first, 0 of others.
var bitOf = func() (of [8888 + 1]uint32) {
	for i, port := range askedFirst {
		of[port] = 1 << i
	}
	return of
}()

// opening is which ports of one host a source has asked so far.
type opening struct {
	tag  uint64
	seen uint32
}

// orders remembers how sources begin with hosts. What is pushed out begins anew.
type orders struct {
	seed    uint64
	slots   []opening
	evicted uint64
}

func (o *orders) init(seed uint64) { o.seed, o.slots = seed, make([]opening, orderSets) }

// add notes that a port was asked, and reports whether it is the last of enough in the order of nmap.
func (o *orders) add(e *analyzers.Event) bool {
	h := sketch.Pair(o.seed, &e.Source, &e.Target, 0) | 1
	s := &o.slots[h>>1%orderSets]
	if s.tag != h {
		if s.tag != 0 && s.seen&strayed == 0 {
			o.evicted++
		}
		*s = opening{tag: h}
	}
	bit := uint32(strayed)
	if int(e.TargetPort) < len(bitOf) && bitOf[e.TargetPort] != 0 {
		bit = bitOf[e.TargetPort]
	}
	if s.seen&(bit|strayed) != 0 {
		return false
	}
	s.seen |= bit
	return bits.OnesCount32(s.seen) == enoughOfThem && s.seen&strayed == 0
}

// ordered lets it be known that a source asks ports in the order of nmap. It is told as
// the tool of its scan, and not by itself.
func (d *Detector) ordered(e *analyzers.Event) {
	*d.out = append(*d.out, analyzers.Finding{
		Time: e.Time, Frame: e.Frame, Decided: e.Time, Kind: analyzers.ScannerSignature, Stage: analyzers.Opened, Episode: e.Time,
		Source: e.Source, SourceCount: 1, Method: e.Method, Methods: analyzers.MethodSet(0).Add(e.Method), Hosts: 1, Ports: enoughOfThem,
		HostsSample: []packet.Addr{e.Target}, First: e.First, Last: e.Time, Probes: enoughOfThem, Confidence: sureOfStrong,
		Direction: d.direction(&e.Source, &e.Target), Interface: e.Interface, VLAN: e.VLAN, Visibility: 1, Quiet: true,
		Tools: []analyzers.Tool{{
			Name: "nmap", Confidence: Strong.String(), Uses: analyzers.UseScan, Methods: analyzers.MethodSet(0).Add(e.Method), Ordinary: true,
			Evidence: []string{"the first 25 ports that it asked are all among the 28 that nmap asks first"},
		}},
	})
}
