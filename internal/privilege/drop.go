package privilege

import (
	"fmt"
	"slices"

	"kernel.org/pub/linux/libs/security/libcap/cap"
)

// Drop gives up, for all threads and for ever, every capability but those named, such as cap_net_raw, the right to gain
// new ones, and system calls that no part of a running sensor makes. Capabilities that the process does not have are not
// missed. Call it once everything is open.
func Drop(but ...string) error {
	if err := keep(but); err != nil {
		return fmt.Errorf("drop capabilities: %w", err)
	}
	if err := confine(refused); err != nil {
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
