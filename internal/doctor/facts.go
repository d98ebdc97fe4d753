// Package doctor tells what stands between a port and a capture without loss, and the command that
// mends it. It changes nothing itself.
//
// Facts are looked up with privileges; what follows from them is decided by pure functions.
//
// Goroutines: none of its own but those of the trial capture, which Try ends.
package doctor

import "time"

// Facts are what is known of a port and its host. What could not be looked up has the reason in
// Unknown, by the name of the check.
type Facts struct {
	Interface string
	Driver    string
	Up        bool
	Promisc   bool
	MTU       int
	Addresses []string
	// Offloads are those of reception that change frames, by ethtool's short name: gro, lro, rxvlan; and tso and
	// gso, which change them on virtual interfaces.
	Offloads map[string]bool
	// RingRx and RingRxMax are descriptors, 0 where the driver has none.
	RingRx, RingRxMax int
	// Queues are those of reception, QueuesMax what there may be.
	Queues, QueuesMax int
	// HashKey is the key of receive side scaling, empty where there is none.
	HashKey []byte
	// Capabilities that the process has, by name.
	Capabilities map[string]bool
	// Kernel is the release, Major and Minor its version.
	Kernel       string
	Major, Minor int
	// ClockSynchronised is the kernel's word on the system clock.
	ClockSynchronised bool
	Trial             *Trial // nil: nothing was captured
	Unknown           map[string]string
}

// Trial is what a short capture has shown.
type Trial struct {
	For        time.Duration
	Frames     uint64
	Dropped    uint64
	Merged     uint64
	Duplicates uint64
	// Continued are TCP connections whose initiator went on, Answered those whose SYN-ACK was seen.
	Continued, Answered uint64
	// Sampled packets were looked at for a home side, Strangers had none.
	Sampled, Strangers uint64
}

// Grade is how much a finding stands in the way.
type Grade uint8

// Grades.
const (
	Fine    Grade = iota
	Unknown       // could not be looked up
	Advice        // works, and could be better
	Trouble       // frames are lost, changed or not seen
)

// String is a word for people.
func (g Grade) String() string { return [...]string{"fine", "unknown", "advice", "trouble"}[g&3] }

// Finding is the result of one check.
type Finding struct {
	Check string
	Grade Grade
	Text  string
	Mend  string // a command, empty where there is none
}
