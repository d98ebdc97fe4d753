package web

import "bytes"

// place is a path that gives away what should not be given away.
type place struct {
	// end: the path ends so, otherwise it begins so.
	end   bool
	path  string
	whose business
	why   string
}

// business says whose business a place is.
type business uint8

const (
	nobodys  business = iota // no honest client asks for it
	admins                   // administrators do, who know where it is
	monitors                 // these and monitors do, which may be set to ask everybody
)

// places is at most 64 rows; docs/detections.md lists them.
var places = []place{
	{true, "/.git/HEAD", nobodys, "source code with its history"},
	{true, "/.git/config", nobodys, "source code with its history, and where it comes from"},
	{false, "/.git/", nobodys, "source code with its history"},
	{true, "/.svn/entries", nobodys, "source code with its history"},
	{true, "/.svn/wc.db", nobodys, "source code with its history"},
	{true, "/.hg/requires", nobodys, "source code with its history"},
	{true, "/.env", nobodys, "passwords and keys of an application"},
	{true, "/.env.local", nobodys, "passwords and keys of an application"},
	{true, "/.env.production", nobodys, "passwords and keys of an application"},
	{true, "/.aws/credentials", nobodys, "keys of a cloud account"},
	{true, "/.ssh/id_rsa", nobodys, "a private key"},
	{true, "/.ssh/authorized_keys", nobodys, "who may log in"},
	{true, "/id_rsa", nobodys, "a private key"},
	{true, "/.htpasswd", nobodys, "password digests of the web server"},
	{true, "/.htaccess", nobodys, "rules of the web server"},
	{true, "/.bash_history", nobodys, "what an administrator typed"},
	{true, "/.mysql_history", nobodys, "what an administrator typed"},
	{true, "/.docker/config.json", nobodys, "passwords of image registries"},
	{true, "/.npmrc", nobodys, "keys of package registries"},
	{true, "/.vscode/sftp.json", nobodys, "a password of the server itself"},
	{true, "/wp-config.php.bak", nobodys, "the database password of a site"},
	{true, "/wp-config.php~", nobodys, "the database password of a site"},
	{true, "/wp-config.old", nobodys, "the database password of a site"},
	{true, "/config.php.bak", nobodys, "the database password of a site"},
	{true, "/web.config", nobodys, "rules and keys of the web server"},
	{true, "/backup.sql", nobodys, "a whole database"},
	{true, "/dump.sql", nobodys, "a whole database"},
	{true, "/database.sql", nobodys, "a whole database"},
	{true, "/backup.zip", nobodys, "a whole site"},
	{true, "/backup.tar.gz", nobodys, "a whole site"},
	{true, "/phpinfo.php", nobodys, "settings and environment of the server"},
	{true, "/eval-stdin.php", nobodys, "runs code that is sent to it (CVE-2017-9841)"},
	{true, "/etc/passwd", nobodys, "a file of the operating system: the path leaves the site"},
	{true, "/win.ini", nobodys, "a file of the operating system: the path leaves the site"},
	{false, "/_ignition/execute-solution", nobodys, "runs code that is sent to it (CVE-2021-3129)"},
	{false, "/boaform/", nobodys, "routers that run what is sent to them"},
	{false, "/HNAP1", nobodys, "routers that run what is sent to them"},
	{false, "/GponForm/", nobodys, "routers that run what is sent to them"},
	{false, "/setup.cgi", nobodys, "routers that run what is sent to them"},
	{false, "/actuator/env", nobodys, "passwords and keys of an application"},
	{false, "/actuator/heapdump", nobodys, "the memory of an application"},
	{false, "/wp-json/wp/v2/users", admins, "the names of who may log in"},
	{false, "/server-status", monitors, "who asks the server for what"},
	{false, "/server-info", monitors, "how the server is set up"},
	{false, "/actuator", monitors, "the inside of an application"},
	{false, "/jolokia", monitors, "the inside of an application"},
	{false, "/phpmyadmin", admins, "a way into the database"},
	{false, "/pma/", admins, "a way into the database"},
	{false, "/adminer", admins, "a way into the database"},
	{false, "/manager/html", admins, "a way to install programs (Tomcat)"},
	{false, "/host-manager", admins, "a way to install programs (Tomcat)"},
	{false, "/jmx-console", admins, "a way to install programs (JBoss)"},
	{false, "/invoker/JMXInvokerServlet", admins, "a way to install programs (JBoss)"},
	{false, "/solr/admin", monitors, "the inside of a search server"},
	{false, "/_cat/indices", monitors, "the inside of a search server"},
	{false, "/wp-login.php", admins, "a log-in page"},
	{false, "/xmlrpc.php", admins, "a way to guess passwords by the hundred"},
	{false, "/owa/auth", admins, "a log-in page"},
	{false, "/remote/login", admins, "the log-in page of a VPN"},
	{false, "/cgi-bin/", admins, "programs of the server"},
	{false, "/console", admins, "a way to run code in an application"},
	{false, "/debug/pprof", monitors, "the inside of an application"},
	{false, "/.DS_Store", admins, "the names of all files in a folder"},
	{false, "/config.json", monitors, "settings of an application"},
}

var _ = [1]struct{}{}[len(places)/65] // the rows are bits of a word

// sensitive finds the row that a path falls under, -1 for none. Case does not matter.
func sensitive(path []byte) int {
	p := bytes.TrimRight(path, "/")
	for i := range places {
		w := &places[i]
		n := len(w.path)
		switch {
		case w.end && len(p) >= n && fold(p[len(p)-n:], w.path):
			return i
		case !w.end && len(path) >= n && fold(path[:n], w.path):
			return i
		}
	}
	return -1
}

// fold compares ASCII without regard to case.
func fold(b []byte, s string) bool {
	for i, c := range b {
		d := s[i]
		if c != d && (c|0x20 != d|0x20 || c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return true
}
