// Package syslog sends messages to log collectors by RFC 5424: over UDP (RFC
// 5426), TCP with octet counting (RFC 6587), TLS (RFC 5425) and the socket of the local log daemon.
//
// Goroutines: a Destination belongs to its sink.Outlet. Each connection has one
// goroutine that waits for its end.
package syslog

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/sink"
)

// Facility is that of RFC 5424, table 1.
type Facility uint8

// Local0 is the first of the eight for local use, and the default.
const Local0 Facility = 16

// DocumentationPEN is the private enterprise number that RFC 5612 sets aside for
// documents. Sites that have their own should use it.
const DocumentationPEN = 32473

// Bounds of a message, framing excluded.
const (
	// MaxUDP is what RFC 5424, section 6.1, and RFC 5426, section 3.2, want every receiver
	// to take, and where receivers are known to cut.
	MaxUDP = 2048
	// MaxStream is what RFC 5425, section 4.3.1, wants receivers to take.
	MaxStream = 8192
)

// The names of the header (RFC 5424, section 6.2).
const (
	appName = "reconwatch"
	bom     = "\xef\xbb\xbf"
	// RFC 5424 allows six digits of the second; the field time has all nine.
	timeLayout = "2006-01-02T15:04:05.000000Z"
)

// severities of syslog (RFC 5424, table 2) by ours: notice is for low, so that
// collectors which keep notice and above keep every alert.
var severities = [alert.NumSeverities]int{alert.Info: 6, alert.Low: 5, alert.Medium: 4, alert.High: 3, alert.Critical: 2}

// Header is what all messages of a sensor share. The zero value with a Hostname is usable, but for kernel messages.
type Header struct {
	Facility Facility // 0 to 23
	Hostname string   // what is not printable ASCII is left out; "-" if nothing is left
	// PEN is the private enterprise number behind the name of the structured data; DocumentationPEN if 0.
	PEN uint32
	// MaxBytes bounds a message: MaxStream if 0.
	MaxBytes int
}

// minBytes holds all fields that are never left out.
const minBytes = 1400

var errEmpty = errors.New("message is empty")

// Formatter gives the function for sink.Options. One goroutine at a time may call it.
func (h Header) Formatter() (func([]byte, sink.Message) ([]byte, error), error) {
	if h.Facility > 23 {
		return nil, fmt.Errorf("syslog facility %d is above 23", h.Facility)
	}
	if h.MaxBytes == 0 {
		h.MaxBytes = MaxStream
	}
	if h.MaxBytes < minBytes {
		return nil, fmt.Errorf("syslog messages of %d bytes hold no alert: at least %d", h.MaxBytes, minBytes)
	}
	if h.PEN == 0 {
		h.PEN = DocumentationPEN
	}
	w := &writer{
		max: h.MaxBytes, facility: int(h.Facility),
		host: token(h.Hostname, 255), process: strconv.Itoa(os.Getpid()), element: fmt.Sprintf("reconwatch@%d", h.PEN),
	}
	return w.append, nil
}

type writer struct {
	max, facility          int
	host, process, element string
}

// token keeps the printable ASCII of s, up to max bytes, for a field of the header.
func token(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if r < '!' || r > '~' {
			return -1
		}
		return r
	}, s)
	if s = s[:min(len(s), most)]; s == "" {
		return "-"
	}
	return s
}

// append writes the message. If it is too long its text is shortened; if the
// fields alone are too long some of them go, by their order, and the field omitted names them.
func (w *writer) append(dst []byte, m sink.Message) ([]byte, error) {
	c, ok := contentOf(m)
	if !ok {
		return dst, errEmpty
	}
	start := len(dst)
	at := time.Unix(0, int64(c.at)).UTC().Format(timeLayout)
	pri := w.facility*8 + severities[min(m.Severity(), alert.Critical)]
	dst = fmt.Appendf(dst, "<%d>1 %s %s %s %s %s ", pri, at, w.host, appName, w.process, token(c.msgID, 32))
	header := len(dst)
	for out := 0; ; out++ {
		dst = w.appendData(dst[:header], c.fields, out)
		if len(dst)-start <= w.max || out == spares-1 {
			break
		}
	}
	return appendText(dst, c.text, w.max-(len(dst)-start)), nil
}

// appendData appends the structured data, without the fields to spare up to out.
func (w *writer) appendData(dst []byte, fields []field, out int) []byte {
	dst = append(append(dst, '['), w.element...)
	var omitted []string
	for _, f := range fields {
		switch {
		case f.value == "":
		case f.spare != keep && f.spare <= out:
			omitted = append(omitted, f.name)
		default:
			dst = appendParam(dst, f.name, f.value)
		}
	}
	if len(omitted) > 0 {
		// Details have names of any number.
		dst = appendParam(dst, "omitted", clip(strings.Join(omitted, ","), 200))
	}
	return append(dst, ']')
}

// appendParam appends a parameter by RFC 5424, section 6.3.3. What is no text in
// UTF-8 or not safe to look at is escaped first, unless the value comes so.
func appendParam(dst []byte, name, value string) []byte {
	dst = append(append(append(dst, ' '), paramName(name)...), '=', '"')
	for _, c := range []byte(alert.Escape(value)) {
		if c == '"' || c == '\\' || c == ']' {
			dst = append(dst, '\\')
		}
		dst = append(dst, c)
	}
	return append(dst, '"')
}

// paramName makes an SD-NAME (section 6): up to 32 of printable ASCII but four.
func paramName(s string) string {
	return token(strings.NewReplacer("=", "_", "]", "_", `"`, "_").Replace(s), 32)
}

// appendText appends a space and the message in at most room bytes. The byte
// order mark stands where the text is more than ASCII (section 6.4).
func appendText(dst []byte, text string, room int) []byte {
	text = alert.Escape(text)
	mark := ""
	if strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		mark = bom
	}
	if room -= 1 + len(mark); room < len("...") || text == "" {
		return dst
	}
	return append(append(append(dst, ' '), mark...), clip(text, room)...)
}

// clip shortens s to at most n bytes, at the end of a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	end := n - len("...")
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "..."
}
