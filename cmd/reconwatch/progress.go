package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/reconwatch/reconwatch/capture/pcapfile"
)

// progress draws a bar on a terminal while files are read.
type progress struct{ done, ended chan struct{} }

// newProgress starts drawing if w is a terminal; it is nil otherwise.
func newProgress(w io.Writer, r *pcapfile.Reader) *progress {
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return nil
	}
	p := &progress{done: make(chan struct{}), ended: make(chan struct{})}
	go p.draw(w, r)
	return p
}

func (p *progress) draw(w io.Writer, r *pcapfile.Reader) {
	defer close(p.ended)
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-p.done:
			_, _ = fmt.Fprint(w, "\r\x1b[K") // the terminal may be gone
			return
		case <-tick.C:
			const width = 40
			read, total := r.Progress()
			n := 0
			if total > 0 {
				n = int(min(read, total) * width / total)
			}
			_, _ = fmt.Fprintf(w, "\r[%s%s] %d MB", strings.Repeat("#", n), strings.Repeat(".", width-n), read>>20)
		}
		runtime.Gosched()
	}
}

func (p *progress) stop() {
	if p == nil {
		return
	}
	close(p.done)
	<-p.ended
}
