#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Attacks on N1 and N2 are what they say (D01 to D21).   usage: attacks_n1n2.py PETRIN

One capture has all of them with all variants, one all that looks alike, one nothing.  What our reader finds in the
first, at the frames with a label, has to have the shape that the catalogue describes; in the others nothing may have
it where a shape is an invariant.  tshark, where it is installed, reads every labelled message as what it is meant to
be.  This file knows nothing of how the attacks are made."""
import collections, csv, datetime, json, pathlib, shutil, subprocess, sys, tempfile

IDS = [f"D{i:02}" for i in range(1, 22)]
P256 = 2**256 - 2**224 + 2**192 + 2**96 - 1
B256 = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b
problems = []


def expect(what, true):
    if not true:
        problems.append(what[:300])


class Message:
    def __init__(self, x):
        self.frame, self.proto, self.name, self.damaged = x["frame"], x["proto"], x["message"], x["damaged"]
        self.time = datetime.datetime.fromisoformat(x["time"][:26]).timestamp()
        self.src, self.dst = x["src"].rsplit(":", 1)[0], x["dst"].rsplit(":", 1)[0]
        self.names = [f["name"] for f in x["fields"]]
        self.all = collections.defaultdict(list)
        for f in x["fields"]:
            self.all[f["name"]].append(f["value"])
        self.amf = self.get("AMF-UE-NGAP-ID", self.get("aMF-UE-NGAP-ID"))
        self.ran = self.get("RAN-UE-NGAP-ID", self.get("rAN-UE-NGAP-ID"))
        self.gnb = self.src if self.up() else self.dst
        self.ue = (self.gnb, self.ran)

    def up(self):
        return not self.src.startswith("10.100.")

    def get(self, name, other=None):
        return self.all[name][0] if self.all[name] else other

    def has(self, name):
        return bool(self.all[name])


class Capture:
    def __init__(self, petrin, folder, name, words, *more):
        self.path = folder / name
        command = [petrin, "generate", "-o", str(self.path), "--gnbs", "3", "--ues", "12", *more]
        done = subprocess.run(command + (["--attack", ",".join(words)] if words else []), capture_output=True, text=True)
        expect(f"generate: {done.stderr}", done.returncode == 0)
        out = subprocess.run([petrin, "watch", "--pdus", "--show-subscribers", "--quiet", str(self.path), "--filter",
                              "proto == ngap || proto == s1ap || proto == pfcp || proto == tls"], capture_output=True, text=True)
        self.all = [Message(json.loads(line)) for line in out.stdout.splitlines()]
        rows = list(csv.reader(open(f"{self.path}.labels.csv")))[1:]
        self.label = {int(frame): label for frame, label, _ in rows}
        self.by_label = collections.defaultdict(list)
        for m in self.all:
            if m.frame in self.label:
                self.by_label[self.label[m.frame]].append(m)

    def before(self, m, seconds, test):
        return any(m.time - seconds <= x.time and x.frame < m.frame and test(x) for x in self.all if x.time <= m.time)

    def after(self, m, seconds, test):
        return any(x.time <= m.time + seconds and test(x) for x in self.all if x.frame > m.frame)


def capabilities(m):
    return m.get("5G-EA"), m.get("5G-IA")


# Shapes that are invariants: frames that break them.  Each takes a capture.

def null_integrity(c):
    """D01: IA0 outside of emergency, or a session without protection on the radio."""
    emergency, bad = set(), []
    for m in c.all:
        if m.name == "InitialUEMessage":
            emergency.discard(m.ue)
            if m.get("registration-type") == "emergency registration":
                emergency.add(m.ue)
        if "IA0" in str(m.get("integrity-algorithm")) and m.ue not in emergency:
            bad.append(m.frame)
        if m.get("integrityProtectionIndication") == "not-needed":
            bad.append(m.frame)
    return bad


def other_capabilities(c):
    """D02: repeated capabilities are not those of the Registration request; or only null algorithms are offered."""
    offered, bad = {}, []
    for m in c.all:
        if m.has("Registration-request") and m.name == "InitialUEMessage":
            offered[m.ue] = capabilities(m)
            if capabilities(m) == (0x80, 0x80):
                bad.append(m.frame)
        if m.has("Security-mode-command") and offered.get(m.ue, capabilities(m)) != capabilities(m):
            bad.append(m.frame)
    return bad


def bad_keys(c):
    """D05: no point of P-256, low order, or one key with different ciphertexts."""
    seen, bad = {}, []
    for m in c.all:
        octets = bytes.fromhex(m.get("scheme-output", ""))
        scheme = str(m.get("protection-scheme-id"))
        if m.name != "InitialUEMessage" or not octets:
            continue
        n = 33 if scheme.endswith("B") else 32
        key, rest = octets[:n], octets[n:]
        if n == 33:
            x = int.from_bytes(key[1:], "big")
            y2 = (x**3 - 3 * x + B256) % P256
            if key[0] not in (2, 3) or x >= P256 or pow(y2, (P256 - 1) // 2, P256) not in (0, 1):
                bad.append(m.frame)
        if key == bytes(32) or seen.setdefault(key, rest) != rest:
            bad.append(m.frame)
    return bad


def collisions(c):
    """D09: an S-TMSI that is in use in a connection comes in another, and the first is released within 2 s."""
    live, bad = {}, []
    for m in c.all:
        tmsi = m.get("fiveG-TMSI")
        if m.name == "InitialUEMessage" and tmsi is not None:
            first = live.get(tmsi)
            if first is not None and first != m.ue and c.after(m, 2, lambda x: x.name == "UEContextReleaseCommand" and x.ue == first):
                bad.append(m.frame)
            live[tmsi] = m.ue
        for guti in m.all["5G-TMSI"] if m.has("Registration-accept") or m.has("Configuration-update-command") else ():
            live = {t: u for t, u in live.items() if u != m.ue}
            live[f"{guti:08x}"] = m.ue
        if m.name == "UEContextReleaseComplete":
            live = {t: u for t, u in live.items() if u != m.ue}
    return bad


def crossings(c):
    """D11: an association names an AMF-UE-NGAP-ID that is not its own."""
    owner, bad = {}, []
    for m in c.all:
        if m.proto != "ngap" or m.amf is None:
            continue
        if not m.up():
            owner.setdefault(m.amf, m.gnb)
        if m.name in ("PathSwitchRequestAcknowledge", "HandoverRequest"):
            owner[m.amf] = m.gnb
        elif m.up() and m.name != "HandoverRequestAcknowledge" and owner.get(m.amf) != m.gnb:
            bad.append(m.frame)
    return bad


def replays(c):
    """D13: MAC and sequence number come a second time."""
    seen, bad = set(), []
    for m in c.all:
        key = m.get("message-authentication-code"), m.get("sequence-number")
        if m.proto == "ngap" and key[0] not in (None, "00000000"):
            if key in seen:
                bad.append(m.frame)
            seen.add(key)
    return bad


def weaker_handovers(c):
    """D14: capabilities of a Path switch request are not those of the context, or its tunnel ends out of the network."""
    stored, bad = {}, []
    for m in c.all:
        have = m.get("nRencryptionAlgorithms"), m.get("nRintegrityProtectionAlgorithms")
        if m.name in ("InitialContextSetupRequest", "HandoverRequest"):
            stored[m.amf] = have
        if m.name == "PathSwitchRequest":
            amf = m.get("SourceAMF-UE-NGAP-ID")
            if stored.get(amf, have) != have or not m.get("transportLayerAddress").startswith("10."):
                bad.append(m.frame)
    return bad


def pages_for_nothing(c):
    """D15: paging without a report of downlink data within 2 s before."""
    return [m.frame for m in c.all if m.name == "Paging" and m.proto == "ngap" and
            not c.before(m, 2, lambda x: x.name == "PFCP-Session-Report-Request")]


def kept_identities(c):
    """D16: an S-TMSI comes again behind an answer to paging or an update that gave no other."""
    due, came, bad = set(), {}, []
    for m in c.all:
        tmsi = m.get("fiveG-TMSI")
        if m.name == "InitialUEMessage" and tmsi is not None:
            if tmsi in due:
                bad.append(m.frame)
            came[m.ue] = tmsi
            if m.get("Service-type") == "mobile terminated services" or \
               m.get("registration-type") == "periodic registration updating":
                due.add(tmsi)
        if (m.has("Configuration-update-command") or m.has("Registration-accept")) and m.has("5G-TMSI"):
            if f"{m.get('5G-TMSI'):08x}" != came.get(m.ue):
                due.discard(came.get(m.ue))
    return bad


INVARIANTS = {"D01": null_integrity, "D02": other_capabilities, "D05": bad_keys, "D09": collisions, "D11": crossings,
              "D13": replays, "D14": weaker_handovers, "D15": pages_for_nothing, "D16": kept_identities}
# Variants that are something else by intent: good keys; a neighbour nobody knows, which is weak.
ELSE = {"D02:weaker", "D05:evasive", "D14:unknown", "D11:evasive"}

# What else labelled messages have to be: how many of them at least, and the test.  Labels without a row: all above.

def cause(word):
    return lambda m: m.get("5GMM-cause") == word


def name(word):
    return lambda m: m.name == word


def holds(word):
    return lambda m: m.has(word)


def plain_reject(m):
    return m.has("Service-reject") and not m.has("message-authentication-code")


def null_scheme(m):
    return m.get("protection-scheme-id") == "Null scheme"


SHAPES = {
    "D03": (10, null_scheme), "D03:evasive": (4, lambda m: null_scheme(m) and m.has("Identity-response")),
    "D04": (15, holds("Identity-request")), "D04:evasive": (8, lambda m: m.get("Identity-type") == "IMEI"),
    "D04:4g": (12, lambda m: m.proto == "s1ap" and m.has("Identity-request")),
    "D05:evasive": (18, holds("scheme-output")),
    "D06": (100, name("InitialUEMessage")), "D06:evasive": (100, name("InitialUEMessage")),
    "D07": (20, cause("MAC failure")), "D07:catcher": (29, cause("MAC failure")),
    "D07:hold": (13, holds("Authentication-request")), "D07:clone": (3, cause("Synch failure")),
    "D07:evasive": (8, cause("MAC failure")),
    "D08": (4, plain_reject), "D08:evasive": (1, plain_reject),
    "D08:deregister": (4, lambda m: m.has("Deregistration-request-UE-terminated") and not m.has("sequence-number")),
    "D08:protected": (2, lambda m: m.has("Deregistration-request-UE-terminated") and m.has("sequence-number")),
    "D10": (1, lambda m: m.name == "NGSetupRequest" and not m.src.startswith("10.32.")),
    "D10:same-id": (1, lambda m: m.get("gNB-ID") is None and "00000001" in m.all["gNB-ID"]),
    "D10:foreign-plmn": (1, lambda m: m.name == "NGSetupRequest" and m.get("pLMNIdentity") == "999-70"),
    "D10:evasive": (1, lambda m: m.name == "NGSetupRequest" and m.src.startswith("10.32.")),
    "D11:evasive": (4, name("UplinkNASTransport")), "D11:scan": (16, name("UEContextReleaseRequest")),
    "D12": (3, lambda m: m.damaged), "D12:missing": (3, lambda m: m.damaged), "D12:big-id": (3, lambda m: m.damaged),
    "D12:evasive": (3, lambda m: m.damaged), "D12:nas-types": (4, lambda m: m.damaged),
    "D02:weaker": (4, lambda m: m.get("integrity-algorithm") == "128-5G-IA1" and m.get("5G-IA") & 0x20),
    "D12:pfcp": (3, lambda m: str(m.get("PDN-Type")) == "0"),
    "D17": (20, name("LocationReportingControl")), "D17:evasive": (1, name("LocationReportingControl")),
    "D17:nrppa": (20, name("DownlinkUEAssociatedNRPPaTransport")),
    "D18": (10, holds("Requested-NSSAI")), "D18:sessions": (10, holds("PDU-session-establishment-request")),
    "D18:evasive": (9, holds("Requested-NSSAI")),
    "D19": (5, name("NGReset")), "D19:overload": (12, name("OverloadStart")), "D19:evasive": (3, name("NGReset")),
    "D20": (6, cause("N1 mode not allowed")), "D20:evasive": (2, cause("N1 mode not allowed")),
    "D20:release": (6, lambda m: m.get("radioNetwork") == "redirection"),
    "D21": (10, lambda m: m.proto == "ngap"), "D21:evasive": (5, lambda m: m.proto == "ngap"),
    "D21:weak-tls": (4, lambda m: m.proto == "tls"),
}


def counts(c):
    """What is told by numbers, and what the network answers."""
    def of(label, test=lambda m: True):
        return [m for m in c.by_label[label] if test(m)]
    for label in ("D18", "D18:sessions"):
        expect(f"{label}: slices", len({m.get("SD") for m in of(label)}) >= 8)
    for label in ("D15", "D16", "D07"):
        expect(f"{label}: nothing", of(label))
    expect("D15: one identity each time", all(m.name == "Paging" for m in of("D15")) and len(of("D15")) >= 5)
    expect("D15: nobody answers", all(c.after(m, 2, lambda x: x.get("Service-type") == "mobile terminated services")
                                      for m in of("D15")))
    expect("D17: few subscribers", len({m.ue for m in of("D17")}) >= 8)
    expect("D11: others are not released", all(
        c.after(m, 1, lambda x: x.name == "UEContextReleaseCommand" and x.amf == m.amf and x.gnb != m.gnb)
        for m in of("D11", name("UEContextReleaseRequest"))))
    expect("D11:scan: no error", all(c.after(m, 1, lambda x: x.name == "ErrorIndication" and x.amf == m.amf)
                                     for m in of("D11:scan", name("UEContextReleaseRequest"))))
    for label in ("D12", "D12:missing", "D12:big-id", "D12:evasive"):
        expect(f"{label}: no new beginning", all(
            c.after(m, 5, lambda x: x.name == "NGSetupRequest" and x.src == m.src) for m in of(label, lambda m: m.damaged)))
    stamps = {m.get("Recovery-Time-Stamp") for m in c.all if m.name == "PFCP-Association-Setup-Response"}
    expect(f"D12:pfcp: the UPF lives: {stamps}", len(stamps) >= 4)
    expect("D10:foreign-plmn: accepted", c.after(of("D10:foreign-plmn")[0], 1, name("NGSetupFailure")))
    for label in ("D20", "D20:release", "D20:evasive"):
        expect(f"{label}: nobody attaches", all(
            c.after(m, 30, lambda x: x.proto == "s1ap" and x.get("type-of-identity") == "IMSI") for m in of(label)))
    expect("D02: accepted", all(c.after(m, 1, lambda x: x.has("Security-mode-reject") and x.ue == m.ue) for m in of("D02")))
    expect("D02:accepted: refused", all(c.after(m, 1, lambda x: x.has("Security-mode-complete") and x.ue == m.ue)
                                        for m in of("D02:accepted")))


def shapes(c, words):
    for i, find in INVARIANTS.items():
        bad = set(find(c))
        expect(f"{find.__name__}: without a label: {sorted(bad - set(c.label))}", bad <= set(c.label))
        for word in words:
            if word.split(":")[0] == i and word not in ELSE:
                frames = {f for f, label in c.label.items() if label == word}
                expect(f"{word}: no frame breaks {find.__name__}", frames & bad)
    for word, (least, test) in SHAPES.items():
        n = sum(1 for m in c.by_label[word] if test(m))
        expect(f"{word}: {n} messages, not {least}", n >= least)
    for word in words:
        expect(f"{word}: has no test", word in SHAPES or (word.split(":")[0] in INVARIANTS and word not in ELSE) or
               word == "D14:unknown")


# What tshark is to see: label -> field, value, how many frames at least.

def tshark(c):
    if not shutil.which("tshark"):
        print("tshark is not installed: no second opinion")
        return
    mm, ngap, sctp = "nas_5gs.mm.message_type", "ngap.procedureCode", "sctp.chunk_type"
    table = {
        "D01": (mm, "0x5d", 4), "D02": (mm, "0x5d", 3), "D02:null-only": (mm, "0x41", 3), "D03": (mm, "0x41", 10),
        "D03:evasive": (mm, "0x5c", 4), "D04": (mm, "0x5b", 15), "D04:4g": ("nas_eps.nas_msg_emm_type", "0x55", 12),
        "D05": (mm, "0x41", 24), "D06": (ngap, "15", 100), "D07": (mm, "0x59", 20), "D07:hold": (mm, "0x56", 13),
        "D08": (mm, "0x4d", 4), "D08:deregister": (mm, "0x47", 4), "D09": (mm, "0x4c", 3), "D10": (ngap, "21", 1),
        "D11": (ngap, "42", 3), "D11:scan": (ngap, "42", 16), "D11:evasive": (ngap, "46", 4),
        "D12:nas-types": (ngap, "46", 8), "D13": (mm, "0x55", 4), "D13:smc": (mm, "0x5d", 4), "D13:evasive": (mm, "0x4c", 2),
        "D14": (ngap, "25", 4), "D15": (ngap, "24", 5), "D16": (mm, "0x4c", 4), "D17": (ngap, "16", 20),
        "D17:nrppa": (ngap, "8", 20), "D18": (mm, "0x41", 10), "D18:sessions": ("nas_5gs.sm.message_type", "0xc1", 10),
        "D19": (ngap, "20", 5), "D19:overload": (ngap, "22", 12), "D20": (mm, "0x44", 6), "D20:release": (ngap, "41", 6),
        "D21": (ngap, "15", 2), "D21:weak-tls": ("tls.handshake.version", "0x0301", 4), "D12": (sctp, "0", 3),
    }
    accidents = ["ip.ttl", "ip.dsfield", "ip.flags.df"]  # what must not tell attacks from the rest
    fields = sorted({f for f, _, _ in table.values()} | {"_ws.malformed", *accidents})
    out = subprocess.run(["tshark", "-r", str(c.path), "-o", "nas-5gs.null_decipher:TRUE", "-T", "fields", "-e",
                          "frame.number", *(w for f in fields for w in ("-e", f))], capture_output=True, text=True).stdout
    seen = {int(line.split("\t")[0]): dict(zip(fields, line.split("\t")[1:])) for line in out.splitlines()}
    damaged = {c.label.get(f, f"frame {f}") for f, row in seen.items() if row["_ws.malformed"]}
    expect(f"tshark: malformed: {sorted(damaged)}", all(label.startswith("D12") for label in damaged))
    for field in accidents:
        benign = {row[field] for f, row in seen.items() if f not in c.label}
        expect(f"tshark: {field} tells attacks", {seen[f][field] for f in c.label} <= benign)
    for label, (field, value, least) in table.items():
        n = sum(1 for f, l in c.label.items() if l == label and
                any(int(v, 0) == int(value, 0) for v in seen[f][field].split(",") if v))
        expect(f"tshark: {label}: {n} frames with {field} {value}, not {least}", n >= least)


def described(kinds):
    """Each variant is in the row of its attack in the page."""
    page = (pathlib.Path(__file__).resolve().parents[2] / "docs/formats/generate.md").read_text().splitlines()
    for i, variants in kinds:
        row = "".join(line for line in page if line.startswith(f"| {i} |"))
        missing = [v for v in variants if f"`{v}`" not in row]
        expect(f"docs/formats/generate.md: {i}: {missing or 'no row'}", row and not missing)


def main():
    petrin = str(pathlib.Path(sys.argv[1]).resolve())
    rows = subprocess.run([petrin, "generate", "--attack", "list", "--format", "jsonl"], capture_output=True, text=True)
    kinds = [(x["attack"], x["variants"].split()) for x in map(json.loads, rows.stdout.splitlines()) if x["attack"] in IDS]
    described(kinds)
    expect("not all are there", [i for i, _ in kinds] == IDS)
    expect("one is never evasive", all("evasive" in v and "near" in v for _, v in kinds))
    words = [w for i, variants in kinds for w in [i] + [f"{i}:{v}" for v in variants if v != "near"]]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        attacks = Capture(petrin, folder, "attacks", words, "--minutes", "14")
        expect("labels", set(attacks.label.values()) == set(words))
        shapes(attacks, words)
        counts(attacks)
        tshark(attacks)
        again = Capture(petrin, folder, "again", words, "--minutes", "14")
        expect("not the same twice", attacks.path.read_bytes() == again.path.read_bytes())
        for quiet in (Capture(petrin, folder, "near", [f"{i}:near" for i in IDS], "--minutes", "10"),
                      Capture(petrin, folder, "quiet", [], "--minutes", "5")):
            expect(f"{quiet.path.name}: labels", not quiet.label)
            damaged = [m.frame for m in quiet.all if m.damaged]
            expect(f"{quiet.path.name}: damage at {damaged}", not damaged)
            for i, find in INVARIANTS.items():
                bad = find(quiet)
                expect(f"{quiet.path.name}: {i}: {find.__name__} is broken at {bad}", not bad)
    for p in problems:
        print(p)
    sys.exit(bool(problems))


main()
