"""Well-behaved programs of the lab, one verb each, and one worm.

usage: clients.py VERB [ARGUMENT...]      the verbs are the functions below that end in _verb
"""
import os
import random
import selectors
import socket
import struct
import sys
import time

TCP, UDP = socket.SOCK_STREAM, socket.SOCK_DGRAM


def udp(address="", port=0):
    sock = socket.socket(socket.AF_INET, UDP)
    sock.bind((address, port))
    sock.setblocking(False)
    return sock


def connect(host, port, timeout=1.0, source=None):
    """A connection, or None where there is nobody."""
    try:
        return socket.create_connection((host, port), timeout, source and (source, 0))
    except OSError:
        return None


def talk(host, port, message=b"hello", timeout=1.0, source=None):
    """One short exchange over TCP."""
    sock = connect(host, port, timeout, source)
    if sock is None:
        return
    try:
        sock.sendall(message)
        sock.recv(4096)
    except OSError:
        pass
    sock.close()


def send_all(sock, peers, payload, pause):
    for peer in peers:
        sock.sendto(payload, peer)
        time.sleep(pause)
        drain(sock)


def drain(sock):
    try:
        while True:
            sock.recvfrom(4096)
    except OSError:
        pass


def checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def ping(sock, host, number):
    body = struct.pack("!HH", os.getpid() & 0xFFFF, number) + b"monitor-monitor-" * 2
    head = struct.pack("!BBH", 8, 0, checksum(b"\x08\0\0\0" + body))
    sock.sendto(head + body, (host, 0))


def hosts(pattern):
    """10.20.0.20-79 as a list of addresses."""
    net, _, span = pattern.rpartition(".")
    first, _, last = span.partition("-")
    return ["%s.%d" % (net, n) for n in range(int(first), int(last or first) + 1)]


def targets(patterns):
    return [host for pattern in patterns for host in hosts(pattern)]


def monitor_verb(rounds, pause, *patterns):
    """ping, http, snmp-like udp and a tcp connect of every host, round by round."""
    icmp = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    snmp = udp()
    for number in range(int(rounds)):
        started = time.time()
        for host in targets(patterns):
            ping(icmp, host, number)
            snmp.sendto(b"0&\2\1\1\4\6public\xa0\x19\2\1\1\2\1\0\2\1\0000\x0e0\x0c\6\x08+\6\1\2\1\1\3\0\5\0", (host, 161))
            talk(host, 80, b"GET / HTTP/1.0\r\n\r\n", 0.3)
            talk(host, 22, b"", 0.3)
            drain(snmp)
        time.sleep(max(0.0, float(pause) - (time.time() - started)))


def balancer_verb(rounds, *patterns):
    """health checks by http of a pool of servers every two seconds."""
    for _ in range(int(rounds)):
        for host in targets(patterns):
            talk(host, 80, b"GET /health HTTP/1.1\r\nHost: pool\r\nConnection: close\r\n\r\n", 0.2)
        time.sleep(1)


def random_peers(count, nets, low=10000):
    random.seed(20)
    return [
        ("%s.%d.%d" % (random.choice(nets), random.randrange(1, 100), random.randrange(1, 255)), random.randrange(low, 65535))
        for _ in range(count)
    ]


def p2p_udp_verb():
    """a peer-to-peer node's one port to 120 peers on random ports; half of them are gone."""
    sock = udp(port=6881)
    ping_message = b"d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe"
    peers = random_peers(120, ["198.18"])
    for _ in range(3):
        send_all(sock, peers, ping_message, 0.03)
        time.sleep(1)


def p2p_tcp_verb(kind="silent"):
    """the same over TCP; the peers that are gone are silent, or a third of the peers refuses."""
    for host, port in random_peers(90, ["198.18"]):
        if kind == "refused":  # even addresses answer; the upper half of the /16 has nobody listening
            net, _, last = host.rpartition(".")
            host = "%s.%d" % (net, int(last) & ~1) if port % 3 else "198.18.200.%s" % last
        talk(host, port, b"\x13BitTorrent protocol" + b"\0" * 48, 0.3)


def game_verb(count):
    """a game's server list, asked three times; half of the servers are gone."""
    sock = udp()
    peers = [(host, 27015) for host, _ in random_peers(int(count), ["198.18"])]
    for _ in range(3):
        send_all(sock, peers, b"\xff\xff\xff\xffTSource Engine Query\0", 0.02)
        time.sleep(0.5)


def fanout_verb(port, size, *patterns):
    """a datagram each to many servers of one port, three times (NTP, STUN, QUIC)."""
    sock = udp()
    first = {"123": b"\x23", "443": b"\xc3\0\0\0\1", "3478": b"\0\1\0\0\x21\x12\xa4\x42"}.get(port, b"\xff\xff\xff\xff")
    payload = first.ljust(int(size), b"\x2a")
    for _ in range(3):
        send_all(sock, [(host, int(port)) for host in targets(patterns)], payload, 0.02)
        time.sleep(0.5)


def rtp_verb(host, first, streams, packets, source=""):
    """parallel streams to even ports of one host, twenty milliseconds apart."""
    socks = [udp(source, int(first) + 2 * n) for n in range(int(streams))]
    for number in range(int(packets)):
        for n, sock in enumerate(socks):
            head = struct.pack("!BBHII", 0x80, 0, number, 160 * number, 7000 + n)
            sock.sendto(head + b"\xd5" * 160, (host, int(first) + 2 * n))
            drain(sock)
        time.sleep(0.02)


def rtp_sink_verb(first, streams, seconds):
    """the receiving end: ports open, nothing said."""
    socks = [udp(port=int(first) + 2 * n) for n in range(int(streams))]
    time.sleep(float(seconds))
    del socks


def smtp_verb(*patterns):
    """mail to many exchangers."""
    for host in targets(patterns):
        sock = connect(host, 25, 2)
        for line in (b"EHLO relay.lab.test\r\n", b"QUIT\r\n") if sock else ():
            sock.recv(512)
            sock.sendall(line)
        if sock:
            sock.close()


def backup_verb(host, first, count):
    """many connections to a port range of one server, open at once."""
    socks = [connect(host, int(first) + n) for n in range(int(count))]
    for sock in filter(None, socks):
        sock.sendall(b"block" * 20)
    time.sleep(0.5)
    for sock in filter(None, socks):
        sock.close()


def services_verb(host, rounds, *ports):
    """a client whose one server is down, service after service, again and again."""
    for _ in range(int(rounds)):
        for port in ports:
            talk(host, int(port), timeout=0.7)
        time.sleep(1)


def hold_verb(flag, port, closing, *patterns):
    """connect to all, wait until the file flag is there, say something on each, close some."""
    socks = [sock for host in targets(patterns) if (sock := connect(host, int(port), 2))]
    for sock in socks:
        sock.sendall(b"before")
    open(flag + ".ready", "w").close()
    while not os.path.exists(flag):
        time.sleep(0.05)
    for sock in socks:
        try:
            sock.sendall(b"after")
        except OSError:
            pass
        time.sleep(0.02)
    time.sleep(1)
    for sock in socks[: int(closing)]:
        sock.close()
    time.sleep(1)


def inbound_verb(host, port, count):
    """outside peers that look for one inside client's port, by TCP and UDP."""
    for source, _ in random_peers(int(count), ["198.18"]):
        talk(host, int(port), b"\x13BitTorrent protocol" + b"\0" * 48, 0.5, source)
        sock = udp(source)
        sock.sendto(b"d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe", (host, int(port)))


def listen_verb(port, seconds):
    """the inside client: answers on one port by TCP and UDP."""
    server = socket.create_server(("0.0.0.0", int(port)), backlog=64)
    datagrams = udp(port=int(port))
    selector = selectors.DefaultSelector()
    for sock in (server, datagrams):
        selector.register(sock, selectors.EVENT_READ)
    end = time.time() + float(seconds)
    while time.time() < end:
        for key, _ in selector.select(0.2):
            if key.fileobj is server:
                answer_once(server)
            else:
                data, peer = datagrams.recvfrom(2048)
                datagrams.sendto(data, peer)


def answer_once(server):
    sock, _ = server.accept()
    sock.settimeout(0.5)
    try:
        sock.sendall(sock.recv(512))
    except OSError:
        pass
    sock.close()


def multicast(source, group, port, payload, source_port=0):
    sock = udp(source, source_port)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(source))
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 2)
    sock.sendto(payload, (group, port))


DNS_QUESTION = b"\0\0\0\0\0\1\0\0\0\0\0\0\x0b_googlecast\x04_tcp\x05local\0\0\x0c\0\1"
NBNS_QUESTION = b"\x12\x34\1\x10\0\1\0\0\0\0\0\0\x20" + b"CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" + b"\0\0\x21\0\1"
SEARCH = b'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 2\r\nST: ssdp:all\r\n\r\n'


def dhcp(hardware):
    """DISCOVER (RFC 2131)."""
    head = struct.pack("!BBBBIHH", 1, 1, 6, 0, 0x3903F326, 0, 0x8000).ljust(28, b"\0")
    return (head + hardware).ljust(236, b"\0") + b"\x63\x82\x53\x63\x35\1\1\x37\3\1\3\6\xff"


def chatter_verb(rounds, *sources):
    """what a LAN says to itself: mDNS, SSDP, DHCP, LLMNR, NetBIOS, WS-Discovery."""
    for number in range(int(rounds)):
        for n, source in enumerate(sources):
            multicast(source, "224.0.0.251", 5353, DNS_QUESTION, 5353)
            multicast(source, "239.255.255.250", 1900, SEARCH)
            multicast(source, "224.0.0.252", 5355, DNS_QUESTION)
            multicast(source, "239.255.255.250", 3702, b"<soap:Envelope/>")
            multicast(source, "10.20.0.255", 137, NBNS_QUESTION, 137)
            multicast(source, "10.20.0.255", 138, b"\x11\x02" + b"\0" * 80, 138)
            multicast(source, "255.255.255.255", 67, dhcp(bytes([2, 0, 0, 0, number, n])), 68)
        time.sleep(0.3)


def netbios_verb(*patterns):
    """browsing the neighbourhood: a name query, then SMB, host after host; most have no NetBIOS."""
    sock = udp(port=137)
    for host in targets(patterns):
        sock.sendto(NBNS_QUESTION, (host, 137))
        talk(host, 445, b"\0\0\0\x2f\xffSMBr" + b"\0" * 42)
        time.sleep(0.2)
        drain(sock)


def worm_verb(count, port):
    """not well-behaved: connects to random outside addresses on one port."""
    random.seed(7)
    for _ in range(int(count)):
        talk("198.19.%d.%d" % (random.randrange(0, 127), random.randrange(1, 255)), int(port), timeout=0.05)


def connects_verb(host, first, last):
    """not well-behaved: connects to all ports at once, in random order, and closes."""
    ports = list(range(int(first), int(last) + 1))
    random.seed(8)
    random.shuffle(ports)
    open_ones = []
    for port in ports:
        s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        s.setblocking(False)
        s.connect_ex((host, port))
        open_ones.append(s)
    time.sleep(1)
    for s in open_ones:
        try:
            s.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        s.close()


if __name__ == "__main__":
    globals()[sys.argv[1].replace("-", "_") + "_verb"](*sys.argv[2:])
