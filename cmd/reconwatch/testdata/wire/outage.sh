# outage.sh PCAPS SECONDS: the collector goes away for so long, and the sensor is killed in between.
. "$(dirname "$0")/tap.sh"
pair tap0 play0
certificates
configure
collect
watch() {
  reconwatch run -i tap0 -c config.yaml --format json >"$1" &
  sensor=$!
  await 10 said "$1" started
}
watch first
play nmap-syn-top100-open.pcap
await 10 grep -q 203.0.113.11 collected
kill -TERM $collector; wait $collector || true
play nmap-fin.pcapng
play nmap-xmas.pcapng
await 10 grep -q 203.0.113.42 alerts.jsonl
sleep "$2"
kill -KILL $sensor; wait $sensor 2>/dev/null || true
watch second
play nmap-null.pcapng
await 10 grep -q 203.0.113.40 alerts.jsonl
collect
await 30 grep -q 203.0.113.40 collected
await 30 grep -q '"started".*' collected
kill -TERM $sensor; wait $sensor
kill -TERM $collector; wait $collector || true
