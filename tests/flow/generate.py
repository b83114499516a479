#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""petrin generate from outside.   usage: generate.py PETRIN

Every attack with every variant is played: frames are labelled and there, look-alikes have no label, our reader finds
no damage but where the row of the attack says so.  The same options give the same bytes.  After a failure there is no file.
Quiet traffic has nothing that tshark calls an error (where it is installed)."""
import csv, json, pathlib, re, shutil, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DAMAGES = re.compile(r"Damaged on purpose: (.*)\.")
problems = []


def expect(what, true):
    if not true:
        problems.append(what[:400])


def run(petrin, *words):
    return subprocess.run([petrin, *words], capture_output=True, text=True, timeout=100)


def generate(petrin, to, *words):
    done = run(petrin, "generate", "-o", str(to), "--json", *words)
    expect(f"generate {words}: {done.stderr}", done.returncode == 0)
    return json.loads(done.stdout)


def kinds(petrin):
    """[(id, [variants])]"""
    rows = run(petrin, "generate", "--attack", "list", "--format", "jsonl").stdout.splitlines()
    return [(x["attack"], x["variants"].split()) for x in map(json.loads, rows)]


def damage(petrin, path, kinds=("damaged", "unknown", "cut")):
    """{protocol: messages that are damaged, unknown or cut}"""
    stats = json.loads(run(petrin, "watch", "--stats", "--json", str(path)).stdout)
    expect(f"{path.name}: problems {stats['problems']}", not stats["problems"])
    return {p["proto"]: n for p in stats["protocols"]  # http1: noise that is no service of a core
            if (n := sum(p[k] or 0 for k in kinds if (k, p["proto"]) != ("unknown", "http1")))}


def labels(path):
    return list(csv.reader(open(f"{path}.labels.csv")))


SIZE = ("--ues", "60", "--gnbs", "3", "--minutes", "8")


def every_attack(petrin, folder):
    """Which attacks damage messages is said in the head of attack.def, and no other does."""
    said = DAMAGES.search((ROOT / "src/watch/generate/attack.def").read_text().replace("\n * ", " "))
    allowed = said.group(1).split(", ") if said else []
    path = folder / "attacks.pcapng"
    for i, variants in kinds(petrin):
        words = [i] + [f"{i}:{v}" for v in variants]
        told = generate(petrin, path, *SIZE, "--attack", ",".join(words))
        head, *rest = labels(path)
        expect("head of the labels", head == ["frame", "label", "technique"])
        found = {label for _, label, _ in rest}
        for word in words:
            expect(f"{word}: {'has a label' if word in found else 'has no frame'}",
                   (word in found) != word.endswith(":near"))
        frames = [int(f) for f, _, _ in rest]
        expect(f"{i}: labels of nothing", found <= set(words))
        expect(f"{i}: a frame that is not there", all(1 <= f <= told["frames"] for f in frames))
        expect(f"{i}: frames out of order", frames == sorted(frames))
        expect(f"{i}: attack_frames", told["attack_frames"] == len(rest))
        expect(f"{i} has no look-alike", "near" in variants)
        found = damage(petrin, path)
        expect(f"{i}: {'damages nothing: attack.def says it does' if i in allowed else f'damage: {found}'}",
               bool(found) == (i in allowed))


def hidden(petrin, folder):
    """What identifies subscribers in one message stands in no other under a name that is shown."""
    path = folder / "hidden.pcapng"
    generate(petrin, path, "--ues", "20", "--minutes", "5", "--attack", "all")
    shown, hashed = (list(map(json.loads, run(petrin, "watch", "--pdus", "--hex", "--quiet", *more, str(path)).stdout.splitlines()))
                     for more in (["--show-subscribers"], []))
    private, names = {}, {"other-name", "other-value", "value", "resourceUri"}  # whatever it is, it is hidden there
    names |= {f["name"] for b in hashed for f in b["fields"] if f["value"] is not None and str(f["value"])[:1] != "#"}
    for a, b in zip(shown, hashed):
        for f, g in zip(a["fields"], b["fields"]):
            if f["value"] != g["value"] and f["name"] not in names and len(str(f["value"])) >= 7:
                private[f["value"]] = f["name"]
    expect("nothing is private", len(private) > 1000)
    functions = {v for v, name in private.items() if name in ("ipv4Addr", "ipv4Address")}
    found = {(b["proto"], f["name"], private[f["value"]]) for b in hashed for f in b["fields"]
             if isinstance(f["value"], str) and f["value"] in private and f["value"] not in functions}
    expect(f"shown and private: {sorted(found)}", not found)
    digits = {str(v).removeprefix("imsi-") for v in private if str(v).removeprefix("imsi-").isdigit() and len(str(v)) >= 13}
    text = "\n".join(json.dumps(b) for b in hashed)
    expect("numbers of subscribers are shown", digits and not any(d in text for d in digits))


def described(petrin, _):
    """Each attack has a row in docs/formats/generate.md that names its variants."""
    rows = {}
    for line in (ROOT / "docs/formats/generate.md").read_text().splitlines():
        if re.match(r"\| D\d\d \|", line):
            lists = re.findall(r"(?:`[a-z0-9-]+`, )*`[a-z0-9-]+`:", line)
            rows[line[2:5]] = set(re.findall(r"`([a-z0-9-]+)`", " ".join(lists)))
    for i, variants in kinds(petrin):
        expect(f"{i}: described are {rows.get(i)}", rows.get(i) == set(variants))
    expect("described and not there", set(rows) == {i for i, _ in kinds(petrin)})


def odd(petrin, folder):
    for word in ("late", "sll", "sll2", "raw", "vlan", "ipv6", "twice", "swapped", "gone", "late,vlan,ipv6,twice,swapped"):
        path = folder / "odd.pcapng"
        generate(petrin, path, "--odd", word, "--minutes", "3")
        found = damage(petrin, path, ("damaged", "cut"))  # an answer whose request is not before it is unknown
        expect(f"--odd {word}: {found}", not found)
    generate(petrin, path, "--odd", "gone", "--minutes", "4")
    stats = json.loads(run(petrin, "watch", "--json", str(path)).stdout)
    expect("--odd gone: nothing is quoted", sum(p["quoted"] for p in stats["protocols"]) > 5)
    generate(petrin, path, "--odd", "cut", "--minutes", "1")
    expect("--odd cut cuts nothing", damage(petrin, path))
    generate(petrin, path, "--ciphered", "--minutes", "2")
    stats = json.loads(run(petrin, "watch", "--json", str(path)).stdout)
    expect("--ciphered", [p for p in stats["protocols"] if p["proto"] == "ngap"][0]["ciphered"] > 0)


def same(petrin, folder):
    a, b, c = (folder / x for x in ("a", "b", "c"))
    generate(petrin, a, "--attack", "all", "--seed", "7")
    generate(petrin, b, "--attack", "all", "--seed", "7")
    generate(petrin, c, "--attack", "all", "--seed", "8")
    for end in ("", ".labels.csv"):
        expect(f"not the same twice{end}", pathlib.Path(f"{a}{end}").read_bytes() == pathlib.Path(f"{b}{end}").read_bytes())
    expect("the seed changes nothing", a.read_bytes() != c.read_bytes())
    to_stdout = subprocess.run([petrin, "generate", "--attack", "all", "--seed", "7", "-o", "-"], capture_output=True)
    expect("standard output differs", to_stdout.stdout == a.read_bytes())
    expect("does not say that it is synthetic", b"Synthetic" in a.read_bytes()[:200])


def subscribers_do_not_depend_on_others(petrin, folder):
    """Times and kinds of what the first subscriber says do not change when there are more."""
    def first(ues):
        path = folder / f"{ues}.pcapng"
        generate(petrin, path, "--ues", str(ues), "--gnbs", "1", "--minutes", "3")
        out = run(petrin, "watch", "--pdus", "--show-subscribers", "--quiet", str(path), "--filter",
                  "UE-IPv4-address == 10.64.0.3 || PDU-IPv4 == 10.64.0.3").stdout
        return [(x["time"][:23], x["message"]) for x in map(json.loads, out.splitlines())]
    few, many = first(3), first(30)
    expect(f"subscriber 3 alone {few}, among others {many}", few and few == many)


def values(message, name):
    return [f["value"] for f in message["fields"] if f["name"] == name]


def interfaces_agree(petrin, folder):
    """Tunnels were told on N2 before they are used, sessions of N4 are those that were established, requests count up."""
    path = folder / "agree.pcapng"
    generate(petrin, path, "--ues", "25", "--gnbs", "3", "--minutes", "5", "--attack", "D06,D06:near,D23:near,D33")
    tunnels, sessions, last, open_ = set(), set(), {}, {}
    for x in map(json.loads, run(petrin, "watch", "--pdus", "--show-subscribers", "--quiet", str(path)).stdout.splitlines()):
        host, to = x["src"].split(":")[0], x["dst"].split(":")[0]
        if x["proto"] in ("ngap", "s1ap"):
            tunnels |= {(a, int(t, 16)) for a, t in zip(values(x, "transportLayerAddress"), values(x, "gTP-TEID"))}
        elif x["message"] in ("G-PDU", "End-Marker"):
            expect(f"frame {x['frame']}: a tunnel nobody told", (to, values(x, "TEID")[0]) in tunnels)
        elif x["proto"] == "pfcp":
            number, name = values(x, "sequence-number-of-message")[0], x["message"].removeprefix("PFCP-")
            if name == "Session-Establishment-Response":
                sessions |= {(host, v) for v in values(x, "SEID")[1:]}
            elif name.endswith("Request") and name.startswith("Session") and "Report" not in name and "Est" not in name:
                expect(f"frame {x['frame']}: a session nobody made", (to, values(x, "SEID")[0]) in sessions)
            if name.endswith("Request"):
                expect(f"frame {x['frame']}: {number} after {last.get((host, to))}", number == last.get((host, to), 0) + 1)
                last[host, to] = number
                open_[host, to, number] = name.split("-Request")[0]
            else:
                expect(f"frame {x['frame']}: answers nothing",
                       open_.pop((to, host, number), "") == name.split("-Response")[0])
    expect("nothing to compare", len(tunnels) > 50 and len(sessions) > 20 and len(open_) < 3)


def failures(petrin, folder):
    folder = folder / "empty"
    folder.mkdir()
    for words, text in ((["--ues", "0"], "from 1"), (["--ues", "99999999999"], "from 1 to"), (["--minutes", "x"], "number"),
                        (["--gnbs", "5000"], "to 4096"), (["--attack", "D0"], "did you mean"),
                        (["--odd", "latte"], "did you mean"), (["extra"], "extra")):
        done = run(petrin, "generate", "-o", str(folder / "x"), *words)
        expect(f"{words}: {done.returncode} {done.stderr}", done.returncode == 2 and text in done.stderr)
    done = subprocess.run(["sh", "-c", 'ulimit -f 8; trap "" XFSZ; exec "$0" "$@"', petrin, "generate", "-o",
                           str(folder / "x")], capture_output=True, text=True)
    expect(f"a full disk: {done.returncode} {done.stderr}", done.returncode == 3 and "cannot write" in done.stderr)
    expect("a full device", run(petrin, "generate", "-o", "/dev/full").returncode == 3)
    (folder / "y.labels.csv").mkdir()
    expect("labels that cannot be", run(petrin, "generate", "-o", str(folder / "y")).returncode == 3)
    (folder / "y.labels.csv").rmdir()
    expect(f"left behind: {list(folder.iterdir())}", not list(folder.iterdir()))


def tshark(petrin, folder):
    if not shutil.which("tshark"):
        print("tshark is not installed: no second opinion")
        return
    path = folder / "quiet.pcapng"
    for more in ([], ["--odd", "ipv6,vlan"]):
        generate(petrin, path, "--ues", "30", "--minutes", "5", *more)
        for filter_ in ("_ws.malformed", "_ws.expert.severity >= 0x800000", "sctp.checksum_bad || tcp.checksum_bad || "
                        "ip.checksum_bad || udp.checksum_bad", "tcp.analysis.lost_segment || tcp.analysis.retransmission"):
            out = subprocess.run(["tshark", "-r", str(path), "-d", "tcp.port==7777,http2", "-o",
                                  "nas-5gs.null_decipher:TRUE", "-o", "sctp.checksum:TRUE", "-o",
                                  "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-o",
                                  "tcp.check_checksum:TRUE", "-Y", filter_], capture_output=True, text=True).stdout
            expect(f"tshark, {filter_} {more}: {out[:300]}", not out)


def main():
    petrin = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        for part in (every_attack, described, hidden, odd, same, subscribers_do_not_depend_on_others,
                     interfaces_agree, failures, tshark):
            part(petrin, pathlib.Path(folder))
    for p in problems:
        print(p)
    sys.exit(bool(problems))


main()
