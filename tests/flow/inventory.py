#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Inventories through the real binary.   usage: inventory.py PETRIN

Template and mappings; workbooks, also those made to do harm; memory that does not grow with the texts; the same
file twice. Functions are not looked up, so what goes into a workspace here are sites."""
import json, os, resource, sqlite3, struct, subprocess, sys, tempfile, time, zipfile, zlib

failures = 0


def expect(ok, what):
    global failures
    if not ok:
        failures += 1
        print("FAILED:", what, file=sys.stderr)


def petrin(*args, **more):
    return subprocess.run([sys.argv[1], "--quiet", *args], capture_output=True, text=True, **more)


def dry(*args):
    """The counts of one file, or the message when it is refused."""
    run = petrin("import", "--json", "--dry-run", *args)
    return json.loads(run.stdout)["imports"][0] if run.returncode == 0 else run.stderr


def write(name, text):
    with open(name, "wb") as f:
        f.write(text if isinstance(text, bytes) else text.encode())
    return name


def refused(what, word, *args):
    got = dry(*args)
    expect(isinstance(got, str) and word in got, f"{what}: {got}")


# --- tables and mappings ---

MAPPING = "mapping: m\ntitle: T\ncolumns: {site_id: A, lat: B}\nsource: {id: s, title: S}\n"


def mappings():
    form = petrin("import", "--template", "inventory")
    expect(dry(write("form.csv", form.stdout)).get("records") == 10, "the template as it is")
    with open("form.xlsx", "wb") as f:
        f.write(subprocess.run([sys.argv[1], "import", "--template", "inventory.xlsx"], capture_output=True).stdout)
    expect(zipfile.ZipFile("form.xlsx").testzip() is None, "the template as a workbook is a zip")
    got = dry("form.xlsx")
    expect(got.get("records") == 10 and not got["errors"], f"the template as a workbook: {got}")
    expect("there are inventory" in petrin("import", "--template", "x").stderr, "no such template")
    table = write("table.csv", "A,B\nx,1\ny,91\n")
    got = dry("--map", write("m.yaml", MAPPING), table)
    expect((got["kind"], got["records"], got["rejected"]) == ("inventory", 2, 1), f"a mapping: {got}")
    refused("no kind", "cannot tell", table)
    refused("a misspelt mapping", "built-in ones: anatel", "--map", "anatl", table)
    refused("no such file", "cannot open", "--map", "none.yaml", table)
    refused("a mapping that is none", '"file":"b.yaml","row":3', "--map", write("b.yaml", MAPPING.replace("lat", "latt")), table)
    refused("an empty mapping", "is empty", "--map", write("e.yaml", ""), table)
    refused("octets", "is not UTF-8", "--map", write("o.yaml", b"mapping: \0\xff"), table)
    refused("a large mapping", "larger than", "--map", write("l.yaml", MAPPING + "# " + "x" * 100000), table)
    aliases = "mapping: m\ntitle: T\nignore: &a [x]\n" + "".join(f"b{i}: [*a, *a]\n" for i in range(50))
    refused("an alias bomb", "anchor", "--map", write("n.yaml", aliases), table)
    refused("a mapping for what has none", "takes no mapping", "--as", "kev", "--map", "m.yaml", table)
    largest = MAPPING + "# " + "x" * (96 * 1024 - len(MAPPING) - 2)
    expect(isinstance(dry("--map", write("f.yaml", largest), table), dict), "the largest mapping")
    check = petrin("check", "m.yaml", "b.yaml")
    expect(check.returncode == 3 and "m.yaml: in order (mapping)" in check.stdout, f"check: {check}")


# --- workbooks ---

BOOK = '<workbook xmlns:r="r"><sheets><sheet name="Sites" sheetId="1" r:id="a"/></sheets></workbook>'
LINKS = ('<Relationships><Relationship Id="a" Type="t/worksheet" Target="s.xml"/>'
         '<Relationship Id="b" Type="t/sharedStrings" Target="t.xml"/></Relationships>')
HEAD = '<row><c t="inlineStr"><is><t>site_id</t></is></c><c t="inlineStr"><is><t>lat</t></is></c></row>'


def book(name, sheet, **more):
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("xl/workbook.xml", more.get("book", BOOK))
        z.writestr("xl/_rels/workbook.xml.rels", LINKS)
        z.writestr("xl/s.xml", sheet)
        if "texts" in more:
            z.writestr("xl/t.xml", more["texts"])
    return name


def bomb(name, member, begin, again, times):
    """A workbook whose member unpacks to `begin` and then `times` pieces of a megabyte."""
    def raw(text):
        z = zlib.compressobj(9, zlib.DEFLATED, -15)
        return z.compress(text) + z.flush(zlib.Z_FULL_FLUSH)
    piece = (again * ((1 << 20) // len(again) + 1))[:(1 << 20) // len(again) * len(again)]
    packed = raw(begin) + raw(piece) * times
    parts = {"xl/workbook.xml": BOOK.encode(), "xl/_rels/workbook.xml.rels": LINKS.encode(),
             "xl/s.xml": f"<worksheet>{HEAD}</worksheet>".encode()}
    out, directory = b"", b""
    for path in [*parts, member]:
        text = parts.get(path, b"")
        method, body, crc, size = (8, packed, 1, 0xfffffffe) if path == member else (0, text, zlib.crc32(text), len(text))
        local = struct.pack("<IHHHHHIIIHH", 0x04034b50, 20, 0, method, 0, 0, crc, len(body), size, len(path), 0)
        directory += struct.pack("<IHHHHHHIIIHHHHHII", 0x02014b50, 20, 20, 0, method, 0, 0, crc, len(body), size,
                                 len(path), 0, 0, 0, 0, 0, len(out)) + path.encode()
        out += local + path.encode() + body
    count = len(parts) + 1
    out += directory + struct.pack("<IHHHHIIH", 0x06054b50, 0, 0, count, count, len(directory), len(out), 0)
    return write(name, out)


def workbooks():
    rows = "".join(f'<row><c><v>{i}</v></c><c><v>{i % 90}</v></c></row>' for i in range(100000))
    got = dry(book("large.xlsx", f"<worksheet>{HEAD}{rows}</worksheet>"))
    expect(got["kind"] == "xlsx" and got["records"] == 100001, f"a large sheet: {got}")
    expect(dry("--sheet", "Sites", "large.xlsx")["records"] == 100001, "a sheet by its name")
    check = petrin("check", "large.xlsx")
    expect(check.returncode == 0 and "xlsx" in check.stdout, f"check of a workbook: {check}")
    refused("a sheet of what has none", "is no workbook", "--sheet", "x", "table.csv")
    with zipfile.ZipFile("packed.zip", "w") as z:
        z.write("table.csv")
    expect(dry("--map", "m.yaml", "packed.zip")["records"] == 2, "a mapped table in a zip")
    refused("no such sheet", "did you mean", "--sheet", "Site", "large.xlsx")
    expect(dry("--map", "m.yaml", book("mapped.xlsx", "<worksheet>" + HEAD.replace("site_id", "A").replace("lat", "B")
                                       + "<row><c><v>1</v></c></row></worksheet>"))["records"] == 2, "with a mapping")
    laughs = "<!DOCTYPE s [<!ENTITY a 'ha'>" + "".join(
        f"<!ENTITY {chr(98 + i)} '{('&' + chr(97 + i) + ';') * 10}'>" for i in range(9)) + "]><worksheet>&j;</worksheet>"
    refused("an entity bomb", "document type declaration", book("laughs.xlsx", laughs))
    octets = open("large.xlsx", "rb").read()
    refused("a changed octet", "changed.xlsx", write("changed.xlsx", octets[:3000] + b"\x55" + octets[3001:]))
    refused("cut off", "truncated", write("cut.xlsx", octets[:len(octets) // 2]))


def bombs():
    text = b"<si><t>" + b"a" * 1000 + b"</t></si>"
    began = time.monotonic()
    refused("shared texts without end", "MB of shared texts",
            bomb("texts.xlsx", "xl/t.xml", b"<sst>", text, 10000))
    refused("a sheet of ten gigabytes", "unpacks to more than",
            bomb("white.xlsx", "xl/t.xml", b"<sst>", b" ", 10000))
    refused("one text of ten gigabytes", "longer than", bomb("long.xlsx", "xl/t.xml", b"<sst><si><t>", b"a", 10000))
    refused("one tag of ten gigabytes", "longer than 4 MB", bomb("tag.xlsx", "xl/t.xml", b"<sst a='", b"a", 10000))
    return time.monotonic() - began


# --- memory, and twice ---

def peak():
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def large_tables():
    head = "site_id,operator,site_name,region,function,vendor,product,note\n"
    row = "S{0},op,Name of a site {1},Region,gnb,Some maker,Some product,{1}\n"
    with open("few.csv", "w") as f:
        f.write(head + "".join(row.format(i, "x" * 2000) for i in range(1000)))
    dry("few.csv")
    before = peak()
    with open("many.csv", "w") as f:
        f.write(head)
        for i in range(60000):
            f.write(row.format(i, "x" * 2000))
    got = dry("many.csv")
    expect(got["records"] == 120001 and os.path.getsize("many.csv") > 200 << 20, f"a large table: {got}")
    expect(peak() - before < 32 << 10, f"60 times as many rows, {(peak() - before) >> 10} MB more")


def twice():
    table = write("sites.csv", "site_id,operator,lat,depends_on\nA,m,50,B\nB,m,51,\nC,m,,A|B\n")
    expect(petrin("--workspace", "w.db", "init", "--empty").returncode == 0, "init")
    first, again = [json.loads(petrin("--workspace", "w.db", "import", "--json", table).stdout)["imports"][0]
                    for _ in range(2)]
    expect(first["changed"] == 7 and again["changed"] == 0, f"twice: {first} {again}")
    db = sqlite3.connect("w.db")
    expect({r for r in db.execute("SELECT element, needs, choice, least FROM need")} ==
           {("A", "B", "", ""), ("C", "A", "A|B", "1"), ("C", "B", "A|B", "1")}, "the needs")
    db.close()


sys.argv[1] = os.path.abspath(sys.argv[1])
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    large_tables() # first: it looks at the peak of all children
    mappings()
    workbooks()
    seconds = bombs()
    expect(seconds < 100, f"bombs took {seconds:.0f} s")
    expect(peak() < 1200 << 10, f"bombs took {peak() >> 10} MB")
    twice()
    os.chdir("/")
print("failed" if failures else f"fine ({peak() >> 10} MB at most, bombs {seconds:.1f} s)")
sys.exit(failures > 0)
