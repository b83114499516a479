#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `petrin watch --pdus` shows against what tshark shows, frame by frame.
usage: watch_tshark.py PETRIN TABLE.csv SAMPLES-FOLDER [CAPTURES] [-v]

TABLE is docs/protocols/agreement.csv: our fields, those of tshark, how both are written, in how many frames they may
differ and why.  For each line the values of a frame, sorted, have to be the same; codes of messages are lines like all
others.  What tshark calls malformed, and streams (HTTP, hellos of TLS), are compared as far as tshark came: what it shows has
to be here.  Of a stream it shows things in other frames, and nothing when it was not told the port.  Compared are the samples of SAMPLES-FOLDER as packets and, where they are, all captures below CAPTURES: column
`own` counts differences in the samples, `open` those in the captures, and a number that is too high is as wrong as one
that is too low.  Without tshark there is nothing to compare (77).
No value is printed: captures hold identities of subscribers.  With -v each frame that differs is."""
import collections, csv, glob, ipaddress, json, os, pathlib, shutil, subprocess, sys, tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tools"))
import wrap_samples  # noqa: E402

PROTOS = ["ngap", "s1ap", "x2ap", "xnap", "f1ap", "e1ap", "nas-5gs", "nas-eps", "pfcp", "gtp", "gtpprime", "gtpv2",
          "diameter"]
NEIGHBOURS = ["sip", "sdp", "m3ua", "sccp", "tcap", "dns", "icmp", "icmpv6"]  # also what subscribers say inside of GTP-U
STREAMS = ["http2", "http", "tls"]
HTTP = {"http2": "http2", "http1": "http"}  # our lines of HTTP: fields are of `sbi`
OPTIONS = ["-o", "nas-5gs.null_decipher:TRUE", "-o", "nas-eps.null_decipher:TRUE"]
OVER = {}  # our name of a way of carriage that is not decoded, and how tshark shows it
EXACT = 9007199254740991  # larger numbers are text


def not_yet(petrin, path):
    """What petrin says of the capture that it does not decode, as tshark shows it."""
    r = subprocess.run([petrin, "watch", "--json", "--quiet", path], capture_output=True, check=False)
    protocols = json.loads(r.stdout)["protocols"] if r.stdout else []
    return [OVER[p["proto"]] for p in protocols if not p["decoded"] and p["proto"] in OVER]


def behind(stack, protos, below):
    """Whether the first of `protos` stands above one of `below`."""
    found = [i for i, p in enumerate(stack) if p in protos]
    return bool(found) and any(p in below for p in stack[:found[0]])


def kept(stack):
    """The layers that are messages of a network: not what subscribers say, not what an error quotes."""
    error = next((p for p in stack if p in ("icmp", "icmpv6")), None)
    tunnel = next((p for p in stack if p.startswith("gtp")), None)
    if tunnel and (error is None or stack.index(tunnel) < stack.index(error)):
        return PROTOS
    return [error] if error else PROTOS + NEIGHBOURS


def theirs(path, left_out, ports):
    """{frame: {field: [values]}} of tshark.  What an ICMP error quotes is no message.  Frames of streams are one, None."""
    told = [w for port, proto in sorted(ports) for w in ("-d", f"tcp.port=={port},{proto}")]
    every = PROTOS + NEIGHBOURS + STREAMS
    r = subprocess.run(["tshark", "-r", path, *OPTIONS, *told, "-Y", " or ".join(every), "-T", "json",
                        "--no-duplicate-keys", "-J", " ".join(["frame", "mime_multipart", *every])],
                       capture_output=True, check=False)
    out = {}
    for packet in json.loads(r.stdout) if r.stdout.strip() else []:
        layers, here = packet["_source"]["layers"], {}
        frame = layers.pop("frame")
        stack = frame["frame.protocols"].split(":")
        if any(behind(stack, [p], [way]) for way, p in left_out):
            continue
        stream = any(p in STREAMS for p in stack) and "gtp" not in stack
        names = kept(stack)
        collect(layers if stream else {p: layers[p] for p in names if p in layers}, here)
        if len(names) == 1:  # an error shows the quoted packet inside of itself
            here = {k: v for k, v in here.items() if k.startswith(names[0] + ".")}
        values = out.setdefault(None if stream else int(frame["frame.number"]), {})
        for key, some in here.items():
            values.setdefault(key, []).extend(some)
        if any("_ws.malformed" in text for text in (*layers, *values)):
            values["partly"] = []
    return out


def collect(node, values):
    todo = [node]
    while todo:
        node = todo.pop()
        if isinstance(node, list):
            todo += node
        elif isinstance(node, dict):
            for key, value in node.items():
                for one in value if isinstance(value, list) else [value]:
                    if isinstance(one, str) and not key.endswith("_tree"):
                        values.setdefault(key, []).append(one)
                    elif not isinstance(one, str):
                        todo.append(one)


def ours(petrin, path):
    """{frame: {field: [fields]}}, ports of HTTP, and the number of messages per protocol."""
    r = subprocess.run([petrin, "watch", "--pdus", "--show-subscribers", "--quiet", path], capture_output=True, check=False)
    out, ports, messages = collections.defaultdict(dict), set(), collections.Counter()
    for text in r.stdout.splitlines():
        line = json.loads(text)
        proto = line["proto"]
        messages[proto] += 1
        if proto in HTTP:
            ports.add((line["src" if line["answer"] else "dst"].rpartition(":")[2], HTTP[proto]))
        values = out[None if proto in HTTP or proto == "tls" else line["frame"]]
        for f in line["fields"]:
            if f["value"] is not None:
                values.setdefault(f"{f.get('proto', 'sbi' if proto in HTTP else proto)}.{f['name']}", []).append(f)
    return out, ports, messages


def number(text, base):
    try:
        return str(int(text, base))
    except ValueError:
        return text


def our_form(form, field):
    """Our value, written as the table says: a list, for an address may be one of each kind."""
    value = field.get("number", field["value"])
    if form == "num" or form.startswith("bits"):  # octets and bits are hexadecimal, large numbers are not
        if isinstance(value, str):
            return [number(value, 10 if value.isdigit() and int(value) > EXACT else 16)]
        return [str(value)]
    text = str(field["value"]).lower()
    if form == "addr":
        try:
            return [str(ipaddress.ip_address(one)) for one in text.split()]
        except ValueError:
            return [text]  # octets that are no address
    return [text]


def their_form(form, text):
    text = text.strip().lower()
    if form == "num":
        return number({"true": "1", "false": "0"}.get(text, text), 0)
    if form.startswith("bits"):  # left-aligned octets
        octets = bytes.fromhex(text.replace(":", ""))
        return str(int.from_bytes(octets, "big") >> (8 * len(octets) - int(form[4:])))
    return text.replace(":", "") if form == "hex" else text


class Table:
    def __init__(self, path):
        lines = [line for line in open(path, encoding="utf-8") if not line.startswith("#")]
        self.rows = list(csv.DictReader(lines))
        self.seen = {r["field"]: 0 for r in self.rows}
        self.values, self.left_out = collections.Counter(), set()

    def compare(self, name, mine, peers, verbose):
        """How many frames differ, per row."""
        differ = collections.Counter()
        for frame in sorted({*mine, *peers}, key=lambda n: n or 0):
            a_all, b_all = mine.get(frame, {}), peers.get(frame, {})
            for r in self.rows:
                a = sorted(v for key in r["field"].split("+") for f in a_all.get(key, []) for v in our_form(r["form"], f))
                b = sorted(their_form(r["form"], v) for key in r["tshark"].split("+") for v in b_all.get(key, []))
                if not a and not b:
                    continue
                self.seen[r["field"]] += 1
                self.values[r["field"].split(".")[0]] += len(a)
                if a != b and not ((frame is None or "partly" in b_all) and not collections.Counter(b) - collections.Counter(a)):
                    differ[r["field"]] += 1
                    if verbose:
                        print(f"{name} frame {frame}: {r['field']}: {len(a)} here, {len(b)} there")
        return differ


def check(table, column, differ):
    bad = 0
    for r in table.rows:
        known = int(r[column] or 0)
        if differ[r["field"]] != known or (known and not r["reason"]):
            bad += 1
            print(f"{r['field']} <-> {r['tshark']}: {differ[r['field']]} frames differ, {known} are explained ({column})")
    return bad


def run(petrin, table, paths, root, verbose):
    differ, messages = collections.Counter(), collections.Counter()
    for path in paths:
        mine, ports, counted = ours(petrin, path)
        messages += counted
        left_out = not_yet(petrin, path)
        table.left_out |= {way for _, way in left_out}
        differ += table.compare(os.path.relpath(path, root), mine, theirs(path, left_out, ports), verbose)
    return differ, messages


def main(petrin, path, samples, *rest):
    verbose, folder = "-v" in rest, next((r for r in rest if r != "-v"), "")
    if shutil.which("tshark") is None:
        print("watch_tshark: tshark is not installed, nothing was compared")
        return 77
    table = Table(path)
    with tempfile.TemporaryDirectory() as home:
        own = os.path.join(home, "own.pcapng")
        wrap_samples.main(own, "all", *sorted(glob.glob(os.path.join(samples, "*.txt"))))
        differ, messages = run(petrin, table, [own], home, verbose)
    bad = check(table, "own", differ)
    captures = sorted(glob.glob(os.path.join(folder, "**", "*.pcap*"), recursive=True)) if folder else []
    if captures:
        differ, more = run(petrin, table, captures, folder, verbose)
        messages += more
        bad += check(table, "open", differ)
        for r in table.rows:
            if not table.seen[r["field"]] and r["field"].split(".")[0] not in table.left_out:
                bad += 1
                print(f"{r['field']} <-> {r['tshark']}: was never seen")
    else:
        print("no open captures here: only samples of our own were compared")
    for proto in sorted(table.left_out):
        print(f"{proto} over TCP is not decoded yet and was left out")
    print("messages: " + ", ".join(f"{k} {v}" for k, v in sorted(messages.items())))
    print(f"{len(table.rows)} fields, {sum(table.values.values())} values: " +
          ", ".join(f"{k} {v}" for k, v in sorted(table.values.items())))
    print(f"{bad} differences nobody explained")
    return 1 if bad or not messages else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
