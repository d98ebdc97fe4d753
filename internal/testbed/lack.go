// Package testbed is what tests need of the machine that they run on: tools and rights, public captures, a network
// namespace, and wires to send on.
package testbed

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// requireKey names, divided by commas, what this machine has: what needs it must not be skipped.
const requireKey = "RECONWATCH_TEST_REQUIRE"

// Required reports whether RECONWATCH_TEST_REQUIRE names a thing.
func Required(thing string) bool {
	return slices.Contains(strings.Split(os.Getenv(requireKey), ","), thing)
}

// Lacking skips a test for want of a thing and says why, or fails if it is required.
func Lacking(t testing.TB, thing, why string) {
	t.Helper()
	if Required(thing) {
		t.Fatalf("%s is required (%s): %s", thing, requireKey, why)
	}
	t.Skipf("%s (%s=%s makes this a failure)", why, requireKey, thing)
}

// TakesTime skips with -short a test whose time is long, or is what it measures.
func TakesTime(t testing.TB) {
	t.Helper()
	if testing.Short() && !Required("time") {
		t.Skipf("takes time: not with -short (%s=time runs it all the same)", requireKey)
	}
}
