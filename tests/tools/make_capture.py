#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Small captures for tests and documents, made of messages written by hand.   usage: make_capture.py FOLDER

registration.pcap: a gNB sets up with an AMF, a subscriber of the test network 001-01 registers (TS 24.501 8.2.6) and
gets a session; one message is damaged, one ciphered, and a name is asked for.  setup.pcap.gz: an eNB sets up meanwhile,
and the file ends in the middle of its last packet."""
import gzip, pathlib, struct, sys

GNB, AMF, ENB, MME, DNS = (10, 0, 0, 1), (10, 0, 0, 2), (10, 0, 1, 1), (10, 0, 1, 2), (10, 0, 0, 53)
WHERE = "0079400f 4000f110000000001000f110000001"
NGAP = [
    (GNB, 0, "0015003900000400 1b0009 0000f1105000000001 0052400c 0480 7065747269 6e2d676e62 "
             "00660010 00000000010000f11000001008010203 0015400140"),
    (AMF, 0.004, "20150033000004 0001000c 0480 70657472696e2d616d66 00600008 000000f110010040 00564001ff "
                 "0050000b 0000f11000001008010203"),
    (GNB, 1.5, "000f404900000400 550002 0001 00260024 23 7e004179000d0100f110f0ff0000 2143658709 100107 2e04e0e0e0e0 "
               "2f050401010203 " + WHERE + " 005a400118"),
    (AMF, 1.507, "0004403e000003 000a00020001 005500020001 0026002b 2a 7e0056 00 020000 21 "
                 "000102030405060708090a0b0c0d0e0f 2010 101112131415161718191a1b1c1d1e1f"),
    (GNB, 1.55, "002e403c000004 000a00020001 005500020001 00260016 15 7e0057 2d10 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf "
                + WHERE),
    (AMF, 1.552, "0004402900000300 0a0002 0001 00550002 0001 00260016 15 7e03a1b2c3d4007e005d020204e0e0e0e0e1360102"),
    (GNB, 1.6, "002e4035000004 000a00020001 005500020001 0026000f 0e 7e02aabbccdd059f3c77d1e0a41b " + WHERE),
    (AMF, 1.7, "001d003a00000300 0a0002 0001 00550002 0001 004a0027 00 0001 0020 21 000003 008b000a "
               "01f00a00000100000001 00860001 00 00880007 00010000091c00"),
    (AMF, 2, "0004403000000300 0a0009 e0ffffffffffffffff 00550002 0001 00260016 15 "
             "7e03a1b2c3d4007e005d020204e0e0e0e0e1360102"),
]
S1AP = [(ENB, 0.5, "0011001f00000300 3b0008 0000f11000000010 00400007 0000004000f110 0089400140")]
START = 1790000000


def ip(protocol, source, target, rest):
    return struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(rest), 0, 0, 64, protocol, 0, bytes(source), bytes(target)) + rest


def ethernet(rest):
    return bytes.fromhex("020000000002 020000000001 0800") + rest


def sctp(source, target, ports, tag, chunks):
    return ethernet(ip(132, source, target, struct.pack(">HHII", *ports, tag, 0) + chunks))


def data(tsn, ppid, octets):
    return struct.pack(">BBHIHHI", 0, 3, 16 + len(octets), tsn, 0, tsn & 0xffff, ppid) + octets + bytes(-len(octets) % 4)


def init(kind, tag, tsn):
    return struct.pack(">BBHIIHHI", kind, 0, 20, tag, 65535, 2, 2, tsn)


def association(messages, client, server, port, ppid):
    """Two packets of set-up, then a packet a message: (time, packet)."""
    yield 0, sctp(client, server, (40000, port), 0, init(1, 7, 1))
    yield 0, sctp(server, client, (port, 40000), 7, init(2, 9, 1))
    tsn = {client: 1, server: 1}
    for who, when, text in messages:
        chunk = data(tsn[who], ppid, bytes.fromhex(text))
        tsn[who] += 1
        if who == client:
            yield when, sctp(client, server, (40000, port), 9, chunk)
        else:
            yield when, sctp(server, client, (port, 40000), 7, chunk)


def question():
    query = bytes.fromhex("0001 0100 0001 0000 0000 0000 0670657472696e 076578616d706c65 00 0001 0001")
    return 0.9, ethernet(ip(17, GNB, DNS, struct.pack(">HHHH", 40001, 53, 8 + len(query), 0) + query))


def pcap(packets):
    out = struct.pack("<IHHIIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1)
    for when, packet in packets:
        seconds, part = divmod(round(when * 1000000), 1000000)
        out += struct.pack("<IIII", START + seconds, part, len(packet), len(packet)) + packet
    return out


def main(folder):
    registration = sorted([*association(NGAP, GNB, AMF, 38412, 60), question()], key=lambda p: p[0])
    (folder / "registration.pcap").write_bytes(pcap(registration))
    late = (3, ethernet(ip(17, ENB, DNS, bytes(60))))
    cut = pcap([*association(S1AP, ENB, MME, 36412, 18), late])[:-20]
    (folder / "setup.pcap.gz").write_bytes(gzip.compress(cut, mtime=0))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
