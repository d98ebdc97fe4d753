package bpf

import (
	"errors"
	"fmt"
	"math/bits"
	"os"
	"strings"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/asm"
	"github.com/cilium/ebpf/features"
	"golang.org/x/sys/unix"
)

// PrivilegeError says which capabilities are missing. errors.Is(err, os.ErrPermission)
// holds.
type PrivilegeError struct {
	Capabilities []string
	Err          error
}

// Error names the capabilities.
func (e *PrivilegeError) Error() string { return "needs " + strings.Join(e.Capabilities, " and ") }

// Unwrap gives the system's error.
func (e *PrivilegeError) Unwrap() error { return e.Err }

// needed are the capabilities, by number (linux/capability.h).
var needed = []struct {
	name string
	bit  int
}{{"CAP_BPF", unix.CAP_BPF}, {"CAP_NET_ADMIN", unix.CAP_NET_ADMIN}, {"CAP_PERFMON", unix.CAP_PERFMON}}

// explain replaces EPERM by the capabilities that the thread lacks. EPERM is also what a
// kernel in lockdown says, so the error stays where none is lacking.
func explain(what string, err error) error {
	lacking := missing()
	if len(lacking) > 0 && (errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES)) {
		return fmt.Errorf("%s: %w", what, &PrivilegeError{lacking, unix.EPERM})
	}
	return fmt.Errorf("%s: %w", what, err)
}

// missing names the needed capabilities that are not in effect. CAP_SYS_ADMIN stands for
// CAP_BPF and CAP_PERFMON.
func missing() (names []string) {
	h := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var sets [2]unix.CapUserData
	if unix.Capget(&h, &sets[0]) != nil {
		return nil
	}
	have := uint64(sets[0].Effective) | uint64(sets[1].Effective)<<32
	for _, n := range needed {
		admin := n.bit != unix.CAP_NET_ADMIN && have>>unix.CAP_SYS_ADMIN&1 != 0
		if have>>n.bit&1 == 0 && !admin {
			names = append(names, n.name)
		}
	}
	return names
}

// helpers that the program calls, with the kernel that has them since.
var helpers = []struct {
	fn    asm.BuiltinFunc
	since string
}{
	{asm.FnLoop, "5.17"},
	{asm.FnXdpLoadBytes, "5.18"},
	{asm.FnXdpGetBuffLen, "5.18"},
}

// Probe reports what stands in the way of the program on this host: capabilities that are
// missing (*PrivilegeError), or a kernel that lacks something (ebpf.ErrNotSupported).
func Probe() error {
	if lacking := missing(); len(lacking) > 0 {
		return &PrivilegeError{lacking, os.ErrPermission}
	}
	for _, h := range helpers {
		if err := features.HaveProgramHelper(ebpf.XDP, h.fn); err != nil {
			return fmt.Errorf("%s (Linux %s has it): %w", h.fn, h.since, err)
		}
	}
	if bits.UintSize != 64 {
		return fmt.Errorf("a machine of %d bits: %w", bits.UintSize, ebpf.ErrNotSupported)
	}
	return nil
}
