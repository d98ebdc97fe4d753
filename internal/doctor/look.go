package doctor

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"unsafe" //nolint:depguard // ioctls take pointers

	"golang.org/x/sys/unix" //nolint:depguard // what a card does is asked with ioctls
)

// Look gathers the facts of an interface but for the trial. An interface that is not there is an error.
func Look(name string) (*Facts, error) {
	dev, err := net.InterfaceByName(name)
	if err != nil {
		return nil, fmt.Errorf("%s: no such interface", name)
	}
	f := &Facts{
		Interface: name, MTU: dev.MTU, Up: dev.Flags&net.FlagUp != 0,
		Offloads: map[string]bool{}, Capabilities: map[string]bool{}, Unknown: map[string]string{},
	}
	f.note("addresses", f.addresses(dev))
	f.note("capabilities", f.capabilities())
	f.note("kernel", f.kernel())
	f.note("clock", f.clock())
	f.card(name)
	return f, nil
}

// note remembers why something is not known.
func (f *Facts) note(check string, err error) {
	if err != nil {
		f.Unknown[check] = err.Error()
	}
}

func (f *Facts) addresses(dev *net.Interface) error {
	all, err := dev.Addrs()
	for _, a := range all {
		if p, ok := a.(*net.IPNet); ok && !p.IP.IsLinkLocalUnicast() {
			f.Addresses = append(f.Addresses, p.String())
		}
	}
	return err
}

// names of the capabilities that matter, by number (linux/capability.h).
var names = map[int]string{12: "CAP_NET_ADMIN", 13: "CAP_NET_RAW", 38: "CAP_PERFMON", 39: "CAP_BPF"}

func (f *Facts) capabilities() error {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(status)) {
		hex, ok := strings.CutPrefix(line, "CapEff:")
		if !ok {
			continue
		}
		set, err := strconv.ParseUint(strings.TrimSpace(hex), 16, 64)
		for bit, name := range names {
			f.Capabilities[name] = set>>bit&1 != 0
		}
		return err
	}
	return fmt.Errorf("/proc/self/status says nothing of capabilities")
}

func (f *Facts) kernel() error {
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return err
	}
	f.Kernel = unix.ByteSliceToString(u.Release[:])
	if _, err := fmt.Sscanf(f.Kernel, "%d.%d", &f.Major, &f.Minor); err != nil {
		return fmt.Errorf("release %q: %w", f.Kernel, err)
	}
	return nil
}

func (f *Facts) clock() error {
	var t unix.Timex
	state, err := unix.Adjtimex(&t)
	f.ClockSynchronised = state != unix.TIME_ERROR && t.Status&unix.STA_UNSYNC == 0
	return err
}

// Commands of linux/ethtool.h that x/sys does not name.
const (
	getTSO, getGSO, getGRO, getFlags = 0x1e, 0x23, 0x2b, 0x25
	getRings, getChannels, getHash   = 0x10, 0x3c, 0x46
	flagRxVLAN, flagLRO              = 1 << 8, 1 << 15
)

// card asks the driver. What it has no answer for is left as it is, but for the offloads.
func (f *Facts) card(name string) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		f.note("offloads", err)
		return
	}
	defer func() { _ = unix.Close(fd) }() // it was only asked
	if info, err := unix.IoctlGetEthtoolDrvinfo(fd, name); err == nil {
		f.Driver = unix.ByteSliceToString(info.Driver[:])
	}
	for key, cmd := range map[string]uint32{"tso": getTSO, "gso": getGSO, "gro": getGRO, "": getFlags} {
		value := [2]uint32{cmd}
		if err := ethtool(fd, name, unsafe.Pointer(&value)); err != nil {
			f.note("offloads", err)
			continue
		}
		if key == "" {
			f.Offloads["lro"], f.Offloads["rxvlan"] = value[1]&flagLRO != 0, value[1]&flagRxVLAN != 0
			continue
		}
		f.Offloads[key] = value[1] != 0
	}
	rings := [9]uint32{getRings}
	if ethtool(fd, name, unsafe.Pointer(&rings)) == nil {
		f.RingRxMax, f.RingRx = int(rings[1]), int(rings[5])
	}
	channels := [9]uint32{getChannels}
	if ethtool(fd, name, unsafe.Pointer(&channels)) == nil {
		f.QueuesMax, f.Queues = int(channels[1]+channels[4]), int(channels[5]+channels[8])
	}
	f.HashKey = hashKey(fd, name)
}

// hashKey reads the key of receive side scaling (struct ethtool_rxfh): asked with no room, the driver
// tells the sizes.
func hashKey(fd int, name string) []byte {
	const header = 24
	var sizes [header]byte
	*(*uint32)(unsafe.Pointer(&sizes)) = getHash
	if ethtool(fd, name, unsafe.Pointer(&sizes)) != nil {
		return nil
	}
	table, key := *(*uint32)(unsafe.Pointer(&sizes[8])), *(*uint32)(unsafe.Pointer(&sizes[12]))
	if key == 0 || key > 1024 || table > 1<<16 {
		return nil
	}
	all := make([]byte, header+4*table+key)
	*(*uint32)(unsafe.Pointer(&all[0])) = getHash
	*(*uint32)(unsafe.Pointer(&all[8])), *(*uint32)(unsafe.Pointer(&all[12])) = table, key
	if ethtool(fd, name, unsafe.Pointer(&all[0])) != nil {
		return nil
	}
	return all[header+4*table:]
}

// ethtool does one request of SIOCETHTOOL; data begins with the command.
func ethtool(fd int, name string, data unsafe.Pointer) error {
	request := struct {
		name [unix.IFNAMSIZ]byte
		data unsafe.Pointer
		_    [16]byte
	}{data: data}
	copy(request.name[:unix.IFNAMSIZ-1], name)
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.SIOCETHTOOL, uintptr(unsafe.Pointer(&request))); errno != 0 {
		return errno
	}
	return nil
}
