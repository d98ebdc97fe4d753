package flow

import (
	"encoding/binary"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// firstPayloads is how many payloads of an initiator are told whatever they are: what
// a client says first may be cut in two, as a ClientHello with large keys is.
const firstPayloads = 2

const portDNS, portWHOIS = 53, 43

// message tells a payload that an analyzer may want to read.
func (s *step) message(r *Record) {
	p := s.p
	if len(p.Payload) == 0 || p.Verdict != packet.Transport || s.cause != segment && s.cause != datagram {
		return
	}
	app, client := s.application(r)
	if app == analyzers.AppNone {
		return
	}
	e := s.event(analyzers.Message)
	if e == nil {
		return
	}
	r.fill(e)
	if client != r.initiator() {
		e.Source, e.Target, e.SourcePort, e.TargetPort = e.Target, e.Source, e.TargetPort, e.SourcePort
	}
	e.App, e.FromTarget = app, s.side != client
	e.Extra, e.Seq, e.Flags = uint16(min(p.PayloadLen, 1<<16-1)), p.Seq, p.TCPFlags
	e.Window = uint16(p.Ack)
	most := analyzers.MessageBytes
	if app == analyzers.AppDNS || app == analyzers.AppWHOIS {
		most = analyzers.RegisteredBytes
	}
	b := s.out
	e.DataAt, e.DataLen = uint32(len(b.Bytes)), uint16(min(len(p.Payload), most))
	b.Bytes = append(b.Bytes, p.Payload[:e.DataLen]...)
}

// application says what the payload is, and which side of the flow the client is on.
func (s *step) application(r *Record) (app analyzers.App, client uint8) {
	p, sender, other := s.p, s.side, 1-s.side
	if p.Proto != packet.ProtoTCP && p.Proto != packet.ProtoUDP {
		return analyzers.AppNone, 0
	}
	if app := registered(p); app != analyzers.AppNone {
		if port := servers[app]; p.SrcPort == port && p.DstPort != port {
			return app, other
		} else if p.DstPort == port && p.SrcPort != port {
			return app, sender
		}
		return app, r.initiator()
	}
	if p.Proto == packet.ProtoTCP {
		began := r.role == attempt // who began is known: the other side only echoes what looks like a request
		switch app := first(p.Payload); app {
		case analyzers.AppHTTPResponse:
			if !began || other == r.initiator() {
				return app, other
			}
		case analyzers.AppHTTPRequest:
			if !began || sender == r.initiator() {
				return app, sender
			}
		case analyzers.AppTLS, analyzers.AppSSH:
			return app, r.initiator()
		}
	}
	if sender == r.initiator() && r.role != ordinary && r.directions[sender].Payload() <= firstPayloads {
		return analyzers.AppOther, sender
	}
	return analyzers.AppNone, 0
}

var servers = [analyzers.NumApps]uint16{analyzers.AppDNS: portDNS, analyzers.AppWHOIS: portWHOIS}

func registered(p *packet.Packet) analyzers.App {
	switch {
	case p.SrcPort == portDNS || p.DstPort == portDNS:
		return analyzers.AppDNS
	case p.Proto == packet.ProtoTCP && (p.SrcPort == portWHOIS || p.DstPort == portWHOIS):
		return analyzers.AppWHOIS
	}
	return analyzers.AppNone
}

// first reads the first bytes of a TCP payload: what relevance holds to start a message.
func first(b []byte) analyzers.App {
	if len(b) < 4 || !initials[b[0]] {
		return analyzers.AppNone
	}
	switch string(b[:4]) {
	case "GET ", "POST", "HEAD", "PUT ", "DELE", "OPTI", "PATC", "TRAC", "CONN", "PROP", "PRI ":
		return analyzers.AppHTTPRequest
	case "HTTP":
		return analyzers.AppHTTPResponse
	case "SSH-":
		return analyzers.AppSSH
	}
	if binary.BigEndian.Uint16(b) == 0x1603 { // a handshake record: RFC 8446, section 5.1
		return analyzers.AppTLS
	}
	return analyzers.AppNone
}

var initials = func() (set [256]bool) {
	for _, c := range []byte("GPHDOTCS\x16") {
		set[c] = true
	}
	return set
}()
