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

// familiar are further names that lists have and people give: of most sites one or two of them are pages. A client
// that asks for dozens has not been sent there.
var familiar = wordSet(`
access accounting action actions activate active activity ad add addons address admins ads advanced advert advertise affiliate affiliates
agent agents ajax album albums alert alerts amazon analytics announcements answer answers any apache appeal apply archiv article articles
ask attach attachment attachments audio audit author authors autologin award awards back background banner banners base basic basket batch
bb bbs bill billing binaries biz blank block blocks blogs book bookmark books boot bot bots box branch broken browse browser bug bugs
bugzilla business button buttons buy cal calendar call callback campaign campaigns cancel card cards career careers cases cd central
cert certificate certificates certs cfg cfide cgi-local change changes channel charts check checks choose cities city claim claims
classified classifieds cleanup click clock close cluster cmd codes collection comm command commands comment comments commerce compare
complaint component components compress computers conference confidential configure connection connections connector connectors contacts
contest contents contracts cookie cookies copy copyright core corp corporate count counter counters country coupon coupons course courses
cover creative credit credits crm crypto csv currency custom cv daemon daily data1 date dating db2 dead deal dealer dealers default1 delete
deleted delivery demos deny desktop detail details devices diag diagnostics dialog dictionary diff digest dir directories directory
disclaimer discuss discussion disk dispatch dispatcher display django dl dms domain domains donate done dot draft drafts driver drivers
ecommerce edit editors edu education elements employee employees empty encryption end engine english enter enterprise entry erp esp eval
exception exe exec execute exit expired explorer expo extension extensions external extra extras facebook fail failed family 
fax features feeds fetch field file_upload filter finance find finger firewall first flags folder folders footer foo foobar
forgotten formmail forward forward_to framework free friend friends front frontend function functions game games gate general generic get
gif gifs gift global go goto government graph graphics grid group groups guestbook guests guide guides gui hack handler handlers head header
headers hello helper helpers hide hit hitcount hits holiday hook hooks host-manager hotel hotels htbin htmls http httpd https human icon id
ideas identity ie iis image1 inbox incoming incs index1 index2 industry infos input inquiry insert inside insurance int intern international
internet interview invite invoice invoices ip irc iso issue issues it item items jar java-sys join journal jobs-old jpg jquery jsp jsps jump
junk kernel key keygen keys keyword keywords kids knowledge lab label labs lang language languages last latest launch layout layouts ldap-
admin leads learn left legal letters level limit linux lists load loader loading loan locale location lock log_in logfile logfiles logger
logging loginadmin lost lostpassword mac machine magazine magic mailbox mailer mailing maillist mails makefile manuals maps mark market
marketing master maven mbox mediawiki meeting memo memory merchant message_board meta method mine mini minimum mirror mirrors mission mix
mobi mock mod model models moderator modify money month more move movie movies mp3 msg msn music my myaccount myadmin mysqladmin name names
nav navigation net netcat network next nieuws no nobody none note notify null number object objects odbc off offer offers online op open
operator opinion oracle other out outgoing output overview owner pack package packages packed pad page1 page2 paper papers parse part
partials parts party pass past patch patches path paypal pc pda pdf people performance perl perl5 person personal pgp phone phones photo
photogallery photos php_info phpbb phpmyadm pic picture pictures ping-test pix pl placeorder play player podcast poll polls pool popup
popular ports pr preferences premium preview previous price prices print printer priv privacy privs process processform procs product_info
professor profil prog program programs progress promo promotion promotions properties property prototype proxies ps publications publish
publisher publishers purchases put pw python queries question questions queue quick quiz quote quotes radio random rank rate rating ratings
raw read readfile recent recherche record records recruit redir reference references reg registered registry reject related relay releases
reminder remotes removed rename render replicate reply request requests resolve response restart restricted-area result retail return reveal
reverse review reviews right robot role roles room rooms route router rpc rsa rule rules run safe safety sam schedule schedules school
science scratch screen screens screenshot screenshots script1 sdk searches section sections select self sell send sendmail sendmessage
sensor sent serial series servers servlet servlets sess share shared shipping show shows shtml sign simple single siteadmin site_map
sitemaps skin skins slideshow small smarty smile snoop soap soft software solutions somebody sort sound sounds source sources space spacer
spam special specials splash sponsor sponsors spool sport sports sqladmin sqlnet srch srv ssi standard standards star stop stores story
strategy stream string strings student students stuff subject submissions subscribe subscription success suggest suggestions summary super
supplier support-old survey surveys suspended sw switch sync synch syshelp sysadmin sysbackup systems tab table tables tag tags talk tape
tar target task tasks taxonomy tech technical technology tel temporal temps terminal testimonials text texts thanks thread threads thumb
thumbnail thumbnails thumbs ticket tickets time tip tips title titles tm todo toolbar top topic topics topsites toy track tracker tracking
trade traffic training transaction transactions transfer transport trap trash travel tree trees trial true tuning tutorial tutorials tv
twitter type ui undef unix unknown unlock unsubscribe up update updates uploaded uri us usage usr usage-stats valid validation value values
vb vbs verify vfs view-source viewer visitor visitors voip volunteer vote vs w3 w3c wallpaper war warez watch weather webaccess webapps
webboard webcam webcart webdata webdist weblogs weblogic webmaster-tools webpages websites websql webstat webstats webvpn welcome whatever
whatsnew whois win windows wink wireless word wordpress-old works workshop world write writing wstats wusage xcache xls xsl xslt yml year
yesterday you yours zip zipfiles zone zones zoom inicio buscar busqueda noticias contacto usuario usuarios archivo archivos imagen imagenes
descarga descargas tienda servicio servicios empresa cliente prueba pruebas proyecto proyectos correo sistema
clave claves publico privado oculto ayuda registro entrar salir acceso foro foros enlaces galeria
fotos accueil fichier fichiers connexion utilisateur utilisateurs produits actualites societe sauvegarde essai aide inscription nouveau
benutzer anmelden anmeldung abmelden bilder bild datei dateien hilfe verwaltung produkte sicherung suche neu alt geheim kunden utente utenti
immagini prodotti prova notizie contatti accesso segreto nascosto privato azienda servizi usuaria imagens produtos servicos teste testes
arquivo arquivos senha acesso cadastro ajuda contato busca noticia gebruiker gebruikers afbeeldingen bestanden beheer inloggen zoeken
producten contactformulier
`)

func wordSet(text string) map[string]struct{} {
	set := map[string]struct{}{}
	for _, w := range strings.Fields(text) {
		set[w] = struct{}{}
	}
	return set
}

// isListed looks a stem up, whatever its case.
func isListed(stem []byte) bool { return within(words, stem) }

// isFamiliar does the same in the longer list.
func isFamiliar(stem []byte) bool { return within(familiar, stem) }

func within(set map[string]struct{}, stem []byte) bool {
	if len(stem) > longest {
		return false
	}
	var buf [longest]byte
	_, ok := set[string(lowered(&buf, stem))]
	return ok
}

// lowered gives a stem of at most longest in lower case.
func lowered(buf *[longest]byte, stem []byte) []byte {
	n := copy(buf[:], stem)
	for i, c := range buf[:n] {
		if c >= 'A' && c <= 'Z' {
			buf[i] = c | 0x20
		}
	}
	return buf[:n]
}
