# The table of attacks. Sourced by lab.sh. Each row has a source of its own:
# capture's arguments are FILE PLACE SNAPLEN ACTORS EXPECT NOTES COMMAND.

# outside ADDRESS COMMAND... acts as one outside address; inside the same on the LAN.
outside() { become atk "$1"; shift; within atk timeout "${LIMIT:-200}" "$@"; }
inside() { become cli "$1"; shift; within cli timeout "${LIMIT:-200}" "$@"; }

attacks() {
  tcp_attacks
}

tcp_attacks() {
  attack nmap-syn-top100-open.pcap outside 96 "203.0.113.11 -> 10.20.0.20" port_scan@203.0.113.11 \
    "one host with open ports" \
    "outside 203.0.113.11 nmap -n -Pn -sS --top-ports 100 10.20.0.20"
  attack nmap-syn-1000-closed.pcap.gz outside 96 "203.0.113.12 -> 10.20.0.90" port_scan@203.0.113.12 \
    "one host that refuses" \
    "outside 203.0.113.12 nmap -n -Pn -sS 10.20.0.90"
  attack nmap-syn-top100-silent.pcap outside 96 "203.0.113.13 -> 10.20.0.100" port_scan@203.0.113.13 \
    "one host whose firewall drops" \
    "outside 203.0.113.13 nmap -n -Pn -sS --top-ports 100 10.20.0.100"
  attack nmap-sn-net24.pcap outside 128 "203.0.113.14 -> 10.20.0.0/24" host_sweep@203.0.113.14 \
    "default discovery: echo, 443/tcp SYN, 80/tcp ACK, timestamp" \
    "outside 203.0.113.14 nmap -n -sn 10.20.0.0/24"
  attack nmap-udp-top50-closed.pcap outside 256 "203.0.113.15 -> 10.20.0.91" port_scan@203.0.113.15 \
    "port unreachables, rate limited to ten a second" \
    "outside 203.0.113.15 nmap -n -Pn -sU --top-ports 50 10.20.0.91"
  attack fping-net24.pcap outside 96 "203.0.113.16 -> 10.20.0.0/24" host_sweep@203.0.113.16 \
    "echo sweep, few live hosts" \
    "outside 203.0.113.16 fping -g -q -r 1 -i 5 10.20.0.0/24"
  attack masscan-port80-net24.pcap outside 96 "203.0.113.17 -> 10.20.0.0/24" port_sweep@203.0.113.17 \
    "one port over a /24" \
    "outside 203.0.113.17 masscan --rate 300 --wait 3 -e eth0 --router-mac \$(mac gw out0) --source-ip 203.0.113.17 -p80 10.20.0.0/24"
}

# mac NS DEVICE is an interface's hardware address.
mac() { within "$1" cat "/sys/class/net/$2/address"; }
