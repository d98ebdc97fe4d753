package main

import (
	"errors"

	"github.com/spf13/cobra"
)

func newReplayCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "replay FILE...",
		Short: "Read capture files and print alerts",
		Args:  cobra.MinimumNArgs(1),
		RunE:  func(*cobra.Command, []string) error { return errors.New("replay: not in this build") },
	}
}
