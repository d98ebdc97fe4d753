# The same tools once more with other ports, rates, targets and options: to score how well they are named. Sourced by lab.sh.

again_n=0

# again FILE TARGET NOTES COMMAND... is a row of the next outside source, A in the command.
again() {
  local file=$1 target=$2 notes=$3 a kind expect=''; shift 3
  a=203.0.113.$((104 + again_n++ % 16))
  for kind in port_scan port_sweep block_scan host_sweep protocol_scan scanner_signature service_probe os_fingerprint \
    decoy_scan idle_scan traceroute firewall_probe web_path_probe web_scanner; do expect+="|$kind@$a"; done
  attack "again-$file.pcap.gz" outside 400 "$a -> $target" "${expect#|}${ALSO:-}" "$notes" "outside $a ${*//@A/$a}"
}

again_attacks() {
  again_nmap
  again_nmap_special
  again_nmap6
  again_others
  again_paths
  again_web
}

again_nmap() {
  again nmap-range 10.20.0.33 "ports 1-200, at least 500 a second" nmap -n -Pn -sS -p 1-200 --min-rate 500 10.20.0.33
  again nmap-fast-data 10.20.0.44 "-F with 8 bytes of data" nmap -n -Pn -sS -F -T4 --data-length 8 10.20.0.44
  again nmap-telnet-88 10.20.0.20-40 "two ports from port 88" nmap -n -Pn -sS -T3 -p 23,2323 -g 88 --max-retries 0 10.20.0.20-40
  again nmap-ack-high 10.20.0.51 "ACK to ports 1000-1040" nmap -n -Pn -sA -p 1000-1040 10.20.0.51
  again nmap-window-t5 10.20.0.52 "window scan in a hurry" nmap -n -Pn -sW -T5 -p 70-100 10.20.0.52
  again nmap-fin-x11 10.20.0.105 "FIN to ports 6000-6030, no answers" nmap -n -Pn -sF -T5 -p 6000-6030 10.20.0.105
  again nmap-null-ttl 10.20.0.57 "NULL with a TTL of 60" nmap -n -Pn -sN --ttl 60 -p 100-140 10.20.0.57
  again nmap-xmas-cut 10.20.0.58 "Xmas in fragments" nmap -n -Pn -sX -f -p 20-60 10.20.0.58
  again nmap-maimon-few 10.20.0.59 "Maimon, five ports" nmap -n -Pn -sM -p 21-25 10.20.0.59
  again nmap-udp-range 10.20.0.104 "UDP ports 67-170" nmap -n -Pn -sU -T4 --max-retries 0 -p 67-170 10.20.0.104
  again nmap-udp-sweep 10.20.0.0/25 "one UDP port" nmap -n -Pn -sU --max-retries 0 -p 500 10.20.0.0/25
  again nmap-rdp-sweep 10.20.0.0/25 "one port, 50 a second" nmap -n -Pn -sS --max-rate 50 --max-retries 0 -p 3389 10.20.0.0/25
  again nmap-t1-few 10.20.0.34 "three ports, 15 seconds apart" nmap -n -Pn -sS -T1 -p 21,22,23 10.20.0.34
  again nmap-sctp-range 10.20.0.48 "INIT to ports 1-40" nmap -n -Pn -sY -p 1-40 10.20.0.48
  again nmap-sctp-echo 10.20.0.48 "COOKIE-ECHO to ports 1-40" nmap -n -Pn -sZ -p 1-40 10.20.0.48
}

again_nmap_special() {
  again nmap-discovery 10.20.0.64/26 "other discovery ports" nmap -n -sn -PS22,3389 -PA21 10.20.0.64/26
  again nmap-discovery-few 10.20.0.20,90,100 "default discovery of three hosts" nmap -n -sn 10.20.0.20 10.20.0.90 10.20.0.100
  again nmap-os-guess 10.20.0.60 "OS detection with other ports" nmap -n -Pn -O --osscan-guess --max-os-tries 1 -p 22,443,9 10.20.0.60
  again nmap-os-block 10.20.0.61-63 "OS detection of three hosts" nmap -n -Pn -O --max-os-tries 1 -p 80,81 10.20.0.61-63
  again nmap-versions 10.20.0.61 "services that answer" nmap -n -Pn -sV -p 21,22,25,80,443 10.20.0.61
  again nmap-all 10.20.0.62 "everything, ten ports" nmap -n -Pn -A -T5 -p 20-29 10.20.0.62
  local d decoys=''
  for d in 30 31 32 33; do decoys+="|decoy_scan@203.0.113.$d"; done
  ALSO=$decoys again nmap-decoys-four 10.20.0.63 "four decoys" nmap -n -Pn -sS -D 203.0.113.30,203.0.113.31,ME,203.0.113.32,203.0.113.33 -p 1-30 10.20.0.63
  again nmap-badsum-fin 10.20.0.36 "SYNs with wrong checksums" nmap -n -Pn -sS --badsum -p 80-90 --max-retries 0 10.20.0.36
  again nmap-flags 10.20.0.37 "SYN, PSH and URG" nmap -n -Pn -sS --scanflags SYNPSHURG -p 20-50 10.20.0.37
  again nmap-mtu 10.20.0.38 "24-byte fragments" nmap -n -Pn -sS --mtu 24 -p 20-50 10.20.0.38
  again nmap-http-scripts 10.20.0.47 "titles and headers" nmap -n -Pn -p 80 --script http-title,http-headers 10.20.0.47
  again nmap-ssh-scripts 10.20.0.47 "host keys" nmap -n -Pn -p 22 --script ssh-hostkey,ssh2-enum-algos 10.20.0.47
  again nmap-rdp-script 10.20.0.47 "NetBIOS names" nmap -n -Pn -sU -p 137 --script nbstat 10.20.0.47
  again nmap-idle-other 10.20.0.39 "a zombie" nmap -n -Pn -sI 10.20.0.39:80 -p 22 10.20.0.40
  again nmap-trace 10.20.0.43 "path only" nmap -n -Pn -sn --traceroute 10.20.0.43
}

again_nmap6() {
  local a=2001:db8:bad::70
  again nmap-inside-out 10.20.0.45 "named hosts" nmap -n -Pn -sS --top-ports 20 --randomize-hosts 10.20.0.45-47
  attack again-nmap6-range.pcap.gz outside 400 "$a -> fd00:20::45" "port_scan@$a" "ports 1-50" "outside $a nmap -6 -n -Pn -sS -p 1-50 fd00:20::45"
  a=2001:db8:bad::71
  attack again-nmap6-os.pcap.gz outside 400 "$a -> fd00:20::46" "os_fingerprint@$a|port_scan@$a" "OS detection" \
    "outside $a nmap -6 -n -Pn -O --max-os-tries 1 -p 443,444 fd00:20::46"
  a=2001:db8:bad::72
  attack again-nmap6-xmas.pcap.gz outside 400 "$a -> fd00:20::47" "port_scan@$a" "Xmas" "outside $a nmap -6 -n -Pn -sX -p 100-140 fd00:20::47"
}

again_others() {
  local a=203.0.113.120
  attack again-masscan-top.pcap.gz outside 96 "$a -> 10.20.0.16/28" "block_scan@$a|port_scan@$a" "ports 1-100, 500 a second" "masscan_as $a --rate 500 -p1-100 10.20.0.16/28"
  a=203.0.113.121
  attack again-masscan-slow.pcap.gz outside 96 "$a -> 10.20.0.0/25" "port_sweep@$a" "one port, 40 a second" "masscan_as $a --rate 40 -p8443 10.20.0.0/25"
  a=203.0.113.122
  attack again-masscan-echo.pcap.gz outside 96 "$a -> 10.20.0.64/26" "host_sweep@$a" "echo" "masscan_as $a --rate 50 --ping 10.20.0.64/26"
  a=203.0.113.123
  attack again-zmap-8080.pcap.gz outside 96 "$a -> 10.20.0.0/25" "port_sweep@$a" "one port, 100 a second" "zmap_as $a -r 100 -p 8080 10.20.0.0/25"
  a=203.0.113.124
  attack again-zmap-echo.pcap.gz outside 96 "$a -> 10.20.0.0/26" "host_sweep@$a" "echo" "zmap_as $a -r 50 -M icmp_echoscan 10.20.0.0/26"
  a=203.0.113.125
  attack again-zmap-udp.pcap.gz outside 96 "$a -> 10.20.0.0/26" "port_sweep@$a" "datagrams" "zmap_as $a -r 50 -M udp --probe-args=text:hello -p 5060 10.20.0.0/26"
  again hping-scan 10.20.0.41 "ports 400-500" hping3 --scan 400-500 -S 10.20.0.41
  again hping-count 10.20.0.42 "SYNs to ports that count up" hping3 -q -S -p ++50 -c 30 -i u20000 10.20.0.42
  again hping-null 10.20.0.43 "no flags, port 0, fast" hping3 -q -c 20 -i u10000 10.20.0.43
  again fping-list 10.20.0.20-59 "listed hosts, no retries" "fping -q -r 0 -i 15 \$(seq -f '10.20.0.%g' 20 59)"
  again fping-size 10.20.0.0/26 "a /26 with retries" fping -g -q -r 2 -i 10 10.20.0.0/26
  again nping-ports 10.20.0.49 "ports 1-60 of one host" nping --tcp -p 1-60 -c 1 --rate 50 -q 10.20.0.49
  again nping-hosts 10.20.0.0/26 "echo of a /26" nping --icmp -c 1 --rate 50 -q 10.20.0.0/26
  again nbtscan-few 10.20.0.64/27 "names of 32 hosts" nbtscan -v 10.20.0.64/27
  PREPARE="list_hosts 80 99; printf 'public\nprivate\ncisco\nsecret\n' >\$WORK/words" \
    again onesixtyone-four 10.20.0.80-99 "four communities" "onesixtyone -w 5 -c \$WORK/words -i \$WORK/hosts"
  again ike-scan-few 10.20.0.20-25 "six gateways" ike-scan 10.20.0.20-10.20.0.25
}

again_paths() {
  again traceroute-udp 10.20.0.77 "three hops at most" traceroute -n -m 8 -q 2 10.20.0.77
  again traceroute-tcp 10.20.0.78 "by SYN to port 22" traceroute -n -T -p 22 10.20.0.78
  again traceroute-icmp 10.20.0.79 "by echo" traceroute -n -I -q 1 10.20.0.79
  again mtr-echo 10.20.0.80 "three rounds" mtr -n -r -c 3 10.20.0.80
  again mtr-udp 10.20.0.81 "three rounds" mtr -n -r -u -c 3 10.20.0.81
}

again_web() {
  PREPARE="list 100 260 small" again gobuster 10.20.0.82 "160 words" "gobuster dir -q -t 2 -u http://10.20.0.82/ -w \$WORK/list"
  PREPARE="list 700 860 common" again ffuf 10.20.0.83 "160 words" "ffuf -s -t 2 -u http://10.20.0.83/FUZZ -w \$WORK/list"
  PREPARE="list 50 150 small" again wfuzz 10.20.0.84 "100 words" "wfuzz -t 2 --hc 404 -w \$WORK/list http://10.20.0.84/FUZZ"
  PREPARE="list 50 130 small" again dirb 10.20.0.85 "80 words" "dirb http://10.20.0.85/ \$WORK/list -S -r"
  again whatweb 10.20.0.86 "one page" whatweb -q http://10.20.0.86/
  again sqlmap 10.20.0.87 "one parameter" "sqlmap -u 'http://10.20.0.87/?id=1' --batch --level 1 --flush-session"
}
