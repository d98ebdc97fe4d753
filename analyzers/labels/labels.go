// Package labels knows the names of hosts that half of all domains have, and that every word list therefore tries,
// in questions for addresses as in requests for pages.
//
// Goroutines: any. Allocation: none after the start.
package labels

import "strings"

// Text holds the names, in lower case, with white space between them. An ordinary client asks for the few that it uses.
const Text = `www www1 www2 web mail mail1 mail2 webmail smtp smtp1 pop pop3 imap mx mx1 mx2 relay email exchange owa autodiscover
autoconfig ftp sftp ftp1 files file download downloads upload uploads ns ns1 ns2 ns3 ns4 dns dns1 dns2 vpn vpn1 remote access gateway gw
router firewall fw proxy cache cdn static assets img images image media video videos dev devel development test test1 test2 testing
stage staging qa uat preprod prod production demo beta alpha sandbox lab labs api api1 api2 app apps mobile m wap admin administrator
adm panel cpanel whm plesk portal intranet extranet internal private secure ssl login sso auth ldap ad dc dc1 dc2 pdc id accounts
account my user users client clients customer customers partner partners support help helpdesk desk ticket tickets forum forums blog
blogs news wiki docs doc kb status monitor monitoring nagios zabbix grafana stats statistics analytics metrics log logs syslog
db db1 db2 database mysql sql oracle postgres mongo redis elastic git gitlab svn cvs repo jenkins ci build jira confluence
backup backups bak archive old new shop store cart pay payment payments billing invoice crm erp hr finance sales marketing
jobs careers career events event calendar chat im voip sip pbx phone conference meet webinar cloud host hosting server server1
server2 srv vps node cluster k8s docker registry ntp time print printer nas storage share backup1 office local localhost home info
online service services system systems network net data search gallery photo photos music radio tv games game school library`

var set = func() map[string]struct{} {
	m := map[string]struct{}{}
	for _, w := range strings.Fields(Text) {
		m[w] = struct{}{}
	}
	return m
}()

// Common reports whether a label, in lower case, is one of them.
func Common(label []byte) bool {
	_, ok := set[string(label)]
	return ok
}
