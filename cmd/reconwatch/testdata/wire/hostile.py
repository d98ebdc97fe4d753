"""Asks a server for what only intruders ask for, under a name that is meant for terminals and logs: hostile.py SOURCE SERVER PORT."""
import socket
import sys

source, server, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
name = b'a"]b\\c\x1b[31md\x07e\x9bf\xe2\x80\xaeg\x7fh' + "\u00e9".encode()
for path in (b"/.env", b"/.git/config", b"/.aws/credentials", b"/wp-config.php.bak", b"/.ssh/id_rsa", b"/.htpasswd", b"/backup.sql"):
    with socket.create_connection((server, port), timeout=5, source_address=(source, 0)) as connection:
        connection.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: " + name + b"\r\nUser-Agent: x\x1b]0;y\x07\r\nConnection: close\r\n\r\n")
        while connection.recv(4096):
            pass
