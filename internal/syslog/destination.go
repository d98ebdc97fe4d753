package syslog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"syscall"
	"time"

	"github.com/reconwatch/reconwatch/internal/sink"
)

// Options of a destination.
type Options struct {
	// Network is udp, tcp, tls, unixgram or unix (the local daemon's socket, as a
	// stream with a line feed behind each message, RFC 6587 section 3.4.2).
	Network string
	// Address is host:port, or the path of a socket, such as /dev/log.
	Address string
	TLS     TLS
	// Dial, Stall and KeepAlive bound how long a connection may take to come about, how
	// long the destination may take nothing, and how soon a dead one is found out. The defaults if 0.
	Dial, Stall, KeepAlive time.Duration
}

// Defaults of Options, and Settle for sink.Options.
const (
	DefaultDial      = 10 * time.Second
	DefaultStall     = 30 * time.Second
	DefaultKeepAlive = 10 * time.Second
	// DefaultSettle is how long a collector that stops has to say that it left bytes unread.
	DefaultSettle = 2 * time.Second
)

// Destination is a collector; it implements sink.Destination.
type Destination struct {
	o       Options
	dialer  net.Dialer
	packets bool // each message is a datagram
	trailer string
	conn    *conn // nil: none
}

// New checks o, and reads the files of TLS to see that they are good. It does not connect.
func New(o Options) (*Destination, error) {
	o.Dial, o.Stall = cmp.Or(o.Dial, DefaultDial), cmp.Or(o.Stall, DefaultStall)
	o.KeepAlive = cmp.Or(o.KeepAlive, DefaultKeepAlive)
	d := &Destination{o: o}
	switch o.Network {
	case "udp", "unixgram":
		d.packets = true
	case "tcp", "unix":
	case "tls":
		if _, err := o.TLS.config(o.Address); err != nil {
			return nil, fmt.Errorf("syslog %s: %w", o.Address, err)
		}
	default:
		return nil, fmt.Errorf("syslog network %q is none of udp, tcp, tls, unixgram, unix", o.Network)
	}
	if o.Network == "unix" {
		d.trailer = "\n"
	}
	d.dialer = net.Dialer{
		Timeout: o.Dial, Control: d.control,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: o.KeepAlive, Interval: max(o.KeepAlive/3, time.Second), Count: 3},
	}
	return d, nil
}

// control lets the kernel give up on a peer that acknowledges nothing (RFC 5482).
func (d *Destination) control(network, _ string, raw syscall.RawConn) error {
	if network != "tcp4" && network != "tcp6" {
		return nil
	}
	return setUserTimeout(raw, d.o.Stall)
}

// Start makes the Outlet of a collector. Format and Settle of so are set here, and its
// spool is in memory for UDP, which cannot say what has arrived.
func Start(o Options, h Header, so sink.Options) (*sink.Outlet, error) {
	d, err := New(o)
	if err != nil {
		return nil, err
	}
	switch o.Network {
	case "udp":
		h.MaxBytes = min(cmp.Or(h.MaxBytes, MaxUDP), MaxUDP)
		so.Spool.Dir = ""
	case "tcp", "tls":
		so.Settle = cmp.Or(so.Settle, DefaultSettle)
	}
	if so.Format, err = h.Formatter(); err != nil {
		return nil, err
	}
	so.Name = cmp.Or(so.Name, o.Network+":"+o.Address)
	return sink.Start(d, so)
}

// Lost implements sink.Destination.
func (d *Destination) Lost() <-chan struct{} {
	if d.conn == nil {
		return nil
	}
	return d.conn.gone
}

// Send implements sink.Destination.
func (d *Destination) Send(ctx context.Context, records [][]byte) (n int, err error) {
	if d.conn == nil {
		if d.conn, err = d.dial(ctx); err != nil {
			return 0, err
		}
	}
	select {
	case <-d.conn.gone:
		return 0, d.drop(d.conn.end)
	default:
	}
	if d.packets {
		n, err = d.sendPackets(ctx, records)
	} else if err = d.sendStream(ctx, records); err == nil {
		n = len(records)
	}
	var refusal *sink.RefusalError
	if err != nil && !errors.As(err, &refusal) {
		err = d.drop(err)
	}
	return n, err
}

// drop ends the connection at once. Where the peer has said why, that tells more
// than the failure to write that followed from it.
func (d *Destination) drop(err error) error {
	c := d.conn
	d.conn = nil
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) {
		c.awaitEnd(lastWords)
	}
	c.abort()
	select {
	case <-c.gone:
		if !errors.Is(c.end, net.ErrClosed) {
			err = c.end
		}
	default:
	}
	return fmt.Errorf("syslog %s %s: %w", d.o.Network, d.o.Address, err)
}

// lastWords is how long the reason of a peer that has closed, such as an alert of TLS, may take to be read.
const lastWords = 100 * time.Millisecond

// sendStream writes all records and waits until the peer's kernel has them.
func (d *Destination) sendStream(ctx context.Context, records [][]byte) error {
	if len(records) == 0 {
		return nil
	}
	var buf []byte
	for _, r := range records {
		if d.trailer == "" { // octet counting (RFC 6587, section 3.4.1)
			buf = append(strconv.AppendInt(buf, int64(len(r)), 10), ' ')
		}
		buf = append(append(buf, r...), d.trailer...)
	}
	defer d.conn.interruptible(ctx)()
	deadline := time.Now().Add(d.o.Stall)
	if err := d.conn.SetWriteDeadline(deadline); err != nil {
		return err
	}
	if _, err := d.conn.Write(buf); err != nil {
		return err
	}
	return d.conn.awaitTaken(ctx, deadline)
}

// sendPackets writes each record as a datagram.
func (d *Destination) sendPackets(ctx context.Context, records [][]byte) (int, error) {
	defer d.conn.interruptible(ctx)()
	for i, r := range records {
		if err := d.conn.SetWriteDeadline(time.Now().Add(d.o.Stall)); err != nil {
			return i, err
		}
		_, err := d.conn.Write(r)
		if errors.Is(err, syscall.EMSGSIZE) {
			err = &sink.RefusalError{Err: err}
		}
		if err != nil {
			return i, err
		}
	}
	return len(records), nil
}

// Close implements sink.Destination. It tells the peer that nothing more comes
// and waits for it to close too: then it has read everything.
func (d *Destination) Close(ctx context.Context) error {
	c := d.conn
	if c == nil {
		return nil
	}
	d.conn = nil
	defer c.abort()
	half, ok := c.Conn.(interface{ CloseWrite() error })
	if !ok || d.packets || ctx.Err() != nil {
		return ctx.Err()
	}
	if err := half.CloseWrite(); err != nil {
		return err
	}
	select {
	case <-c.gone:
		return c.orderly()
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(closeWait):
		return os.ErrDeadlineExceeded
	}
}

// closeWait is the longest that Close waits for a peer that does not close.
const closeWait = 3 * time.Second
