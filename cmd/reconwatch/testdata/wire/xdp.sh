# xdp.sh PCAPS: what a sensor with the XDP program may still do, that no program stays behind when it is killed, and
# that it ends when its port is made anew, which it may not attach to any more.
. "$(dirname "$0")/tap.sh"
pair tap0 play0
start() {
  rm -f log
  reconwatch run -i tap0 --engine xdp --lanes 2 --format json --home 10.20.0.0/16 >log &
  sensor=$!
  await 10 said log started
}
programs() { ip -details link show tap0 | grep -c 'prog/xdp'; }

start
for task in /proc/$sensor/task/*; do
  grep -E '^(CapInh|CapPrm|CapEff|CapBnd|CapAmb|NoNewPrivs|Seccomp):' "$task/status" | tr -d '\t' | tr '\n' ' '
  echo
done | sort -u
echo "attached $(programs)"
kill -KILL $sensor
wait $sensor 2>/dev/null || true
await 10 bash -c '! ip -details link show tap0 | grep -q prog/xdp'
start
echo "again $(programs)"
play nmap-syn-top100-open.pcap
await 10 grep -q '"phase":"open"' log
echo told
ip link delete tap0
sleep 1
pair tap0 play0
code=0
wait $sensor || code=$?
echo "code $code"
