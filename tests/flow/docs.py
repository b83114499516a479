#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Do the documents tell the truth?   usage: docs.py PETRIN [accept]

Looks at links and named files, at one page per importer, at the length of folder READMEs, at sums
written out in ```sum blocks, and at what the program prints: the commands of a ```console run block
are run (all blocks of a page in one shell, in an empty folder that sees data/ and docs/), and must
succeed and print what the page shows.  A line "..." stands for any lines.  A block whose fence
says file=NAME becomes that file first.  With accept the shown output is replaced by the real one,
except where "..." is used."""
import os, pathlib, re, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(\S*) ?(.*)$")
README_LINES = 15
problems = []


def wrong(path, line, text):
    problems.append(f"{path.relative_to(ROOT)}:{line}: {text}")


def tracked(*suffixes):
    for folder, below, files in os.walk(ROOT):
        below[:] = sorted(d for d in below if not d.startswith((".", "build")))
        for name in sorted(files):
            if name.endswith(suffixes):
                yield pathlib.Path(folder) / name


def lines_of(path):
    """(number, text, fence): fence is None outside, else the words behind ```"""
    fence = None
    for n, text in enumerate(path.read_text().splitlines(), 1):
        m = FENCE.match(text)
        if m and fence is None:
            fence = (m[1] + " " + m[2]).strip() or "text"
        elif text == "```":
            fence = None
        else:
            yield n, text, fence
    if fence is not None:
        wrong(path, n, "a ``` block has no end")


def anchor(heading):
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(path):
    return {anchor(t.lstrip("#")) for _, t, fence in lines_of(path) if fence is None and t.startswith("#")}


def check_links(path):
    for n, text, fence in lines_of(path):
        if fence is not None:
            continue
        for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", text)):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, mark = target.partition("#")
            to = (path.parent / name).resolve() if name else path
            if not to.exists():
                wrong(path, n, f"there is no {target}")
            elif mark and to.suffix == ".md" and mark not in anchors(to):
                wrong(path, n, f"{name or 'this page'} has no heading #{mark}")


def check_names(path):
    """Files of ours and decisions that are named in a text exist."""
    for n, text in enumerate(path.read_text(errors="replace").splitlines(), 1):
        for name in re.findall(r"\bdocs/[\w/.-]+\.(?:md|json)\b", text):
            if not (ROOT / name).exists():
                wrong(path, n, f"there is no {name}")
        for number in re.findall(r"\bADR (\d{4})\b", text):
            if not list((ROOT / "docs/adr").glob(number + "-*.md")):
                wrong(path, n, f"there is no decision {number} in docs/adr")
        if path.suffix == ".md":
            for name in re.findall(r"`((?:src|tests|tools|data|docs)/[\w/.-]*[\w/])`", text):
                if not (ROOT / name).exists():
                    wrong(path, n, f"there is no {name}")


def check_importers():
    kinds = re.findall(r"^IMPORTER\((\w+)\)", (ROOT / "src/import/import.def").read_text(), re.M)
    folder = ROOT / "docs/importers"
    pages = {p.stem for p in folder.glob("*.md")} - {"README"}
    for kind in kinds:
        if kind not in pages:
            wrong(folder / "README.md", 1, f"importer {kind} has no page")
    for page in pages - set(kinds):
        wrong(folder / (page + ".md"), 1, "is about an importer that import.def does not list")
    if not kinds:
        wrong(ROOT / "src/import/import.def", 1, "lists no importer")


def check_readmes():
    must = [p for p in (ROOT / "src").iterdir() if p.is_dir()]
    for folder in must + [ROOT / d for d in ("data", "docs", "tests", "tools")]:
        if not (folder / "README.md").exists():
            wrong(folder / "README.md", 1, "is missing")
    for path in tracked("README.md"):
        n = len(path.read_text().splitlines())
        folder = path.parent.relative_to(ROOT).parts
        if folder and (folder[0] != "docs" or len(folder) == 1) and n > README_LINES:
            wrong(path, n, f"a folder README has at most {README_LINES} lines")


def check_sums(path):
    sums = 0
    for n, text, fence in lines_of(path):
        if fence != "sum" or "=" not in text:
            continue
        m = re.match(r"([\d.\s+×÷*/()^−-]+)=\s*(-?[\d.]*\d)(?:\s|$)", text)
        if not m:
            wrong(path, n, "is no sum that can be checked")
            continue
        term = m[1].replace("×", "*").replace("÷", "/").replace("−", "-").replace("^", "**")
        value, digits = eval(term, {}), len(m[2].partition(".")[2])  # digits and operators only: see above
        sums += 1
        if abs(value - float(m[2])) > 0.5 * 10 ** -digits + 1e-9:
            wrong(path, n, f"the sum is {value:.{digits + 2}f}, the page says {m[2]}")
    return sums


class Block:
    """One ```console run block: commands, each with the output that the page shows."""
    def __init__(self, path, first):
        self.path, self.first, self.last, self.steps = path, first, first, []

    def add(self, n, text):
        self.last = n
        if text.startswith("$ "):
            self.steps.append([n, text[2:], []])
        elif text.startswith("> ") and self.steps and not self.steps[-1][2]:
            self.steps[-1][1] += "\n" + text[2:]
        elif self.steps:
            self.steps[-1][2].append(text)
        else:
            wrong(self.path, n, "a run block begins with a command")


def read_page(path):
    """What has to be done for this page, in order: Block, or (file name, text)."""
    todo, block, file = [], None, None
    for n, text, fence in lines_of(path):
        words = (fence or "").split()
        name = next((w[5:] for w in words if w.startswith("file=")), None)
        if words[:2] == ["console", "run"]:
            if block is None or n != block.last + 1:
                block = Block(path, n)
                todo.append(block)
            block.add(n, text)
        elif name:
            if file is None or file[0] != name:
                file = [name, ""]
                todo.append(file)
            file[1] += text + "\n"
        else:
            block = file = None
    return todo


def run_page(petrin, path):
    """Runs a page's blocks; (step, output, status) for each command."""
    todo = read_page(path)
    steps = [s for b in todo if isinstance(b, Block) for s in b.steps]
    if not steps:
        return []
    with tempfile.TemporaryDirectory() as home:
        bin, work = pathlib.Path(home, "bin"), pathlib.Path(home, "work")
        bin.mkdir(), work.mkdir()
        (bin / "petrin").symlink_to(petrin)
        for name in ("data", "docs", "tests"):
            (work / name).symlink_to(ROOT / name)
        script = "exec 2>&1\n"
        for item in todo:
            if isinstance(item, Block):
                script += "".join(f"{s[1]}\nprintf '\\001%d\\001' $?\n" for s in item.steps)
            else:
                if "/" in item[0]:
                    script += f"mkdir -p '{item[0].rpartition('/')[0]}'\n"
                script += f"cat >'{item[0]}' <<'END-OF-FILE'\n{item[1]}END-OF-FILE\n"
        env = {"PATH": f"{bin}:/usr/bin:/bin", "HOME": home, "TZ": "UTC", "LC_ALL": "C.UTF-8"}
        env |= {k: v for k, v in os.environ.items() if k.endswith("SAN_OPTIONS")}
        out = subprocess.run(["sh"], input=script, capture_output=True, text=True, cwd=work, env=env).stdout
    parts = out.split("\x01")
    return [(s, parts[2 * i], parts[2 * i + 1]) if 2 * i + 1 < len(parts) else (s, "", "not run")
            for i, s in enumerate(steps)]


def same(shown, real):
    """Whether the shown lines describe the real ones; "..." is any number of lines."""
    if not shown:
        return not real
    if shown[0] == "...":
        return any(same(shown[1:], real[i:]) for i in range(len(real) + 1))
    return bool(real) and shown[0].rstrip() == real[0].rstrip() and same(shown[1:], real[1:])


def check_runs(petrin, path, update):
    done = run_page(petrin, path)
    fresh = path.read_text().splitlines()
    for (n, command, shown), out, status in reversed(done):
        real = [t.rstrip() for t in out.splitlines()]
        if status != "0":
            wrong(path, n, f"\"{command}\" ends with {status}: {out.strip()[-300:]}")
        elif same(shown, real):
            continue
        elif update and "..." not in shown:
            begin = n + command.count("\n")
            fresh[begin:begin + len(shown)] = real
        else:
            wrong(path, n, "\"%s\" prints other things than shown:\n    %s" % (command, "\n    ".join(real[:60])))
    if update:
        path.write_text("\n".join(fresh) + "\n")
    return len(done)


def main(petrin, update):
    sums = runs = 0
    pages = list(tracked(".md"))
    for path in pages:
        check_links(path)
        sums += check_sums(path)
        runs += check_runs(petrin, path, update)
    for path in tracked(".md", ".c", ".h", ".py", ".sh", ".yaml", "meson.build"):
        check_names(path)
    check_importers()
    check_readmes()
    print(f"{len(pages)} pages, {runs} commands run, {sums} sums")
    print("\n".join(problems) or "all as the pages say")
    return 1 if problems or not runs else 0


sys.exit(main(os.path.abspath(sys.argv[1]), "accept" in sys.argv))
