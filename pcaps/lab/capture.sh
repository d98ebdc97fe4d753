# Taking one capture and writing its row of the manifest. Sourced by lab.sh.

# The places where a sensor could stand: namespace and interface.
tap_of() {
  case $1 in
    outside) echo gw out0 ;; # between the attackers and the gateway
    wan) echo gw wan0 ;;     # between the gateway and the rest of the world
    gateway) echo gw lan0 ;; # the gateway's own LAN port
    lan) echo tap eth0 ;;    # mirror of the whole LAN
    *) echo "unknown tap $1" >&2; return 1 ;;
  esac
}

# tool_version COMMAND names the version of the first known tool in a command line.
tool_version() {
  local word
  for word in $1; do
    case ${word##*/} in
      nmap | slices) nmap --version | awk 'NR==1{print $1,$3}' ;;
      masscan | masscan_as | shards) masscan --version | awk '/version/{print "masscan",$3; exit}' ;;
      zmap | zmap_as) zmap --version 2>&1 | head -1 ;;
      hping3) hping3 --version | awk 'NR==1{print $1,$3}' ;;
      fping) fping --version | awk 'NR==1{print "fping",$3}' ;;
      nping) nping --version | awk '/version/{print "nping",$3}' ;;
      arp-scan) arp-scan --version 2>&1 | awk 'NR==1' ;;
      curl | visitor) curl --version | awk 'NR==1{print $1,$2}' ;;
      dig) dig -v 2>&1 | awk '{print "dig",$2}' ;;
      gobuster | wfuzz | dirb | ike-scan | nbtscan | onesixtyone) dpkg-query -W "${word##*/}" | tr '\t' ' ' ;;
      ffuf) ffuf -V | awk '{print "ffuf",$3}' ;;
      wget) wget --version | awk 'NR==1{print "wget",$3}' ;;
      traceroute | tcptraceroute) traceroute --version 2>&1 | awk '/version/{print "traceroute",$NF; exit}' ;;
      mtr) mtr --version ;;
      ssh | login) ssh -V 2>&1 | cut -d, -f1 ;;
      python3 | client | hold | elsewhere | go) python3 --version ;;
      nc | retry) dpkg-query -W netcat-openbsd | tr '\t' ' ' ;;
      dnsrecon | dnsenum | fierce | gobuster | dnsmap | whois) dpkg-query -W "${word##*/}" | tr '\t' ' ' ;;
      ldns-walk) dpkg-query -W ldnsutils | tr '\t' ' ' ;;
      speaker) python3 --version ;;
      *) continue ;;
    esac
    return
  done
  echo -
}

start_tap() { # start_tap PLACE SNAPLEN FILTER
  local ns device; read -r ns device <<<"$(tap_of "$1")"
  rm -f "$WORK/raw.pcap" "$WORK/tap.log"
  ip netns exec "$LAB-$ns" tcpdump -i "$device" -s "$2" -B 16384 -U -Z root ${TAP_OPTIONS-} ${PACKETS:+-c $PACKETS} \
    -w "$WORK/raw.pcap" ${3:+"$3"} 2>"$WORK/tap.log" &
  TAP=$!
  local tries
  for tries in $(seq 50); do grep -qs 'listening on' "$WORK/tap.log" && return; sleep 0.1; done
}

stop_tap() {
  sleep 3.8 # the gateway gives up on ARP after three seconds, and says so
  kill -TERM "$TAP" 2>/dev/null
  wait "$TAP" 2>/dev/null
}

# store FILE puts the raw capture into the folder in the form that its name asks for.
store() {
  local out=$HERE/$1 plain=$WORK/plain
  case $1 in *.pcapng*) editcap -F pcapng "$WORK/raw.pcap" "$plain" ;; *) cp "$WORK/raw.pcap" "$plain" ;; esac
  case $1 in
    *.gz) gzip -9nc "$plain" >"$out" ;;
    *.zst) zstd -q -19 -f "$plain" -o "$out" ;;
    *) cp "$plain" "$out" ;;
  esac
}

HEADER=$'file\tclass\tcommand\ttool version\tactors\texpect\thome\tnotes'

# portable COMMAND shows a command without the folders of the machine that it ran on.
portable() {
  local shown=${1//"$HERE"\//pcaps/}
  echo "${shown//"$WORK"/\$WORK}"
}

# record FILE ROW replaces one row of the manifest; several labs may run at once.
record() {
  (
    flock 9
    local rows; rows=$(tail -n +2 "$MANIFEST" 2>/dev/null | grep -v "^$1"$'\t')
    { echo "$HEADER"; { [ -z "$rows" ] || echo "$rows"; echo "$2"; } | LC_ALL=C sort; } >"$MANIFEST.new.$$"
    mv "$MANIFEST.new.$$" "$MANIFEST"
  ) 9>"${TMPDIR:-/tmp}/reconwatch-manifest.lock"
}

wanted() { # wanted NAME CLASS: by name, class or group
  local pattern
  for pattern in "${PATTERNS[@]}"; do
    # shellcheck disable=SC2053 — patterns are meant to match
    [[ $1 == $pattern || $2 == "$pattern" || $GROUP == "$pattern" ]] && return
  done
  return 1
}

# capture CLASS FILE PLACE SNAPLEN ACTORS EXPECT NOTES COMMAND
# runs COMMAND with a tap open, then stores the capture and its row. The variables PREPARE
# (before the tap opens), FILTER, PACKETS, TAP_OPTIONS, HOME_NETS, METHOD and AFTER may be set in front of it.
capture() {
  local class=$1 file=$2 place=$3 snap=$4 actors=$5 expect=$6 notes=$7 command=$8
  wanted "${file%%.*}" "$class" || return 0
  eval "${PREPARE:-:}"
  start_tap "$place" "$snap" "${FILTER-not ether proto 0x88cc}"
  (eval "$command") >>"$WORK/commands.log" 2>&1
  stop_tap
  eval "${AFTER:-:}"
  store "$file"
  record "$file" "$file"$'\t'"$class"$'\t'"$(portable "${PREPARE:+$PREPARE; }$command")"$'\t'"$(tool_version "$command")"$'\t'"$actors"$'\t'"$expect"$'\t'"${HOME_NETS:-10.20.0.0/16,fd00:20::/48}"$'\t'"${METHOD:-captured}; tap $place; $notes"
  printf '%-44s %7s bytes %6s packets\n' "$file" "$(stat -c %s "$HERE/$file")" "$(capinfos -Mrc "$WORK/raw.pcap" 2>/dev/null | awk 'END{print $NF}')"
}

attack() { capture attack "$@"; }
benign() { capture benign "$@"; }
