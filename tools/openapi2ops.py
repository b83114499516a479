#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Brings the services of FILE.ops up to what descriptions in OpenAPI say.   usage: openapi2ops.py FILE.ops FOLDER > NEW

For contributors who follow a new release of a standard; the build does not need it.  FOLDER holds the YAML files that
belong to the standards and stays outside of the repository.  Only methods, paths and names of operations are taken.
A service block that the descriptions know is replaced, one they do not know stays, new ones come behind.  An operation
without a name keeps the one it has in FILE.ops, or gets one of its method and path.  Operations with a
comment stay: those that programs have and standards leave open (where notifications go)."""
import os, re, sys

import yaml

METHODS = ("get", "post", "put", "patch", "delete", "options", "head")
# Descriptions without a server of their own: parts of others.
PARTS = {"TS29505_Subscription_Data": "nudr-dr subscription-data", "TS29519_Policy_Data": "nudr-dr policy-data",
         "TS29519_Application_Data": "nudr-dr application-data", "TS29519_Exposure_Data": "nudr-dr exposure-data",
         "TS29510_Nnrf_AccessToken": "oauth2", "TS29510_Nnrf_Bootstrapping": "nnrf-bootstrapping"}
OWN = {"oauth2": "/oauth2"}  # what stands before a path there and not in FILE.ops


def camel(text):
    return "".join(w[:1].upper() + w[1:] for w in re.split(r"[^A-Za-z0-9]+", text))


def described(folder):
    """{service: ([standard], {(method, path): name or None})}"""
    out = {}
    for file in sorted(os.listdir(folder)):
        stem, suffix = os.path.splitext(file)
        if suffix != ".yaml":
            continue
        with open(os.path.join(folder, file), encoding="utf-8") as f:
            api = yaml.load(f, Loader=yaml.CSafeLoader)
        url = (api.get("servers") or [{}])[0].get("url", "")
        m = re.fullmatch(r"\{apiRoot\}/(n[a-z0-9-]+)/[^/]*", url)
        name = (PARTS.get(stem) or (m.group(1) if m else "")).split(" ")[0]
        if not name or not api.get("paths"):
            continue
        standard = re.search(r"(TS ?\d\d\.\d\d\d)\D+([\d.]+\d)", (api.get("externalDocs") or {}).get("description", ""))
        cites, ops = out.setdefault(name, ([], {}))
        cite = re.sub("TS ?", "TS ", standard.group(1)) + " " + standard.group(2) if standard else stem
        cites += [cite] if cite not in cites else []
        for path, item in api["paths"].items():
            path = path.removeprefix(OWN.get(name, ""))
            for method in METHODS:
                if method in item and not re.search(r"[{][^}]*$|[^/][{]|[}][^/]", path):
                    ops[method.upper(), path] = camel(item[method].get("operationId") or "") or None
    return out


def block(name, cites, ops, known):
    lines = [f"service {name}  # {', '.join(cites)}"]
    for (method, path), label in ops.items():
        label = label or known.get((name, method, path)) or camel(method.lower() + "-" + re.sub(r"\{.*?\}", "", path))
        lines.append(f"\t{method} {label} {path}")
    return lines


def main(path, folder):
    lines = open(path, encoding="utf-8").read().split("\n")
    apis, known, service, out = described(folder), {}, "", []
    for line in lines:
        words = line.split()
        if words[:1] == ["service"]:
            service = words[1]
        elif service and len(words) == 3 and words[2].startswith("/"):
            known[service, words[0], words[2]] = words[1]
    left, last = dict(apis), 0
    for line in lines:
        words = line.split("#")[0].split()
        if not line.startswith("\t"):
            service = words[1] if words[:1] == ["service"] else ""
        if service and service in apis:
            if not line.startswith("\t"):
                out += block(service, *left.pop(service), known)
            elif "#" in line:
                out.append(line)
            last = len(out)
        else:
            out.append(line)
    out[last:last] = [text for name in sorted(left) for text in block(name, *left[name], known)]
    print("\n".join(out), end="")


main(*sys.argv[1:])
