package main

import (
	"fmt"
	"path/filepath"

	"github.com/reconwatch/reconwatch/internal/config"
	"github.com/reconwatch/reconwatch/internal/secret"
)

// keptSecret is what keys the estimates of a running sensor: the secret of the configuration's file, or of the spool,
// where it lasts from one start to the next; else this start's.
func keptSecret(cfg *config.Config) (uint64, error) {
	path, key := cfg.SecretFile, "secret_file"
	if path == "" && cfg.Output.Spool != "" {
		path, key = filepath.Join(cfg.Output.Spool, "secret"), "output.spool"
	}
	if path == "" {
		return secret.Random(), nil
	}
	s, err := secret.Keep(path)
	if err != nil {
		err = fmt.Errorf("%s: %w", key, err)
	}
	return s, err
}

// sharedSecret is what keys the estimates of a replay: the secret of the configuration's file, which must be there; else
// none, so that a capture gives the same numbers everywhere.
func sharedSecret(cfg *config.Config) (uint64, error) {
	if cfg.SecretFile == "" {
		return 0, nil
	}
	s, err := secret.Read(cfg.SecretFile)
	if err != nil {
		err = fmt.Errorf("secret_file: %w", err)
	}
	return s, err
}
