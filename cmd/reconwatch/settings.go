package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/reconwatch/reconwatch/internal/config"
	"github.com/reconwatch/reconwatch/internal/pipeline"
)

// settings are the flags that several verbs have, and the configuration that they come before.
type settings struct {
	file, home string
	loaded     *config.Config
}

func (s *settings) flags(set *pflag.FlagSet) {
	set.StringVarP(&s.file, "config", "c", "", "configuration `FILE`")
	set.StringVar(&s.home, "home", "", "home networks, `CIDR,...`, instead of the configured ones")
}

// read gives the configuration, and the home networks that are in effect.
func (s *settings) read() (*config.Config, *config.Home, error) {
	cfg, err := s.load()
	if err != nil {
		return nil, nil, err
	}
	if s.home == "" {
		return cfg, cfg.HomeNet(), nil
	}
	home, err := config.ParseHome(s.home)
	if err != nil {
		return nil, nil, fmt.Errorf("--home: %w", err)
	}
	return cfg, home, nil
}

// load reads the configuration once.
func (s *settings) load() (*config.Config, error) {
	if s.loaded != nil {
		return s.loaded, nil
	}
	cfg := config.Default()
	if s.file != "" {
		var err error
		if cfg, err = config.Load(s.file); err != nil {
			return nil, err
		}
	}
	s.loaded = cfg
	return cfg, nil
}

func checkLanes(n int) error {
	if n < 1 || n > 64 {
		return fmt.Errorf("--lanes: %d is not within 1 and 64", n)
	}
	return nil
}

func checkFormat(format string, known ...string) error {
	if !slices.Contains(known, format) {
		return fmt.Errorf("--format: %q is none of %s", format, strings.Join(known, ", "))
	}
	return nil
}

// pipelineOptions are those that the configuration has a say in. Table seeds are new at every start.
func pipelineOptions(cfg *config.Config, home *config.Home, lanes int) pipeline.Options {
	return pipeline.Options{
		Lanes: lanes, Flows: cfg.Flow.MaxFlows, VLANInKey: cfg.Flow.VLANInKey,
		Sources: cfg.Sources.MaxSources, Suspects: cfg.Sources.MaxSuspects, Contacts: 2 * cfg.Sources.MaxSources,
		Seed: rand.Uint64(), Home: home.Contains, Secondary: cfg.SecondaryNet(), Own: cfg.OwnDomains(), Signatures: cfg.Matcher(),
		Scan: cfg.Scan, DNS: cfg.DNS, WHOIS: cfg.WHOIS, Web: cfg.Web, Topology: cfg.Topology,
	}
}
