package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/pcapfile"
	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/explain"
)

func newExplainCommand() *cobra.Command {
	var s settings
	var all bool
	cmd := &cobra.Command{
		Use:   "explain ALERT.json|CAPTURE...",
		Short: "Show which field of which packet named a tool",
		Long: `Show why a tool was named. Of a capture: the packets that matched a row of the table
of signatures, layer by layer, each field beside what the row wants, up to the packet
from which the row speaks. Of alerts (JSON, an object a line): the rows that they go by.
With both, only the packets of the alerts' sources are shown.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return explainFiles(cmd, &s, args, all) },
	}
	flags := cmd.Flags()
	s.flags(flags)
	flags.BoolVar(&all, "all", false, "every packet that matches a row")
	return cmd
}

func explainFiles(cmd *cobra.Command, s *settings, paths []string, all bool) error {
	cfg, home, err := s.read()
	if err != nil {
		return badInput(err)
	}
	o := explain.Options{Pipeline: pipelineOptions(cfg, home, 1), Reporter: alert.Options{Sensor: string(cfg.Sensor)}, All: all}
	if o.Pipeline.Secret, err = sharedSecret(cfg); err != nil {
		return badInput(err)
	}
	captures, err := takeAlerts(paths, &o)
	if err != nil {
		return badInput(err)
	}
	out := cmd.OutOrStdout()
	if len(o.Alerts) > 0 {
		if err := explain.Alerts(out, &o); err != nil || len(captures) == 0 {
			return err
		}
	}
	var readers []*pcapfile.Reader
	defer func() {
		for _, r := range readers {
			_ = r.Close() // it was only read
		}
	}()
	return badInput(explain.Captures(cmd.Context(), out, func() (capture.Source, error) {
		r, err := pcapfile.Open(captures, pcapfile.Options{})
		if err == nil {
			readers = append(readers, r)
		}
		return r, err
	}, &o))
}

// takeAlerts reads the files that hold alerts, and gives the others.
func takeAlerts(paths []string, o *explain.Options) (captures []string, err error) {
	for _, path := range paths {
		if path == "-" {
			return nil, fmt.Errorf("-: a capture is read twice, so it must be a file")
		}
		alerts, ok, err := readAlerts(path)
		switch {
		case err != nil:
			return nil, err
		case !ok:
			captures = append(captures, path)
		case len(alerts) == 0:
			return nil, fmt.Errorf("%s: no alert in it", path)
		}
		o.Alerts = append(o.Alerts, alerts...)
	}
	return captures, nil
}

// readAlerts reads the alerts of a file; ok is false where it holds something else.
func readAlerts(path string) (alerts []alert.Alert, ok bool, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, false, err
	}
	defer func() { _ = file.Close() }() // it was only read
	if info, err := file.Stat(); err != nil || info.IsDir() {
		return nil, false, err
	}
	r := bufio.NewReader(file)
	head, err := r.Peek(1)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, false, err
	}
	if !strings.HasPrefix(string(head), "{") {
		return nil, false, nil
	}
	if alerts, err = explain.ReadAlerts(r); err != nil {
		err = fmt.Errorf("%s: %w", path, err)
	}
	return alerts, true, err
}
