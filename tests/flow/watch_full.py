#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tables that are full, and readers that end before their files.   usage: watch_full.py PETRIN

More associations, streams, fragments, peers and ladders than petrin keeps: it says how many it forgot, and reads on.
A reader that runs out of processor time, or is killed in the middle, loses its file and no other."""
import json, os, pathlib, resource, signal, struct, subprocess, sys, tempfile, time

SMALL = pathlib.Path(__file__).resolve().parents[1] / "golden/small"
REGISTRATION = str(SMALL / "registration.pcap")
problems = []


def expect(what, true):
    if not true:
        problems.append(what)


def ip(protocol, octets, source=0x0a000001, to=0x0a000002, identity=0, part=0):
    return struct.pack("!BBHHHBBHII", 0x45, 0, 20 + len(octets), identity, part, 64, protocol, 0, source, to) + octets


def sctp(n, octets=b"\0", source=0x0a000001):
    pad = bytes(-len(octets) % 4)
    return ip(132, struct.pack("!HHIIBBHIHHI", n % 60000, 38412, n, 0, 0, 3, 16 + len(octets), 1, 0, 1, 60) + octets + pad,
              source + n // 60000)


def tcp(n, octets, port=80):
    return ip(6, struct.pack("!HHIIBBHHH", n % 60000, port, 1, 1, 0x50, 0x10, 65535, 0, 0) + octets, 0x0a000001 + n // 60000)


def write(path, packets):
    with open(path, "wb") as f:
        f.write(struct.pack("<IHHIIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
        for n, p in enumerate(packets):
            f.write(struct.pack("<IIII", 1 + n // 1000000, n % 1000000, len(p), len(p)) + p)


def tables(petrin, folder):
    """Each table gets more than it holds."""
    path = os.path.join(folder, "full.pcap")
    cases = {
        "associations": ("forgotten", 1000, (sctp(n) for n in range(16384 + 1000))),
        # Streams are forgotten in one table, and before as connections that may become HTTP in another.
        "streams": ("forgotten", 1000 + 33768 - 4096, (tcp(n, b"x") for n in range(32768 + 1000))),
        "fragments": ("lost_pieces", 1128, (ip(17, bytes(8), identity=n, part=0x2000) for n in range(1128))),
        "connections": ("forgotten", 1000, (tcp(n, b"GET / HTTP/1.1\r\n") for n in range(4096 + 1000))),
        "exchanges": ("forgotten", 1008, (tcp(n, b"GET / HTTP/1.1\r\n\r\n" * 40) for n in range(230))),
    }
    for name, (what, count, packets) in cases.items():
        write(path, packets)
        done = subprocess.run([petrin, "watch", "--json", path], capture_output=True, timeout=120)
        unseen = {x["what"]: x["count"] for x in json.loads(done.stdout)["unseen"]}
        expect(f"{name} end with {done.returncode}", done.returncode == 0)
        expect(f"of {name} it says {unseen}", unseen.get(what) == count)
        text = subprocess.run([petrin, "watch", "--stats", path], capture_output=True, timeout=120, text=True).stdout
        expect(f"--stats does not tell of {name}", f"{count}" in text.replace(",", "").replace(" ", ""))


def peers_and_ladders(petrin, folder):
    path = os.path.join(folder, "many.pcap")
    heartbeat = struct.pack("!HHHH", 8805, 8805, 16, 0) + bytes.fromhex("2001000400000100")
    write(path, (ip(17, heartbeat, 0x0b000000 + n) for n in range(1123)))
    document = json.loads(subprocess.run([petrin, "watch", "--json", path], capture_output=True, timeout=120).stdout)
    expect(f"of {len(document['peers'])} peers {document['peers_left_out']} are left out",
           len(document["peers"]) == 1024 and document["peers_left_out"] == 100)
    write(path, (sctp(n) for n in range(4096 + 500)))
    done = subprocess.run([petrin, "watch", "--ladder", path], capture_output=True, timeout=120, text=True)
    expect(f"of ladders it says {done.stdout[-200:]}", "500 " in (done.stdout + done.stderr)[-300:])


def child_of(pid):
    for _ in range(500):
        text = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if text:
            return int(text[0])
        time.sleep(0.01)
    return 0


def out_of_time(petrin, folder):
    """Another file and a pipe without end; the reader gets one second of processor time."""
    fifo = os.path.join(folder, "pipe")
    os.mkfifo(fifo)
    p = subprocess.Popen([petrin, "watch", "--pdus", "--quiet", REGISTRATION, fifo], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE)
    writer = os.open(fifo, os.O_WRONLY)
    child = child_of(p.pid)
    resource.prlimit(child, resource.RLIMIT_CPU, (1, 1))
    octets = pathlib.Path(REGISTRATION).read_bytes()
    packets = octets[24:] * 20000
    os.write(writer, octets[:24])
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    if os.fork() == 0:
        try:
            while True:
                os.write(writer, packets)
        except OSError:
            os._exit(0)
    os.close(writer)
    out, err = p.communicate(timeout=120)
    os.wait()
    expect(f"a reader without time ends with {p.returncode}: {err[-200:]}", p.returncode == 3)
    expect(f"a reader without time is told as {err[-200:]}", b"pipe: nothing of this file counts" in err)
    expect("the other file is lost as well", sum(b"registration.pcap" in x for x in out.splitlines()) == 10)


def in_the_middle(petrin, folder):
    """Two long files, one after the other in time; the reader is killed while it is at the second."""
    first, second = os.path.join(folder, "first.pcap"), os.path.join(folder, "second.pcap")
    write(first, (sctp(n) for n in range(1000)))
    octets = bytearray(pathlib.Path(REGISTRATION).read_bytes())
    pathlib.Path(second).write_bytes(octets[:24] + octets[24:] * 20000)
    p = subprocess.Popen([petrin, "watch", "--pdus", "--quiet", first, second], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE)
    seen, lines = 0, 0
    for line in p.stdout:
        lines += b"first.pcap" in line
        seen += b"second.pcap" in line
        if seen == 1000:
            os.kill(child_of(p.pid), signal.SIGKILL)
    err = p.stderr.read()
    expect(f"a reader killed in the middle ends with {p.wait(60)}", p.returncode == 3)
    expect(f"a reader killed in the middle is told as {err[-200:]}", b"second.pcap: nothing of this file counts" in err)
    expect(f"of the other file there are {lines} lines", lines == 1000)


def main(petrin):
    with tempfile.TemporaryDirectory() as folder:
        tables(petrin, folder)
        peers_and_ladders(petrin, folder)
        in_the_middle(petrin, folder)
        out_of_time(petrin, folder)
    print("\n".join(problems) or "all as promised")
    return 1 if problems else 0


sys.exit(main(os.path.abspath(sys.argv[1])))
