package doctor

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// Thresholds of the checks.
const (
	// smallRing: below it a burst of a millisecond at 10 Gbit/s is lost in the card.
	smallRing = 4096
	// mirrorMTU: a mirror carries tags and tunnels on top of full frames.
	mirrorMTU = 1522
	// trialConnections and trialFrames are what a share needs to mean something.
	trialConnections, trialFrames, trialSamples = 20, 200, 10
)

// check looks at the facts and says what it found.
type check struct {
	name string
	look func(*Facts) Finding
}

var checks = []check{
	{"link", link},
	{"capabilities", capabilities},
	{"kernel", kernel},
	{"driver", driver},
	{"offloads", offloads},
	{"ring", ringSize},
	{"queues", queues},
	{"mtu", mtu},
	{"addresses", addresses},
	{"clock", clock},
	{"traffic", traffic},
	{"loss", loss},
	{"directions", directions},
	{"duplicates", duplicates},
	{"home", home},
}

// Diagnose runs every check over f, in a fixed order.
func Diagnose(f *Facts) []Finding {
	out := make([]Finding, 0, len(checks))
	for _, c := range checks {
		finding := Finding{Grade: Unknown, Text: f.Unknown[c.name]}
		if _, unknown := f.Unknown[c.name]; !unknown {
			finding = c.look(f)
		}
		finding.Check = c.name
		out = append(out, finding)
	}
	return out
}

func fine(format string, args ...any) Finding { return Finding{Text: fmt.Sprintf(format, args...)} }

func link(f *Facts) Finding {
	if !f.Up {
		return Finding{Grade: Trouble, Text: f.Interface + " is down", Mend: "ip link set " + f.Interface + " up"}
	}
	return fine("%s is up", f.Interface)
}

func capabilities(f *Facts) Finding {
	const grant = "setcap cap_net_raw,cap_bpf,cap_net_admin,cap_perfmon+ep bin/reconwatch"
	if !f.Capabilities["CAP_NET_RAW"] {
		return Finding{Grade: Trouble, Text: "CAP_NET_RAW is missing: nothing can be captured", Mend: grant}
	}
	for _, name := range []string{"CAP_BPF", "CAP_NET_ADMIN", "CAP_PERFMON"} {
		if !f.Capabilities[name] {
			return Finding{Grade: Advice, Text: name + " is missing: frames come through packet sockets, at a fraction of the rate at which an XDP program sheds", Mend: grant}
		}
	}
	return fine("CAP_NET_RAW, CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON are there")
}

// newKernel is the command of Debian and its kin.
const newKernel = "apt install linux-image-$(dpkg --print-architecture) && reboot"

func kernel(f *Facts) Finding {
	if f.Major < 4 || f.Major == 4 && f.Minor < 20 {
		return Finding{Grade: Trouble, Text: "kernel " + f.Kernel + " is older than 4.20: it hands a port its own outgoing frames too", Mend: newKernel}
	}
	if f.Major < 5 || f.Major == 5 && f.Minor < 18 {
		return Finding{Grade: Advice, Text: "kernel " + f.Kernel + " is older than 5.18: it lacks what the XDP program calls, so that frames come through packet sockets", Mend: newKernel}
	}
	return fine("kernel %s", f.Kernel)
}

// nativeXDP are drivers that run XDP programs themselves, as the kernel's sources have it (ndo_bpf).
var nativeXDP = []string{
	"atlantic", "bnxt_en", "cpsw", "dpaa2-eth", "ena", "enetc", "gve", "hv_netvsc", "i40e", "ice", "igb", "igc", "ixgbe", "ixgbevf",
	"mlx4_en", "mlx5_core", "mvneta", "mvpp2", "nfp", "qede", "sfc", "stmmac", "tsnep", "tun", "veth", "virtio_net", "vmxnet3",
}

// usualXDP are those of cards that are easily had.
var usualXDP = []string{"i40e", "ice", "igb", "igc", "ixgbe", "mlx5_core"}

func driver(f *Facts) Finding {
	if f.Driver == "" {
		return fine("no driver named")
	}
	if !slices.Contains(nativeXDP, f.Driver) {
		return Finding{
			Grade: Advice, Text: "driver " + f.Driver + " is not known to run XDP programs itself: the kernel would run them later, and slower",
			Mend: "end the mirror at a port whose driver (ethtool -i PORT) is one of " + strings.Join(usualXDP, ", "),
		}
	}
	return fine("driver %s runs XDP programs itself", f.Driver)
}

// offloads that join frames or take tags out of them.
func offloads(f *Facts) Finding {
	var on []string
	for _, name := range []string{"gro", "lro", "tso", "gso"} {
		harmful := name == "gro" || name == "lro" || f.Driver == "veth" // of a sender, only where both ends are here
		if f.Offloads[name] && harmful {
			on = append(on, name)
		}
	}
	if len(on) > 0 {
		return Finding{
			Grade: Trouble, Text: strings.Join(on, ", ") + " join frames: sizes and counts are not those of the wire",
			Mend: "ethtool -K " + f.Interface + " " + strings.Join(on, " off ") + " off",
		}
	}
	if f.Offloads["rxvlan"] {
		return Finding{
			Grade: Advice, Text: "the card takes VLAN tags out of frames: an XDP program does not see them, a ring does",
			Mend: "ethtool -K " + f.Interface + " rxvlan off",
		}
	}
	return fine("no offload changes frames")
}

func ringSize(f *Facts) Finding {
	switch {
	case f.RingRxMax == 0:
		return fine("the driver has no ring to size")
	case f.RingRx < min(smallRing, f.RingRxMax):
		return Finding{
			Grade: Advice, Text: fmt.Sprintf("%d of %d descriptors: bursts may be lost in the card", f.RingRx, f.RingRxMax),
			Mend: fmt.Sprintf("ethtool -G %s rx %d", f.Interface, min(smallRing, f.RingRxMax)),
		}
	}
	return fine("%d of %d descriptors", f.RingRx, f.RingRxMax)
}

// queues checks that both directions of a conversation come to one queue (Woo and Park, 2012: a key whose
// two bytes repeat makes the Toeplitz hash symmetric).
func queues(f *Facts) Finding {
	if f.Queues <= 1 {
		return fine("one queue")
	}
	if len(f.HashKey) > 2 && !symmetric(f.HashKey) {
		return Finding{
			Grade: Advice, Text: fmt.Sprintf("%d queues, chosen by a hash that parts the two directions of a conversation; lanes join them again at some cost", f.Queues),
			Mend: "ethtool -X " + f.Interface + " hkey " + strings.Repeat("6d:5a:", len(f.HashKey)/2-1) + "6d:5a",
		}
	}
	return fine("%d queues", f.Queues)
}

func symmetric(key []byte) bool {
	return len(key)%2 == 0 && bytes.Equal(key, bytes.Repeat(key[:2], len(key)/2))
}

func mtu(f *Facts) Finding {
	if f.MTU > 0 && f.MTU < mirrorMTU {
		return Finding{
			Grade: Advice, Text: fmt.Sprintf("MTU %d: full frames with tags or a tunnel's header on top may be dropped by the card", f.MTU),
			Mend: "ip link set " + f.Interface + " mtu 9000",
		}
	}
	return fine("MTU %d", f.MTU)
}

func addresses(f *Facts) Finding {
	if len(f.Addresses) > 0 {
		return Finding{
			Grade: Advice, Text: f.Interface + " carries addresses (" + strings.Join(f.Addresses, ", ") + "): a mirror port needs none, and speaks with them",
			Mend: "ip address flush dev " + f.Interface,
		}
	}
	return fine("no address: the port is silent")
}

func clock(f *Facts) Finding {
	if !f.ClockSynchronised {
		return Finding{Grade: Advice, Text: "the clock is not synchronised: times of alerts do not match other logs", Mend: "timedatectl set-ntp true"}
	}
	return fine("the clock is synchronised")
}

// onSwitch is a command for the switch that mirrors, in the words that most understand.
func onSwitch(command string) string { return "on the switch: " + command }

func traffic(f *Facts) Finding {
	if f.Trial.Frames == 0 {
		return Finding{Grade: Trouble, Text: fmt.Sprintf("no frame in %v: the mirror session or the cable does not work", f.Trial.For), Mend: onSwitch("show monitor session all")}
	}
	return fine("%d frames in %v", f.Trial.Frames, f.Trial.For)
}

func loss(f *Facts) Finding {
	t := f.Trial
	if t.Dropped > 0 {
		return Finding{Grade: Trouble, Text: fmt.Sprintf("%d of %d frames were lost: one lane is too slow", t.Dropped, t.Dropped+t.Frames), Mend: fmt.Sprintf("reconwatch run -i %s --lanes %d", f.Interface, max(2, f.Queues))}
	}
	if t.Merged > 0 {
		return Finding{Grade: Trouble, Text: fmt.Sprintf("%d frames were joined from several", t.Merged), Mend: "ethtool -K " + f.Interface + " gro off lro off"}
	}
	return fine("none of %d frames was lost", t.Frames)
}

func directions(f *Facts) Finding {
	t := f.Trial
	if t.Continued < trialConnections {
		return Finding{Grade: Unknown, Text: fmt.Sprintf("only %d connections began: look longer", t.Continued), Mend: "reconwatch doctor -i " + f.Interface + " --for 5m"}
	}
	share := float64(t.Answered) / float64(t.Continued)
	if share < 0.9 {
		return Finding{Grade: Trouble, Text: fmt.Sprintf("of %d connections %.0f %% show an answer: one direction is not mirrored", t.Continued, 100*share), Mend: onSwitch("monitor session 1 source interface NAME both")}
	}
	return fine("both directions: of %d connections %.0f %% show an answer", t.Continued, 100*share)
}

func duplicates(f *Facts) Finding {
	t := f.Trial
	if t.Frames < trialFrames {
		return Finding{Grade: Unknown, Text: "too few frames"}
	}
	share := float64(t.Duplicates) / float64(t.Frames)
	if share > 0.05 {
		return Finding{Grade: Advice, Text: fmt.Sprintf("%.0f %% of the frames come twice: both ends of a link are mirrored in both directions", 100*share), Mend: onSwitch("monitor session 1 source interface NAME rx")}
	}
	return fine("%.1f %% of the frames come twice", 100*share)
}

func home(f *Facts) Finding {
	t := f.Trial
	if t.Sampled < trialSamples {
		return Finding{Grade: Unknown, Text: "too few packets"}
	}
	share := float64(t.Strangers) / float64(t.Sampled)
	if share > 0.5 {
		return Finding{Grade: Trouble, Text: fmt.Sprintf("%.0f %% of the packets have no home network on either side", 100*share), Mend: "name your networks under home in the configuration, or by --home"}
	}
	return fine("%.0f %% of the packets have a home network on a side", 100*(1-share))
}
