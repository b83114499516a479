#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Are the built-in packs in order, and do their tests pass?   usage: packs.py PETRIN DATA_FOLDER [REFERENCE]

Every folder of data/packs has a pack with its id, a README and tests; every pack is built in; `petrin check`
finds nothing.  Then the check is checked: in a copy of each pack every expectation of a test is changed, a
source taken away and a word misspelled, and it must say so.

With REFERENCE (a folder with facts/national-rules.csv) every row of it must be a rule of the same id (or several: ID
and a letter) in a pack of its state, of the same effect and certainty, with the same last day and percentage; a row
of low certainty disabled with a reason.  Said when it is absent."""
import csv, json, pathlib, re, shutil, subprocess, sys, tempfile

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


EFFECT = {"prohibit_new": "no-new", "remove_by": "remove", "cap_percent": "cap", "conditions": "conditions",
          "approval": "approval", "procurement_ban": "no-new", "none": "none"}
OTHER_EFFECT = {"SI-1": "no-new"}  # a rejected bill: the row has no effect, the rule what the bill asked for


def rules_of(text):
    """id -> text, of the rules of a pack."""
    part = re.split(r"^rules:$", text, flags=re.M)[-1]
    part = re.split(r"^\w", part, maxsplit=1, flags=re.M)[0]
    return {re.search(r"^  - id: (\S+)", t, re.M)[1]: t for t in re.split(r"^(?=  - id: )", part, flags=re.M) if "- id: " in t}


def compare(row, country, name, rule):
    key = dict(re.findall(r"^    (\w+): (.*)$", rule, re.M))
    effect = OTHER_EFFECT.get(row["rule_id"], EFFECT[row["effect"]])
    low = row["certainty"].startswith("low")
    wrong = [what for what, bad in (
        ("its pack is of " + country, country != row["jurisdiction"]),
        ("its effect is " + key["effect"], key["effect"] != effect),
        ("its certainty is " + key["certainty"], key["certainty"] != row["certainty"].split()[0]),
        ("of low certainty and enabled", low and key.get("enabled") != "no"),
        ("disabled without a reason", key.get("enabled") == "no" and len(key.get("because", "")) < 10),
        ("cites nothing", not re.match(r"\[\S+", key.get("cite", ""))),
        ("another percentage", row["effect"] == "cap_percent" and f"percent: {row['effect_value']}," not in rule)) if bad]
    faults.extend(f"{name}: {w}" for w in wrong)


def all_rows(path):
    with open(path, newline="", encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    known = {}
    for folder in folders:
        text = (folder / "pack.yaml").read_text()
        country = re.search(r"^country: (\w\w)$", text, re.M)[1]
        for name, rule in rules_of(text).items():
            known.setdefault(name, []).append((country, rule, text))
    for row in rows:
        mine = [n for n in known if re.fullmatch(re.escape(row["rule_id"]) + "[a-z]?", n)]
        if not mine:
            faults.append(f"no pack has a rule for row {row['rule_id']}")
        for name in mine:
            for country, rule, _ in known[name]:
                compare(row, country, name, rule)
        days = re.findall(r"\d{4}-\d\d-\d\d|P\d+[YM]", row["deadline"])
        faults.extend(f"{row['rule_id']}: no pack of it says {d}" for d in days
                      if not any(d in text for n in mine for _, _, text in known[n]))
    print(f"{len(rows)} rows, {len(set(r['jurisdiction'] for r in rows))} jurisdictions compared with {sum(map(len, known.values()))} rules")


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
if len(sys.argv) > 3:
    reference = pathlib.Path(sys.argv[3]) / "facts" / "national-rules.csv"
    if reference.exists():
        all_rows(reference)
    else:
        print("not compared: there is no national-rules.csv")
print(f"{len(folders)} packs, {tests} tests: " + ("in order" if not faults else f"{len(faults)} faults"))
print("\n".join(faults))
sys.exit(1 if faults or not folders else 0)
