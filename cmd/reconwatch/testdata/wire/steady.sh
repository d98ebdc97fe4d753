# steady.sh PCAPS SECONDS: frames at half the rate at which they can be counted and dropped. Prints what the sensor held when half
# of the time had passed and at the end (KiB of memory, descriptors, goroutines), its counters, and how many programs are attached
# once it was killed and started again.
. "$(dirname "$0")/tap.sh"
pair tap0 play0
start() {
  rm -f log
  taskset -c 1 reconwatch run -i tap0 --engine xdp --format json --home 198.51.100.0/24 -c config.yaml >log &
  sensor=$!
  await 20 said log started
}
echo 'metrics: {listen: "127.0.0.1:9616"}' >config.yaml
holds() { # holds WHEN
  echo "memory_$1 $(awk '/VmRSS/ {print $2}' /proc/$sensor/status)"
  echo "descriptors_$1 $(ls /proc/$sensor/fd | wc -l)"
  echo "goroutines_$1 $(curl -s http://127.0.0.1:9616/metrics | awk '/^go_goroutines / {print $2}')"
}
rate=$(taskset -c 0 load ceiling play0 tap0)
echo "ceiling $rate"
received() { ethtool -S tap0 | awk '/rx_queue_[0-9]*_xdp_packets:/ {n += $2} END {print n + 0}'; }
before=$(received)
start
taskset -c 0 load steady play0 "$2" $((rate / 2)) >made &
made=$!
sleep $(($2 / 2))
holds middle
sleep $(($2 / 2 - 1))
holds end
wait $made
cat made
sleep 1
echo "received $(($(received) - before))"
kill -TERM $sensor
wait $sensor
stopped log
start
kill -KILL $sensor
wait $sensor 2>/dev/null || true
start
echo "attached $(ip -details link show tap0 | grep -c 'prog/xdp')"
kill -TERM $sensor
wait $sensor
