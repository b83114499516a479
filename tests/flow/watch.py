#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""petrin watch from outside.   usage: watch.py PETRIN

The captures of the golden cases are those that make_capture.py and make_http.py make.  Two files merged say what each says alone, in the
order of time.  No identity and no octet of one leaves without being asked for; equal values have equal hashes
under one key and others under another.  A reader that is killed loses its file and no other.  Memory does not grow with the
input, and rubbish is told."""
import collections, json, os, pathlib, random, resource, signal, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[1]
SMALL = ROOT / "golden/small"
A, B = str(SMALL / "registration.pcap"), str(SMALL / "setup.pcap.gz")
HTTP = str(SMALL / "http.pcap")
problems = []


def expect(what, true):
    if not true:
        problems.append(what)


def run(petrin, *words, **more):
    return subprocess.run([petrin, "watch", *words], capture_output=True, timeout=100, **more)


def pdus(petrin, *words, **more):
    return [json.loads(x) for x in run(petrin, "--pdus", *words, **more).stdout.splitlines()]


def same_captures(folder):
    for maker, names in (("capture", ("registration.pcap", "setup.pcap.gz")), ("handover", ("handover.pcap",)),
                          ("http", ("http.pcap",))):
        subprocess.run([sys.executable, ROOT / f"tools/make_{maker}.py", folder], check=True)
        for name in names:
            made = pathlib.Path(folder, name).read_bytes()
            expect(f"{name} is not what make_{maker}.py makes", made == (SMALL / name).read_bytes())


def bare(lines):
    return [{k: v for k, v in x.items() if k != "n"} for x in lines]


def merged(petrin, key):
    words = ["--key", key]
    both, one, two = pdus(petrin, *words, A, B), pdus(petrin, *words, A), pdus(petrin, *words, B)
    times = [x["time"] for x in both]
    expect("lines are not in the order of time", times == sorted(times))
    expect("lines are not numbered", [x["n"] for x in both] == list(range(1, len(both) + 1)))
    expect("merging changes messages", sorted(map(json.dumps, bare(both))) == sorted(map(json.dumps, bare(one + two))))
    expect("there is no message", len(one) == 10 and len(two) == 1)
    plain = run(petrin, "--pdus", "--key", key, A).stdout
    with open(A, "rb") as f:
        piped = run(petrin, "--pdus", "--key", key, "-", stdin=f).stdout
    expect("a pipe says something else", plain.replace(A.encode(), b"-") == piped)
    expect("twice is not the same", plain == run(petrin, "--pdus", "--key", key, A).stdout)


def identities(petrin, key, other):
    open_ = pdus(petrin, "--show-subscribers", "--hex", A)
    hidden, again, changed = (pdus(petrin, "--hex", "--key", k, A) for k in (key, key, other))
    values = lambda lines: [(f["name"], f["value"]) for x in lines for f in x["fields"]]
    secret = [v for n, v in values(open_) if n == "MSIN"]
    expect("no MSIN in the capture", len(secret) == 1)
    text = json.dumps(hidden)
    octets = [f["hex"] for x in open_ for f in x["fields"] if f["name"] == "MSIN"][0]
    expect("an identity is shown", secret[0] not in text and octets not in text)
    nas = [f["value"] for x in open_ for f in x["fields"] if f["name"] == "NAS-PDU"]
    expect("a NAS-PDU is shown whole", nas and not any(v in text for v in nas if octets in v))
    expect("equal values have other hashes under one key", values(hidden) == values(again))
    hashes = lambda lines: [v for _, v in values(lines) if isinstance(v, str) and v.startswith("#")]
    expect("hashes do not depend on the key", hashes(hidden) and not set(hashes(hidden)) & set(hashes(changed)))
    said = run(petrin, "--pdus", "--show-subscribers", A).stderr.decode()
    expect("showing identities is not told", "can be recognised" in said)
    expect("a key of nothing is taken", run(petrin, "--pdus", "--key", "/dev/null", A).returncode == 3)


def threads(petrin, folder, key):
    """The same octets from any number of threads, of all kinds of output; with files that overlap in time."""
    made = os.path.join(folder, "made.pcapng")
    subprocess.run([petrin, "generate", "--quiet", "--ues", "12", "--minutes", "3", "--attack", "all", "-o", made],
                   check=True, capture_output=True)
    for words in (["--pdus", "--hex", "--key", key], ["--pdus", "--key", key, "--filter", "octets > 60 && proto != gtpu"],
                  ["--json"], ["--ladder"]):
        for files in ([made], [A, made, B, HTTP, made]):
            one = run(petrin, *words, "--threads", "1", *files)
            expect(f"{words} says nothing", len(one.stdout) > 1000 and one.returncode == 0)
            for n in 2, 3, 16:
                many = run(petrin, *words, "--threads", str(n), *files)
                expect(f"{words} with {n} threads says something else", many.stdout == one.stdout)
                expect(f"{words} with {n} threads warns of something else", many.stderr == one.stderr)
    expect("no end to threads", run(petrin, "--threads", "65", A).returncode == 2)


def value(line, name):
    return next((f["value"] for f in line["fields"] if f["name"] == name), None)


def http(petrin, key):
    """Messages over HTTP are as others are: who, when, hidden; requests and answers know each other."""
    words = ["--hex", "--key", key, HTTP]
    lines, document = pdus(petrin, *words), json.loads(run(petrin, "--json", HTTP).stdout)
    rows = {r["proto"]: r for r in document["protocols"]}
    expect(f"messages are {len(lines)}", len(lines) == 18)
    expect(f"counts are {rows}", rows["http2"]["messages"] == 16 and rows["http1"]["messages"] == 2 and
           rows["http1"]["unknown"] == 2 and rows["http2"]["unknown"] == 2 and set(rows) == {"http1", "http2"})
    seen = {u["what"]: u["count"] for u in document["unseen"]}
    expect(f"unseen are {seen}", seen == {"late": 1, "state_lost": 1, "open": 1})
    expect("octets of streams are not those of the capture", rows["http1"]["octets"] == 69 + 87)
    text = json.dumps(lines)
    for secret in ("1234567890", "1234567890".encode().hex()):
        expect(f"{secret} is shown", secret not in text)
    expect("it is not there when asked for", "imsi-001011234567890" in run(petrin, "--pdus", "--show-subscribers", HTTP).stdout.decode())
    ladder = run(petrin, "--ladder", HTTP).stdout
    expect("a ladder shows a subscriber", b"1234567890" not in ladder and b"subscriber 1 in HTTP" in ladder)
    expect("one subscriber is two", b"subscriber 2" not in ladder)
    expect("heartbeats are shown", b"UpdateNFInstance" not in ladder and b"4 heartbeats" in ladder)
    ended = [x for x in lines if "open" not in x["flags"]]
    times = [x["time"] for x in ended]
    expect("lines that ended are not in the order of time", times == sorted(times) and len(ended) == 17)
    last = lines[-1]
    expect("what never ended is not last, or has no peers and time of its own", last["flags"] == ["open"] and
           (last["src"], last["dst"], last["time"][11:22], last["frame"]) ==
           ("10.0.0.3:8002", "10.0.0.2:40003", "14:13:21.61", 26))
    pairs = collections.defaultdict(list)
    for x in lines:
        pairs[x["connection"], x["stream"]].append(x)
    for who, (ask, answer) in pairs.items():
        expect(f"{who}: the answer is not to its request", (ask["answer"], answer["answer"]) == (False, True) and
               (ask["src"], ask["dst"]) == (answer["dst"], answer["src"]) and ask["message"] == answer["message"])
    lost = [x for x in lines if "state-lost" in x["flags"]]
    expect("what is lost is not told", len(lost) == 1 and value(lost[0], "method") == "POST" and "late" in lost[0]["flags"])
    names = {p["address"]: p["name"] for p in document["peers"]}
    expect(f"names are {names}", names["10.0.0.2"] == "AMF" and names["10.0.0.3"] == "SMF" and
           names["10.0.0.5"] == "NRF" and names["10.0.0.4"] is None)


def tls(petrin, key):
    """With keys, from a file, a pipe or the capture itself, what is inside is as if it had been said openly; without, nothing."""
    keys, words = SMALL / "https.keys", ["--hex", "--key", key]
    closed = pdus(petrin, *words, str(SMALL / "https.pcap"))
    expect("TLS without keys says something", [x["message"] for x in closed] == ["ClientHello", "ServerHello"])
    opened = pdus(petrin, *words, "--tls-keys", str(keys), str(SMALL / "https.pcap"))
    expect("TLS is not opened", [(x["proto"], x["message"], x["flags"]) for x in opened[2:]] ==
           [("http2", "PostSmContexts", ["tls"])] * 2)
    own = [dict(x, file="") for x in pdus(petrin, *words, str(SMALL / "https.pcapng"))]
    expect("keys of the capture say something else", own == [dict(x, file="") for x in opened])
    with open(keys, "rb") as f:
        piped = pdus(petrin, *words, "--tls-keys", "/dev/stdin", str(SMALL / "https.pcap"), stdin=f)
    expect("keys from a pipe say something else", piped == opened)
    expect("a subscriber inside TLS is shown", "1234567890" not in json.dumps(opened))
    expect("no file of keys is no failure", run(petrin, "--tls-keys", "/nowhere/keys", A).returncode == 3)


def child_of(pid):
    for _ in range(200):
        text = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if text:
            return int(text[0])
        time.sleep(0.02)
    return 0


def killed(petrin, folder):
    """A pipe that nobody writes to keeps the reader waiting for it; then the reader is killed."""
    fifo = os.path.join(folder, "pipe")
    os.mkfifo(fifo)
    p = subprocess.Popen([petrin, "watch", "--pdus", "--quiet", A, fifo], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    writer = os.open(fifo, os.O_WRONLY)
    child = child_of(p.pid)
    for _ in range(200):
        if "pipe" in pathlib.Path(f"/proc/{child}/wchan").read_text() or \
           pathlib.Path(f"/proc/{child}/stat").read_text().split()[2] == "S":
            break
        time.sleep(0.02)
    time.sleep(0.2)
    os.kill(child, signal.SIGKILL)
    out, err = p.communicate(timeout=60)
    os.close(writer)
    expect(f"a killed reader ends with {p.returncode}", p.returncode == 3)
    expect(f"a killed reader is told as {err}", b"pipe: nothing of this file counts" in err)
    expect("the other file is lost as well", len(out.splitlines()) == 10)


def large(petrin, folder):
    """The same packets ten thousand times: 15 MB, of which nothing stays."""
    path = os.path.join(folder, "large.pcap")
    head, body = SMALL.joinpath("registration.pcap").read_bytes()[:24], SMALL.joinpath("registration.pcap").read_bytes()[24:]
    with open(path, "wb") as f:
        f.write(head)
        for _ in range(10000):
            f.write(body)
    run(petrin, A)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    document = json.loads(run(petrin, "--json", path).stdout)
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    expect("packets are lost", document["packets"] == 120000)
    expect(f"memory grows from {before} to {after} KB", "SAN" in os.environ.get("PETRIN_BUILD", "") or after < before + 40000)


def rubbish(petrin, folder):
    path = os.path.join(folder, "rubbish")
    r, octets = random.Random(7), SMALL.joinpath("registration.pcap").read_bytes()
    seen = collections.Counter()
    for _ in range(60):
        bad = bytearray(octets)
        for _ in range(r.randrange(1, 40)):
            bad[r.randrange(len(bad))] = r.randrange(256)
        pathlib.Path(path).write_bytes(bad[:r.randrange(len(bad))] if r.randrange(3) == 0 else bad)
        done = run(petrin, "--pdus", path)
        seen[done.returncode] += 1
        for line in done.stdout.splitlines():
            json.loads(line)
    expect(f"rubbish ends with {dict(seen)}", set(seen) <= {0, 3} and seen[0] > 0)


def main(petrin):
    with tempfile.TemporaryDirectory() as folder:
        key, other = os.path.join(folder, "key"), os.path.join(folder, "other")
        pathlib.Path(key).write_bytes(b"sixteen octets and more")
        pathlib.Path(other).write_bytes(b"another secret of ours")
        same_captures(folder)
        merged(petrin, key)
        identities(petrin, key, other)
        http(petrin, key)
        tls(petrin, key)
        killed(petrin, folder)
        threads(petrin, folder, key)
        large(petrin, folder)
        rubbish(petrin, folder)
    print("\n".join(problems) or "all as promised")
    return 1 if problems else 0


sys.exit(main(os.path.abspath(sys.argv[1])))
