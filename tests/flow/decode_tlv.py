#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""PFCP, GTP and Diameter: our fields against those of tshark, frame by frame, as decode_tshark.py does it.
usage: decode_tlv.py DECODE_DUMP MAP.csv FOLDER [-v]

PFCP and GTP are what a datagram of their ports holds, Diameter is what tshark has put together.  Datagrams quoted
in ICMP are left out: tshark shows their fields as if they were messages."""
import json, subprocess, sys

import decode_tshark as peer

PORTS = {"8805": "pfcp", "2152": "gtpu", "2123": "gtpc", "3386": "gtpc"}


def addresses(form, value):
    """Octets that are no address stay as they are."""
    try:
        return peer_several(form, value)
    except ValueError:
        return [value]


def several(one):
    return [one] if one and isinstance(one[0], str) else one


def datagrams(layers):
    """[(protocol, hex)] of the ports above, outermost first."""
    udp = layers.get("udp", [])
    for one in udp if isinstance(udp, list) else [udp]:
        octets = one.get("udp.payload", "").replace(":", "") if isinstance(one, dict) else ""
        ports = [one.get("udp.srcport"), one.get("udp.dstport")] if octets else []
        proto = next((PORTS[p] for p in ports if p in PORTS), None)
        if proto == "gtpc":
            proto = "gtpv2" if int(octets[0], 16) >> 1 == 2 else "gtpv1"
        if proto and octets[:2] not in ("1e", "1f"):  # GTP version 0 is another protocol
            yield proto, octets


def frames(path):
    r = subprocess.run(["tshark", "-r", path, "-Y", "(pfcp or gtp or gtpv2 or diameter) and not icmp and not icmpv6",
                        "-T", "json", "-x", "--no-duplicate-keys", "-J", "frame udp pfcp gtp gtpv2 diameter"],
                       capture_output=True, check=False)
    if not r.stdout.strip():
        return
    for packet in json.loads(r.stdout):
        layers, values = packet["_source"]["layers"], {}
        raw = list(datagrams(layers)) + [("diameter", one[0]) for one in several(layers.get("diameter_raw", []))]
        for proto in ("pfcp", "gtp", "gtpv2", "diameter"):
            peer.collect(layers.get(proto, {}), values)
        yield layers["frame"]["frame.number"], raw, values


peer_several, peer.several, peer.frames = peer.several, addresses, frames
sys.exit(peer.main())
