package privilege

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// droppedKey tells the copy of the test binary that gives its rights up: there is no way back.
const droppedKey = "RECONWATCH_PRIVILEGE_DROPPED"

// TestDrop: afterwards the list is refused, what a sensor does is not, and all rights are gone.
func TestDrop(t *testing.T) {
	if os.Getenv(droppedKey) == "" {
		cmd := exec.CommandContext(t.Context(), "/proc/self/exe", "-test.run=^TestDrop$", "-test.v")
		cmd.Env = append(os.Environ(), droppedKey+"=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
		return
	}
	done := make(chan struct{})
	go func() { <-done }() // another thread, most likely
	if err := Drop(); err != nil {
		t.Fatal(err)
	}
	close(done)
	for range 50 { // on whichever threads
		var refused sync.WaitGroup
		refused.Go(func() {
			if err := unix.Unshare(unix.CLONE_FS); !errors.Is(err, unix.EPERM) {
				t.Errorf("unshare: %v", err)
			}
		})
		refused.Wait()
	}
	if err := unix.Exec("/bin/true", []string{"true"}, nil); !errors.Is(err, unix.EPERM) {
		t.Errorf("execve: %v", err)
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal("a file can not be read:", err)
	}
	for _, want := range []string{"CapPrm:\t0000000000000000", "CapEff:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2"} {
		if !strings.Contains(string(status), want) {
			t.Errorf("no %q in\n%s", want, status)
		}
	}
}

// TestFilter runs the program over system calls.
func TestFilter(t *testing.T) {
	raw, err := filter(architectures["amd64"], []uint32{59, 101})
	if err != nil {
		t.Fatal(err)
	}
	instructions, all := bpf.Disassemble(raw)
	if !all {
		t.Fatal("not all instructions are known")
	}
	vm, err := bpf.NewVM(instructions)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		arch, number uint32
		allowed      bool
	}{
		{0xc000003e, 0, true},
		{0xc000003e, 59, false},
		{0xc000003e, 100, true},
		{0xc000003e, 101, false},
		{0x40000003, 11, false},
		{0xc000003e, x32 | 1, false},
	} {
		// The machine of the library reads in network byte order.
		data := []byte{
			byte(c.number >> 24), byte(c.number >> 16), byte(c.number >> 8), byte(c.number),
			byte(c.arch >> 24), byte(c.arch >> 16), byte(c.arch >> 8), byte(c.arch),
		}
		n, err := vm.Run(data)
		if err != nil || (uint32(n) == unix.SECCOMP_RET_ALLOW) != c.allowed {
			t.Errorf("%#x of %#x: %#x, %v", c.number, c.arch, n, err)
		}
	}
	if _, err := filter(0, make([]uint32, 300)); err == nil {
		t.Error("a jump that is too far")
	}
}
