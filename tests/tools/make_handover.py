#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A capture of two handovers, made of messages written by hand.   usage: make_handover.py FOLDER

handover.pcap: two subscribers at one gNB.  The first moves to another gNB by the AMF (TS 38.413 8.4.1, 8.4.2: the AMF
gives it another AMF-UE-NGAP-ID there) and back by a path switch (8.4.4); the identifiers it leaves are taken by a third
subscriber.  All messages have the elements that TS 38.413 demands."""
import pathlib, struct, sys

ONE, TWO, AMF = (10, 0, 0, 1), (10, 0, 0, 3), (10, 0, 0, 2)
START = 1790000000
WHERE = (121, 0x40, "40 00f110000000001000f110000001")
CELL = "00f110 0000000010"
CAUSE, KIND = (15, 0x40, "0440"), (29, 0, "00")
TO_TARGET = "00 0101 00" + CELL + "0000" + CELL + "00 0001"  # what the source tells the target: octet 3 is RRC
TO_SOURCE = (106, 0, "03 000101")
TARGET = (105, 0, "00 00f110 00 000008 00f110 000001")
SECURITY, NEXT_HOP = (119, 0, "00" * 9), (93, 0, "00" * 33)
SLICES, AMF_ID = (0, 0, "0001"), (28, 0, "00 00f110 010040")
SETUP = "000003 008b000a 01f00a00000100000001 00860001 00 00880007 00010000091c00"
REGISTER = "7e004179000d0100f110f0ff0000 2143658709 100107 2e04e0e0e0e0 2f050401010203"


def octets(text):
    return bytes.fromhex(text)


def ids(amf=None, ran=None):
    return ([(10, 0, "00%02x" % amf)] if amf else []) + ([(85, 0, "00%02x" % ran)] if ran else [])


def message(kind, procedure, *elements):
    """kind: 0 = initiating, 1 = successful; each element is (id, criticality, value)."""
    body = struct.pack(">BH", 0, len(elements))
    for id_, criticality, value in elements:
        body += struct.pack(">HBB", id_, criticality, len(octets(value))) + octets(value)
    length = bytes([len(body)]) if len(body) < 128 else struct.pack(">H", 0x8000 | len(body))
    return bytes([kind << 5, procedure, 0]) + length + body


def to_target(rrc):
    text = octets(TO_TARGET)
    return 101, 0, "%02x" % len(text) + (text[:2] + bytes([rrc]) + text[3:]).hex()


def initial(ran):
    nas = octets(REGISTER)
    return message(0, 15, *ids(ran=ran), (38, 0, "%02x" % len(nas) + nas.hex()), WHERE, (90, 0x40, "18"))


def down(amf, ran):
    return message(0, 4, *ids(amf, ran), (38, 0, "03 7e004e"))


def up(amf, ran):
    return message(0, 46, *ids(amf, ran), (38, 0, "03 7e0043"), WHERE)


SAID = [  # when, gNB, whether it speaks (or the AMF), what
    (0.0, ONE, True, initial(1)), (0.1, ONE, False, down(1, 1)),
    (0.2, ONE, True, initial(2)), (0.3, ONE, False, down(2, 2)),
    (1.0, ONE, True, message(0, 12, *ids(1, 1), KIND, CAUSE, TARGET, (61, 0, "00 0001 01 00"), to_target(1))),
    (1.1, TWO, False, message(0, 13, *ids(3), KIND, CAUSE, (110, 0, "00010001"), SECURITY, NEXT_HOP,
                              (73, 0, "00 0001 0020 21" + SETUP), SLICES, to_target(1), AMF_ID)),
    (1.2, TWO, True, message(1, 13, *ids(3, 1), (53, 0x40, "00 0001 0d 0007c00a000003000000020001"), TO_SOURCE)),
    (1.3, ONE, False, message(1, 12, *ids(1, 1), KIND, TO_SOURCE)),
    (1.4, TWO, True, message(0, 11, *ids(3, 1), WHERE)),
    (1.5, ONE, False, message(0, 41, (114, 0, "00010001"), CAUSE)),
    (1.6, ONE, True, message(1, 41, *ids(1, 1))),
    (1.7, TWO, False, down(3, 1)),
    (2.0, ONE, True, initial(1)), (2.1, ONE, False, down(1, 1)),
    (3.0, ONE, True, message(0, 25, *ids(ran=3), (100, 0, "0003"), WHERE, SECURITY,
                             (76, 0, "00 0001 0c 001f0a000004000000030002"))),
    (3.1, ONE, False, message(1, 25, *ids(3, 3), NEXT_HOP, (77, 0x40, "00 0001 01 00"), SLICES)),
    (3.2, ONE, True, up(3, 3)),
    (3.3, ONE, True, up(2, 2)),
]


def ethernet(source, target, ports, tag, chunk):
    sctp = struct.pack(">HHII", *ports, tag, 0) + chunk
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(sctp), 0, 0, 64, 132, 0, bytes(source), bytes(target))
    return bytes(12) + b"\x08\x00" + ip + sctp


def packets():
    tags, tsn = {ONE: (9, 7), TWO: (19, 17)}, {}
    for gnb, (server, client) in tags.items():
        for kind, source, tag, own in ((1, gnb, 0, client), (2, AMF, client, server)):
            begin = struct.pack(">BBHIIHHI", kind, 0, 20, own, 65535, 2, 2, 1)
            ports = (40000, 38412) if source == gnb else (38412, 40000)
            yield 0, ethernet(source, AMF if source == gnb else gnb, ports, tag, begin)
    for when, gnb, up_, text in SAID:
        n = tsn[gnb, up_] = tsn.get((gnb, up_), 0) + 1
        chunk = struct.pack(">BBHIHHI", 0, 3, 16 + len(text), n, 0, n, 60) + text + bytes(-len(text) % 4)
        if up_:
            yield when, ethernet(gnb, AMF, (40000, 38412), tags[gnb][0], chunk)
        else:
            yield when, ethernet(AMF, gnb, (38412, 40000), tags[gnb][1], chunk)


def main(folder):
    out = struct.pack("<IHHIIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1)
    for when, packet in packets():
        seconds, part = divmod(round(when * 1000000), 1000000)
        out += struct.pack("<IIII", START + seconds, part, len(packet), len(packet)) + packet
    (folder / "handover.pcap").write_bytes(out)


main(pathlib.Path(sys.argv[1]))
