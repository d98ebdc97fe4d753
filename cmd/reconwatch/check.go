package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/reconwatch/reconwatch/internal/config"
)

func newCheckCommand() *cobra.Command {
	var file string
	var show bool
	cmd := &cobra.Command{
		Use:   "check [-c FILE]",
		Short: "Check a configuration file, and print what is in effect",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return check(cmd, file, show)
		},
	}
	cmd.Flags().StringVarP(&file, "config", "c", "", "configuration `FILE`; without it the defaults are checked")
	cmd.Flags().BoolVar(&show, "print", false, "print the configuration in effect, defaults filled in")
	return cmd
}

func check(cmd *cobra.Command, file string, show bool) error {
	cfg, err := loadConfig(file)
	if err != nil {
		return err
	}
	for _, note := range cfg.Notes(time.Now()) {
		if _, err := fmt.Fprintf(cmd.ErrOrStderr(), "reconwatch: note: %s\n", note); err != nil {
			return err
		}
	}
	out := cmd.OutOrStdout()
	if !show {
		_, err = fmt.Fprintln(out, "configuration is fine")
		return err
	}
	text, err := cfg.YAML()
	if err != nil {
		return fmt.Errorf("print configuration: %w", err)
	}
	_, err = out.Write(text)
	return err
}

// loadConfig reads file, or gives the defaults when file is empty.
func loadConfig(file string) (*config.Config, error) {
	if file == "" {
		return config.Default(), nil
	}
	cfg, err := config.Load(file)
	return cfg, badInput(err)
}
