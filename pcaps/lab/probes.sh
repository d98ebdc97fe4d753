# The table of captures about signatures: tools and options that the other tables do not have. Sourced by lab.sh.

# Ports that nmap has a question of its own for, and that nothing else listens on.
ASKED="88 111 515 524 548 1080 1099 1352 1521 1433 1599 1761 1883 3389 3632 5060 6000 6379 11211 27017 55553"
ASKED_UDP=53,69,111,123,137,161,177,389,443,500,520,623,1194,1434,1604,1645,1701,1900,3478,4500,5060,5353,5683,10001,11211,27015,64738

# silent ADDRESS PORT... listens and says nothing, once a lab.
silent() {
  [ -e "$WORK/silent-$1" ] && return
  touch "$WORK/silent-$1"
  spawn in python3 "$HERE/lab/silent.py" "$@"
  sleep 1
}

# probe FILE ADDRESS TARGET EXPECT NOTES COMMAND... is a row of one outside source.
probe() {
  local file=$1 address=$2 target=$3 expect=$4 notes=$5; shift 5
  attack "$file" outside 600 "$address -> $target" "$expect@$address" "$notes" "outside $address $*"
}

probe_attacks() {
  nmap_versions
  nmap_modes
  nmap6_modes
  name_services
  vpn_and_snmp
  raw_tools
  masscan_modes
  handed_over
  crafted_tools
}

nmap_versions() {
  local ports=${ASKED// /,}
  PREPARE="silent 10.20.0.75 $ASKED" probe nmap-sv.pcap.gz 203.0.113.220 10.20.0.75 service_probe "each port's own questions; nothing answers" \
    nmap -n -Pn -sV --version-intensity 0 -p "$ports" 10.20.0.75
  PREPARE="silent 10.20.0.76 3389 5060 1883" LIMIT=400 probe nmap-sv-all.pcap.gz 203.0.113.221 10.20.0.76 service_probe "all questions to three ports" \
    nmap -n -Pn -sV --version-all -p 3389,5060,1883 10.20.0.76
  probe nmap-su-payloads.pcap.gz 203.0.113.222 10.20.0.103 "port_scan@203.0.113.222|scanner_signature" "ports that have payloads" \
    nmap -n -Pn -sU --max-retries 1 -p "$ASKED_UDP" 10.20.0.103
  LIMIT=300 probe nmap-suv.pcap.gz 203.0.113.223 10.20.0.103 "port_scan@203.0.113.223|dns_server_probe@203.0.113.223|scanner_signature" "versions over UDP" \
    nmap -n -Pn -sUV --max-retries 0 --version-intensity 0 -p 53,111,123,161,443,5060,5683,11211 10.20.0.103
  probe nmap-scripts-web.pcap.gz 203.0.113.224 10.20.0.63 "web_scanner@203.0.113.224|service_probe" "default scripts of a web server" \
    nmap -n -Pn -sV -sC -p 80 10.20.0.63
  probe nmap-scripts.pcap.gz 203.0.113.225 10.20.0.53 "service_probe@203.0.113.225|scanner_signature@203.0.113.225|dns_server_probe" "scripts of a resolver" \
    nmap -n -Pn -sU -p 53,5683 --script dns-recursion,coap-resources 10.20.0.53
}

nmap_modes() {
  probe nmap-badsum.pcap 203.0.113.226 10.20.0.64 port_scan "checksums wrong by one" nmap -n -Pn -sS --badsum --max-retries 0 --top-ports 30 10.20.0.64
  probe nmap-idle.pcap 203.0.113.227 "10.20.0.65 as zombie of 10.20.0.66" idle_scan "the zombie's answers do not count up, so it ends there" \
    nmap -n -Pn -sI 10.20.0.65:22 -p 80 10.20.0.66
  probe nmap-trace-syn.pcap 203.0.113.228 10.20.0.67 "traceroute@203.0.113.228|scanner_signature" "discovery by SYN, then the path" \
    nmap -n -sn -PS80 --traceroute 10.20.0.67
  probe nmap-trace-ack.pcap 203.0.113.229 10.20.0.68 "traceroute@203.0.113.229|scanner_signature" "discovery by ACK, then the path" \
    nmap -n -sn -PA80 --traceroute 10.20.0.68
  probe nmap-sn-PY.pcap 203.0.113.230 10.20.0.0/25 "host_sweep@203.0.113.230|port_sweep" "discovery by SCTP" nmap -n -sn -PY80 10.20.0.0/25
  probe nmap-sn-PO.pcap 203.0.113.231 10.20.0.0/26 "host_sweep@203.0.113.231|block_scan@203.0.113.231|port_sweep@203.0.113.231|protocol_scan" \
    "discovery by IP protocols" nmap -n -sn -PO 10.20.0.0/26
}

nmap6_modes() {
  local from=2001:db8:bad:: flag n=50
  probe nmap6-os.pcap.gz ${from}40 fd00:20::69 "os_fingerprint@${from}40|port_scan" "OS detection" nmap -6 -n -Pn -O -p22,80,81 fd00:20::69
  for flag in N:null X:xmas M:maimon A:ack; do
    probe "nmap6-${flag#*:}.pcap" "$from$n" fd00:20::70 "port_scan@$from$n|firewall_probe" "closed ports answer RST" \
      nmap -6 -n -Pn -s${flag%:*} --top-ports 60 fd00:20::70
    n=$((n + 1))
  done
  PREPARE="silent fd00:20::75 88 3389 5060" probe nmap6-sv.pcap.gz ${from}41 fd00:20::75 service_probe "versions" \
    nmap -6 -n -Pn -sV --version-intensity 0 -p 80,88,3389,5060 fd00:20::75
}

# netbios_hosts and snmp_hosts are lists for tools that want one.
list_hosts() { seq -f '10.20.0.%g' "$1" "$2" >"$WORK/hosts"; }

name_services() {
  probe nbtscan.pcap 203.0.113.232 10.20.0.0/26 "port_sweep@203.0.113.232|scanner_signature" "name sweep" nbtscan -q 10.20.0.0/26
}

vpn_and_snmp() {
  PREPARE="list_hosts 20 60; printf 'public\nprivate\n' >\$WORK/words" probe onesixtyone.pcap 203.0.113.233 10.20.0.20-60 \
    "port_sweep@203.0.113.233|host_sweep@203.0.113.233|scanner_signature" "two communities" onesixtyone -c '$WORK/words' -i '$WORK/hosts'
  probe ike-scan-net.pcap 203.0.113.234 10.20.0.70-79 "port_sweep@203.0.113.234|firewall_probe" "main mode offers" ike-scan -r 1 10.20.0.70-10.20.0.79
}

raw_tools() {
  local a=203.0.113.235
  attack masscan-ping.pcap outside 96 "$a -> 10.20.0.0/25" host_sweep@$a "echo sweep" "masscan_as $a --rate 200 --ping 10.20.0.0/25"
  probe hping3-null.pcap 203.0.113.237 10.20.0.71 "port_scan@203.0.113.237|scanner_signature" "hping3 without options: no flags, port 0" hping3 -q -c 12 -i u200000 10.20.0.71
  probe trace-inbound-tcp.pcap 203.0.113.238 10.20.0.72 traceroute "TCP path probes" traceroute -n -T -p 443 10.20.0.72
  probe trace-inbound-icmp.pcap 203.0.113.239 10.20.0.74 traceroute "ICMP path probes" traceroute -n -I 10.20.0.74
}

# unowned ADDRESS ARGUMENT... is masscan with an address of its own, which its host's kernel does not reset.
unowned() {
  become atk 203.0.113.2
  within atk timeout 60 masscan --wait 15 -e eth0 --router-mac "$(mac gw out0)" --source-ip "$@"
}

masscan_modes() {
  local a=203.0.113.150
  attack masscan-udp.pcap.gz outside 160 "$a -> 10.20.0.16/28" "port_scan@$a|port_sweep@$a|block_scan@$a|scanner_signature@$a" "datagrams with payloads" \
    "masscan_as $a --rate 100 -pU:53,69,123,137,161,500,5060 10.20.0.16/28"
  a=203.0.113.151
  attack masscan-sctp.pcap outside 96 "$a -> 10.20.0.0/25" "port_sweep@$a|scanner_signature@$a" "INIT" "masscan_as $a --rate 200 -pS:36412 10.20.0.0/25"
  a=203.0.113.152
  attack masscan-banners.pcap.gz outside 600 "$a -> 10.20.0.20-25" "scanner_signature@$a|port_sweep@$a" "connections to read greetings; this version asks nothing" \
    "unowned $a --banners --rate 50 -p80 10.20.0.20-10.20.0.25"
  a=2001:db8:bad::150
  attack masscan6.pcap outside 96 "$a -> fd00:20::20-7f" "port_sweep@$a|scanner_signature@$a" "one port of 60 hosts" \
    "become atk $a; within atk timeout 60 masscan --wait 2 -e eth0 --router-mac \"\$(mac gw out0)\" --router-mac-ipv6 \"\$(mac gw out0)\" --source-ip $a --rate 100 -p443 --range fd00:20::20-fd00:20::7f"
}

handed_over() {
  LIMIT=60 probe nmap-bounce.pcap 203.0.113.153 "10.20.0.48, over the FTP server 10.20.0.47" "service_probe|scanner_signature" "FTP bounce" \
    nmap -n -Pn -b 10.20.0.47 -p 22,23,80,443 10.20.0.48
  probe nmap-connect-default.pcap.gz 203.0.113.154 10.20.0.24 port_scan "the default thousand ports by connections" nmap -n -Pn -sT 10.20.0.24
  local a=203.0.113.155
  attack handed-over.pcap.gz outside 400 "$a -> 10.20.0.25" "port_scan@$a,service_probe@$a|port_scan@$a" "as RustScan does it: connections to 600 ports at once, then nmap asks the open ones (by a script, in RustScan's place)" \
    "outside $a python3 $HERE/lab/clients.py connects 10.20.0.25 1 600; outside $a nmap -n -Pn -sV -p 22,80 10.20.0.25"
  a=203.0.113.156
  attack two-tools.pcap.gz outside 96 "$a -> 10.20.0.26-29" "port_scan@$a|block_scan@$a" "masscan, then nmap" \
    "masscan_as $a --rate 200 -p1-60 10.20.0.26; outside $a nmap -n -Pn -sS -p 100-160 10.20.0.27"
  probe web-nikto-agent.pcap.gz 203.0.113.157 10.20.0.71 "web_scanner@203.0.113.157|web_path_probe" "nikto's agent and paths, by curl" \
    "bash -c 'for p in / /admin/ /cgi-bin/test.cgi /phpinfo.php /server-status; do curl -s -o /dev/null -A \"Mozilla/5.00 (Nikto/2.1.6) (Evasions:None) (Test:000003)\" http://10.20.0.71\$p; done'"
}

# crafted FILE NAME ACTORS EXPECT NOTES writes a run of craft.py: there is no tap.
crafted() {
  wanted "${1%%.*}" attack || return 0
  python3 "$HERE/lab/craft.py" "$2" "$WORK/raw.pcap" && store "$1"
  record "$1" "$1"$'\t'attack$'\t'"craft.py $2"$'\t'"$(python3 --version)"$'\t'"$3"$'\t'"$4"$'\t'"10.20.0.0/16,fd00:20::/48"$'\t'"crafted; by the fields that the tool's source sets; $5"
  printf '%-44s %7s bytes\n' "$1" "$(stat -c %s "$HERE/$1")"
}

crafted_tools() {
  local s=203.0.113
  crafted crafted-masscan-2023.pcap masscan-2023 "$s.240 -> 10.20.0.0/26" "port_sweep@$s.240|scanner_signature@$s.240" "masscan after 1.3.2"
  crafted crafted-zmap-3.pcap zmap-3 "$s.241 -> 10.20.0.0/26" "port_sweep@$s.241|scanner_signature@$s.241" "zmap 3.0 to 4.0"
  crafted crafted-zmap-4.pcap zmap-4 "$s.242 -> 10.20.0.0/26" "port_sweep@$s.242|scanner_signature@$s.242" "zmap 4.1 and later"
  crafted crafted-zmap-4-open.pcap zmap-4-open "$s.248 -> 10.20.0.20-21" "scanner_signature@$s.248" "zmap 4.1 and later, to two hosts that answer"
  crafted crafted-unicornscan.pcap unicornscan "$s.243 -> 10.20.0.0/26" "port_sweep@$s.243|scanner_signature@$s.243" "unicornscan"
  crafted crafted-naabu.pcap naabu "$s.244 -> 10.20.0.32/27" "port_sweep@$s.244|block_scan@$s.244|scanner_signature@$s.244" "naabu"
  crafted crafted-mirai.pcap mirai "$s.245 -> 10.20.0.0/26" "port_sweep@$s.245|scanner_signature@$s.245" "the Mirai family"
  crafted crafted-angry-ip.pcap angry-ip "$s.246 -> 10.20.0.1-60" "host_sweep@$s.246|port_sweep@$s.246|scanner_signature@$s.246" "Angry IP Scanner, UDP ping"
  crafted crafted-jarm.pcap jarm "$s.247 -> 10.20.0.21" "service_probe@$s.247" "JARM, ten hellos to one server"
}
