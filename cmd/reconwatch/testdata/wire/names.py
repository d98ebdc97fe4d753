"""A name server for tests: every question of one name gets the address 10.20.0.20."""
import socket
import struct

server = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)  # of both families
server.bind(("::", 53))
while True:
    question, client = server.recvfrom(4096)
    answer = struct.pack(">HHHIH4B", 0xC00C, 1, 1, 60, 4, 10, 20, 0, 20)
    flags_and_counts = struct.pack(">HHHHH", 0x8180, 1, 1, 0, 0)
    server.sendto(question[:2] + flags_and_counts + question[12:] + answer, client)
