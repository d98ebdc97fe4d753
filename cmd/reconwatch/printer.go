package main

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"github.com/reconwatch/reconwatch/internal/alert"
)

// printer writes alerts, and remembers the first failure to do so.
type printer struct {
	w      io.Writer
	json   bool
	colour bool
	err    error
}

func newPrinter(w io.Writer, format string) *printer {
	p := &printer{w: w, json: format == "json"}
	if file, ok := w.(*os.File); ok {
		p.colour = term.IsTerminal(int(file.Fd())) && os.Getenv("NO_COLOR") == ""
	}
	return p
}

func (p *printer) alert(a *alert.Alert) {
	if p.err != nil {
		return
	}
	if p.json {
		p.fail(alert.WriteJSON(p.w, a))
		return
	}
	p.fail(alert.WriteText(p.w, a, p.colour))
}

func (p *printer) fail(err error) {
	if p.err == nil && err != nil {
		p.err = fmt.Errorf("write: %w", err)
	}
}
