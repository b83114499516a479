#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A capture many times in one file, every copy traffic of its own.   usage: replicate.py IN OUT COPIES [sctp|gtpu]

Addresses are numbered anew in each copy, SCTP has other verification tags, time goes on.  Frames without IPv4 are left
out, and with a word behind COPIES all that is something else.  Says how many frames there are."""
import struct, sys

ETHERNET, RAW, SLL, SLL2 = 1, 101, 113, 276
TAG = 0x9e3779b1  # any odd number: no two copies have the same tags


def blocks(data):
    """Link type, time and octets of the frames of a pcapng file, little-endian as those of our machines are."""
    at, links, units = 0, [], []
    while at + 12 <= len(data):
        kind, size = struct.unpack_from("<II", data, at)
        if kind == 0x0A0D0D0A:
            links, units = [], []
        elif kind == 1:
            links.append(struct.unpack_from("<H", data, at + 8)[0])
            units.append(resolution(data[at + 16:at + size - 4]))
        elif kind == 6:
            i, high, low, n = struct.unpack_from("<IIII", data, at + 8)
            yield links[i], (high << 32 | low) * units[i], data[at + 28:at + 28 + n]
        at += max(size, 12)


def resolution(options):
    """Nanoseconds of a unit of time."""
    at = 0
    while at + 4 <= len(options):
        code, n = struct.unpack_from("<HH", options, at)
        if code == 9:
            return 10 ** 9 // 10 ** options[at + 4]
        at += 4 + (n + 3 & ~3)
    return 1000


def records(data):
    order, unit = {b"\xd4\xc3\xb2\xa1": ("<", 1000), b"\xa1\xb2\xc3\xd4": (">", 1000),
                   b"\x4d\x3c\xb2\xa1": ("<", 1), b"\xa1\xb2\x3c\x4d": (">", 1)}[data[:4]]
    link, at = struct.unpack_from(order + "I", data, 20)[0] & 0xffff, 24
    while at + 16 <= len(data):
        second, part, n, _ = struct.unpack_from(order + "IIII", data, at)
        yield link, second * 10 ** 9 + part * unit, data[at + 16:at + 16 + n]
        at += 16 + n


def network(link, f):
    """Where IPv4 begins, or -1."""
    at, kind = {ETHERNET: (14, f[12:14]), SLL: (16, f[14:16]), SLL2: (20, f[0:2]),
                RAW: (0, b"\x08\0")}.get(link, (0, b""))
    if link == ETHERNET and kind == b"\x81\0":
        at, kind = 18, f[16:18]
    return at if kind == b"\x08\0" and len(f) >= at + 20 and f[at] >> 4 == 4 else -1


def is_kind(f, ip, wanted):
    l4 = ip + (f[ip] & 15) * 4
    return not wanted or (wanted == "sctp" and f[ip + 9] == 132) or \
        (wanted == "gtpu" and f[ip + 9] == 17 and b"\x08\x68" in (f[l4:l4 + 2], f[l4 + 2:l4 + 4]))


def tags(f, ip):
    """Where verification tags are: of the packet, and those that INIT and INIT ACK name."""
    if f[ip + 9] != 132 or struct.unpack_from(">H", f, ip + 6)[0] & 0x1fff:
        return
    at = ip + (f[ip] & 15) * 4
    if len(f) >= at + 12:
        yield at + 4
    at += 12
    while at + 8 <= len(f):
        kind, _, n = struct.unpack_from(">BBH", f, at)
        if kind in (1, 2):
            yield at + 4
        at += max(n + 3 & ~3, 4)


class Copier:
    def __init__(self, data, wanted):
        frames = blocks(data) if data[:4] == b"\x0a\x0d\x0d\x0a" else records(data)
        self.out, self.peers, self.addresses, self.tags, self.times = bytearray(), {}, [], [], []
        self.link = None
        for link, time, f in frames:
            ip = network(link, f)
            self.link = link if self.link is None else self.link
            if ip < 0 or link != self.link or not is_kind(f, ip, wanted):
                continue
            base = len(self.out) + 16
            for at in ip + 12, ip + 16:
                self.addresses.append((base + at, self.peers.setdefault(f[at:at + 4], len(self.peers) + 1)))
            self.tags += [(base + at, struct.unpack_from(">I", f, at)[0]) for at in tags(f, ip)]
            self.times.append((len(self.out), time))
            self.out += struct.pack("<IIII", 0, 0, len(f), len(f)) + f

    def copy(self, k):
        span = self.times[-1][1] - self.times[0][1] + 10 ** 9
        for at, time in self.times:
            time += k * span
            struct.pack_into("<II", self.out, at, time // 10 ** 9, time % 10 ** 9)
        for at, peer in self.addresses:
            struct.pack_into(">I", self.out, at, k + 257 << 16 | peer)
        for at, tag in self.tags:
            struct.pack_into(">I", self.out, at, tag ^ (k * TAG & 0xffffffff) if tag else 0)
        return self.out


def replicate(source, target, copies, wanted=""):
    with open(source, "rb") as f:
        c = Copier(f.read(), wanted)
    with open(target, "wb") as f:
        f.write(struct.pack("<IHHiIII", 0xa1b23c4d, 2, 4, 0, 0, 262144, c.link))
        for k in range(copies):
            f.write(c.copy(k))
    return copies * len(c.times)


if __name__ == "__main__":
    print(replicate(sys.argv[1], sys.argv[2], int(sys.argv[3]), *sys.argv[4:5]))
