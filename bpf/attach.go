package bpf

import (
	"errors"
	"fmt"

	"github.com/cilium/ebpf/link"
	"golang.org/x/sys/unix"
)

// Mode is how the kernel runs the program.
type Mode uint8

// Modes.
const (
	Detached Mode = iota
	// Native: the driver runs it, before anything is allocated for a frame.
	Native
	// Generic: the network stack runs it, for drivers that cannot; it costs what a
	// packet socket costs, nearly.
	Generic
)

// String is a word.
func (m Mode) String() string { return [...]string{"detached", "native", "generic"}[m] }

type attachment struct {
	link link.Link
	mode Mode
}

// Attach begins with interface number i of the Program, the kernel's ifindex. Where the driver cannot run
// the program, the stack does, and why tells what the driver said; with Options.Generic it does anyway.
func (p *Program) Attach(i, ifindex int) (mode Mode, why, err error) {
	o := link.XDPOptions{Program: p.parts[i], Interface: ifindex, Flags: link.XDPDriverMode}
	if p.o.Generic {
		o.Flags = link.XDPGenericMode
		l, err := link.AttachXDP(o)
		if err != nil {
			return Detached, nil, p.refused(err)
		}
		p.attached[i] = attachment{l, Generic}
		return Generic, nil, nil
	}
	l, why := link.AttachXDP(o)
	mode = Native
	if why != nil {
		if errors.Is(why, unix.EBUSY) || errors.Is(why, unix.EPERM) || errors.Is(why, unix.ENODEV) {
			return Detached, nil, p.refused(why)
		}
		o.Flags, mode = link.XDPGenericMode, Generic
		if l, err = link.AttachXDP(o); err != nil {
			return Detached, nil, p.refused(err)
		}
	}
	p.attached[i] = attachment{l, mode}
	return mode, why, nil
}

func (p *Program) refused(err error) error {
	if errors.Is(err, unix.EBUSY) {
		return fmt.Errorf("another XDP program is attached: %w", err)
	}
	return explain("attach", err)
}

// Detach ends with interface i.
func (p *Program) Detach(i int) error {
	a := p.attached[i]
	p.attached[i] = attachment{}
	if a.link == nil {
		return nil
	}
	return a.link.Close()
}

// Mode is how interface i is looked at now.
func (p *Program) Mode(i int) Mode { return p.attached[i].mode }
