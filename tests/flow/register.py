#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Registers of ownership through the real binary.   usage: register.py PETRIN [FIXTURES]

Without FIXTURES files made here: packed ones, large ones, damaged ones.  With it the public samples of
BODS, GLEIF and PSC; when they are not there the test is skipped (77).  What is expected of each was
read off the sample by hand."""
import json, os, sqlite3, subprocess, sys, tempfile, zipfile

failures = 0


def expect(ok, what):
    global failures
    if not ok:
        failures += 1
        print("FAILED:", what, file=sys.stderr)


def petrin(*args, **more):
    return subprocess.run([sys.argv[1], "--quiet", *args], capture_output=True, text=True, **more)


def dry(path, **more):
    """The counts of one file, or the message when it is refused."""
    run = petrin("import", "--json", "--dry-run", path, **more)
    return json.loads(run.stdout)["imports"][0] if run.returncode == 0 else run.stderr


class Workspace:
    def __init__(self, folder):
        self.file = os.path.join(folder, "w.db")
        for end in ("", "-wal", "-shm"):
            if os.path.exists(self.file + end):
                os.remove(self.file + end)
        made = petrin("--workspace", self.file, "init", "--empty")
        expect(made.returncode == 0, f"init: {made.stderr}")

    def put(self, path):
        run = petrin("--workspace", self.file, "import", "--json", path)
        return json.loads(run.stdout)["imports"][0] if run.returncode == 0 else {"error": run.stderr}

    def rows(self, table, columns):
        db = sqlite3.connect(self.file)
        found = {tuple(row) for row in db.execute(f'SELECT {columns} FROM "{table}"')}
        db.close()
        return found


# --- files made here ---

def filing(i, name="N"):
    return json.dumps({"company_number": "%08d" % (1 + i // 2), "data": {
        "kind": "individual-person-with-significant-control", "name": f"{name} {i}", "notified_on": "2016-04-06",
        "links": {"self": f"/company/x/individual/{i:016x}"}, "address": {"premises": "x" * 600},
        "natures_of_control": ["ownership-of-shares-25-to-50-percent"]}}) + "\n"


def pack(path, name, text, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as z:
        z.writestr(name, text)


def own_files(d):
    few = "".join(filing(i) for i in range(10))
    plain, packed = os.path.join(d, "few.jsonl"), os.path.join(d, "few.zip")
    open(plain, "w").write(few)
    want = dry(plain)
    expect(want["kind"] == "psc" and want["records"] == 21, f"ten filings: {want}")
    for method in zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED:
        pack(packed, "few.txt", few, method)
        expect(dry(packed)["records"] == 21, f"ten filings packed ({method})")
    expect(dry("-", stdin=open(plain))["records"] == 21, "ten filings through a pipe")

    octets = open(packed, "rb").read() # the stored one
    open(packed, "wb").write(octets.replace(b"N 7", b"N 8", 1))
    got = dry(packed)
    expect(got["records"] == 0 and "check sum" in got["errors"][0]["message"], f"a changed file: {got}")

    many = "".join(filing(i) for i in range(110000))
    expect(len(many) > 64 << 20, "the large file is larger than a member of an archive may be")
    pack(packed, "large.txt", many)
    got = dry(packed)
    expect(got["records"] == 220001 and got["rejected"] == 0, f"a large packed file: {got}")
    octets = open(packed, "rb").read()
    at = octets.index(b"large.txt") + 1000000
    open(packed, "wb").write(octets[:at] + bytes([octets[at] ^ 0x55]) + octets[at + 1:])
    expect("damaged" in dry(packed), "a large packed file with one octet changed")

    w = Workspace(d)
    edges = os.path.join(d, "edges.csv")
    open(edges, "w").write("owner,owned,share_min,share_max,owner_type\na,b,10,20,person\nb,c,30,30,\n")
    first, again = w.put(edges), w.put(edges)
    expect(first.get("changed") == 4 and again.get("changed") == 0, f"edges twice: {first} {again}")
    expect(w.rows("stake", "owner, owned, share_min, share_max") == {("a", "b", "10", "20"), ("b", "c", "30", "30")},
           "the stakes of the edge list")
    open(edges, "w").write("owner,owned,share,source\na,b,10,nobody\n")
    expect("source" in w.put(edges).get("error", ""), "an edge list that names a source which is not there")


# --- the public samples ---

# file: rows kept, rows refused, things passed over
BODS = {
    "basic_1": (4, 0, 0),                               # 1 source, 2 nodes, 1 stake
    "bods-package": (4, 0, 0),
    "bods-package-annotations": (4, 0, 0),              # a relationship without interests
    "bods-package-entity-owning-entity": (4, 0, 0),
    "bods-package-fi-soe": (9, 0, 1),                   # 4 + 4; the state's indirect 100 % is in its components
    "bods-package-linking-annotations": (4, 0, 0),
    "fermcat": (8, 0, 23),                              # 4 + 3; 16 statements superseded, 7 board memberships
    "full-pep-declaration": (4, 0, 0),
    "indirect-ownership": (6, 0, 1),                    # 3 + 2
    "joint-ownership": (8, 0, 0),                       # 4 + 3
    "levent": (8, 0, 0),                                # 4 + 3
    "listed-company-exempt-from-disclosure": (4, 0, 0),
    "mixed-direct-and-indirect-ownership": (7, 0, 1),   # 3 + 3; the direct half counts, the indirect does not
    "multiple-indirect-ownership": (9, 0, 1),           # 4 + 4
    "multiple-tax-residencies": (4, 0, 0),
    "mutilple-indirect-ownership-2": (9, 0, 1),         # 4 + 4
    "nomination": (8, 0, 1),                            # 4 + 3; a board membership
    "plc-entity-statement": (2, 0, 0),
    "sample_300_statements": (301, 0, 0),               # 200 + 100
    "simple-pep-declaration": (4, 0, 0),
    "tecido": (6, 0, 10),                               # 3 + 2; 6 statements superseded, 4 chairs
}
GLEIF = {
    "lei-data.xml": (14, 0, 0),                         # 13 entities
    "lei-updates-data2.xml": (13, 0, 0),
    "lei-updates-data2-new.xml": (13, 0, 0),
    "rr-data.xml": (11, 0, 0),                          # 10 relationships, one of them to an ultimate parent
    "rr-updates-data2.xml": (9, 0, 3),                  # 11, of which 3 ultimate parents end a chain in the file
    "rr-updates-data2-new.xml": (9, 0, 2),              # 10, 1 ultimate parent, 1 deleted
    "repex-data.xml": (21, 0, 0),                       # 10 exceptions: an owner not named and a stake each
    "repex-updates-data2.xml": (15, 0, 0),              # 7
    "repex-updates-data2-new.xml": (13, 0, 1),          # 6, 1 deleted
    "lei-data-out.json": (0, 5, 0),                     # BODS 0.2
}
PSC = {
    "psc_ceased_on": (3, 0, 0), "psc_individual": (3, 0, 0), "psc_corporate": (3, 0, 0), "psc_legal": (3, 0, 0),
    "psc_no_country": (3, 0, 0), "psc_no_match": (3, 0, 0), "psc_not_found": (3, 0, 0),
    "psc_statement": (3, 0, 0), "psc_statement_ceased_on": (3, 0, 0), "psc_super_secure": (3, 0, 0),
    "psc_exemptions": (3, 0, 0), "psc_totals": (1, 0, 1),
}
# file: table, columns, rows that have to be among those of the workspace
ROWS = {
    "bods-0.4-examples/tecido.json": [
        ("stake", "owner, owned, share_min, share_max, votes_min, date, until", {
            ("018AF6B3EB", "01B68D7633", "30", "30", "30", "2022-09-21", "2023-03-03"),
            ("033E84672B", "01B68D7633", "80", "80", "80", "2023-03-01", "")}),
        ("source", "id, redistributable, reliability", {("bods-company-register-delaware", "yes", "C")})],
    "bods-0.4-examples/nomination.json": [
        ("stake", "owner, owned, kind", {("101AB1984F", "103AB1984D", "control"), ("102AB1984E", "103AB1984D", "nominee"),
                                         ("101AB1984F", "104AB1984C", "control")})],
    "bods-0.4-examples/bods-package-fi-soe.json": [
        ("entity", "id, type, country", {("05ce06ec97b1", "state", "FI"), ("7ff95ba3682c", "state", "FI")}),
        ("stake", "owner, owned, kind, share_min", {
            ("05ce06ec97b1", "7ff95ba3682c", "control", ""), ("7ff95ba3682c", "19f1c5afe9d7", "shares", "23.5"),
            ("7ff95ba3682c", "0199c515a699", "shares", "100"), ("0199c515a699", "19f1c5afe9d7", "shares", "76.5")})],
    "bods-0.4-examples/plc-entity-statement.json": [("entity", "id, type", {("70044236", "listed")})],
    "bods-0.4-examples/bods-package-entity-owning-entity.json": [
        ("stake", "share_min, share_max, statement", {("75", "100", "shareholding, under 100")})],
    "gleif-fixtures/lei-data.xml": [
        ("entity", "id, type, country, note", {("001GPB6A9XPE8XJICC14", "fund", "US", ""),
                                               ("00TR8NKAEL48RGTZEW89", "company", "KY", "entity INACTIVE; LEI RETIRED")})],
    "gleif-fixtures/rr-data.xml": [
        ("stake", "owner, owned, kind, votes_min, votes_max, share_min, date", {
            ("ZZG38T0MDR3QY1ETUA76", "010CMKZ3VON21WF2ZD45", "control", "50", "100", "", "2018-02-06"),
            ("YVC19L6NOWRA51XIKW06", "00KLB2PFTM3060S2N216", "control", "", "", "", "2023-05-18")}),
        ("source", "id, redistributable", {("gleif-level-2", "yes")})],
    "gleif-fixtures/repex-updates-data2.xml": [
        ("entity", "id, type, note", {
            ("0292001018B2N4DBI146:direct-parent", "person", "persons: NATURAL_PERSONS"),
            ("ZZZWS8Y6XVKM0Q9RJQ79:ultimate-parent", "unknown", "outside: NON_CONSOLIDATING"),
            ("0292001398F7K0YJI588:direct-parent", "unknown", "nobody: NO_KNOWN_PERSON")})],
    "psc-fixtures/psc_corporate.json": [
        ("stake", "owner, owned, kind, share_min", {("GB-COH-89101112", "GB-COH-01234567", "shares", "")}),
        ("source", "id, redistributable", {("psc-snapshot", "attribution")})],
    "psc-fixtures/psc_ceased_on.json": [
        ("stake", "owned, share_min, share_max, votes_max, date, until", {
            ("GB-COH-01234567", "25", "50", "50", "2016-04-06", "2016-10-11")}),
        ("entity", "name, type, country", {("Joe Bloggs", "person", "GB")})],
    "psc-fixtures/psc_statement.json": [
        ("entity", "type, note", {("unknown", "nobody: no-individual-or-entity-with-signficant-control")})],
}


def samples(d, folder):
    files = {f"bods-0.4-examples/{k}.json": v for k, v in BODS.items()}
    files |= {f"gleif-fixtures/{k}": v for k, v in GLEIF.items()}
    files |= {f"psc-fixtures/{k}.json": v for k, v in PSC.items()}
    for name, want in files.items():
        path = os.path.join(folder, name)
        got = dry(path)
        got = got if isinstance(got, str) else (got["records"], got["rejected"], got["skipped"])
        expect(got == want, f"{name}: {got} instead of {want}")
        if want[0] == 0:
            continue
        w = Workspace(d)
        first, again = w.put(path), w.put(path)
        expect(first.get("changed") == want[0] and again.get("changed") == 0, f"{name} twice: {first} {again}")
        for table, columns, rows in ROWS.get(name, []):
            missing = rows - w.rows(table, columns)
            expect(not missing, f"{name}: no {table} {missing}")
    unknown = dry(os.path.join(folder, "psc-fixtures/psc_unknown_kind.json"))
    expect("cannot tell what this is" in unknown, f"a filing of a kind nobody knows: {unknown}")
    print(f"{len(files)} samples read")


with tempfile.TemporaryDirectory() as d:
    if len(sys.argv) < 3:
        own_files(d)
    elif not os.path.isdir(sys.argv[2]):
        print(f"skipped: the public samples are not at {sys.argv[2]}")
        sys.exit(77)
    else:
        samples(d, sys.argv[2])
sys.exit(failures > 0)
