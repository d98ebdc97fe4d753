# The tables of benign captures: nobody may be accused. Sourced by lab.sh. Rows are
# benign FILE PLACE SNAPLEN ACTORS EXPECT NOTES COMMAND.

# client ADDRESS VERB... is the lab's own client program acting as one inside host.
client() { inside "$1" python3 "$HERE/lab/clients.py" "${@:2}"; }

# elsewhere NS VERB... runs the client program in another namespace.
elsewhere() { local ns=$1; shift; within "$ns" timeout 100 python3 "$HERE/lab/clients.py" "$@"; }

# each FORMAT FIRST LAST COMMAND... runs a command once for each number.
each() {
  local format=$1 n; local first=$2 last=$3; shift 3
  for n in $(seq "$first" "$last"); do "$@" "$(printf "$format" "$n")"; done
}

# login HOST runs one command over ssh.
login() {
  within cli ssh -i "$WORK/user_key" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o BatchMode=yes \
    "root@$1" uptime
}

# retry HOST PORT ATTEMPT tries one connection, then waits.
retry() { within cli nc -w 3 "$1" "$2" </dev/null; sleep 1; }

benigns() {
  local GROUP=everyday
  services_used
  dead_servers
  GROUP=slow monitors
  fan_outs
  media
  stale_connections
  chatter
}

# row FILE ADDRESS TARGET NOTES COMMAND... is the usual row: one inside client.
row() {
  local file=$1 address=$2 target=$3 notes=$4; shift 4
  benign "$file" "${PLACE:-lan}" "${SNAP:-128}" "$address -> $target" none "$notes" "$*"
}

services_used() {
  local a
  a=10.20.0.131 && row curl-150-web-servers.pcap.gz $a 198.51.100.1-150 "a proxy's morning" \
    "inside $a curl -s -o /dev/null 'http://198.51.100.[1-150]/'"
  a=10.20.0.161 && TAP_OPTIONS="-Q in" PLACE=gateway row curl-one-way.pcap.gz $a 198.51.100.1-150 "the tap sees no replies" \
    "inside $a curl -s -o /dev/null 'http://198.51.100.[1-150]/'"
  a=10.20.0.162 && row curl-https-pipelined.pcap.gz $a 198.51.100.1-80 "eighty at a time over TLS" \
    "inside $a curl -s -k -Z --parallel-max 80 -o /dev/null 'https://198.51.100.[1-80]/'"
  a=10.20.0.132 && SNAP=512 row dig-resolver-fanout.pcap $a "10.20.0.53 -> 80 name servers" "recursion from the root; four name servers are down" \
    "become cli $a; each www.d%d.test 1 40 within cli dig +tries=1 +time=8 +short @10.20.0.53"
  a=10.20.0.133 && row ssh-sessions.pcapng $a 10.20.0.20-31 "twelve logins with a command each" "become cli $a; each 10.20.0.%d 20 31 login"
  a=10.20.0.136 && row ftp-passive.pcap.gz $a 10.20.0.20 "one control and 60 data connections to high ports" \
    "inside $a curl -s --disable-epsv -o /dev/null 'ftp://10.20.0.20/files/f[1-60]'"
  a=10.20.0.137 && row backup-burst.pcap.gz $a 10.20.0.30:20000-20199 "200 connections at once to one server's port range" \
    "client $a backup 10.20.0.30 20000 200"
  a=10.20.0.138 && row smtp-fanout.pcap.gz $a "198.51.100.1-36, 192.0.2.250-253" "40 mail exchangers, four are dead" \
    "client $a smtp 198.51.100.1-18 192.0.2.250-251 198.51.100.19-36 192.0.2.252-253"
  a=fd00:20::b1 && row curl6-60-web-servers.pcap.gz $a "2001:db8:cafe::1-60" "IPv6" \
    "inside $a curl -s -g \$(seq -f 'http://[2001:db8:cafe::%g]/' 1 60)"
  PLACE=outside row visitors.pcap.gz 203.0.113.120-127 "10.20.0.20-29" "eight visitors of a public web farm" \
    "become atk 203.0.113.120; become atk $(seq -s' ' -f '203.0.113.%g' 120 127); each 203.0.113.%d 120 127 visitor"
}

# visitor ADDRESS fetches ten pages from outside.
visitor() { within atk curl -s -o /dev/null --interface "$1" 'http://10.20.0.[20-29]/'; }

dead_servers() {
  local a
  a=10.20.0.134 && row dead-server-silent.pcap $a 10.20.0.100 "a client that tries again and again; no answer" \
    "inside $a curl -s --connect-timeout 20 --retry 2 http://10.20.0.100:8080/; each %d 1 3 retry 10.20.0.100 443"
  a=10.20.0.135 && row dead-server-refuses.pcap $a 10.20.0.90 "a client that tries again every second; refused" \
    "become cli $a; each %d 1 25 retry 10.20.0.90 5432"
  a=10.20.0.163 && row dead-server-absent.pcap $a 10.20.0.210 "a client whose server does not even answer ARP" \
    "become cli $a; each %d 1 8 retry 10.20.0.210 443"
  a=10.20.0.164 && row directory-client-silent.pcap $a 10.20.0.105 "a directory client and its silent server: eight services, ten rounds" \
    "client $a services 10.20.0.105 10 53 88 135 389 445 464 636 3268"
  a=10.20.0.165 && row directory-client-refused.pcap $a 10.20.0.98 "a directory client and its refusing server: eight services, 15 rounds" \
    "client $a services 10.20.0.98 15 53 88 135 389 445 464 636 3268"
}

monitors() {
  local a
  a=10.20.0.10 && SNAP=96 row monitor-60-hosts.pcap.gz $a 10.20.0.20-79 "ping, http, udp/161 and ssh of 60 hosts, every 15 s" \
    "client $a monitor 6 15 10.20.0.20-79"
  a=10.20.0.12 && SNAP=96 row monitor-tenth-dead.pcap.gz $a "10.20.0.26-79,100-105" "the same; six of 60 are dead" \
    "client $a monitor 5 18 10.20.0.26-52 10.20.0.100-105 10.20.0.53-79"
  a=10.20.0.13 && row balancer-health-checks.pcap.gz $a "10.20.0.60-77,90,100" "a pool of 20, one refuses, one is silent" \
    "client $a balancer 12 10.20.0.60-68 10.20.0.90-90 10.20.0.69-77 10.20.0.100-100"
}

fan_outs() {
  local a
  a=10.20.0.150 && row p2p-udp.pcap.gz $a "120 peers of 198.18.0.0/17" "one local port, random high ports, half of the peers silent" "client $a p2p-udp"
  a=10.20.0.151 && row p2p-tcp.pcap.gz $a "90 peers of 198.18.0.0/17" "half of the peers silent" "client $a p2p-tcp"
  a=10.20.0.152 && row p2p-tcp-refused.pcap.gz $a "90 peers of 198.18.0.0/16" "two thirds of the peers answer, a third refuses" "client $a p2p-tcp refused"
  a=10.20.0.153 && row stun-fanout.pcap $a 198.51.100.1-40:3478 "40 STUN servers" "client $a fanout 3478 28 198.51.100.1-40"
  a=10.20.0.154 && row game-browser.pcap.gz $a "80 servers of 198.18.0.0/17, port 27015" "a game's server list: half of the servers are gone" "client $a game 80"
  a=10.20.0.155 && row ntp-pool.pcap $a 198.51.100.200-214:123 "15 servers" "client $a fanout 123 48 198.51.100.200-214"
  a=10.20.0.156 && row quic-fanout.pcap.gz $a 198.51.100.1-40:443 "1200-byte first datagrams" "client $a fanout 443 1200 198.51.100.1-40"
  a=10.20.0.157 && row inbound-peers.pcap.gz "90 peers of 198.18.0.0/17" $a:51413 "outside peers of one inside client, TCP and UDP" \
    "become cli $a; elsewhere cli listen 51413 30 & sleep 1; elsewhere net inbound $a 51413 90; wait"
}

media() {
  local a
  a=10.20.0.158 && row rtp-two-way.pcap.gz $a "198.18.4.2:16384-16430" "24 streams, echoed" "client $a rtp 198.18.4.2 16384 24 40"
  a=10.20.0.159 && row rtp-one-way-out.pcap.gz $a "198.18.4.3:16384-16430" "24 streams, nothing comes back" "client $a rtp 198.18.4.3 16384 24 40"
  a=10.20.0.160 && row rtp-one-way-in.pcap.gz 198.51.100.77 "$a:16384-16430" "24 streams to open ports that say nothing" \
    "become cli $a; elsewhere cli rtp-sink 16384 24 6 & sleep 1; elsewhere net rtp $a 16384 24 40 198.51.100.77; wait"
}

# hold ADDRESS PORT CLOSING HOSTS... connects before the tap opens; go lets it speak.
hold() {
  rm -f "$WORK/go" "$WORK/go.ready"
  become cli "$1"
  within cli timeout 100 python3 "$HERE/lab/clients.py" hold "$WORK/go" "${@:2}" & HOLDER=$!
  local tries
  for tries in $(seq 100); do [ -e "$WORK/go.ready" ] && break; sleep 0.1; done
}

go() { touch "$WORK/go"; sleep "$1"; kill "$HOLDER" 2>/dev/null; wait "$HOLDER" 2>/dev/null; }

# forget makes the far side lose its connections without a word, as a firewall's restart does.
forget() {
  within net nft add table inet mute
  within net nft add chain inet mute out '{ type filter hook output priority 0; tcp sport 5224 drop; }'
  kill -9 "$LINGERING"
  sleep 0.3
  within net nft delete table inet mute
}

lingering() {
  ip netns exec "$LAB-net" python3 "$HERE/lab/peers.py" lingering & LINGERING=$!
  disown
  sleep 0.7
}

stale_connections() {
  local a
  a=10.20.0.166 && PREPARE="lingering; hold $a 5224 30 198.51.100.1-30; forget" row laptop-resume.pcap $a 198.51.100.1-30:5224 \
    "30 stale connections, each told RST" "go 3"
  a=10.20.0.167 && PREPARE="hold $a 8080 13 10.20.0.20-44" row mid-stream.pcap $a 10.20.0.20-44:8080 \
    "25 connections from before the tap: data, then FINs and RSTs" "go 4"
  a=10.20.0.168 && PREPARE="hold $a 5223 20 198.51.100.1-40" row mid-stream-outside.pcap $a 198.51.100.1-40:5223 \
    "40 connections from before the tap to outside servers" "go 4"
}

chatter() {
  local a
  a=10.20.0.169 && SNAP=512 row lan-chatter.pcap.gz "10.20.0.169-172" "broadcast and multicast" "mDNS, SSDP, DHCP, LLMNR, NetBIOS, WS-Discovery" \
    "become cli 10.20.0.169 10.20.0.170 10.20.0.171 10.20.0.172; elsewhere cli chatter 8 10.20.0.169 10.20.0.170 10.20.0.171 10.20.0.172"
  a=10.20.0.173 && row netbios-browsing.pcap $a 10.20.0.20-37 "name queries that are refused, then SMB that is answered" "client $a netbios 10.20.0.20-37"
  a=fd00:20::b2 && row neighbour-chatter.pcap $a "fd00:20::20-59" "neighbour discovery of 40 hosts that are there, then http" \
    "inside $a curl -s -g \$(seq -f 'http://[fd00:20::%g]/' 20 59)"
}
