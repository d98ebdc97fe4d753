package syslog_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/sink"
	"github.com/reconwatch/reconwatch/internal/syslog"
	"github.com/reconwatch/reconwatch/internal/testbed"
)

// rsyslog is a real collector of our own: its configuration, its port, its process.
type rsyslog struct {
	t       *testing.T
	program string
	dir     string
	port    int
	cmd     *exec.Cmd
	stderr  bytes.Buffer
}

// newRsyslog starts a collector; options of its module imtcp and of global make it one with TLS.
func newRsyslog(t *testing.T, global, module string) *rsyslog {
	t.Helper()
	program, err := exec.LookPath("rsyslogd")
	if err != nil {
		if program = "/usr/sbin/rsyslogd"; exec.Command(program, "-v").Run() != nil {
			testbed.Lacking(t, "rsyslog", "rsyslogd is not installed (apt-get install rsyslog rsyslog-gnutls)")
		}
	}
	r := &rsyslog{t: t, program: program, dir: t.TempDir(), port: freePort(t)}
	config := fmt.Sprintf(`
global(workDirectory="%[1]s" maxMessageSize="16k" %[3]s)
module(load="imudp")
module(load="imuxsock" SysSock.Use="off")
module(load="imtcp" %[4]s)
input(type="imudp" address="127.0.0.1" port="%[2]d")
input(type="imtcp" address="127.0.0.1" port="%[2]d")
input(type="imuxsock" Socket="%[1]s/log" UseSpecialParser="off" ParseHostname="on" RateLimit.Interval="0")
template(name="raw" type="string" string="%%rawmsg%%\n")
template(name="parsed" type="string" string="%%app-name%%|%%msgid%%|%%pri%%|%%structured-data%%|%%msg%%\n")
action(type="omfile" file="%[1]s/raw" template="raw")
action(type="omfile" file="%[1]s/parsed" template="parsed")
`, r.dir, r.port, global, module)
	if err := os.WriteFile(filepath.Join(r.dir, "conf"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	r.start()
	t.Cleanup(r.stop)
	return r
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func (r *rsyslog) address() string { return fmt.Sprintf("127.0.0.1:%d", r.port) }

func (r *rsyslog) start() {
	r.t.Helper()
	r.cmd = exec.Command(r.program, "-n", "-f", filepath.Join(r.dir, "conf"), "-i", filepath.Join(r.dir, "pid"))
	r.cmd.Stderr = &r.stderr
	if err := r.cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	await(r.t, "rsyslogd listens", func() bool {
		c, err := net.Dial("tcp", r.address())
		if err == nil {
			c.Close()
		}
		return err == nil
	})
}

// stop ends it in order: what it has read, it writes.
func (r *rsyslog) stop() {
	if r.cmd == nil {
		return
	}
	_ = r.cmd.Process.Signal(syscall.SIGTERM)
	_ = r.cmd.Wait()
	r.cmd = nil
	if r.t.Failed() {
		r.t.Logf("rsyslogd: %.2000s", &r.stderr)
	}
}

func (r *rsyslog) lines(name string) []string {
	data, err := os.ReadFile(filepath.Join(r.dir, name))
	if err != nil && !os.IsNotExist(err) {
		r.t.Fatal(err)
	}
	return slices.DeleteFunc(strings.Split(string(data), "\n"), func(l string) bool { return !strings.Contains(l, "reconwatch") })
}

// settle waits until nothing more arrives: on a busy machine what was sent may wait in the socket.
func (r *rsyslog) settle(t *testing.T) {
	t.Helper()
	const quiet = 500 * time.Millisecond
	size, since := int64(-1), time.Now()
	await(t, "rsyslogd has written", func() bool {
		info, err := os.Stat(filepath.Join(r.dir, "raw"))
		if err == nil && info.Size() != size {
			size, since = info.Size(), time.Now()
		}
		return time.Since(since) > quiet
	})
}

func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within 20 s", what)
		}
	}
}

func openOutlet(t *testing.T, o syslog.Options, so sink.Options) *sink.Outlet {
	t.Helper()
	so.Settle = cmp.Or(so.Settle, 300*time.Millisecond)
	so.RetryMin, so.RetryMax = cmp.Or(so.RetryMin, 20*time.Millisecond), cmp.Or(so.RetryMax, 100*time.Millisecond)
	out, err := syslog.Start(o, syslog.Header{Facility: syslog.Local0, Hostname: "dmz-1"}, so)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeOutlet(t, out) })
	return out
}

func closeOutlet(t *testing.T, out *sink.Outlet) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := out.Close(ctx); err != nil {
		t.Error(err)
	}
}

// putHostile sends every hostile string, and sees to it that the collector has each as it was.
func putHostile(t *testing.T, r *rsyslog, out *sink.Outlet) {
	t.Helper()
	for i, h := range hostile {
		a := full(i)
		a.Domain, a.Reason = h, h+" "+h
		out.Put(sink.Message{Alert: a})
	}
	await(t, "all received", func() bool { return len(r.lines("raw")) >= len(hostile) && len(r.lines("parsed")) >= len(hostile) })
	r.check(t, len(hostile), 0)
	for i, line := range r.lines("parsed") {
		parts := strings.SplitN(line, "|", 4)
		if parts[0] != "reconwatch" || parts[1] != "port_scan" || !strings.HasPrefix(parts[3], "[reconwatch@32473 type=") {
			t.Errorf("line %d as rsyslog reads it: %s", i, line)
		}
	}
}

var process = regexp.MustCompile(` reconwatch \d+ `)

// check compares all that was received with what was sent: the hostile strings
// in turn. It gives the number of copies beyond the first.
func (r *rsyslog) check(t *testing.T, n, from int) (copies int) {
	t.Helper()
	seen := map[string]string{}
	for _, line := range r.lines("raw") {
		_, fields := parse(t, []byte(line))
		id := fields["id"]
		line = process.ReplaceAllString(line, " reconwatch 1 ") // a test that begins anew puts the same again
		if before, ok := seen[id]; ok {
			copies++
			if before != line {
				t.Errorf("two messages have the id %s:\n%s\n%s", id, before, line)
			}
		}
		seen[id] = line
	}
	for i := from; i < from+n; i++ {
		line, ok := seen[fmt.Sprintf("%016x", i)]
		if !ok {
			t.Errorf("message %d of %d is missing", i, n)
			continue
		}
		m, fields := parse(t, []byte(line))
		h := hostile[i%len(hostile)]
		if fields["domain"] != alert.Escape(h) || strings.TrimPrefix(*m.Message, "\xef\xbb\xbf") != alert.Escape(h+" "+h) {
			t.Errorf("%q arrived as %s", h, line)
		}
	}
	return copies
}

func TestRsyslogReceives(t *testing.T) {
	for _, network := range []string{"udp", "tcp", "unixgram"} {
		t.Run(network, func(t *testing.T) {
			r := newRsyslog(t, "", "")
			o := syslog.Options{Network: network, Address: r.address()}
			if network == "unixgram" {
				o.Address = filepath.Join(r.dir, "log")
			}
			out := openOutlet(t, o, sink.Options{Spool: sink.SpoolOptions{Dir: t.TempDir()}})
			putHostile(t, r, out)
			closeOutlet(t, out)
			if st := out.Stats(); int(st.Sent) != len(hostile) || st.Dropped != [sink.NumReasons]uint64{} {
				t.Errorf("%+v", st)
			}
		})
	}
}

// tlsDriver is the TLS library of rsyslog that is installed.
func tlsDriver(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"gtls", "ossl"} {
		found := false
		for _, dir := range []string{"/usr/lib", "/usr/lib64"} {
			_ = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, _ error) error {
				found = found || strings.HasSuffix(path, "/rsyslog/lmnsd_"+name+".so")
				return nil
			})
		}
		if found {
			return name
		}
	}
	testbed.Lacking(t, "rsyslog", "rsyslog has no TLS (apt-get install rsyslog-gnutls)")
	return ""
}

func newTLSRsyslog(t *testing.T, pki *authority) *rsyslog {
	t.Helper()
	server := pki.issue(t, "collector.example")
	return newRsyslog(t,
		fmt.Sprintf(`defaultNetstreamDriverCAFile=%q defaultNetstreamDriverCertFile=%q defaultNetstreamDriverKeyFile=%q`, pki.file, server.cert, server.key),
		fmt.Sprintf(`streamDriver.name=%q streamDriver.mode="1" streamDriver.authMode="x509/certvalid"`, tlsDriver(t)))
}

func TestRsyslogReceivesTLS(t *testing.T) {
	pki := newAuthority(t)
	r := newTLSRsyslog(t, pki)
	client := pki.issue(t, "sensor.example")
	out := openOutlet(t, syslog.Options{
		Network: "tls", Address: r.address(),
		TLS: syslog.TLS{CAFile: pki.file, CertFile: client.cert, KeyFile: client.key, ServerName: "collector.example"},
	}, sink.Options{Spool: sink.SpoolOptions{Dir: t.TempDir()}})
	putHostile(t, r, out)
}

// put hands over messages first to before last at a pace that the hand-over takes.
func put(t *testing.T, out *sink.Outlet, first, last int) {
	t.Helper()
	for i := first; i < last; i++ {
		h := hostile[i%len(hostile)]
		a := full(i)
		a.Domain, a.Reason = h, h+" "+h
		out.Put(sink.Message{Alert: a})
		if i%200 == 199 {
			if err := out.Flush(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestRsyslogRestarts stops the collector, three times, while messages come.
func TestRsyslogRestarts(t *testing.T) {
	pki := newAuthority(t)
	for _, network := range []string{"tcp", "tls"} {
		t.Run(network, func(t *testing.T) {
			var r *rsyslog
			o := syslog.Options{Network: network}
			if network == "tls" {
				r = newTLSRsyslog(t, pki)
				client := pki.issue(t, "sensor.example")
				o.TLS = syslog.TLS{CAFile: pki.file, CertFile: client.cert, KeyFile: client.key, ServerName: "collector.example"}
			} else {
				r = newRsyslog(t, "", "")
			}
			o.Address = r.address()
			out := openOutlet(t, o, sink.Options{Settle: syslog.DefaultSettle, Spool: sink.SpoolOptions{Dir: t.TempDir()}})
			const n = 6000
			done := make(chan struct{})
			go func() { defer close(done); put(t, out, 0, n) }()
			for range 3 {
				time.Sleep(time.Duration(50+rand.IntN(150)) * time.Millisecond)
				r.stop()
				time.Sleep(100 * time.Millisecond)
				r.start()
			}
			<-done
			await(t, "all sent", func() bool { return out.Stats().Sent == n })
			closeOutlet(t, out)
			st := out.Stats()
			if st.Dropped != [sink.NumReasons]uint64{} || st.Queued != 0 {
				t.Errorf("%+v", st)
			}
			r.settle(t)
			r.stop()
			copies := r.check(t, n, 0)
			t.Logf("%d messages, %d copies, %d sent again, %d failures", n, copies, st.Resent, st.Failed)
		})
	}
}
