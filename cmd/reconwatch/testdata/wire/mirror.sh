# mirror.sh PCAPS ENGINE: real scanners and real services on a switch with a mirrored port. 203.0.113.0/24 and
# 2001:db8::/32 are outside, 10.20.0.0/16 and fd00:20::/48 at home, where one host is the router and all servers.
# A client of ours and a visitor load the services meanwhile. Prints
# between which numbers the frames of the mirrored port lie, what the tap itself has sent, and the sensor's counters.
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
  ip netns exec "$name" sysctl -qw net.ipv6.conf.eth0.accept_dad=0
  ip -n "$name" link set lo up
  ip -n "$name" link set eth0 up
  for address in "$@"; do ip -n "$name" address add "$address" dev eth0; done
}
inside=$(for i in $(seq 20 59); do echo "10.20.0.$i/16 fd00:20::$i/64"; done)
host scanner 02:00:00:00:00:01 $(for i in 11 12 13 14 15; do echo "203.0.113.$i/24"; done) 2001:db8:12::12/32
host scout 02:00:00:00:00:04 2001:db8:11::11/32 # nmap chooses the IPv6 address itself
host sweeper 02:00:00:00:00:05 2001:db8:13::13/32
host visitor 02:00:00:00:00:06 203.0.113.50/24 2001:db8:50::50/32
host server 02:00:00:00:00:02 203.0.113.1/24 2001:db8::1/32 $inside
host client 02:00:00:00:00:03 10.20.1.5/16 fd00:20::1:5/64
for name in scanner visitor; do ip -n $name route add 10.20.0.0/16 via 203.0.113.1; done
for name in scanner scout sweeper visitor; do ip -n $name route add fd00:20::/64 via 2001:db8::1; done
pair tap0 mirror
ip link set mirror master br0
ethtool -K tap0 gro off >/dev/null

at() { local name=$1; shift; ip netns exec "$name" "$@"; }
for port in 22 25 80 443; do
  at server socat TCP6-LISTEN:$port,fork,reuseaddr,ipv6only=0 SYSTEM:'echo hello; sleep 0.1' >/dev/null 2>&1 &
done
at server python3 -m http.server --bind :: 8080 >/dev/null 2>&1 &
at server python3 "$(dirname "$0")/names.py" &

# transmitted PORT is how many frames went out of a port.
transmitted() { awk -v port="$1:" '$1 == port {print $11}' /proc/net/dev; }

certificates
configure
collect
before=$(transmitted mirror)
reconwatch run -i tap0 -c config.yaml --engine "$2" --lanes 2 >text &
sensor=$!
await 10 said alerts.jsonl started
after=$(transmitted mirror)

get() { curl -s -m 2 -o /dev/null "$@" || true; }
client() {
  while :; do
    for i in $(seq 20 59); do
      get "http://10.20.0.$i:8080/"
      get "http://[fd00:20::$i]:8080/"
      dig +noedns +tries=1 +time=1 @10.20.0.20 "host$i.example.com" >/dev/null || true
      dig +noedns +tries=1 +time=1 @fd00:20::20 "host$i.example.com" >/dev/null || true
    done
  done
}
visitor() {
  while :; do
    for i in 20 21 22; do
      get "http://10.20.0.$i:8080/"
      get "http://[fd00:20::$i]:8080/"
    done
    sleep 0.2
  done
}
export -f client visitor get
# sweep by zmap 2.1.1 hits an assertion of its own once in a hundred times.
sweep() {
  at scanner zmap -q -b /dev/null -o /dev/null -T 1 -r 300 -i eth0 -S 203.0.113.13 -G 02:00:00:00:00:02 -c 1 -p 22 10.20.0.0/25 >zmap.log 2>&1
}
at client bash -c client &
load=$!
at visitor bash -c visitor &
load+=" $!"
sleep 2
at scanner nmap -n -Pn -sS --top-ports 100 -S 203.0.113.11 -e eth0 10.20.0.20 >/dev/null
at scout nmap -6 -n -Pn -sS --top-ports 100 fd00:20::20 >/dev/null
at scanner masscan --rate 500 --wait 1 --adapter-ip 203.0.113.12 --router-mac 02-00-00-00-00-02 -i eth0 -p80,443 10.20.0.0/26 >/dev/null 2>&1
at scanner masscan --rate 500 --wait 1 --adapter-ip 2001:db8:12::12 --router-mac 02-00-00-00-00-02 -i eth0 -p80 --range fd00:20::/122 >masscan.log 2>&1 || { cat masscan.log >&2; exit 1; }
sweep || sweep || { cat zmap.log >&2; exit 1; }
at sweeper nmap -6 -n -Pn -sS -p 22 $(for i in $(seq 10 49); do echo "fd00:20::$i"; done) >/dev/null
at scanner nmap -n -Pn -sX --top-ports 50 -S 203.0.113.14 -e eth0 10.20.0.25 >/dev/null
at scanner python3 "$(dirname "$0")/hostile.py" 203.0.113.15 10.20.0.20 8080
sleep 3
kill $load; wait $load 2>/dev/null || true
least=$(($(transmitted mirror) - after))
kill -TERM $sensor; wait $sensor
most=$(($(transmitted mirror) - before))
kill -TERM $collector; wait $collector || true
echo "least $least"
echo "most $most"
echo "sent $(transmitted tap0)"
stopped alerts.jsonl
