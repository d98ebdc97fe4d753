# The servers that live in the lab, inside and outside. Sourced by lab.sh.
# All of them run in the lab's namespaces, so network_down ends them.

# spawn NS COMMAND... starts a server in the background, its noise in the work folder.
spawn() { local ns=$1; shift; ip netns exec "$LAB-$ns" "$@" >>"$WORK/servers.log" 2>&1 & disown; }

make_certificate() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN=lab.test \
    -keyout "$WORK/key.pem" -out "$WORK/cert.pem" 2>/dev/null
}

# serve_web NS LISTEN... writes an nginx configuration and starts it.
serve_web() {
  local ns=$1 listen; shift
  mkdir -p "$WORK/www"
  head -c 2000 /dev/zero | tr '\0' x >"$WORK/www/index.html"
  {
    echo "daemon off; worker_processes 1; pid $WORK/nginx-$ns.pid; error_log $WORK/nginx-$ns.log;"
    echo "events { worker_connections 2000; }"
    echo "http { access_log off; client_body_temp_path $WORK/body-$ns; proxy_temp_path $WORK/proxy-$ns;"
    echo "fastcgi_temp_path $WORK/fcgi-$ns; uwsgi_temp_path $WORK/uwsgi-$ns; scgi_temp_path $WORK/scgi-$ns;"
    echo "server { root $WORK/www; ssl_certificate $WORK/cert.pem; ssl_certificate_key $WORK/key.pem;"
    for listen; do echo "listen $listen:80; listen $listen:443 ssl;"; done
    echo "}"
    [ "$ns" = net ] || echo "server { listen 10.20.0.78:80; server_name soft.test; root $WORK/www; location / { try_files \$uri /index.html; } }"
    echo "}"
  } >"$WORK/nginx-$ns.conf"
  spawn "$ns" nginx -c "$WORK/nginx-$ns.conf"
}

serve_ssh() {
  mkdir -p /run/sshd
  ssh-keygen -q -t ed25519 -N '' -f "$WORK/host_key"
  ssh-keygen -q -t ed25519 -N '' -f "$WORK/user_key"
  spawn in /usr/sbin/sshd -D -f /dev/null -h "$WORK/host_key" -o UsePAM=no -o PidFile=none -o StrictModes=no \
    -o PermitRootLogin=yes -o AuthorizedKeysFile="$WORK/user_key.pub" -o MaxStartups=200
}

serve_ftp() {
  mkdir -p "$WORK/ftp/files" "$WORK/ftp-empty"
  local n
  for n in $(seq 1 60); do head -c 3000 /dev/zero >"$WORK/ftp/files/f$n"; done
  cat >"$WORK/vsftpd.conf" <<CONF
listen=YES
background=NO
anonymous_enable=YES
anon_root=$WORK/ftp
no_anon_password=YES
port_promiscuous=YES
pasv_min_port=40000
pasv_max_port=40999
secure_chroot_dir=$WORK/ftp-empty
seccomp_sandbox=NO
CONF
  chown root "$WORK/vsftpd.conf"
  spawn in vsftpd "$WORK/vsftpd.conf"
}

# zone FILE LINE... writes a zone with the usual head.
zone() {
  local file=$WORK/$1; shift
  { echo '$TTL 60'; echo "@ SOA ${MASTER:-ns.test.} admin.test. 1 3600 600 86400 30"; printf '%s\n' "$@"; } >"$file"
}

# Authoritative servers: a root, a top-level domain, and 40 domains with two name servers each on
# addresses of their own; every tenth domain has a second server that is down.
serve_authoritative() {
  local n second delegations=() leaves=''
  zone root.zone "@ NS a.root." "a.root. A 192.0.2.1" "test. NS a.nic.test." "test. NS b.nic.test." \
    "a.nic.test. A 192.0.2.2" "b.nic.test. A 192.0.2.3"
  for n in $(seq 1 40); do
    second="198.51.100.$((n + 100))"; [ $((n % 10)) = 0 ] && second="192.0.2.$((240 + n / 10))"
    delegations+=("d$n NS ns1.d$n" "d$n NS ns2.d$n" "ns1.d$n A 192.0.2.$((n + 10))" "ns2.d$n A $second")
    zone "d$n.zone" "@ NS ns1" "@ NS ns2" "ns1 A 192.0.2.$((n + 10))" "ns2 A $second" "www A 198.51.100.$n" \
      "@ MX 10 mail" "mail A 198.51.100.$n"
    leaves+="zone \"d$n.test\" { type primary; file \"$WORK/d$n.zone\"; };"
  done
  zone test.zone "@ NS a.nic" "@ NS b.nic" "a.nic A 192.0.2.2" "b.nic A 192.0.2.3" "${delegations[@]}"
  for n in $(seq 101 140); do within net ip addr add "198.51.100.$n/32" dev lo; done
  cat >"$WORK/named-net.conf" <<CONF
options { directory "$WORK"; pid-file none; listen-on { any; }; recursion no; notify no; dnssec-validation no; };
controls { };
view root { match-destinations { 192.0.2.1; }; zone "." { type primary; file "$WORK/root.zone"; }; };
view tld { match-destinations { 192.0.2.2; 192.0.2.3; }; zone "test" { type primary; file "$WORK/test.zone"; }; };
view leaf { match-destinations { any; }; $leaves };
CONF
  spawn net named -4 -g -n 1 -c "$WORK/named-net.conf"
}

serve_resolver() {
  printf '. 3600 NS a.root.\na.root. 3600 A 192.0.2.1\n' >"$WORK/hints"
  cat >"$WORK/named-in.conf" <<CONF
options { directory "$WORK"; pid-file none; listen-on { 10.20.0.53; }; recursion yes; allow-recursion { any; };
  dnssec-validation no; empty-zones-enable no; query-source address 10.20.0.53; };
controls { };
zone "." { type hint; file "$WORK/hints"; };
CONF
  spawn in named -4 -g -n 1 -c "$WORK/named-in.conf"
}

services_up() {
  make_certificate
  serve_site
  serve_web in $(seq -f '10.20.0.%g' 20 89) $(seq -f '[fd00:20::%g]' 20 89)
  serve_web net 0.0.0.0 '[::]'
  serve_ssh
  serve_ftp
  serve_authoritative
  serve_resolver
  serve_names
  spawn in python3 "$HERE/lab/peers.py" inside
  spawn net python3 "$HERE/lab/peers.py" internet
  sleep 3
}
