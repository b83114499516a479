#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whether the built-in data keep to docs/methodology/grading.md.   usage: data.py ROOT [REFERENCE]

With ROOT alone: what the files say about each other.  With REFERENCE (folder with data/evidence and
facts): the same figures, quartiles and certainties there; skipped (77) when it is absent.
Prints one line per fault; exit 1 when there is any."""
import collections, csv, os, re, statistics, sys

faults = []
GRADES = ["poor", "weak", "fair", "good"]
LICENCES = {"CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "OGL-UK-3.0", "US-government-work", "official-text", "facts-only"}
HEARSAY = re.compile(r"\b(is|are|was|were)\b[^.;:]{0,30} (reported|said to|said|alleged|claimed)\b|as reported")


def expect(good, where, text):
    if not good:
        faults.append("%s: %s" % (where, text))


def table(*path):
    with open(os.path.join(*path), encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def words(text):
    return [w.strip().strip('"') for w in text.split(",") if w.strip()]


def fields(text, indent):
    """name: value lines of one level; enough for our own files."""
    return dict(re.findall(r'^ {%d}(\w+): *"?(.*?)"?$' % indent, text, re.M))


def texts(root, folder):
    for name in sorted(os.listdir(os.path.join(root, "data", folder))):
        with open(os.path.join(root, "data", folder, name), encoding="utf-8") as f:
            yield folder + "/" + name, f.read()


class Data:
    def __init__(self, root):
        evidence = os.path.join(root, "data", "evidence")
        self.source, self.claim = table(evidence, "sources.csv"), table(evidence, "claims.csv")
        self.indicator, self.flag = table(evidence, "indicators.csv"), table(evidence, "flags.csv")
        owners = os.path.join(root, "data", "ownership")
        self.entity, self.stake = table(owners, "entities.csv"), table(owners, "stakes.csv")
        self.function = table(root, "data", "functions", "functions.csv")
        self.supplier = [fields(t, 0) for _, t in texts(root, "suppliers")]
        self.criterion, self.profile = [], list(texts(root, "profiles"))
        files = sorted(texts(root, "criteria"), key=lambda f: int(fields(f[1], 0)["place"]))
        for _, text in files:
            for part in text.split("\n  - id: ")[1:]:
                c = fields("    id: " + part, 4)
                c["grades"] = fields(part, 6)
                c["cuts"] = dict(re.findall(r"\{ id: (?!ownership\.)(\S+), cuts: \[(.*?)\] \}", part))
                c["weight"] = [float(w) for w in words(c["weight"].strip("[]"))]
                c["cite"] = words(c["cite"].strip("[]"))
                c["group"] = fields(text, 0)["consideration"]
                self.criterion.append(c)
        with open(os.path.join(root, "docs", "methodology", "grading.md"), encoding="utf-8") as f:
            self.rules = f.read()
        with open(os.path.join(root, "data", "meson.build"), encoding="utf-8") as f:
            self.built_in = f.read()

    def countries(self):
        return {s[k] for s in self.supplier for k in ("seat", "incorporated") if s.get(k)}


def once(rows, what, *keys):
    for key, n in collections.Counter(tuple(r[k] for k in keys) for r in rows).items():
        expect(n == 1, "%s %s" % (what, "/".join(key)), "is there %d times" % n)


def check_references(d):
    known, used = {s["id"] for s in d.source}, set()
    for rows, what in ((d.claim, "claim"), (d.indicator, "indicator"), (d.flag, "flag"), (d.entity, "entity"),
                       (d.stake, "stake")):
        for r in rows:
            used |= {r["source"], r.get("reply_source") or r["source"]}
            for s in (r["source"], r.get("reply_source") or r["source"]):
                name = r.get("id") or r.get("indicator") or r.get("flag") or r["owner"] + " in " + r["owned"]
                expect(s in known, "%s %s" % (what, name), "no source " + s)
    cites = [(c["id"], cite) for c in d.criterion for cite in c["cite"]]
    for c in d.criterion:
        expect(c["cite"], c["id"], "has no cite")
    for where, cite in cites + [("function " + f["id"], f["cite"]) for f in d.function]:
        item = cite.replace(" (unverified)", "").lower()
        fits = [s for s in known if item == s or item.startswith(s) and re.fullmatch("-?[a-z0-9]+", item[len(s):])]
        expect(fits, where, "cite %s is no item of a source" % cite)
        used |= {max(fits, key=len)} if fits else set()
    for s in sorted(known - used):
        expect(False, "source " + s, "nothing refers to it")


def check_sources(d):
    for s in d.source:
        expect(s["licence"] in LICENCES, "source " + s["id"], "licence tag \"%s\"" % s["licence"])
        expect(s["redistributable"] != "no", "source " + s["id"], "may not be passed on, so not be built in")
        expect(s["reliability"] in "ABCD", "source " + s["id"], "letter " + s["reliability"])


def check_claims(d):
    criterion = {c["id"]: c for c in d.criterion}
    supplier, source = {s["id"]: s for s in d.supplier}, {s["id"]: s for s in d.source}
    measured = {r["country"] for r in d.indicator}
    alike = {}
    for c in d.claim:
        where, grades = "claim " + c["id"], [g for g in c["grades"].split("|") if g]
        country = c["subject"].startswith("country:")
        expect(c["subject"][8:] in measured if country else c["subject"] in supplier, where, "unknown subject")
        expect(c["certainty"] in ("read", "secondary", "unverified"), where, "certainty")
        expect(c["credibility"] in "1234" and c["credibility"], where, "digit " + c["credibility"])
        expect(re.fullmatch(r"\d{4}(-\d\d){0,2}", c["date"]), where, "date " + c["date"])
        if c["criterion"]:
            k = criterion.get(c["criterion"])
            expect(k, where, "no criterion " + c["criterion"])
            expect(k is None or (k["subject"] == "country") == country, where, "subject does not fit the criterion")
            expect(0 < len(grades) < 4 and [g for g in GRADES if g in grades] == grades, where, "grades")
        else:
            expect(not grades, where, "grades without a criterion")
        expect(bool(c["reply"]) == bool(c["reply_source"]) == bool(c["reply_date"]), where,
               "reply, its source and its date go together")
        expect(c["status"] == "allegation" or not HEARSAY.search(c["statement"]), where,
               "says that something is said, and is no allegation")
        if c["status"] == "statement":
            name = supplier.get(c["subject"], {}).get("name", "?").split()[0]
            s = source.get(c["source"], {})
            expect(name.lower() in (s.get("title", "") + s.get("publisher", "")).lower(), where,
                   "a statement that is not from the subject")
        same = alike.setdefault((c["criterion"], c["statement"]), c)
        for k in ("grades", "status", "credibility"):
            expect(same[k] == c[k], where, "%s differs from %s with the same words" % (k, same["id"]))


def check_order(d):
    place = {c["id"]: i for i, c in enumerate(d.criterion)}
    key = [(not c["subject"].startswith("country:"), c["subject"], place.get(c["criterion"], 999), c["date"],
            c["id"]) for c in d.claim]
    for i in range(1, len(key)):
        expect(key[i - 1] < key[i], "claim " + key[i][4],
               "out of order: countries, then suppliers; criterion, date, id")
    for rows, what, keys in ((d.source, "source", ("id",)), (d.flag, "flag", ("flag", "country")),
                             (d.indicator, "indicator", ("indicator", "country", "year"))):
        expect(rows == sorted(rows, key=lambda r: [r[k] for k in keys]), what, "rows out of order")
        once(rows, what, *keys)


def check_owners(d):
    supplier, entity = {s["id"] for s in d.supplier}, {e["id"]: e for e in d.entity}
    keys = ("owner", "owned", "kind", "scenario", "source")
    held = {s[k] for s in d.stake for k in ("owner", "owned")}
    for e in d.entity:
        expect(not e["supplier"] or e["supplier"] in supplier, "entity " + e["id"], "no supplier " + e["supplier"])
        expect(e["id"] in held, "entity " + e["id"], "no stake names it")
    for s in d.stake:
        where = "stake %s in %s" % (s["owner"], s["owned"])
        for end in ("owner", "owned"):
            expect(s[end] in entity, where, "no entity " + s[end])
        for lo, hi in ((s["share_min"], s["share_max"]), (s["votes_min"], s["votes_max"])):
            expect(bool(lo) == bool(hi) and (not lo or 0 <= float(lo) <= float(hi) <= 100), where, "bounds")
        expect(re.fullmatch(r"\d{4}(-\d\d){0,2}", s["date"]), where, "date " + s["date"])
        expect(bool(s["reply"]) == bool(s["reply_source"]) == bool(s["reply_date"]), where,
               "reply, its source and its date go together")
        expect(not s["scenario"] or s["statement"], where, "a contested stake without its statement")
        expect(not s["disputes"] or s["reply"], where, "disputed, and nothing of the other side")
    once(d.entity, "entity", "id")
    once(d.stake, "stake", *keys)
    for rows, what, order in ((d.entity, "entity", ("id",)), (d.stake, "stake", keys)):
        expect(rows == sorted(rows, key=lambda r: [r[k] for k in order]), what, "rows out of order")


def check_functions(d):
    everywhere = {f["id"]: f for f in d.function if not f["country"]}
    for f in d.function:
        where = "function %s %s" % (f["id"], f["country"])
        expect(f["id"] in everywhere, where, "has no row that holds everywhere")
        expect(not f["part_of"] or f["part_of"] in everywhere, where, "is part of nothing known")
        same = everywhere.get(f["id"], f)
        expect(all(f[k] == same[k] for k in ("title", "part_of", "place", "serves")), where, "differs in more than weight")
        above, seen = f, set()
        while above["part_of"] and above["id"] not in seen:
            seen.add(above["id"])
            above = everywhere[above["part_of"]]
        expect(not above["part_of"], where, "is part of itself")
    once(d.function, "function", "id", "country")
    expect(d.function == sorted(d.function, key=lambda f: (f["id"], f["country"])), "function", "rows out of order")


def check_examples(d, root):
    """Everything made up is labelled in its row, and licences are told."""
    for name in sorted(os.listdir(os.path.join(root, "data", "examples"))):
        folder = os.path.join(root, "data", "examples", name)
        source = {s["id"]: s for s in table(folder, "sources.csv")}
        for s in source.values():
            expect(s["licence"] in LICENCES and s["redistributable"] != "no", "source " + s["id"], "licence")
            expect(s["id"] not in {k["id"] for k in d.source}, "source " + s["id"], "is built in already")
        functions = {f["id"] for f in d.function}
        for t in ("site", "element", "need"):
            rows = table(folder, t + ".csv")
            for r in rows:
                where = "%s %s %s" % (name, t, list(r.values())[0])
                expect(r["source"] in source, where, "source")
                expect(r["basis"] in ("derived", "synthetic"), where, "basis " + r["basis"])
                expect(not r.get("vendor") or r["vendor_basis"] in ("imputed", "synthetic") and r["vendor_note"], where,
                       "does not say how the vendor is known")
                expect(not r.get("subscribers") or r["load_basis"] == "synthetic", where, "load without a label")
                expect(r.get("function", "other") in functions, where, "function")
            expect(len(rows) > 0, name, "no " + t)


def check_coverage(d):
    have = {(r["indicator"], r["country"]) for r in d.indicator if float(r["se"]) > 0}
    flags = {(r["flag"], r["country"]) for r in d.flag}
    for country in sorted(d.countries()):
        for i in sorted({r["indicator"] for r in d.indicator}):
            expect((i, country) in have, country, "no %s with a standard error" % i)
        for f in sorted({r["flag"] for r in d.flag}):
            expect((f, country) in flags, country, "no flag " + f)
    for c in d.criterion:  # searched for every country or for none
        there = {r["subject"][8:] for r in d.claim if r["criterion"] == c["id"]}
        if c["subject"] == "country" and there:
            expect(d.countries() <= there, c["id"], "no claim on %s" % " ".join(sorted(d.countries() - there)))
    for s in d.supplier:
        expect("suppliers/%s.yaml" % s["id"] in d.built_in, s["id"], "is not in data/meson.build")


def rows_of(rules, heading):
    part = rules.split("\n## " + heading)[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def check_criteria(d):
    half, heavy, light, share = {}, set(), set(), {}
    for life, _, names in rows_of(d.rules, "7."):
        for n in names.split():
            half.update({c["id"]: life for c in d.criterion if c["id"].endswith("." + n) or c["id"] == n})
    for group, part, three, one, _ in rows_of(d.rules, "8."):
        share[group] = float(part)
        heavy |= {group + "." + n for n in three.split()}
        light |= {group + "." + n for n in one.split()}
    parts = {c["id"]: 3 if c["id"] in heavy else 1 if c["id"] in light else 2 for c in d.criterion}
    for name in (heavy | light) - set(parts):
        expect(False, "grading.md", "no criterion " + name)
    for c in d.criterion:
        whole = sum(parts[k["id"]] for k in d.criterion if k["group"] == c["group"])
        w = share[c["group"]] * parts[c["id"]] / whole
        expect(abs(c["weight"][0] - w / 2) < 1e-9 and abs(c["weight"][1] - 1.5 * w) < 1e-9, c["id"],
               "weight %s, by the rule around %g" % (c["weight"], w))
        expect(c["half_life"] == half.get(c["id"]), c["id"], "half-life %s, by the rule %s"
               % (c["half_life"], half.get(c["id"])))
        expect(list(c["grades"])[:4] == GRADES and len(set(c["grades"].values())) == 4, c["id"],
               "four different grades")
        first = (c["cite"] or [""])[0]
        expect((c["certainty"] == "unverified") == first.endswith("(unverified)"), c["id"],
               "certainty is not that of its first cite")
    expect(abs(sum(share.values()) - 1) < 1e-9, "grading.md", "shares do not sum to 1")


def check_profiles(d):
    base = {c["id"]: c["weight"] for c in d.criterion}
    for name, text in d.profile:
        weight = dict(base)
        for c in re.findall(r"criterion: ([\w.-]+)", text) + re.findall(r"^  - \[(.*)\]", text, re.M):
            for one in words(c):
                expect(one in base, name, "no criterion " + one)
        for c, lo, hi in re.findall(r"criterion: ([\w.-]+), weight: \[([\d.]+), ([\d.]+)\]", text):
            weight[c] = [float(lo), float(hi)]
        lo, hi = (sum(w[i] for w in weight.values()) for i in (0, 1))
        expect(lo <= 1 <= hi, name, "weights from %g to %g cannot sum to 1" % (lo, hi))


def check_words(d, root):
    for folder, _, names in os.walk(os.path.join(root, "data")):
        for name in names:
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as f:
                expect(not re.search(r"prague (criteria|proposals)", f.read(), re.I), name,
                       "the considerations are no part of a text of Prague")


# --- against the reference folder ---

OWN_ROW = {"nec-large-2025", "rakuten-post-2021"}  # read in a second text, though the supplier's row is low
OLD_CODES = {"ADO": "AD", "ROM": "RO", "TMP": "TL", "WBG": "PS", "ZAR": "CD", "KSV": "XK", "XKX": "XK"}


def reference(folder):
    """(indicator, country, year) -> [value, se, low, high] as text; country None when it has no code."""
    code = {r["ISO3166-1-Alpha-3"]: r["ISO3166-1-Alpha-2"] for r in table(folder, "country_codes.csv")}
    code.update(OLD_CODES)
    out, gone = {}, ("", "NA")  # NA is missing here; as a code of two letters it is a country
    def put(indicator, c, year, *cells):
        if cells[0] not in gone:
            out[indicator, code.get(c, c), year] = ["" if x in gone else x for x in cells]
    for r in table(folder, "wgi_1996_latest_from_dta.csv"):
        for i, k in (("va", "va"), ("ps", "pv"), ("ge", "ge"), ("rq", "rq"), ("rl", "rl"), ("cc", "cc")):
            put("wgi." + i, r["code"], r["year"], r[k + "e"], r[k + "s"], "", "")
    for r in table(folder, "wgi_voice_accountability_1996_2023.csv"):
        if r["year"] >= "2022":  # before, the other file is the one used
            put("wgi.va", r["wb_code"], r["year"], r["Estimate"], r["StdErr"], "", "")
    for r in table(folder, "vdem_high_level_1990_2024.csv"):
        for i in ("polyarchy", "libdem", "partipdem", "delibdem", "egaldem"):
            k = "v2x_" + i
            put("vdem." + i, r["country_text_id"], r["year"],
                r[k], r[k + "_sd"], r[k + "_codelow"], r[k + "_codehigh"])
    return out


def check_figures(d, ref):
    for r in d.indicator:
        key = (r["indicator"], r["country"], r["year"])
        where, true = " ".join(key), ref.get(key)
        expect(true, where, "is not in the reference")
        for name, x in zip(("value", "se", "low", "high"), true or []):
            near = r[name] and x and abs(float(r[name]) - float(x)) <= 0.5001e-4  # four places are kept
            expect(near or r[name] == x == "", where,
                   "%s is %s, in the reference %s" % (name, r[name], x))


def check_quartiles(d, ref):
    for c in d.criterion:
        for name, cuts in c["cuts"].items():
            newest = max(k[2] for k in ref if k[0] == name)
            values = [float(v[0]) for k, v in ref.items() if k[0] == name and k[2] == newest]
            quartile = [round(q * 20) / 20 for q in statistics.quantiles(values, n=4, method="inclusive")]
            given = [float(x) for x in words(cuts)]
            expect(all(abs(a - b) < 1e-9 for a, b in zip(quartile, given)), c["id"],
                   "cuts %s; quartiles of %d countries are %s" % (given, len(values), quartile))
            for grade, cut in zip(("weak", "fair", "good"), given):
                expect("%.2f" % cut in c["grades"][grade], c["id"],
                       "grade %s does not name the cut %.2f" % (grade, cut))


def kappa(series, cuts, lag):
    """Agreement beyond chance of a country's grade with its grade lag years later."""
    pairs = [(sum(y[t] >= c for c in cuts), sum(y[t + lag] >= c for c in cuts))
             for y in series.values() for t in y if t + lag in y]
    n, first, last = len(pairs), collections.Counter(a for a, _ in pairs), collections.Counter(b for _, b in pairs)
    seen, chance = sum(a == b for a, b in pairs) / n, sum(first[g] * last[g] for g in first) / n ** 2
    return (seen - chance) / (1 - chance)


def check_half_life(d, ref):
    found = []
    for c in d.criterion:
        for name, cuts in c["cuts"].items():
            series = collections.defaultdict(dict)
            for (i, country, year), v in ref.items():
                if i == name and (i != "wgi.va" or year < "2022"):
                    series[country][int(year)] = float(v[0])
            found.append(kappa(series, [float(x) for x in words(cuts)], 20))
    text = "%.2f to %.2f" % (min(found), max(found))
    expect(text in d.rules, "grading.md", "agreement after 20 years is " + text)


def check_facts(d, folder):
    mark = {}
    for r in table(folder, "criteria.csv"):
        read = r["certainty"].startswith("read")
        mark[r["id"]] = "secondary" if read and "secondary" in r["certainty"] else "read" if read else "unverified"
    for c in d.criterion:
        for cite in c["cite"]:
            item = cite.replace(" (unverified)", "")
            expect(item in mark, c["id"], "no item " + item)
            expect((mark.get(item) == "unverified") == (item != cite), c["id"],
                   "%s is %s there" % (item, mark.get(item)))
        first = (c["cite"] or [""])[0].replace(" (unverified)", "")
        expect(c["certainty"] == mark.get(first), c["id"], "certainty differs")
    for f in table(folder, "suppliers.csv"):
        own = [s for s in d.supplier if s["name"] == f["supplier"] or s["name"].replace(" ", "") == f["supplier"]]
        expect(len(own) == 1, f["supplier"], "not found among the suppliers")
        for s in own:
            expect(f["hq_country"].startswith(s["seat"]), s["id"], "seat")
            expect(s.get("lei", "") == f["lei"], s["id"], "LEI")
            expect(s.get("lei_certainty", "unverified") == "unverified", s["id"], "nobody has checked its LEI")
            expect(s["certainty"] == f["certainty"], s["id"], "certainty")
            mine = [c for c in d.claim if c["subject"] == s["id"]]
            alleged = "ALLEGATION" in f["ownership_summary"] or "WSJ" in f["state_support_allegation_or_finding"]
            expect(not alleged or any(c["status"] == "allegation" for c in mine), s["id"], "no allegation")
            replied = any(f["supplier_reply_on_" + k] not in ("", "not found") for k in ("support", "reliability"))
            expect(not replied or any(c["reply"] for c in mine), s["id"], "its reply is missing")
            if f["certainty"] == "low":
                for c in mine:
                    expect(c["certainty"] != "secondary" or c["source"] in OWN_ROW, "claim " + c["id"], "raised")


def check_stakes(d, folder):
    """Figures, dates and certainties as in the reference; a certainty may only be lower."""
    rank, ours = {"A": 2, "B": 1, "C": 0, "disputed": 2}, {"read": 2, "secondary": 1, "unverified": 0}
    facts = table(folder, "supplier-ownership.csv")
    for s in d.stake:
        if "about" in s["statement"].lower() or s["scenario"]:
            continue  # given in words there; readings state what they claim
        where = "stake %s in %s" % (s["owner"], s["owned"])
        like = [f for f in facts if s["share_min"] and f["share_pct_min"] and
                float(f["share_pct_min"]) == float(s["share_min"]) and
                float(f["share_pct_max"]) == float(s["share_max"])]
        expect(like, where, "no such figures in the reference")
        if like:
            expect(ours[s["certainty"]] <= max(rank[f["certainty"]] for f in like), where, "certainty raised")
            expect(any(s["date"][:4] in f["date"] for f in like), where, "date " + s["date"])


def main():
    root, compared = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    d = Data(root)
    if compared:
        if not os.path.isdir(os.path.join(compared, "data", "evidence")):
            print("skipped: %s with the reference figures is absent" % compared)
            return 77
        ref = reference(os.path.join(compared, "data", "evidence"))
        check_figures(d, ref)
        check_quartiles(d, ref)
        check_half_life(d, ref)
        check_facts(d, os.path.join(compared, "facts"))
        check_stakes(d, os.path.join(compared, "facts"))
    else:
        for rows, what in ((d.claim, "claim"), (d.supplier, "supplier"), (d.criterion, "criterion")):
            once(rows, what, "id")
        for check in (check_references, check_sources, check_claims, check_order, check_owners, check_functions,
                      check_coverage, check_criteria,
                      check_profiles):
            check(d)
        check_words(d, root)
        check_examples(d, root)
    print("\n".join(faults) or "%d criteria, %d claims, %d sources, %d stakes, %d indicator values: in order"
          % (len(d.criterion), len(d.claim), len(d.source), len(d.stake), len(d.indicator)))
    return 1 if faults else 0


sys.exit(main())
