"""Stretch the timestamps of a classic pcap file by a factor: what took 0.4 s then takes 5 min.

usage: retime.py IN OUT FACTOR
"""
import struct
import sys


def main(source, target, factor):
    data = open(source, "rb").read()
    out, offset, start = bytearray(data[:24]), 24, None
    while offset < len(data):
        seconds, micros, size, wire = struct.unpack_from("<IIII", data, offset)
        now = seconds * 1_000_000 + micros
        start = now if start is None else start
        now = start + round((now - start) * factor)
        out += struct.pack("<IIII", now // 1_000_000, now % 1_000_000, size, wire)
        out += data[offset + 16 : offset + 16 + size]
        offset += 16 + size
    open(target, "wb").write(out)


main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
