package syslog_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/internal/sink"
	"github.com/reconwatch/reconwatch/internal/syslog"
)

// The test binary starts itself anew as a sensor, to be killed. The variable
// holds the collector's address, the state directory and the number of the first message.
const childVariable = "RECONWATCH_SYSLOG_CHILD"

// child puts messages for ever, and says how many were accepted: those that Flush has seen off.
func child() {
	var address, dir string
	var i int
	if _, err := fmt.Sscan(os.Getenv(childVariable), &address, &dir, &i); err != nil {
		panic(err)
	}
	out, err := syslog.Start(syslog.Options{Network: "tcp", Address: address}, syslog.Header{Hostname: "h"},
		sink.Options{Spool: sink.SpoolOptions{Dir: dir, SegmentBytes: 64 << 10}, RetryMin: 20 * time.Millisecond, Settle: 20 * time.Millisecond})
	if err != nil {
		panic(err)
	}
	for ; ; i++ {
		h := hostile[i%len(hostile)]
		a := full(i)
		a.Domain, a.Reason = h, h+" "+h
		out.Put(sink.Message{Alert: a})
		if i%10 == 9 {
			if err := out.Flush(context.Background()); err != nil {
				panic(err)
			}
			fmt.Println(i + 1)
		}
	}
}

// TestSensorIsKilled kills the sensor, again and again, while messages flow;
// the collector is stopped for a while as well.
func TestSensorIsKilled(t *testing.T) {
	r := newRsyslog(t, "", "")
	dir := t.TempDir()
	accepted := 0
	for round := range 6 {
		if round == 3 {
			r.stop()
		}
		if round == 4 {
			r.start()
		}
		accepted = killed(t, r.address(), dir, accepted)
	}
	out := openOutlet(t, syslog.Options{Network: "tcp", Address: r.address()}, sink.Options{Spool: sink.SpoolOptions{Dir: dir}})
	recovered := out.Stats().Recovered
	await(t, "the rest", func() bool { return out.Stats().Queued == 0 })
	closeOutlet(t, out)
	r.settle(t)
	r.stop()
	copies := r.check(t, accepted, 0)
	t.Logf("%d accepted, %d recovered at last, %d copies", accepted, recovered, copies)
}

// killed runs a sensor for a moment, and gives how many messages it had accepted.
func killed(t *testing.T, address, dir string, first int) int {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %s %d", childVariable, address, dir, first))
	cmd.Stderr = os.Stderr
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(time.Duration(150+rand.IntN(200))*time.Millisecond, func() { _ = cmd.Process.Kill() })
	last := first
	for lines := bufio.NewScanner(pipe); lines.Scan(); {
		if n, err := strconv.Atoi(lines.Text()); err == nil {
			last = n
		}
	}
	_ = cmd.Wait()
	if last == first {
		t.Error("the sensor accepted nothing")
	}
	return last
}
