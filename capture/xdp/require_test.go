package xdp

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// lacking skips a test for want of something, unless RECONWATCH_TEST_REQUIRE names
// the tests that must not be skipped.
func lacking(t testing.TB, name, what string) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv("RECONWATCH_TEST_REQUIRE"), ","), name) {
		t.Fatalf("%s is required (RECONWATCH_TEST_REQUIRE) and %s", name, what)
	}
	t.Skip(what)
}
