package web

import "bytes"

// place is a path that gives away what should not be given away.
type place struct {
	// end: the path ends so, otherwise it begins so.
	end  bool
	path string
	// nobody: no honest client asks for it; otherwise administrators and monitors do as well.
	nobody bool
	why    string
}

// places is at most 64 rows; docs/detections.md lists them.
var places = []place{
	{true, "/.git/HEAD", true, "source code with its history"},
	{true, "/.git/config", true, "source code with its history, and where it comes from"},
	{true, "/.svn/entries", true, "source code with its history"},
	{true, "/.svn/wc.db", true, "source code with its history"},
	{true, "/.hg/requires", true, "source code with its history"},
	{true, "/.env", true, "passwords and keys of an application"},
	{true, "/.env.local", true, "passwords and keys of an application"},
	{true, "/.env.production", true, "passwords and keys of an application"},
	{true, "/.aws/credentials", true, "keys of a cloud account"},
	{true, "/.ssh/id_rsa", true, "a private key"},
	{true, "/.ssh/authorized_keys", true, "who may log in"},
	{true, "/id_rsa", true, "a private key"},
	{true, "/.htpasswd", true, "password digests of the web server"},
	{true, "/.htaccess", true, "rules of the web server"},
	{true, "/.bash_history", true, "what an administrator typed"},
	{true, "/.mysql_history", true, "what an administrator typed"},
	{true, "/.docker/config.json", true, "passwords of image registries"},
	{true, "/.npmrc", true, "keys of package registries"},
	{true, "/.vscode/sftp.json", true, "a password of the server itself"},
	{true, "/wp-config.php.bak", true, "the database password of a site"},
	{true, "/wp-config.php~", true, "the database password of a site"},
	{true, "/wp-config.old", true, "the database password of a site"},
	{true, "/config.php.bak", true, "the database password of a site"},
	{true, "/web.config", true, "rules and keys of the web server"},
	{true, "/backup.sql", true, "a whole database"},
	{true, "/dump.sql", true, "a whole database"},
	{true, "/database.sql", true, "a whole database"},
	{true, "/backup.zip", true, "a whole site"},
	{true, "/backup.tar.gz", true, "a whole site"},
	{true, "/phpinfo.php", true, "settings and environment of the server"},
	{true, "/eval-stdin.php", true, "runs code that is sent to it (CVE-2017-9841)"},
	{true, "/etc/passwd", true, "a file of the operating system: the path leaves the site"},
	{true, "/win.ini", true, "a file of the operating system: the path leaves the site"},
	{false, "/_ignition/execute-solution", true, "runs code that is sent to it (CVE-2021-3129)"},
	{false, "/boaform/", true, "routers that run what is sent to them"},
	{false, "/HNAP1", true, "routers that run what is sent to them"},
	{false, "/GponForm/", true, "routers that run what is sent to them"},
	{false, "/setup.cgi", true, "routers that run what is sent to them"},
	{false, "/actuator/env", true, "passwords and keys of an application"},
	{false, "/actuator/heapdump", true, "the memory of an application"},
	{false, "/wp-json/wp/v2/users", false, "the names of who may log in"},
	{false, "/server-status", false, "who asks the server for what"},
	{false, "/server-info", false, "how the server is set up"},
	{false, "/actuator", false, "the inside of an application"},
	{false, "/jolokia", false, "the inside of an application"},
	{false, "/phpmyadmin", false, "a way into the database"},
	{false, "/pma/", false, "a way into the database"},
	{false, "/adminer", false, "a way into the database"},
	{false, "/manager/html", false, "a way to install programs (Tomcat)"},
	{false, "/host-manager", false, "a way to install programs (Tomcat)"},
	{false, "/jmx-console", false, "a way to install programs (JBoss)"},
	{false, "/invoker/JMXInvokerServlet", false, "a way to install programs (JBoss)"},
	{false, "/solr/admin", false, "the inside of a search server"},
	{false, "/_cat/indices", false, "the inside of a search server"},
	{false, "/wp-login.php", false, "a log-in page"},
	{false, "/xmlrpc.php", false, "a way to guess passwords by the hundred"},
	{false, "/owa/auth", false, "a log-in page"},
	{false, "/remote/login", false, "the log-in page of a VPN"},
	{false, "/cgi-bin/", false, "programs of the server"},
	{false, "/console", false, "a way to run code in an application"},
	{false, "/debug/pprof", false, "the inside of an application"},
	{false, "/.DS_Store", false, "the names of all files in a folder"},
	{false, "/config.json", false, "settings of an application"},
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
