# mirror.sh PCAPS: real scanners and real services on a switch with a mirrored port. 203.0.113.0/24 is outside,
# 10.20.0.0/16 and fd00:20::/48 at home; a client of ours loads the services meanwhile.
. "$(dirname "$0")/tap.sh"
mount -t tmpfs none /run 2>/dev/null # names of namespaces are ours alone
mkdir -p /run/netns /run/rsyslog
ip link add br0 type bridge ageing_time 0 mcast_snooping 0
ip link set br0 addrgenmode none up

# host NAME MAC ADDRESS... is a host on the switch.
host() {
  local name=$1 mac=$2; shift 2
  ip netns add "$name"
  ip link add "$name" type veth peer name eth0 address "$mac" netns "$name"
  ip link set "$name" addrgenmode none master br0 up
  ethtool -K "$name" gro off gso off tso off >/dev/null
  ip netns exec "$name" ethtool -K eth0 gro off gso off tso off tx off rx off >/dev/null
  ip -n "$name" link set lo up
  ip -n "$name" link set eth0 up
  ip netns exec "$name" sysctl -qw net.ipv6.conf.eth0.accept_dad=0
  for address in "$@"; do ip -n "$name" address add "$address" dev eth0; done
}
host scanner 02:00:00:00:00:01 203.0.113.11/24 203.0.113.12/24 203.0.113.13/24 203.0.113.14/24 2001:db8:bad::11/64
host server 02:00:00:00:00:02 $(for i in $(seq 20 59); do echo "10.20.0.$i/16"; done) fd00:20::20/64
host client 02:00:00:00:00:03 10.20.1.5/16
ip -n scanner route add 10.20.0.0/16 dev eth0
ip -n scanner -6 route add fd00:20::/64 dev eth0
ip -n server route add 203.0.113.0/24 dev eth0
ip -n server -6 route add 2001:db8:bad::/64 dev eth0
pair tap0 mirror
ip link set mirror master br0
ethtool -K tap0 gro off >/dev/null

at() { local name=$1; shift; ip netns exec "$name" "$@"; }
for port in 22 25 80 443; do
  at server socat TCP6-LISTEN:$port,fork,reuseaddr,ipv6only=0 SYSTEM:'echo hello; sleep 0.1' >/dev/null 2>&1 &
done
at server python3 -m http.server 8080 >/dev/null 2>&1 &

certificates
configure
collect
reconwatch run -i tap0 -c config.yaml --lanes 2 --format json >log &
sensor=$!
await 10 said log started
load() {
  while :; do
    for i in $(seq 20 59); do at client curl -s -m 2 -o /dev/null "http://10.20.0.$i:8080/" || true; done
    sleep 0.2
  done
}
load &
load=$!
sleep 2
at scanner nmap -n -Pn -sS --top-ports 100 -S 203.0.113.11 -e eth0 10.20.0.20 >/dev/null
at scanner nmap -6 -n -Pn -sS --top-ports 100 fd00:20::20 >/dev/null
at scanner masscan --rate 500 --wait 1 --adapter-ip 203.0.113.12 --router-mac 02-00-00-00-00-02 -i eth0 -p80,443 10.20.0.0/26 >/dev/null 2>&1
at scanner zmap -q -b /dev/null -o /dev/null -r 300 -i eth0 -S 203.0.113.13 -G 02:00:00:00:00:02 -c 1 -p 22 10.20.0.0/25 >zmap.log 2>&1 || { cat zmap.log >&2; exit 1; }
at scanner nmap -n -Pn -sX --top-ports 50 -S 203.0.113.14 -e eth0 10.20.0.25 >/dev/null
sleep 3
kill $load
kill -TERM $sensor; wait $sensor
kill -TERM $collector; wait $collector || true
kill $(jobs -p) 2>/dev/null || true
