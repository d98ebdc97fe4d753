# privilege.sh PCAPS: what a running sensor may still do, and that it goes on when its port is made anew.
. "$(dirname "$0")/tap.sh"
pair tap0 play0
reconwatch run -i tap0 --engine ring --lanes 2 --format json --home 10.20.0.0/16 >log &
sensor=$!
await 10 said log started
for task in /proc/$sensor/task/*; do
  grep -E '^(CapInh|CapPrm|CapEff|CapBnd|CapAmb|NoNewPrivs|Seccomp):' "$task/status" | tr -d '\t' | tr '\n' ' '
  echo
done | sort -u
ip link delete tap0
sleep 1
pair tap0 play0
await 10 said log started 2
play nmap-syn-top100-open.pcap
await 10 grep -q '"phase":"open"' log
kill -TERM $sensor
wait $sensor
echo told
