package syslog

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix" //nolint:depguard // only the kernel knows what the peer's kernel has taken
)

// conn is one connection, and a goroutine that reads it to see its end.
type conn struct {
	net.Conn
	under net.Conn        // beneath TLS
	raw   syscall.RawConn // of under
	gone  chan struct{}   // closed when end is set; never for datagrams
	end   error
	read  chan struct{} // closed when the goroutine has ended
}

func (d *Destination) dial(ctx context.Context) (*conn, error) {
	network := d.o.Network
	if network == "tls" {
		network = "tcp"
	}
	nc, err := d.dialer.DialContext(ctx, network, d.o.Address)
	if err != nil {
		return nil, fmt.Errorf("syslog: %w", err)
	}
	c := &conn{Conn: nc, under: nc, gone: make(chan struct{}), read: make(chan struct{})}
	if sc, ok := nc.(syscall.Conn); ok {
		c.raw, err = sc.SyscallConn()
	}
	if err == nil && d.o.Network == "tls" {
		err = d.secure(ctx, c)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("syslog %s %s: %w", d.o.Network, d.o.Address, err), nc.Close())
	}
	if d.packets {
		close(c.read)
	} else {
		go c.watch()
	}
	return c, nil
}

// secure does the handshake. Files are read for every connection, so that renewed
// certificates need no restart.
func (d *Destination) secure(ctx context.Context, c *conn) error {
	config, err := d.o.TLS.config(d.o.Address)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, d.o.Dial)
	defer cancel()
	secured := tls.Client(c.Conn, config)
	if err := secured.HandshakeContext(ctx); err != nil {
		return err
	}
	c.Conn = secured
	return nil
}

// watch reads until the connection ends. Collectors send nothing; what comes is thrown away.
func (c *conn) watch() {
	defer close(c.read)
	_, err := io.Copy(io.Discard, c.Conn)
	if err == nil {
		err = io.EOF
	}
	c.end = err
	close(c.gone)
}

// orderly is nil if the peer has read everything and closed.
func (c *conn) orderly() error {
	if errors.Is(c.end, io.EOF) {
		return nil
	}
	return c.end
}

// awaitEnd waits until the end of the connection was read, or d has passed.
func (c *conn) awaitEnd(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-c.read:
	case <-timer.C:
	}
}

// abort closes the connection and ends its goroutine.
func (c *conn) abort() {
	_ = c.under.Close() // TLS would take up to five seconds to say goodbye over a connection that is stuck
	<-c.read
}

// interruptible lets the end of ctx interrupt a Write, until the function that it gives is called.
func (c *conn) interruptible(ctx context.Context) func() bool {
	return context.AfterFunc(ctx, func() { _ = c.SetWriteDeadline(time.Unix(1, 0)) })
}

// Bounds of the pause between two looks at the send queue.
const (
	lookMin = 100 * time.Microsecond
	lookMax = 20 * time.Millisecond
)

// awaitTaken waits until the send queue is empty: over TCP the peer's kernel has
// acknowledged every byte (tcp(7), SIOCOUTQ), over a local stream the peer has read it.
func (c *conn) awaitTaken(ctx context.Context, deadline time.Time) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for pause := lookMin; ; pause = min(2*pause, lookMax) {
		n, err := c.unacknowledged()
		if err != nil {
			return err
		}
		select {
		case <-c.gone: // a connection that was reset has an empty queue as well
			return c.end
		default:
		}
		if n == 0 {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%d bytes not acknowledged: %w", n, os.ErrDeadlineExceeded)
		}
		timer.Reset(pause)
		select {
		case <-timer.C:
		case <-c.gone:
			return c.end
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// unacknowledged is how many bytes are in the send queue.
func (c *conn) unacknowledged() (n int, err error) {
	if c.raw == nil {
		return 0, errors.ErrUnsupported
	}
	if e := c.raw.Control(func(fd uintptr) { n, err = unix.IoctlGetInt(int(fd), unix.SIOCOUTQ) }); e != nil {
		return 0, e
	}
	return n, os.NewSyscallError("SIOCOUTQ", err)
}

func setUserTimeout(raw syscall.RawConn, d time.Duration) (err error) {
	e := raw.Control(func(fd uintptr) {
		err = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(d.Milliseconds()))
	})
	return errors.Join(e, os.NewSyscallError("TCP_USER_TIMEOUT", err))
}
