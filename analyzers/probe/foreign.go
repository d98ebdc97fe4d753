package probe

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
)

// Protocols that a client may begin with. A port that several of the first three
// share is common; what speaks the others beside them asks what is there.
const (
	speaksHTTP = iota
	speaksTLS
	speaksSSH
	speaksRTSP
	speaksSIP
	speaksRPC
	speaksDNS
	speaksSMB
	speaksRDP
	speaksX11
	speaksKerberos
	speaksLDAP
	speaksHelp
	speaksLines
	speaksJRMI
	speaksTNS
	speaksNothing

	common = 1<<speaksHTTP | 1<<speaksTLS | 1<<speaksSSH
)

const (
	foreignSets   = 1 << 12
	foreignWindow = 60 * 1_000_000_000
	foreignAtOnce = 3
)

// dialogue is the protocols that one source spoke to one port in the last minute.
type dialogue struct {
	tag    uint64
	since  int64
	spoken uint32
}

// foreign remembers who spoke what to which port. What is pushed out begins anew.
type foreign struct {
	seed    uint64
	slots   []dialogue
	evicted uint64
}

func (f *foreign) init(seed uint64) { f.seed, f.slots = seed, make([]dialogue, foreignSets) }

// add notes a client's payload, and reports whether its source has now spoken three
// protocols to this port, one of them rare, within a minute.
func (f *foreign) add(e *analyzers.Event, data []byte) bool {
	spoken := speaks(e.App, data)
	if spoken == speaksNothing {
		return false
	}
	h := sketch.Pair(f.seed, &e.Source, &e.Target, uint64(e.TargetPort)<<32) | 1
	s := &f.slots[h>>1%foreignSets]
	if lapsed := e.Time-s.since > foreignWindow; s.tag != h || lapsed {
		if s.tag != 0 && !lapsed {
			f.evicted++
		}
		*s = dialogue{tag: h, since: e.Time}
	}
	before := s.spoken
	s.spoken |= 1 << spoken
	return s.spoken != before && bits.OnesCount32(s.spoken) >= foreignAtOnce && s.spoken&^common != 0
}

// openings are first bytes that tell a protocol.
var openings = []struct {
	text     string
	protocol int
}{
	{"OPTIONS / RTSP", speaksRTSP},
	{"DESCRIBE ", speaksRTSP},
	{"OPTIONS sip:", speaksSIP},
	{"\x00\x1e\x00\x06\x01\x00\x00\x01", speaksDNS},
	{"\x00\x0c\x00\x00\x10\x00", speaksDNS},
	{"\x80\x00\x00\x28", speaksRPC},
	{"\x03\x00\x00", speaksRDP},
	{"l\x00\x0b\x00", speaksX11},
	{"\x00\x00\x00\x71\x6a\x81", speaksKerberos},
	{"0\x84\x00\x00\x00", speaksLDAP},
	{"0\x0c\x02\x01\x01\x60", speaksLDAP},
	{"HELP\r\n", speaksHelp},
	{"EHLO", speaksHelp},
	{"\r\n\r\n", speaksLines},
	{"JRMI", speaksJRMI},
	{"\x00\x5a\x00\x00\x01", speaksTNS},
}

// opens tells the first bytes of openings.
var opens = func() (set [256]bool) {
	for i := range openings {
		set[openings[i].text[0]] = true
	}
	return set
}()

// speaks tells the protocol of a client's first bytes.
func speaks(app analyzers.App, b []byte) int {
	for i := range openings {
		if len(b) == 0 || !opens[b[0]] {
			break
		}
		if o := &openings[i]; len(b) >= len(o.text) && string(b[:len(o.text)]) == o.text {
			return o.protocol
		}
	}
	switch app {
	case analyzers.AppHTTPRequest:
		return speaksHTTP
	case analyzers.AppTLS:
		return speaksTLS
	case analyzers.AppSSH:
		return speaksSSH
	default:
	}
	if len(b) >= 8 && (bytes.HasPrefix(b[4:], []byte("\xffSMB")) || bytes.HasPrefix(b[4:], []byte("\xfeSMB"))) &&
		binary.BigEndian.Uint32(b) < 1<<24 {
		return speaksSMB
	}
	return speaksNothing
}
