#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Attacks on N4, N3 and the link are what they say (D22 to D36, D55, D56).   usage: attacks_n4n3.py PETRIN

Each detector has a capture with its attack in all variants, and one with what looks like it.  A shape is what the
catalogue describes, looked for in what our reader finds and in the frames as they are: frames with a label have to have
it, frames of the look-alike must not.  tshark, where it is installed, reads labelled frames as what they are meant to be.
This file knows nothing of how attacks are made."""
import collections, csv, datetime, functools, ipaddress, json, math, pathlib, shutil, struct, subprocess, sys, tempfile

SMF, UPFS, AMFS = "10.100.0.11", ("10.100.1.12", "10.100.1.13"), ("10.100.0.10", "10.100.0.30")
N4 = {SMF, *UPFS}
CORE, RAN, PARTNERS = (ipaddress.ip_network(x) for x in ("10.100.0.0/16", "10.32.0.0/16", "198.51.100.0/24"))
SIZE = ("--ues", "30", "--gnbs", "3", "--minutes", "6")
WANTED = ("proto == pfcp || proto == ngap || proto == s1ap || message == Error-Indication || message == End-Marker || "
          "message == ReleaseSmContext || message == UpdateSmContext")
problems = []


def expect(what, true):
    if not true:
        problems.append(what[:300])


def address(octets):
    return str(ipaddress.ip_address(octets))


class Packet:
    """IPv4 and what is in it: on the link or in a tunnel."""
    def __init__(self, p, time=0.0, frame=0, mac=b""):
        self.frame, self.time, self.mac, self.inner, self.teid = frame, time, mac, None, None
        self.proto, self.src, self.dst = p[9], address(p[12:16]), address(p[16:20])
        self.whole, offset = (self.src, self.dst, p[4:6]), int.from_bytes(p[6:8], "big")
        self.more, self.later = bool(offset & 0x3fff), bool(offset & 0x1fff)
        p = p[20:int.from_bytes(p[2:4], "big")]
        self.sport, self.dport = (0, 0) if self.proto == 1 or self.later else struct.unpack(">HH", p[:4])
        self.flags = p[13] if self.proto == 6 else 0
        self.data = p[p[12] >> 4 << 2:] if self.proto == 6 else p[8:]
        self.head = p[:8]
        if self.proto == 17 and self.dport == self.sport == 2152 and self.data[1] == 255 and not self.more:
            self.teid = int.from_bytes(self.data[4:8], "big")
            at = 8 if not self.data[0] & 7 else 16
            self.inner = Packet(self.data[at:], time, frame)


class Message:
    def __init__(self, x):
        self.frame, self.name, self.proto = x["frame"], x["message"].removeprefix("PFCP-"), x["proto"]
        self.time = datetime.datetime.fromisoformat(x["time"][:26] + "+00:00").timestamp()
        self.src, self.dst = (x[k].rsplit(":", 1)[0] for k in ("src", "dst"))
        self.fields = [(f["name"], f["value"]) for f in x["fields"]]

    def all(self, name):
        return [v for n, v in self.fields if n == name]

    def get(self, name, which=0):
        found = self.all(name)
        return found[which] if found else None


class Known:
    def __init__(self):
        self.told, self.session, self.whose, self.live, self.serves = {}, {}, {}, [], collections.defaultdict(set)


class Capture:
    def __init__(self, petrin, path, words):
        command = [petrin, "generate", *SIZE, "--attack", ",".join(words), "-o"]
        done = subprocess.run(command + [str(path)], capture_output=True, text=True)
        expect(f"{words}: {done.returncode} {done.stderr}", done.returncode == 0 and not done.stderr)
        again = subprocess.run(command + ["-"], capture_output=True).stdout
        expect(f"{words}: not the same twice", again == path.read_bytes())
        self.label = {int(f): w for f, w, _ in list(csv.reader(open(f"{path}.labels.csv")))[1:]}
        self.raw, self.arp, self.octets = [], [], []
        self.read(path.read_bytes())
        self.pdus = subprocess.run([petrin, "watch", "--pdus", "--show-subscribers", "--quiet", str(path), "--filter",
                                    WANTED], capture_output=True, text=True).stdout

    def read(self, b):
        """Enhanced packet blocks of pcapng with nanoseconds."""
        at = frame = 0
        while at < len(b):
            kind, n = struct.unpack_from("<II", b, at)
            if kind == 6:
                frame += 1
                high, low, size = struct.unpack_from("<III", b, at + 12)
                p, time = b[at + 28:at + 28 + size], (high << 32 | low) / 1e9
                if frame in self.label:
                    self.octets.append(p)
                if p[12:14] == b"\x08\x00":
                    self.raw.append((p[14:], time, frame, p[6:12]))
                elif p[12:14] == b"\x08\x06":
                    self.arp.append((frame, address(p[28:32]), p[22:28]))
            at += n

    @functools.cached_property
    def packets(self):
        return [Packet(*raw) for raw in self.raw]

    @functools.cached_property
    def tunnelled(self):
        return [p for p in self.packets if p.inner]

    @functools.cached_property
    def messages(self):
        return [Message(json.loads(line)) for line in self.pdus.splitlines()]

    @functools.cached_property
    def pfcp(self):
        return [m for m in self.messages if m.proto == "pfcp"]

    @functools.cached_property
    def known(self):
        """What signalling tells: tunnels with their time, sessions, whose a tunnel is and which base stations serve it."""
        k = Known()
        context, tunnel, pending = {}, {}, {}
        for m in self.messages:
            if m.proto in ("ngap", "s1ap"):
                gnb, amf = m.src if m.dst in AMFS else m.dst, m.get("AMF-UE-NGAP-ID") or m.get("SourceAMF-UE-NGAP-ID")
                for end in zip(m.all("transportLayerAddress"), (int(t, 16) for t in m.all("gTP-TEID"))):
                    k.told.setdefault(end, m.time)
                    if end[0] == gnb:
                        context[gnb, m.get("RAN-UE-NGAP-ID")] = end
                        k.live.append((m.time, end, True))
                    else:
                        tunnel[amf] = end
                    k.serves[tunnel.get(amf)].add(gnb)
                if m.name == "UEContextReleaseComplete" and (m.src, m.get("RAN-UE-NGAP-ID")) in context:
                    k.live.append((m.time, context.pop((m.src, m.get("RAN-UE-NGAP-ID"))), False))
            elif m.name == "Session-Establishment-Request":
                pending[m.src, m.dst, m.get("sequence-number-of-message")] = m
            elif m.name == "Session-Establishment-Response":
                asked = pending.pop((m.dst, m.src, m.get("sequence-number-of-message")))
                k.session[m.src, m.get("SEID", 1)] = asked
                end = m.src, m.get("TEID") if m.get("TEID") is not None else asked.get("TEID")
                k.told.setdefault(end, m.time)
                k.whose.setdefault(end, asked.get("UE-IPv4-address"))
        return k

    def is_live(self, tunnel, time):
        return ([on for t, x, on in self.known.live if x == tunnel and t <= time] or [False])[-1]

    def marked(self, word):
        return {f for f, w in self.label.items() if w == word}


# ---- shapes: frames that have it ----

def strangers(c):
    """D22: associations and heartbeats from elsewhere, a name that is another's address, a start that is taken back."""
    found, last = set(), {}
    for m in c.pfcp:
        node = m.get("node-IPv4-address")
        if m.name.endswith("Request") and (m.src not in N4 or (node or m.src) != m.src):
            found.add(m.frame)
        if m.get("Recovery-Time-Stamp") is not None:
            frame, stamp = last.get(m.src, (0, 0))
            if stamp > m.get("Recovery-Time-Stamp"):
                found.add(frame)
            last[m.src] = m.frame, m.get("Recovery-Time-Stamp")
    return found


def foreign_requests(c):
    """D23: not by who made the session; out of the order of numbers; deleted without a wish of the AMF."""
    found, last = set(), {}
    wishes = [m.time for m in c.messages if m.name == "ReleaseSmContext"]
    for m in c.pfcp:
        if m.name not in ("Session-Deletion-Request", "Session-Modification-Request", "Session-Establishment-Request"):
            continue
        number, before = m.get("sequence-number-of-message"), last.get((m.src, m.dst))
        owner = c.known.session.get((m.dst, m.get("SEID")))
        if m.src not in N4 or (owner and owner.src != m.src) or (before is not None and not 0 <= number - before <= 64):
            found.add(m.frame)
        else:
            last[m.src, m.dst] = number
        if "Deletion" in m.name and not any(m.time - 0.1 < t <= m.time for t in wishes):
            found.add(m.frame)
    return found


def window(rows, seconds):
    """[(rows within `seconds` before and at this one, row)]"""
    out, at = [], 0
    for i, row in enumerate(rows):
        while rows[at].time <= row.time - seconds:
            at += 1
        out.append((rows[at:i + 1], row))
    return out


def unknown_seids(c):
    """D24: five sessions within a minute that are not there, from one peer."""
    asked, refused, found = {}, collections.defaultdict(list), set()
    for m in c.pfcp:
        key = m.get("sequence-number-of-message")
        if m.name.endswith("Request"):
            asked[m.src, m.dst, key] = m
        elif m.get("Cause") == "Session context not found":
            refused[m.dst].append(asked[m.dst, m.src, key])
    for rows in refused.values():
        for near, _ in window(rows, 60):
            if len({m.get("SEID") for m in near}) >= 5:
                found |= {m.frame for m in near}
    return found


def by_strangers(c):
    """The same from more peers, each seldom."""
    return {m.frame for m in c.pfcp if m.src not in N4}


def unknown_ends(c):
    """D25: a tunnel is to end where no base station has one."""
    return {m.frame for m in c.pfcp if m.name == "Session-Modification-Request" and m.get("TEID") is not None and
            (m.get("IPv4-address"), m.get("TEID")) not in c.known.told}


def drops(c):
    """D26: dropped or doubled while N2 keeps the subscriber's tunnel."""
    found, tunnel = set(), {}
    for m in c.pfcp:
        if m.name != "Session-Modification-Request":
            continue
        if m.get("DROP") or m.get("DUPL"):
            if c.is_live(tunnel.get((m.dst, m.get("SEID"))), m.time):
                found.add(m.frame)
        elif m.get("TEID") is not None:
            tunnel[m.dst, m.get("SEID")] = m.get("IPv4-address"), m.get("TEID")
    return found


def floods(c):
    """D27: ten heartbeats in a second; one number more than three times; three times as many sessions as N2 asks for."""
    found, times = set(), collections.Counter()
    for src in {m.src for m in c.pfcp}:
        beats = [m for m in c.pfcp if m.src == src and m.name == "Heartbeat-Request"]
        found |= {m.frame for near, m in window(beats, 1) if len(near) > 10}
    setups = [m.time for m in c.messages if m.name == "PDUSessionResourceSetupRequest"]
    new = [m for m in c.pfcp if m.name == "Session-Establishment-Request"]
    for near, m in window(new, 10):
        if len(near) >= 5 and len(near) > 3 * sum(m.time - 10 < t < m.time + 1 for t in setups):
            found |= {x.frame for x in near}
    for m in c.pfcp:
        key = m.src, m.dst, m.name, m.get("sequence-number-of-message")
        times[key] += 1
        if m.name.endswith("Request") and times[key] > 4:
            found.add(m.frame)
    return found


def bindings(c):
    """D28: address or tunnel of a session that is there."""
    found, bound, answer = set(), {}, {}
    for m in c.pfcp:
        if m.name == "Session-Establishment-Request":
            keys = [("ue", m.get("UE-IPv4-address"))] + [(m.dst, m.get("TEID"))] * (m.get("TEID") is not None)
            if any(k in bound for k in keys):
                found.add(m.frame)
            answer[m.src, m.dst, m.get("sequence-number-of-message")] = keys
        elif m.name == "Session-Establishment-Response":
            keys = answer[m.dst, m.src, m.get("sequence-number-of-message")]
            for k in keys + [(m.src, m.get("TEID"))] * (m.get("TEID") is not None):
                bound.setdefault(k, (m.src, m.get("SEID", 1)))
        elif m.name == "Session-Deletion-Request":
            bound = {k: v for k, v in bound.items() if v != (m.dst, m.get("SEID"))}
    return found


def inside(c, test):
    return {p.frame for p in c.tunnelled if p.sport == 2152 and test(p.inner)}


def to_network(p, net):
    return ipaddress.ip_address(p.dst) in net


def core_protocols(c):
    """D29: by the ports of the first fragment."""
    def first(p):
        return to_network(p, CORE) and (p.proto, p.dport) in ((17, 8805), (17, 2123), (132, 38412), (6, 7777))
    cut = {p.inner.whole for p in c.tunnelled if p.inner.more and first(p.inner)}
    return inside(c, lambda p: first(p) or p.later and p.whole in cut)


def nested(c):
    """D30: version 1 of GTP, with as many octets as it says."""
    return inside(c, lambda p: p.proto == 17 and p.dport == 2152 and p.data[0] >> 4 == 3 and
                  int.from_bytes(p.data[2:4], "big") == len(p.data) - 8)


def nobodys(c):
    """D31: a tunnel that nobody has told of."""
    return {p.frame for p in c.tunnelled if (p.dst, p.teid) not in c.known.told}


def wrong_sources(c):
    """D32: not the address of the session; not a base station that served it; down, but not from a UPF."""
    found = set()
    for p in c.tunnelled:
        if p.dst in UPFS:
            end = p.dst, p.teid
            if p.inner.src != c.known.whose.get(end, p.inner.src) or p.src not in c.known.serves[end]:
                found.add(p.frame)
        elif p.src not in UPFS:
            found.add(p.frame)
    return found


def long_echoes(c):
    """D33: more than a restart counter; what is always the same is somebody's habit."""
    seen, long_ = collections.Counter(), []
    for p in c.packets:
        if p.proto == 17 and p.dport == 2152 and p.data[1] in (1, 2) and len(p.data) > 14:
            seen[p.data[-8:]] += 1
            long_.append(p)
    return {p.frame for p in long_ if seen[p.data[-8:]] <= 2 or len(p.data) > 12 + 64}


def false_errors(c):
    """D34: an error from who does not have the tunnel, or that N2 keeps; the end of a tunnel without a handover."""
    moved, found = [m.time for m in c.messages if m.name in ("PathSwitchRequest", "HandoverNotify")], set()
    for m in c.messages:
        end = m.get("GTP-U-Peer-Address"), m.get("Tunnel-Endpoint-Identifier-Data-I")
        if m.name == "Error-Indication" and m.dst in UPFS and (m.src != end[0] or c.is_live(end, m.time)):
            found.add(m.frame)
        if m.name == "End-Marker" and (m.src not in UPFS or not any(m.time - 2 < t <= m.time for t in moved)):
            found.add(m.frame)
    return found


def name_of(data):
    labels, at = [], 12
    while at < len(data) and data[at]:
        labels.append(data[at + 1:at + 1 + data[at]].decode("latin-1"))
        at += 1 + data[at]
    return labels


def entropy(text):
    return -sum(n / len(text) * math.log2(n / len(text)) for n in collections.Counter(text).values())


def user_tunnels(c):
    """D35: long names of many different characters, echoes that come back otherwise, no DNS where DNS is."""
    found, sent = set(), {}
    for outer in c.tunnelled:
        p = outer.inner
        if p.proto == 17 and 53 in (p.sport, p.dport):
            plausible = p.data[2] & 0x70 == 0 and p.data[4:6] == b"\0\1"
            label = max(name_of(p.data), key=len) if plausible else ""
            if not plausible or (len(label) >= 20 and entropy(label) > 3):
                found.add(outer.frame)
        elif p.proto == 6 and 53 in (p.sport, p.dport) and (not p.data or p.data.startswith(b"SSH-")):
            found.add(outer.frame)
        elif p.proto == 1 and p.head[0] == 8:
            sent[p.src, p.dst, p.head[4:8]] = outer.frame, p.data
        elif p.proto == 1 and p.head[0] == 0:
            frame, data = sent.get((p.dst, p.src, p.head[4:8]), (0, p.data))
            found |= {frame} if data != p.data else set()
    return found


def core_answers(c):
    """D36: a function of the core or a base station answered."""
    answered = {(p.inner.src, p.inner.dst) for p in c.tunnelled if p.dst not in UPFS}
    return inside(c, lambda p: (to_network(p, CORE) or to_network(p, RAN)) and (p.dst, p.src) in answered)


def scans(c):
    """D55: many (address, port) in a minute, few answer."""
    opened = {(p.dst, p.dport, p.src, p.sport) for p in c.packets if p.proto == 6 and p.flags & 0x12 == 0x12}
    heard = {(p.dst, p.dport, p.src, p.sport) for p in c.packets if p.proto == 17}
    tries, found = collections.defaultdict(list), set()
    for p in c.packets:
        if (p.proto == 6 and p.flags & 0x12 == 2) or (p.proto == 17 and p.dport in (8805, 2152) and p.data[1] == 1):
            tries[p.src].append(p)
    for rows in tries.values():
        for near, p in window(rows, 60):
            ends = {(x.dst, x.dport) for x in near}
            good = {(x.dst, x.dport) for x in near if (x.src, x.sport, x.dst, x.dport) in opened | heard}
            if len(ends) > 20 and len(good) < 0.2 * len(ends):
                found |= {x.frame for x in near}
    return found


def slow_scan(c):
    """The same over a longer time and all peers."""
    opened = {(p.dst, p.dport, p.src, p.sport) for p in c.packets if p.proto == 6 and p.flags & 0x12 == 0x12}
    closed = [p for p in c.packets if p.proto == 6 and p.flags & 0x12 == 2 and (p.src, p.sport, p.dst, p.dport) not in opened]
    return {p.frame for p in closed} if len({(p.dst, p.dport) for p in closed}) > 20 else set()


def identities(c):
    """D56: one address has two interfaces; a function talks to somebody of whom nobody knows."""
    mac, found = {}, set()
    for frame, ip, hardware in sorted(c.arp + [(p.frame, p.src, p.mac) for p in c.packets]):
        if mac.setdefault(ip, hardware) != hardware:
            found.add(frame)
    for p in c.packets:
        a, b = ipaddress.ip_address(p.src), ipaddress.ip_address(p.dst)
        if (a in CORE) != (b in CORE) and not any(x in CORE or x in RAN or x in PARTNERS or str(x) == "10.47.255.1"
                                                  for x in ({a, b} - {x for x in (a, b) if x in CORE})):
            found.add(p.frame)
    return found


# Detector: its shape; share of the labelled frames that have to have it, 1 but for what an attack does besides;
# what tshark has to find in each of them.
TABLE = {
    "D22": (strangers, 1, "pfcp.msg_type==5 || pfcp.msg_type==1"),
    "D23": (foreign_requests, 0.6, "pfcp.msg_type==50 || pfcp.msg_type==52 || pfcp.msg_type==54"),
    "D24": (unknown_seids, 0.9, "pfcp.msg_type==54 || pfcp.msg_type==52"),
    "D25": (unknown_ends, 0.5, "pfcp.msg_type==52 && pfcp.outer_hdr_creation.teid"),
    "D26": (drops, 0.5, "pfcp.msg_type==52 && pfcp.apply_action.forw"),
    "D27": (floods, 0.6, "pfcp.msg_type==50 || pfcp.msg_type==1"),
    "D28": (bindings, 1, "pfcp.msg_type==50"),
    "D29": (core_protocols, 1, "gtp && (pfcp || gtpv2 || sctp.dstport==38412 || tcp.dstport==7777 || ip.flags.mf==1)"),
    "D30": (nested, 1, "gtp.message==255 && (udp.dstport==2152)"),
    "D31": (nobodys, 1, "gtp.message==255"),
    "D32": (wrong_sources, 1, "gtp.message==255"),
    "D33": (long_echoes, 1, "gtp.message==1 || gtp.message==2"),
    "D34": (false_errors, 1, "gtp.message==26 || gtp.message==254"),
    "D35": (user_tunnels, 1, "gtp && (dns || icmp.type==8 || tcp.dstport==53)"),
    "D36": (core_answers, 1, "gtp && (icmp.type==8 || tcp.dstport==22)"),
    "D55": (scans, 0.9, "tcp.flags.syn==1 || tcp.flags.reset==1 || pfcp.msg_type==1 || gtp.message==1"),
    "D56": (identities, 1, "arp.opcode==2 || pfcp.msg_type==1 || tcp.port==5555"),
}
# Variants that stay below what the shape says, on purpose, and the shape they have in its place.
BELOW = {"D24:evasive": by_strangers, "D55:evasive": slow_scan}


def second_opinion(folder, frames):
    """[(detector, octets)]: tshark finds what the table says."""
    path = folder / "labelled.pcap"
    head = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1)
    path.write_bytes(head + b"".join(struct.pack("<IIII", n, 0, len(p), len(p)) + p for n, (_, p) in enumerate(frames)))
    last = {i: n + 1 for n, (i, _) in enumerate(frames)}
    first = {i: n + 1 for n, (i, _) in reversed(list(enumerate(frames)))}
    terms = [f"(frame.number >= {first[i]} && frame.number <= {last[i]} && ({TABLE[i][2]})"
             f"{'' if i == 'D35' else ' && !_ws.malformed'})" for i in first]
    out = subprocess.run(["tshark", "-r", str(path), "-Y", f"{' || '.join(terms)}", "-T", "fields",
                          "-e", "frame.number"], capture_output=True, text=True)
    read = set(map(int, out.stdout.split()))
    for n, (i, p) in enumerate(frames):
        expect(f"{i}: tshark reads otherwise: {p.hex()} {out.stderr[:200]}", n + 1 in read)


def accidents(c):
    """Kinds of headers that tools give away: service, flags, time to live; with a label, and without."""
    kinds = set(), set()
    for p, _, frame, _ in c.raw:
        kinds[frame not in c.label].add((p[1], p[6] & 0xe0, p[8]))
    return kinds


def has_shape(word, marked, found, share):
    expect(f"{word}: {len(marked & found)} of {len(marked)} frames have the shape, {sorted(marked - found)[:5]} have not",
           len(marked) > 0 and len(marked & found) >= share * len(marked))


def one(petrin, folder, i, variants):
    """Its labelled frames."""
    shape, share, _ = TABLE[i]
    near = Capture(petrin, folder / "near.pcapng", [f"{i}:near"])
    expect(f"{i}:near has labels", not near.label)
    expect(f"{i}:near has the shape: {sorted(shape(near))[:5]}", not shape(near))
    words = [i] + [f"{i}:{v}" for v in variants if v != "near"]
    usual = [w for w in words if w not in BELOW]
    c = Capture(petrin, folder / "attack.pcapng", usual)
    ours, others = accidents(c)
    expect(f"{i}: headers {ours - others} give it away", ours <= others)
    found = shape(c)
    for word in usual:
        has_shape(word, c.marked(word), found, share)
    octets = c.octets
    for word in set(words) - set(usual):
        c = Capture(petrin, folder / "attack.pcapng", [word])
        has_shape(word, c.marked(word), BELOW[word](c), 1)
        expect(f"{word} is not below", not c.marked(word) & shape(c))
        octets += c.octets
    return [(i, p) for p in octets]


def techniques(kinds):
    """The first technique of each detector is one of FiGHT."""
    facts = pathlib.Path(__file__).resolve().parents[3] / "shared/facts/fight-techniques.csv"
    if not facts.is_file():
        print(f"no {facts.name}: names of techniques are not compared")
        return
    known = {row["id"] for row in csv.DictReader(open(facts))}
    for i in TABLE:
        expect(f"{i}: {kinds[i]['technique']} is none of FiGHT", kinds[i]["technique"] in known)


def main():
    petrin = str(pathlib.Path(sys.argv[1]).resolve())
    rows = subprocess.run([petrin, "generate", "--attack", "list", "--format", "jsonl"], capture_output=True, text=True)
    kinds = {x["attack"]: x for x in map(json.loads, rows.stdout.splitlines())}
    techniques(kinds)
    if not shutil.which("tshark"):
        print("tshark is not installed: no second opinion")
    with tempfile.TemporaryDirectory() as folder:
        frames = []
        for i in sys.argv[2:] or TABLE:
            frames += one(petrin, pathlib.Path(folder), i, kinds[i]["variants"].split())
        if shutil.which("tshark"):
            second_opinion(pathlib.Path(folder), frames)
    for p in problems:
        print(p)
    sys.exit(bool(problems))


main()
