#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""petrin report: one page that needs nothing else and cannot be talked into anything.

usage: report.py PETRIN"""
import base64, hashlib, json, os, re, subprocess, sys, tempfile
from html.parser import HTMLParser

petrin = os.path.abspath(sys.argv[1])
folder = tempfile.TemporaryDirectory()
os.chdir(folder.name)
env = dict(os.environ, PETRIN_WORKSPACE="w.db", LC_ALL="C.UTF-8")
DAY = ["--as-of", "2026-01-31", "--draws", "2000"]
failed = 0


def check(what, ok, more=""):
    global failed
    if not ok:
        failed += 1
        print(f"FAILED: {what} {more}", file=sys.stderr)


def run(*words, status=0):
    got = subprocess.run([petrin, *words], env=env, capture_output=True)
    check(f"petrin {' '.join(words)} exits {status}", got.returncode == status,
          f"but {got.returncode}: {got.stderr.decode()}")
    return got.stdout.decode(), got.stderr.decode()


def page(*words):
    out = json.loads(run("report", *DAY, "-o", "page.html", "--json", *words)[0])
    octets = open("page.html", "rb").read()
    check("the answer tells size and hash of the page",
          out["bytes"] == len(octets) and out["sha256"] == hashlib.sha256(octets).hexdigest())
    return octets.decode("utf-8"), out


VOID = {"meta", "input", "br"}
DRAWN = {"rect", "line"}


class Page(HTMLParser):
    """Every element in its place; text per element; what would reach outside."""
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.faults, self.ids, self.links, self.text = [], [], [], [], {}
        self.count, self.levels, self.articles, self.pairs, self.raw = {}, [], [], [], {}
        self.feed(text)
        self.close()
        if self.open:
            self.faults.append(f"left open: {self.open}")

    def handle_starttag(self, tag, attrs):
        self.count[tag] = self.count.get(tag, 0) + 1
        names = [a for a, _ in attrs]
        values = dict(attrs)
        if len(set(names)) != len(names):
            self.faults.append(f"<{tag}> says an attribute twice")
        for name in names:
            if name.startswith("on") or name in ("style", "src", "srcset", "action", "data", "xlink:href"):
                self.faults.append(f"<{tag} {name}>")
        if "id" in values:
            self.ids.append(values["id"])
        if "href" in values:
            self.links.append((tag, values["href"], values.get("rel")))
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "th" and "scope" not in values:
            self.faults.append("<th> without scope")
        if tag == "svg" and not (values.get("aria-hidden") == "true" or
                                 (values.get("role") == "img" and values.get("aria-label"))):
            self.faults.append("a drawing that says nothing and is not hidden")
        if tag not in VOID:
            self.open.append((tag, values.get("id"), values.get("class") or ""))
        if tag == "article":
            self.articles.append([values["id"], ""])
        if tag == "li" and values.get("class") == "pair":
            self.pairs.append("")

    def handle_startendtag(self, tag, attrs):
        if tag not in DRAWN:
            self.faults.append(f"<{tag}/> outside a drawing")

    def handle_endtag(self, tag):
        if not self.open or self.open[-1][0] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-3:]} at {self.getpos()}")
            return
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1][0] in ("style", "script", "title"):
            self.raw[self.open[-1][0]] = self.raw.get(self.open[-1][0], "") + data
            return
        if any(tag == "article" for tag, _, _ in self.open):
            self.articles[-1][1] += data
        if any(kind == "pair" for _, _, kind in self.open):
            self.pairs[-1] += data

    def handle_comment(self, data):
        self.faults.append(f"a comment: {data[:40]}")


def squeezed(text):
    return re.sub(r"\s+", " ", text.replace("\u00a0", " "))


def sound(text, what):
    """What must hold of every page, whatever its data."""
    p = Page(text)
    check(f"{what}: well-formed", not p.faults, p.faults[:5])
    check(f"{what}: every id once", len(set(p.ids)) == len(p.ids))
    check(f"{what}: ids hold no space", not [i for i in p.ids if re.search(r"\s", i)])
    for tag, href, rel in p.links:
        inside = href.startswith("#") and href[1:] in p.ids
        outside = re.match(r"(?i)https?://[^/\s@]", href) and rel == "noopener noreferrer"
        check(f"{what}: link leads somewhere", tag == "a" and (inside or outside), href)
    for tag in ("link", "img", "iframe", "object", "embed", "base", "form", "video", "audio"):
        check(f"{what}: no <{tag}>", tag not in p.count)
    for tag in ("main", "h1", "style", "script", "head", "body", "header", "nav", "footer"):
        check(f"{what}: one <{tag}>", p.count.get(tag) == 1)
    check(f"{what}: headings in order", p.levels[0] == 1 and
          all(b <= a + 1 for a, b in zip(p.levels, p.levels[1:])))
    for tag in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(p.raw[tag].encode()).digest()).decode()
        check(f"{what}: the policy allows this {tag} and no other",
              text.count(f"{tag}-src &#39;sha256-{digest}&#39;") == 1 and text.count(f"{tag}-src") == 1)
    check(f"{what}: the policy allows nothing else", "default-src &#39;none&#39;" in text)
    fetched = re.findall(r"url\((?!#unknown\))|@import|@font-face", p.raw["style"])
    check(f"{what}: the style fetches nothing", not fetched, fetched)
    check(f"{what}: the script fetches nothing",
          not re.search(r"fetch|XMLHttp|import\b|eval|innerHTML|document\.write", p.raw["script"]))
    check(f"{what}: language, width and policy are stated",
          '<html lang="en">' in text and 'name="viewport"' in text and "Content-Security-Policy" in text)
    return p


# --- no workspace, wrong words ---

run("report", "-o", "page.html", status=3)
check("nothing is written without a workspace", os.listdir(".") == [])
run("init")
run("report", status=2)
run("report", "-o", status=2)
check("a supplier is proposed", 'did you mean "nokia"' in run("report", "nokai", "-o", "x.html", status=2)[1])
run("report", "--profile", "none", "-o", "x.html", status=2)
run("report", "-o", "-", "--json", status=2)
run("report", "--format", "csv", "-o", "x.html", status=2)
run("report", "-o", "none/x.html", status=3)
os.mkdir("folder")
run("report", "-o", "folder", status=3)
check("a failure leaves nothing behind", sorted(os.listdir(".")) == ["folder", "w.db"] and
      os.listdir("folder") == [], os.listdir("."))

# --- the built-in data ---

text, answer = page()
p = sound(text, "built-in")
facts = json.loads(run("assess", "--json", "--why", *DAY)[0])
names = [s["name"] for s in facts["suppliers"]]
check("under 1.5 MB", len(text.encode()) < 1500000, len(text.encode()))
check("every supplier has its place, in the order of names",
      [a[0] for a in p.articles] == ["supplier/" + s["id"] for s in
                                     sorted(facts["suppliers"], key=lambda s: (s["name"].lower(), s["id"]))])
check("the answer names scope and head", answer["schema"] == "petrin.report/1" and answer["suppliers"] == len(names)
      and answer["as_of"] == "2026-01-31" and answer["draws"] == 2000 and len(answer["head"]) == 64)
for words in (answer["head"], "2,000, seed 1", "2026-01-31", facts["note"],
              "considerations put forward before the 2019 Prague conference, and taken up in part by its Chairman "
              "Statement", "--draws 2000 --seed 1 -o report.html"):
    check("the page says its scope", words in squeezed(text), words)
check("no tale of criteria of a conference", "Prague criteria" not in text and "Prague Proposals" not in text)


def percent(share):
    v = 100 * share
    return "<1 %" if 0 < v < 1 else ">99 %" if 99 < v < 100 else f"{v:.0f} %"


articles = {a[0]: squeezed(a[1]) for a in p.articles}
pairs = [squeezed(pair) for pair in p.pairs]
claims = replies = computed = stakes = 0
for s in facts["suppliers"]:
    mine = articles["supplier/" + s["id"]]
    for name, share in s["classes"].items():
        check(f"{s['id']}: share of {name}", f"{name} {percent(share)}" in mine)
    check(f"{s['id']}: what is possible", ", ".join(s["possible"]) in mine)
    for c in s["criteria"]:
        for e in c["evidence"]:
            if "computed" in e:
                shown = [q for q in pairs if e["computed"] in q and "computed" in q]
                check(f"{s['id']}: {e['computed']} is shown", e["computed"] in mine and shown)
                for level in e["levels"]:
                    check(f"{s['id']}: level {level['level']}", f"strength {level['level']:.2f}" in mine)
                computed += 1
                continue
            if "claim" not in e:
                check(f"{s['id']}: indicator {e['indicator']}", e["indicator"] in mine)
                continue
            claims += 1
            inside = [q for q in pairs if e["statement"] in q and f"({e['claim']})" in q]
            check(f"{e['claim']}: is shown", e["statement"] in mine and inside)
            check(f"{e['claim']}: status, grade, date, source beside it",
                  all(w in inside[0] for w in (e["status"], e["admiralty"], e["date"], e["source"]["title"])))
            beside = e.get("reply", "No reply known to petrin.")
            check(f"{e['claim']}: its reply stands beside it", all(beside in q for q in inside), beside)
            check(f"{e['claim']}: marks", ("unverified" in inside[0]) >= (e["certainty"] == "unverified") and
                  ("anonymous source" in inside[0]) >= e["source"]["anonymous"])
            check(f"{e['claim']}: what disputes it", e.get("disputes", "") in inside[0])
            replies += "reply" in e
    for e in s["ownership"]["target"]["edges"]:
        inside = [q for q in pairs if e.get("statement", "") in q and e.get("reply", "No reply known") in q and
                  e.get("disputes", "") in q and e.get("date", "") in q]
        check(f"{e['owner']} in {e['owned']}: is shown, with both sides", inside)
        stakes += 1
    for e in s["context"]:
        check(f"{e['claim']}: said, never judged", e["statement"] in mine and "Said, never judged" in mine)
check("claims and replies were there to look for", claims > 100 and replies > 10, (claims, replies))
check("owners were there to look for", computed > 10 and stakes > 50, (computed, stakes))

# --- the same bytes, and only what was asked ---

run("report", *DAY, "-o", "again.html")
check("two runs, the same bytes", open("again.html", encoding="utf-8").read() == text)
check("standard output is the same page", run("report", *DAY, "-o", "-")[0] == text)
out = run("report", *DAY, "nokia", "Ericsson", "nokia", "-o", "two.html")[0]
check("it says where the page is", out.startswith("two.html: one page, 2 suppliers"), out)
two = sound(open("two.html", encoding="utf-8").read(), "two")
check("a supplier asked for twice is shown once",
      [a[0] for a in two.articles] == ["supplier/ericsson", "supplier/nokia"])
again = re.search(r"petrin report [^<]*", open("two.html", encoding="utf-8").read()).group(0)
run(*again.replace("report.html", "same.html").split()[1:])
check("the command on the page makes the page again",
      open("same.html", "rb").read() == open("two.html", "rb").read(), again)

# --- hostile data ---

EVIL = "</p></article></main><script>alert('x')</script><img src=x onerror=alert(1)> &amp; \"q\" --> \u202egnorw"


def write(name, text):
    with open(name, "w", encoding="utf-8") as f:
        f.write(text)


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


write("sources.csv", "id,title,publisher,url,licence,redistributable,reliability,anonymous,certainty\n"
      f"evil,{quoted(EVIL)},\"' onmouseover='x\",javascript:alert(1),{quoted(EVIL)},no,B,yes,unverified\n"
      "mask,Mask,P,https://known.example@other.example/,x,yes,A,no,read\n"
      'quote,Quote,P,"https://x.example/""><script>alert(2)</script>",x,yes,A,no,read\n'
      "paid,Index of a paid service,Analysts,https://paid.example/a?b=1&c=2,own,no,B,no,read\n"
      "open,Another index,Institute,HTTPS://open.example/,CC0,yes,B,no,read\n")
write("claims.csv", "id,subject,criterion,grades,statement,status,date,source,credibility,disputes,reply,"
      "reply_source,reply_date,certainty\n"
      f"zz.evil,nokia,reliability.conduct,poor|weak,{quoted(EVIL)},allegation,2025-01,evil,3,{quoted(EVIL)},"
      f"{quoted(EVIL)},mask,2025-02,unverified\n"
      f"zz.more,nokia,,,{quoted(EVIL)},statement,2025-01,quote,3,,,,,unverified\n")
write("suppliers.csv", "id,name,legal_name,seat,certainty\n"
      f"sources,{quoted('<b>' + EVIL)},{quoted(EVIL)},FI,low\n")
write("extra.yaml", f"""# criteria
consideration: extra
place: 9
title: {json.dumps('Extra <i>&')}
origin: "Made up </style><script>"
criteria:
  - id: extra.title
    title: "Twice <b>measured"
    statement: "Two indices that disagree."
    measured: "Both."
    direction: less
    subject: country
    grades: {{ poor: "<much>", weak: "some", fair: "little", good: "none" }}
    indicator:
      - {{ id: one.index, cuts: [1, 2, 3] }}
      - {{ id: two.index, cuts: [10, 20, 30] }}
    weight: [0.01, 0.05]
    half_life: P6Y
    cite: [PAID-7]
    certainty: unverified
""")
write("indicators.csv", "indicator,country,year,value,se,source\n"
      "one.index,FI,2025,0.123987,0.2,open\ntwo.index,FI,2025,33.71717,1,paid\n")
write("four.yaml", """# profile
id: four
title: "Four </title><script>"
note: "A <test> & choice"
classes: [excluded, restricted, conditions, allowed]
lambda: [0.5, 0.7]
boundaries:
  - { class: restricted, grade: weak }
  - { class: conditions, grade: fair }
  - { class: allowed, grade: good }
vetoes:
  - { criterion: extra.title, class: restricted, grade: poor, because: "<u>because</u>" }
""")
run("import", "sources.csv", "extra.yaml", "suppliers.csv", "indicators.csv", "claims.csv", "four.yaml")
text, answer = page("--profile", "four")
h = sound(text, "hostile")
check("hostile text is shown as text",
      EVIL.replace("\u202e", "\ufffd") in [a[1] for a in h.articles if a[0] == "supplier/nokia"][0])
check("and nothing of it is markup", "<script>alert" not in text and "<img" not in text and "\u202e" not in text)
check("an address that is none of the web is text",
      all("javascript:" not in href and "other.example" not in href for _, href, _ in h.links) and
      "javascript:alert(1)" in text and "https://known.example@other.example/" in text)
check("both indices show", "one.index" in text and "two.index" in text and "0.123987" in text)
check("a value that may not be passed on does not leave", "33.71717" not in text and "33.717" not in text and
      "Value withheld: its licence forbids passing it on" in text)
check("its source is listed", ("a", "https://paid.example/a?b=1&c=2", "noopener noreferrer") in h.links and
      ("a", "HTTPS://open.example/", "noopener noreferrer") in h.links)
check("contradiction is said", "sources contradict each other" in text)
check("a veto is shown with its reason", "<u>because</u>" in "".join(a[1] for a in h.articles))
check("four classes have four colours", len(set(re.findall(r"--c[0-3]:(#[0-9a-f]{6})", h.raw["style"]))) == 8)

# --- nothing is lost ---

before = open("page.html", "rb").read()
run("report", "none-such", "-o", "page.html", status=2)
check("a failure keeps the old page", open("page.html", "rb").read() == before)
check("no temporary file is left", not [f for f in os.listdir(".") if f.endswith(".tmp")])
sys.exit(failed > 0)
