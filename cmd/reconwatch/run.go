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
	"github.com/reconwatch/reconwatch/internal/pipeline"
)

// runFlags are what differs from one start to the next.
type runFlags struct {
	settings
	interfaces             []string
	engine, format, filter string
	pass, drop             bool
	lanes                  int
	cpus                   []int
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
	f.flags(flags)
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
	options, home, err := f.options()
	if err != nil {
		return badInput(err)
	}
	cfg := f.loaded
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
	w := &watcher{cfg: cfg, file: f.file, homeFlag: f.home != "", port: port, out: out, hangups: hangups}
	w.build(options, home)
	err = w.run(cmd.Context())
	return errors.Join(err, out.close())
}

// options are those of the pipeline by the configuration and the flags, and the home networks. What is wrong with them
// is found before anything is opened.
func (f *runFlags) options() (o pipeline.Options, home *config.Home, err error) {
	if err := f.check(); err != nil {
		return o, nil, err
	}
	cfg, home, err := f.read()
	if err != nil {
		return o, nil, err
	}
	o = pipelineOptions(cfg, home, f.lanes)
	o.CPUs = f.cpus
	o.Secret, err = keptSecret(cfg)
	return o, home, err
}

// check tells what is wrong with the flags, each by itself and together.
func (f *runFlags) check() error {
	if len(f.interfaces) == 0 {
		return errors.New("no interface named: -i eth1, or capture.interfaces in the configuration")
	}
	if err := capture.CheckNames(f.interfaces); err != nil {
		return err
	}
	if !slices.Contains(config.Engines, f.engine) {
		return fmt.Errorf("--engine: %q is none of %s", f.engine, strings.Join(config.Engines, ", "))
	}
	if f.engine == "xdp" && strings.TrimSpace(f.filter) != "" {
		return errors.New("--filter: the engine xdp has none; --engine ring applies it in the kernel")
	}
	if f.pass && f.drop {
		return errors.New("--pass and --drop exclude each other")
	}
	if err := affinity.Check(f.cpus); err != nil {
		return fmt.Errorf("--cpus: %w", err)
	}
	if err := errors.Join(checkFormat(f.format, "text", "json", "none"), checkLanes(f.lanes)); err != nil {
		return err
	}
	_, err := f.ring()
	return err
}
