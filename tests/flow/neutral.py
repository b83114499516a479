#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Renaming every supplier and country permutes the result and nothing else, of assess, decide and agree; taking
evidence away never makes a verdict stricter.   usage: neutral.py PETRIN DATA_FOLDER

Both on the whole built-in data, through the real binary: files are rewritten, imported into an empty
workspace and assessed."""
import csv, json, pathlib, random, re, subprocess, sys, tempfile

petrin, data = sys.argv[1], pathlib.Path(sys.argv[2])
ORDER = ["evidence/sources.csv", "criteria/*.yaml", "profiles/*.yaml", "suppliers/*.yaml",
         "ownership/entities.csv", "ownership/stakes.csv", "evidence/indicators.csv", "evidence/flags.csv",
         "evidence/claims.csv", "functions/functions.csv", "packs/*/pack.yaml"]
VERDICTS = ["none", "conditions", "approval", "cap", "no-new", "remove-by", "overdue"]
failures = []


def check(true, what):
    if not true:
        failures.append(what)


def table(name):
    with open(data / name, newline="") as f:
        return list(csv.DictReader(f))


def write_table(path, rows):
    with open(path, "w", newline="") as f:
        w = csv.DictWriter(f, list(rows[0]))
        w.writeheader()
        w.writerows(rows)


def assess(folder):
    """Imports the folder's files into an empty workspace; its assessment by supplier id, what packs decide by
    supplier, country and function, and where they agree."""
    def run(*words):
        r = subprocess.run([petrin, "--workspace", folder / "w.db", *words], capture_output=True, text=True)
        if r.returncode:
            sys.exit(f"petrin {words}: {r.stderr}")
        return r.stdout
    files = [str(p) for pattern in ORDER for p in sorted(folder.glob(pattern))]
    run("init", "--empty")
    report = json.loads(run("import", "--json", *files))
    check(all(i["rejected"] == 0 for i in report["imports"]), "a row of ours was rejected")
    answer = json.loads(run("assess", "--json", "--why", "--as-of", "2026-11-01", "--draws", "4000"))
    rules = json.loads(run("decide", "--json", "--as-of", "2026-11-01"))["verdicts"]
    return ({s["id"]: s for s in answer["suppliers"]},
            {(v["supplier"], v["country"], v["function"]): v for v in rules},
            json.loads(run("agree", "--json", "--as-of", "2026-11-01", "--draws", "2000")))


class Names:
    """One-to-one renaming of suppliers and countries that also changes their order."""
    def __init__(self, seed):
        r = random.Random(seed)
        self.ids = sorted(re.search(r"^id: (\S+)", p.read_text(), re.M)[1]
                          for p in data.glob("suppliers/*.yaml"))
        numbers = list(range(len(self.ids)))
        r.shuffle(numbers)
        self.supplier = {i: f"{chr(97 + n)}-firm-{n}" for i, n in zip(self.ids, numbers)}
        codes = sorted({row["country"] for name in ("evidence/indicators.csv", "evidence/flags.csv")
                        for row in table(name)} | {m for p in data.glob("suppliers/*.yaml")
                        for m in re.findall(r"^(?:seat|incorporated): ([A-Z]{2})", p.read_text(), re.M)})
        other = codes[:]
        r.shuffle(other)
        self.country = dict(zip(codes, other))
        owners = [row["id"] for row in table("ownership/entities.csv")]
        numbers = list(range(len(owners)))
        r.shuffle(numbers)
        self.owner = {i: f"{chr(97 + n % 26)}-owner-{n}" for i, n in zip(owners, numbers)}
        packs = sorted(p.parent.name for p in data.glob("packs/*/pack.yaml"))
        numbers = list(range(len(packs)))
        r.shuffle(numbers)
        self.pack = {i: f"{chr(97 + n % 26)}-pack-{n}" for i, n in zip(packs, numbers)}

    def subject(self, s):
        kind, _, code = s.partition(":")
        return f"country:{self.country.get(code, code)}" if kind == "country" else self.supplier.get(s, s)


def renamed_pack(text, names):
    """Whom it names, and the countries it asks for; the state whose rules they are stays."""
    text = re.sub(r"^id: (\S+)", lambda m: "id: " + names.pack.get(m[1], m[1]), text, flags=re.M)
    text = re.sub(r"\bsupplier: ([\w-]+)", lambda m: "supplier: " + names.subject(m[1]), text)
    text = re.sub(r"(\bsuppliers: |supplier\.id, \w+: )\[([^]]*)\]", lambda m: m[1] + "[%s]" % ", ".join(
        names.subject(s.strip()) for s in m[2].split(",")), text)
    text = re.sub(r"(supplier\.id, is: )([\w-]+)", lambda m: m[1] + names.subject(m[2]), text)
    return re.sub(r"(country, \w+: )(\[[^]]*\]|[A-Z]{2}\b)", lambda m: m[1] + re.sub(
        r"\b[A-Z]{2}\b", lambda c: names.country.get(c[0], c[0]), m[2]), text)


def renamed(folder, names):
    for sub in ("evidence", "ownership", "criteria", "profiles", "suppliers", "functions", "packs"):
        (folder / sub).mkdir()
    write_table(folder / "functions/functions.csv", table("functions/functions.csv"))
    for p in data.glob("packs/*/pack.yaml"):
        (folder / "packs" / p.parent.name).mkdir()
        (folder / "packs" / p.parent.name / "pack.yaml").write_text(renamed_pack(p.read_text(), names))
    for sub in ("criteria", "profiles"):
        for p in data.glob(sub + "/*.yaml"):
            (folder / sub / p.name).write_text(p.read_text())
    for p in data.glob("suppliers/*.yaml"):
        text = p.read_text()
        new = names.supplier[re.search(r"^id: (\S+)", text, re.M)[1]]
        text = re.sub(r"^id: .*", f"id: {new}", text, flags=re.M)
        text = re.sub(r"^(name|legal_name): .*", rf'\1: "{new}"', text, flags=re.M)
        text = re.sub(r"^(seat|incorporated): ([A-Z]{2})",
                      lambda m: f"{m[1]}: {names.country[m[2]]}", text, flags=re.M)
        (folder / "suppliers" / (new + ".yaml")).write_text(text)
    for name in ("indicators", "flags"):
        rows = table(f"evidence/{name}.csv")
        for row in rows:
            row["country"] = names.country[row["country"]]
        write_table(folder / f"evidence/{name}.csv", rows)
    write_table(folder / "evidence/sources.csv", table("evidence/sources.csv"))
    rows = table("ownership/entities.csv")
    for row in rows:
        row["id"] = row["name"] = names.owner[row["id"]]
        row["supplier"] = names.supplier.get(row["supplier"], "")
        row["country"] = names.country.get(row["country"], row["country"])
    write_table(folder / "ownership/entities.csv", rows)
    rows = table("ownership/stakes.csv")
    for row in rows:
        row["owner"], row["owned"] = names.owner[row["owner"]], names.owner[row["owned"]]
    write_table(folder / "ownership/stakes.csv", rows)
    rows = table("evidence/claims.csv")
    for n, row in enumerate(rows):
        row["subject"] = names.subject(row["subject"])
        row["id"] = f"c{(n * 7919) % 100003}"
    write_table(folder / "evidence/claims.csv", rows)


def numbers(x, path=""):
    """Everything in an answer but names and texts."""
    if isinstance(x, dict):
        for k, v in sorted(x.items()):
            if k in ("id", "name", "claim", "subject", "country", "countries", "source", "reply_source", "supplier",
                     "owner", "owned", "controllers", "row"):
                continue
            yield from numbers(v, f"{path}/{k}")
    elif isinstance(x, list):
        parts = [list(numbers(v, path)) for v in x]
        if path.endswith(("/evidence", "/context")) or "/ownership/" in path:
            parts.sort(key=repr)  # claims and owners come in the order of their ids
        for part in parts:
            yield from part
    else:
        yield path, round(x, 12) if isinstance(x, float) else x  # sums of owners are formed in another order


def same(first, second, names):
    check(len(first) == len(second) == len(names.ids), "every supplier is there")
    for i in names.ids:
        a, b = list(numbers(first[i])), list(numbers(second[names.supplier[i]]))
        diff = [(x, y) for x, y in zip(a, b) if x != y][:3]
        check(len(a) == len(b) and not diff, f"{i} under another name: {diff}")


def same_rules(first, second, names):
    for (supplier, country, function), v in first.items():
        w = second[names.supplier[supplier], country, function]
        for key in ("verdict", "deadline", "at_least", "at_most"):
            check(v[key] == w[key], f"{supplier}, {country}, {function} under another name: {v[key]}, {w[key]}")
        check(sorted((g["rule"], g["state"]) for g in v["grounds"]) ==
              sorted((g["rule"], g["state"]) for g in w["grounds"]),
              f"{supplier}, {country}, {function} under another name: other grounds")


def same_agreement(first, second, names):
    """Equal bits, but for sums over suppliers, which are formed in another order."""
    accepts = {c["pack"]: c["accepts"] for c in second["countries"]}
    supplier = {s["id"]: s for s in second["suppliers"]}
    check(len(first["countries"]) > 10 and len(first["suppliers"]) > 10, "few take part in an agreement")
    for c in first["countries"]:
        check(c["accepts"] == accepts[names.pack[c["pack"]]], f"{c['pack']} under another name accepts other weights")
    for s in first["suppliers"]:
        want = dict(s, id=names.supplier[s["id"]],
                    by_country={names.pack.get(c, c): x for c, x in s["by_country"].items()})
        got = supplier[names.supplier[s["id"]]]
        differ = [k for k in want if k != "name" and want[k] != got[k]]
        check(not differ, f"{s['id']} under another name: another agreement, {differ}")
    check(first["divides_most"] == second["divides_most"] and
          abs(first["disagreement"] - second["disagreement"]) < 1e-9, "something else divides under other names")


def strictness(outcome):
    """A later day is milder, none the mildest."""
    return VERDICTS.index(outcome["verdict"]), [-ord(c) for c in outcome["deadline"] or "9999"]


def best(supplier, classes):
    return max(classes.index(c) for c in supplier["possible"])


def fewer(first, first_rules, seed):
    """A random third of claims, owners and stakes is gone: nobody's best possible class is worse than before."""
    r = random.Random(seed)
    names = Names(seed)
    names.supplier = {i: i for i in names.ids}
    names.country = {c: c for c in names.country}
    names.owner = {i: i for i in names.owner}
    names.pack = {i: i for i in names.pack}
    with tempfile.TemporaryDirectory() as d:
        folder = pathlib.Path(d)
        renamed(folder, names)
        rows = [row for row in table("evidence/claims.csv") if r.random() < 2 / 3]
        write_table(folder / "evidence/claims.csv", rows)
        for name in ("ownership/entities.csv", "ownership/stakes.csv"):
            write_table(folder / name, [row for row in table(name) if r.random() < 2 / 3])
        rows = [row for row in table("evidence/flags.csv") if r.random() < 2 / 3]
        write_table(folder / "evidence/flags.csv", rows)
        after, rules, _ = assess(folder)
    for key, v in first_rules.items():
        check(strictness(rules[key]["at_least"]) <= strictness(v["at_least"]) and
              strictness(rules[key]["at_most"]) >= strictness(v["at_most"]), f"{key}: stricter for want of a flag")
    classes = list(next(iter(first.values()))["classes"])
    for i in names.ids:
        check(best(after[i], classes) >= best(first[i], classes), f"{i} is judged worse for want of evidence")
        if after[i]["necessary"] == classes[0]:
            check(first[i]["necessary"] == classes[0], f"{i} is surely {classes[0]} for want of evidence")


with tempfile.TemporaryDirectory() as d:
    plain = Names(0)
    plain.supplier = {i: i for i in plain.ids}
    plain.country = {c: c for c in plain.country}
    plain.owner = {i: i for i in plain.owner}
    plain.pack = {i: i for i in plain.pack}
    renamed(pathlib.Path(d), plain)
    original, rules, agreement = assess(pathlib.Path(d))
for seed in (1, 2):
    with tempfile.TemporaryDirectory() as d:
        names = Names(seed)
        renamed(pathlib.Path(d), names)
        other, other_rules, other_agreement = assess(pathlib.Path(d))
        same(original, other, names)
        same_rules(rules, other_rules, names)
        same_agreement(agreement, other_agreement, names)
for seed in (3, 4, 5):
    fewer(original, rules, seed)
check(any(v["verdict"] != "none" for v in rules.values()), "no rule decides anything")
for f in failures:
    print(f, file=sys.stderr)
print(f"{len(original)} suppliers, {len(rules)} questions to rules, 2 renamings, 3 removals: {len(failures)} failures")
sys.exit(bool(failures))
