package mixed

import "io"

// FloodOptions sizes a flood. Zero counts leave their part out.
type FloodOptions struct {
	Forged int // SYNs, each from another forged source
	Live   int // connections that stay open, each from a source of its own, at most 2^22
	Probes int // of one slow scanner, each to another host of FloodHome, at most 199
	// Seconds of packet time between the first and the last forged SYN.
	Seconds int
}

// What a reader of a flood has to know.
const (
	FloodScanner = "203.0.113.77" // who sends the slow probes
	FloodHome    = "198.51.100.0/24"
)

// liveRounds is how often each live connection is heard of during the flood,
// so that it does not become idle.
const liveRounds = 5

// Flood writes what is meant to fill every table: first the live connections
// are made, then forged SYNs come while the connections go on and one slow
// scanner probes a host at a time for SSH. It keeps no state of a flow, so any
// size can be streamed.
func Flood(out io.Writer, o FloodOptions) (Totals, error) {
	background := max(1, o.Forged+liveRounds*o.Live)
	w := newWriter(out, 96, start, 0)
	w.step = step / 2
	for i := range o.Live {
		openLive(w, uint32(i))
	}
	w.step = int64(o.Seconds) * 1e9 / int64(background)
	forged, live, probes := 0, 0, 0
	for i := range background {
		// Spread each part evenly over the whole.
		if forged*background <= i*o.Forged && forged < o.Forged {
			forge(w, uint32(forged))
			forged++
		} else if o.Live > 0 {
			continueLive(w, uint32(live%o.Live), uint32(live/o.Live))
			live++
		}
		if probes < o.Probes && probes*background <= i*o.Probes {
			slowProbe(w, probes)
			probes++
		}
		if w.err != nil {
			break
		}
	}
	return w.Total, w.flush()
}

// victim picks one of the hosts that serve, 200 to 249 of the home network.
func victim(i uint32, port uint16) host { return host{servers | (200 + i%50), port} }

// livePair is the ends of live connection i and its first sequence number.
func livePair(i uint32) (client, server host, seq uint32) {
	return host{0x64400000 | i, uint16(32768 + i%28000)}, victim(i, 443), i * 2654435761 // 100.64.0.0/10 (RFC 6598)
}

func openLive(w *writer, i uint32) {
	client, server, seq := livePair(i)
	w.tcp(link{}, client, server, segment{flags: syn, seq: seq})
	w.tcp(link{}, server, client, segment{flags: syn | ack, seq: ^seq, ack: seq + 1})
	w.tcp(link{}, client, server, segment{flags: ack, seq: seq + 1, ack: ^seq + 1})
	w.tcp(link{}, client, server, segment{psh | ack, seq + 1, ^seq + 1, 200, true})
}

func continueLive(w *writer, i, round uint32) {
	client, server, seq := livePair(i)
	w.tcp(link{}, client, server, segment{psh | ack, seq + 201 + round*100, ^seq + 1, 100, false})
}

// forge sends the SYN of a source that no other has; the odd factor makes
// neighbours far apart, and the set bits keep clear of every other network here.
func forge(w *writer, i uint32) {
	source := 0x20000000 | (i*2654435761)&0x1fffffff // 32.0.0.0/3
	w.tcp(link{}, host{source, uint16(1024 + i%60000)}, victim(i, 80), segment{flags: syn, seq: i * 0x9e3779b1})
}

func slowProbe(w *writer, i int) {
	scanner := host{scanners | 77, uint16(50000 + i)}
	target := host{servers | uint32(1+i%199), 22}
	w.tcp(link{}, scanner, target, segment{flags: syn, seq: uint32(i) * 7919})
	w.Total.Scan++
}
