"""Clients of name servers that map nobody's network, one verb each.

usage: names.py VERB SERVER COUNT [ARGUMENT...]     the verbs are the functions below that end in _verb
"""
import random
import socket
import struct
import sys
import time

A, NS, PTR, MX, TXT, AAAA, SRV, HTTPS = 1, 2, 12, 15, 16, 28, 33, 65
rng = random.Random(7)


class Client:
    def __init__(self, server, source=""):
        self.server = server
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind((source, 0))

    def ask(self, name, kind=A, wait=0.2):
        labels = b"".join(bytes([len(x)]) + x for x in name.rstrip(".").encode().split(b"."))
        query = struct.pack("!6H", rng.randrange(65536), 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!2H", kind, 1)
        self.sock.sendto(query, (self.server, 53))
        self.sock.settimeout(wait)
        try:
            return self.sock.recv(4096)
        except OSError:
            return b""

    def both(self, name):
        self.ask(name, A)
        self.ask(name, AAAA)


def letters(n, of="abcdefghijklmnopqrstuvwxyz"):
    return "".join(rng.choice(of) for _ in range(n))


def resolver_verb(client, count):
    """People behind a resolver: a few names of many domains, most of which exist."""
    for _ in range(count):
        host = rng.choice(["www", "mail", "ns1", "ns2", "img", "api", "www", "www"])
        client.ask(f"{host}.d{rng.randrange(1, 41)}.test", rng.choice([A, A, AAAA, HTTPS]))


def mail_verb(client, count):
    """A mail host checks who calls: names of addresses, policies of domains, block lists."""
    for _ in range(count):
        domain = f"d{rng.randrange(1, 41)}.test"
        address = [198, 51, rng.randrange(256), rng.randrange(256)]
        backwards = ".".join(str(x) for x in reversed(address))
        client.ask(backwards + ".in-addr.arpa", PTR)
        client.ask(backwards + ".zen.blocklist.test")
        client.ask(domain, MX)
        client.ask(domain, TXT)
        client.ask("_dmarc." + domain, TXT)
        client.ask(f"s{rng.randrange(3)}._domainkey." + domain, TXT)
        client.ask("mail." + domain)
        client.ask(domain + ".dbl.blocklist.test")


def search_verb(client, count):
    """A search list: what is not found as it is, is tried below the own domain."""
    words = "printer fileserver wpad isatap intranet timeserver scanner".split()
    for n in range(count):
        if n % 10 == 0:
            client.both(rng.choice(words) + ".example.net")
        else:
            name = f"{rng.choice(['www', 'api', 'cdn', 'static'])}.{letters(6)}.{rng.choice(['com', 'net', 'org', 'de'])}"
            client.both(name)
            client.both(name + ".example.net")


def browser_verb(client, count):
    """Three random hosts at the start, then sites with content networks behind them."""
    for n in range(count):
        if n % 20 == 0:
            for _ in range(3):
                client.ask(letters(rng.randrange(7, 16)) + ".example.net")
        client.ask(f"www.d{rng.randrange(1, 41)}.test", HTTPS)
        client.both(f"www.d{rng.randrange(1, 41)}.test")
        client.both(f"{letters(14, '0123456789abcdef')}.cdn.d1.test")


def tunnel_verb(client, count):
    for _ in range(count):
        client.ask(letters(50, "abcdefghijklmnopqrstuvwxyz234567") + ".t.example.com", TXT)


def generated_verb(client, count):
    for _ in range(count):
        client.ask(f"{letters(rng.randrange(8, 16))}.{rng.choice(['com', 'net', 'test'])}")


def torture_verb(client, count):
    for _ in range(count):
        client.ask(letters(rng.randrange(8, 15)) + ".example.com", wait=0.02)


def monitor_verb(client, count, rounds):
    for _ in range(int(rounds)):
        for n in range(count):
            client.both(f"pc{n - 9}.example.com")
        time.sleep(20)


HOSTS = "www www www mail outlook accounting campus download partners".split()


def each(server, network, first, clients):
    for n in range(int(clients)):
        yield Client(server, f"{network}.{int(first) + n}")


def visitors_verb(client, count, network, first, clients):
    """Visitors of an organisation's hosts for so many seconds, in one of three more of them."""
    who = list(each(client.server, network, first, clients))
    for n in range(5 * count):
        visitor = rng.choice(who)
        for _ in range(1 + 2 * (n // 40 % 3 == 1)):
            visitor.ask(rng.choice(HOSTS) + ".example.dev")
        time.sleep(0.2)


def crowd_verb(client, count, network, first, clients):
    who = list(each(client.server, network, first, clients))
    for _ in range(count):
        for visitor in who:
            visitor.ask(rng.choice(["www", "download", "campus"]) + ".example.dev")


def antivirus_verb(client, count):
    for _ in range(count):
        client.ask(letters(32, "0123456789abcdef") + ".avqs.d2.test")
        client.ask(letters(26, "abcdefghijklmnopqrstuvwxyz234567") + ".hash.d3.test", TXT)


def log_verb(client, count):
    """A log analyser: some networks send many visitors."""
    nets = [(rng.randrange(1, 224), rng.randrange(256), rng.randrange(256)) for _ in range(40)]
    for _ in range(count):
        a, b, c = rng.choice(nets)
        client.ask(f"{rng.randrange(256)}.{c}.{b}.{a}.in-addr.arpa", PTR)


def sites_verb(client, count):
    """A collector of names asks all sites that may know some."""
    known = "crt.sh api.certspotter.com search.censys.io api.shodan.io api.securitytrails.com dnsdumpster.com rapiddns.io"
    for name in (known + " api.hackertarget.com urlscan.io otx.alienvault.com api.binaryedge.io fullhunt.io").split()[:count]:
        client.both(name)


def registry_verb(_, port):
    """A registry's server: it owns up to half of what it is asked for."""
    server = socket.create_server(("0.0.0.0", port))
    while True:
        connection, _ = server.accept()
        with connection:
            query = connection.recv(512).decode(errors="replace").strip()
            known = len(query) % 2
            text = f"inetnum: {query}\r\nnetname: EXAMPLE\r\n" if known else "%ERROR:101: no entries found\r\n"
            connection.sendall(text.encode())


if __name__ == "__main__":
    verb, server, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    globals()[verb + "_verb"](Client(server), count, *sys.argv[4:])
