#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A session of a subscriber as in make_http.py, inside TLS, for tests and documents.   usage: make_tls.py FOLDER

https.pcap and its key log https.keys; https.pcapng has packets and keys in one file.  Keys are drawn anew each
time, so what is kept in golden/small is not what this makes again.  TLS 1.2 without certificates: nothing of it is to be
secret."""
import pathlib, ssl, struct, sys, tempfile

from make_capture import pcap
from make_http import AMF, JSON, SMF, SUPI, Connection, frame, message, request, text


def context(purpose, keys):
    c = ssl.SSLContext(purpose)
    c.check_hostname, c.verify_mode = False, ssl.CERT_NONE
    c.minimum_version = c.maximum_version = ssl.TLSVersion.TLSv1_2
    c.set_ciphers("AECDH-AES128-SHA:@SECLEVEL=0")
    if keys:
        c.keylog_filename = keys
    return c


class Peer:
    def __init__(self, c, server):
        self.heard, self.said = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = c.wrap_bio(self.heard, self.said, server_side=server)


def talk(keys):
    """(time, packet) of a handshake, a request, and its answer."""
    peers = Peer(context(ssl.PROTOCOL_TLS_CLIENT, keys), False), Peer(context(ssl.PROTOCOL_TLS_SERVER, None), True)
    c, when = Connection(AMF, 40010, SMF, 8443), 0.0

    def carry(side):
        nonlocal when
        octets = peers[side].said.read()
        if octets:
            when += 0.001
            c.send(side, when, octets)
            peers[1 - side].heard.write(octets)

    for _ in range(4):
        for side in (0, 1):
            try:
                peers[side].tls.do_handshake()
            except ssl.SSLWantReadError:
                pass
            carry(side)
    path = "/nsmf-pdusession/v1/sm-contexts"
    place = ("location", f"https://10.0.0.3:8443{path}/{SUPI}-1")
    ask = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, b"")
    ask += message(1, request("POST", path, JSON, ("user-agent", "AMF")), text({"supi": SUPI, "pduSessionId": 1}))
    tell = frame(4, 0, 0, b"") + message(1, [(":status", "201"), JSON, place], text({"supportedFeatures": "0"}))
    for side, octets in ((0, ask), (1, tell)):
        peers[side].tls.write(octets)
        carry(side)
    return c.packets


def block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


def pcapng(classic, keys):
    out = block(0x0a0d0d0a, struct.pack("<IHHq", 0x1a2b3c4d, 1, 0, -1)) + block(1, struct.pack("<HHI", 1, 0, 0))
    out += block(10, struct.pack("<II", 0x544c534b, len(keys)) + keys)
    at = 24
    while at < len(classic):
        seconds, part, n, _ = struct.unpack_from("<IIII", classic, at)
        ticks = seconds * 1000000 + part
        out += block(6, struct.pack("<IIIII", 0, ticks >> 32, ticks & 0xffffffff, n, n) + classic[at + 16:at + 16 + n])
        at += 16 + n
    return out


def main(folder):
    with tempfile.TemporaryDirectory() as place:
        log = pathlib.Path(place, "keys")
        packets = talk(str(log))
        keys = b"".join(x + b"\n" for x in log.read_bytes().splitlines() if not x.startswith(b"#"))
    (folder / "https.pcap").write_bytes(pcap(packets))
    (folder / "https.keys").write_bytes(keys)
    (folder / "https.pcapng").write_bytes(pcapng(pcap(packets), keys))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
