package testbed

import (
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
)

// alone names the test that a process was started for.
const alone = "RECONWATCH_TEST_ALONE"

// Alone runs the calling test again in a process of its own, and reports whether this is
// that process: what a test does to its whole process is then nobody else's. The test
// ends where it is not.
func Alone(t testing.TB) bool {
	t.Helper()
	if os.Getenv(alone) == t.Name() {
		return true
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), alone+"="+t.Name())
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	return false
}

// LimitFiles lets no file of this process grow beyond n bytes until lift, which stands for
// a full disk: the last write is cut short, and the next fails. It is for a test that is Alone.
func LimitFiles(t testing.TB, n uint64) (lift func()) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ)
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	lift = func() { _ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old) }
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: old.Max}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(lift)
	return lift
}
