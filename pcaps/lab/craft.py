"""Packets of tools that no package provides, by the fields that their sources set.

usage: craft.py NAME OUT: writes a classic pcap of one run from 203.0.113.N against the lab's addresses.
"""
import random
import socket
import struct
import sys

START = 1_764_000_000_000_000
MAC = bytes.fromhex("02000000000b02000000000a0800")


def ip(text):
    return struct.unpack("!I", socket.inet_aton(text))[0]


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def packet(src, dst, proto, body, ttl=64, ipid=0, df=False):
    head = struct.pack("!BBHHHBBHII", 0x45, 0, 20 + len(body), ipid, 0x4000 if df else 0, ttl, proto, 0, src, dst)
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + body


def tcp(src, dst, sport, dport, seq, window, options=b"", ack=0, flags=2, **ip_fields):
    word = (5 + len(options) // 4) << 12 | flags
    body = struct.pack("!HHIIHHHH", sport, dport, seq, ack, word, window, 0, 0) + options
    pseudo = struct.pack("!IIBBH", src, dst, 0, 6, len(body))
    return packet(src, dst, 6, body[:16] + struct.pack("!H", checksum(pseudo + body)) + body[18:], **ip_fields)


def udp(src, dst, sport, dport, payload, **ip_fields):
    return packet(src, dst, 17, struct.pack("!HHHH", sport, dport, 8 + len(payload), 0) + payload, **ip_fields)


MSS = bytes.fromhex("020405b4")


def masscan(rng, src, hosts):
    """masscan after November 2023: two source ports 16 apart, window 1025, MSS, its IP id."""
    for dst in hosts:
        seq = rng.getrandbits(32)
        sport, dport = rng.choice((55769, 55785)), 8443
        ipid = (dst ^ dport ^ seq) & 0xFFFF
        yield tcp(src, dst, sport, dport, seq, 1025, MSS, ttl=245, ipid=ipid)


def zmap3(rng, src, hosts):
    for dst in hosts:
        yield tcp(src, dst, 32768 + rng.getrandbits(14), 22, rng.getrandbits(32), 65535, MSS, ttl=240, ipid=54321)


def zmap4(rng, src, hosts):
    """zmap from April 2024: the options of Windows, a time to live of 64, no don't-fragment."""
    options = bytes.fromhex("020405b401030308 01010402".replace(" ", ""))
    for dst in hosts:
        yield tcp(src, dst, 32768 + rng.getrandbits(14), 443, rng.getrandbits(32), 65535, options, ttl=55, ipid=rng.getrandbits(16))


def zmap4open(rng, src, hosts):
    """The same to hosts that answer: the kernel, which knows of no connection, resets it."""
    for n, probe in enumerate(zmap4(rng, src, hosts)):
        sport, dport, seq = struct.unpack("!HHI", probe[20:28])
        yield probe
        yield tcp(hosts[n], src, dport, sport, rng.getrandbits(32), 64240, MSS, ack=(seq + 1) & 0xFFFFFFFF, flags=0x12, df=True)
        yield tcp(src, hosts[n], sport, dport, (seq + 1) & 0xFFFFFFFF, 0, flags=4, ttl=55, df=True)


def unicornscan(rng, src, hosts):
    key = rng.getrandbits(32)
    for dst in hosts:
        sport, dport = 1024 + rng.getrandbits(15), 110
        swapped = struct.unpack("<I", struct.pack("!I", dst))[0]
        seq = (key ^ swapped ^ ((dport << 16) + sport)) & 0xFFFFFFFF
        yield tcp(src, dst, sport, dport, seq, 4128, MSS, ttl=250, ipid=rng.getrandbits(16))


def naabu(rng, src, hosts):
    sport, seq = 40000 + rng.getrandbits(12), 0
    for dst in hosts:
        for dport in (80, 443):
            yield tcp(src, dst, sport, dport, seq, 1024, MSS, ttl=59, ipid=0, df=True)
            seq += 1


def mirai(rng, src, hosts):
    sport = 1024 + rng.getrandbits(15)
    for n, dst in enumerate(hosts):
        yield tcp(src, dst, sport, 2323 if n % 10 == 9 else 23, dst, rng.getrandbits(16), ttl=52, ipid=rng.getrandbits(16))


def angry(rng, src, hosts):
    for n, dst in enumerate(hosts):
        clock = struct.pack("!Q", 0x0000019A_00000000 + n * 20)
        yield udp(src, dst, 49152 + rng.getrandbits(13), 33435, clock, ttl=120, ipid=rng.getrandbits(16))


JARM_SUITES = (
    "0016 0033 0067 c09e c0a2 009e 0039 006b c09f c0a3 009f 0045 00be 0088 00c4 009a c008 c009 c023 c0ac c0ae c02b c00a c024 c0ad "
    "c0af c02c c072 c073 cca9 1302 1301 cc14 c007 c012 c013 c027 c02f c014 c028 c030 c060 c061 c076 c077 cca8 1305 1304 1303 cc13 "
    "c011 000a 002f 003c c09c c0a0 009c 0035 003d c09d c0a1 009d 0041 00ba 0084 00c0 0007 0004 0005"
).split()
JARM_NAMES = [b"http/0.9", b"http/1.0", b"http/1.1", b"spdy/1", b"spdy/2", b"spdy/3", b"h2", b"h2c", b"hq"]


def ordered(suites, order):
    """The orders in which JARM offers its suites."""
    half, odd = len(suites) // 2, len(suites) % 2
    if order == "reverse":
        return suites[::-1]
    if order == "bottom":
        return suites[half + odd:]
    if order == "top":
        return suites[half:half + odd] + suites[:half][::-1]
    if order == "middle":
        out = suites[half:half + odd]
        for i in range(half):
            out += [suites[half + odd + i], suites[half - 1 - i]]
        return out
    return suites


def hello(rng, record, order, grease, rare, lack13):
    """A ClientHello as JARM makes it: record version, order of the suites, GREASE, rare protocol names, without TLS 1.3."""
    suites = ordered([s for s in JARM_SUITES if not (lack13 and s.startswith("13"))], order)
    listed = (b"\x5a\x5a" if grease else b"") + bytes.fromhex("".join(suites))
    names = [n for n in JARM_NAMES if not (rare and n in (b"http/1.1", b"h2"))]
    names = b"".join(bytes([len(n)]) + n for n in names)
    alpn = struct.pack("!HHH", 16, len(names) + 2, len(names)) + names
    extensions = bytes.fromhex("00170000 0001000101 ff01000100 000a000a0008001d001700180019 000b00020100 00230000".replace(" ", "")) + alpn
    body = bytes.fromhex("0302" if record == "0302" else "0303") + rng.randbytes(32) + b"\x20" + rng.randbytes(32)
    body += struct.pack("!H", len(listed)) + listed + b"\x01\x00" + struct.pack("!H", len(extensions)) + extensions
    message = b"\x01" + struct.pack("!I", len(body))[1:] + body
    return b"\x16" + bytes.fromhex(record) + struct.pack("!H", len(message)) + message


HELLOS = [
    ("0303", "forward", False, False, False), ("0303", "reverse", False, False, False), ("0303", "top", False, False, False),
    ("0303", "bottom", False, True, False), ("0303", "middle", True, True, False), ("0302", "forward", False, False, False),
    ("0301", "forward", False, False, False), ("0301", "reverse", False, False, False), ("0301", "forward", False, False, True),
    ("0301", "middle", True, False, False),
]  # fmt: skip


def jarm(rng, src, hosts):
    """Ten connections from a kernel's stack to one port, a hello on each, which the server refuses with an alert."""
    linux = bytes.fromhex("020405b40402080a000000010000000001030307")
    for n, shape in enumerate(HELLOS):
        sport, a, b = 41000 + 2 * n, rng.getrandbits(32), rng.getrandbits(32)
        data = hello(rng, *shape)
        ids = {"ttl": 55, "df": True}

        def client(seq, ack, flags, window=501, options=b"", sport=sport, ids=ids):
            return tcp(src, hosts[0], sport, 443, (a + seq) & 0xFFFFFFFF, window, options, ack=(b + ack) & 0xFFFFFFFF if ack else 0, flags=flags, **ids)

        yield client(0, 0, 2, 64240, linux)
        yield tcp(hosts[0], src, 443, sport, b, 65160, linux, ack=(a + 1) & 0xFFFFFFFF, flags=0x12, df=True)
        yield client(1, 1, 0x10)
        yield segment(src, hosts[0], sport, 443, (a + 1) & 0xFFFFFFFF, (b + 1) & 0xFFFFFFFF, data)
        yield segment(hosts[0], src, 443, sport, (b + 1) & 0xFFFFFFFF, (a + 1 + len(data)) & 0xFFFFFFFF, bytes.fromhex("15030100020228"))
        yield client(1 + len(data), 8, 0x14)


def segment(src, dst, sport, dport, seq, ack, data):
    """A segment with data of a connection."""
    body = struct.pack("!HHIIHHHH", sport, dport, seq, ack, 5 << 12 | 0x18, 501, 0, 0) + data
    pseudo = struct.pack("!IIBBH", src, dst, 0, 6, len(body))
    return packet(src, dst, 6, body[:16] + struct.pack("!H", checksum(pseudo + body)) + body[18:], ttl=55, df=True)


# The maker, the source, the targets and the pause between packets in microseconds of each run.
RUNS = {
    "masscan-2023": (masscan, "203.0.113.240", ("10.20.0.0", 64), 10_000),
    "zmap-3": (zmap3, "203.0.113.241", ("10.20.0.0", 64), 5_000),
    "zmap-4": (zmap4, "203.0.113.242", ("10.20.0.0", 64), 5_000),
    "zmap-4-open": (zmap4open, "203.0.113.248", ("10.20.0.20", 2), 9_000),
    "unicornscan": (unicornscan, "203.0.113.243", ("10.20.0.0", 64), 3_300),
    "naabu": (naabu, "203.0.113.244", ("10.20.0.32", 32), 1_000),
    "mirai": (mirai, "203.0.113.245", ("10.20.0.0", 64), 6_000),
    "jarm": (jarm, "203.0.113.247", ("10.20.0.21", 1), 20_000),
    "angry-ip": (angry, "203.0.113.246", ("10.20.0.1", 60), 20_000),
}


def main(name, out):
    make, src, (first, count), pause = RUNS[name]
    rng = random.Random(name)
    hosts = [ip(first) + n for n in range(count)]
    if make is not angry:
        rng.shuffle(hosts)
    with open(out, "wb") as f:
        f.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for n, body in enumerate(make(rng, ip(src), hosts)):
            at = START + n * pause
            f.write(struct.pack("<IIII", at // 1_000_000, at % 1_000_000, len(MAC) + len(body), len(MAC) + len(body)))
            f.write(MAC + body)


main(*sys.argv[1:])
