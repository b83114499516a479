#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""SIP, M3UA, SCCP, TCAP, DNS, ICMP: our fields against those of tshark, frame by frame, as decode_tshark.py does it.
usage: decode_neigh.py DECODE_DUMP MAP.csv FOLDER SAMPLES [-v]

Beside the captures below FOLDER, the messages of SAMPLES that are undamaged are read by both, each as a packet that
names its protocol (link type 252).  Without captures there are still those."""
import json, os, re, struct, subprocess, sys, tempfile

import decode_tshark as peer

PROTOS = ("sip", "m3ua", "sccp", "tcap", "dns", "icmp", "icmpv6")
INSIDE = ("sdp", "mtp3")  # layers whose fields belong to one of them
OUTSIDE = {"sccp": ["m3ua"], "tcap": ["m3ua", "sccp"]}


def several(one):
    return [one] if one and isinstance(one[0], str) else one


def frames(path):
    layers = " ".join(PROTOS + INSIDE)
    r = subprocess.run(["tshark", "-r", path, "-Y", " or ".join(PROTOS), "-T", "json", "-x", "--no-duplicate-keys",
                        "-J", "frame " + layers], capture_output=True, check=False)
    for packet in json.loads(r.stdout) if r.stdout.strip() else ():
        layers, values, raw = packet["_source"]["layers"], {}, []
        for proto in PROTOS + INSIDE:
            peer.collect(layers.get(proto, {}), values)
            inner = proto in INSIDE or any(o in layers for o in OUTSIDE.get(proto, ()))  # read with the message around it
            raw += [] if inner else [(proto, one[0]) for one in several(layers.get(proto + "_raw", []))]
        yield layers["frame"]["frame.number"], raw, values


def samples(source, path):
    """Undamaged messages of our own as a capture file."""
    text = open(source, encoding="utf-8").read()
    found = re.findall(r"^([a-z0-9]+) ([0-9a-f ]+)\n  \S+ (.*)$", text, re.M)
    with open(path, "wb") as f:
        f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 1 << 18, 252))
        for proto, digits, heading in found:
            if "damaged" in heading or not heading:
                continue
            name = proto.encode() + b"\0" * (-len(proto) % 4)
            data = struct.pack(">HH", 12, len(name)) + name + bytes(4) + bytes.fromhex(digits.replace(" ", ""))
            f.write(struct.pack("<IIII", 0, 0, len(data), len(data)) + data)


with tempfile.TemporaryDirectory() as work:
    own = os.path.join(work, "samples.pcap")
    samples(sys.argv.pop(4), own)
    peer.frames, peer.more = frames, [own]
    code = peer.main()
sys.exit(code)
