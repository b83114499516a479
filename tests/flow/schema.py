#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does what petrin prints follow docs/formats/schema?   usage: schema.py PETRIN

The real binary is asked for every JSON document in every form.  The schemas that are published let
objects grow; here they are closed below the top, so that a member nobody described is found too.
Then the test is tested: each member of each document is renamed, one after the other, and the
schema has to notice.  A member that a schema describes and no document has is reported as well.
Without the Debian package python3-jsonschema the test is skipped (77)."""
import copy, json, os, pathlib, sqlite3, subprocess, sys, tempfile

try:
    import jsonschema
except ImportError:
    print("skipped: needs the Debian package python3-jsonschema")
    sys.exit(77)

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "docs/formats/schema"
# objects whose member names are names of classes, tables, criteria ...: any name will do
FREE = {"ends", "classes", "considerations", "tables", "acceptability", "central_weights", "winning",
        "credibility", "concordance", "profiles", "values", "comparisons", "vetoes", "dictators",
        "agreed", "by_country", "accepts", "weights", "counts", "http", "streams"}
DEEP = {"central_weights", "by_country"}  # and so on below
problems = []
seen = {}


def close(schema, top=True):
    """Members that are not described are wrong below the top."""
    if isinstance(schema, dict):
        if "properties" in schema and schema.get("type") == "object" and not top:
            schema.setdefault("additionalProperties", False)
        for key, part in schema.items():
            if key == "$defs":  # forms of the whole document stay open
                for name, one in part.items():
                    close(one, name in ("assessed", "solved"))
            else:
                close(part, False)
    elif isinstance(schema, list):
        for part in schema:
            close(part, False)


def load():
    """By title; a schema that refers to another one meets its closed form."""
    out, all = {}, {}
    for path in sorted(FOLDER.glob("*.json")):
        schema = json.loads(path.read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        close(schema)
        all[path.as_uri()] = schema
    for uri, schema in all.items():
        resolver = jsonschema.RefResolver(uri, schema, store=dict(all))
        out[schema["title"]] = jsonschema.Draft202012Validator(schema, resolver=resolver)
    return out


def complaint(validator, document):
    error = jsonschema.exceptions.best_match(validator.iter_errors(document))
    if error is None:
        return None
    hint = " (describe it in docs/formats/schema)" if error.validator == "additionalProperties" else ""
    return "/".join(map(str, error.absolute_path)) + ": " + error.message[:300] + hint


def shape(x):
    if isinstance(x, dict):
        return tuple((k, shape(v)) for k, v in sorted(x.items()))
    if isinstance(x, list):
        return ("[]",) + tuple(sorted({shape(v) for v in x}, key=repr))
    return ""


def shrink(x):
    """Of a list only elements that look new: the rest teaches the mutations nothing."""
    if isinstance(x, dict):
        return {k: shrink(v) for k, v in x.items()}
    if isinstance(x, list):
        found = {}
        for v in x:
            found.setdefault(shape(v), v)
        return [shrink(v) for v in found.values()]
    return x


def members(x, path=(), name=""):
    """Paths of all members whose name is fixed."""
    if isinstance(x, dict):
        for k, v in x.items():
            if name not in FREE:
                yield path + (k,)
            yield from members(v, path + (k,), name if name in DEEP else "" if name in FREE else k)
    elif isinstance(x, list):
        for i, v in enumerate(x):
            yield from members(v, path + (i,), name)


def renamed(x, path):
    x = copy.deepcopy(x)
    at = x
    for step in path[:-1]:
        at = at[step]
    at[path[-1] + "_"] = at.pop(path[-1])
    return x


def examine(schemas, document, where, name=None):
    name = name or document.get("schema", "petrin.problem/1")
    if name not in schemas:
        problems.append(f"{where}: there is no schema {name}")
        return
    fault = complaint(schemas[name], document)
    if fault:
        problems.append(f"{where}: {name}: {fault}")
        return
    small = shrink(document)
    for path in members(small):
        trail = tuple(p for p in path if not isinstance(p, int))
        key = name, shape_of_parents(small, path), trail
        if key in seen:
            continue
        seen[key] = True
        if schemas[name].is_valid(renamed(small, path)):
            problems.append(f"{where}: {name}: nobody notices when {'.'.join(trail)} is renamed")


def shape_of_parents(document, path):
    """The members beside this one: the same name may be fixed in one form and not in another."""
    at = document
    for step in path[:-1]:
        at = at[step]
    return tuple(sorted(at))


def described(schema):
    """Names of all members a schema describes."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from described(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from described(part)


class Petrin:
    def __init__(self, program, folder, schemas):
        self.program, self.folder, self.schemas = program, folder, schemas
        self.documents = 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w") as f:
            f.write(text)
        return self.path(name)

    def ask(self, status, *words):
        """Runs with --json; the document on the right stream has to be right."""
        run = subprocess.run([self.program, *words, "--json"], capture_output=True, text=True, cwd=self.folder,
                             env=os.environ | {"PETRIN_WORKSPACE": self.path("w.db")})
        where = "petrin " + " ".join(words)
        if run.returncode != status:
            problems.append(f"{where}: exit {run.returncode}, expected {status}: {run.stderr[:300]}")
            return None
        try:
            document = json.loads(run.stdout or run.stderr)
        except ValueError:
            problems.append(f"{where}: is no JSON: {(run.stdout or run.stderr)[:200]}")
            return None
        self.documents += 1
        examine(self.schemas, document, where)
        return document


VALE = """id: xv
country: XV
title: "Vale"
note: "made up"
checked: 2026-11-23
sources: [{ id: act, title: "Act", publisher: "G", url: "https://law.example", date: 2024-03-01, certainty: read }]
instruments: [{ id: act, title: "Act", history: [{ status: in-force, from: 2024-04-01, cite: [act] }] }]
rules:
  - { id: XV-1, instrument: act, title: "t", scope: "s", functions: [core], effect: conditions,
      designation: criteria, certainty: high, from: 2024-04-01, cite: [act] }
weighting: [{ consideration: reliability, named: yes, weight: [0.4, 0.6], cite: [act] }]
"""
ENTITY = """id,name,type,supplier,source,date,certainty
casa-co,Casa,listed,casa,bare,2025,read
"""
STAKE = """owner,owned,kind,source,share_min,share_max,date,certainty
fund,casa-co,shares,bare,60,60,2025-06,read
"""
KEV = """{"title":"t","catalogVersion":"1","count":2,"vulnerabilities":[
{"cveID":"CVE-2020-0001","vendorProject":"Cisco","product":"Gate","vulnerabilityName":"n","dateAdded":"2020-02-28"},
{"cveID":"CVE-2020-0002","vendorProject":"Cisco","product":"Gate","vulnerabilityName":"n","dateAdded":"2020-02-30"}]}"""
SOURCE = """id,title,redistributable,reliability,anonymous,certainty
bare,A source that may not be passed on,no,B,no,read
"""
INDICATOR = """indicator,country,year,value,se,source
vdem.libdem,FI,2025,0.8,0.05,bare
"""
GIVEN = """dictators:
  - { criterion: legal.rule-of-law, class: conditional, grade: good, because: "made up" }
"""
CLAIMS = """id,subject,criterion,grades,statement,status,date,source,credibility,certainty
nokia.loose,nokia,reliability.incidents,poor|good,Said without proof.,allegation,2025,bare,3,read
"""


def workspace(p):
    p.ask(0, "init")
    p.ask(0, "init", "--update")
    p.ask(4, "init")
    p.ask(0, "import", p.write("kev.json", KEV))
    p.ask(0, "import", "--dry-run", p.path("kev.json"))
    p.ask(0, "import", p.write("source.csv", SOURCE), p.write("indicator.csv", INDICATOR), p.write("claims.csv", CLAIMS))
    p.ask(0, "import", p.write("entity.csv", ENTITY), p.write("stake.csv", STAKE))
    p.ask(0, "assess")
    names = [s["id"] for s in p.ask(0, "assess", "--draws", "1000")["suppliers"]]
    p.ask(0, "assess", "nokia", *names[::3], "--why", "--draws", "1000")
    baseline = (FOLDER.parents[2] / "data/profiles/baseline.yaml").read_text()
    p.ask(0, "import", p.write("given.yaml", baseline.replace("id: baseline", "id: given") + GIVEN))
    p.ask(0, "assess", "--profile", "given", "--as-of", "2022-06-30", "--draws", "1000")
    for profile in ("legal-first", "technical-first"):
        p.ask(0, "assess", "--profile", profile, "--as-of", "2022-06-30", "--draws", "1000")
    p.ask(0, "doctor")
    p.ask(0, "doctor", "--verify")
    p.ask(0, "--workspace", p.path("empty.db"), "init", "--empty")
    p.ask(0, "--workspace", p.path("empty.db"), "doctor")
    p.ask(0, "--workspace", p.path("none.db"), "doctor")


def files(p):
    p.ask(0, "check", p.path("claims.csv"))
    p.ask(3, "check", p.write("bad.csv", CLAIMS.replace("allegation", "rumour")))
    p.ask(3, "check", p.write("bad.json", '{"a":\n [1,,2]}'))
    p.ask(3, "check", p.path("bad.json"), p.path("none"), p.path("claims.csv"), p.path("bad.csv"))


OWNERS = """owner,owner_type,owner_country,owned,share_min,share_max,votes_min,votes_max,kind,scenario,date,until,certainty,source,statement,disputes,reply,reply_source,reply_date
p,person,AA,a,30,30,,,,,2024,2999,read,s,,,,,
p,,,a,20,20,,,,,2001,,read,t,,,,,
b,company,,a,30,30,,,,,,,read,s,,,,,
a,,,b,100,100,,,,,,,read,s,,,,,
k,person,,a,,,,,control,,,,read,s,,,,,
n,company,,a,5,5,,,nominee,,,,read,s,,,,,
x,state,,u,25,50,,,,one,2019,,secondary,s,Said.,Denied.,A reply.,t,2020
u,company,,a,10,10,,,,,,,unverified,s,,,,,
o,person,,m,60,60,,,,,,,read,s,,,,,
q,person,,m,60,60,,,,,,,read,s,,,,,
e,person,,l,51,51,,,,,,,read,s,,,,,
f,person,,l,49,49,,,,,,,read,s,,,,,
a,,,t,9,9,,,,,,,read,s,,,,,
a,,,t,8,8,,,,,,,read,v,,,,,
w,listed,,t,5,x,,,,,,,read,s,,,,,
w,listed,,v,5,5,,,,,,,read,s,,,,,
p,,,w,30,30,,,,,,,read,s,,,,,
"""
PSC = """{"company_number":"01234567","data":{"kind":"persons-with-significant-control-statement","statement":"no-individual-or-entity-with-signficant-control","notified_on":"2020-01-01","links":{"self":"/x/1"},"etag":"e"}}
"""


def ownership(p):
    owners = p.write("owners.csv", OWNERS)
    p.ask(0, "ownership", "--graph", owners)
    p.ask(0, "ownership", "--graph", owners, "--target", "a", "--target", "l", "--as-of", "2024-06-30")
    p.ask(0, "ownership", "--graph", owners, "--target", "u", "--scenario", "one")
    p.ask(0, "ownership", "--graph", owners, "--target", "w")
    p.ask(0, "ownership", "--graph", p.write("psc.jsonl", PSC))
    p.ask(0, "ownership", "--graph", p.path("psc.jsonl"), "--stated-none")
    p.ask(0, "ownership", "nokia")
    p.ask(2, "ownership", "--graph", owners, "--target", "none-of-these")
    p.ask(3, "ownership", "--graph", p.path("source.csv"))


SITES = """id,operator,country,region,area,subscribers,basis,source
s1,A,FI,n,x,10,stated,bare
s2,B,FI,n,x,20,stated,bare
s3,B,FI,s,y,,imputed,bare
"""
ELEMENTS = """id,operator,site,function,technology,vendor,book_value,currency,basis,source
e1,,s1,enb,4G,Nokia,5,EUR,stated,bare
e2,,s1,gnb,5G,Nokia,,,stated,bare
e3,,s2,enb,4G,Somebody Else,,,stated,bare
e4,,s3,enb,4G,,,,stated,bare
m1,A,,mme,4G,Nokia,,,stated,bare
r1,B,,router,,,,,stated,bare
"""
NEEDS = """element,needs,kind,basis,source
e1,m1,core,stated,bare
e3,r1,backhaul,stated,bare
e4,r1,backhaul,stated,bare
r1,m1,core,stated,bare
"""


def expose(p):
    files = [p.write(n, t) for n, t in (("site.csv", SITES), ("element.csv", ELEMENTS), ("need.csv", NEEDS))]
    words = [w for f in [p.path("source.csv")] + files for w in ("--inventory", f)]
    p.ask(0, "expose", *words)
    p.ask(0, "expose", *words, "--without", "nokia", "--without", "site:s3", "--by", "subscribers", "--top", "1")
    p.ask(0, "expose", *words, "--function", "smf")
    p.ask(2, "expose", *words, "--without", "nokio")
    p.ask(2, "expose")
    p.ask(0, "import", files[0])
    p.ask(0, "expose", "--profile", "baseline", "--country", "DE")
PACK = """id: made
country: {country}
title: Made up
note: For tests
checked: 2026-01-01
sources: [{{ id: s, title: t, certainty: read }}]
instruments:
  - {{ id: act, title: t, history: [{{ status: bill, from: 2020-01-01, cite: [s] }}, {{ status: in-force, from: 2024-01-01, cite: [s] }}] }}
rules:
  - {{ id: A, instrument: act, title: t, scope: s, effect: cap, cap: {{ percent: 30, base: zone, of: sites }}, designation: named-list,
      named: [{{ supplier: nokia, from: 2024-02-01, cite: [s] }}], certainty: high, from: 2024-01-01, functions: [gnb], cite: [s] }}
  - {{ id: B, instrument: act, title: t, scope: s, effect: remove, designation: criteria, certainty: low, from: 2024-01-01,
      functions: [core], when: [{{ fact: element.q, is: yes }}], cite: [s],
      deadlines: [{{ date: 2028-01-01, cite: [s] }}, {{ date: 2027-01-01, from: 2025-01-01, cite: [s] }}],
      exceptions: [{{ id: x, title: t, leaves: none, cite: [s], suppliers: [nokia] }}] }}
  - {{ id: D, instrument: act, title: t, scope: s, effect: cap, cap: {{ percent: 35, base: access, of: unknown }}, designation: named-list,
      certainty: high, from: 2024-01-01, functions: [ran], named: [{{ supplier: huawei, from: 2024-02-01, cite: [s] }}],
      cite: [s], deadlines: [{{ date: 2025-06-01, cite: [s] }}] }}
  - {{ id: C, instrument: act, title: t, scope: s, effect: remove, designation: case-by-case, certainty: high, from: 2024-01-01,
      named: [{{ supplier: cisco, from: 2024-02-01, until: 2026-03-01, cite: [s] }}], functions: [core, ran], cite: [s],
      deadlines: [{{ date: 2026-06-01, cite: [s] }}], bound: {{ text: all }} }}
"""


def decide(p):
    p.write("made.yaml", PACK.format(country="CZ"))
    p.ask(3, "check", p.path("made.yaml"))
    p.ask(0, "import", p.path("made.yaml"))
    p.ask(0, "decide", "--as-of", "2026-02-01")
    p.ask(0, "decide", "nokia", "cisco", "--function", "all", "--generation", "all", "--as-of", "2026-02-01")
    p.ask(0, "decide", "--country", "CZ", "--changed-since", "2019-01-01", "--due-within", "200", "--as-of", "2026-02-01")
    p.ask(0, "decide", "--country", "CZ", "--as-of", "2023-01-01")
    p.ask(0, "decide", "--country", "CZ", "--operator", "Tel", "--fact", "site.sensitive=yes", "--as-of", "2026-02-01")
    p.ask(2, "decide", "nobody-of-this-name")
    p.ask(0, "--workspace", p.path("example.db"), "init", "--example", "cz")
    p.ask(0, "--workspace", p.path("example.db"), "import", p.path("made.yaml"))
    p.ask(0, "--workspace", p.path("example.db"), "decide", "--elements", "--country", "CZ")


CAPTURES = [str(pathlib.Path(__file__).resolve().parents[1] / "golden/small" / n)
            for n in ("registration.pcap", "setup.pcap.gz", "http.pcap")]


def watch(p):
    p.ask(0, "watch", *CAPTURES)
    p.ask(3, "watch", CAPTURES[0], p.path("site.csv"))
    p.ask(2, "watch", "--hex", CAPTURES[0])
    lines = subprocess.run([p.program, "watch", "--pdus", "--hex", *CAPTURES], capture_output=True, text=True).stdout
    for line in lines.splitlines():
        examine(p.schemas, json.loads(line), "petrin watch --pdus", "petrin.watch-pdu/1")
    if not lines:
        problems.append("petrin watch --pdus: no line")


def failures(p):
    p.ask(2, "assess", "nobody-of-this-name")
    p.ask(2, "assess", "--profile", "none")
    p.ask(3, "import", p.path("none"))
    p.ask(3, "import", "--as", "kev", p.path("bad.json"))
    p.ask(3, "--workspace", p.path("none.db"), "assess")


def damage(p):
    """Edits past petrin: triggers gone, a name and a reference changed."""
    db = sqlite3.connect(p.path("w.db"))
    for table, change in (("supplier", "name = name || '!'"), ("claim", "source = 'nowhere'")):
        trigger = db.execute("SELECT sql FROM sqlite_schema WHERE name = ?", [table + "_fixed"]).fetchone()
        db.execute(f"DROP TRIGGER {table}_fixed")
        db.execute(f"UPDATE {table} SET {change}")
        db.execute(trigger[0])
    db.commit()
    db.close()
    found = p.ask(3, "doctor", "--verify")
    if found is not None and not (found["damage"] and found["dangling"]):
        problems.append("petrin doctor --verify: finds no damage in an edited workspace, or no dangling claim")


def agree(p):
    p.ask(0, "import", p.write("vale.yaml", VALE))
    p.ask(0, "agree", "--draws", "1000")
    p.ask(0, "agree", "--countries", "CR,GB", "--draws", "100", "nokia")
    p.ask(2, "agree", "--countries", "XQ")


def generate(p):
    p.ask(0, "generate", "--attack", "D33,D33:near", "--minutes", "1", "-o", p.path("made.pcapng"))
    p.ask(2, "generate", "--attack", "D0", "-o", p.path("made.pcapng"))


def report(p):
    p.ask(0, "report", "nokia", "-o", p.path("page.html"))
    p.ask(2, "report")


def statements():
    """One problem per method, and the members that several take."""
    two = [{"id": "a", "values": {"x": 1, "y": 0.2}}, {"id": "b", "values": {"x": 2, "y": 0.1}}]
    plain = [{"id": "x", "weight": 2}, {"id": "y", "weight": 1, "direction": "min", "scale": [0, 1]}]
    ranges = [{"id": "x", "weight": [0.3, 0.8], "scale": [0, 3]}, {"id": "y", "weight": [0.2, 0.7], "scale": [0, 1]}]
    sorts = {"categories": ["low", "high"], "profiles": [{"x": 1.5, "y": 0.15}]}
    wide = [{"id": "a", "values": {"x": [1, 2], "y": None}}, {"id": "b", "values": {"x": {"normal": [2, 0.1]}, "y": 0.3}},
            {"id": "c", "values": {"x": {"choice": [[1, 0.5], [2, 0.5]]}, "y": {"samples": [0.1, 0.2]}}}]
    sharp = [plain[0] | {"q": 0, "p": 0.5, "v": 2}, plain[1] | {"q": [0], "p": [0.1], "v": None}]
    yield {"method": "weighted-sum", "normalisation": "minmax", "criteria": plain, "alternatives": two}
    yield {"method": "topsis", "criteria": plain, "alternatives": two}
    yield {"method": "vikor", "vikor_v": 0.6, "criteria": plain, "alternatives": two}
    yield {"method": "promethee-ii", "criteria": plain, "alternatives": two}
    yield {"method": "spotis", "criteria": [plain[0] | {"scale": [0, 3]}, plain[1]], "alternatives": two}
    yield {"method": "ahp", "criteria": [{"id": "x"}, {"id": "y"}], "alternatives": [{"id": "a"}, {"id": "b"}],
           "comparisons": {"criteria": [[1, 3], [1 / 3, 1]], "x": [[1, 2], [0.5, 1]], "y": [[1, 4], [0.25, 1]]}}
    yield {"method": "electre-iii", "lambda": 0.7, "criteria": sharp, "alternatives": two}
    for rule in ("pessimistic", "optimistic"):
        yield sorts | {"method": "electre-tri", "lambda": 0.7, "rule": rule, "criteria": sharp, "alternatives": two}
    yield sorts | {"method": "mr-sort", "lambda": 2, "majority": "dV", "vetoes": [{"x": 0}], "dictators": [{"x": 9}],
                   "criteria": plain, "alternatives": two}
    yield {"method": "smaa-2", "draws": 1000, "seed": 7, "weight_order": [["x", "y"]], "criteria": ranges,
           "alternatives": wide}
    yield {"method": "smaa-2", "draws": 1000, "weight_samples": [[0.5, 0.5], [0.9, 0.1]],
           "criteria": [{k: v for k, v in c.items() if k != "weight"} for c in ranges], "alternatives": wide}
    yield sorts | {"method": "smaa-tri", "draws": 1000, "lambda": [0.6, 0.7], "criteria": ranges, "alternatives": wide}
    yield sorts | {"method": "robust-sort", "lambda": [0.6, 0.7], "criteria": ranges, "alternatives": wide[:1]}


def solve(p):
    for i, statement in enumerate(statements()):
        statement = {"schema": "petrin.problem/1"} | statement
        examine(p.schemas, statement, statement["method"])
        name = p.write(f"problem{i}.json", json.dumps(statement))
        p.ask(0, "check", name)
        p.ask(0, "assess", "--problem", name)
    for extra in ({"comparisons": {}}, {"categories": ["a", "b"]}, {"draws": 5}, {"lambada": 1}):
        bad = next(statements()) | extra
        if not complaint(p.schemas["petrin.problem/1"], bad):
            problems.append(f"petrin.problem/1: allows {extra} for weighted-sum, petrin does not")
        p.ask(3, "assess", "--problem", p.write("bad-problem.json", json.dumps(bad)))


def never_seen(schemas):
    used = {trail[-1] for name, _, trail in seen}
    for name, validator in schemas.items():
        for member in sorted(set(described(validator.schema)) - used):
            problems.append(f"{name}: describes {member}, which no document has")


def main(program):
    schemas = load()
    with tempfile.TemporaryDirectory() as folder:
        p = Petrin(os.path.abspath(program), folder, schemas)
        for part in (workspace, files, ownership, expose, decide, watch, generate, failures, solve, agree, report, damage):
            part(p)
    if not problems:
        never_seen(schemas)
    print(f"{len(schemas)} schemas, {p.documents} documents, {len(seen)} members renamed")
    print("\n".join(problems) or "all documents follow them, and no renamed member passes")
    return 1 if problems or not p.documents else 0


sys.exit(main(sys.argv[1]))
