package syslog_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/reconwatch/reconwatch/internal/sink"
	"github.com/reconwatch/reconwatch/internal/syslog"
)

// server is a collector that does with each connection what the test wants.
type server struct {
	net.Listener
	mu    sync.Mutex
	got   []string // messages, without their framing
	conns int
	wait  sync.WaitGroup
}

// serve takes connections; handle gets the number of each, from 0.
func serve(t *testing.T, l net.Listener, handle func(s *server, c net.Conn, i int)) *server {
	t.Helper()
	s := &server{Listener: l}
	s.wait.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			i := s.conns
			s.conns++
			s.mu.Unlock()
			s.wait.Go(func() { defer c.Close(); handle(s, c, i) })
		}
	})
	t.Cleanup(func() { l.Close(); s.wait.Wait() })
	return s
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// read takes octet-counted messages until the connection ends or there are n.
func (s *server) read(c net.Conn, n int) {
	for in := bufio.NewReader(c); n > 0; n-- {
		var size int
		if _, err := fmt.Fscanf(in, "%d ", &size); err != nil {
			return
		}
		b := make([]byte, size)
		if _, err := io.ReadFull(in, b); err != nil {
			return
		}
		s.mu.Lock()
		s.got = append(s.got, string(b))
		s.mu.Unlock()
	}
}

func (s *server) messages() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got)
}

// missing gives the numbers of those from 0 to before n that did not come.
func (s *server) missing(n int) (out []int) {
	all := strings.Join(s.messages(), "\n")
	for i := range n {
		if !strings.Contains(all, fmt.Sprintf(`id="%016x"`, i)) {
			out = append(out, i)
		}
	}
	return out
}

func tcpTo(l net.Listener) syslog.Options {
	return syslog.Options{Network: "tcp", Address: l.Addr().String()}
}

func TestOctetCounting(t *testing.T) {
	s := serve(t, listen(t), func(s *server, c net.Conn, _ int) { s.read(c, 1<<30) })
	out := openOutlet(t, tcpTo(s), sink.Options{})
	put(t, out, 0, 1000)
	closeOutlet(t, out)
	if got := s.messages(); len(got) != 1000 || len(s.missing(1000)) > 0 {
		t.Errorf("%d messages", len(got))
	}
	for _, m := range s.messages() {
		parse(t, []byte(m))
	}
	if st := out.Stats(); st.Sent != 1000 || st.Resent != 0 || st.Failed != 0 {
		t.Errorf("%+v", st)
	}
}

// TestAcknowledgedAndNeverRead: the kernel of the collector has taken bytes
// that the collector closes its socket on.
func TestAcknowledgedAndNeverRead(t *testing.T) {
	arrived, taken := make(chan struct{}), make(chan struct{})
	s := serve(t, listen(t), func(s *server, c net.Conn, i int) {
		if i == 0 {
			waitForBytes(t, c)
			close(arrived)
			<-taken
			return
		}
		s.read(c, 1<<30)
	})
	out := openOutlet(t, tcpTo(s), sink.Options{Settle: syslog.DefaultSettle})
	put(t, out, 0, 50)
	<-arrived
	if st := out.Stats(); st.Sent != 0 || st.Queued != 50 {
		t.Errorf("before anybody has read: %+v", st)
	}
	close(taken)
	await(t, "all", func() bool { return len(s.missing(50)) == 0 })
	await(t, "the new connection settles", func() bool { return out.Stats().Sent == 50 })
	if st := out.Stats(); st.Resent == 0 || st.Failed == 0 {
		t.Errorf("%+v", st)
	}
}

// waitForBytes waits until what the kernel holds for c, unread, has stopped growing.
func waitForBytes(t *testing.T, c net.Conn) {
	t.Helper()
	raw, err := c.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Error(err)
		return
	}
	held, since := 0, time.Now()
	for held == 0 || time.Since(since) < 300*time.Millisecond {
		n := 0
		if err := raw.Control(func(fd uintptr) { n, err = unix.IoctlGetInt(int(fd), unix.SIOCINQ) }); err != nil {
			t.Error(err)
			return
		}
		if n != held {
			held, since = n, time.Now()
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// TestStall: a collector whose buffers are full takes nothing more.
func TestStall(t *testing.T) {
	release := make(chan struct{})
	s := serve(t, listen(t), func(s *server, c net.Conn, i int) {
		if i == 0 {
			_ = c.(*net.TCPConn).SetReadBuffer(4096)
			<-release
			return
		}
		s.read(c, 1<<30)
	})
	o := tcpTo(s)
	o.Stall = 300 * time.Millisecond
	out := openOutlet(t, o, sink.Options{})
	const n = 2000 // far more than the buffer of the collector
	put(t, out, 0, n)
	await(t, "the stall shows", func() bool { return out.Stats().Failed > 0 })
	close(release)
	await(t, "the rest", func() bool { return out.Stats().Sent == n })
	if m := s.missing(n); len(m) > 0 {
		t.Errorf("%d are missing", len(m))
	}
}

func TestCloseDoesNotWaitForAStalledCollector(t *testing.T) {
	release := make(chan struct{})
	s := serve(t, listen(t), func(_ *server, _ net.Conn, _ int) { <-release })
	defer close(release)
	dir := t.TempDir()
	out := openOutlet(t, tcpTo(s), sink.Options{Spool: sink.SpoolOptions{Dir: dir}})
	put(t, out, 0, 1000)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	begin := time.Now()
	if err := out.Close(ctx); err != nil {
		t.Error(err)
	}
	if d := time.Since(begin); d > 2*time.Second {
		t.Errorf("Close took %v", d)
	}
	if st := out.Stats(); st.Accepted != 1000 || st.Queued != 1000-st.Sent || st.Dropped != [sink.NumReasons]uint64{} {
		t.Errorf("%+v", st)
	}
}

func TestEndOfConnectionIsSeenAtOnce(t *testing.T) {
	for name, end := range map[string]func(net.Conn){
		"in order": func(net.Conn) {},
		"reset":    func(c net.Conn) { _ = c.(*net.TCPConn).SetLinger(0) },
	} {
		t.Run(name, func(t *testing.T) {
			first := make(chan struct{})
			s := serve(t, listen(t), func(s *server, c net.Conn, i int) {
				if i == 0 {
					<-first
					end(c)
					return
				}
				s.read(c, 1<<30)
			})
			out := openOutlet(t, tcpTo(s), sink.Options{})
			await(t, "connected before there is anything to say", func() bool { s.mu.Lock(); defer s.mu.Unlock(); return s.conns == 1 })
			close(first)
			begin := time.Now()
			await(t, "connected again", func() bool { s.mu.Lock(); defer s.mu.Unlock(); return s.conns == 2 })
			if d := time.Since(begin); d > time.Second {
				t.Errorf("took %v", d)
			}
			if st := out.Stats(); st.Failed != 1 {
				t.Errorf("%+v", st)
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	l := listen(t)
	l.Close()
	out := openOutlet(t, tcpTo(l), sink.Options{Spool: sink.SpoolOptions{Dir: t.TempDir()}})
	put(t, out, 0, 3)
	await(t, "failures", func() bool { return out.Stats().Failed > 2 })
	if st := out.Stats(); !strings.Contains(st.LastError, "refused") || st.Queued != 3 || st.Name != "tcp:"+l.Addr().String() {
		t.Errorf("%+v", st)
	}
}

func TestUnixStream(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, l, func(s *server, c net.Conn, _ int) {
		for in := bufio.NewScanner(c); in.Scan(); {
			s.mu.Lock()
			s.got = append(s.got, in.Text())
			s.mu.Unlock()
		}
	})
	out := openOutlet(t, syslog.Options{Network: "unix", Address: path}, sink.Options{})
	put(t, out, 0, 500)
	closeOutlet(t, out)
	await(t, "all", func() bool { return len(s.missing(500)) == 0 })
	if st := out.Stats(); st.Sent != 500 {
		t.Errorf("%+v", st)
	}
}

func TestUDPIsNeverLong(t *testing.T) {
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer pc.Close()
	out := openOutlet(t, syslog.Options{Network: "udp", Address: pc.LocalAddr().String()}, sink.Options{Spool: sink.SpoolOptions{Dir: "/nowhere/at/all"}})
	a := full(1)
	a.Reason, a.Tool.Evidence = strings.Repeat("long ü ", 3000), []string{strings.Repeat("x", 9000)}
	out.Put(sink.Message{Alert: a})
	b := make([]byte, 1<<16)
	_ = pc.SetReadDeadline(time.Now().Add(5 * time.Second))
	n, _, err := pc.ReadFrom(b)
	if err != nil {
		t.Fatal(err)
	}
	m, fields := parse(t, b[:n])
	if n > syslog.MaxUDP || n < syslog.MaxUDP-20 || fields["omitted"] != "tool_evidence" || !strings.HasSuffix(*m.Message, "...") {
		t.Errorf("%d bytes, %v", n, fields)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing.pem")
	for name, o := range map[string]syslog.Options{
		"network":          {Network: "sctp", Address: "127.0.0.1:514"},
		"address":          {Network: "tls", Address: "127.0.0.1"},
		"authority":        {Network: "tls", Address: "127.0.0.1:6514", TLS: syslog.TLS{CAFile: missing}},
		"empty authority":  {Network: "tls", Address: "127.0.0.1:6514", TLS: syslog.TLS{CAFile: os.DevNull}},
		"half certificate": {Network: "tls", Address: "127.0.0.1:6514", TLS: syslog.TLS{KeyFile: missing}},
	} {
		if _, err := syslog.New(o); err == nil {
			t.Errorf("%s: no error", name)
		}
		if _, err := syslog.Start(o, syslog.Header{}, sink.Options{}); err == nil {
			t.Errorf("%s: started", name)
		}
	}
	if _, err := syslog.Start(syslog.Options{Network: "tcp"}, syslog.Header{Facility: 99}, sink.Options{}); err == nil {
		t.Error("facility 99")
	}
}

func TestTLS(t *testing.T) {
	pki, stranger := newAuthority(t), newAuthority(t)
	mine := pki.issue(t, "collector.example")
	client := pki.issue(t, "sensor.example")
	strange := stranger.issue(t, "sensor.example")
	cert, err := tls.LoadX509KeyPair(mine.cert, mine.key)
	if err != nil {
		t.Fatal(err)
	}
	good := syslog.TLS{CAFile: pki.file, CertFile: client.cert, KeyFile: client.key, ServerName: "collector.example"}
	with := func(change func(*syslog.TLS)) syslog.TLS { o := good; change(&o); return o }
	for name, tc := range map[string]struct {
		client syslog.TLS
		most   uint16 // version of the server
		want   string // in the error
	}{
		"1.3":                      {good, 0, ""},
		"1.2":                      {good, tls.VersionTLS12, ""},
		"1.1":                      {good, tls.VersionTLS11, "version"},
		"another name":             {with(func(o *syslog.TLS) { o.ServerName = "other.example" }), 0, "other.example"},
		"name is the address":      {with(func(o *syslog.TLS) { o.ServerName = "" }), 0, "127.0.0.1"},
		"another authority":        {with(func(o *syslog.TLS) { o.CAFile = stranger.file }), 0, "unknown authority"},
		"no client certificate":    {with(func(o *syslog.TLS) { o.CertFile, o.KeyFile = "", "" }), 0, "certificate required"},
		"a strange one":            {with(func(o *syslog.TLS) { o.CertFile, o.KeyFile = strange.cert, strange.key }), 0, "certificate"},
		"no client certificate 12": {with(func(o *syslog.TLS) { o.CertFile, o.KeyFile = "", "" }), tls.VersionTLS12, "handshake failure"},
	} {
		t.Run(name, func(t *testing.T) {
			l := tls.NewListener(listen(t), &tls.Config{
				Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pki.pool(),
				MinVersion: tls.VersionTLS10, MaxVersion: tc.most,
			})
			s := serve(t, l, func(s *server, c net.Conn, _ int) { s.read(c, 1<<30) })
			out := openOutlet(t, syslog.Options{Network: "tls", Address: l.Addr().String(), TLS: tc.client}, sink.Options{Spool: sink.SpoolOptions{Dir: t.TempDir()}})
			put(t, out, 0, 10)
			if tc.want == "" {
				closeOutlet(t, out)
				if st := out.Stats(); st.Sent != 10 || len(s.missing(10)) > 0 {
					t.Errorf("%+v", st)
				}
				return
			}
			await(t, "failures", func() bool { return out.Stats().Failed > 1 })
			closeOutlet(t, out)
			st := out.Stats()
			if st.Sent != 0 || len(s.messages()) > 0 || !strings.Contains(st.LastError, tc.want) {
				t.Errorf("%+v", st)
			}
		})
	}
}

func TestDestinationAlone(t *testing.T) {
	sent := make(chan struct{}) // a peer that closes sooner leaves it open whether all was read
	s := serve(t, listen(t), func(s *server, c net.Conn, i int) {
		s.read(c, 1)
		if i == 0 {
			<-sent
		}
	})
	d, err := syslog.New(tcpTo(s))
	if err != nil {
		t.Fatal(err)
	}
	if d.Lost() != nil || d.Close(t.Context()) != nil {
		t.Error("a connection before the first Send")
	}
	if n, err := d.Send(t.Context(), [][]byte{[]byte("x")}); n != 1 || err != nil {
		close(sent)
		t.Fatal(n, err)
	}
	close(sent)
	<-d.Lost()
	if n, err := d.Send(t.Context(), [][]byte{[]byte("y")}); n != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("%d, %v: the end of the connection is told before there is another", n, err)
	}
	if n, err := d.Send(t.Context(), nil); n != 0 || err != nil || d.Lost() == nil {
		t.Errorf("%d, %v", n, err)
	}
	_ = d.Close(t.Context())
}
