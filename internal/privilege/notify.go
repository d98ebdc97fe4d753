// Package privilege is what the sensor and the system that starts it owe each other: notifications
// to systemd, and rights given up as soon as they are not needed any more.
//
// Goroutines: functions without state of their own; Drop is for the whole process.
package privilege

import (
	"net"
	"os"
	"strconv"
	"time"
)

// States of sd_notify(3).
const (
	Ready    = "READY=1"
	Stopping = "STOPPING=1"
	Watchdog = "WATCHDOG=1"
)

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
