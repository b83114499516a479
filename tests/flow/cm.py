#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Configuration dumps and bills of materials through the real binary.   usage: cm.py PETRIN GEN_CM PLAIN|OTHER [SAMPLES]

Files made here: large ones in little memory (looked at in a PLAIN build only, for sanitizers need more), packed
ones, damaged ones.  With SAMPLES two public samples; when they are not there the test is skipped (77)."""
import json, os, sqlite3, subprocess, sys, tempfile, zipfile

PETRIN, GEN, BUILD = sys.argv[1:4]
failures = 0


def expect(ok, what):
    global failures
    if not ok:
        failures += 1
        print("FAILED:", what, file=sys.stderr)


def dry(path, **more):
    """The counts of one file, or the message when it is refused."""
    run = subprocess.run([PETRIN, "--quiet", "import", "--json", "--dry-run", path], capture_output=True, text=True, **more)
    return json.loads(run.stdout)["imports"][0] if run.returncode == 0 else run.stderr


def make(kind, n):
    return subprocess.run([GEN, kind, str(n)], capture_output=True, check=True).stdout


def peak(kind, n):
    """Megabytes that it took at most to read a generated dump through a pipe, and the rows."""
    gen = subprocess.Popen([GEN, kind, str(n)], stdout=subprocess.PIPE)
    run = subprocess.Popen([PETRIN, "--quiet", "import", "--json", "--dry-run", "-"], stdin=gen.stdout,
                           stdout=subprocess.PIPE)
    gen.stdout.close()
    out = run.stdout.read()
    _, status, usage = os.wait4(run.pid, 0)
    expect(gen.wait() == 0 and status == 0, f"{kind} {n}: {status}")
    return usage.ru_maxrss / 1024, json.loads(out)["imports"][0] if status == 0 else {}


def memory_is_constant():
    rows = {"bulkcm": lambda n: 1 + (n + 1) // 2 + n, "gexport": lambda n: 1 + n, "raml": lambda n: 1 + n}
    for kind, n in ("bulkcm", 4000), ("gexport", 6000), ("raml", 6000):
        if BUILD != "PLAIN":
            n //= 20
        few, _ = peak(kind, 10)
        many, got = peak(kind, n)
        expect(got.get("records") == rows[kind](n) and got["rejected"] == 0, f"{kind} {n}: {got}")
        if BUILD == "PLAIN": # a few hundred megabytes: two for every thousand elements, and no more
            expect(many < few + 16, f"{kind}: {few:.0f} MB for 10 stations, {many:.0f} MB for {n}")
            print(f"{kind}: {few:.0f} MB for 10 stations, {many:.0f} MB for {n}")


def own_files(d):
    plain, packed = os.path.join(d, "x.xml"), os.path.join(d, "x.zip")
    octets = make("bulkcm", 20)
    open(plain, "wb").write(octets)
    want = dry(plain)
    expect(want["kind"] == "bulkcm" and want["records"] == 31, f"20 stations: {want}")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("dump.xml", octets)
    expect(dry(packed)["records"] == 31, "20 stations packed")
    open(plain, "wb").write(octets[:len(octets) // 2])
    expect("ends within" in dry(plain) or "too early" in dry(plain), f"half a dump: {dry(plain)}")
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i-1};" * 10}">' for i in range(1, 11))
    open(plain, "w").write(f'<!DOCTYPE b [<!ENTITY l0 "0123456789">{laughs}]><bulkCmConfigDataFile><configData>&l10;'
                           "</configData></bulkCmConfigDataFile>")
    expect("document type declaration" in dry(plain), f"ten gigabytes of entities: {dry(plain)}")
    open(plain, "w").write("<bulkCmConfigDataFile><configData>" + "<a id='1'>" * 100000)
    expect("64 levels" in dry(plain), f"a deep dump: {dry(plain)}")


def bills(d):
    for kind, parts in ("cyclonedx", 0), ("spdx", -1):
        path = os.path.join(d, kind + ".json")
        open(path, "wb").write(make(kind, 1000))
        got = dry(path)
        expect(got["kind"] == kind and got["records"] == 1001 + parts and got["rejected"] == 0, f"{kind}: {got}")
    path = os.path.join(d, "lone.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("nrm.json", make("nrm", 10))
    got = dry(path)
    expect(got["records"] == 1 + 5 + 20 + 10 and got["rejected"] == 0, f"one in a zip: {got}")
    path = os.path.join(d, "many.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for kind in "cyclonedx", "spdx", "nrm":
            z.writestr(kind + ".json", make(kind, 10))
    got = dry(path)
    expect(got["records"] == 11 + 10 + (1 + 5 + 20 + 10) and got["rejected"] == 0, f"three in one zip: {got}")


def put(workspace, path):
    run = subprocess.run([PETRIN, "--quiet", "--workspace", workspace, "import", "--json", path], capture_output=True,
                         text=True)
    return json.loads(run.stdout)["imports"][0] if run.returncode == 0 else {"error": run.stderr}


def twice_changes_nothing(d):
    """Functions are put in by hand: an empty workspace has none, and an element needs one."""
    workspace = os.path.join(d, "w.db")
    subprocess.run([PETRIN, "--quiet", "--workspace", workspace, "init", "--empty"], check=True, capture_output=True)
    path = os.path.join(d, "again.xml")
    open(path, "wb").write(make("bulkcm", 30))
    expect("no function" in put(workspace, path).get("error", ""), "elements of a function that is not there")
    db = sqlite3.connect(workspace)
    for function in "enb", "other", "gnb-du", "gnb-cu-cp":
        db.execute("INSERT INTO function (id, place, title, criticality, cite, certainty, version, valid_from, valid_to,"
                   " recorded, turn, seal) VALUES (?, '1', 'x', 'high', 'x', 'unverified', 1, 0, 2147483647, 0, 0, ?)",
                   (function, b"x" * 32))
    db.commit()
    db.close()
    first, again = put(workspace, path), put(workspace, path)
    expect(first.get("changed") == 46 and again.get("changed") == 0, f"a dump twice: {first} {again}")
    folder = os.path.join(d, "dumps")
    os.mkdir(folder)
    for name, octets in ("a.xml", make("bulkcm", 30)), ("b.xml", make("gexport", 5)), ("c.xml", make("raml", 5)), \
                        ("d.xml", b"<html/>"), ("e.xml", make("bulkcm", 31)[:-100]), ("f.xml", make("gexport", 5)):
        open(os.path.join(folder, name), "wb").write(octets)
    got = put(workspace, folder)
    expect(got.get("records") == 46 + 6 + 6 + 6 and got["changed"] == 12 and got["rejected"] == 1 and got["skipped"] == 1,
           f"a folder of dumps: {got}")
    octets = open(path, "rb").read().replace(b"<xn:swVersion>18.1<", b"<xn:swVersion>99.9<")
    open(path, "wb").write(octets)
    got = put(workspace, path)
    expect(got.get("changed") == 6, f"a dump with six stations upgraded: {got}")
    for kind in "nrm", "cyclonedx", "spdx":
        open(path, "wb").write(make(kind, 30))
        first, again = put(workspace, path), put(workspace, path)
        expect(first.get("changed") == first.get("records", -1) and again.get("changed") == 0, f"{kind}: {first} {again}")


def samples(folder):
    if not os.path.isdir(folder):
        print(f"skipped: there is no {folder}")
        sys.exit(77)
    for name, kind, records in ("3gpp_bulkcm_sample.xml", "bulkcm", 2), ("huawei_gexport_sample.xml", "gexport", 2):
        got = dry(os.path.join(folder, name))
        expect(got["kind"] == kind and got["records"] == records and got["rejected"] == 0, f"{name}: {got}")


if len(sys.argv) > 4:
    samples(sys.argv[4])
else:
    memory_is_constant()
    with tempfile.TemporaryDirectory() as folder:
        own_files(folder)
        bills(folder)
        twice_changes_nothing(folder)
sys.exit(failures > 0)
