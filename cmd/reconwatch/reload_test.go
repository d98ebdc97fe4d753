package main

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// reloading is a sensor that is told to read its configuration again, with attacks before and after.
const reloading = `set -e
PATH=$PATH:/usr/sbin:/sbin
ip link set lo up
ip link add tap0 type veth peer name play0
for port in tap0 play0; do ip link set $port addrgenmode none up; done
said() { for wait in $(seq 100); do [ "$(grep -c "\"event\":\"$1\"" log)" = "$2" ] && return; sleep 0.1; done; echo "no $1" >&2; cat log >&2; exit 1; }
alerts() { grep -c '"phase":"open","kind":"port_scan"' log || true; }
write() { printf 'home: [%s]\noutput: {jsonl: %s}\n%s\n' "$1" "$PWD/alerts.jsonl" "$2" >config.yaml; }
pcaps=$1
write 10.20.0.0/16 ''
reconwatch run -i tap0 --format json -c config.yaml >log & sensor=$!
said started 1
tcpreplay --quiet --topspeed --intf1=play0 $pcaps/nmap-syn-top100-open.pcap >/dev/null 2>&1
sleep 2; echo "at first: $(alerts)"
mv alerts.jsonl moved.jsonl
write 10.20.0.0/16 'authorised: [{address: 203.0.113.41, reason: test}]
flow: {max_flows: 2000000}'
kill -HUP $sensor; said reloaded 1
echo "a restart: $(grep -c 'changed of flow takes a restart' log)"
tcpreplay --quiet --topspeed --intf1=play0 $pcaps/nmap-fin.pcapng >/dev/null 2>&1
sleep 2; echo "authorised: $(alerts)"
write 10.20.0.0/33 ''
kill -HUP $sensor; said reloaded 2
grep -c 'was refused' log | sed 's/^/refused: /'
tcpreplay --quiet --topspeed --intf1=play0 $pcaps/nmap-xmas.pcapng >/dev/null 2>&1
sleep 2; echo "goes on: $(alerts)"
kill -TERM $sensor
wait $sensor
echo "moved: $(grep -c '"open","kind":"port_scan"' moved.jsonl), new: $(grep -c '"open","kind":"port_scan"' alerts.jsonl)"
`

// TestReload: rules change while the sensor runs, mistakes change nothing, and a log file may be moved away.
func TestReload(t *testing.T) {
	namespace := wire(t)
	pcaps, err := filepath.Abs(filepath.Join(root, "pcaps"))
	if err != nil {
		t.Fatal(err)
	}
	args := append(slices.Clone(namespace[1:]), "bash", "-c", reloading, "reloading", pcaps)
	cmd := exec.CommandContext(t.Context(), namespace[0], args...)
	cmd.Dir = t.TempDir()
	out, err := cmd.CombinedOutput()
	want := "at first: 1\na restart: 1\nauthorised: 1\nrefused: 1\ngoes on: 2\nmoved: 1, new: 1"
	if err != nil || strings.TrimSpace(string(out)) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, out, want)
	}
}

// hangingUp is a sensor that is told to stop, and then, while it waits for a collector that is not there, to reload.
const hangingUp = `PATH=$PATH:/usr/sbin:/sbin
ip link set lo up
ip link add tap0 type veth peer name play0
for port in tap0 play0; do ip link set $port addrgenmode none up; done
said() { for wait in $(seq 100); do grep -q "\"event\":\"$1\"" log && return; sleep 0.1; done; echo "no $1"; cat log; exit 1; }
echo 'output: {syslog: [{network: tcp, address: "127.0.0.1:6514"}]}' >config.yaml
reconwatch run -i tap0 --format json -c config.yaml >log 2>/dev/null & sensor=$!
said started
kill -TERM $sensor
said stopped
kill -HUP $sensor && echo "hung up"
wait $sensor
echo "exit code $?"
`

// TestHangupWhileStopping: a sensor that delivers its last messages is not killed by who moves its log file.
func TestHangupWhileStopping(t *testing.T) {
	namespace := wire(t)
	args := append(slices.Clone(namespace[1:]), "bash", "-c", hangingUp, "hanging up")
	cmd := exec.CommandContext(t.Context(), namespace[0], args...)
	cmd.Dir = t.TempDir()
	out, err := cmd.CombinedOutput()
	if want := "hung up\nexit code 0"; err != nil || strings.TrimSpace(string(out)) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, out, want)
	}
}
