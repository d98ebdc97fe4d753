"""Servers of the lab that no package provides: echo peers, line protocols, NTP-like answers.

usage: peers.py inside|internet|lingering
"""
import asyncio
import socket
import struct
import sys

IP_PKTINFO = 8

# Ports that answer on each side. Banners are what such servers say first.
UDP = {"inside": [161, 389, 88, 5000], "internet": [123, 443, 3478, 9999]}
TCP = {
    "inside": {25: b"220 mail.lab.test ESMTP\r\n", 389: b"", 445: b"", 5900: b"RFB 003.008\n", 8080: b""},
    "internet": {25: b"220 mx.lab.test ESMTP\r\n", 5223: b"", 9999: b""},
    "lingering": {5224: b""},
}
# A backup server's data ports.
TCP["inside"].update({port: b"" for port in range(20000, 20200)})


def serve_udp(loop, port):
    """Echo from the very address that was asked (a server of a whole prefix must)."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
    sock.bind(("0.0.0.0", port))
    sock.setblocking(False)

    def answer():
        data, ancillary, _, peer = sock.recvmsg(2048, 256)
        info = next(d for level, kind, d in ancillary if kind == IP_PKTINFO)
        # in_pktinfo: interface index, local address, destination address.
        info = struct.pack("I4s4s", 0, info[8:12], b"\0" * 4)
        sock.sendmsg([data], [(socket.IPPROTO_IP, IP_PKTINFO, info)], 0, peer)

    loop.add_reader(sock, answer)


def handler(banner, linger):
    async def handle(reader, writer):
        if linger:  # closing sends RST and forgets at once
            sock = writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        try:
            writer.write(banner)
            while data := await reader.read(4096):
                writer.write(b"250 ok\r\n" if banner.startswith(b"220") else data)
        except ConnectionError:
            pass
        finally:
            writer.close()

    return handle


async def main(side):
    loop = asyncio.get_running_loop()
    for port in UDP.get(side, []):
        serve_udp(loop, port)
    for port, banner in TCP[side].items():
        await asyncio.start_server(handler(banner, side == "lingering"), ["0.0.0.0"], port, backlog=512)
    await asyncio.Event().wait()


asyncio.run(main(sys.argv[1]))
