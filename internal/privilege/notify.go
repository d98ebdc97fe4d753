// Package privilege is what the sensor and the system that starts it owe each other: notifications
// to systemd, and rights given up as soon as they are not needed any more.
//
// Goroutines: functions without state of their own; Drop is for the whole process.
package privilege

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// States of sd_notify(3).
const (
	Ready    = "READY=1"
	Stopping = "STOPPING=1"
	Watchdog = "WATCHDOG=1"
)

// Reloading is the state of a configuration that is being read again; Ready ends it. It carries the time of
// the monotonic clock, by which systemd tells one reload from another (Type=notify-reload).
func Reloading() string {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &now); err != nil {
		return "RELOADING=1" // what systemd before 253 wants to hear
	}
	return fmt.Sprintf("RELOADING=1\nMONOTONIC_USEC=%d", now.Nano()/int64(time.Microsecond))
}

// Notify tells systemd a state, if it is systemd that started the process with Type=notify. Errors
// are of the socket that NOTIFY_SOCKET names.
func Notify(state string) error {
	path := os.Getenv("NOTIFY_SOCKET")
	if path == "" {
		return nil
	}
	if path[0] == '@' { // an abstract socket
		path = "\x00" + path[1:]
	}
	c, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		return err
	}
	_, err = c.Write([]byte(state))
	if e := c.Close(); err == nil {
		err = e
	}
	return err
}

// WatchdogInterval is how often systemd wants to hear Watchdog at the latest, 0 if it does not
// watch this process (sd_watchdog_enabled(3)).
func WatchdogInterval() time.Duration {
	if pid := os.Getenv("WATCHDOG_PID"); pid != "" && pid != strconv.Itoa(os.Getpid()) {
		return 0
	}
	micros, err := strconv.ParseInt(os.Getenv("WATCHDOG_USEC"), 10, 64)
	if err != nil || micros <= 0 {
		return 0
	}
	return time.Duration(micros) * time.Microsecond
}
