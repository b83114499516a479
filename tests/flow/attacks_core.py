#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Attacks on SBI and roaming, D37 to D54, are what the catalogue says.   usage: attacks_core.py PETRIN

One recording with all of them, once with each look-alike alone: for each label the shape is looked for in what our reader
finds, without a detector.  Requests over HTTP, Diameter and GTPv2-C are the intended ones for tshark as well (where it is
installed)."""
import base64, csv, datetime, json, pathlib, re, shutil, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
NODES = {n: ".".join((a, b, c, d)) for n, a, b, c, d in re.findall(
    r'N\((\w+), "[^"]+", (\d+), (\d+), (\d+), (\d+)\)', (ROOT / "src/watch/generate/node.def").read_text())}
STRANGERS = {NODES[n] for n in ("INSIDER", "OUTSIDER", "ROGUE_GNB")}
KNOWN = set(NODES.values()) - STRANGERS
UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
PARTNER, THIRD, OURS = (f"epc.mnc{x}.3gppnetwork.org" for x in ("070.mcc999", "080.mcc999", "001.mcc001"))
problems = []


def expect(what, true):
    if not true:
        problems.append(what[:300])


class Message:
    def __init__(self, row):
        self.frame, self.name, self.proto = row["frame"], row["message"], row["proto"]
        self.src, self.dst = (row[k].split(":")[0] for k in ("src", "dst"))
        self.answer, self.flags, self.fields = row.get("answer"), row["flags"], row["fields"]
        when, rest = row["time"].split(".")
        self.time = datetime.datetime.fromisoformat(when + "+00:00").timestamp() + float("0." + rest.rstrip("Z"))

    def all(self, name):
        return [f.get("number", f["value"]) for f in self.fields if f["name"] == name]

    def get(self, name):
        return next(iter(self.all(name)), None)

    def text(self, name):
        return next((f["value"] for f in self.fields if f["name"] == name), None)

    def pair(self, name):
        """Value of a member that no table has."""
        values = [f["value"] for f in self.fields if f["name"] in ("other-name", "other-value")]
        return values[values.index(name) + 1] if name in values else None

    def supi(self):
        uri = re.search(r"imsi-(\d+)", json.dumps([f["value"] for f in self.fields]))
        return uri.group(1) if uri else self.get("User-Name") or self.get("IMSI")

    def depth(self):
        return max(f["depth"] for f in self.fields)


class Recording:
    def __init__(self, petrin, path, words):
        done = subprocess.run([petrin, "generate", "-o", str(path), "--ues", "24", "--minutes", "8", "--attack", words],
                              capture_output=True, text=True, timeout=60)
        expect(f"generate {words}: {done.stderr}", done.returncode == 0)
        self.path = path
        self.label = {int(f): l for f, l, _ in list(csv.reader(open(f"{path}.labels.csv")))[1:]}
        out = subprocess.run([petrin, "watch", "--pdus", "--show-subscribers", "--quiet", "--filter",
                              " || ".join(f"proto == {p}" for p in ("http2", "diameter", "gtpv2", "s1ap")), str(path)],
                             capture_output=True, text=True, timeout=60).stdout
        self.all = [Message(json.loads(x)) for x in out.splitlines()]
        self.quiet = [m for m in self.all if m.frame not in self.label]

    def of(self, label):
        return [m for m in self.all if self.label.get(m.frame) == label and m.name not in (
            "Capabilities-Exchange-Request", "Device-Watchdog-Request")]


def named(messages, *names, src=None):
    return [m for m in messages if m.name in names and not m.answer and src in (None, m.src)]


def claims(m):
    """Header and claims of the token of a request, or None."""
    token = m.get("authorization")
    if token is None:
        return None
    part = lambda x: json.loads(base64.urlsafe_b64decode(x + "=" * (-len(x) % 4)))
    head, body, _ = token.removeprefix("Bearer ").split(".")
    return {**part(head), **part(body)}


def per_minute(messages):
    return max((len({n.supi() for n in messages if 0 <= n.time - m.time < 60}) for m in messages), default=0)


def foreign(m, *owners):
    return m.src not in [NODES[o] for o in owners]


# ---- what each has to be: (messages of the attack, recording) -> bool ----

def insert(kind):
    def shape(a, r):
        new = named(a, "RegisterNFInstance")
        id_, extreme = new[0].get("nfInstanceID"), new[0].get("capacity") == 65535 and new[0].get("priority") == 0
        beats = len(named(a, "UpdateNFInstance"))
        return new[0].src not in KNOWN and (
            (kind == "bad" and not UUID4.fullmatch(id_)) or (kind == "random" and UUID4.fullmatch(id_) and extreme) or
            (kind == "usual" and UUID4.fullmatch(id_) and not extreme and beats >= 3))
    return shape


def removal(a, r):
    """Others registered what is deleted; they hear 404 and register anew."""
    for m in named(a, "DeregisterNFInstance"):
        own = [n for n in named(r.quiet, "RegisterNFInstance") if n.get("nfInstanceID") == m.get("nfInstanceID")]
        before, after = [n for n in own if n.time < m.time], [n for n in own if n.time > m.time]
        told = [n for n in r.quiet if n.answer and n.get("status-code") == 404 and m.time < n.time < m.time + 12]
        if not before or before[0].src == m.src or not after or not told:
            return False
    return bool(a)


def discovery(a, r):
    types = [m.get("requester-nf-type") for m in a]
    targets = [m.get("target-nf-type") for m in a]
    return None in targets and any(re.fullmatch("[0-9a-f]{8}", t or "") for t in types) and not any(m.src in KNOWN for m in a)


def sweep(a, r):
    return len({m.get("target-nf-type") for m in a}) > 5 and a[-1].time - a[0].time < 600


def wrong_type(a, r):
    return all(m.src == NODES["PCF"] and m.get("requester-nf-type") == "AMF" for m in a) and len(a) <= 5


def forged(a, r):
    tokens = [claims(m) for m in named(a, "GetAmData")]
    some = [t for t in tokens if t]
    nrf = next(claims(m)["iss"] for m in named(r.quiet, "GetAmData", src=NODES["AMF"]))
    late = [t for t in some if t["exp"] < a[0].time]
    return (None in tokens and {"none", "HS256"} <= {t["alg"] for t in some} and any(t["iss"] != nrf for t in some) and late and
            any(t["aud"] != "UDM" for t in some) and any("nudm-sdm" not in t["scope"] for t in some) and
            len(named(a, "AccessTokenRequest")[0].get("scope").split("+")) > 4)


def stolen(a, r):
    owners = {m.get("authorization") for m in named(r.quiet, "GetAmData", src=NODES["AMF"])}
    return all(foreign(m, "AMF") and m.get("authorization") in owners for m in a)


def guessed(a, r):
    wrong = [m for m in r.quiet if m.answer and m.name == "AccessTokenRequest" and m.get("status-code") == 401]
    return len(a) >= 10 and len({m.pair("client_secret") for m in a}) == len(a) and len(wrong) >= len(a)


def many_subscribers(a, r):
    numbers = [int(m.supi()) for m in a]
    return per_minute(a) > 30 and all(y == x + 1 for x, y in zip(numbers, numbers[1:])) and any(
        m.answer and m.name == "GetAmData" and m.get("status-code") == 404 for m in r.quiet)


def some_subscribers(a, r):
    return len({m.src for m in a}) == 3 and per_minute(a) <= 30 and not {m.src for m in a} & KNOWN


def serves(mcc):
    def shape(a, r):
        told = named(r.quiet, "DeregistrationNotify")
        return all(m.get("mcc") == mcc and foreign(m, "AMF") for m in named(a, "3GppRegistration")) and len(told) >= len(a)
    return shape


def where(name, least):
    return lambda a, r: len({m.supi() for m in named(a, name)}) >= least and all(foreign(m, "LMF", "AMF") for m in a)


def by_others(*owners):
    return lambda a, r: all(foreign(m, *owners) for m in a)


def usage(a, r):
    own = [m.pair("totalVolume") for m in named(r.quiet, "PostChargingdataUpdate", src=NODES["SMF"])]
    return all(foreign(m, "SMF") and m.pair("totalVolume") > max(own) + 10_000_000 for m in a)


def reuse(a, r):
    """One number, which a session of somebody else has."""
    numbers = {m.pair("chargingId") for m in named(a, "PostChargingdata")}
    owners = [m for m in named(r.quiet, "PostChargingdata", src=NODES["SMF"]) if m.pair("chargingId") in numbers]
    return len(numbers) == 1 and owners and len({m.supi() for m in a}) > 1 and all(foreign(m, "SMF") for m in a)


def plmn(a, r):
    return all("80" in m.all("mnc") or "mnc080" in json.dumps([f["value"] for f in m.fields]) for m in a) and all(
        m.src == NODES["PARTNER_SEPP"] for m in a)


def context_end(a, r):
    return all(m.get("n32fContextId") and foreign(m, "PARTNER_SEPP") for m in named(a, "PostN32fTerminate"))


def vectors(a, r):
    ours = {m.supi() for m in a}
    asked = named(r.all, "GenerateAuthData")
    first, last = a[0].time, a[-1].time
    done = [m for m in named(r.all, "ConfirmAuth") if first <= m.time <= last + 30 and m.supi() in ours]
    return len(named(a, "GenerateAuthData", "AuthenticateUe")) >= 20 and len(done) / len(a) < 0.5 and len(asked) >= 20


def commands(*names):
    return lambda a, r: {m.name for m in a} == {f"{n}-Request" for n in names}


def realm(value):
    return lambda a, r: all(m.get("Origin-Realm") == value for m in a)


def both(*shapes):
    return lambda a, r: all(s(a, r) for s in shapes)


CATEGORY = "Insert-Subscriber-Data", "Delete-Subscriber-Data", "User-Data", "LCS-Routing-Info", "Provide-Location"


def at_home(a, r):
    """Of subscribers who are here in 5G, and were never said to be there."""
    asked = {m.supi() for m in named(r.quiet, "Update-Location-Request", src=NODES["PARTNER_MME"])}
    here = {m.supi() for m in named(r.quiet, "3GppRegistration", src=NODES["AMF"])}
    return all(m.supi() in here - asked for m in a)


def vectors_first(a, r):
    return a[0].name.startswith("Authentication") and a[1].name.startswith("Update") and a[0].supi() == a[1].supi()


def visits(value):
    return lambda a, r: all(m.text("Visited-PLMN-Id") == value and m.src == NODES["PARTNER_MME"] for m in a)


def serving(plmn_, src):
    return lambda a, r: all(m.text("PLMN") == plmn_ and (m.src == NODES[src] if src else m.src not in KNOWN) for m in a)


def live_tunnel(a, r):
    made = {m.get("TEID") for m in r.quiet if m.name == "Create-Session-Response" and m.time < a[0].time}
    return a[0].get("TEID-of-message") in made and a[0].src not in KNOWN


def texts(pid):
    return lambda a, r: len({m.supi() for m in a}) == 1 and all(m.get("SM-RP-UI")[18:20] == pid for m in a)


def moves(r):
    return [m for m in r.all if m.proto == "s1ap" and m.get("update-type") is not None]


def nobody_moved(a, r):
    """A context with its keys comes back, and no tracking area update asked for it."""
    return not moves(r) and all(m.src not in KNOWN or m.src == NODES["INSIDER"] for m in a) and any(
        n.name == "Context-Response" and n.dst == m.src and n.get("K-ASME") for n in r.quiet for m in a)


SHAPES = {
    "D37": insert("bad"), "D37:random-id": insert("random"), "D37:evasive": insert("usual"),
    "D38": removal, "D38:evasive": removal,
    "D39": discovery, "D39:sweep": sweep, "D39:evasive": wrong_type,
    "D40": forged, "D40:stolen": stolen, "D40:evasive": stolen, "D40:guess": guessed,
    "D41": many_subscribers, "D41:evasive": some_subscribers,
    "D42": serves("001"), "D42:evasive": serves("001"), "D42:abroad": serves("999"),
    "D43": where("ProvideLocationInfo", 5), "D43:events": where("CreateSubscription", 10),
    "D43:evasive": where("ProvideLocationInfo", 2),
    "D44": by_others("AF", "NEF"), "D44:evasive": by_others("NEF", "UDR"),
    "D45": lambda a, r: len(named(a, "SearchNFInstances")) == 600 and max(m.depth() for m in a) < 64,
    "D45:json": lambda a, r: named(a, "RegisterNFInstance")[0].get("content-length") == str(200 * 6 + 1),
    "D45:hpack": lambda a, r: "cut" in a[0].flags,
    "D45:continuation": lambda a, r: not a,  # nothing ends: see tshark
    "D45:evasive": lambda a, r: len({m.src for m in a}) == 3 and len(a) / (a[-1].time - a[0].time) < 100,
    "D46": by_others("UDM", "PCF"), "D46:evasive": by_others("UDM", "PCF"), "D46:usage": usage, "D46:reuse": reuse,
    "D47": plmn, "D47:evasive": plmn, "D47:context": context_end,
    "D47:token": lambda a, r: all(claims(m)["consumerPlmnId"]["mnc"] == "80" and m.src == NODES["PARTNER_SEPP"] for m in a),
    "D48": vectors, "D48:abroad": vectors, "D48:evasive": vectors,
    "D49": both(commands(*CATEGORY), realm(THIRD)), "D49:evasive": both(commands(*CATEGORY), realm(PARTNER)),
    "D49:plausible": both(commands("Update-Location"), at_home),
    "D50": both(commands("Cancel-Location"), realm(THIRD)), "D50:purge": both(commands("Purge-UE"), at_home),
    "D50:location": both(commands("Update-Location"), at_home), "D50:evasive": both(realm(PARTNER), vectors_first, at_home),
    "D51": both(realm(THIRD), visits("999-70")), "D51:visited": both(realm(PARTNER), visits("999-80")),
    "D51:evasive": both(realm(OURS), visits("001-01")),
    "D52": serving("999-80", None), "D52:plmn": serving("999-80", "PARTNER_SGW"),
    "D52:evasive": both(serving("999-70", "PARTNER_SGW"), at_home),
    "D52:delete": live_tunnel, "D52:modify": live_tunnel,
    "D53": lambda a, r: len({m.get("MSISDN") for m in a}) >= 10,
    "D53:silent": texts("40"), "D53:sbi": lambda a, r: len({m.supi() for m in named(a, "Get3GppSmsfRegistration")}) >= 10, "D53:evasive": both(commands("Send-Routing-Info-for-SM"), realm(PARTNER)),
    "D54": nobody_moved, "D54:home": nobody_moved, "D54:evasive": nobody_moved,
}


# ---- look-alikes: (recording) -> bool ----

def near_removal(r):
    gone = named(r.all, "DeregisterNFInstance")
    own = [m for m in named(r.all, "RegisterNFInstance") if m.get("nfInstanceID") == gone[0].get("nfInstanceID")]
    later = [m for m in named(r.all, "UpdateNFInstance") if m.src == gone[0].src and m.time > gone[0].time]
    return gone[0].src == own[0].src and not later


def near_token(r):
    mine = [m for m in named(r.all, "GetAmData") if m.src == NODES["SMF"]]
    first, second = (claims(m) for m in mine[:2])
    return first["exp"] < mine[0].time < first["exp"] + 3 and second["exp"] > mine[1].time


def near_vectors(r):
    asked = [m for m in named(r.all, "GenerateAuthData") if m.get("mnc") or m.src == NODES["AUSF"]]
    done = named(r.all, "ConfirmAuth", src=NODES["AUSF"])
    return len(asked) >= 20 and len(done) / len(asked) > 0.6


def said(name, src, least=1):
    return lambda r: len(named(r.all, name, src=NODES[src])) >= least


NEAR = {
    "D37": lambda r: all(said("RegisterNFInstance", n)(r) for n in ("SMSF", "CHF", "NEF")),
    "D38": near_removal,
    "D39": lambda r: len({m.get("target-nf-type") for m in named(r.all, "SearchNFInstances", src=NODES["AMF"])}) == 4,
    "D40": near_token,
    "D41": lambda r: per_minute(named(r.all, "GetAmData", src=NODES["AMF"])) > 20,
    "D42": said("3GppRegistration", "AMF", 5),
    "D43": said("ProvideLocationInfo", "LMF"),
    "D44": said("PostAppSessions", "AF"),
    "D45": lambda r: sum(m.answer is True and m.get("status-code") == 504 for m in r.all) >= 20,
    "D46": lambda r: said("UpdateSessionManagementPolicyData", "PCF")(r) and said("ModifyOperSpecData", "UDM")(r),
    "D47": lambda r: all("80" not in m.all("mnc") for m in named(r.all, "PostExchangeCapability", "AuthenticateUe")) and
    said("PostExchangeCapability", "PARTNER_SEPP")(r),
    "D48": near_vectors,
    "D49": said("Insert-Subscriber-Data-Request", "PARTNER_HSS"),
    "D50": said("Cancel-Location-Request", "PARTNER_HSS"),
    "D51": lambda r: any(m.get("Route-Record") and m.get("Origin-Realm") == THIRD for m in r.all),
    "D52": said("Modify-Bearer-Request", "PARTNER_SGW2"),
    "D53": lambda r: said("Send-Routing-Info-for-SM-Request", "PARTNER_SMSC")(r) and any(
        m.get("SM-RP-UI")[18:20] == "00" for m in named(r.all, "MT-Forward-Short-Message-Request")),
    "D54": lambda r: said("Context-Request", "MME")(r) and moves(r),
}

# ---- the same by another reader: frames of the label that pass the filter, at least ----

TSHARK = {  # field, part of its value
    "D37": ("http2.headers.method", "PUT", 1), "D38": ("http2.headers.method", "DELETE", 3),
    "D39": ("http2.headers.path", "nnrf-disc", 4), "D40": ("http2.headers.authorization", "Bearer", 7),
    "D40:guess": ("http2.headers.path", "/oauth2/token", 14), "D41": ("http2.headers.path", "am-data", 45),
    "D42": ("http2.headers.path", "amf-3gpp-access", 5), "D43": ("http2.headers.path", "namf-loc", 8),
    "D43:events": ("http2.headers.path", "namf-evts", 12), "D44": ("http2.headers.path", "policyauthorization", 3),
    "D45": ("http2.type", "3", 50), "D45:continuation": ("http2.type", "9", 100), "D45:evasive": ("http2.type", "3", 400),
    "D46": ("http2.headers.method", "PATCH", 6), "D46:usage": ("http2.headers.path", "chargingdata", 6),
    "D47": ("http2.headers.path", "n32c-handshake", 2), "D47:context": ("http2.headers.path", "n32f-terminate", 3),
    "D48": ("http2.headers.path", "generate-auth-data", 24), "D48:abroad": ("http2.headers.path", "nausf-auth", 24),
    "D49:plausible": ("diameter.cmd.code", "316", 10), "D50": ("diameter.cmd.code", "317", 5),
    "D50:purge": ("diameter.cmd.code", "321", 5), "D51": ("diameter.Origin-Realm", "mnc080", 6),
    "D52": ("gtpv2.message_type", "32", 4), "D52:delete": ("gtpv2.message_type", "36", 1),
    "D52:modify": ("gtpv2.message_type", "34", 1), "D53": ("diameter.cmd.code", "8388647", 20),
    "D53:silent": ("diameter.cmd.code", "8388646", 8), "D54": ("gtpv2.message_type", "130", 6),
    **{f"D49:{code}": ("diameter.cmd.code", code, 2) for code in ("319", "320", "306", "8388622", "8388620")},
}


def tshark(r):
    if not shutil.which("tshark"):
        print("tshark is not installed: no second opinion")
        return
    fields = ["frame.number", "frame.protocols", "_ws.malformed", *sorted({f for f, *_ in TSHARK.values()})]
    out = subprocess.run(["tshark", "-r", str(r.path), "-d", "tcp.port==7777,http2", "-d", "tcp.port==7778,http2", "-T", "fields",
                          *(w for f in fields for w in ("-e", f))], capture_output=True, text=True, timeout=60).stdout
    rows = [dict(zip(fields, line.split("\t"))) for line in out.splitlines()]
    bad = [x["frame.number"] for x in rows if x["_ws.malformed"] and re.search("http2|diameter|gtpv2", x["frame.protocols"])]
    expect(f"tshark calls malformed: {bad[:9]}", not bad)
    for label, (field, value, least) in TSHARK.items():
        label = label if label in SHAPES else label.split(":")[0]
        found = [x for x in rows if r.label.get(int(x["frame.number"])) == label and value in (
            x[field] if not value.isdigit() else x[field].split(","))]
        expect(f"{label}: tshark finds {len(found)} frames with {value} in {field}, {least} expected", len(found) >= least)


def holds(label, shape, *of):
    try:
        expect(f"{label} is not what it says it is", shape(*of))
    except (IndexError, TypeError, StopIteration, ValueError) as e:
        expect(f"{label} is not what it says it is: {e!r}", False)


def main():
    petrin = str(pathlib.Path(sys.argv[1]).resolve())
    listed = subprocess.run([petrin, "generate", "--attack", "list", "--format", "jsonl"], capture_output=True, text=True).stdout
    words = [w for x in map(json.loads, listed.splitlines()) if "D37" <= x["attack"] <= "D54"
             for w in [x["attack"]] + [f"{x['attack']}:{v}" for v in x["variants"].split()]]
    expect(f"not every variant has a shape here: {sorted(set(words) ^ (set(SHAPES) | {f'{n}:near' for n in NEAR}))}",
           set(words) == set(SHAPES) | {f"{n}:near" for n in NEAR})
    table = dict(re.findall(r"^\| (D\d+) \| (.*) \|$", (ROOT / "docs/formats/generate.md").read_text(), re.M))
    for word in words:
        id_, _, variant = word.partition(":")
        expect(f"docs/formats/generate.md does not say what {word} is", f"`{variant}`" in table.get(id_, "") or not variant)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        attacks = ",".join(SHAPES)
        r = Recording(petrin, folder / "a", attacks)
        again = Recording(petrin, folder / "b", attacks)
        expect("the same options give other bytes", r.path.read_bytes() == again.path.read_bytes() and r.label == again.label)
        said = [m for m in r.all if m.frame in r.label and (m.answer or m.name.endswith(("Answer", "Response")))]
        expect(f"answers of the network have labels: {[(m.frame, m.name) for m in said[:5]]}", not said)
        for label, shape in SHAPES.items():
            holds(label, shape, r.of(label), r)
        for names in (set(NEAR) - {"D38"}, {"D38"}):  # who leaves in D38 comes in D37
            n = Recording(petrin, folder / "n", ",".join(f"{x}:near" for x in sorted(names)))
            expect(f"look-alikes have labels: {n.label}", not n.label)
            for name in sorted(names):
                holds(f"{name}:near", NEAR[name], n)
        tshark(r)
    for p in problems:
        print(p)
    sys.exit(bool(problems))


main()
