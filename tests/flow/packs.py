#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Are the built-in packs in order, and do their tests pass?   usage: packs.py PETRIN DATA_FOLDER

Every folder of data/packs has a pack with its id, a README and tests; every pack is built in; `petrin check`
finds nothing.  Then the check is checked: in a copy of each pack every expectation of a test is changed, a
source taken away and a word misspelled, and it must say so."""
import json, pathlib, re, shutil, subprocess, sys, tempfile

petrin, data = sys.argv[1], pathlib.Path(sys.argv[2])
faults = []
tests = 0


def check(path):
    run = subprocess.run([petrin, "check", path, "--json"], capture_output=True, text=True)
    try:
        return json.loads(run.stdout)["files"][0]
    except (ValueError, KeyError):
        return {"ok": False, "tests": 0, "errors": [{"row": 0, "message": run.stderr.strip()}]}


def spoilt(folder, name, change):
    """What check says of a copy with one file changed; nothing when the change does not apply."""
    with tempfile.TemporaryDirectory() as temp:
        copy = pathlib.Path(temp) / folder.name
        shutil.copytree(folder, copy)
        text = (copy / name).read_text()
        new = change(text)
        if new == text:
            return None
        (copy / name).write_text(new)
        return check(copy / "pack.yaml")


def can_fail(folder):
    for path in sorted((folder / "tests").glob("*.yaml")):
        name = f"tests/{path.name}"
        for n in range(len(re.findall(r"^    expect: ", path.read_text(), re.M))):
            count = [0]

            def other(m):
                count[0] += 1
                return m[1] + ("cap" if m[2] != "cap" else "none") if count[0] == n + 1 else m[0]
            got = spoilt(folder, name, lambda t: re.sub(r"^(    expect: )(\S+)", other, t, flags=re.M))
            if got and got["ok"]:
                faults.append(f"{folder.name}: {name}: nobody notices when expectation {n + 1} is another one")
    for what, change in (("a source loses its name", lambda t: re.sub(r"(sources:\n  - id: )\S+", r"\1nobody", t)),
                         ("a function is misspelled", lambda t: re.sub(r"functions: \[\w[\w-]*", "functions: [xyz", t, count=1))):
        got = spoilt(folder, "pack.yaml", change)
        if got and got["ok"]:  # a pack need not name a function
            faults.append(f"{folder.name}: nobody notices when {what}")


built_in = (data / "meson.build").read_text()
folders = sorted(p for p in (data / "packs").iterdir() if p.is_dir())
for folder in folders:
    got = check(folder / "pack.yaml")
    tests += got["tests"]
    faults += [f"{folder.name}: row {e['row']}: {e['message']}" for e in got["errors"]]
    if got["tests"] == 0:
        faults.append(f"{folder.name}: no test passed")
    if not (folder / "README.md").exists():
        faults.append(f"{folder.name}: no README.md")
    if f"'packs/{folder.name}/pack.yaml'" not in built_in:
        faults.append(f"{folder.name}: is not in data/meson.build")
    if not re.search(rf"^id: {folder.name}$", (folder / "pack.yaml").read_text(), re.M):
        faults.append(f"{folder.name}: the pack has another id")
for folder in folders[:6]:
    can_fail(folder)
print(f"{len(folders)} packs, {tests} tests: " + ("in order" if not faults else f"{len(faults)} faults"))
print("\n".join(faults))
sys.exit(1 if faults or not folders else 0)
