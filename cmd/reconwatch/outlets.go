package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"time"

	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/config"
	"github.com/reconwatch/reconwatch/internal/jsonl"
	"github.com/reconwatch/reconwatch/internal/sink"
	"github.com/reconwatch/reconwatch/internal/syslog"
)

// outlets are all destinations of a running sensor.
type outlets struct {
	sink.Fan
	file *jsonl.File // nil: none
}

// openOutlets opens standard output and what the configuration names.
func openOutlets(cfg *config.Config, format string, stdout io.Writer) (*outlets, error) {
	o := &outlets{}
	fail := func(err error) (*outlets, error) {
		_ = o.close()
		return nil, err
	}
	if format != "none" {
		out, err := sink.Start(&stream{w: stdout}, sink.Options{Name: "stdout", Format: formatter(format)})
		if err != nil {
			return fail(err)
		}
		o.Fan = append(o.Fan, out)
	}
	if cfg.Output.JSONL != "" {
		out, file, err := jsonl.Start(cfg.Output.JSONL, sink.Options{Name: "jsonl"})
		if err != nil {
			return fail(err)
		}
		o.Fan, o.file = append(o.Fan, out), file
	}
	for i := range cfg.Output.Syslog {
		out, err := openSyslog(cfg, i)
		if err != nil {
			return fail(fmt.Errorf("output.syslog[%d]: %w", i, err))
		}
		o.Fan = append(o.Fan, out)
	}
	return o, nil
}

// authpriv is the facility of security messages (RFC 5424, section 6.2.1).
const authpriv = 10

func openSyslog(cfg *config.Config, i int) (*sink.Outlet, error) {
	c := &cfg.Output.Syslog[i]
	limits := sink.DefaultLimits(string(cfg.Sensor))
	o := sink.Options{Name: "syslog-" + strconv.Itoa(i), Limits: &limits}
	if cfg.Output.Spool != "" {
		o.Spool.Dir = filepath.Join(cfg.Output.Spool, o.Name)
	}
	return syslog.Start(syslog.Options{
		Network: string(c.Network), Address: c.Address,
		TLS: syslog.TLS{CAFile: c.CAFile, CertFile: c.CertFile, KeyFile: c.KeyFile, ServerName: c.ServerName},
	}, syslog.Header{Facility: authpriv, Hostname: string(cfg.Sensor)}, o)
}

// stats are those of all destinations.
func (o *outlets) stats() []sink.Stats {
	var all []sink.Stats
	for _, s := range o.Fan {
		if one, ok := s.(*sink.Outlet); ok {
			all = append(all, one.Stats())
		}
	}
	return all
}

// closeWait is how long a stopping sensor goes on delivering; the rest stays in the spools.
const closeWait = 5 * time.Second

func (o *outlets) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeWait)
	defer cancel()
	return o.Close(ctx)
}

// reopen opens the JSON file anew; if that fails, writing goes on in the old one.
func (o *outlets) reopen() error {
	if o.file == nil {
		return nil
	}
	return o.file.Reopen()
}

// formatter gives the lines of standard output.
func formatter(format string) func([]byte, sink.Message) ([]byte, error) {
	if format == "json" {
		return jsonl.Format
	}
	return func(dst []byte, m sink.Message) ([]byte, error) {
		var line bytes.Buffer
		switch {
		case m.Alert != nil:
			if err := alert.WriteText(&line, m.Alert, false); err != nil {
				return dst, err
			}
		case m.Sensor != nil:
			fmt.Fprintf(&line, "%s  %-8s  sensor  %-18s %s\n", clock(m.Sensor.Time), m.Sensor.Severity, m.Sensor.Event, m.Sensor.Text)
		case m.Background != nil:
			fmt.Fprintf(&line, "%s  %-8s  background  %s\n", clock(m.Background.Time), m.Background.Severity, m.Background.Text)
		}
		return append(dst, line.Bytes()...), nil
	}
}

// clock is a time to the millisecond, as alerts have it in text.
func clock(t alert.Time) string {
	return time.Unix(0, int64(t)).UTC().Format("2006-01-02T15:04:05.000Z")
}

// stream writes records to a writer.
type stream struct{ w io.Writer }

// Send implements sink.Destination.
func (s *stream) Send(_ context.Context, records [][]byte) (int, error) {
	for i, r := range records {
		if _, err := s.w.Write(r); err != nil {
			return i, err
		}
	}
	return len(records), nil
}

// Lost implements sink.Destination: what was written is out of reach.
func (*stream) Lost() <-chan struct{} { return nil }

// Close implements sink.Destination.
func (*stream) Close(context.Context) error { return nil }
