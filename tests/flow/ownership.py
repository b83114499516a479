#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""petrin ownership through the real binary.   usage: ownership.py PETRIN [few]

"few" takes a quarter of the random graphs, for a binary that sanitizers make slow.

Small random graphs against an own solver with exact fractions; a made-up register of people with
significant control whose silent companies were counted while it was made; input that is wrong in every way
we know; and graphs that are long, wide or round."""
import csv, io, json, os, pathlib, random, subprocess, sys, tempfile
from fractions import Fraction

petrin = os.path.abspath(sys.argv[1])
step = 4 if sys.argv[2:] == ["few"] else 1
folder = tempfile.TemporaryDirectory()
os.chdir(folder.name)
failed = 0


def check(what, ok, more=""):
    global failed
    if not ok:
        failed += 1
        print(f"FAILED: {what} {more}", file=sys.stderr)


def run(*words, status=0):
    got = subprocess.run([petrin, "ownership", *words], capture_output=True, text=True, timeout=300)
    check(f"ownership {' '.join(words)} exits {status}", got.returncode == status,
          f"but {got.returncode}: {got.stderr[-500:]}")
    return got.stdout, got.stderr


def write(name, *rows, header="owner,owned,share_min,share_max"):
    pathlib.Path(name).write_text("\n".join((header, *rows)) + "\n")
    return name


def answer(*words):
    return json.loads(run(*words, "--json")[0])


# --- small graphs, solved again ---

NAMED = {"person": "person", "state": "state", "foundation": "foundation", "listed": "float"}


def solve(target, types, stakes):
    """Share of the target that passes through each node: x = e + A x, by elimination with fractions."""
    ids = sorted(types)
    place = {n: i for i, n in enumerate(ids)}
    m = [[Fraction(int(i == k)) for k in range(len(ids))] + [Fraction(0)] for i in range(len(ids))]
    m[place[target]][-1] = Fraction(1)
    for (owner, owned), share in stakes.items():
        if types[owned] not in ("person", "state"):
            m[place[owner]][place[owned]] -= share
    for i in range(len(ids)):
        pivot = next((r for r in range(i, len(ids)) if m[r][i] != 0), None)
        if pivot is None:
            return None
        m[i], m[pivot] = m[pivot], m[i]
        m[i] = [v / m[i][i] for v in m[i]]
        for r in range(len(ids)):
            if r != i and m[r][i] != 0:
                m[r] = [a - m[r][i] * b for a, b in zip(m[r], m[i])]
    return {n: m[place[n]][-1] for n in ids}


def small_graphs():
    compared = 0
    for seed in range(0, 30, step):
        r = random.Random(seed)
        names = [f"n{i}" for i in range(8)]
        types = {n: r.choice(["person", "state", "listed", "company", "company", "company", "fund"]) for n in names}
        stakes = {}
        for owned in names:
            left = 100
            for owner in r.sample(names, r.randrange(4)):
                share = r.randrange(0, left + 1)
                stakes[owner, owned] = Fraction(share, 100)
                left -= share
        rows = [f"{a},{b},{float(s * 100):g},{float(s * 100):g},{types[a]},{types[b]}" for (a, b), s in stakes.items()]
        if not rows:
            continue
        head = "owner,owned,share_min,share_max,owner_type,owned_type"
        whole = run("--graph", write("g.csv", *rows, header=head), "--format", "csv")[0]
        r.shuffle(rows)
        again = run("--graph", write("h.csv", *rows, header=head), "--format", "csv")[0]
        check(f"graph {seed}: the order of rows changes nothing", again == whole)
        for t in answer("--graph", "g.csv")["targets"]:
            if t["type"] in ("person", "state"):
                continue
            x = solve(t["id"], types, stakes)
            if x is None:
                check(f"graph {seed}: a loop that owns all of itself is a finding", t["ends"].get("unresolved"))
                continue
            rest = {n: x[n] * (1 if types[n] in ("person", "state") else
                               1 - sum(s for (_, b), s in stakes.items() if b == n)) for n in names}
            state = sum(v for n, v in rest.items() if types[n] == "state")
            named = sum(v for n, v in rest.items() if types[n] in NAMED)
            check(f"graph {seed}, {t['id']}: state", abs(t["state"][0] - state) < 1e-12, (t["state"], float(state)))
            check(f"graph {seed}, {t['id']}: named", abs(t["transparency"][0] - named) < 1e-12)
            check(f"graph {seed}, {t['id']}: ends sum to 1",
                  abs(sum(k["equity"][0] for k in t["ends"].values()) - 1) < 1e-12)
            for o in t["owners"]:
                if o["ends"] in ("person", "state"):
                    check(f"graph {seed}: {o['id']} in {t['id']}", abs(o["equity"][0] - rest[o["id"]]) < 1e-12)
                    compared += 1
    check("there was something to compare", compared > 50 // step, compared)


def intervals_and_votes():
    """Every way to fill intervals in is within what is answered, for equity and for votes, whose walks differ."""
    compared = 0
    for seed in range(0, 40, step):
        r = random.Random(100 + seed)
        names = [f"n{i}" for i in range(6)]
        types = {n: r.choice(["person", "state", "company", "company", "company"]) for n in names}
        ranges = {}
        for owned in names:
            for owner in r.sample(names, r.randrange(3)):
                if owner != owned:
                    ends = sorted(r.choice((0, 20, 40, 50, 100)) for _ in range(2))
                    voting = sorted(r.choice((0, 30, 50, 100, 100)) for _ in range(2))
                    ranges[owner, owned] = {"equity": ends, "votes": voting}
        if not ranges:
            continue
        rows = [f"{a},{b},{v['equity'][0]},{v['equity'][1]},{v['votes'][0]},{v['votes'][1]},{types[a]},{types[b]}"
                for (a, b), v in ranges.items()]
        head = "owner,owned,share_min,share_max,votes_min,votes_max,owner_type,owned_type"
        targets = answer("--graph", write("i.csv", *rows, header=head))["targets"]
        for right in ("equity", "votes"):
            for _ in range(30):
                x = {k: Fraction(r.randint(v[right][0], v[right][1]), 100) for k, v in ranges.items()}
                if any(sum(v for (_, b), v in x.items() if b == n) > 1 for n in names):
                    continue
                for t in targets:
                    got = t["type"] not in ("person", "state") and solve(t["id"], types, x)
                    if not got:
                        continue
                    owners = {o["id"]: o[right] for o in t["owners"]}
                    for n in names:
                        if n == t["id"] or got[n] == 0:
                            continue
                        if types[n] not in ("person", "state"):
                            continue  # of those on the way it is the share without round trips
                        lo, hi = owners.get(n, (0, 0))
                        check(f"intervals {seed}, {right} of {n} in {t['id']}", lo - 1e-9 <= got[n] <= hi + 1e-9,
                              (float(got[n]), lo, hi, rows))
                        compared += 1
        for t in targets:
            above = {a for (a, b) in ranges if b == t["id"]}
            if t["type"] not in ("person", "state"):
                check(f"intervals {seed}: direct owners of {t['id']}",
                      {o["id"] for o in t["owners"] if o["direct"]} == above, (t, rows))
    check("there were intervals to compare", compared > 500 // step, compared)


# --- a register whose silent companies are known ---

NONE = "no-individual-or-entity-with-signficant-control"


def filing(company, kind, **data):
    data = {"kind": kind, "etag": f"e{random.random()}", "notified_on": "2017-01-01",
            "links": {"self": f"/company/{company}/{random.random()}"}} | data
    return json.dumps({"company_number": f"{company:08d}", "data": data})


def silent_companies():
    r = random.Random(7)
    random.seed(7)
    lines, owners, stated = [], {}, set()
    for c in range(1, 600):
        what = r.random()
        if what < 0.12:
            stated.add(c)
            lines.append(filing(c, "persons-with-significant-control-statement", statement=NONE))
        elif what < 0.16:  # stated once, and no more
            lines.append(filing(c, "persons-with-significant-control-statement", statement=NONE, ceased_on="2018-01-01"))
        elif what < 0.6:
            owner = r.randrange(1, 600)
            ended = r.random() < 0.1
            lines.append(filing(c, "corporate-entity-person-with-significant-control", name=f"Company {owner}",
                                natures_of_control=["ownership-of-shares-75-to-100-percent"],
                                identification={"registration_number": f"{owner:08d}", "country_registered": "England",
                                                "place_registered": "Companies House"},
                                **({"ceased_on": "2018-01-01"} if ended else {})))
            if not ended and owner != c:
                owners.setdefault(c, set()).add(owner)
        if 0.5 < what < 0.9:
            lines.append(filing(c, "individual-person-with-significant-control", name="A Person",
                                natures_of_control=["voting-rights-25-to-50-percent"]))
            owners.setdefault(c, set()).add(None)
    r.shuffle(lines)
    pathlib.Path("psc.txt").write_text("\n".join(lines) + "\n")
    reached, only = set(stated), set(stated)
    for marked, enough in ((reached, any), (only, all)):
        before = -1
        while before != len(marked):
            before = len(marked)
            marked |= {c for c, above in owners.items() if enough(a in marked for a in above)}
    got = answer("--graph", "psc.txt", "--stated-none")["graph"]["stated_none"]
    check("companies that state nobody controls them", got["stated"] == len(stated), (got, len(stated)))
    check("with all that have one above them", got["reached"] == len(reached), (got, len(reached)))
    check("with all that have nobody else above them", got["only"] == len(only), (got, len(only)))
    check("chains add some, and not all the same", len(stated) < len(only) < len(reached))


# --- what is wrong with input ---

def wrong_input():
    out, err = run("--graph", write("over.csv", "a,b,160,160", "a,c,-1,5", "a,d,60,50", "a,e,x,5", "p,b,10,10"))
    for words in ("row 2, column 5: share_min 160 is not between 0 and 100", "row 3, column 5", "row 4, column 5",
                  "row 5, column 5"):
        check("each bad share is told with its place", words in err, words)
    check("and the good row counts", out.splitlines()[1].split()[:3] == ["b", "company", "1"], out)
    d = answer("--graph", write("self.csv", "a,a,10,10", "p,a,60,60"), "--target", "a")
    check("shares of oneself are a finding with its row", any("itself" in f["what"] and f["row"] == 2
                                                              for f in d["targets"][0]["findings"]))
    check("and are solved", abs(d["targets"][0]["owners"][0]["equity"][0] - 0.6 / 0.9) < 1e-12)
    d = answer("--graph", write("all.csv", "a,b,100,100", "b,a,100,100"), "--target", "a")["targets"][0]
    check("a loop that owns all of itself is unresolved", d["ends"]["unresolved"]["equity"] == [1, 1])
    d = answer("--graph", write("more.csv", "a,b,100,100", "b,a,100,100", "p,a,50,50"), "--target", "a")["targets"][0]
    check("owners of more than all are a finding", any("more than 100" in f["what"] for f in d["findings"]))
    d = answer("--graph", write("maybe.csv", "a,b,50,100", "b,a,50,100", "p,a,0,50"), "--target", "a")["targets"][0]
    check("a loop that may own all of itself", {o["id"]: o["equity"] for o in d["owners"]} ==
          {"b": [0.5, 1], "p": [0, 1]}, d["owners"])
    out, err = run("--graph", "over.csv", "--graph", "self.csv")
    check("of several files the one is named", "over.csv: row 2, column 5: share_min 160" in err, err)
    out, err = run("--graph", write("twice.csv", "p,a,10,10", "p,a,20,20"))
    check("the same stake twice is told", "row 3, column 1: is about the same stake as row 2" in err)
    head = "owner,owned,share_min,share_max,date,until,source"
    d = answer("--graph", write("dates.csv", "p,a,10,10,2024,2020,s", "q,a,10,10,2020,,s", "q,a,20,20,2020,,t",
                                "r,a,10,10,2019,,s", "r,a,30,30,2021,,t", header=head), "--target", "a")["targets"][0]
    check("conflicting dates: why each row does not count",
          sorted(b["why"] for b in d["beside"]) == ["backwards", "differs", "older"], d["beside"])
    check("and what counts", {o["id"]: o["equity"] for o in d["owners"]} == {"q": [0.1, 0.2], "r": [0.3, 0.3]})
    for words, text in ((("--target", "bb"), "did you mean \"b\""), (("--scenario", "x"), "no stake is contested"),
                        (("--target", "nobody of this name"), "there is no owner or company")):
        check(f"{words} is refused", text in run("--graph", "over.csv", *words, status=2)[1], text)
    run("--graph", "none.csv", status=3)
    run("--graph", write("empty.csv", header=""), status=3)
    check("a file without stakes", "states no stakes" in run("--graph", write(
        "source.csv", "s,S,yes,A,no,read", header="id,title,redistributable,reliability,anonymous,certainty"),
        status=3)[1])
    check("a misspelt column", "did you mean \"share_min\"" in run("--graph", write(
        "column.csv", "a,b,1,2", header="owner,owned,share_mn,share_max"), status=3)[1])
    run("--graph", "over.csv", "--as", "kev", status=3)
    run("--graph", "over.csv", "--as", "kevv", status=2)
    run("--graph", "over.csv", "--exit-code", status=1)


def lines_are_answers():
    """The line of a company in the table of all is what is answered about it, also when sums are over 100 %."""
    compared = 0
    for seed in (*range(1000, 1040, step), 5054, 5108, 5282):  # the last have loops that grew without end
        r = random.Random(seed)
        exact = seed % 2
        rows = []
        for i in range(10):
            for owner in r.sample(range(12), r.randrange(1, 4)):
                low = r.choice((10, 20, 40, 60, 100))
                high = low if exact else min(100, low + r.choice((0, 0, 25)))
                rows.append(f"n{owner},n{i},{low},{high},{'state' if owner == 10 else 'person' if owner == 11 else ''}")
        write("lines.csv", *rows, header="owner,owned,share_min,share_max,owner_type")
        line = {x["id"]: x for x in csv.DictReader(io.StringIO(run("--graph", "lines.csv", "--format", "csv")[0]))}
        for t in answer("--graph", "lines.csv")["targets"]:
            for column, member in (("state", "state"), ("named", "transparency")):
                for end in (0, 1):
                    compared += 1
                    a, b = float(line[t["id"]][f"{column}_{('min', 'max')[end]}"]), t[member][end]
                    check(f"seed {seed}: {column} of {t['id']}, {('least', 'most')[end]}", abs(a - b) < 1e-6 * max(1, b),
                          f"{a} in the table, {b} in the answer")
    check("lines were compared", compared > 1000 // step, compared)


# --- long, wide, round ---

def large_graphs():
    n = 200000
    write("chain.csv", *(f"c{i + 1},c{i},100,100" for i in range(n)))
    t = answer("--graph", "chain.csv", "--target", "c0")["targets"][0]
    check("a long chain", t["chain_length"] == n and len(t["owners"]) == n and t["owners"][0]["equity"] == [1, 1])
    check("who controls: the direct owner and the end, and it is said that not all were looked at",
          t["controllers"] == ["c1", f"c{n}"] and not t["control"]["complete"])
    write("star.csv", *(f"p{i},hub,0,{100 if i else 60}" for i in range(n)))
    rows = list(csv.DictReader(io.StringIO(run("--graph", "star.csv", "--target", "hub", "--format", "csv")[0])))
    check("a wide star, written in pieces", len(rows) == n and len({r["owner"] for r in rows}) == n)
    check("with one head", all(r["target"] == "hub" for r in rows))
    check("its JSON is whole", len(answer("--graph", "star.csv", "--target", "hub")["targets"][0]["owners"]) == n)
    m = 50000
    write("ring.csv", *(f"r{(i + 1) % m},r{i},50,60" for i in range(m)), "p,r7,30,40")
    t = answer("--graph", "ring.csv", "--target", "r0")["targets"][0]
    check("a large ring of intervals", t["loops"] == 1 and any(o["id"] == "p" for o in t["owners"]))
    check("each link of it", {tuple(o["weakest_link"]) for o in t["owners"]} == {(0.5, 0.6), (0.3, 0.4)})


for part in (small_graphs, intervals_and_votes, silent_companies, wrong_input, lines_are_answers, large_graphs):
    part()
print(f"{failed} failures")
sys.exit(bool(failed))
