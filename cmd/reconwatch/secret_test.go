package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/reconwatch/reconwatch/internal/config"
)

// withSecret gives a configuration that names a file for the secret, which is not there yet.
func withSecret(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(path, []byte("secret_file: "+filepath.Join(dir, "secret")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSecretOfRun: it lasts where there is a place for it, and else nobody can know it.
func TestSecretOfRun(t *testing.T) {
	named, spooled := config.Default(), config.Default()
	named.SecretFile = filepath.Join(t.TempDir(), "secret")
	spooled.Output.Spool = filepath.Join(t.TempDir(), "spool")
	for name, c := range map[string]struct {
		cfg   *config.Config
		lasts bool
	}{"nowhere": {config.Default(), false}, "file": {named, true}, "spool": {spooled, true}} {
		t.Run(name, func(t *testing.T) {
			first, err := keptSecret(c.cfg)
			if err != nil {
				t.Fatal(err)
			}
			again, err := keptSecret(c.cfg)
			if err != nil || (first == again) != c.lasts || first == 0 {
				t.Errorf("%#x, then %#x, %v", first, again, err)
			}
		})
	}
}

// TestSecretOfReplay: a replay has none unless it is named one, and makes none.
func TestSecretOfReplay(t *testing.T) {
	cfg := config.Default()
	cfg.Output.Spool = t.TempDir()
	if s, err := sharedSecret(cfg); s != 0 || err != nil {
		t.Errorf("by default: %#x, %v", s, err)
	}
	cfg.SecretFile = filepath.Join(t.TempDir(), "secret")
	if _, err := sharedSecret(cfg); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of a file that is not there: %v", err)
	}
	kept, err := keptSecret(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := sharedSecret(cfg); s != kept || err != nil {
		t.Errorf("of the sensor's file: %#x, %v; want %#x", s, err, kept)
	}
}
