package mixed

import (
	"encoding/binary"
	"io"
)

// NamesOptions sizes traffic of name servers: every question has its answer.
type NamesOptions struct {
	Questions int // of ordinary clients, and as many of the flood
	Clients   int // sources of ordinary questions, at most 2^22
	Bots      int // sources of the flood, which asks for random names below one domain
	Guesses   int // of one slow guesser, each for another word below NamesDomain
	// Seconds of packet time between the first and the last question.
	Seconds int
}

// What a reader of such traffic has to know.
const (
	NamesGuesser = "203.0.113.78" // who guesses
	NamesDomain  = "example.net"  // below which
)

const (
	typeA, nxdomain = 1, 3
	ordinaryDomains = 2000
	vowels          = "aeiou"
	consonants      = "bcdfghklmnprstvz"
)

// Names writes questions and answers: half of ordinary clients, who want a few names of many
// domains, half of a flood of random names; among them, from a third of the
// time on, one source guesses slowly. It keeps no state.
func Names(out io.Writer, o NamesOptions) (Totals, error) {
	total := max(1, 2*o.Questions)
	w := newWriter(out, 512, start, max(1, int64(o.Seconds)*1e9/int64(2*total)))
	guessed := 0
	var name []byte
	for i := range total {
		n := uint32(i / 2)
		if i%2 == 0 {
			client := 0x64400000 | n%uint32(max(o.Clients, 1)) // 100.64.0.0/10 (RFC 6598)
			name = ordinaryName(name[:0], n)
			code := 0
			if n%20 == 7 {
				code = nxdomain
			}
			w.ask(host{client, uint16(50000 + n%15000)}, uint16(n), name, code)
		} else {
			bot := 0x20000000 | (n%uint32(max(o.Bots, 1))*2654435761)&0x1fffffff // 32.0.0.0/3
			name = randomName(name[:0], n)
			w.ask(host{bot, uint16(50000 + n%15000)}, uint16(n), name, nxdomain)
		}
		if late := i - total/3; guessed < o.Guesses && guessed*(total-total/3) <= late*o.Guesses {
			name = guessedName(name[:0], guessed)
			w.ask(host{scanners | 78, uint16(40000 + guessed)}, uint16(guessed*7), name, nxdomain)
			w.Total.Scan++
			guessed++
		}
		if w.err != nil {
			break
		}
	}
	return w.Total, w.flush()
}

// ask writes a question to the organisation's name server, and its answer.
func (w *writer) ask(client host, id uint16, name []byte, code int) {
	server := host{servers | 53, 53}
	be := binary.BigEndian
	m := be.AppendUint16(nil, id)
	m = append(m, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0) // recursion desired, one question
	m = append(m, name...)
	m = append(m, 0, typeA, 0, 1)
	w.udp(link{}, client, server, m, len(m))
	m[2], m[3] = 0x81, 0x80|byte(code)
	if code == 0 {
		m[7] = 1
		m = append(m, 0xc0, 12, 0, typeA, 0, 1, 0, 0, 0, 60, 0, 4, 198, 51, 100, 200) // the name again (RFC 1035, section 4.1.4)
	}
	w.udp(link{}, server, client, m, len(m))
}

func label(b []byte, text string) []byte { return append(append(b, byte(len(text))), text...) }

// ordinaryName is one of a few hosts of one of many domains.
func ordinaryName(b []byte, n uint32) []byte {
	h := n * 0x9e3779b1
	b = label(b, [...]string{"www", "api", "img", "mail", "cdn", "static", "m", "login"}[h>>29])
	d := h % ordinaryDomains
	b = append(b, 6, 's', 'i', 't', byte('a'+d/676%26), byte('a'+d/26%26), byte('a'+d%26))
	return append(label(b, "com"), 0)
}

// randomName is no word.
func randomName(b []byte, n uint32) []byte {
	x := uint64(n)*0x9e3779b97f4a7c15 | 1
	b = append(b, 12)
	for range 12 {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		b = append(b, "abcdefghijklmnopqrstuvwxyz0123456789"[x%36])
	}
	return append(label(label(b, "flooded"), "org"), 0)
}

// guessedName can be spoken, as words can.
func guessedName(b []byte, i int) []byte {
	word := []byte{
		consonants[i%16], vowels[i%5], consonants[i/16%16], vowels[i/3%5], consonants[i*7%16], vowels[i/7%5],
	}
	b = label(b, string(word))
	return append(label(label(b, "example"), "net"), 0)
}
