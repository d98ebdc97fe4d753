package flow

import (
	"bytes"
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
	if app == analyzers.AppDNS || app == analyzers.AppWHOIS || app == analyzers.AppHTTPRequest && pipelined(p.Payload) {
		most = analyzers.RegisteredBytes
	}
	b := s.out
	e.DataAt, e.DataLen = uint32(len(b.Bytes)), uint16(min(len(p.Payload), most))
	b.Bytes = append(b.Bytes, p.Payload[:e.DataLen]...)
}

// pipelined: behind the first request of a large payload another one begins; all of them are told.
func pipelined(b []byte) bool {
	if len(b) <= analyzers.MessageBytes {
		return false
	}
	i := bytes.Index(b[:analyzers.MessageBytes], []byte("\r\n\r\n"))
	return i >= 0 && first(b[i+4:]) == analyzers.AppHTTPRequest
}

// application says what the payload is, and which side of the flow the client is on.
func (s *step) application(r *Record) (app analyzers.App, client uint8) {
	p := s.p
	if p.Proto != packet.ProtoTCP && p.Proto != packet.ProtoUDP {
		return analyzers.AppNone, 0
	}
	client, known := r.client()
	if app := registered(p); app != analyzers.AppNone {
		if port := servers[app]; p.SrcPort == port && p.DstPort != port {
			client = 1 - s.side
		} else if p.DstPort == port && p.SrcPort != port {
			client = s.side
		}
		return app, client
	}
	if p.Proto == packet.ProtoTCP {
		switch app := first(p.Payload); app {
		case analyzers.AppHTTPResponse:
			if !known || s.side != client {
				return app, 1 - s.side
			}
		case analyzers.AppHTTPRequest: // a server may echo what looks like one
			if !known || s.side == client {
				return app, s.side
			}
		case analyzers.AppTLS, analyzers.AppSSH:
			return app, client
		}
	}
	if s.side == client && (!r.joined() && r.directions[client].Payload() <= firstPayloads || beginsExchange(p)) {
		return analyzers.AppOther, client
	}
	return analyzers.AppNone, 0
}

// beginsExchange reports whether a datagram asks for a key exchange of its own: both sides do so from one port, so that all
// that is tried is one flow. It has a cookie of who asks, and none yet of who is asked: RFC 2408 section 3.1, RFC 7296 section 3.1.
func beginsExchange(p *packet.Packet) bool {
	const portIKE, portNAT, header, marker = 500, 4500, 28, 4
	b := p.Payload
	switch {
	case p.Proto != packet.ProtoUDP:
		return false
	case p.DstPort == portNAT && len(b) > marker: // RFC 3948 section 2.2
		if binary.BigEndian.Uint32(b) != 0 {
			return false
		}
		b = b[marker:]
	case p.DstPort != portIKE:
		return false
	}
	return len(b) >= header && binary.BigEndian.Uint64(b) != 0 && binary.BigEndian.Uint64(b[8:]) == 0
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
