# What the scripts beside this one share. They run in a network namespace of their own, in an empty
# folder, with the command reconwatch on the path.
set -eu -o pipefail
PATH=$PATH:/usr/sbin:/sbin
pcaps=$1
ip link set lo up

# pair TAP OTHER makes two ends of a wire on which the kernel itself says nothing.
pair() {
  ip link add "$1" type veth peer name "$2"
  for port in "$1" "$2"; do ip link set "$port" addrgenmode none up; done
}

# await SECONDS COMMAND... waits until the command succeeds.
await() {
  local left=$(($1 * 10)); shift
  until "$@"; do
    left=$((left - 1))
    [ $left -gt 0 ] || { echo "not in time: $*" >&2; return 1; }
    sleep 0.1
  done
}

# said FILE EVENT [TIMES] tells whether a sensor said something of itself.
said() { [ "$(cat "$1" 2>/dev/null | grep -c "\"event\":\"$2\"")" -ge "${3:-1}" ]; }

# stopped FILE prints the counters that a sensor tells at its end, one a line.
stopped() { grep '"event":"stopped"' "$1" | grep -o '"[a-z_]*":[0-9][0-9]*' | tr -d '"' | tr : ' '; }

# play CAPTURE plays a capture onto play0 as fast as it can be.
play() { tcpreplay --quiet --topspeed --intf1=play0 "$pcaps/$1" >/dev/null 2>&1; }

# certificates makes an authority, and a certificate of the collector signed by it.
certificates() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.pem 2>/dev/null
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=collector -keyout collector.key -out collector.csr 2>/dev/null
  printf 'subjectAltName=DNS:collector\n' >san
  openssl x509 -req -in collector.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile san -out collector.pem 2>/dev/null
}

# collect starts rsyslog with TLS on port 6514. The file "collected" gets when each message came, and the message.
collect() {
  cat >rsyslog.conf <<CONF
global(workDirectory="$PWD" maxMessageSize="16k" DefaultNetstreamDriver="gtls"
  DefaultNetstreamDriverCAFile="$PWD/ca.pem" DefaultNetstreamDriverCertFile="$PWD/collector.pem" DefaultNetstreamDriverKeyFile="$PWD/collector.key")
module(load="imtcp" StreamDriver.Name="gtls" StreamDriver.Mode="1" StreamDriver.AuthMode="anon")
input(type="imtcp" address="127.0.0.1" port="6514")
template(name="line" type="string" string="%timegenerated:::date-rfc3339% %rawmsg%\n")
action(type="omfile" file="$PWD/collected" template="line")
CONF
  rsyslogd -n -f "$PWD/rsyslog.conf" -i "$PWD/rsyslog.pid" 2>rsyslog.err &
  collector=$!
  await 10 bash -c 'exec 3<>/dev/tcp/127.0.0.1/6514' 2>/dev/null
}

# configure writes the configuration of a sensor that tells the collector.
configure() {
  cat >config.yaml <<CONF
sensor: dmz-1
home: [10.20.0.0/16, "fd00:20::/48"]
output:
  jsonl: $PWD/alerts.jsonl
  spool: $PWD/spool
  syslog: [{network: tls, address: "127.0.0.1:6514", ca_file: $PWD/ca.pem, server_name: collector}]
CONF
}
