#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Samples of messages (tests/decode) as packets of a capture.   usage: wrap_samples.py OUT.pcapng PROTO,... SAMPLES...

PROTO is the word in front of a sample, or `all`.  Each sample is a message of its own, a second after the one before;
damaged ones are left out.  What has no transport of its own is exported as analysers do it."""
import re, struct, sys

SCTP = {"ngap": (60, 38412), "s1ap": (18, 36412), "diameter": (46, 3868), "xnap": (61, 38422), "f1ap": (62, 38472),
        "e1ap": (64, 38462), "x2ap": (27, 36422), "m3ua": (3, 2905)}
UDP = {"pfcp": 8805, "gtpu": 2152, "gtpv2": 2123, "gtpv1": 2123, "gtpv0": 3386, "sip": 5060, "dns": 53}
IP = {"icmp": 1, "icmpv6": 58}
EXPORTED = {"nas5gs": b"nas-5gs", "naseps": b"nas-eps", "sccp": b"sccp", "tcap": b"tcap"}
START = 1790000000


def samples(paths):
    """(protocol, octets) of every sample that nothing is wrong with."""
    for path in paths:
        found = []
        for line in open(path, encoding="utf-8"):
            m = re.match(r"([a-z0-9]+) ([0-9a-f ]+)$", line)
            if m:
                found.append([m[1], bytes.fromhex(m[2]), False])
            elif found and re.search(r" damaged ", line):
                found[-1][2] = True
        yield from (one[:2] for one in found if not one[2])


def ethernet(protocol, rest):
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(rest), 0, 0, 64, protocol, 0) + bytes((10, 0, 0, 1, 10, 0, 0, 2))
    total = sum(struct.unpack(">10H", head))
    check = ~((total & 0xffff) + (total >> 16)) & 0xffff
    head = head[:10] + struct.pack(">H", check) + head[12:]
    return bytes.fromhex("020000000002 020000000001 0800") + head + rest


def packet(proto, octets, number):
    """(interface, octets); interface 1 holds exported messages."""
    if proto in EXPORTED:
        name = EXPORTED[proto]
        name += bytes(-len(name) % 4)
        return 1, struct.pack(">HH", 12, len(name)) + name + bytes(4) + octets
    if proto == "gtpv1" and not octets[0] & 16:  # GTP', of charging
        return 0, ethernet(17, struct.pack(">HHHH", 3386, 3386, 8 + len(octets), 0) + octets)
    if proto in UDP:
        return 0, ethernet(17, struct.pack(">HHHH", UDP[proto], UDP[proto], 8 + len(octets), 0) + octets)
    if proto in IP:
        return 0, ethernet(IP[proto], octets)
    ppid, port = SCTP[proto]
    chunk = struct.pack(">BBHIHHI", 0, 3, 16 + len(octets), number, 0, number & 0xffff, ppid)
    return 0, ethernet(132, struct.pack(">HHII", port, port, ppid, 0) + chunk + octets + bytes(-len(octets) % 4))


def block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, 12 + len(body)) + body + struct.pack("<I", 12 + len(body))


def capture(messages):
    out = block(0x0a0d0d0a, struct.pack("<IHHq", 0x1a2b3c4d, 1, 0, -1))
    out += b"".join(block(1, struct.pack("<HHI", link, 0, 0)) for link in (1, 252))
    for number, (proto, octets) in enumerate(messages, 1):
        interface, frame = packet(proto, octets, number)
        when = (START + number) * 1000000
        out += block(6, struct.pack("<IIIII", interface, when >> 32, when & 0xffffffff, len(frame), len(frame)) + frame)
    return out


def main(out, protos, *paths):
    known = {*SCTP, *UDP, *IP, *EXPORTED} if protos == "all" else set(protos.split(","))
    with open(out, "wb") as f:
        f.write(capture([s for s in samples(paths) if s[0] in known]))


if __name__ == "__main__":
    main(*sys.argv[1:])
