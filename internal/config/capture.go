package config

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/filter"
)

// Capture is what run watches, where its flags do not say otherwise.
type Capture struct {
	Interfaces []Interface `yaml:"interfaces" max:"32" desc:"interfaces to watch; none by default, since only you know which port is the mirror"`
	Engine     Engine      `yaml:"engine" desc:"auto, xdp (sheds in the kernel) or ring (packet sockets); auto takes the best that the system allows"`
	Lanes      int         `yaml:"lanes" min:"1" max:"64" desc:"threads that share the frames, at most one for each processor: one is enough until the sensor tells of loss"`
	CPUs       []CPU       `yaml:"cpus" max:"64" desc:"processors that the lanes are tied to, in turn; none leaves it to the kernel. Best are those that no queue of the port interrupts, of the same socket"`
	Forward    Forward     `yaml:"forward" desc:"auto, pass or drop: whether frames go on to the host's stack, with xdp; auto passes them on if the interface has an IP address, so that nobody is cut off"`
	Filter     Filter      `yaml:"filter" desc:"only frames that match this tcpdump-like expression; empty for all, since what is left out is not judged"`
}

// Interface is the name of a network interface.
type Interface string

// UnmarshalYAML implements yaml.Unmarshaler.
func (i *Interface) UnmarshalYAML(n *yaml.Node) error { return unmarshal(n, i) }

func (i *Interface) parse(text string) error {
	if capture.CheckNames([]string{text}) != nil {
		return errors.New("is no interface name")
	}
	*i = Interface(text)
	return nil
}

// CPU is the number of a processor.
type CPU int

// UnmarshalYAML implements yaml.Unmarshaler.
func (c *CPU) UnmarshalYAML(n *yaml.Node) error { return unmarshal(n, c) }

// mostCPUs is beyond what the kernel can be built for.
const mostCPUs = 1 << 13

func (c *CPU) parse(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n >= mostCPUs {
		return errors.New("is not the number of a processor")
	}
	*c = CPU(n)
	return nil
}

// Forward is whether frames go on to the host's stack.
type Forward string

// Ways to answer that.
const (
	ForwardAuto Forward = "auto"
	ForwardPass Forward = "pass"
	ForwardDrop Forward = "drop"
)

// UnmarshalYAML implements yaml.Unmarshaler.
func (f *Forward) UnmarshalYAML(n *yaml.Node) error { return unmarshal(n, f) }

func (f *Forward) parse(text string) error {
	switch next := Forward(text); next {
	case ForwardAuto, ForwardPass, ForwardDrop:
		*f = next
		return nil
	}
	return errors.New("is none of auto, pass, drop")
}

// Engine is how frames are taken from an interface.
type Engine string

// Engines are those that there are.
var Engines = []string{"auto", "xdp", "ring"}

// UnmarshalYAML implements yaml.Unmarshaler.
func (e *Engine) UnmarshalYAML(n *yaml.Node) error { return unmarshal(n, e) }

func (e *Engine) parse(text string) error {
	if !slices.Contains(Engines, text) {
		return errors.New("is none of " + strings.Join(Engines, ", "))
	}
	*e = Engine(text)
	return nil
}

// Filter is a tcpdump-like expression that compiles for Ethernet, or empty.
type Filter string

// UnmarshalYAML implements yaml.Unmarshaler.
func (f *Filter) UnmarshalYAML(n *yaml.Node) error { return unmarshal(n, f) }

func (f *Filter) parse(text string) error {
	if strings.TrimSpace(text) != "" {
		if _, err := filter.CompileSet(text); err != nil {
			return fmt.Errorf("does not compile: %w", err)
		}
	}
	*f = Filter(text)
	return nil
}
