# flood.sh PCAPS SECONDS TOUCHES RATE: a flood of SYNs from forged sources that send TOUCHES each, and a real scanner at RATE
# probes a second in it. Prints what the flood sent and what the tap received, when the scan began, the highest
# memory of the sensor in KiB, and its counters; its alerts are in the file "log".
. "$(dirname "$0")/tap.sh"
mount -t tmpfs none /run 2>/dev/null # names of namespaces are ours alone
mkdir -p /run/netns
ip link add br0 type bridge ageing_time 0 mcast_snooping 0
ip link set br0 addrgenmode none up
host() { # host NAME ADDRESS
  ip netns add "$1"
  ip link add "$1" type veth peer name eth0 netns "$1"
  ip link set "$1" addrgenmode none master br0 up
  ethtool -K "$1" gro off gso off tso off >/dev/null
  ip netns exec "$1" ethtool -K eth0 gro off gso off tso off tx off rx off >/dev/null
  ip netns exec "$1" sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1
  ip -n "$1" link set lo up
  ip -n "$1" link set eth0 up
  ip -n "$1" address add "$2" dev eth0
}
host scanner 203.0.113.11/8
host server 203.0.113.12/8
pair tap0 mirror
ip link set mirror master br0
# received is how many frames the tap has seen: of what it cannot take, a virtual wire loses some itself.
received() { ethtool -S tap0 | awk '/rx_queue_[0-9]*_xdp_packets:/ {n += $2} END {print n + 0}'; }

taskset -c 1 reconwatch run -i tap0 --engine xdp --lanes 2 --format json --home 198.51.100.0/24,203.0.113.12/32 >log &
sensor=$!
await 20 said log started
taskset -c 0 flood mirror "$2" "$3" >flooded &
flood=$!
sleep 1
echo "began $(date +%s%N)"
ip netns exec scanner nmap -sS -Pn -n --max-rate "$4" --max-retries 1 -p 1-1500 --host-timeout "$2" 203.0.113.12 >/dev/null
wait $flood
sleep 1
awk '/VmHWM/ {print "highest " $2}' /proc/$sensor/status
echo "received $(received)"
kill -TERM $sensor
wait $sensor
cat flooded
grep '"event":"stopped"' log | grep -o '"[a-z_]*":[0-9][0-9]*' | tr -d '"' | tr : ' '
