#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does the share under a cap hold whatever the unknown turns out to be?   usage: caps.py PETRIN

Small inventories at random, in which makers and generations of some elements are not known, are decided by the real
binary for every thing a cap may count.  Then every assignment of the unknown is tried here, by the words of
docs/methodology/decide.md: no share may lie outside the interval, and "kept" and "exceeded" hold for all of them."""
import itertools, json, os, random, subprocess, sys, tempfile

PETRIN = os.path.abspath(sys.argv[1])
LIMIT = 40
problems, looked = [], 0
PACK = """id: yc
country: YY
title: t
note: n
checked: 2026-05-01
sources: [{{ id: act, title: t, certainty: read }}]
instruments: [{{ id: act, title: t, history: [{{ status: in-force, from: 2024-01-01, cite: [act] }}] }}]
rules:
  - {{ id: C, instrument: act, title: t, scope: s, effect: cap, cap: {{ percent: {limit}, base: access, of: {of} }}, designation: named-list,
      certainty: high, from: 2024-01-01, functions: [ran], generations: [5G], named: [{{ supplier: nokia, from: 2024-01-01, cite: [act] }}], cite: [act] }}
"""


def run(folder, *words):
    got = subprocess.run([PETRIN, "--workspace", "w.db", *words], cwd=folder, capture_output=True, text=True)
    if got.returncode:
        problems.append("%s: exit %d: %s" % (words, got.returncode, got.stderr[:200]))
    return got.stdout


def share(of, sites, elements):
    """Of one assignment: the part of what counts that stands on the capped."""
    capped = whole = 0
    for site, (users, traffic) in sites.items():
        here = [e for e in elements if e["site"] == site and e["generation"] == "5G"]
        for e in here:
            weight = {"sites": 1 / len(here), "elements": 1, "subscribers": users / len(here), "traffic": traffic / len(here),
                      "value": e["value"]}[of]
            whole += weight
            capped += weight * (e["maker"] == "Nokia")
    return capped / whole if whole else None


def possible(of, sites, elements):
    choices = [[{**e, "maker": m, "generation": g} for m in ([e["maker"]] if e["maker"] else ["Nokia", "Ericsson"])
                for g in ([e["generation"]] if e["generation"] else ["5G", "4G"])] for e in elements]
    return [s for s in (share(of, sites, c) for c in itertools.product(*choices)) if s is not None]


def one(seed, of, folder):
    global looked
    r = random.Random(seed)
    sites = {"s%d" % i: (r.randrange(1, 900), r.randrange(1, 90)) for i in range(r.randrange(1, 4))}
    elements = [{"id": "e%d" % i, "site": r.choice(sorted(sites)), "maker": r.choice(["Nokia", "Ericsson", "Nokia", "Ericsson", ""]),
                 "generation": r.choice(["5G", "5G", "5G", "4G", ""]), "value": r.randrange(1, 50)} for i in range(r.randrange(1, 7))]
    for name in ("w.db", "w.db-wal", "w.db-shm"):
        if os.path.exists(os.path.join(folder, name)):
            os.remove(os.path.join(folder, name))
    write = lambda name, text: open(os.path.join(folder, name), "w").write(text)
    write("pack.yaml", PACK.format(limit=LIMIT, of=of))
    write("sources.csv", "id,title,publisher,url,licence,redistributable,reliability,anonymous,certainty\n"
          "t,T,P,https://t.example,CC0,yes,A,no,read\n")
    write("site.csv", "id,operator,country,subscribers,traffic,basis,source\n" +
          "".join("%s,A,YY,%d,%d,stated,t\n" % (s, *v) for s, v in sites.items()))
    write("element.csv", "id,site,function,technology,vendor,book_value,currency,basis,source\n" +
          "".join("%(id)s,%(site)s,gnb,%(generation)s,%(maker)s,%(value)d,EUR,stated,t\n" % e for e in elements))
    run(folder, "init", "--quiet")
    run(folder, "import", "--quiet", "pack.yaml", "sources.csv", "site.csv", "element.csv")
    answer = json.loads(run(folder, "decide", "--elements", "--country", "YY", "--as-of", "2026-06-01", "--json") or "{}")
    real = possible(of, sites, elements)
    for c in (answer.get("inventory") or {}).get("caps", []):
        looked += 1
        where = "seed %d, %s: %s to %s is %s" % (seed, of, *c["share"], c["cap"])
        if real and not (c["share"][0] <= min(real) + 1e-9 and max(real) <= c["share"][1] + 1e-9):
            problems.append("%s, but may be %s to %s" % (where, min(real), max(real)))
        if (c["cap"] == "kept" and max(real) * 100 > LIMIT + 1e-6) or (c["cap"] == "exceeded" and min(real) * 100 <= LIMIT - 1e-6):
            problems.append(where + " and need not be")


with tempfile.TemporaryDirectory() as folder:
    for seed in range(25):
        one(seed, ["sites", "elements", "subscribers", "traffic", "value"][seed % 5], folder)
for p in problems[:20]:
    print(p)
print("%d shares, %d faults" % (looked, len(problems)))
sys.exit(bool(problems) or looked < 10)
