# The name servers of the lab's organisation and the resolvers that ask them. Sourced by lab.sh.
#
#   10.20.0.54   bind9: example.com (gives itself away), example.org (NSEC), example.edu (NSEC3),
#                example.info (everything exists), example.dev (many hosts), the reverse zones; primary of example.biz
#   10.20.0.55   nsd: example.net, which it gives to nobody; 10.20.0.130 a second bind9, secondary of example.biz
#   10.20.0.56   unbound, the resolver inside; 192.0.2.54 unbound, one outside

HOSTS="www mail vpn dev ftp intranet git jenkins portal api webmail test backup db1 db2 files print"

# organisation ORIGIN NS... writes a zone with hosts, mail and policies.
organisation() {
  local file=$1.zone n name lines=("@ NS ns1" "@ NS ns2" "ns1 A 10.20.0.54" "ns2 A 10.20.0.55" "@ A 10.20.0.20" "@ MX 10 mail"
    '@ TXT "v=spf1 mx -all"' '_dmarc TXT "v=DMARC1; p=none"' "_sip._tcp SRV 0 0 5060 portal" "_ldap._tcp SRV 0 0 389 intranet")
  n=20
  for name in $HOSTS; do lines+=("$name A 10.20.0.$n" "$name AAAA fd00:20::$n"); n=$((n + 1)); done
  for n in $(seq 1 40); do lines+=("pc$n A 10.20.0.$((n + 40))"); done
  MASTER=ns1.example.com. zone "$file" "${lines[@]}"
}

reverse_zones() {
  local n lines=("@ NS ns1.example.com.") six=("@ NS ns1.example.com.")
  for n in $(seq 20 89); do
    lines+=("$n PTR h$n.example.com.")
    six+=("$(printf '%s.%s.0.0.0.0.0.0.0.0.0.0.0.0.0.0' $((n % 10)) $((n / 10))) PTR h$n.example.com.")
  done
  zone reverse4.zone "${lines[@]}"
  zone reverse6.zone "${six[@]}"
}

REVERSE4=0.20.10.in-addr.arpa
REVERSE6=0.0.0.0.0.0.0.0.0.2.0.0.0.0.d.f.ip6.arpa

serve_primary() {
  mkdir -p "$WORK/keys"
  cat >"$WORK/named-org.conf" <<CONF
options { directory "$WORK"; key-directory "$WORK/keys"; pid-file "$WORK/named-org.pid"; session-keyfile "$WORK/session-org.key";
  listen-on { 10.20.0.54; }; listen-on-v6 { fd00:20::54; }; recursion no; notify explicit; allow-transfer { none; };
  version "9.18-lab"; query-source address 10.20.0.54; notify-source 10.20.0.54; };
controls { };
dnssec-policy thin { keys { csk lifetime unlimited algorithm ecdsap256sha256; }; nsec3param iterations 0 optout no salt-length 0; };
zone example.com { type primary; file "example.com.zone"; allow-transfer { any; }; ixfr-from-differences yes; };
zone example.org { type primary; file "example.org.zone"; dnssec-policy default; inline-signing yes; };
zone example.edu { type primary; file "example.edu.zone"; dnssec-policy thin; inline-signing yes; };
zone example.info { type primary; file "example.info.zone"; };
zone example.dev { type primary; file "example.dev.zone"; };
zone example.biz { type primary; file "example.biz.zone"; allow-transfer { 10.20.0.130; }; also-notify { 10.20.0.130; }; };
zone $REVERSE4 { type primary; file "reverse4.zone"; };
zone $REVERSE6 { type primary; file "reverse6.zone"; };
CONF
  spawn in named -g -n 1 -c "$WORK/named-org.conf"
}

serve_second() {
  cat >"$WORK/nsd.conf" <<CONF
server:
  server-count: 1
  ip-address: 10.20.0.55
  username: ""
  chroot: ""
  zonesdir: "$WORK"
  database: ""
  pidfile: "$WORK/nsd.pid"
  xfrdfile: "$WORK/xfrd.state"
  zonelistfile: "$WORK/nsd.list"
remote-control:
  control-enable: no
zone:
  name: example.net
  zonefile: example.net.zone
CONF
  spawn in nsd -d -c "$WORK/nsd.conf"
}

# recursive NS ADDRESS writes an unbound configuration and starts it.
recursive() {
  local domain
  {
    printf 'server:\n  interface: %s\n  outgoing-interface: %s\n  access-control: 0.0.0.0/0 allow_snoop\n' "$2" "$2"
    printf '  do-ip6: no\n  do-daemonize: no\n  use-syslog: no\n  chroot: ""\n  username: ""\n  directory: "%s"\n' "$WORK"
    printf '  pidfile: "%s/unbound-%s.pid"\n  module-config: "iterator"\n  num-threads: 1\n  root-hints: "%s/hints"\n' "$WORK" "$1" "$WORK"
    for domain in test. 10.in-addr.arpa. d.f.ip6.arpa.; do printf '  local-zone: "%s" nodefault\n' "$domain"; done
    for domain in iana.org arin.net ripe.net apnic.net lacnic.net afrinic.net verisign-grs.com; do
      printf '  local-data: "whois.%s. A 198.51.100.43"\n' "$domain"
    done
    for domain in $(seq 40); do printf '  local-data: "www.firm%s.example. A 44.0.1.%s"\n' "$domain" "$domain"; done
    printf 'remote-control:\n  control-enable: no\n'
    for domain in example.com example.org example.edu example.info "$REVERSE4" "$REVERSE6"; do
      printf 'stub-zone:\n  name: "%s"\n  stub-addr: 10.20.0.54\n' "$domain"
    done
    printf 'stub-zone:\n  name: "example.net"\n  stub-addr: 10.20.0.55\n'
  } >"$WORK/unbound-$1.conf"
  spawn "$1" unbound -d -c "$WORK/unbound-$1.conf"
}

# estate lists the hosts of example.dev: words, as places that grew name them.
estate() { grep -E '^[a-z]{6,12}$' /usr/share/dnsrecon/namelist.txt | awk 'NR % 5 == 0' | head -110; }

serve_names() {
  organisation example.com
  local domain
  for domain in net org edu biz; do cp "$WORK/example.com.zone" "$WORK/example.$domain.zone"; done
  zone example.info "@ NS ns1.example.com." "* A 10.20.0.20" && mv "$WORK/example.info" "$WORK/example.info.zone"
  local hosts; mapfile -t hosts < <(estate | sed 's/$/ A 10.20.0.20/')
  zone example.dev.zone "@ NS ns1.example.com." "www A 10.20.0.21" "mail A 10.20.0.22" "${hosts[@]}"
  reverse_zones
  serve_primary
  serve_second
  recursive in 10.20.0.56
  recursive net 192.0.2.54
  spawn net python3 "$HERE/lab/names.py" registry - 43
}

# use NS SERVER makes SERVER the resolver of a namespace's programs; done by a mount of ip netns.
use() {
  mkdir -p "/etc/netns/$LAB-$1"
  echo "nameserver $2" >"/etc/netns/$LAB-$1/resolv.conf"
}
