// Command reconwatch tells who is mapping a network: it reads frames and prints
// one clear alert per episode of reconnaissance.
//
// This package holds flags, wiring and exit codes, a file a verb; nothing else.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit codes, part of the command's contract.
const (
	exitFine    = 0 // alerts or none
	exitRuntime = 1 // a failure while running
	exitUsage   = 2 // wrong usage, configuration or input file
)

func main() {
	hangups, ctx := catch()
	os.Exit(execute(ctx, hangups, os.Args[1:], os.Stdout, os.Stderr))
}

// catch takes signals over before anything else is done, since one that nobody catches kills. ctx ends by SIGINT or
// SIGTERM; a second one ends the process at once.
func catch() (hangups chan os.Signal, ctx context.Context) {
	hangups = make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return hangups, ctx
}

// leave gives hangups back to the system, as whoever reads no configuration anew ends by one; one that came meanwhile counts.
func leave(hangups chan os.Signal) {
	signal.Stop(hangups)
	select {
	case <-hangups:
		_ = syscall.Kill(os.Getpid(), syscall.SIGHUP) // to oneself one may
	default:
	}
}

// execute runs the command line and gives the exit code. An error becomes one
// line on stderr, an error that lists several (of a configuration file) a line for each.
// hangups are those of the verb that has a use for them.
func execute(ctx context.Context, hangups chan os.Signal, args []string, stdout, stderr io.Writer) int {
	run := newRunCommand(hangups)
	root := newRootCommand(run)
	started := false
	root.PersistentPreRun = func(verb *cobra.Command, _ []string) {
		started = true
		if verb != run {
			leave(hangups)
		}
	}
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)

	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitFine
	}
	for _, line := range problems(err, started) {
		_, _ = fmt.Fprintf(stderr, "reconwatch: %s\n", line) // there is nobody left to tell
	}
	var input *inputError
	if !started || errors.As(err, &input) {
		return exitUsage
	}
	return exitRuntime
}

func newRootCommand(run *cobra.Command) *cobra.Command {
	root := &cobra.Command{
		Use:           "reconwatch",
		Short:         "Passive sensor that tells who is mapping your network",
		Version:       version(),
		SilenceUsage:  true,
		SilenceErrors: true,
		// Reached only without a verb: cobra itself refuses an unknown one.
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return badInput(errors.New("no verb given; see reconwatch --help"))
		},
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.AddCommand(run, newReplayCommand(), newCheckCommand(), newDoctorCommand(), newExplainCommand(), newVersionCommand())
	return root
}

// inputError is an error that the caller can mend: usage, configuration or input file.
type inputError struct{ err error }

func (e *inputError) Error() string { return e.err.Error() }
func (e *inputError) Unwrap() error { return e.err }

// badInput marks err as the caller's to mend, which makes the exit code 2. It keeps nil.
func badInput(err error) error {
	if err == nil {
		return nil
	}
	return &inputError{err}
}

// problems is the lines of an error. Before a verb has started they are cobra's,
// whose suggestions on further lines are folded into one.
func problems(err error, started bool) []string {
	lines := strings.FieldsFunc(err.Error(), func(r rune) bool { return r == '\n' || r == '\r' })
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
	}
	if !started {
		return []string{strings.Join(lines, " ")}
	}
	return lines
}
