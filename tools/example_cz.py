#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the example inventory data/examples/cz.   usage: example_cz.py SITES.csv OUT

SITES.csv is a list of base stations with the columns site_id, operator, tac, lat, lon, cells_seen,
ran_vendor, vendor_basis; positions are those of OpenCelliD (CC BY-SA 4.0).  Everything else is made by
rules, told in data/examples/cz/README.md, and labelled in every row.  The same input gives the same octets."""
import csv, hashlib, os, sys

# Seats of regions with their places to a tenth of a degree; a site is of the nearest one.
SEATS = [("Praha", 50.1, 14.4), ("Plzen", 49.7, 13.4), ("Karlovy Vary", 50.2, 12.9), ("Usti nad Labem", 50.7, 14.0),
         ("Liberec", 50.8, 15.1), ("Hradec Kralove", 50.2, 15.8), ("Pardubice", 50.0, 15.8), ("Jihlava", 49.4, 15.6),
         ("Ceske Budejovice", 49.0, 14.5), ("Brno", 49.2, 16.6), ("Olomouc", 49.6, 17.3), ("Zlin", 49.2, 17.7),
         ("Ostrava", 49.8, 18.3)]
USERS = 250            # per cell that was seen
NEAR = 0.015           # degrees: "sensitive" is who stands that near to a seat
ROUTERS = ["Cisco", "Juniper", "Nokia"]
CENTRES = [("a", "Praha", 50.05, 14.45), ("b", "Brno", 49.25, 16.55)]
# function, how many per centre, technology; the core of a 4G network and what stands beside it
CORE = [("router", ""), ("mme", "4G"), ("sgw", "4G"), ("pgw", "4G"), ("hss", "4G"), ("pcrf", "4G"), ("dra", "")]
CHAIN = [("mme", "hss"), ("sgw", "pgw"), ("pgw", "pcrf")]


def write(folder, name, columns, rows):
    with open(os.path.join(folder, name), "w", newline="", encoding="utf-8") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(columns)
        w.writerows(rows)


def nearest(lat, lon):
    return min(SEATS, key=lambda s: ((lat - s[1]) ** 2 + ((lon - s[2]) * 0.64) ** 2, s[0]))


def main(sites_file, out):
    with open(sites_file, encoding="utf-8", newline="") as f:
        seen = list(csv.DictReader(f))
    sites, elements, needs, areas = [], [], [], {}
    for r in seen:
        lat, lon = float(r["lat"]), float(r["lon"])
        seat = nearest(lat, lon)
        close = (lat - seat[1]) ** 2 + ((lon - seat[2]) * 0.64) ** 2 < NEAR ** 2
        area = "%.1f %.1f" % (int(lat * 10) / 10, int(lon * 20 / 3) * 3 / 20)
        sites.append([r["site_id"], r["operator"], "CZ", seat[0], area, r["tac"], "%.4f" % lat, "%.4f" % lon,
                      USERS * int(r["cells_seen"]), "synthetic", "yes" if close else "no", "derived", "opencellid-cz"])
        split = r["vendor_basis"].startswith("ASSUMED")
        elements.append([r["site_id"] + "/enb", "", r["site_id"], "enb", "4G", r["ran_vendor"],
                         *(("synthetic", "assumed split") if split else ("imputed", "report on the operator")), "derived",
                         "opencellid-cz"])
        mnc = r["site_id"].split("-")[0]
        router = "%s/tac-%s" % (mnc, r["tac"])
        needs.append([r["site_id"] + "/enb", router, "backhaul", "", "", "synthetic", "example-cz"])
        areas.setdefault((mnc, r["operator"]), {}).setdefault(router, r["tac"])
    for (mnc, operator), routers in sorted(areas.items()):
        for c, name, lat, lon in CENTRES:
            sites.append(["%s/%s" % (mnc, c), operator, "CZ", name, "", "", lat, lon, "", "", "", "synthetic",
                          "example-cz"])
            for function, technology in CORE:
                elements.append(["%s/%s/%s" % (mnc, c, function), "", "%s/%s" % (mnc, c), function, technology, "", "",
                                 "", "synthetic", "example-cz"])
        for router, tac in sorted(routers.items()):
            pick = hashlib.sha256(router.encode()).digest()[0] % len(ROUTERS)
            elements.append([router, operator, "", "router", "", ROUTERS[pick], "synthetic", "drawn",
                             "synthetic", "example-cz"])
            for function in ("router", "mme", "sgw"):
                for c, _, _, _ in CENTRES:
                    needs.append([router, "%s/%s/%s" % (mnc, c, function), "transport" if function == "router" else "core",
                                  function, 1, "synthetic", "example-cz"])
        for function, on in CHAIN:
            for c, _, _, _ in CENTRES:
                for other, _, _, _ in CENTRES:
                    needs.append(["%s/%s/%s" % (mnc, c, function), "%s/%s/%s" % (mnc, other, on), "core", on, 1,
                                  "synthetic", "example-cz"])
    write(out, "sources.csv", ["id", "title", "publisher", "url", "licence", "redistributable", "reliability", "anonymous",
                               "certainty"],
          [["example-cz", "Example: everything but the positions of base stations is made up by rules", "petrin", "",
            "CC-BY-SA-4.0", "share-alike", "F", "no", "unverified"],
           ["opencellid-cz", "OpenCelliD: positions of cells, by many observers", "OpenCelliD (opencellid.org)",
            "https://opencellid.org", "CC-BY-SA-4.0", "share-alike", "C", "no", "secondary"]])
    write(out, "site.csv", ["id", "operator", "country", "region", "area", "cluster", "lat", "lon", "subscribers",
                            "load_basis", "sensitive", "basis", "source"], sorted(sites))
    write(out, "element.csv", ["id", "operator", "site", "function", "technology", "vendor", "vendor_basis", "vendor_note",
                               "basis", "source"], sorted(elements))
    write(out, "need.csv", ["element", "needs", "kind", "choice", "least", "basis", "source"],
          sorted(needs, key=lambda n: [str(x) for x in n]))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
