# The tables of attacks. Sourced by lab.sh. Each row has a source of its own:
# attack FILE PLACE SNAPLEN ACTORS EXPECT NOTES COMMAND.

# outside ADDRESS COMMAND... acts as one outside address; inside the same on the LAN.
outside() { become atk "$1"; shift; within atk timeout "${LIMIT:-200}" "$@"; }
inside() { become cli "$1"; shift; within cli timeout "${LIMIT:-200}" "$@"; }

# mac NS DEVICE is an interface's hardware address.
mac() { within "$1" cat "/sys/class/net/$2/address"; }

attacks() {
  local GROUP=scans
  syn_scans
  other_tcp_scans
  other_protocol_scans
  evasions
  GROUP=sweeps
  host_discovery
  ipv6_scans
  fast_scanners
  several_sources
  inside_scans
  rewritten
  floods
  GROUP=slow slow_scans
}

# scan FILE ADDRESS TARGET NOTES COMMAND... is the usual row: one outside source, one target.
scan() {
  local file=$1 address=$2 target=$3 notes=$4; shift 4
  attack "$file" "${PLACE:-outside}" "${SNAP:-96}" "$address -> $target" "${EXPECT:-port_scan}@$address" "$notes" "outside $address $*"
}

syn_scans() {
  local nmap="nmap -n -Pn -sS"
  scan nmap-syn-top100-open.pcap 203.0.113.11 10.20.0.20 "open ports found" $nmap --top-ports 100 10.20.0.20
  scan nmap-syn-1000-closed.pcap.gz 203.0.113.12 10.20.0.90 "a host that refuses" $nmap 10.20.0.90
  scan nmap-syn-top100-silent.pcap 203.0.113.13 10.20.0.100 "a firewall that drops" $nmap --top-ports 100 10.20.0.100
  scan nmap-syn-1000-open.pcapng.gz 203.0.113.18 10.20.0.22 "1000 ports" $nmap 10.20.0.22
  scan nmap-syn-prohibited.pcap 203.0.113.19 10.20.16.5 "the gateway says prohibited" $nmap --top-ports 60 10.20.16.5
  scan nmap-syn-host-firewall.pcap 203.0.113.20 10.20.0.110 "the host says prohibited, rate limited" $nmap --top-ports 60 10.20.0.110
  scan nmap-syn-port-unreachable.pcap 203.0.113.21 10.20.0.115 "REJECT as firewalls do by default" $nmap --top-ports 60 10.20.0.115
  scan nmap-syn-no-such-host.pcap 203.0.113.22 10.20.0.200 "a dead address: host unreachable after ARP" $nmap --top-ports 60 10.20.0.200
  scan nmap-syn-dark.pcap 203.0.113.23 10.20.8.5 "unused space: silence" $nmap --top-ports 60 10.20.8.5
  EXPECT=block_scan scan nmap-syn-block.pcap.gz 203.0.113.24 10.20.0.20-27,90-93,100-103 "16 hosts, 50 ports" \
    $nmap --top-ports 50 10.20.0.20-27 10.20.0.90-93 10.20.0.100-103
  EXPECT=port_sweep scan nmap-p22-net24.pcap 203.0.113.25 10.20.0.0/24 "one port, a /24, no ping first" $nmap -p22 10.20.0.0/24
  EXPECT=port_sweep scan nmap-p3389-dark.pcap 203.0.113.26 10.20.8.0/24 "one port, unused space" $nmap -p3389 --max-retries 0 10.20.8.0/24
  TAP_OPTIONS="-Q in" scan nmap-syn-one-way.pcap 203.0.113.27 10.20.0.20 "the tap sees no replies" $nmap --top-ports 100 10.20.0.20
  TAP_OPTIONS="-Q in" EXPECT=port_sweep scan nmap-p80-one-way.pcap 203.0.113.28 10.20.0.20-89 \
    "the tap sees no replies; all targets are alive" $nmap -p80 10.20.0.20-89
  local t
  for t in 2 3 4 5; do
    scan "nmap-syn-t$t.pcap" "203.0.113.3$t" "10.20.0.3$t" "timing template $t" $nmap -T$t --top-ports 40 "10.20.0.3$t"
  done
}

other_tcp_scans() {
  local flag n=40
  SNAP=128 scan nmap-connect-top100.pcap 203.0.113.29 10.20.0.23 "full connections" nmap -n -Pn -sT --top-ports 100 10.20.0.23
  for flag in N:null F:fin X:xmas M:maimon W:window A:ack; do
    EXPECT="port_scan@203.0.113.$n|firewall_probe" \
      scan "nmap-${flag#*:}.pcapng" "203.0.113.$n" 10.20.0.24 "closed ports answer RST" nmap -n -Pn -s${flag%:*} --top-ports 60 10.20.0.24
    n=$((n + 1))
  done
  scan nmap-synfin.pcap 203.0.113.46 10.20.0.24 "both flags set" nmap -n -Pn -sS --scanflags SYNFIN --top-ports 60 10.20.0.24
  EXPECT="port_scan@203.0.113.47|firewall_probe" \
    scan nmap-ack-silent.pcap 203.0.113.47 10.20.0.101 "no answers" nmap -n -Pn -sA --top-ports 60 10.20.0.101
  scan nmap-fin-silent.pcap 203.0.113.48 10.20.0.101 "no answers" nmap -n -Pn -sF --top-ports 60 10.20.0.101
  scan nmap-null-dark.pcap 203.0.113.49 10.20.8.6 "unused space" nmap -n -Pn -sN --top-ports 60 10.20.8.6
}

other_protocol_scans() {
  SNAP=256 scan nmap-udp-top50-closed.pcap 203.0.113.15 10.20.0.91 "port unreachables, ten a second at most" nmap -n -Pn -sU --top-ports 50 10.20.0.91
  SNAP=256 scan nmap-udp-top50-silent.pcap 203.0.113.50 10.20.0.102 "no answers" nmap -n -Pn -sU --top-ports 50 10.20.0.102
  SNAP=256 EXPECT=port_sweep scan nmap-udp161-net24.pcap 203.0.113.51 10.20.0.0/24 "SNMP sweep" nmap -n -Pn -sU -p161 --max-retries 0 10.20.0.0/24
  scan nmap-sctp-init.pcap 203.0.113.52 10.20.0.25 "protocol unreachable" nmap -n -Pn -sY 10.20.0.25
  scan nmap-sctp-cookie-echo.pcap 203.0.113.53 10.20.0.103 "no answers" nmap -n -Pn -sZ 10.20.0.103
  EXPECT=protocol_scan scan nmap-ip-protocol.pcap 203.0.113.54 10.20.0.25 "256 protocols" nmap -n -Pn -sO -T4 --max-retries 1 10.20.0.25
  SNAP=256 scan nmap-os.pcap 203.0.113.55 10.20.0.26 "100 ports, then OS detection" nmap -n -Pn -O --top-ports 100 10.20.0.26
  SNAP=256 EXPECT="os_fingerprint@203.0.113.56|port_scan" scan nmap-os-two-ports.pcap 203.0.113.56 10.20.0.26 \
    "OS detection alone" nmap -n -Pn -O -p22,23 10.20.0.26
  SNAP=512 LIMIT=120 scan nmap-a.pcap.gz 203.0.113.57 10.20.0.27 "versions, scripts, OS, traceroute" nmap -n -Pn -A --top-ports 100 10.20.0.27
}

host_discovery() {
  local row n=60 kind
  EXPECT="host_sweep@203.0.113.14|block_scan@203.0.113.14|port_sweep" SNAP=128 scan nmap-sn-net24.pcap 203.0.113.14 10.20.0.0/24 \
    "default discovery: echo, 443/tcp SYN, 80/tcp ACK, timestamp" nmap -n -sn 10.20.0.0/24
  for row in PE: PP: PM: PS:443 PA:80 PU:40125; do
    kind=host_sweep
    case $row in P[SAU]*) kind="host_sweep@203.0.113.$n|port_sweep" ;; esac
    EXPECT=$kind scan "nmap-sn-${row%%:*}.pcap.gz" "203.0.113.$n" 10.20.0.0/24 "discovery by one method" nmap -n -sn -${row/:/} 10.20.0.0/24
    n=$((n + 1))
  done
  EXPECT=host_sweep scan fping-net24.pcap 203.0.113.16 10.20.0.0/24 "echo sweep" fping -g -q -r 1 -i 5 10.20.0.0/24
  EXPECT=host_sweep scan fping-dark.pcap 203.0.113.66 10.20.9.0/26 "echo sweep of unused space" fping -g -q -r 0 -i 20 10.20.9.0/26
  EXPECT=host_sweep scan nping-echo.pcap 203.0.113.67 10.20.0.0/25 "echo sweep by nping" nping --icmp -c 1 --rate 100 -q 10.20.0.0/25
  PLACE=lan EXPECT="block_scan@203.0.113.68|port_sweep" scan gateway-arp.pcap.gz 203.0.113.68 10.20.0.0/24 \
    "the gateway asks by ARP for every host that the outsider probes; it must not be accused" nmap -n -Pn -sS -p22,80,445 --max-retries 0 10.20.0.0/24
}

evasions() {
  local decoys="203.0.113.201 203.0.113.202 203.0.113.203 203.0.113.204 203.0.113.205" d expect=decoy_scan@203.0.113.70
  for d in 203.0.113.70 $decoys; do expect+="|decoy_scan@$d|port_scan@$d"; done
  AFTER=settle attack nmap-decoys.pcap outside 96 "203.0.113.70 and decoys $decoys -> 10.20.0.28" "$expect" "the real source is .70" \
    "outside 203.0.113.70 nmap -n -Pn -sS -D ${decoys// /,},ME --top-ports 40 10.20.0.28"
  scan nmap-fragments.pcap 203.0.113.71 10.20.0.28 "8-byte fragments" nmap -n -Pn -sS -f --top-ports 60 10.20.0.28
  scan nmap-mtu16.pcap 203.0.113.72 10.20.0.28 "16-byte fragments" nmap -n -Pn -sS --mtu 16 --top-ports 60 10.20.0.28
  scan nmap-source-port-53.pcap 203.0.113.73 10.20.0.28 "pretends to be a DNS server" nmap -n -Pn -sS --source-port 53 --top-ports 60 10.20.0.28
  scan nmap-udp-source-port-53.pcap 203.0.113.74 10.20.0.102 "pretends to answer DNS" nmap -n -Pn -sU --source-port 53 --top-ports 40 --max-retries 0 10.20.0.102
  scan nmap-data-length.pcap 203.0.113.75 10.20.0.28 "SYNs with data and a TTL of 43" nmap -n -Pn -sS --data-length 24 --ttl 43 --top-ports 60 10.20.0.28
}

# listed addresses for IPv6, where nobody scans a whole prefix
fd_hosts() { seq -f 'fd00:20::%g' "$1" "$2" | tr '\n' ' '; }

ipv6_scans() {
  local from=2001:db8:bad::
  scan nmap6-syn.pcap ${from}11 fd00:20::20 "open ports found" nmap -6 -n -Pn -sS --top-ports 100 fd00:20::20
  scan nmap6-syn-silent.pcap ${from}12 fd00:20::100 "a firewall that drops" nmap -6 -n -Pn -sS --top-ports 60 fd00:20::100
  SNAP=256 scan nmap6-udp.pcap ${from}13 fd00:20::21 "port unreachables" nmap -6 -n -Pn -sU --top-ports 50 fd00:20::21
  EXPECT="host_sweep@${from}14|port_sweep@${from}14|block_scan" SNAP=128 scan nmap6-sn-listed.pcap ${from}14 "fd00:20::80-139" \
    "60 listed hosts, 20 of them absent" nmap -6 -n -sn "$(fd_hosts 80 139)"
  EXPECT="port_sweep" scan nmap6-p22-listed.pcap ${from}15 "fd00:20::80-139" "one port of listed hosts" nmap -6 -n -Pn -sS -p3306 "$(fd_hosts 80 139)"
  scan nmap6-fin.pcap ${from}16 fd00:20::22 "FIN scan" nmap -6 -n -Pn -sF --top-ports 60 fd00:20::22
  attack nmap6-sn-inside.pcap lan 128 "fd00:20::a1 -> fd00:20::80-139" "host_sweep@fd00:20::a1" "neighbour solicitations of absent hosts" \
    "inside fd00:20::a1 nmap -6 -n -sn $(fd_hosts 80 139)"
}

# masscan_as ADDRESS ARGUMENT... and zmap_as: they make their own frames, so they need the next hop.
masscan_as() {
  become atk "$1"
  within atk timeout 60 masscan --wait 2 -e eth0 --router-mac "$(mac gw out0)" --source-ip "$@"
}

zmap_as() {
  become atk "$1"
  within atk timeout 60 zmap -q -b /dev/null -c 2 -i eth0 -G "$(mac gw out0)" -o /dev/null -S "$@"
}

fast_scanners() {
  local a
  a=203.0.113.17 && attack masscan-port80-net24.pcap outside 96 "$a -> 10.20.0.0/24" port_sweep@$a "one port over a /24" \
    "masscan_as $a --rate 300 -p80 10.20.0.0/24"
  a=203.0.113.80 && attack masscan-ports-net24.pcap.gz outside 96 "$a -> 10.20.0.0/24" block_scan@$a "12 ports over a /24 in random order" \
    "masscan_as $a --rate 1000 -p21-25,80,110,143,443,445,3306,3389 10.20.0.0/24"
  a=203.0.113.81 && attack masscan-6000-ports.pcap.zst outside 64 "$a -> 10.20.0.92" port_scan@$a "ports 1-6000 of one host" \
    "masscan_as $a --rate 3000 -p1-6000 10.20.0.92"
  a=203.0.113.82 && attack zmap-port80-net24.pcap outside 96 "$a -> 10.20.0.0/24" port_sweep@$a "one SYN a host" \
    "zmap_as $a -r 300 -p 80 10.20.0.0/24"
  a=203.0.113.83 && attack zmap-udp53-net24.pcap outside 128 "$a -> 10.20.0.0/24" port_sweep@$a "one datagram a host" \
    "zmap_as $a -r 300 -M udp --probe-args=text:probe -p 53 10.20.0.0/24"
  a=203.0.113.84 && attack zmap-echo-net24.pcap outside 96 "$a -> 10.20.0.0/24" host_sweep@$a "one echo request a host" \
    "zmap_as $a -r 300 -M icmp_echoscan 10.20.0.0/24"
  scan hping3-scan.pcap 203.0.113.85 10.20.0.29 "ports 1-120" hping3 --scan 1-120 -S 10.20.0.29
  a=203.0.113.86 && attack hping3-sweep-3389.pcap outside 96 "$a -> 10.20.0.60-119" port_sweep@$a "one SYN to each of 60 hosts" \
    "become atk $a; each 10.20.0.%d 60 119 within atk timeout 1 hping3 -q -S -c 1 -p 3389"
  EXPECT=port_sweep scan nping-tcp.pcap 203.0.113.87 10.20.0.0/25 "one SYN to each of 128 hosts" nping --tcp -p 23 -c 1 --rate 100 -q 10.20.0.0/25
  a=203.0.113.88 && attack mixed-background.pcap.gz lan 128 "$a -> 10.20.0.20" port_scan@$a \
    "a scan among 300 ordinary web requests and 30 resolver questions" "background_load; sleep 1; outside $a nmap -n -Pn -sS --scan-delay 20ms --top-ports 100 10.20.0.20; wait"
}

# background_load is ordinary use of the network, in the background.
background_load() {
  local n
  for n in 40 41 42; do
    within in curl -s --rate 15/s -o /dev/null --interface 10.20.0.$n "http://198.51.100.[1-60]/" &
  done
  within net curl -s --rate 15/s -o /dev/null --interface 198.18.9.4 "http://10.20.0.[20-79]/" &
  within net curl -s --rate 15/s -o /dev/null --interface 198.18.9.6 "http://10.20.0.[20-79]/" &
  become cli 10.20.0.130
  each www.d%d.test 1 30 within cli dig +tries=1 +short @10.20.0.53 >/dev/null &
}

# slices PORTS_EACH: eight sources divide the ports of one host.
slices() {
  local n jobs=()
  become atk $(seq -f '203.0.113.%g' "$2" $(($2 + 7)))
  for n in 0 1 2 3 4 5 6 7; do
    within atk timeout 60 nmap -n -Pn -sS -e eth0 -S "203.0.113.$(($2 + n))" -p "$((n * $1 + 1))-$((n * $1 + $1))" "$3" & jobs+=($!)
  done
  wait "${jobs[@]}"
}

# shards FIRST RANGE PORT: eight sources divide the hosts, as masscan's own sharding does.
shards() {
  local n jobs=()
  become atk $(seq -f '203.0.113.%g' "$1" $(($1 + 7)))
  for n in 0 1 2 3 4 5 6 7; do
    within atk timeout 60 masscan --wait 2 -e eth0 --router-mac "$(mac gw out0)" --source-ip "203.0.113.$(($1 + n))" \
      --rate 20 --seed 7 --shard "$((n + 1))/8" -p"$3" "$2" & jobs+=($!)
  done
  wait "${jobs[@]}"
}

# any KIND FIRST LAST lists a kind for each of a run of outside sources.
any() { seq -f "$1@203.0.113.%g" "$2" "$3" | paste -sd'|'; }

several_sources() {
  attack distributed-ports.pcap outside 96 "203.0.113.151-158 -> 10.20.0.93" "distributed_scan@*|$(any port_scan 151 158)" \
    "eight sources, 30 ports each of one host" "slices 30 151 10.20.0.93"
  attack distributed-ports-few.pcap outside 96 "203.0.113.161-168 -> 10.20.0.94" "distributed_scan@*" \
    "eight sources, 8 ports each: none is enough alone for a fan-out rule" "slices 8 161 10.20.0.94"
  attack distributed-hosts.pcap outside 96 "203.0.113.171-178 -> 10.20.0.0/24" "distributed_scan@*|$(any port_sweep 171 178)" \
    "eight masscan shards of a /24, one port" "shards 171 10.20.0.0/24 23"
}

inside_scans() {
  local a
  a=10.20.0.141 && attack arp-scan.pcap lan 96 "$a -> 10.20.0.0/24" host_sweep@$a "ARP sweep of the LAN" "inside $a arp-scan -I eth0 -q -r 1 10.20.0.0/24"
  a=10.20.0.142 && attack nmap-sn-inside.pcap lan 96 "$a -> 10.20.0.0/24" host_sweep@$a "ARP sweep by nmap" "inside $a nmap -n -sn 10.20.0.0/24"
  a=10.20.0.143 && attack nmap-inside.pcap lan 96 "$a -> 10.20.0.20" port_scan@$a "from inside to inside" "inside $a nmap -n -Pn -sS --top-ports 100 10.20.0.20"
  a=10.20.0.144 && attack nmap-inside-sweep.pcap.gz lan 96 "$a -> 10.20.0.20-119" port_sweep@$a "lateral movement: who has this port" \
    "inside $a nmap -n -Pn -sT -p5985 10.20.0.20-119"
  a=10.20.0.145 && attack nmap-outbound.pcap lan 96 "$a -> 198.19.0.0/25" port_sweep@$a "from inside to outside" \
    "inside $a nmap -n -Pn -sS -p445 --max-retries 0 198.19.0.0/25"
  a=10.20.0.146 && attack worm-445.pcap lan 96 "$a -> 400 addresses of 198.19.0.0/17" port_sweep@$a "connects to random outside addresses" \
    "client $a worm 400 445"
}

# settle lets half-open connections die before the next capture.
settle() { sleep 5; }

floods() {
  local victim=10.20.0.95 AFTER=settle
  attack hping3-syn-flood-open.pcap.gz lan 64 "forged sources -> 10.20.0.36:80" "syn_flood@*|backscatter@10.20.0.36" \
    "3,000 SYNs with random sources; the victim answers; no reconnaissance" "outside 203.0.113.90 hping3 -q -S -p 80 -i u300 -c 3000 --rand-source 10.20.0.36"
  attack hping3-syn-flood-one-way.pcap.gz outside 64 "forged sources -> 10.20.0.104:443" "syn_flood@*" \
    "3,000 SYNs with random sources, no answers; no reconnaissance" "outside 203.0.113.91 hping3 -q -S -p 443 -i u300 -c 3000 --rand-source 10.20.0.104"
  FILTER="ip src $victim" attack backscatter-of-home.pcap wan 64 "10.20.0.95 -> forged addresses" backscatter@$victim \
    "only the answers of a flooded host of ours leave by this link" "outside 203.0.113.92 hping3 -q -S -p 443 -i u500 -c 1500 --rand-source $victim"
  PACKETS=4000 HOME_NETS=10.20.8.0/22 FILTER="tcp and src host 198.51.100.7" attack backscatter-outside-victim.pcap.gz wan 64 "198.51.100.7 -> 10.20.8.0/22" \
    backscatter@198.51.100.7 "an outside victim answers SYNs that were forged in our name" \
    "masscan_as 203.0.113.93 --source-ip 10.20.8.0-10.20.11.255 --rate 800 -p80,81 --shard 1/1 198.51.100.7 --retries 200"
}

rewritten() {
  METHOD="rewritten (tcprewrite adds VLAN 100)" AFTER=add_vlan SNAP=0 scan nmap-syn-vlan.pcap.gz 203.0.113.95 10.20.0.37 "802.1Q" \
    nmap -n -Pn -sS --top-ports 60 10.20.0.37
}

add_vlan() {
  tcprewrite --enet-vlan=add --enet-vlan-tag=100 --enet-vlan-cfi=0 --enet-vlan-pri=0 -i "$WORK/raw.pcap" -o "$WORK/vlan.pcap" &&
    mv "$WORK/vlan.pcap" "$WORK/raw.pcap"
}

# stretch FACTOR slows a capture down; the round trips grow too, but stay below a second.
stretch() { python3 "$HERE/lab/retime.py" "$WORK/raw.pcap" "$WORK/slow.pcap" "$1" && mv "$WORK/slow.pcap" "$WORK/raw.pcap"; }

slow_scans() {
  LIMIT=400 scan nmap-syn-t1.pcap 203.0.113.101 10.20.0.96 "a probe every 15 seconds" nmap -n -Pn -sS -T1 -p21-25,80,110,139,143,443,445,3389 10.20.0.96
  METHOD="retimed (750 times slower)" AFTER="stretch 750" scan slow-300s-ports.pcap 203.0.113.102 10.20.0.97 \
    "a probe every five minutes, 26 ports" nmap -n -Pn -sS --scan-delay 400ms --max-scan-delay 400ms --top-ports 26 10.20.0.97
  METHOD="retimed (1500 times slower)" AFTER="stretch 1500" FILTER="host 203.0.113.103" EXPECT=port_sweep scan slow-600s-hosts.pcap 203.0.113.103 10.20.8.1-30 \
    "a probe every ten minutes, 30 hosts of unused space" nmap -n -Pn -sS --scan-delay 400ms --max-scan-delay 400ms --max-retries 0 --max-hostgroup 1 --host-timeout 900ms -p22 10.20.8.1-30
}
