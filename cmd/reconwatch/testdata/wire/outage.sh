# outage.sh PCAPS SECONDS: the sensor is killed while it tells the collector, then the collector goes away for so long, the
# sensor is killed in between, and once more while scans go on. The folders accepted-N are its spool after each death.
. "$(dirname "$0")/tap.sh"
pair tap0 play0
certificates
configure
collect
lives=0
live() {
  lives=$((lives + 1))
  reconwatch run -i tap0 -c config.yaml --format json >"log-$lives" &
  sensor=$!
  await 10 said "log-$lives" started
}
die() {
  kill -KILL $sensor; wait $sensor 2>/dev/null || true
  cp -r spool "accepted-$lives"
}
live
play nmap-syn-top100-open.pcap
await 10 grep -q 203.0.113.11 collected
die
live
kill -TERM $collector; wait $collector || true
for name in nmap-fin.pcapng nmap6-syn.pcap nmap-maimon.pcapng nmap-syn-prohibited.pcap nmap-connect-top100.pcap zmap-udp53-net24.pcap nmap-xmas.pcapng; do
  play $name
done
await 10 grep -q 203.0.113.42 alerts.jsonl
sleep "$2"
die
live
play nmap-null.pcapng
await 10 grep -q 203.0.113.40 alerts.jsonl
sleep 1
cp alerts.jsonl quiet.jsonl
many() {
  for name in nmap-ack.pcapng nmap-window.pcapng nmap6-fin.pcap nmap6-syn-silent.pcap nmap-sctp-init.pcap nmap-synfin.pcap nmap-mtu16.pcap; do
    play $name
    sleep 0.2
  done
}
many &
playing=$!
sleep 2 # in the middle of what they are told as: a second after they came
die
wait $playing
collect
live
await 30 grep -q 203.0.113.40 collected
await 30 grep -q "$(grep -o '"id":"[0-9a-f]*"' "log-$lives" | head -1 | tr -d '":' | sed 's/^id/id="/')" collected
kill -TERM $sensor; wait $sensor
kill -TERM $collector; wait $collector || true
