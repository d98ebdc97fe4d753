package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/reconwatch/reconwatch/internal/doctor"
)

func newDoctorCommand() *cobra.Command {
	var name string
	var s settings
	var look time.Duration
	cmd := &cobra.Command{
		Use:   "doctor -i INTERFACE",
		Short: "Tell what stands between a port and a capture without loss",
		Long: `Look at a port, its driver and this host, capture for a while, and tell what stands
between them and a capture without loss: each finding with the command that mends
it. Nothing is changed.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return examine(cmd, name, &s, look) },
	}
	flags := cmd.Flags()
	flags.StringVarP(&name, "interface", "i", "", "the port, `NAME`")
	s.flags(flags)
	flags.DurationVar(&look, "for", 5*time.Second, "how long to capture; 0s to leave it out")
	return cmd
}

func examine(cmd *cobra.Command, name string, s *settings, look time.Duration) error {
	if name == "" {
		return badInput(errors.New("no interface named: -i eth1"))
	}
	if look < 0 {
		return badInput(fmt.Errorf("--for: %v is below zero", look))
	}
	_, ours, err := s.read()
	if err != nil {
		return badInput(err)
	}
	facts, err := doctor.Look(name)
	if err != nil {
		return badInput(err)
	}
	if look > 0 {
		doctor.Try(cmd.Context(), facts, ours.Contains, look)
	} else {
		facts.LeaveOutTrial()
	}
	return report(cmd.OutOrStdout(), doctor.Diagnose(facts))
}

// report writes each finding on a line, and what mends it on the next.
func report(w io.Writer, findings []doctor.Finding) error {
	for _, f := range findings {
		if _, err := fmt.Fprintf(w, "%-8s %-13s %s\n", f.Grade, f.Check, f.Text); err != nil {
			return err
		}
		if f.Mend == "" {
			continue
		}
		if _, err := fmt.Fprintf(w, "%-8s %-13s   mend it: %s\n", "", "", f.Mend); err != nil {
			return err
		}
	}
	return nil
}
