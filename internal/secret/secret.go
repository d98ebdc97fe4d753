// Package secret keeps the secret of a deployment: it keys the hashes by which hosts, ports and names are counted, so
// that nobody outside can choose those that fall together.
//
// Goroutines: pure functions. Allocation: once at the start.
package secret

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// A file has leastBytes at least, or it could be guessed; more than mostBytes is another kind of file.
const leastBytes, mostBytes = 16, 4096

// Random gives a secret that nobody else has.
func Random() uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // it never fails
	return binary.BigEndian.Uint64(b[:])
}

// Read gives the secret that a file holds: any bytes will do, and equal files give equal secrets.
func Read(path string) (uint64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(f, mostBytes+1))
	if err != nil {
		return 0, err // names the file
	}
	if len(text) < leastBytes || len(text) > mostBytes {
		return 0, fmt.Errorf("%s: a secret has %d to %d bytes", path, leastBytes, mostBytes)
	}
	sum := sha256.Sum256(text)
	return binary.BigEndian.Uint64(sum[:8]), nil
}

// Keep is Read of a file that is made, with its folder, if it is not there. Only its owner may read it.
func Keep(path string) (uint64, error) {
	s, err := Read(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	if err := write(path); err != nil {
		return 0, err
	}
	return Read(path)
}

// write makes a file of a random secret. It appears whole or not at all: a torn one would be refused ever after.
func write(path string) error {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(folder, ".secret-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // it is there only if something has failed
	var b [32]byte
	_, _ = rand.Read(b[:]) // it never fails
	_, err = f.WriteString(hex.EncodeToString(b[:]) + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
