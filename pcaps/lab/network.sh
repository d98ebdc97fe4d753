# The lab's network: namespaces, links, addresses and firewalls. Sourced by lab.sh.
#
#   atk ─── out0 ┐                    ┌─ in    servers: 10.20.0.20-119, resolver .53
#                gw ── lan0 ── bridge ┼─ cli   one inside host, address set per run
#   net ─── wan0 ┘     (a hub)        └─ tap   sees every frame of the LAN once
#
# Nothing here has a route to the machine's own network.

NAMESPACES="atk net gw lan in cli tap"
FAR="r1 r2 r3" # a longer path, made when it is wanted

# within NS COMMAND... runs a command in one of the lab's namespaces.
within() { local ns=$1; shift; ip netns exec "$LAB-$ns" "$@"; }

# wire NS1 IF1 NS2 IF2 joins two namespaces by a veth pair with every offload off,
# so that captures hold frames as a cable would carry them.
wire() {
  ip link add "$2" netns "$LAB-$1" type veth peer name "$4" netns "$LAB-$3"
  local side
  for side in "$1 $2" "$3 $4"; do
    set -- $side
    within "$1" ethtool -K "$2" tso off gso off tx off rx off gro off >/dev/null 2>&1
    within "$1" ip link set "$2" up
  done
}

make_namespaces() {
  local ns
  for ns in $NAMESPACES; do
    ip netns add "$LAB-$ns"
    within "$ns" ip link set lo up
    within "$ns" sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0 \
      net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 \
      net.ipv4.icmp_ratelimit=100 net.ipv6.conf.all.forwarding=0
  done
}

make_bridge() {
  within lan ip link add br0 type bridge ageing_time 0 mcast_snooping 0
  within lan ip link set br0 up
  local port
  for port in gw in cli tap; do within lan ip link set "p-$port" master br0; done
}

make_links() {
  wire gw out0 atk eth0
  wire gw wan0 net eth0
  wire gw lan0 lan p-gw
  wire in eth0 lan p-in
  wire cli eth0 lan p-cli
  wire tap eth0 lan p-tap
  make_bridge
}

address_gateway() {
  within gw sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
  within gw ip addr add 203.0.113.1/24 dev out0
  within gw ip addr add 100.64.0.1/30 dev wan0
  within gw ip addr add 10.20.0.1/24 dev lan0
  within gw ip addr add 2001:db8:bad::1/64 dev out0 nodad
  within gw ip addr add 2001:db8:1::1/64 dev wan0 nodad
  within gw ip addr add fd00:20::1/64 dev lan0 nodad
  within gw ip route add default via 100.64.0.2
  within gw ip -6 route add default via 2001:db8:1::2
  within gw ip route add blackhole 10.20.8.0/22       # ours, unused: silence
  within gw ip route add prohibit 10.20.16.0/24       # ours, fenced: ICMP code 13
  within gw ip route add unreachable 10.20.17.0/24    # ours, gone: ICMP host unreachable
}

# The outside world answers for whole prefixes (a local route is enough).
address_internet() {
  within net ip addr add 100.64.0.2/30 dev eth0
  within net ip addr add 2001:db8:1::2/64 dev eth0 nodad
  within net ip route add default via 100.64.0.1
  within net ip -6 route add default via 2001:db8:1::1
  local p n
  for p in 198.51.100.0/24 192.0.2.0/24 198.18.0.0/15; do within net ip route add local "$p" dev lo; done
  for n in $(seq 1 59); do within net ip addr add "192.0.2.$n/32" dev lo; done # named binds addresses
  within net ip -6 route add local 2001:db8:cafe::/64 dev lo
}

# Few SYN-ACK retries keep one run's half-open connections out of the next capture.
address_inside() {
  local n
  within in sysctl -qw net.ipv4.tcp_synack_retries=1
  for n in $(seq 20 119); do
    echo "addr add 10.20.0.$n/24 dev eth0"
    echo "addr add fd00:20::$n/64 dev eth0 nodad"
  done | within in ip -batch -
  within in ip route add default via 10.20.0.1
  within in ip -6 route add default via fd00:20::1
}

# Inside: .20-.89 serve, .90-.99 refuse everything, .100-.109 drop everything,
# .110-.114 say "prohibited", .115-.119 say "port unreachable".
firewall_inside() {
  within in nft -f - <<'NFT'
table inet lab {
  chain input {
    type filter hook input priority 0;
    ct state established accept
    ip daddr 10.20.0.90-10.20.0.99 meta l4proto tcp reject with tcp reset
    ip daddr 10.20.0.100-10.20.0.109 drop
    ip6 daddr fd00:20::100-fd00:20::109 drop
    ip daddr 10.20.0.110-10.20.0.114 reject with icmpx type admin-prohibited
    ip6 daddr fd00:20::110-fd00:20::114 reject with icmpx type admin-prohibited
    ip daddr 10.20.0.115-10.20.0.119 reject with icmpx type port-unreachable
  }
}
NFT
}

# Outside: 192.0.2.240-254 and 198.19.0.0/17 are silent but for a few hosts; every second
# peer of 198.18.0.0/17 is silent; peers listen on all high ports of 198.18.0.0/16.
firewall_internet() {
  within net nft -f - <<'NFT'
table inet lab {
  chain input {
    type filter hook input priority 0;
    ct state established accept
    ip daddr 192.0.2.240-192.0.2.254 drop
    ip daddr { 198.19.0.20, 198.19.0.77, 198.19.1.9 } accept
    ip daddr 198.19.0.0/17 drop
  }
}
table ip peers {
  chain absent {
    type filter hook prerouting priority -150;
    ct state established accept
    ip saddr 10.20.0.0/16 ip daddr 198.18.0.0/17 ip daddr & 0.0.0.1 == 1 drop
  }
  chain prerouting {
    type nat hook prerouting priority -100;
    ip daddr 198.18.0.0/17 udp dport 10000-65535 redirect to :9999
    ip daddr 198.18.0.0/17 tcp dport 10000-65535 redirect to :9999
  }
}
NFT
}

# become NS ADDRESS... gives a host its addresses for one run: a new actor each time.
become() {
  local ns=$1 address; shift
  within "$ns" ip addr flush dev eth0 scope global
  for address; do
    case $address in
      203.0.113.*) within "$ns" ip addr add "$address/24" dev eth0 ;;
      10.20.0.*) within "$ns" ip addr add "$address/24" dev eth0 ;;
      *:*) within "$ns" ip addr add "$address/64" dev eth0 nodad ;;
    esac
  done
  case $1 in
    203.0.113.*) within "$ns" ip route replace default via 203.0.113.1 ;;
    10.20.0.*) within "$ns" ip route replace default via 10.20.0.1 ;;
    2001:db8:bad:*) within "$ns" ip -6 route replace default via 2001:db8:bad::1 ;;
    fd00:20:*) within "$ns" ip -6 route replace default via fd00:20::1 ;;
  esac
}

network_up() {
  make_namespaces
  make_links
  address_gateway
  address_internet
  address_inside
  firewall_inside
  firewall_internet
}

# network_down ends what runs in this lab's own namespaces, by process id, and removes them.
network_down() {
  local ns pid
  for ns in $NAMESPACES $FAR; do
    ip netns list | grep -qw "$LAB-$ns" || continue
    for pid in $(ip netns pids "$LAB-$ns"); do kill -9 "$pid" 2>/dev/null; done
    ip netns del "$LAB-$ns"
    rm -rf "/etc/netns/$LAB-$ns"
  done
}
