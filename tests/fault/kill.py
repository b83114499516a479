#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 at random moments: the workspace is as before or complete, and the next command works.

usage: kill.py PETRIN [RUNS [SEED]]"""
import json, os, random, shutil, signal, subprocess, sys, tempfile, time

petrin, runs = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10
seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 30)
chance = random.Random(seed)
top = tempfile.mkdtemp(prefix="petrin-kill-")
workspace, table, folder = (os.path.join(top, n) for n in ("w.db", "table.csv", "cves"))
CVE = ('{"dataVersion":"5.1","cveMetadata":{"cveId":"CVE-2024-%d","state":"PUBLISHED"},"containers":{"cna":'
       '{"affected":[{"vendor":"Tall","product":"Gate","versions":[{"version":"1","status":"affected"}]}]}}}')


def start(*words):
    return subprocess.Popen([petrin, "--quiet", "--workspace", workspace, *words], stdout=subprocess.DEVNULL,
                            stderr=subprocess.PIPE, text=True)


def call(*words, expect=0):
    p = start(*words)
    said = p.communicate()[1]
    assert p.returncode == expect, f"petrin {words}: status {p.returncode}, {said}"


def content():
    """What the workspace holds, which has to verify; None while there is none."""
    if not os.path.exists(workspace):
        return None
    p = subprocess.run([petrin, "--workspace", workspace, "doctor", "--verify", "--json"],
                       capture_output=True, text=True)
    assert p.returncode == 0, p.stdout + p.stderr
    answer = json.loads(p.stdout)
    return answer["tables"], answer["log_entries"]


def worker_of(parent):
    try:
        with open(f"/proc/{parent}/task/{parent}/children") as f:
            children = f.read().split()
        return int(children[0]) if children else None
    except OSError:
        return None


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as f:
            return f.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def restore(path):
    for end in ("", "-wal", "-shm", "-journal"):
        if os.path.exists(workspace + end):
            os.unlink(workspace + end)
    if path:
        shutil.copy(path, workspace)


def duration(*words):
    t = time.monotonic()
    call(*words)
    return time.monotonic() - t


def story(name, words, before, victim):
    """Kills `victim` (the parent or its worker) of a command, again and again."""
    restore(before)
    was = content()
    long = duration(*words)
    becomes = content()
    seen = {"as before": 0, "complete": 0, "empty": 0}
    for _ in range(runs):
        restore(before)
        p = start(*words)
        time.sleep(chance.uniform(0, 1.1 * long))
        worker = worker_of(p.pid)
        target = p.pid if victim == "parent" else worker
        if target and p.poll() is None:
            os.kill(target, signal.SIGKILL)
        said = p.communicate()[1]
        if victim == "worker" and p.returncode != 0:
            assert p.returncode == 3 and "died of signal 9" in said, (p.returncode, said)
        until = time.monotonic() + 5
        while victim == "parent" and worker and is_alive(worker):
            assert time.monotonic() < until, "the worker outlives its parent"
            time.sleep(0.01)
        now = content()
        empty = before is None and now is not None and now[1] == 0
        assert now in (was, becomes) or empty, (now, was, becomes)
        seen["empty" if empty else "as before" if now == was else "complete"] += 1
        call(*words, expect=4 if before is None and now == becomes else 0)
        assert content() == becomes, "the next command leads elsewhere"
    print(f"# {name}, {victim} killed {runs} times within {long:.2f} s: {seen}", flush=True)


try:
    print(f"# seed {seed}", flush=True)
    with open(table, "w") as f:
        f.write("flag,country,value,source,certainty\n")
        f.writelines(f"law.x{i},DE,no,s1,read\n" for i in range(20000))
    os.mkdir(folder)
    for i in range(3000):
        with open(os.path.join(folder, f"{i}.json"), "w") as f:
            f.write(CVE % i)
    base = os.path.join(top, "base.db")
    sources = os.path.join(top, "sources.csv")
    with open(sources, "w") as f:
        f.write("id,title,redistributable,reliability,anonymous,certainty\ns1,A source,yes,B,no,read\n")
    call("init")
    call("import", sources)
    shutil.copy(workspace, base)
    story("init", ["init"], None, "parent")
    for what in (table, folder):
        for victim in ("parent", "worker"):
            story("import of a " + ("table" if what == table else "folder"), ["import", what], base, victim)
finally:
    shutil.rmtree(top)
