package alert

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// AppendJSON appends a as one JSON object on one line, with the line feed. Keys
// come in the order of the contract. Characters that a terminal obeys or that
// reorder text are written as \uXXXX: the value stays the same, the line is safe to look at.
func AppendJSON(dst []byte, a *Alert) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(a); err != nil {
		return dst, fmt.Errorf("alert %s as JSON: %w", a.ID, err)
	}
	return appendVisible(dst, buf.Bytes()), nil
}

// WriteJSON writes the line of AppendJSON.
func WriteJSON(w io.Writer, a *Alert) error {
	line, err := AppendJSON(nil, a)
	if err != nil {
		return err
	}
	_, err = w.Write(line)
	return err
}

// appendVisible copies JSON text. The encoder has escaped what is below U+0020
// and replaced what is not UTF-8, so whatever is left to escape stands inside strings.
func appendVisible(dst, text []byte) []byte {
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		switch {
		case r == '\n' || unicode.IsPrint(r):
			dst = append(dst, text[:n]...)
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			dst = fmt.Appendf(dst, `\u%04x\u%04x`, hi, lo)
		default:
			dst = fmt.Appendf(dst, `\u%04x`, r)
		}
		text = text[n:]
	}
	return dst
}
