package flow

import (
	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// sort is what a TCP segment or SCTP chunk does to a connection.
type sort uint8

const (
	opens   sort = iota // SYN, INIT
	accepts             // SYN-ACK, INIT-ACK
	resets              // RST, ABORT
	acks                // ACK with or without data; any other chunk
	ends                // FIN+ACK
	strange             // flags that no stack sends to a stranger
	cookie              // COOKIE-ECHO: strange from a stranger, else an ack
)

// SCTP chunk types (RFC 9260 section 3.2).
const (
	chunkInit, chunkInitAck, chunkAbort         = 1, 2, 6
	chunkShutdownAck, chunkCookieEcho           = 8, 10
	chunkCookieAck, chunkShutdownComplete uint8 = 11, 14
)

func (s *step) segment() sort {
	if s.p.Proto == packet.ProtoSCTP {
		return chunkSort(s.p.SCTPChunk)
	}
	return flagSort(s.p.TCPFlags, s.p.PayloadLen)
}

func chunkSort(chunk uint8) sort {
	switch chunk {
	case chunkInit:
		return opens
	case chunkInitAck:
		return accepts
	case chunkAbort:
		return resets
	case chunkCookieEcho:
		return cookie
	}
	return acks
}

// flagSort sorts TCP flags. ECE, CWR and AE in a SYN are the set-up of ECN (RFC
// 3168, RFC 9768). PSH in a SYN with data is TCP Fast Open's (RFC 7413) and
// plain; without data no stack sets it. RST weighs more than what else is set
// beside it, since it accuses nobody.
func flagSort(flags uint16, payload int) sort {
	const ecn = packet.ECE | packet.CWR | packet.AE
	core := flags &^ ecn
	switch {
	case core == packet.SYN, core == packet.SYN|packet.PSH && payload > 0:
		return opens
	case core&^packet.PSH == packet.SYN|packet.ACK:
		return accepts
	case flags&packet.SYN != 0:
		return strange
	case flags&packet.RST != 0:
		return resets
	case flags&packet.ACK == 0:
		return strange
	case flags&packet.FIN != 0:
		return ends
	}
	return acks
}

// synMethod tells a full stack's SYN from one that a scanner makes itself: all
// current systems offer at least one of window scale, SACK and timestamps.
func synMethod(p *packet.Packet) analyzers.Method {
	const full = packet.OptWindowScale | packet.OptSACKPermitted | packet.OptTimestamps
	switch {
	case p.Proto == packet.ProtoSCTP:
		return analyzers.SCTPInit
	case p.TCPOptions&full != 0:
		return analyzers.TCPConnect
	}
	return analyzers.TCPSyn
}

func strangeMethod(p *packet.Packet) analyzers.Method {
	if p.Proto == packet.ProtoSCTP {
		return analyzers.SCTPCookieEcho
	}
	switch p.TCPFlags {
	case 0:
		return analyzers.TCPNull
	case packet.FIN:
		return analyzers.TCPFin
	case packet.FIN | packet.PSH | packet.URG:
		return analyzers.TCPXmas
	}
	return analyzers.TCPFlags
}

func connects(proto uint8) bool { return proto == packet.ProtoTCP || proto == packet.ProtoSCTP }
