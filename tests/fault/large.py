#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A line of one gigabyte, for every kind and way in: a clear error, bounded memory, nothing changed.

usage: large.py PETRIN"""
import hashlib, os, subprocess, sys, tempfile, threading, time

petrin = os.path.abspath(sys.argv[1])
SIZE, MEMORY = 1 << 30, 700 << 10  # octets; kB
top = tempfile.mkdtemp(prefix="petrin-large-")
workspace, sparse = os.path.join(top, "w.db"), os.path.join(top, "sparse.csv")


def content():
    with open(workspace, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest(), sorted(os.listdir(top))


def feed(pipe, head):
    piece = b"a" * (1 << 20)
    try:
        pipe.write(head)
        for _ in range(SIZE >> 20):
            pipe.write(piece)
        pipe.close()
    except BrokenPipeError:
        pass


def refused(words, head=None):
    t = time.monotonic()
    p = subprocess.Popen([petrin, "--quiet", "--workspace", workspace, *words], stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, stdin=subprocess.PIPE if head is not None else None)
    if head is not None:
        threading.Thread(target=feed, args=(p.stdin, head), daemon=True).start()
    said = p.stdout.read().decode()
    _, status, used = os.wait4(p.pid, 0)  # with what its children used
    t = time.monotonic() - t
    p.stdout.close()
    print(f"# {' '.join(words).replace(top, '')}: {t:.2f} s, {used.ru_maxrss >> 10} MB: {said.strip()}", flush=True)
    assert os.waitstatus_to_exitcode(status) == 3, status
    assert "longer than" in said or "larger than" in said, said
    assert used.ru_maxrss < MEMORY, used.ru_maxrss


try:
    subprocess.run([petrin, "--quiet", "--workspace", workspace, "init"], check=True, stdout=subprocess.DEVNULL)
    with open(sparse, "wb") as f:
        f.truncate(SIZE)
    before = content()
    listed = subprocess.run([petrin, "import", "--as", "?", "--format", "csv"], check=True, capture_output=True,
                            text=True).stdout.splitlines()[1:]
    assert len(listed) >= 9, listed
    for kind in (line.split(",")[0] for line in listed):
        refused(["import", "--as", kind, "-"], b'{"a":"')
    refused(["import", "-"], b"flag,country,value,source,certainty\n")
    refused(["import", "-"], b'{"vulnerabilities":"')
    refused(["import", "-"], b"id: x\nconsideration: x\ncriteria: x")
    refused(["import", "--as", "gleif", "-"], b'<?xml version="1.0"?><a b="')
    refused(["import", "--as", "evidence", sparse])
    refused(["check", "-"], b'{"vulnerabilities":"')
    refused(["check", sparse])
    refused(["assess", "--problem", "-"], b'{"schema":"petrin.problem/1","method":"')
    assert content() == before, "the workspace changed"
finally:
    for name in os.listdir(top):
        os.unlink(os.path.join(top, name))
    os.rmdir(top)
