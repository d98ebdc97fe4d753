package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// early are signals that come before there is a configuration: whoever opens the pipe for writing waits
// until it is read.
const early = `PATH=$PATH:/usr/sbin:/sbin
ip link set lo up
ip link add tap0 type veth peer name play0
for port in tap0 play0; do ip link set $port addrgenmode none up; done
said() { for wait in $(seq 100); do grep -q "\"event\":\"$1\"" log && return; sleep 0.1; done; echo "no $1"; cat log; exit 1; }
mkfifo config.yaml
start() { reconwatch run -i tap0 --format json -c config.yaml >log 2>&1 & sensor=$!; exec 3>config.yaml; }
go() { echo 'home: [10.0.0.0/8]' >&3; exec 3>&-; }
start; kill -HUP $sensor; go; said started
echo 'home: [10.20.0.0/16]' >config.yaml; said reloaded; echo "read again"
kill -TERM $sensor; wait $sensor; echo "exit code $?"
start; kill -TERM $sensor; go
wait $sensor; echo "exit code $?"; said stopped
`

// TestSignalsBeforeTheConfiguration: a hangup is obeyed once there is something to read anew, and an end is in order.
func TestSignalsBeforeTheConfiguration(t *testing.T) {
	namespace := wire(t)
	args := append(slices.Clone(namespace[1:]), "bash", "-c", early, "early")
	cmd := exec.CommandContext(t.Context(), namespace[0], args...)
	cmd.Dir = t.TempDir()
	out, err := cmd.CombinedOutput()
	if want := "read again\nexit code 0\nexit code 0"; err != nil || strings.TrimSpace(string(out)) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, out, want)
	}
}

// leaving is a replay that is hung up on, from a terminal and under nohup.
const leaving = `mkfifo capture
reconwatch replay -q capture & replay=$!; exec 3>capture
kill -HUP $replay; wait $replay 2>/dev/null; echo "exit code $?"; exec 3>&-
trap '' HUP
reconwatch replay -q capture 2>/dev/null & replay=$!; exec 3>capture
kill -HUP $replay; exec 3>&-; wait $replay; echo "exit code $?"
`

// TestHangupEndsOthers: what reads no configuration anew ends by a hangup, as always, unless it was started to outlive one.
func TestHangupEndsOthers(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "bash", "-c", leaving)
	cmd.Dir = t.TempDir()
	out, err := cmd.Output()
	if want := "exit code 129\nexit code 2\n"; err != nil || string(out) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, out, want)
	}
}
