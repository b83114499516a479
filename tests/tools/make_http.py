#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A small capture of functions of a core that talk over HTTP, for tests and documents.   usage: make_http.py FOLDER

http.pcap: an SMF registers with an NRF and says that it is alive; a subscriber of the test network 001-01 is
authenticated and gets a session, its identity in paths, headers and bodies; the last answer never ends.  One connection
began before the capture.  Somebody asks for metrics, which is HTTP and no service of a core."""
import json, pathlib, struct, sys

from make_capture import ethernet, ip, pcap

AMF, SMF, AUSF, NRF, METER = (10, 0, 0, 2), (10, 0, 0, 3), (10, 0, 0, 4), (10, 0, 0, 5), (10, 0, 0, 99)
SUPI, SUCI = "imsi-001011234567890", "suci-0-001-01-0000-0-0-1234567890"
SMF_ID = "4f6c5d3a-0000-4000-8000-000000000003"
JSON = ("content-type", "application/json")
FIN, SYN, PSH, ACK = 1, 2, 8, 16


class Connection:
    """Segments of TCP between two peers: (time, packet)."""

    def __init__(self, client, port, server, server_port, late=False):
        self.ends = ((client, port), (server, server_port))
        self.sequence = [1000, 5000]
        self.packets = []
        if not late:
            self.send(0, 0, b"", SYN)
            self.send(1, 0, b"", SYN | ACK)

    def send(self, side, when, octets, flags=PSH | ACK):
        (source, port), (target, target_port) = self.ends[side], self.ends[1 - side]
        head = struct.pack(">HHIIBBHHH", port, target_port, self.sequence[side], self.sequence[1 - side], 0x50, flags,
                           65535, 0, 0)
        self.packets.append((when, ethernet(ip(6, source, target, head + octets))))
        self.sequence[side] += len(octets) + bool(flags & (SYN | FIN))


def frame(kind, flags, stream, octets):
    return struct.pack(">I", len(octets))[1:] + bytes((kind, flags)) + struct.pack(">I", stream) + octets


def length(n):
    return bytes((n,)) if n < 127 else bytes((127, n - 127))  # RFC 7541 5.1, to 254


def lines(*pairs):
    """Literal headers that are not put into the table (RFC 7541 6.2.2)."""
    return b"".join(b"\0" + length(len(k)) + k.encode() + length(len(v)) + v.encode() for k, v in pairs)


def message(stream, head, body=b"", ends=True):
    out = frame(1, 4 | (not body), stream, lines(*head))
    return out + (frame(0, 1 if ends else 0, stream, body) if body else b"")


def request(method, path, *more):
    return (":method", method), (":path", path), (":scheme", "http"), *more


def text(value):
    return json.dumps(value, separators=(",", ":")).encode()


def begin(c, when):
    c.send(0, when, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, b""))
    c.send(1, when, frame(4, 0, 0, b"") + frame(4, 1, 0, b""))


def registers():
    c, path = Connection(SMF, 40001, NRF, 8000), f"/nnrf-nfm/v1/nf-instances/{SMF_ID}"
    begin(c, 0)
    profile = text({"nfInstanceId": SMF_ID, "nfType": "SMF", "nfStatus": "REGISTERED", "ipv4Addresses": ["10.0.0.3"]})
    c.send(0, 0.001, message(1, request("PUT", path, JSON, ("user-agent", "SMF")), profile))
    c.send(1, 0.003, message(1, [(":status", "201"), JSON], profile))
    for k, when in enumerate((1, 2), 1):
        patch = text([{"op": "replace", "path": "/nfStatus", "value": "REGISTERED"}])
        c.send(0, when, message(2 * k + 1, request("PATCH", path, ("content-type", "application/json-patch+json")), patch))
        c.send(1, when + 0.001, message(2 * k + 1, [(":status", "204")]))
    return c.packets


def authenticates():
    c, path = Connection(AMF, 40002, AUSF, 8001), "/nausf-auth/v1/ue-authentications"
    begin(c, 1.1)
    c.send(0, 1.2, message(1, request("POST", path, JSON, ("user-agent", "AMF")), text({"supiOrSuci": SUCI,
           "servingNetworkName": "5G:mnc001.mcc001.3gppnetwork.org"})))
    c.send(1, 1.21, message(1, [(":status", "201"), JSON, ("location", f"http://10.0.0.4:8001{path}/7")],
           text({"authType": "5G_AKA", "5gAuthData": {"rand": "00" * 16, "autn": "11" * 16, "hxresStar": "22" * 16}})))
    c.send(0, 1.3, message(3, request("PUT", path + "/7/5g-aka-confirmation", JSON), text({"resStar": "33" * 16})))
    c.send(1, 1.31, message(3, [(":status", "200"), JSON], text({"authResult": "AUTHENTICATION_SUCCESS", "supi": SUPI})))
    return c.packets


def opens_a_session():
    c, path = Connection(AMF, 40003, SMF, 8002), "/nsmf-pdusession/v1/sm-contexts"
    begin(c, 1.4)
    nas = bytes.fromhex("2e0101c1ffff91")
    body = b"".join((b"--part\r\ncontent-type: application/json\r\n\r\n",
                     text({"supi": SUPI, "pduSessionId": 1, "dnn": "internet", "n1SmMsg": {"contentId": "n1"}}),
                     b"\r\n--part\r\ncontent-type: application/vnd.3gpp.5gnas\r\ncontent-id: n1\r\n\r\n", nas,
                     b"\r\n--part--\r\n"))
    c.send(0, 1.5, message(1, request("POST", path, ("content-type", "multipart/related; boundary=part"),
                                      ("3gpp-sbi-correlation-info", SUPI)), body))
    c.send(1, 1.51, message(1, [(":status", "201"), JSON, ("location", f"http://10.0.0.3:8002{path}/{SUPI}-1")],
                            text({"supportedFeatures": "0"})))
    c.send(0, 1.6, message(3, request("POST", f"{path}/{SUPI}-1/modify", JSON), text({"upCnxState": "ACTIVATING"})))
    c.send(1, 1.61, message(3, [(":status", "200"), JSON], text({"upCnxState": "ACTIVATED"}), ends=False))
    return c.packets


def late():
    """The method and the path are in a table that was filled before us."""
    c = Connection(AMF, 40004, NRF, 8000, late=True)
    head = bytes.fromhex("83be") + lines(("user-agent", "AMF"))
    c.send(0, 1.7, frame(1, 5, 9, head) + frame(6, 0, 0, bytes(8)))
    c.send(1, 1.71, frame(1, 5, 9, b"\x88") + frame(6, 1, 0, bytes(8)))
    return c.packets


def metrics():
    c = Connection(METER, 40005, AMF, 9090)
    c.send(0, 1.8, b"GET /metrics HTTP/1.1\r\nHost: 10.0.0.2:9090\r\nUser-Agent: meter/1.0\r\n\r\n")
    c.send(1, 1.81, b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 22\r\n\r\nregistered_ues 1\nup 1\n")
    c.send(0, 1.82, b"", FIN | ACK)
    c.send(1, 1.83, b"", FIN | ACK)
    return c.packets


def http():
    return sorted(registers() + authenticates() + opens_a_session() + late() + metrics(), key=lambda x: x[0])


if __name__ == "__main__":
    pathlib.Path(sys.argv[1], "http.pcap").write_bytes(pcap(http()))
