# The table of benign captures: nobody may be accused. Sourced by lab.sh.

# client ADDRESS VERB... is the lab's own client program acting as one inside host.
client() { inside "$1" python3 "$HERE/lab/clients.py" "${@:2}"; }

# each FORMAT FIRST LAST COMMAND... runs a command once for each number.
each() {
  local format=$1 n; local first=$2 last=$3; shift 3
  for n in $(seq "$first" "$last"); do "$@" "$(printf "$format" "$n")"; done
}

benigns() {
  services_used
}

services_used() {
  benign curl-150-web-servers.pcap.gz lan 128 "10.20.0.131 -> 198.51.100.1-150" none "a crawler's or a proxy's morning" \
    "inside 10.20.0.131 curl -s -o /dev/null 'http://198.51.100.[1-150]/'"
  benign dig-resolver-fanout.pcap lan 512 "10.20.0.132 -> 10.20.0.53 -> 80 name servers" none \
    "recursion from the root; four name servers are down" \
    "become cli 10.20.0.132; each www.d%d.test 1 40 within cli dig +tries=1 +time=8 +short @10.20.0.53"
  benign ssh-sessions.pcap lan 128 "10.20.0.133 -> 10.20.0.20-31" none "twelve logins with a command each" \
    "become cli 10.20.0.133; each 10.20.0.%d 20 31 login"
  benign dead-server-silent.pcap lan 96 "10.20.0.134 -> 10.20.0.100" none "a client that tries again and again; no answer" \
    "become cli 10.20.0.134; each 10.20.0.100:%d 8080 8080 within cli curl -s --connect-timeout 20 --retry 2; each %d 1 3 retry 10.20.0.100 443"
  benign dead-server-refuses.pcap lan 96 "10.20.0.135 -> 10.20.0.90" none "a client that tries again every second; refused" \
    "become cli 10.20.0.135; each %d 1 25 retry 10.20.0.90 5432"
}

# login HOST runs one command over ssh.
login() {
  within cli ssh -i "$WORK/user_key" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o BatchMode=yes \
    "root@$1" uptime
}

# retry HOST PORT ATTEMPT tries one connection, then waits.
retry() { within cli nc -w 3 "$1" "$2" </dev/null; sleep 1; }
