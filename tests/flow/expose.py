#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does petrin expose say what a plain model of the same files says?   usage: expose.py PETRIN ROOT [REFERENCE]

Inventories at random are written as CSV, their rows in two orders and in one file per table or several, and read by
the real binary; losses, shares, HHI, areas and single points are compared with a few lines of Python that share
nothing with it.  With REFERENCE (a folder with data/inventory) also whether data/examples/cz is what
tools/example_cz.py makes of it; said when it is absent."""
import csv, json, os, random, subprocess, sys, tempfile

PETRIN, ROOT = os.path.abspath(sys.argv[1]), sys.argv[2]
problems = []
SITE = ["id", "operator", "country", "region", "area", "subscribers", "sensitive", "basis", "source"]
ELEMENT = ["id", "operator", "site", "function", "technology", "vendor", "basis", "source"]
NEED = ["element", "needs", "kind", "choice", "least", "basis", "source"]
VENDORS = {"Nokia": "nokia", "nokia oyj": "nokia", "NOKIA": "nokia", "Ericsson": "ericsson", "Odd & Sons": "vendor:odd sons",
           "ODD, sons Ltd.": "vendor:odd sons", "": None, "n/a": None}
SERVES = {"gnb", "enb"}
FUNCTIONS = ["gnb", "enb", "mme", "upf", "router", "antenna"]


def write(folder, name, columns, rows):
    path = os.path.join(folder, name)
    with open(path, "w", newline="", encoding="utf-8") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(columns)
        w.writerows(rows)
    return path


def make(r):
    sites = [["s%d" % i, r.choice(["A", "B", "C"]), "FI", r.choice(["n", "s"]), r.choice(["x", "y", "z", ""]),
              r.choice(["", str(r.randrange(1000))]), r.choice(["yes", "no", ""]), "stated", "t"] for i in range(r.randrange(1, 12))]
    elements = [["e%d" % i, r.choice(["", "A"]), r.choice([s[0] for s in sites] + ["", "gone"]), r.choice(FUNCTIONS), "",
                 r.choice(list(VENDORS)), "stated", "t"] for i in range(r.randrange(1, 30))]
    names = [x[0] for x in sites + elements] + ["nowhere"]
    keys, needs = set(), []
    for _ in range(r.randrange(60)):
        n = [r.choice(names), r.choice(names), r.choice(["link", "core"]), r.choice(["", "", "p", "q"]),
             r.choice(["", "1", "2", "3"]), "stated", "t"]
        if tuple(n[:4]) not in keys:
            keys.add(tuple(n[:4]))
            needs.append(n)
    return sites, elements, needs


class Model:
    def __init__(self, sites, elements, needs):
        self.site = {s[0]: dict(zip(SITE, s)) for s in sites}
        self.element = {e[0]: dict(zip(ELEMENT, e)) for e in elements}
        for e in self.element.values():
            e["site"] = e["site"] if e["site"] in self.site else None
            e["maker"] = VENDORS[e["vendor"]]
        self.hard, self.choice = {}, {}
        for node, on, _, choice, least, _, _ in needs:
            if not {node, on} <= set(self.site) | set(self.element):
                continue
            if choice == "":
                self.hard.setdefault(node, set()).add(on)
                self.hard[node].discard(node)
            else:
                members, most = self.choice.setdefault((node, choice), (set(), [1]))
                most[0] = max(most[0], int(least or 1))
                if on != node:
                    members.add(on)
        self.at = {s: [e for e in self.element if self.element[e]["site"] == s] for s in self.site}

    def falls(self, node, gone):
        if self.hard.get(node, set()) & gone:
            return True
        for (n, _), (members, least) in self.choice.items():
            if n == node and members and len(members - gone) < min(least[0], len(members)):
                return True
        if node in self.element:
            return self.element[node]["site"] in gone
        return bool(self.at[node]) and set(self.at[node]) <= gone

    def lost(self, start):
        gone, more = set(start), True
        while more:
            more = [n for n in list(self.site) + list(self.element) if n not in gone and self.falls(n, gone)]
            gone |= set(more)
        return gone

    def serving(self, s):
        some = [e for e in self.at[s] if self.element[e]["function"] in SERVES]
        return some or self.at[s]

    def sums(self, gone):
        out = {"lost_elements": len(gone & set(self.element)), "lost_sites": 0, "degraded_sites": 0, "lost_subscribers": 0,
               "lost_sensitive": 0, "areas_without_emergency_calls": 0}
        areas = {}
        for s, v in self.site.items():
            all_ = set(self.serving(s))
            works = all_ - gone
            if all_ and v["area"]:
                areas.setdefault(v["area"], []).append(bool(works))
            if works == all_:
                continue
            out["degraded_sites" if works else "lost_sites"] += 1
            if not works:
                out["lost_subscribers"] += int(v["subscribers"] or 0)
                out["lost_sensitive"] += v["sensitive"] == "yes"
        out["areas_without_emergency_calls"] = sum(not any(a) for a in areas.values())
        return out

    def shares(self, function):
        weight, every = {}, [e for e in self.element.values() if e["function"] == function]
        for e in every:
            n = sum(o["site"] == e["site"] for o in every) if e["site"] else 1
            weight[e["maker"]] = weight.get(e["maker"], 0) + 1 / n
        whole = sum(weight.values())
        return {m: w / whole for m, w in weight.items()}


def ask(where, files, *words):
    run = subprocess.run([PETRIN, "expose", "--json", "--as-of", "2026-11-25", "--quiet"] +
                         [w for f in files for w in ("--inventory", f)] + list(words), capture_output=True, text=True)
    if run.returncode:
        problems.append("%s: exit %d: %s" % (where, run.returncode, run.stderr[:300]))
        return None
    return json.loads(run.stdout)


def same(where, what, got, expected):
    if (abs(got - expected) > 1e-9 * (1 + abs(expected))) if isinstance(expected, float) else got != expected:
        problems.append("%s: %s is %s, expected %s" % (where, what, got, expected))


def compare(where, m, d):
    for c in d["suppliers"]:
        gone = m.lost(e for e, v in m.element.items() if v["maker"] == c["id"])
        for k, v in m.sums(gone).items():
            same(where, "without %s: %s" % (c["id"], k), c[k], v)
    same(where, "suppliers", {c["id"] for c in d["suppliers"]}, {v["maker"] for v in m.element.values()} - {None})
    for f in d["functions"]:
        shares = m.shares(f["function"])
        same(where, f["function"] + " suppliers", {s["id"] for s in f["suppliers"]}, set(shares))
        for s in f["suppliers"]:
            same(where, "%s of %s" % (s["id"], f["function"]), s["share"], float(shares.get(s["id"], -1)))
        same(where, "HHI of " + f["function"], f["hhi"], 1e4 * sum(x * x for x in shares.values()))
        u, known = shares.get(None, 0), [x for k, x in shares.items() if k]
        same(where, "highest HHI of " + f["function"], f["hhi_range"][1],
             round(1e4 * (sum(x * x for x in known) + u * u + 2 * u * max(known, default=0)), 6))
    points = {p["id"]: p for p in d["single_points"]["points"]}
    for n in list(m.site) + list(m.element):
        gone, own = m.lost([n]), m.element[n]["site"] if n in m.element else n
        others = [s for s in m.site if s != own and m.serving(s) and not set(m.serving(s)) - gone]
        same(where, n + " is a single point", n in points, bool(others))
        if n in points:
            same(where, n + " takes down", points[n]["lost_sites"], m.sums(gone)["lost_sites"])


def at_random(folder):
    for seed in range(40):
        r = random.Random(seed)
        tables = make(r)
        m = Model(*tables)
        names = (("site", SITE), ("element", ELEMENT), ("need", NEED))
        files = [write(folder, n + ".csv", c, t) for (n, c), t in zip(names, tables)]
        d = ask("seed %d" % seed, files)
        if d is None:
            continue
        compare("seed %d" % seed, m, d)
        some = r.sample(sorted(m.element), min(2, len(m.element)))
        e = ask("seed %d" % seed, files, *[w for x in some for w in ("--without", "element:" + x)])
        for k, v in m.sums(m.lost(some)).items():
            same("seed %d" % seed, "without %s: %s" % (some, k), e["closure"][k], v)
        mixed = []
        for (n, c), t in zip(names, tables):  # other order, two files each
            t = r.sample(t, len(t))
            mixed += [write(folder, "%s-%d.csv" % (n, i), c, t[i::2]) for i in (0, 1)]
        other = ask("seed %d, mixed" % seed, r.sample(mixed, len(mixed)))
        if other != d:
            problems.append("seed %d: the order of rows and files changes the answer" % seed)


def neutral(folder):
    """Two suppliers change places in the inventory: they change places in the answer, and nothing else does."""
    r = random.Random(99)
    sites, elements, needs = make(r)
    swap = {"Nokia": "Ericsson", "nokia oyj": "Ericsson", "NOKIA": "Ericsson", "Ericsson": "Nokia"}
    answers = []
    for vendor in (lambda v: v, lambda v: swap.get(v, v)):
        files = [write(folder, "site.csv", SITE, sites), write(folder, "need.csv", NEED, needs),
                 write(folder, "element.csv", ELEMENT, [e[:5] + [vendor(e[5])] + e[6:] for e in elements])]
        answers.append(ask("neutral", files))
    for a in answers[0]["suppliers"]:
        name = {"nokia": "ericsson", "ericsson": "nokia"}.get(a["id"], a["id"])
        b = [s for s in answers[1]["suppliers"] if s["id"] == name]
        if len(b) != 1 or any(a[k] != b[0][k] for k in a if k not in ("id", "name")):
            problems.append("%s loses other things in the place of %s" % (name, a["id"]))
    for a, b in zip(answers[0]["functions"], answers[1]["functions"]):
        same("neutral", "HHI of " + a["function"], b["hhi"], a["hhi"])


def limits(folder):
    """More vendors than any network has, a choice of very many, functions that are part of each other."""
    site = write(folder, "site.csv", SITE, [["s", "A", "FI", "", "", "", "", "stated", "t"]])
    element = write(folder, "element.csv", ELEMENT, [["e%d" % i, "", "s", "gnb", "", "v%d" % i, "stated", "t"]
                                                     for i in range(17000)])
    run = subprocess.run([PETRIN, "expose", "--inventory", site, "--inventory", element], capture_output=True, text=True)
    same("limits", "exit with 17000 vendors", run.returncode, 3)
    element = write(folder, "element.csv", ELEMENT, [["e", "", "s", "one", "", "", "stated", "t"],
                                                     ["f", "", "s", "none", "", "", "stated", "t"]])
    need = write(folder, "need.csv", NEED, [["e", "f", "link", "c", "18446744073709551615", "stated", "t"],
                                            ["e", "f", "core", "c", "99999999999999999999999", "stated", "t"]])
    function = write(folder, "function.csv", ["id", "part_of", "place", "title", "criticality", "cite", "certainty"],
                     [["one", "two", "1", "One", "high", "t", "read"], ["two", "one", "2", "Two", "low", "t", "read"]])
    d = ask("limits", [site, element, need, function])
    if d:
        same("limits", "groups", sorted(g["function"] for g in d["functions"]), ["one", "other"])
        same("limits", "of unknown functions", d["quality"]["elements_of_unknown_functions"], 1)
        same("limits", "choices of too few", d["quality"]["choices_of_too_few"], 1)


def example(folder, reference):
    source = os.path.join(reference, "data", "inventory", "cz_sites_SYNTHETIC_vendor.csv")
    if not os.path.exists(source):
        print("not compared: there is no " + os.path.basename(source))
        return
    subprocess.run([sys.executable, os.path.join(ROOT, "tools", "example_cz.py"), source, folder], check=True)
    for name in ("sources.csv", "site.csv", "element.csv", "need.csv"):
        with open(os.path.join(folder, name), "rb") as a, open(os.path.join(ROOT, "data/examples/cz", name), "rb") as b:
            if a.read() != b.read():
                problems.append("data/examples/cz/%s is not what tools/example_cz.py makes" % name)
    with open(source, newline="", encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    files = [os.path.join(folder, n) for n in ("sources.csv", "site.csv", "element.csv", "need.csv")]
    d = ask("example", files)
    radio = {s["name"]: s["elements"] for g in d["functions"] if g["function"] == "enb" for s in g["suppliers"]}
    for vendor in {r["ran_vendor"] for r in rows}:
        same("example", "sites of " + vendor, radio.get(vendor), sum(r["ran_vendor"] == vendor for r in rows))


with tempfile.TemporaryDirectory() as folder:
    at_random(folder)
    neutral(folder)
    limits(folder)
    if len(sys.argv) > 3:
        example(folder, sys.argv[3])
for p in problems[:30]:
    print(p)
print("%d faults" % len(problems))
sys.exit(bool(problems))
