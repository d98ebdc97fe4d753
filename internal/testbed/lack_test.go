package testbed

import "testing"

// recorder is a test that takes down how it ends.
type recorder struct {
	testing.TB
	failed, skipped bool
}

func (*recorder) Helper()                 {}
func (r *recorder) Fatalf(string, ...any) { r.failed = true; panic(r) }
func (r *recorder) Skipf(string, ...any)  { r.skipped = true; panic(r) }

// TestLacking: what is required must not be skipped, and only that fails.
func TestLacking(t *testing.T) {
	for _, c := range []struct {
		require, thing string
		fails          bool
	}{{"", "ring", false}, {"xdp,ring", "ring", true}, {"ring", "ring", true}, {"rings", "ring", false}, {"xdp", "ring", false}} {
		t.Setenv(requireKey, c.require)
		r := &recorder{TB: t}
		func() {
			defer func() { _ = recover() }()
			Lacking(r, c.thing, "it is not there")
		}()
		if r.failed != c.fails || r.skipped == c.fails {
			t.Errorf("%q, lacking %s: failed %v, skipped %v", c.require, c.thing, r.failed, r.skipped)
		}
	}
}
