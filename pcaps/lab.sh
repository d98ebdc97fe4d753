#!/usr/bin/env bash
# Makes the labelled captures of this folder, with real tools, in network namespaces that have no
# route out. Needs root. usage: lab.sh check | all | down | PATTERN...
#   PATTERN is a capture's name without extensions (globs allowed), a class (attack, benign)
#   or a group that can run beside the others (scans, sweeps, slow, everyday, names, paths, probes, again).
#   LAB=name keeps labs that run at the same time apart.
set -u

TOOLS="nmap masscan zmap hping3 fping arp-scan nping tcprewrite tcpdump tshark editcap capinfos
  nginx sshd vsftpd named nsd unbound curl dig ssh ssh-keygen nc python3 ip nft ethtool openssl zstd dnsrecon dnsenum
  fierce gobuster dnsmap ldns-walk ffuf dirb wfuzz wget traceroute mtr tcptraceroute ike-scan whois nbtscan onesixtyone whatweb sqlmap"
PACKAGES="nmap masscan zmap hping3 fping arp-scan tcpreplay tcpdump tshark nginx openssh-server vsftpd bind9
  bind9-dnsutils curl openssh-client netcat-openbsd python3 iproute2 nftables ethtool openssl zstd
  nsd unbound dnsrecon dnsenum fierce gobuster dnsmap ldnsutils
  ffuf dirb wfuzz wget traceroute mtr tcptraceroute ike-scan whois nbtscan onesixtyone whatweb sqlmap"

HERE=$(cd "$(dirname "$0")" && pwd)
MANIFEST=$HERE/MANIFEST.tsv
LAB=${LAB:-rwlab}
PATH=$PATH:/usr/sbin:/sbin

for part in network services zones capture attacks benign names paths probes again; do . "$HERE/lab/$part.sh"; done

check() {
  local tool missing=''
  for tool in $TOOLS; do command -v "$tool" >/dev/null || missing+=" $tool"; done
  [ "$(id -u)" = 0 ] || missing+=" (root)"
  [ -z "$missing" ] && return
  echo "missing:$missing" >&2
  echo "apt-get install" $PACKAGES >&2
  return 1
}

down() {
  network_down
  [ -z "${WORK:-}" ] || rm -rf "$WORK"
}

lab() {
  PATTERNS=("$@")
  network_down
  WORK=$(mktemp -d "/tmp/$LAB.XXXXXX"); chmod 755 "$WORK"
  trap down EXIT
  trap 'exit 130' INT TERM
  network_up
  services_up
  attacks
  benigns
  GROUP=names
  name_attacks
  more_attacks
  surge_attacks
  name_benigns
  GROUP=paths
  web_attacks
  more_web_attacks
  web_benigns
  more_web_benigns
  monitor_benigns
  path_attacks
  path_benigns
  GROUP=probes probe_attacks
  GROUP=again again_attacks
}

# all runs the eight groups side by side, each in a lab of its own.
all() {
  local part jobs=()
  for part in slow everyday sweeps scans names paths probes again; do
    LAB=$LAB-$part "$HERE/lab.sh" "$part" & jobs+=($!)
  done
  wait "${jobs[@]}"
}

case ${1:-} in
  '') sed -n '2,6s/^# //p' "$0"; exit 2 ;;
  check) check ;;
  down) network_down ;;
  all) check && all ;;
  *) check && lab "$@" ;;
esac
