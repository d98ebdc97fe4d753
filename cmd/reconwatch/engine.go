package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/net/bpf"

	"github.com/reconwatch/reconwatch/analyzers"
	program "github.com/reconwatch/reconwatch/bpf"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/filter"
	"github.com/reconwatch/reconwatch/capture/ring"
	"github.com/reconwatch/reconwatch/capture/xdp"
	"github.com/reconwatch/reconwatch/internal/pipeline"
)

// port is the interfaces that are watched, by whichever engine.
type port interface {
	Interfaces() []string
	Counters() []capture.Counters
	Events() <-chan capture.Event
	Close() error
}

// engine is how frames are had from a port.
type engine struct {
	port
	name  string
	lanes []pipeline.Live
	keeps []string // capabilities that it goes on to need
	// flooded is the port, if it holds back what comes in floods.
	flooded *xdp.Port
	// detail and text say more of it when the sensor starts.
	detail map[string]any
	text   string
}

// suspect lets come, in a flood too, what the source of a finding does.
func (e *engine) suspect(found *analyzers.Finding) {
	if e.flooded != nil && found.Kind.Reconnaissance() && !found.Source.IsZero() {
		e.flooded.Suspect(found.Source)
	}
}

// states are those of the lanes, nil for engines whose lanes are never flooded.
func (e *engine) states() []capture.LaneState {
	if e.flooded == nil {
		return nil
	}
	return e.flooded.LaneStates()
}

// open opens the interfaces by the engine that was asked for, or the best that can be had.
func (f *runFlags) open(vlanInKey bool) (*engine, error) {
	switch f.engine {
	case "ring":
		return f.openRing(nil)
	case "xdp":
		return f.openXDP(vlanInKey)
	}
	if strings.TrimSpace(f.filter) != "" {
		return f.openRing(errors.New("a filter is given"))
	}
	if err := program.Probe(); err != nil {
		return f.openRing(err)
	}
	e, err := f.openXDP(vlanInKey)
	if err == nil || errors.Is(err, os.ErrNotExist) {
		return e, err
	}
	return f.openRing(err)
}

// openRing opens the packet sockets; why is what stands in the way of the better engine.
func (f *runFlags) openRing(why error) (*engine, error) {
	o, err := f.ring()
	if err != nil {
		return nil, badInput(err)
	}
	p, err := ring.Open(f.interfaces, o)
	if err != nil {
		return nil, err
	}
	// An interface that comes back needs a new socket: the ring goes on to need one capability.
	e := &engine{port: p, name: "ring", keeps: []string{"cap_net_raw"}}
	for _, l := range p.Lanes() {
		e.lanes = append(e.lanes, l)
	}
	steering, cause := p.Steering()
	e.detail = map[string]any{"steering": steering.String()}
	if why != nil {
		e.detail["engine_cause"] = why.Error()
		e.text = " Frames come through packet sockets, since XDP is not to be had: " + why.Error() + "."
	}
	if cause != nil {
		e.detail["steering_cause"] = cause.Error()
		e.text += " Lanes are chosen by outer addresses: conversations in tunnels may be parted."
	}
	return e, nil
}

// ring is what the flags ask of the packet sockets.
func (f *runFlags) ring() (ring.Options, error) {
	o := ring.Options{Lanes: f.lanes}
	if strings.TrimSpace(f.filter) == "" {
		return o, nil
	}
	if _, err := filter.CompileSet(f.filter); err != nil {
		return o, fmt.Errorf("--filter: %w", err)
	}
	o.Filter = func(link capture.LinkType) ([]bpf.RawInstruction, error) {
		program, err := filter.Compile(f.filter, link)
		if err != nil {
			return nil, err
		}
		return program.Instructions(), nil
	}
	return o, nil
}

// openXDP loads the program and attaches it; nothing that takes a privilege is left to be done.
func (f *runFlags) openXDP(vlanInKey bool) (*engine, error) {
	p, err := xdp.Open(f.interfaces, xdp.Options{Lanes: f.lanes, VLANInKey: vlanInKey, Pass: f.pass, Drop: f.drop})
	if err != nil {
		return nil, err
	}
	e := &engine{port: p, name: "xdp", flooded: p}
	for _, l := range p.Lanes() {
		e.lanes = append(e.lanes, l)
	}
	var modes []string
	for _, m := range p.Modes() {
		modes = append(modes, m.String())
		if m.Cause != nil {
			e.text += " The driver of " + m.Interface + " does not run XDP programs, the network stack does: " + m.Cause.Error() + "."
		}
	}
	e.detail = map[string]any{"modes": modes}
	return e, nil
}
