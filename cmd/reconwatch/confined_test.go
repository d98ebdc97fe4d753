package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
	"kernel.org/pub/linux/libs/security/libcap/cap"

	"github.com/reconwatch/reconwatch/internal/testbed"
)

// What confined takes from the environment: lists that are parted by blanks.
const (
	confinedCalls        = "RECONWATCH_CONFINED_CALLS"        // numbers of the system calls that are allowed
	confinedCapabilities = "RECONWATCH_CONFINED_CAPABILITIES" // names of the capabilities that may be had
)

// confined is a command that takes from itself what the unit's capabilities and system call filter
// take from the sensor, and then becomes the command that its arguments are. The service manager
// does the same, but there is none where tests run.
func confined() {
	runtime.LockOSThread() // the thread that is confined is the one that goes on
	err := boundTo(strings.Fields(os.Getenv(confinedCapabilities)))
	if err == nil {
		err = only(strings.Fields(os.Getenv(confinedCalls)))
	}
	if err == nil {
		var path string
		if path, err = exec.LookPath(os.Args[1]); err == nil {
			err = unix.Exec(path, os.Args[1:], os.Environ())
		}
	}
	fmt.Fprintln(os.Stderr, "confined:", err)
	os.Exit(1)
}

// boundTo empties the bounding set but for names: a program that root starts gets what is left.
func boundTo(names []string) error {
	for v := cap.Value(0); v < cap.MaxBits(); v++ {
		if slices.Contains(names, v.String()) {
			continue
		}
		if err := cap.DropBound(v); err != nil {
			return fmt.Errorf("bounding set: %w", err)
		}
	}
	return nil
}

// only refuses every system call but those numbered.
func only(numbers []string) error {
	const callNumber = 0 // offset in struct seccomp_data
	program := []bpf.Instruction{bpf.LoadAbsolute{Off: callNumber, Size: 4}}
	for _, text := range numbers {
		n, err := strconv.ParseUint(text, 10, 32)
		if err != nil {
			return err
		}
		program = append(program, bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: uint32(n), SkipTrue: 1}, bpf.RetConstant{Val: unix.SECCOMP_RET_ALLOW})
	}
	raw, err := bpf.Assemble(append(program, bpf.RetConstant{Val: unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)}))
	if err != nil {
		return err
	}
	code := make([]unix.SockFilter, len(raw))
	for i, in := range raw {
		code[i] = unix.SockFilter{Code: in.Op, Jt: in.Jt, Jf: in.Jf, K: in.K}
	}
	prog := unix.SockFprog{Len: uint16(len(code)), Filter: &code[0]}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	return unix.Prctl(unix.PR_SET_SECCOMP, unix.SECCOMP_MODE_FILTER, uintptr(unsafe.Pointer(&prog)), 0, 0)
}

// asTheUnit gives the environment with which confined allows what deploy/reconwatch.service allows.
func asTheUnit(t *testing.T) []string {
	t.Helper()
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		testbed.Lacking(t, "systemd-analyze", "is not installed")
	}
	var allowed []string
	for _, line := range unitValues(t, "SystemCallFilter") {
		rest, less := strings.CutPrefix(line, "~")
		calls := systemCalls(t, strings.Fields(rest))
		if less {
			allowed = slices.DeleteFunc(allowed, func(c string) bool { return slices.Contains(calls, c) })
		} else {
			allowed = append(allowed, calls...)
		}
	}
	number := callNumbers(t)
	var numbers []string
	for _, name := range allowed {
		if n, known := number[name]; known { // others are of other architectures
			numbers = append(numbers, n)
		}
	}
	capabilities := strings.ToLower(strings.Join(unitValues(t, "CapabilityBoundingSet"), " "))
	return []string{confinedCalls + "=" + strings.Join(numbers, " "), confinedCapabilities + "=" + capabilities}
}

// unitValues lists the values of a key of the unit.
func unitValues(t *testing.T, key string) []string {
	t.Helper()
	unit, err := os.ReadFile(filepath.Join(root, "deploy", "reconwatch.service"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for line := range strings.Lines(string(unit)) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), key+"="); ok {
			out = append(out, value)
		}
	}
	return out
}

// systemCalls resolves the groups among items as systemd does.
func systemCalls(t *testing.T, items []string) []string {
	t.Helper()
	var out []string
	for _, item := range items {
		if !strings.HasPrefix(item, "@") {
			out = append(out, item)
			continue
		}
		group, err := exec.CommandContext(t.Context(), "systemd-analyze", "syscall-filter", item).Output()
		if err != nil {
			t.Fatalf("%s: %v", item, err)
		}
		var members []string
		for line := range strings.Lines(string(group)) {
			if line = strings.TrimSpace(line); line != "" && line != item && line[0] != '#' {
				members = append(members, line)
			}
		}
		out = append(out, systemCalls(t, members)...)
	}
	return out
}

// callNumbers are the numbers of system calls by name, as text.
func callNumbers(t *testing.T) map[string]string {
	t.Helper()
	dir, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "golang.org/x/sys").Output()
	if err != nil {
		t.Fatal(err)
	}
	table, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "unix", "zsysnum_linux_"+runtime.GOARCH+".go"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, m := range regexp.MustCompile(`SYS_(\w+) += (\d+)`).FindAllStringSubmatch(string(table), -1) {
		out[strings.ToLower(m[1])] = m[2]
	}
	return out
}
