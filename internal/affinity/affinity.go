// Package affinity ties threads to CPUs, so that a lane's caches stay its own.
//
// Goroutines: Pin is for one that is locked to its thread and never unlocked, so that no other inherits the tie.
package affinity

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// Check reports the first of cpus that the process may not use.
func Check(cpus []int) error {
	var may unix.CPUSet
	if len(cpus) == 0 {
		return nil
	}
	if err := unix.SchedGetaffinity(0, &may); err != nil {
		return fmt.Errorf("allowed CPUs: %w", err)
	}
	for _, cpu := range cpus {
		if cpu < 0 || !may.IsSet(cpu) {
			return fmt.Errorf("CPU %d is not there, or not allowed", cpu)
		}
	}
	return nil
}

// Pin ties the calling thread to a CPU.
func Pin(cpu int) error {
	var one unix.CPUSet
	one.Set(cpu)
	if err := unix.SchedSetaffinity(0, &one); err != nil {
		return fmt.Errorf("pin to CPU %d: %w", cpu, err)
	}
	return nil
}
