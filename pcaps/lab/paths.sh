# The tables of captures about web paths and about the way to a host, and what looks like it. Sourced by lab.sh.

# serve_site fills the web servers' folder: few of the words of any list, a page full of
# links that are half dead, and files that should not be there.
serve_site() {
  local www=$WORK/www n
  mkdir -p "$www"/{admin,images,login,uploads,.git,site/pages,site/assets}
  echo 'ref: refs/heads/main' >"$www/.git/HEAD"
  echo 'KEY=not-a-secret' >"$www/.env"
  for n in admin images login uploads; do echo "$n" >"$www/$n/index.html"; done
  {
    for n in $(seq 1 60); do echo "<a href=pages/story$n.html>$n</a>"; done
    sed -n '2000,2150p' /usr/share/dirb/wordlists/big.txt | tr -dc 'a-z\n' | sort -u | sed 's,.*,<a href=pages/&.html>&</a>,'
  } >"$www/site/index.html"
  for n in $(seq 1 60); do head -c 900 /dev/zero | tr '\0' 'y' >"$www/site/pages/story$n.html"; done
  for n in $(seq 1 40); do head -c 600 /dev/zero >"$www/site/assets/part$n.js"; done
}

# far_side makes a path of three more routers behind the outside world: 100.65.0.2, 100.65.1.2, and 100.65.2.2 at its end.
far_side() {
  local n from=net
  ip netns list | grep -qw "$LAB-r3" && return
  for n in 1 2 3; do
    ip netns add "$LAB-r$n"
    within "r$n" ip link set lo up
    within "r$n" sysctl -qw net.ipv4.ip_forward=1 net.ipv4.icmp_ratelimit=0 net.ipv6.conf.all.forwarding=1 net.ipv6.conf.default.accept_dad=0 net.ipv6.icmp.ratelimit=0
    wire "$from" "far$n" "r$n" near
    within "$from" ip addr add "100.65.$((n - 1)).1/30" dev "far$n"
    within "$from" ip -6 addr add "2001:db8:65:$n::1/64" dev "far$n" nodad
    within "r$n" ip addr add "100.65.$((n - 1)).2/30" dev near
    within "r$n" ip -6 addr add "2001:db8:65:$n::2/64" dev near nodad
    within "r$n" ip route add default via "100.65.$((n - 1)).1"
    within "r$n" ip -6 route add default via "2001:db8:65:$n::1"
    from=r$n
  done
  within net sysctl -qw net.ipv4.ip_forward=1 net.ipv4.icmp_ratelimit=0 net.ipv6.conf.all.forwarding=1
  within net ip route add 100.65.0.0/16 via 100.65.0.2
  within r1 ip route add 100.65.2.0/24 via 100.65.1.2
  within net ip -6 route add 2001:db8:65::/48 via 2001:db8:65:1::2
  within r1 ip -6 route add 2001:db8:65:3::/64 via 2001:db8:65:2::2
}

# list FIRST LAST FILE cuts lines of a word list.
list() { sed -n "$1,$2p" "/usr/share/dirb/wordlists/$3.txt" >"$WORK/list"; }

# searcher FILE ADDRESS TARGET NOTES COMMAND... is a row of one outside source that asks for paths.
searcher() {
  local file=$1 address=$2 target=$3 notes=$4; shift 4
  FILTER="tcp port 80" attack "$file" "${PLACE:-outside}" 700 "$address -> $target" "${EXPECT:-web_path_probe}@$address" "$notes" "$*"
}

web_attacks() {
  local a
  a=203.0.113.131 && searcher web-gobuster.pcap.gz $a 10.20.0.40 "a random name, then 400 words; five of them exist" \
    "list 1 400 small; outside $a gobuster dir -q -t 4 -u http://10.20.0.40/ -w $WORK/list"
  a=203.0.113.132 && searcher web-gobuster-browser.pcap.gz $a 10.20.0.41 "with a browser's name and extensions" \
    "list 3000 3120 big; outside $a gobuster dir -q -a 'Mozilla/5.0 (X11; Linux x86_64)' -x php,bak -t 10 -u http://10.20.0.41/ -w $WORK/list"
  a=203.0.113.133 && searcher web-ffuf.pcap.gz $a 10.20.0.42 "300 words" \
    "list 500 800 common; outside $a ffuf -s -t 5 -u http://10.20.0.42/FUZZ -w $WORK/list"
  a=203.0.113.134 && searcher web-ffuf-calibrated.pcap.gz $a 10.20.0.43 "made-up names first, a browser's name, one directory down" \
    "list 9000 9200 big; outside $a ffuf -s -ac -t 5 -H 'User-Agent: Mozilla/5.0' -u http://10.20.0.43/site/FUZZ -w $WORK/list"
  a=203.0.113.135 && searcher web-dirb.pcap.gz $a 10.20.0.44 "in the order of the alphabet" \
    "list 1 300 common; outside $a dirb http://10.20.0.44/ $WORK/list -S -r"
  a=203.0.113.136 && searcher web-wfuzz.pcap.gz $a 10.20.0.45 "200 words" \
    "list 300 500 small; outside $a wfuzz -t 5 --hc 404 -w $WORK/list http://10.20.0.45/FUZZ"
  a=203.0.113.137 && METHOD="retimed (60 times slower)" AFTER="stretch 60" searcher web-curl-slow.pcap.gz $a 10.20.0.46 "a word every six seconds or so, out of order" \
    "list 1 959 small; outside $a curl -s --rate 10/s -o /dev/null \$(grep -x '[a-z]*' $WORK/list | shuf -n 90 --random-source=/usr/share/dirb/wordlists/big.txt | sed 's,^,http://10.20.0.46/,')"
  a=203.0.113.138 && searcher web-curl-sensitive.pcap $a 10.20.0.47 "a handful of sensitive paths; two are given away" \
    "outside $a curl -s -o /dev/null 'http://10.20.0.47/{.git/HEAD,.env,server-status,actuator/env,phpmyadmin/,.aws/credentials}'"
  a=203.0.113.139 && searcher web-curl-one.pcap $a 10.20.0.48 "one sensitive path" "outside $a curl -s -o /dev/null http://10.20.0.48/.env"
  a=203.0.113.140 && EXPECT="firewall_probe@$a|web_scanner" searcher web-filter-test.pcap $a 10.20.0.49 "attack strings to see whether a filter stops them" \
    "outside $a curl -s -g -o /dev/null 'http://10.20.0.49/?q=1' 'http://10.20.0.49/?q=<script>alert(1)</script>' 'http://10.20.0.49/?q=1+UNION+SELECT+ALL' 'http://10.20.0.49/?q=../../../../etc/passwd' 'http://10.20.0.49/?q=;cat+/etc/hosts'"
  a=203.0.113.141 && PACKETS=2500 searcher web-nmap-enum.pcap.gz $a 10.20.0.50 "nmap's list of paths" \
    "LIMIT=60 outside $a nmap -n -Pn -p80 --script http-enum 10.20.0.50"
  a=10.20.0.221 && PLACE=lan searcher web-gobuster-inside.pcap.gz $a 10.20.0.51 "from inside to inside" \
    "list 1 200 small; inside $a gobuster dir -q -t 4 -u http://10.20.0.51/ -w $WORK/list"
  a=203.0.113.142 && TAP_OPTIONS="-Q in" searcher web-gobuster-one-way.pcap.gz $a 10.20.0.52 "the tap sees no replies" \
    "list 1 400 small; outside $a gobuster dir -q -t 4 -u http://10.20.0.52/ -w $WORK/list"
  a=2001:db8:bad::31 && FILTER= searcher web-ffuf6.pcap.gz $a fd00:20::40 "IPv6" \
    "list 1 200 small; outside $a ffuf -s -t 5 -u 'http://[fd00:20::40]/FUZZ' -w $WORK/list"
}

# more_web_attacks are lists that failures alone do not tell.
more_web_attacks() {
  local a
  a=203.0.113.143 && METHOD="retimed (50 times slower)" AFTER="stretch 50" searcher web-soft-slow.pcap.gz $a 10.20.0.78 "a word every five seconds or so, one page for everything" \
    "list 1 959 small; outside $a curl -s --rate 10/s -A 'Mozilla/5.0 (X11; Linux x86_64)' -H 'Host: soft.test' -o /dev/null \$(grep -x '[a-z]*' $WORK/list | shuf -n 90 --random-source=/usr/share/dirb/wordlists/common.txt | sed 's,^,http://10.20.0.78/,')"
  a=203.0.113.144 && searcher web-hosts.pcap.gz $a 10.20.0.79 "names of virtual hosts, of which there are none" \
    "list 1 250 small; outside $a gobuster vhost -q -a 'Mozilla/5.0 (X11; Linux x86_64)' -t 4 --append-domain --domain corp.test -u http://10.20.0.79/ -w $WORK/list"
  a=203.0.113.145 && searcher web-endings.pcap.gz $a 10.20.0.80 "unusual words with endings, two directories down" \
    "list 7000 7050 big; outside $a gobuster dir -q -a 'Mozilla/5.0 (X11; Linux x86_64)' -x php,bak -t 4 -u http://10.20.0.80/site/pages/ -w $WORK/list"
  a=203.0.113.146 && METHOD="retimed (50 times slower)" AFTER="stretch 50" searcher web-words-slow.pcap.gz $a 10.20.0.81 "a word of another tongue every five seconds or so, out of order" \
    "list 1 449 spanish; outside $a curl -s --rate 10/s -A 'Mozilla/5.0 (X11; Linux x86_64)' -o /dev/null \$(grep -x '[a-z]*' $WORK/list | shuf -n 130 --random-source=/usr/share/dirb/wordlists/common.txt | sed 's,^,http://10.20.0.81/,')"
  a=203.0.113.147 && searcher web-many-servers.pcap $a 10.20.0.60-67 "one page of administrators, which none of eight servers has" \
    "outside $a curl -s -A 'Mozilla/5.0 (X11; Linux x86_64)' -o /dev/null 'http://10.20.0.[60-67]/phpmyadmin/index.php'"
}

# reader FILE ADDRESS TARGET NOTES COMMAND... is a row of one innocent client of web servers.
reader() {
  local file=$1 address=$2 target=$3 notes=$4; shift 4
  FILTER="tcp port 80" benign "$file" "${PLACE:-outside}" 700 "$address -> $target" none "$notes" "$*"
}

web_benigns() {
  local a
  a=203.0.113.181 && reader web-wget-crawl.pcap.gz $a 10.20.0.60 "a recursive fetch of a page with more dead links than others" \
    "cd $WORK; outside $a wget -q -r -l 2 -P $WORK/crawl http://10.20.0.60/site/"
  a=203.0.113.182 && reader web-browser.pcap.gz $a 10.20.0.61 "pages with their parts, icons that are not there" \
    "outside $a curl -s -A 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' -e http://10.20.0.61/site/ -o /dev/null \
    'http://10.20.0.61/{site/,favicon.ico,apple-touch-icon.png,robots.txt,.well-known/security.txt}' 'http://10.20.0.61/site/assets/part[1-40].js' 'http://10.20.0.61/site/pages/story[1-30].html'"
  a=203.0.113.183 && METHOD="retimed (30 times slower)" AFTER="stretch 30" reader web-uptime.pcap.gz $a 10.20.0.62-65 "four pages of four servers, half of them missing, again and again" \
    "outside $a curl -s -A 'UptimeMonitor/2.0' -o /dev/null --rate 20/s \$(seq 1 40 | sed 's#.*#http://10.20.0.[62-65]/{,health,login,api/state}?&#')"
  a=203.0.113.184 && reader web-bot-pages.pcap.gz $a 10.20.0.66 "a robot looks for 150 numbered pages that are gone" \
    "outside $a curl -s -A 'examplebot/1.0 (+http://198.51.100.9/bot)' -o /dev/null http://10.20.0.66/robots.txt 'http://10.20.0.66/news/2019/[100-249].html'"
}

# tracer FILE ADDRESS TARGET NOTES COMMAND... is a row of one source that traces a path.
tracer() {
  local file=$1 address=$2 target=$3 notes=$4; shift 4
  FILTER="" attack "$file" "${PLACE:-lan}" "${SNAP:-200}" "$address -> $target" "${EXPECT:-traceroute}@$address" "$notes" "$*"
}

path_attacks() {
  local PREPARE=far_side a n=231 mode far=100.65.2.2
  for mode in udp: icmp:-I tcp:-T dccp-like:-U lite:'-N 1' paris:'-U -p 53'; do
    a=10.20.0.$n && tracer "trace-${mode%%:*}.pcap" $a $far "traceroute ${mode#*:}" "LIMIT=30 inside $a traceroute -n ${mode#*:} $far"
    n=$((n + 1))
  done
  a=10.20.0.237 && tracer trace-mtr.pcap $a $far "mtr, five rounds" "inside $a mtr -n -r -c 5 $far"
  a=10.20.0.238 && tracer trace-mtr-udp.pcap $a $far "mtr by UDP" "inside $a mtr -n -r -u -c 5 $far"
  a=10.20.0.239 && tracer trace-mtr-tcp.pcap $a $far "mtr by TCP" "inside $a mtr -n -r -T -P 80 -c 5 $far"
  a=10.20.0.240 && tracer trace-tcptraceroute.pcap $a $far "tcptraceroute" "LIMIT=30 inside $a tcptraceroute -n $far 80"
  a=10.20.0.241 && tracer trace-hping3.pcap $a $far "hping3, rising" "LIMIT=15 inside $a hping3 --traceroute -V -1 -n $far"
  a=fd00:20::e1 && tracer trace-6.pcap $a 2001:db8:65:3::2 "traceroute of IPv6" "LIMIT=30 inside $a traceroute -6 -n 2001:db8:65:3::2"
  a=203.0.113.191 && PLACE=outside tracer trace-inbound.pcap $a 10.20.0.70 "traceroute, one router away" "LIMIT=30 outside $a traceroute -n 10.20.0.70"
  a=203.0.113.192 && PLACE=outside tracer trace-inbound-mtr.pcap $a 10.20.0.71 "mtr, one router away" "outside $a mtr -n -r -c 4 10.20.0.71"
  a=203.0.113.193 && PLACE=outside tracer trace-inbound-nmap.pcap $a 10.20.0.72 "nmap, falling" "outside $a nmap -n -sn --traceroute 10.20.0.72"
  a=203.0.113.195 && tracer trace-inside.pcap $a 10.20.0.81 "traceroute, behind the last router: one step is seen" "LIMIT=30 outside $a traceroute -n -q 1 -N 1 10.20.0.81"
  a=203.0.113.196 && tracer trace-inside-mtr.pcap $a 10.20.0.82 "mtr, behind the last router" "outside $a mtr -n -r -c 5 10.20.0.82"
  a=203.0.113.197 && tracer trace-inside-mtr-tcp.pcap $a 10.20.0.83 "mtr by TCP, behind the last router" "outside $a mtr -n -r -T -P 80 -c 5 10.20.0.83"
  a=203.0.113.198 && tracer trace-inside-echo.pcap $a 10.20.0.84 "traceroute by echo requests, behind the last router: one step is seen" "LIMIT=30 outside $a traceroute -n -I -N 1 10.20.0.84"
  a=203.0.113.199 && tracer trace-inside-lite.pcap $a 10.20.0.85 "traceroute by UDP-Lite, behind the last router: one step is seen" "LIMIT=30 outside $a traceroute -n -UL -N 1 10.20.0.85"
  a=10.20.0.242 && EXPECT=firewall_probe tracer trace-firewalk.pcap $a "$far and the filter in front" "15 ports with a time to live that ends behind the second router" \
    "inside $a nping -q --tcp --ttl 3 -c 1 -p 21-25,53,80,110,139,143,443,445,993,3306,3389 $far"
  a=203.0.113.194 && PLACE=outside SNAP=600 EXPECT=firewall_probe tracer vpn-ike-scan.pcap $a 10.20.0.73-76 "four gateways asked for everything" \
    "LIMIT=30 outside $a ike-scan --sport=0 10.20.0.73 10.20.0.74 10.20.0.75 10.20.0.76"
}

# more_web_benigns ask for what is not there by names that stand in word lists.
more_web_benigns() {
  local a
  a=203.0.113.185 && reader web-classes.pcap.gz $a 10.20.0.67 "a loader of classes and their texts, none of which exist" \
    "list 1 200 small; outside $a curl -s -A Java/1.8.0_202 -o /dev/null \$(grep -x '[a-z]*' $WORK/list | sed 's#.*#http://10.20.0.67/app/lib/ui/&.class http://10.20.0.67/app/lib/ui/&_en.properties#')"
  a=203.0.113.186 && reader web-texts.pcap.gz $a 10.20.0.68 "texts of three languages, settings of five services: none of them exist" \
    "outside $a curl -s -A okhttp/4.12 -o /dev/null 'http://10.20.0.68/i18n/{de-AT,de,en}/{common,login,admin,users,settings,errors,home,search,profile,help}.json' 'http://10.20.0.68/v1/kv/{web,api,auth,mail,billing}/{config,database,cache,logs,users,url}'"
}

# A monitor that is set to ask every server for a page that some have.
monitor_benigns() {
  local a
  a=203.0.113.188 && reader web-monitor-many.pcap $a 10.20.0.60-67 "a page for monitors, which none of eight servers has" \
    "outside $a curl -s -A 'Zabbix 6.4' -o /dev/null 'http://10.20.0.[60-67]/server-status'"
}

path_benigns() {
  local a PREPARE=far_side
  a=203.0.113.187 && FILTER="" benign ping-last-step.pcap lan 128 "$a -> 10.20.0.86" none "echo requests that arrive with their last step, from the first on" \
    "outside $a ping -q -t 2 -c 8 -i 0.5 10.20.0.86"
  a=10.20.0.243 && FILTER="" benign ping-far.pcap lan 128 "$a -> 100.65.2.2" none "echo requests, some with a time to live that is too low" \
    "inside $a nping -q --icmp -c 5 --delay 500ms 100.65.2.2; inside $a nping -q --icmp --ttl 2 -c 5 --delay 500ms 100.65.2.2"
}
