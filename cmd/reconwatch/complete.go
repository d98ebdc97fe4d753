package main

import "github.com/reconwatch/reconwatch/internal/config"

// complete takes from the configuration what no flag names; set tells which flags were given.
func (f *runFlags) complete(set func(flag string) bool) error {
	cfg, err := f.load()
	if err != nil {
		return err
	}
	c := &cfg.Capture
	if !set("interface") {
		for _, name := range c.Interfaces {
			f.interfaces = append(f.interfaces, string(name))
		}
	}
	if !set("engine") {
		f.engine = string(c.Engine)
	}
	if !set("lanes") {
		f.lanes = c.Lanes
	}
	if !set("cpus") {
		for _, cpu := range c.CPUs {
			f.cpus = append(f.cpus, int(cpu))
		}
	}
	if !set("pass") && !set("drop") {
		f.pass, f.drop = c.Forward == config.ForwardPass, c.Forward == config.ForwardDrop
	}
	if !set("filter") {
		f.filter = string(c.Filter)
	}
	return nil
}
