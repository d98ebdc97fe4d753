package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/internal/affinity"
	"github.com/reconwatch/reconwatch/internal/config"
)

// runFlags are what differs from one start to the next.
type runFlags struct {
	interfaces []string
	replayFlags
	engine     string
	pass, drop bool
	cpus       []int
}

// newRunCommand is the verb that reads the configuration again at each of hangups.
func newRunCommand(hangups <-chan os.Signal) *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run -i INTERFACE,...",
		Short: "Watch network interfaces and tell who is mapping the network",
		Long: `Watch a tap or mirror port, and tell who is mapping the network: alerts on
standard output and wherever the configuration says. SIGINT or SIGTERM ends it
in order. SIGHUP opens the JSON file anew, and reads the configuration again: home
networks, authorised scanners, suppressions and thresholds change on the fly. It never sends. It needs CAP_NET_RAW;
with CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON, a program at the port sheds in the kernel what cannot matter.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := f.complete(cmd.Flags().Changed); err != nil {
				return badInput(err)
			}
			return watch(cmd, &f, hangups)
		},
	}
	flags := cmd.Flags()
	flags.StringSliceVarP(&f.interfaces, "interface", "i", nil, "interfaces to watch, `NAME,...`")
	flags.StringVarP(&f.config, "config", "c", "", "configuration `FILE`")
	flags.StringVar(&f.home, "home", "", "home networks, `CIDR,...`, instead of the configured ones")
	flags.StringVar(&f.engine, "engine", "auto", "auto, xdp (sheds in the kernel) or ring (packet sockets)")
	flags.BoolVar(&f.pass, "pass", false, "let frames go on to the host's stack, with xdp; else they do only if the interface has an IP address")
	flags.BoolVar(&f.drop, "drop", false, "let no frame go on to the host's stack, with xdp: whoever is logged in through the interface is cut off")
	flags.IntSliceVar(&f.cpus, "cpus", nil, "processors that the lanes are tied to, `N,...`, in turn")
	flags.StringVar(&f.format, "format", "text", "of standard output: text, json or none")
	flags.StringVar(&f.filter, "filter", "", "only frames that match a tcpdump-like `EXPRESSION`")
	flags.IntVar(&f.lanes, "lanes", 1, "number of lanes, 1 to 64; the alerts are the same")
	return cmd
}

func watch(cmd *cobra.Command, f *runFlags, hangups <-chan os.Signal) error {
	cfg, home, err := f.check()
	if err != nil {
		return badInput(err)
	}
	if _, err := f.ring(); err != nil {
		return badInput(err)
	}
	options := pipelineOptions(cfg, home, f.lanes)
	options.CPUs = f.cpus
	if options.Secret, err = keptSecret(cfg); err != nil {
		return badInput(err)
	}
	port, err := f.open(cfg.Flow.VLANInKey)
	if err != nil {
		err = fmt.Errorf("capture: %w", err)
		if errors.Is(err, os.ErrNotExist) {
			return badInput(err)
		}
		return err
	}
	out, err := openOutlets(cfg, f.format, cmd.OutOrStdout())
	if err != nil {
		return errors.Join(badInput(err), port.Close())
	}
	w := &watcher{cfg: cfg, file: f.config, homeFlag: f.home != "", port: port, out: out, hangups: hangups}
	err = w.run(cmd.Context(), options, home)
	return errors.Join(err, out.close())
}

// check reads the configuration and the flags.
func (f *runFlags) check() (*config.Config, *config.Home, error) {
	if len(f.interfaces) == 0 {
		return nil, nil, errors.New("no interface named: -i eth1, or capture.interfaces in the configuration")
	}
	if err := capture.CheckNames(f.interfaces); err != nil {
		return nil, nil, err
	}
	if !slices.Contains(config.Engines, f.engine) {
		return nil, nil, fmt.Errorf("--engine: %q is none of %s", f.engine, strings.Join(config.Engines, ", "))
	}
	if f.engine == "xdp" && strings.TrimSpace(f.filter) != "" {
		return nil, nil, errors.New("--filter: the engine xdp has none; --engine ring applies it in the kernel")
	}
	if f.pass && f.drop {
		return nil, nil, errors.New("--pass and --drop exclude each other")
	}
	if err := affinity.Check(f.cpus); err != nil {
		return nil, nil, fmt.Errorf("--cpus: %w", err)
	}
	known := f.format == "text" || f.format == "json" || f.format == "none"
	if !known {
		return nil, nil, fmt.Errorf("--format: %q is none of text, json, none", f.format)
	}
	shared := f.replayFlags
	shared.speed, shared.format = "max", "text"
	cfg, home, _, err := shared.settings()
	return cfg, home, err
}
