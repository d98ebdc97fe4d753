package privilege

import (
	"fmt"
	"slices"

	"golang.org/x/sys/unix"
	"kernel.org/pub/linux/libs/security/libcap/cap"
)

// Needs are what a running sensor goes on to need.
type Needs struct {
	// Capabilities by name, such as cap_net_raw.
	Capabilities []string
	// BPF leaves the system call bpf, for maps.
	BPF bool
}

// Drop gives up, for all threads and for ever, every capability but those needed, the right to gain new ones,
// and system calls that no part of the sensor makes. Capabilities that the process does not have are not
// missed. Call it once everything is open.
func Drop(n Needs) error {
	if err := keep(n.Capabilities); err != nil {
		return fmt.Errorf("drop capabilities: %w", err)
	}
	calls := refused
	if n.BPF {
		calls = slices.DeleteFunc(slices.Clone(refused), func(c uint32) bool { return c == unix.SYS_BPF })
	}
	if err := confine(calls); err != nil {
		return fmt.Errorf("drop privileges: %w", err)
	}
	return nil
}

// keep reduces the permitted and effective sets to names, and empties the inheritable, ambient and, where
// it may, the bounding set.
func keep(names []string) error {
	have, want := cap.GetProc(), cap.NewSet()
	may, err := have.GetFlag(cap.Effective, cap.SETPCAP)
	if err != nil {
		return err
	}
	if may { // without the right to, the bounding set stays: no_new_privs makes it moot
		if err := dropBound(names); err != nil {
			return err
		}
	}
	for _, name := range names {
		v, err := cap.FromName(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, flag := range []cap.Flag{cap.Permitted, cap.Effective} {
			held, err := have.GetFlag(flag, v)
			if err != nil {
				return err
			}
			if err := want.SetFlag(flag, held, v); err != nil {
				return err
			}
		}
	}
	if err := cap.ResetAmbient(); err != nil {
		return err
	}
	return want.SetProc()
}

func dropBound(names []string) error {
	for v := cap.Value(0); v < cap.MaxBits(); v++ {
		if slices.Contains(names, v.String()) {
			continue
		}
		if err := cap.DropBound(v); err != nil {
			return err
		}
	}
	return nil
}
