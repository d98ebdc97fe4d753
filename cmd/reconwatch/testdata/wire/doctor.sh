# doctor.sh PCAPS: a port with frames that come twice and offloads that are on, then off.
. "$(dirname "$0")/tap.sh"
pair tap0 play0
ethtool -K tap0 gro on >/dev/null
zcat "$pcaps/curl-150-web-servers.pcap.gz" >load.pcap
(sleep 1; tcpreplay --quiet --topspeed --intf1=play0 load.pcap >/dev/null 2>&1) &
reconwatch doctor -i tap0 --for 3s --home 10.20.0.0/16
ethtool -K tap0 gro off tso off gso off rxvlan off >/dev/null
echo mended
reconwatch doctor -i tap0 --for 0s
