package affinity

import (
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

func TestPin(t *testing.T) {
	if err := Check([]int{1 << 20}); err == nil {
		t.Error("a CPU that is not there is allowed")
	}
	if err := Check(nil); err != nil {
		t.Error(err)
	}
	var may unix.CPUSet
	if err := unix.SchedGetaffinity(0, &may); err != nil {
		t.Fatal(err)
	}
	last := 0
	for cpu := range 1024 {
		if may.IsSet(cpu) {
			last = cpu
		}
	}
	if err := Check([]int{last}); err != nil {
		t.Error(err)
	}
	done := make(chan unix.CPUSet)
	go func() {
		runtime.LockOSThread()
		var set unix.CPUSet
		if err := Pin(last); err != nil {
			t.Error(err)
		} else if err := unix.SchedGetaffinity(0, &set); err != nil {
			t.Error(err)
		}
		done <- set
	}()
	if set := <-done; set.Count() != 1 || !set.IsSet(last) {
		t.Errorf("%v", set)
	}
	var set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &set); err != nil || set != may {
		t.Errorf("another thread is tied: %v, %v", set.Count(), err)
	}
}
