# The tables of captures about names: DNS enumeration, and what looks like it. Sourced by lab.sh.

# guesser FILE ADDRESS KIND PLACE TARGET NOTES COMMAND... is a row of one actor.
guesser() {
  local file=$1 address=$2 kind=$3 place=$4 target=$5 notes=$6; shift 6
  SNAP=0 FILTER="port 53" attack "$file" "$place" 0 "$address -> $target" "$kind@$address" "$notes" "$*"
}

# words N FILE cuts a word list.
words() { head -n "$1" "$2" >"$WORK/words"; }

name_attacks() {
  local lists=/usr/share/dnsrecon a
  local out="10.20.0.54 example.com"
  a=203.0.113.201 && guesser dns-dnsrecon-std.pcap $a dns_record_survey outside "$out" "the standard survey" \
    "use atk 10.20.0.54; outside $a dnsrecon -n 10.20.0.54 -d example.com"
  a=203.0.113.202 && guesser dns-dnsrecon-brt.pcap.gz $a dns_brute_force outside "$out" "1,910 names" \
    "outside $a dnsrecon -n 10.20.0.54 -d example.com -t brt -D $lists/namelist.txt --threads 8"
  a=203.0.113.203 && guesser dns-dnsrecon-rvl.pcap $a dns_reverse_sweep outside 10.20.0.0/24 "a range of addresses" \
    "outside $a dnsrecon -n 10.20.0.54 -r 10.20.0.0/24"
  a=203.0.113.204 && guesser dns-dnsrecon-axfr.pcap $a dns_zone_transfer outside "$out" "the zone is given away" \
    "outside $a dnsrecon -n 10.20.0.54 -d example.com -t axfr"
  a=203.0.113.205 && guesser dns-dnsrecon-zonewalk.pcap $a dns_zone_walk outside "10.20.0.54 example.org" "NSEC" \
    "outside $a dnsrecon -n 10.20.0.54 -d example.org -t zonewalk"
  a=203.0.113.206 && guesser dns-dnsenum.pcap.gz $a dns_brute_force outside "$out" "records, transfer, 600 names" \
    "words 600 /usr/share/dnsenum/dns.txt; cd $WORK; outside $a dnsenum --dnsserver 10.20.0.54 --noreverse --nocolor -f $WORK/words example.com"
  a=203.0.113.207 && guesser dns-fierce.pcap.gz $a dns_brute_force outside "10.20.0.54-56 example.net" "through a resolver that serves the world; a transfer is refused first" \
    "outside $a fierce --domain example.net --dns-servers 10.20.0.56"
  a=10.20.0.211 && guesser dns-gobuster.pcap.gz $a dns_brute_force lan "10.20.0.56 example.net" "through the resolver" \
    "words 800 $lists/subdomains-top1mil-5000.txt; inside $a gobuster dns -q -d example.net -r 10.20.0.56 -w $WORK/words"
  a=192.0.2.54 && guesser dns-gobuster-via.pcap.gz $a dns_brute_force gateway "10.20.0.55 example.net" "as the organisation sees it: from a resolver outside" \
    "words 800 $lists/subdomains-top1mil-5000.txt; outside 203.0.113.208 gobuster dns -q -d example.net -r 192.0.2.54 -w $WORK/words"
  a=203.0.113.209 && guesser dns-gobuster-wildcard.pcap.gz $a dns_brute_force outside "10.20.0.54 example.info" "every name exists" \
    "words 400 $lists/subdomains-top1mil-5000.txt; outside $a gobuster dns -q --wildcard -d example.info -r 10.20.0.54 -w $WORK/words"
  a=10.20.0.212 && guesser dns-dnsmap.pcap.gz $a dns_brute_force lan "10.20.0.56 example.com" "its own list, through the resolver" \
    "use cli 10.20.0.56; LIMIT=60 inside $a dnsmap example.com -d 20"
  a=203.0.113.210 && guesser dns-nmap-brute.pcap.gz $a dns_brute_force outside "10.20.0.54 example.com" "128 names" \
    "outside $a nmap -n -sn -Pn --dns-servers 10.20.0.54 --script dns-brute --script-args dns-brute.domain=example.com"
  a=203.0.113.211 && guesser dns-nmap-transfer.pcap $a dns_zone_transfer outside "$out" "the script of nmap" \
    "outside $a nmap -n -Pn -p 53 --script dns-zone-transfer --script-args dns-zone-transfer.domain=example.com 10.20.0.54"
  a=203.0.113.212 && guesser dns-nmap-list.pcap $a dns_reverse_sweep outside 10.20.0.0/24 "a list scan: names only" \
    "outside $a nmap -sL --dns-servers 10.20.0.54 10.20.0.0/24"
  a=203.0.113.213 && guesser dns-dig-axfr-refused.pcap $a dns_zone_transfer outside "10.20.0.55 example.net" "refused" \
    "outside $a dig @10.20.0.55 example.net axfr +tries=1"
  a=203.0.113.214 && guesser dns-dig-ixfr.pcap $a dns_zone_transfer outside "$out" "an incremental transfer" \
    "outside $a dig @10.20.0.54 example.com ixfr=0 +tcp; outside $a dig @10.20.0.54 example.com ixfr=0"
  a=203.0.113.215 && guesser dns-dig-chaos.pcap $a dns_server_probe outside 10.20.0.54-55 "what server runs there" \
    "for s in 54 55; do for n in version.bind hostname.bind id.server; do outside $a dig @10.20.0.\$s \$n ch txt; done; done"
  a=203.0.113.216 && guesser dns-nmap-server.pcap $a dns_server_probe outside 10.20.0.54 "version detection and identifier" \
    "outside $a nmap -n -Pn -sUV -p 53 --script dns-nsid 10.20.0.54"
  a=203.0.113.217 && guesser dns-ldns-walk.pcap $a dns_zone_walk outside "10.20.0.54 example.org" "NSEC" \
    "outside $a ldns-walk @10.20.0.54 example.org"
  a=10.20.0.213 && guesser dns-nmap-snoop.pcap $a dns_cache_snoop lan 10.20.0.56 "which names the resolver has cached" \
    "become cli $a; each www.d%d.test 1 12 within cli dig +tries=1 +short @10.20.0.56; inside $a nmap -n -Pn -sU -p 53 --script dns-cache-snoop --script-args 'dns-cache-snoop.mode=nonrecursive' 10.20.0.56"
  a=203.0.113.218 && guesser dns-dig-survey.pcap $a dns_record_survey outside "$out" "type after type, three seconds apart" \
    "for t in soa ns mx txt caa srv dnskey naptr; do outside $a dig @10.20.0.54 example.com \$t; sleep 3; done"
  a=203.0.113.219 && guesser dns-slow-guess.pcap $a dns_brute_force outside "$out" "a name every five seconds" \
    "become atk $a; shuf --random-source=<(yes) $lists/namelist.txt | head -60 | while read w; do within atk dig +tries=1 @10.20.0.54 \$w.example.com; sleep 4.9; done"
  a=fd00:20::d1 && guesser dns-dnsrecon-rvl6.pcap $a dns_reverse_sweep lan fd00:20::/120 "addresses of IPv6" \
    "become cli $a; for n in \$(seq 0 119); do within cli dig +tries=1 @fd00:20::54 -x fd00:20::\$n; done"
  SNAP=0
  a=10.20.0.214 && FILTER="port 43" attack whois-block.pcap.gz lan 0 "$a -> 198.51.100.43" whois_surge@$a "owners of one address after the next" \
    "become cli $a; each 192.0.2.%d 1 60 within cli whois -h 198.51.100.43"
  a=10.20.0.215 && FILTER="port 43" attack whois-own.pcap.gz lan 0 "$a -> 198.51.100.43" whois_surge@$a "what is known of our own names" \
    "become cli $a; for w in \$(head -45 $lists/namelist.txt); do within cli whois -h 198.51.100.43 \$w.example; done"
  a=10.20.0.216 && FILTER="port 53" attack whois-sites.pcap lan 0 "$a -> 10.20.0.56" whois_surge@$a "sites that sell what they know of networks, all at once" \
    "speaker $a sites 10.20.0.56 12"
  a=10.20.0.217 && FILTER="port 43 or port 53" attack whois-nmap-ip.pcap.gz lan 0 "$a -> 198.51.100.43" whois_surge@$a "the script of nmap: owners of blocks to which nothing is sent" \
    "use cli 10.20.0.56; inside $a nmap -n -sn -Pn --script whois-ip --script-args whois.whodb=nofile 44.0-59.0.1"
  a=10.20.0.218 && FILTER="port 43 or port 53" attack whois-nmap-domain.pcap.gz lan 0 "$a -> 198.51.100.43" whois_surge@$a "the script of nmap: owners of domains" \
    "use cli 10.20.0.56; inside $a nmap -n -sn -Pn --script whois-domain \$(seq -f www.firm%g.example 1 40)"
}

more_attacks() {
  local lists=/usr/share/dnsrecon a
  a=203.0.113.220 && guesser dns-dig-any.pcap $a dns_record_survey outside "10.20.0.54 example.com" "everything at once, then what that may have hidden" \
    "for t in any ns mx txt; do outside $a dig @10.20.0.54 example.com \$t; done"
  a=203.0.113.221 && guesser dns-nmap-srv.pcap $a dns_record_survey outside "10.20.0.54 example.com" "services of a domain" \
    "outside $a nmap -n -sn -Pn --dns-servers 10.20.0.54 --script dns-srv-enum --script-args dns-srv-enum.domain=example.com"
  a=203.0.113.223 && guesser dns-nmap-nsec3.pcap.gz $a dns_zone_walk outside "10.20.0.54 example.edu" "hashed names gathered" \
    "outside $a nmap -n -Pn -sU -p 53 --script dns-nsec3-enum --script-args dns-nsec3-enum.domains=.example.edu,dns-nsec3-enum.timelimit=25s 10.20.0.54"
  a=203.0.113.224 && guesser dns-nmap-arpa.pcap.gz $a dns_reverse_sweep outside "10.20.0.54 fd00:20::/112" "branches of ip6.arpa that are not empty" \
    "outside $a nmap -n -sn -Pn --dns-servers 10.20.0.54 --script dns-ip6-arpa-scan --script-args prefix=fd00:20::/64,mask=64"
  a=203.0.113.226 && guesser dns-numbers.pcap $a dns_brute_force outside "10.20.0.54 example.com" "number after number, none of which exists" \
    "become atk $a; each srv%02d.example.com 1 59 within atk dig +tries=1 +short @10.20.0.54"
  a=10.20.0.219 && guesser dns-reverse-blocks.pcap $a dns_reverse_sweep lan "10.20.0.56 10.20.0.0/21" "a dozen addresses of each of eight blocks, through the resolver" \
    "become cli $a; for b in 0 1 2 3 4 5 6 7; do each 10.20.\$b.%d 1 12 within cli dig +tries=1 +short @10.20.0.56 -x; done"
  a=203.0.113.227 && guesser dns-dig-identity.pcap $a dns_server_probe outside 10.20.0.54 "one question for the identity of a server, over TCP" \
    "outside $a dig +tcp @10.20.0.54 id.server ch txt"
  a=192.0.2.54 && guesser dns-sorted-via.pcap $a dns_brute_force gateway "10.20.0.55 example.net" "few words and slowly, through a resolver outside, but in the order of the alphabet: one client of it" \
    "become atk 203.0.113.228; shuf --random-source=<(yes) $lists/namelist.txt | head -90 | sort | while read w; do within atk dig +tries=1 +short @192.0.2.54 \$w.example.net; sleep 0.5; done"
}

surge_attacks() {
  local a=203.0.113.225
  METHOD="retimed (3600 times slower)" AFTER="stretch 3600" guesser dns-surge.pcap.gz $a dns_query_surge outside "10.20.0.54 example.dev" \
    "26 hours of visitors, then a list of names of which all exist" \
    "visitors 26; outside $a dig +tries=1 +short @10.20.0.54 -f <(estate | sed 's/$/.example.dev/')"
}

# visitors SECONDS: a dozen of them ask for a few hosts of example.dev.
visitors() {
  become atk $(seq -f 203.0.113.%g 231 242)
  within atk python3 "$HERE/lab/names.py" visitors 10.20.0.54 "$1" 203.0.113 231 12
}

# crowd TIMES: all of the visitors ask at once for the same three hosts.
crowd() { within atk python3 "$HERE/lab/names.py" crowd 10.20.0.54 "$1" 203.0.113 231 12; }

# speaker ADDRESS VERB... is the lab's own client of name servers.
speaker() { become cli "$1"; within cli timeout "${LIMIT:-200}" python3 "$HERE/lab/names.py" "${@:2}"; }

# quiet FILE ADDRESS NOTES ARGUMENT... is a row of one that may not be accused.
quiet() {
  local file=$1 address=$2 notes=$3; shift 3
  FILTER="port 53" benign "$file" "${PLACE:-lan}" 0 "$address -> name servers" none "$notes" "speaker $address $*"
}

name_benigns() {
  local a
  a=10.20.0.221 && quiet dns-resolver-2000.pcap.gz $a "a resolver's clients look up 2,000 names" resolver 10.20.0.56 2000
  a=10.20.0.222 && quiet dns-mail-host.pcap.gz $a "a mail host: PTR, MX, TXT, DMARC, DKIM, block lists" mail 10.20.0.56 300
  a=10.20.0.223 && quiet dns-search-list.pcap.gz $a "a search list puts the domain behind every name" search 10.20.0.56 150
  a=10.20.0.224 && quiet dns-browser.pcap.gz $a "a browser: random hosts at its start, content networks" browser 10.20.0.56 80
  a=10.20.0.225 && quiet dns-tunnel.pcap.gz $a "a tunnel: not this kind's business" tunnel 10.20.0.54 400
  a=10.20.0.226 && quiet dns-generated.pcap.gz $a "generated domains: a bot, not a map" generated 10.20.0.56 300
  a=10.20.0.227 && quiet dns-flood-names.pcap.gz $a "random names of one domain: a flood of its servers" torture 10.20.0.56 600
  a=10.20.0.228 && quiet dns-monitor.pcap.gz $a "a monitor asks for 60 hosts again and again, ten are gone" monitor 10.20.0.54 60 6
  a=10.20.0.229 && quiet dns-antivirus.pcap.gz $a "hashes of files as names" antivirus 10.20.0.56 300
  a=10.20.0.230 && quiet dns-log-reader.pcap.gz $a "names of the visitors in a log" log 10.20.0.56 300
  a=10.20.0.231 && FILTER="port 43" benign whois-administrator.pcap lan 0 "$a -> 198.51.100.43" none "somebody looks up who attacks" \
    "become cli $a; each 203.0.113.%d 1 9 within cli whois -h 198.51.100.43"
  a=10.20.0.232 && FILTER="port 53" benign dns-dig-nssearch.pcap lan 0 "$a -> name servers" none "do all servers of a zone have the same version: an administrator's question" \
    "use cli 10.20.0.56; for d in com net; do inside $a dig +nssearch example.\$d; done"
  a=203.0.113.229 && FILTER="port 53" benign dns-identity-monitor.pcap outside 0 "$a -> 10.20.0.54" none "a monitor outside asks a server for its identity again and again" \
    "become atk $a; for n in 1 2 3 4 5; do within atk dig +tries=1 @10.20.0.54 id.server ch txt; sleep 12; done"
  a=10.20.0.233 && FILTER="port 53" benign dns-gone-machines.pcap.gz lan 0 "$a -> 10.20.0.56" none "a monitor of seventy machines that are gone, two rounds" \
    "become cli $a; for n in 1 2; do each worker-%d.example.net 1 70 within cli dig +tries=1 +short @10.20.0.56; sleep 40; done"
  a=203.0.113.231-242 && METHOD="retimed (3600 times slower)" AFTER="stretch 3600" FILTER="port 53" benign dns-crowd.pcap.gz outside 0 "$a -> 10.20.0.54" none \
    "26 hours of visitors, then all of them at once want the same three hosts" "visitors 26; crowd 200"
  FILTER="port 53" benign dns-secondary.pcap lan 0 "10.20.0.130 -> 10.20.0.54" none "a secondary that answers, is notified and transfers" "secondary"
}

# secondary starts a secondary of example.biz on another host, asks it, and has the zone change twice.
secondary() {
  become cli 10.20.0.130
  cat >"$WORK/named-sec.conf" <<CONF
options { directory "$WORK"; pid-file none; session-keyfile "$WORK/session-sec.key"; listen-on { 10.20.0.130; };
  listen-on-v6 { none; }; recursion no; dnssec-validation no; notify no; query-source address 10.20.0.130; transfer-source 10.20.0.130; };
controls { };
zone example.biz { type secondary; primaries { 10.20.0.54; }; file "example.biz.copy"; };
CONF
  within cli timeout 25 named -4 -g -n 1 -c "$WORK/named-sec.conf" &
  sleep 4
  local n
  for n in 2 3; do
    sed -i "s/admin.test. [0-9]*/admin.test. $n/" "$WORK/example.biz.zone"
    echo "new$n A 10.20.0.30" >>"$WORK/example.biz.zone"
    kill -HUP "$(cat "$WORK/named-org.pid")"
    sleep 3
    within in dig +tries=1 @10.20.0.130 "new$n.example.biz"
  done
  wait
}
