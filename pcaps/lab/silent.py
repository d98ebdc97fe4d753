"""Servers that take connections and say nothing, so that a prober goes through all that it knows.

usage: silent.py ADDRESS PORT...
"""
import selectors
import socket
import sys


def main(address, ports):
    waiting = selectors.DefaultSelector()
    for port in ports:
        s = socket.create_server((address, port), family=socket.AF_INET6 if ":" in address else socket.AF_INET, backlog=64)
        s.setblocking(False)
        waiting.register(s, selectors.EVENT_READ, True)
    while True:
        for key, _ in waiting.select():
            if key.data:
                peer, _ = key.fileobj.accept()
                peer.setblocking(False)
                waiting.register(peer, selectors.EVENT_READ, False)
                continue
            try:
                more = key.fileobj.recv(65536)
            except OSError:
                more = b""
            if not more:
                waiting.unregister(key.fileobj)
                key.fileobj.close()


main(sys.argv[1], [int(p) for p in sys.argv[2:]])
