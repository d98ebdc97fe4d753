package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/pcapfile"
	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/testbed"
)

// play is what runs in a network namespace: a sensor on one end of a pair of virtual interfaces,
// and a capture played at its own pace onto the other.
const play = `set -e
PATH=$PATH:/usr/sbin:/sbin
ip link set lo up
ip link add tap0 type veth peer name play0
for port in tap0 play0; do ip link set $port addrgenmode none up; done
reconwatch run -i tap0 --engine "$4" --lanes 2 --format json --home "$1" -c "$5" & sensor=$!
for wait in $(seq 100); do grep -q started "$3" && break; sleep 0.1; done
tcpreplay --quiet --intf1=play0 "$2" >/dev/null
sleep 1
kill -TERM $sensor
wait $sensor`

// lived are captures that a wire carries within seconds, of different methods.
var lived = []string{
	"nmap-syn-top100-open.pcap", "arp-scan.pcap", "nmap-xmas.pcapng", "nmap-maimon.pcapng", "nmap-fragments.pcap", "nmap-mtu16.pcap",
	"nmap6-syn.pcap", "nmap-sctp-init.pcap", "distributed-ports.pcap", "nmap-connect-top100.pcap", "nmap-sn-net24.pcap",
	"zmap-udp53-net24.pcap", "nmap-syn-prohibited.pcap", "masscan-port80-net24.pcap",
}

// longest is the duration up to which captures are played with -live-all.
const longest = 40 * time.Second

var liveAll = flag.Bool("live-all", false, "play all captures that a wire carries within 40 s, not only some")

// playable lists the captures that are played.
func playable(t *testing.T) []string {
	t.Helper()
	if !*liveAll {
		return lived
	}
	var out []string
	for name := range manifestColumn(t, "file") {
		r, err := pcapfile.Open([]string{filepath.Join(root, "pcaps", name)}, pcapfile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		first, last := int64(0), int64(0)
		frames := make([]capture.Frame, 256)
		for {
			n, err := r.ReadBatch(frames)
			for i := range frames[:n] {
				if first == 0 {
					first = frames[i].Time
				}
				last = frames[i].Time
			}
			if err != nil {
				break
			}
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		if time.Duration(last-first) <= longest {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// plain gives a capture that tcpreplay can read.
func plain(t *testing.T, file string) string {
	t.Helper()
	unpack := map[string]string{".gz": "zcat", ".zst": "zstdcat"}[filepath.Ext(file)]
	if unpack == "" {
		return file
	}
	out, err := exec.CommandContext(t.Context(), unpack, file).Output()
	if err != nil {
		t.Fatalf("%s: %v", unpack, err)
	}
	to := filepath.Join(t.TempDir(), "capture")
	if err := os.WriteFile(to, out, 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

// TestLiveTellsTheSameAsReplay is law 2.
func TestLiveTellsTheSameAsReplay(t *testing.T) {
	onEngines(t, livesLikeReplay)
}

func livesLikeReplay(t *testing.T, engine string) {
	t.Helper()
	namespace := wire(t)
	homes := manifestColumn(t, "home")
	for _, name := range playable(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(root, "pcaps", name)
			out := filepath.Join(t.TempDir(), "out")
			shared := withSecret(t) // made by the one that is live, and read by the other: they count alike
			args := append(slices.Clone(namespace[1:]), "bash", "-c", play, "play", homes[name], plain(t, file), out, engine, shared)
			live := exec.CommandContext(t.Context(), namespace[0], args...)
			told := runTold(t, live, out)
			again := runTold(t, exec.CommandContext(t.Context(), "reconwatch", "replay", "-q", "--format", "json", "--home", homes[name], "-c", shared, file), "")
			if diff := cmp.Diff(again, told); diff != "" {
				t.Errorf("replay (-) and live (+) differ:\n%s", diff)
			}
		})
	}
}

// wire gives the command that runs another one in a network namespace of its own, where there are
// also tools to play captures with.
func wire(t *testing.T) []string {
	t.Helper()
	namespace := []string{"unshare", "--net"}
	if os.Getuid() != 0 {
		namespace = []string{"unshare", "--user", "--map-root-user", "--net"}
	}
	if _, err := exec.LookPath("tcpreplay"); err != nil {
		testbed.Lacking(t, "tcpreplay", "is not installed")
	}
	if err := exec.CommandContext(t.Context(), namespace[0], append(namespace[1:], "true")...).Run(); err != nil {
		testbed.Lacking(t, "ring", "no network namespace can be made: "+err.Error())
	}
	return namespace
}

// runTold runs a command and gives what its closing alerts say that does not depend on when it was.
func runTold(t *testing.T, cmd *exec.Cmd, file string) []string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if file != "" {
		f, err := os.Create(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		cmd.Stdout = f
	}
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	text := stdout.Bytes()
	if file != "" {
		var err error
		if text, err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	var out []string
	for line := range bytes.Lines(text) {
		var a alert.Alert
		if err := json.Unmarshal(line, &a); err != nil {
			t.Fatal(err)
		}
		if a.Type == "alert" && a.Phase == alert.PhaseClose {
			out = append(out, fmt.Sprintf("%s %v %v %d %v hosts %d ports %d tool %v", a.Kind, a.Methods, a.Source, a.SourcesCount,
				a.Target, a.Targets.Hosts, a.Targets.Ports, a.Tool != nil))
		}
	}
	slices.Sort(out)
	return out
}

// manifestColumn maps the captures of pcaps/ to a column of their manifest.
func manifestColumn(t *testing.T, column string) map[string]string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, "pcaps", "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	at := slices.Index(strings.Split(lines[0], "\t"), column)
	out := map[string]string{}
	for _, line := range lines[1:] {
		cells := strings.Split(line, "\t")
		out[cells[0]] = cells[at]
	}
	return out
}
