package web

import "strings"

// words are names that lists of paths have in common and that a site has few of. A
// client that asks one server for many of them has not found them in its pages.
var words = wordSet(`
about account accounts actuator admin admin_area admin_login adminer administration administrator adminpanel
api apis app apps archive archives asset assets auth authorize awstats
backend backup backups bak bank bin blog board build
cache captcha cart catalog category cgi cgi-bin cgibin changelog chat checkout class classes client clients cms code
common community company composer conf config configs configuration confirm connect console contact contactus content
control controller cpanel cron css customer customers
dashboard data database databases db dbadmin debug default demo deploy dev devel develop developer dist doc docker docs
documentation documents down download downloads drupal dump
editor email en env error errors etc event events example examples export ext
faq feed feedback file filemanager files flash fonts forgot form forms forum forums ftp
gallery git graphql guest
help hidden history home host htdocs html htaccess htpasswd
icons image images img imgs import inc include includes index info init install installer internal intranet invoker
java javascript jenkins jmx-console job jobs joomla js json
kibana
lib library libs license link links list live local log login logo logon logout logs
mail main maintenance manage management manager manual mail map media member members memberlist menu message messages
metrics misc mobile module modules monitor monitoring mysql
new news newsletter node node_modules notes
oauth office old openapi options order orders
page pages panel partner partners passwd password passwords pay payment payments php phpinfo phpmyadmin phpmyadmin2
phppgadmin pics plugin plugins pma policy portal post posts press private prod product production products profile
profiles project projects protected proxy pub public purchase
query
readme recovery redirect redis register registration release report reports repository reset resource resources
restore restricted results root rss
sales sample samples save schema script scripts search secret secrets secure security server server-info server-status service
services session sessions setting settings setup shell shop shopping signin signup site sites sitemap sql src ssh ssl
staff staging start stat static statistics stats status storage store style styles stylesheet submit support svn swagger
swagger-ui sys system
team temp template templates terms test test1 test2 testing tests theme themes tmp tomcat tool tools tour trace
upgrade upload uploads uploader url user userlist username users util utils
v1 v2 var vendor version video videos view views vpn
web webadmin webalizer webapp webdav webmail webmaster website weblog widget wiki wordpress work wp wp-admin wp-content
wp-includes wp-json wp-login www
xml xmlrpc
.bash_history .bashrc .cache .config .cvs .cvsignore .env .forward .git .git-rewrite .gitignore .gitconfig .history .hta
.htaccess .htpasswd .listing .mysql_history .passwd .perf .profile .rhosts .sh_history .ssh .subversion .svn .swf .web
alpha beta cloud cdn dns gateway gitlab grafana idp imap jira confluence ldap mx nagios owa pop preprod prometheus proxy qa
remote smtp sso uat zabbix autodiscover exchange
_admin _backup _config _files _private _vti_bin _vti_cnf _vti_pvt ~admin ~root @
`)

func wordSet(text string) map[string]struct{} {
	set := map[string]struct{}{}
	for _, w := range strings.Fields(text) {
		set[w] = struct{}{}
	}
	return set
}

// isListed looks a stem up, whatever its case.
func isListed(stem []byte) bool {
	if len(stem) > longest {
		return false
	}
	var buf [longest]byte
	n := copy(buf[:], stem)
	for i, c := range buf[:n] {
		if c >= 'A' && c <= 'Z' {
			buf[i] = c | 0x20
		}
	}
	_, ok := words[string(buf[:n])]
	return ok
}
