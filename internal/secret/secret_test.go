package secret_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/reconwatch/reconwatch/internal/secret"
)

func TestKeepMakesItOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "secret")
	if _, err := secret.Read(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("read before it was there: %v", err)
	}
	first, err := secret.Keep(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, again := range map[string]func(string) (uint64, error){"kept": secret.Keep, "read": secret.Read} {
		if got, err := again(path); err != nil || got != first {
			t.Errorf("%s: %#x, %v; want %#x", name, got, err, first)
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("mode %v", mode)
	}
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(files) != 1 {
		t.Errorf("left beside it: %v, %v", files, err)
	}
	other, err := secret.Keep(filepath.Join(t.TempDir(), "secret"))
	if err != nil || other == first {
		t.Errorf("another file: %#x, %v", other, err)
	}
}

func TestReadTakesAnyBytes(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		ok   bool
	}{
		"empty":    {"", false},
		"short":    {strings.Repeat("x", 15), false},
		"enough":   {strings.Repeat("\x00", 16), true},
		"the most": {strings.Repeat("x", 4096), true},
		"too long": {strings.Repeat("x", 4097), false},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "secret")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := secret.Read(path); (err == nil) != c.ok {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestRandomIsRandom(t *testing.T) {
	if a, b := secret.Random(), secret.Random(); a == b || a == 0 {
		t.Errorf("%#x, %#x", a, b)
	}
}
