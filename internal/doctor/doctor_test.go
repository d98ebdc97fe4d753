package doctor

import (
	"bytes"
	"testing"
	"time"
)

// good is a port that nothing stands in the way of.
func good() *Facts {
	return &Facts{
		Interface: "eth1", Driver: "ice", Up: true, MTU: 9000, Offloads: map[string]bool{"tso": true, "gso": true}, RingRx: 4096, RingRxMax: 8192, Queues: 4, QueuesMax: 8,
		HashKey: bytes.Repeat([]byte{0x6d, 0x5a}, 20), Capabilities: map[string]bool{"CAP_NET_RAW": true, "CAP_BPF": true, "CAP_NET_ADMIN": true, "CAP_PERFMON": true},
		Kernel: "6.18.0", Major: 6, Minor: 18, ClockSynchronised: true,
		Trial:   &Trial{For: time.Second, Frames: 10_000, Continued: 100, Answered: 99, Sampled: 100, Strangers: 1},
		Unknown: map[string]string{},
	}
}

func TestGoodPort(t *testing.T) {
	for _, f := range Diagnose(good()) {
		if f.Grade != Fine || f.Text == "" || f.Mend != "" {
			t.Errorf("%+v", f)
		}
	}
}

// TestFindings changes one thing of a good port; that check alone says so.
func TestFindings(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*Facts)
		check  string
		grade  Grade
		mend   string
	}{
		"down":          {func(f *Facts) { f.Up = false }, "link", Trouble, "ip link set eth1 up"},
		"no capability": {func(f *Facts) { f.Capabilities = nil }, "capabilities", Trouble, "setcap cap_net_raw,cap_bpf,cap_net_admin,cap_perfmon+ep bin/reconwatch"},
		"no BPF":        {func(f *Facts) { f.Capabilities["CAP_BPF"] = false }, "capabilities", Advice, "setcap cap_net_raw,cap_bpf,cap_net_admin,cap_perfmon+ep bin/reconwatch"},
		"old kernel":    {func(f *Facts) { f.Major, f.Minor = 5, 4 }, "kernel", Advice, newKernel},
		"ancient":       {func(f *Facts) { f.Major, f.Minor = 4, 9 }, "kernel", Trouble, newKernel},
		"other driver":  {func(f *Facts) { f.Driver = "e1000" }, "driver", Advice, "end the mirror at a port whose driver (ethtool -i PORT) is one of i40e, ice, igb, igc, ixgbe, mlx5_core"},
		"gro":           {func(f *Facts) { f.Offloads["gro"], f.Offloads["lro"] = true, true }, "offloads", Trouble, "ethtool -K eth1 gro off lro off"},
		"rxvlan":        {func(f *Facts) { f.Offloads["rxvlan"] = true }, "offloads", Advice, "ethtool -K eth1 rxvlan off"},
		"veth":          {func(f *Facts) { f.Driver = "veth" }, "offloads", Trouble, "ethtool -K eth1 tso off gso off"},
		"small ring":    {func(f *Facts) { f.RingRx = 512 }, "ring", Advice, "ethtool -G eth1 rx 4096"},
		"small card":    {func(f *Facts) { f.RingRx, f.RingRxMax = 512, 1024 }, "ring", Advice, "ethtool -G eth1 rx 1024"},
		"asymmetric":    {func(f *Facts) { f.HashKey = []byte{1, 2, 3, 4} }, "queues", Advice, "ethtool -X eth1 hkey 6d:5a:6d:5a"},
		"small MTU":     {func(f *Facts) { f.MTU = 1500 }, "mtu", Advice, "ip link set eth1 mtu 9000"},
		"address":       {func(f *Facts) { f.Addresses = []string{"192.0.2.1/24"} }, "addresses", Advice, "ip address flush dev eth1"},
		"clock":         {func(f *Facts) { f.ClockSynchronised = false }, "clock", Advice, "timedatectl set-ntp true"},
		"lossy":         {func(f *Facts) { f.Trial.Dropped = 5 }, "loss", Trouble, "reconwatch run -i eth1 --lanes 4"},
		"silent":        {func(f *Facts) { *f.Trial = Trial{For: time.Second} }, "traffic", Trouble, "on the switch: show monitor session all"},
		"merged":        {func(f *Facts) { f.Trial.Merged = 5 }, "loss", Trouble, "ethtool -K eth1 gro off lro off"},
		"one way":       {func(f *Facts) { f.Trial.Answered = 3 }, "directions", Trouble, "on the switch: monitor session 1 source interface NAME both"},
		"few":           {func(f *Facts) { f.Trial.Continued = 3 }, "directions", Unknown, "reconwatch doctor -i eth1 --for 5m"},
		"twice":         {func(f *Facts) { f.Trial.Duplicates = 5000 }, "duplicates", Advice, "on the switch: monitor session 1 source interface NAME rx"},
		"strangers":     {func(f *Facts) { f.Trial.Strangers = 80 }, "home", Trouble, "name your networks under home in the configuration, or by --home"},
		"unknown":       {func(f *Facts) { f.Unknown["clock"] = "no permission" }, "clock", Unknown, ""},
	} {
		t.Run(name, func(t *testing.T) {
			facts := good()
			tc.change(facts)
			for _, f := range Diagnose(facts) {
				if f.Grade > Unknown && f.Mend == "" {
					t.Errorf("nothing mends %+v", f)
				}
				switch {
				case f.Check != tc.check && f.Grade > Unknown:
					t.Errorf("beside it: %+v", f)
				case f.Check == tc.check && (f.Grade != tc.grade || f.Mend != tc.mend || f.Text == ""):
					t.Errorf("%+v, want %v, mend %q", f, tc.grade, tc.mend)
				}
			}
		})
	}
}

func TestLookAtLoopback(t *testing.T) {
	f, err := Look("lo")
	if err != nil {
		t.Fatal(err)
	}
	f.LeaveOutTrial()
	if f.Major < 3 || f.MTU == 0 || len(Diagnose(f)) != len(checks) {
		t.Errorf("%+v", f)
	}
	if _, err := Look("no such"); err == nil {
		t.Error("an interface that is not there")
	}
}
