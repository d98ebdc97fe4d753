package capture

import (
	"fmt"
	"net"
	"os"
	"strings"
)

const (
	// maxInterfaces bounds the interfaces that are watched together.
	maxInterfaces = 32
	// maxName is IFNAMSIZ without the closing zero.
	maxName = 15
)

// CheckNames refuses what cannot be the name of an interface (dev_valid_name in
// the kernel's net/core/dev.c), names given twice, and more than 32 of them.
func CheckNames(names []string) error {
	if len(names) == 0 {
		return fmt.Errorf("no interface named")
	}
	if len(names) > maxInterfaces {
		return fmt.Errorf("%d interfaces, more than %d", len(names), maxInterfaces)
	}
	seen := map[string]bool{}
	for _, n := range names {
		bad := n == "" || n == "." || n == ".." || len(n) > maxName ||
			strings.ContainsFunc(n, func(r rune) bool { return r <= ' ' || r == '/' || r == ':' || r >= 0x7f })
		if bad {
			return fmt.Errorf("%q is no interface name", n)
		}
		if seen[n] {
			return fmt.Errorf("interface %s named twice", n)
		}
		seen[n] = true
	}
	return nil
}

// NoInterface is os.ErrNotExist for an interface, and lists those that there are.
func NoInterface(name string) error {
	text := fmt.Sprintf("open %s: no such interface", name)
	all, err := net.Interfaces()
	if err != nil || len(all) == 0 {
		return &noInterfaceError{text}
	}
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].Name
	}
	return &noInterfaceError{text + "; there are " + strings.Join(names, ", ")}
}

type noInterfaceError struct{ text string }

func (e *noInterfaceError) Error() string { return e.text }
func (e *noInterfaceError) Unwrap() error { return os.ErrNotExist }
