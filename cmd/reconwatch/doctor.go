package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/reconwatch/reconwatch/internal/doctor"
)

func newDoctorCommand() *cobra.Command {
	var name, file, home string
	var look time.Duration
	cmd := &cobra.Command{
		Use:   "doctor -i INTERFACE",
		Short: "Tell what stands between a port and a capture without loss",
		Long: `Look at a port, its driver and this host, capture for a while, and tell what stands
between them and a capture without loss: each finding with the command that mends
it. Nothing is changed.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return examine(cmd, name, file, home, look) },
	}
	flags := cmd.Flags()
	flags.StringVarP(&name, "interface", "i", "", "the port, `NAME`")
	flags.StringVarP(&file, "config", "c", "", "configuration `FILE`, for the home networks")
	flags.StringVar(&home, "home", "", "home networks, `CIDR,...`, instead of the configured ones")
	flags.DurationVar(&look, "for", 5*time.Second, "how long to capture; 0s to leave it out")
	return cmd
}

func examine(cmd *cobra.Command, name, file, home string, look time.Duration) error {
	if name == "" {
		return badInput(fmt.Errorf("no interface named: -i eth1"))
	}
	if look < 0 {
		return badInput(fmt.Errorf("--for: %v is below zero", look))
	}
	shared := replayFlags{config: file, home: home, speed: "max", format: "text", lanes: 1}
	_, ours, _, err := shared.settings()
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
	for _, f := range doctor.Diagnose(facts) {
		if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%-8s %-13s %s\n", f.Grade, f.Check, f.Text); err != nil {
			return err
		}
		if f.Mend == "" {
			continue
		}
		if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%-8s %-13s   mend it: %s\n", "", "", f.Mend); err != nil {
			return err
		}
	}
	return nil
}
