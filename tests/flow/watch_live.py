#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""petrin watch where packets come while it works.   usage: watch_live.py PETRIN [PLAIN|OTHER]

In a network of its own (unshare; left out with a word where that is not allowed): messages sent over the loopback
interface are shown at once, by processes that have given up everything; without rights it says how to get them.
Files that grow, are rotated, renamed, deleted and written anew are read once, and associations go on across them."""
import json, os, pathlib, re, resource, select, signal, socket, struct, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[1]
SMALL = ROOT / "golden/small"
MESSAGES = 10  # in registration.pcap
WALLS = "OTHER" not in sys.argv[2:]  # sanitizers cannot live behind all of them
PORT = 8805
problems, left_out = [], []


def expect(what, true):
    if not true:
        problems.append(what)


def heartbeat(n):
    """A PFCP Heartbeat Request with a Recovery Time Stamp (TS 29.244 7.4.2.1)."""
    return bytes.fromhex("2001000c") + struct.pack(">I", n << 8) + bytes.fromhex("00600004e0000000")


class Watch:
    """A running petrin whose lines are waited for."""
    def __init__(self, petrin, *words, before=()):
        self.p = subprocess.Popen([*before, petrin, "watch", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        os.set_blocking(self.p.stdout.fileno(), False)
        self.kept = b""

    def line(self, seconds):
        end = time.monotonic() + seconds
        while b"\n" not in self.kept:
            left = end - time.monotonic()
            if left < 0 or not select.select([self.p.stdout], [], [], left)[0]:
                return None
            got = self.p.stdout.read()
            if not got:
                return None
            self.kept += got
        line, self.kept = self.kept.split(b"\n", 1)
        return json.loads(line)

    def lines(self, n, seconds=10):
        return [x for x in (self.line(seconds) for _ in range(n)) if x]

    def end(self, sig=signal.SIGINT):
        self.p.send_signal(sig)
        os.set_blocking(self.p.stdout.fileno(), True)
        out, err = self.p.communicate(timeout=20)
        return self.kept + out, err.decode(), self.p.returncode


# --- an interface ---

def loopback_up():
    import fcntl
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        fcntl.ioctl(s, 0x8914, struct.pack("16sh", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS: up, running


def status(pid):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return {k: v.strip() for k, v in re.findall(r"(\w+):(.*)", text)}


def child_of(pid):
    text = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(text[0]) if text else 0


def no_rights(pid, who):
    s = status(pid)
    for caps in ("CapEff", "CapPrm", "CapInh", "CapAmb"):
        expect(f"{who} has {caps} {s[caps]}", int(s[caps], 16) == 0)
    expect(f"{who} can get new rights", s["NoNewPrivs"] == "1")
    return s


def live(petrin):
    send = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    w, n, first = Watch(petrin, "--live", "lo", "--pdus", "--only", f"udp port {PORT}"), 0, None
    while first is None and n < 100:
        n += 1
        send.sendto(heartbeat(n), ("127.0.0.1", PORT))
        first = w.line(0.1)
    expect("nothing is heard", first is not None)
    if first is None:
        problems.append(w.end()[1])
        return
    expect(f"it hears {first}", first["proto"] == "pfcp" and first["message"] == "PFCP-Heartbeat-Request")
    while w.line(0.3):
        pass
    delays = []
    for i in range(1000, 1021):
        start = time.monotonic()
        send.sendto(heartbeat(i), ("127.0.0.1", PORT))
        got = w.line(5)
        delays.append(time.monotonic() - start)
        fields = {f["name"]: f["value"] for f in got["fields"]} if got else {}
        expect(f"message {i} is heard as {fields}", i in fields.values())
        time.sleep(0.02)
    print(f"a message is shown after {1000 * sorted(delays)[10]:.1f} ms (median), {1000 * max(delays):.1f} ms at most")
    expect(f"messages wait: {delays}", sorted(delays)[5] < 0.05)
    no_rights(w.p.pid, "the parent")
    reader = child_of(w.p.pid)
    s = no_rights(reader, "the reader")
    expect("the reader may call anything", not WALLS or s["Seccomp"] == "2")
    expect("the reader may have more files", not WALLS or "Max open files" in (lim := limits(reader)) and
           int(lim["Max open files"]) < 64)
    out, err, code = w.end()
    expect(f"Ctrl-C ends with {code} {err}", code == 0)
    counted(petrin, send)
    timed(petrin)


def limits(pid):
    return {x[:26].strip(): x[26:].split()[0] for x in pathlib.Path(f"/proc/{pid}/limits").read_text().splitlines()}


def counted(petrin, send):
    """--count ends by itself; the document is whole."""
    w = Watch(petrin, "--live", "lo", "--json", "--count", "5")
    for n in range(200):
        if w.p.poll() is not None:
            break
        send.sendto(heartbeat(n), ("127.0.0.1", PORT))
        time.sleep(0.02)
    out, _, code = w.end() if w.p.poll() is None else (w.p.stdout.read(), 0, w.p.returncode)
    document = json.loads(out or b"{}")
    expect(f"--count 5 counts {document.get('packets')}", code == 0 and document.get("packets") == 5)
    expect("the interface is not named", "lo" in json.dumps(document.get("files")))


def timed(petrin):
    start = time.monotonic()
    done = subprocess.run([petrin, "watch", "--live", "lo", "--for", "1", "--json"], capture_output=True, timeout=20)
    expect(f"--for 1 ends with {done.returncode} after {time.monotonic() - start} s",
           done.returncode == 0 and 0.9 < time.monotonic() - start < 10)


def refused(petrin):
    without = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
    done = subprocess.run([*without, petrin, "watch", "--live", "lo", "--for", "1"], capture_output=True, timeout=20)
    expect(f"without rights: {done}", done.returncode == 3 and b"setcap cap_net_raw" in done.stderr)
    done = subprocess.run([petrin, "watch", "--live", "nosuch"], capture_output=True, timeout=20)
    expect(f"no such interface: {done}", done.returncode == 3 and b"nosuch" in done.stderr)
    done = subprocess.run([petrin, "watch", "--live", "lo", "--only", "udp prt 1"], capture_output=True, timeout=20)
    expect(f"no such expression: {done}", done.returncode == 2)


# --- files that come ---

def packets(path):
    octets, at = path.read_bytes(), 24
    while at < len(octets):
        n = struct.unpack_from("<I", octets, at + 8)[0]
        yield octets[at:at + 16 + n]
        at += 16 + n


def said(lines):
    return [{k: v for k, v in x.items() if k not in ("n", "file", "frame")} for x in lines]


def followed(petrin, folder, key):
    """One capture in the files of a rotation says what it says as one file."""
    head, all_ = (SMALL / "registration.pcap").read_bytes()[:24], list(packets(SMALL / "registration.pcap"))
    whole = subprocess.run([petrin, "watch", "--pdus", "--key", key, SMALL / "registration.pcap"], capture_output=True)
    whole = [json.loads(x) for x in whole.stdout.splitlines()]
    there = pathlib.Path(folder, "rotated")
    there.mkdir()
    (there / "notes").write_text("not a capture")
    one, two, three = (there / f"trace.pcap{i}" for i in (8, 9, 10))
    w, got = Watch(petrin, "--pdus", "--key", key, "--follow", f"{there}/"), []
    with open(one, "wb", buffering=0) as f:
        f.write(head + b"".join(all_[:4]) + all_[4][:9])  # in the middle of the header of a packet
        got += w.lines(2)
        os.rename(one, there / "renamed")
        f.write(all_[4][9:] + all_[5])
        got += w.lines(2)
    os.unlink(there / "renamed")
    two.write_bytes(head + b"".join(all_[6:9]))
    got += w.lines(3)
    three.write_bytes(head + all_[9])
    got += w.lines(1)
    two.write_bytes(head + b"".join(all_[10:]))  # a ring begins anew
    got += w.lines(2)
    expect("a line comes that is none", w.line(0.5) is None)
    out, err, code = w.end(signal.SIGTERM)
    expect(f"SIGTERM ends with {code} {err}", code == 0 and not out)
    expect(f"following says {len(got)} of {len(whole)} messages, or others", said(got) == said(whole))
    expect(f"files are told as {[x['file'] for x in got]}", [x["file"][-2:] for x in got] ==
           ["p8"] * 4 + ["p9"] * 3 + ["10"] + ["p9"] * 2)
    expect("what is no capture is not told", "notes" in err)


def counts(petrin, folder):
    """The counts of a folder that is followed; what is written behind our back is told."""
    there = pathlib.Path(folder, "counted")
    there.mkdir()
    head, all_ = (SMALL / "registration.pcap").read_bytes()[:24], list(packets(SMALL / "registration.pcap"))
    (there / "a").write_bytes(head + all_[0])
    w = Watch(petrin, "--json", "--follow", str(there))
    time.sleep(0.3)
    (there / "b").write_bytes(head + all_[1])
    time.sleep(0.5)
    with open(there / "a", "ab") as f:
        f.write(all_[2])
    time.sleep(0.7)
    out, err, code = w.end()
    document = json.loads(out)
    expect(f"packets: {document['packets']}", code == 0 and document["packets"] == 2 and len(document["files"]) == 2)
    expect(f"what is added is not told: {err}", "a newer file had begun" in err)


def lost(petrin, folder):
    """The reader is killed while it follows: its file is lost, the next one is read."""
    there = pathlib.Path(folder, "lost")
    there.mkdir()
    small = (SMALL / "registration.pcap").read_bytes()
    (there / "a").write_bytes(small)
    w = Watch(petrin, "--pdus", "--quiet", "--follow", str(there))
    expect("nothing is said before the end of the reader", len(w.lines(MESSAGES)) == MESSAGES)
    os.kill(child_of(w.p.pid), signal.SIGKILL)
    time.sleep(0.3)
    (there / "b").write_bytes(small)
    files = [x["file"][-2:] for x in w.lines(MESSAGES)]
    out, err, code = w.end()
    expect(f"after the end of the reader {files} {code} {err}", files == ["/b"] * MESSAGES and code == 3)
    expect("the lost file is not told", "/a: nothing of this file counts" in err)


# --- many files ---

def folder_of_many(petrin, folder):
    """Far more files than descriptors, in folders in folders, the names against the times."""
    head, packet = (SMALL / "registration.pcap").read_bytes()[:24], next(packets(SMALL / "registration.pcap"))
    n = 2000
    for i in range(n):
        inside = pathlib.Path(folder, "many", f"{i % 7}", "deeper")
        inside.mkdir(parents=True, exist_ok=True)
        record = struct.pack("<II", 1790000000 + n - i, 0) + packet[8:]
        (inside / f"{i:05}").write_bytes(head + record)
    (inside / "README").write_text("no capture")
    few = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (48, 48))
    done = subprocess.run([petrin, "watch", "--json", f"{folder}/many/"], capture_output=True, timeout=100, preexec_fn=few)
    document = json.loads(done.stdout or b"{}")
    expect(f"many files: {done.returncode} {done.stderr}", done.returncode == 0 and document.get("packets") == n)
    expect("files are not in the order of time", document.get("counts", {}).get("unsorted", 0) == 0 and
           document.get("counts", {}).get("files_waited", 0) == 0)
    expect("names have two slashes", "//" not in json.dumps(document.get("files")))
    expect(f"a file that is none is not told: {done.stderr}", b"README" in done.stderr)


def main(petrin):
    if "PETRIN_ALONE" not in os.environ:
        alone = ["unshare", "--user", "--map-root-user", "--net"]
        may = subprocess.run([*alone, "true"], capture_output=True).returncode == 0
        if may:
            done = subprocess.run([*alone, sys.executable, __file__, petrin, *sys.argv[2:]], env={**os.environ, "PETRIN_ALONE": "1"})
            problems.extend(["see above"] if done.returncode else [])
        else:
            left_out.append("no network of our own is allowed here: --live is not tested")
        with tempfile.TemporaryDirectory() as folder:
            key = os.path.join(folder, "key")
            pathlib.Path(key).write_bytes(b"sixteen octets and more")
            followed(petrin, folder, key)
            counts(petrin, folder)
            lost(petrin, folder)
            folder_of_many(petrin, folder)
    else:
        loopback_up()
        live(petrin)
        refused(petrin)
    print("\n".join(left_out + problems) or "all as promised")
    return 1 if problems else 0


sys.exit(main(os.path.abspath(sys.argv[1])))
