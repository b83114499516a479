#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What petrin needs and what a peer needs, from one run on one machine.   usage: run.py BUILD [watch]

Figures are medians of several runs (R smaa: one).  A peer that is not installed is named as such."""
import json, math, os, shutil, statistics, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from replicate import replicate

OPEN = os.path.join(HERE, "../../../shared/data/captures/open5gs/testregistration.pcapng")
RECORDS, RUNS = 44000, 5


def output(*command):
    """Standard output, or None when the command is missing or fails."""
    try:
        run = subprocess.run(command, capture_output=True, text=True)
    except OSError:
        return None
    return run.stdout if run.returncode == 0 else None


def seconds(prepare, *command):
    took = []
    for _ in range(RUNS):
        prepare()
        begin = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        took.append(time.perf_counter() - begin)
    return statistics.median(took)


def line(what, ours, goal="", peer=""):
    print(f"{what:<44} {ours:>10}  {goal and 'goal ' + goal:<16} {peer}", flush=True)


def numbers(text):
    return [float(x) for x in text.split()]


def numpy():
    """Some interpreter has it, or none."""
    for python in dict.fromkeys((sys.executable, "/usr/bin/python3")):
        text = output(python, HERE + "/peer_smaa.py")
        if text:
            return text
    return None


def agreement(ours, peer, draws=100000):
    """The largest difference between first ranks in standard errors."""
    both = [(a, b, (a + b) / 2) for a, b in zip(ours, peer) if (a + b) * draws > 20]
    return max(abs(a - b) / math.sqrt(2 * m * (1 - m) / draws) for a, b, m in both)


def smaa(bench):
    all_cores, one = numbers(output(bench, "smaa", "0")), numbers(output(bench, "smaa", "1"))
    line(f"SMAA-2 50 x 40 x 100,000, {os.cpu_count()} cores", f"{all_cores[0]:.3f} s", "0.060 s")
    line("  on one core", f"{one[0]:.3f} s")
    line("  peak memory of the process", f"{all_cores[1] / 1000:.1f} MB", "10 MB")
    r = output("Rscript", HERE + "/peer_smaa.R")
    for name, text in ("numpy", numpy()), ("R smaa", r):
        if not text or text.startswith("not"):
            line(f"  {name}", "-", "", "not installed")
            continue
        version, peer = text.split()[0], numbers(" ".join(text.split()[1:]))
        line(f"  {name} {version}", f"{peer[0]:.3f} s", "", f"{peer[0] / all_cores[0]:.0f} times as long, "
             f"{peer[1] / 1000:.0f} MB; first ranks differ by at most "
             f"{agreement(all_cores[2:], peer[2:]):.1f} standard errors")


def assess(petrin, folder):
    workspace = folder + "/w.db"
    output(petrin, "--workspace", workspace, "init")
    took = seconds(lambda: None, petrin, "--workspace", workspace, "assess")
    line("petrin assess, built-in workspace", f"{took:.3f} s", "0.300 s", "no peer")
    return workspace


def imports(petrin, generator, folder, workspace):
    archive, work = folder + "/cve.tar.zst", folder + "/work.db"
    size = float(output(generator, str(RECORDS), archive).split()[2])
    took = seconds(lambda: None, petrin, "import", "--dry-run", archive)
    line(f"import {RECORDS:,} CVE records, --dry-run", f"{size / took:.0f} MB/s", "100 MB/s", "no peer")
    took = seconds(lambda: shutil.copy(workspace, work), petrin, "--workspace", work, "import", archive)
    line("  into a workspace", f"{size / took:.0f} MB/s", "100 MB/s", f"{size:.0f} MB unpacked")


def scan(bench, generator, folder):
    document = folder + "/cve.json"
    output(generator, "8000", document)
    size = os.path.getsize(document) / 1e6
    ours = numbers(output(bench, "json", document))
    text, took = open(document, encoding="utf-8").read(), []
    for _ in range(RUNS):
        begin = time.perf_counter()
        json.loads(text)
        took.append(time.perf_counter() - begin)
    peer = statistics.median(took)
    line(f"JSON, every value of {size:.0f} MB", f"{size / ours[0]:.0f} MB/s", "",
         f"Python's json {size / peer:.0f} MB/s, {peer / ours[0]:.1f} times as long")


def dumps(petrin, generator, folder):
    """Configuration dumps: petrin with all rows, expat (through Python, which adds little) with no handlers at all."""
    import xml.parsers.expat
    for kind, n in ("bulkcm", 5000), ("gexport", 10000), ("raml", 10000):
        path = os.path.join(folder, kind + ".xml")
        with open(path, "wb") as f:
            subprocess.run((generator, kind, str(n)), check=True, stdout=f)
        size = os.path.getsize(path)
        took = seconds(lambda: None, petrin, "--quiet", "import", "--dry-run", path)
        begin = time.perf_counter()
        with open(path, "rb") as f:
            xml.parsers.expat.ParserCreate().ParseFile(f)
        peer = time.perf_counter() - begin
        line(f"import {size / 1e6:.0f} MB of {kind}", f"{size / took / 1e6:.0f} MB/s", "150 MB/s",
             f"expat without handlers {size / peer / 1e6:.0f} MB/s")
        os.remove(path)


def ownership(build):
    """Has a program of its own that prints its figures and scipy's."""
    print("ownership, a whole register")
    text = output(build + "/tests/bench_ownership", "--peer", HERE + "/peer_ownership.py")
    print("  " + (text or "failed").rstrip().replace("\n", "\n  "))


def decide(build):
    text = output(build + "/tests/bench_decide")
    compiled, took, elements, rules, packs = numbers(text.splitlines()[0])
    line(f"decide {elements:,.0f} elements, {rules:.0f} rules, one core", f"{took:.3f} s", "1.000 s", "no peer")
    line(f"  compiling {packs:.0f} packs for a day", f"{compiled:.3f} s")


def exposure(build):
    print("exposure, 100,000 sites")
    text = output(build + "/tests/bench_exposure", "--peer", HERE + "/peer_exposure.py")
    print("  " + (text or "failed").rstrip().replace("\n", "\n  "))


def process(*command):
    """Seconds, processor time of it and its child, and the most memory of either in MB (0 without GNU time: what this
    interpreter has is counted as theirs by the system)."""
    begin, before = time.perf_counter(), os.times()
    gnu = ("/usr/bin/time", "-f", "%M") if os.path.exists("/usr/bin/time") else ()
    run = subprocess.run((*gnu, *command), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    after = os.times()
    return (time.perf_counter() - begin, after[2] + after[3] - before[2] - before[3],
            int(run.stderr.split()[-1]) / 1000 if gnu else 0)


def captures(petrin, build):
    """Made once, kept in the build folder: (name, path, messages are counted of this protocol)."""
    folder = os.path.join(build, "bench-captures")
    os.makedirs(folder, exist_ok=True)
    made = lambda name: os.path.join(folder, name)
    if not os.path.exists(made("gtpu.pcap")):
        output(petrin, "generate", "--ues", "300", "--gnbs", "10", "--minutes", "46", "-o", made("mix.pcapng"))
        replicate(made("mix.pcapng"), made("ngap.pcap"), 6, "sctp")
        replicate(made("mix.pcapng"), made("gtpu.pcap"), 1, "gtpu")
    yield "generated mix", made("mix.pcapng"), None
    yield "NGAP of the mix, 6 times", made("ngap.pcap"), "ngap"
    yield "GTP-U of the mix", made("gtpu.pcap"), "gtpu"
    if os.path.exists(OPEN) and not os.path.exists(made("open.pcap")):
        replicate(OPEN, made("open.pcap"), 250)
    if os.path.exists(made("open.pcap")):
        yield "open capture, 250 times", made("open.pcap"), None


def dissected(path, packets):
    """Packets a second of tshark on the first tenth, one field of all."""
    tenth = packets // 10
    if shutil.which("tshark") is None:
        return None
    return tenth / process("tshark", "-r", path, "-c", str(tenth), "-Y", "ngap.procedureCode==15", "-T", "fields",
                           "-e", "frame.number")[0]


def watch(petrin, bench):
    """Threads take turns, so that whatever else the machine does meets all of them."""
    print("watch")
    limit = float(output(bench, "memory", "512"))
    for name, path, proto in captures(petrin, os.path.dirname(petrin)):
        stats = json.loads(output(petrin, "watch", "--json", path))
        packets, size = stats["packets"], os.path.getsize(path)
        messages = sum(x["messages"] for x in stats["protocols"] if x["decoded"] and proto in (None, x["proto"]))
        peer = dissected(path, packets)
        for what, n, unit in ("--stats", packets, "packets"), ("--pdus", messages, "messages"):
            took = {1: [], 2: []}
            for _ in range(3):
                for t in took:
                    took[t].append(process(petrin, "watch", "--quiet", what, "--threads", str(t), path))
            wall, cpu, memory = ({t: pick(x[i] for x in took[t]) for t in took}
                                 for i, pick in ((0, min), (1, min), (2, max)))
            goal = {None: "1.5 M/s", "ngap": "1 M/s", "gtpu": "10 M/s"}[proto] if what == "--stats" else ""
            line(f"  {name}, {what}", f"{n / wall[1] / 1e6:.2f} M/s", goal,
                 f"{unit}, {size / wall[1] / 1e6:.0f} MB/s, {size / wall[1] / limit * 100:.1f} % of memory")
            line("    by processor time of both processes", f"{n / cpu[1] / 1e6:.2f} M/s", "",
                 f"{size / cpu[1] / 1e6:.0f} MB/s")
            line("    two threads", f"{wall[1] / wall[2]:.2f} times", "1.8 times" if proto is None else "",
                 f"with {cpu[2] / cpu[1]:.2f} times the processor time; {memory[1]:.0f} and {memory[2]:.0f} MB")
            if what == "--stats" and peer:
                line("    tshark with a filter, a tenth of it", f"{peer / 1e3:.0f} k/s", "",
                     f"petrin {packets / wall[1] / peer:.0f} times as fast")


def main(build, only=""):
    petrin, bench, generator = build + "/petrin", build + "/tests/bench", build + "/tests/gen_cve"
    busy = os.getloadavg()[0]
    if busy > 0.5:
        print(f"the machine is busy (load {busy:.1f}): times will be too long")
    if only == "watch":
        return watch(petrin, bench)
    with tempfile.TemporaryDirectory() as folder:
        smaa(bench)
        workspace = assess(petrin, folder)
        imports(petrin, generator, folder, workspace)
        scan(bench, generator, folder)
        dumps(petrin, build + "/tests/gen_cm", folder)
    decide(build)
    ownership(build)
    exposure(build)
    watch(petrin, bench)


main(*sys.argv[1:])
