package ring

import (
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// without runs f on a thread that lacks capabilities, and dies with it.
func without(t *testing.T, capabilities []int, f func()) {
	t.Helper()
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		h := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
		var d [2]unix.CapUserData
		err := unix.Capget(&h, &d[0])
		for _, c := range capabilities {
			d[c/32].Effective &^= 1 << (c % 32)
		}
		if err == nil {
			err = unix.Capset(&h, &d[0])
		}
		if err == nil {
			f()
		}
		done <- err
	}()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestOpenErrors(t *testing.T) {
	for _, c := range []struct {
		name, want string
		interfaces []string
		o          Options
	}{
		{name: "none", want: "no interface named"},
		{name: "empty", interfaces: []string{""}, want: `"" is no interface name`},
		{name: "long", interfaces: []string{"abcdefghijklmnop"}, want: "is no interface name"},
		{name: "path", interfaces: []string{"a/b"}, want: "is no interface name"},
		{name: "alias", interfaces: []string{"eth0:1"}, want: "is no interface name"},
		{name: "list", interfaces: []string{"eth0 eth1"}, want: "is no interface name"},
		{name: "twice", interfaces: []string{"lo", "lo"}, want: "interface lo named twice"},
		{name: "lanes", interfaces: []string{"lo"}, o: Options{Lanes: 65}, want: "lanes: 65 is not within 1 and 64"},
		{name: "snap", interfaces: []string{"lo"}, o: Options{Snap: 10}, want: "snap length: 10"},
		{name: "block", interfaces: []string{"lo"}, o: Options{BlockSize: 200000}, want: "no power of two"},
		{name: "retire", interfaces: []string{"lo"}, o: Options{Retire: time.Microsecond}, want: "retire time in ms: 0"},
		{name: "tick", interfaces: []string{"lo"}, o: Options{Tick: -1}, want: "tick in ms: 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := Open(c.interfaces, c.o)
			if err == nil {
				p.Close()
				t.Fatal("no error")
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("%q does not say %q", err, c.want)
			}
		})
	}
}

func TestUnknownInterface(t *testing.T) {
	w := lay(t)
	_, err := Open([]string{"eth77"}, Options{})
	if !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "open eth77: no such interface; there are ") ||
		!strings.Contains(err.Error(), w.Watched) {
		t.Errorf("error %v", err)
	}
}

func TestMissingCapability(t *testing.T) {
	w := lay(t)
	without(t, []int{unix.CAP_NET_RAW}, func() {
		_, err := Open([]string{w.Watched}, Options{})
		if !errors.Is(err, os.ErrPermission) || err.Error() != "open "+w.Watched+": needs CAP_NET_RAW" {
			t.Errorf("error %v", err)
		}
	})
}
