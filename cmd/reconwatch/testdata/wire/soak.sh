# soak.sh PCAPS SECONDS ENGINE: frames come as fast as they can, and once the sensor sleeps for two seconds. Prints what was
# sent, the counters that it tells at its end, and its memory in the middle and at the end.
. "$(dirname "$0")/tap.sh"
pair tap0 play0
zcat "$pcaps/curl-150-web-servers.pcap.gz" >load.pcap
reconwatch run -i tap0 --engine "$3" --lanes 2 --format json --home 10.20.0.0/16 >log &
sensor=$!
await 10 said log started
tcpreplay --topspeed --preload-pcap --loop=1000000 --duration="$2" --intf1=play0 load.pcap >sent 2>/dev/null &
replay=$!
sleep 1
kill -STOP $sensor; sleep 2; kill -CONT $sensor
sleep $(($2 / 2 - 2))
echo "middle $(awk '/VmRSS/ {print $2}' /proc/$sensor/status)"
wait $replay
sleep 1
echo "end $(awk '/VmRSS/ {print $2}' /proc/$sensor/status)"
kill -TERM $sensor
wait $sensor
echo "sent $(awk '/Successful packets/ {print $3}' sent)"
stopped log
