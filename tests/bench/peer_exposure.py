#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What falls without each supplier, by numpy and by plain python.   usage: peer_exposure.py FILE

FILE is what bench_exposure wrote.  Prints a line each: name, seconds of processor time, elements that fell in all."""
import sys, time

try:
    import numpy as np
except ImportError:
    print("skipped: python3-numpy is not installed")
    sys.exit(0)

with open(sys.argv[1], "rb") as f:
    elements, nodes, choices, edges = (int(x) for x in np.fromfile(f, "<u8", 4))
    first, above = np.fromfile(f, "<u4", nodes + 1).astype(np.int64), np.fromfile(f, "<u4", edges).astype(np.int64)
    owner, bears = np.fromfile(f, "<u4", choices), np.fromfile(f, "<u4", choices).astype(np.int64)
    at, maker = np.fromfile(f, "<u4", elements), np.fromfile(f, "<u4", elements)
NONE = 2 ** 32 - 1
placed = np.flatnonzero(at != NONE)
members = np.bincount(at[placed], minlength=nodes - elements)
by_site = placed[np.argsort(at[placed], kind="stable")]
site_first = np.concatenate(([0], np.cumsum(members)))


def spans(begin, end):
    """All numbers of [begin, end) of each, one after the other."""
    n = end - begin
    return np.repeat(begin - np.concatenate(([0], np.cumsum(n)[:-1])), n) + np.arange(n.sum())


def by_waves(start):
    gone, left, alive = np.zeros(nodes, bool), bears.copy(), members.copy()
    wave = start
    gone[wave] = True
    while wave.size:
        to = above[spans(first[wave], first[wave + 1])]
        new = [to[to < nodes]]
        hit = np.bincount(to[to >= nodes] - nodes, minlength=choices) if choices else np.zeros(0, np.int64)
        broke = np.flatnonzero((hit > left) & (left >= 0))
        left -= hit
        new.append(owner[broke].astype(np.int64))
        e = wave[wave < elements]
        e = e[at[e] != NONE]
        fell = np.bincount(at[e], minlength=alive.size)
        alive -= fell
        new.append(np.flatnonzero((fell > 0) & (alive == 0)) + elements)
        s = wave[wave >= elements] - elements
        new.append(by_site[spans(site_first[s], site_first[s + 1])])
        wave = np.unique(np.concatenate(new))
        wave = wave[~gone[wave]]
        gone[wave] = True
    return int(gone[:elements].sum())


begin = time.process_time()
fell = sum(by_waves(np.flatnonzero(maker == m)) for m in range(int(maker.max()) + 1))
print("numpy-in-waves", time.process_time() - begin, fell, flush=True)

lists = [x.tolist() for x in (first, above, owner, bears, at, by_site, site_first, members)]


def plain(start):
    first, above, owner, bears, at, by_site, site_first, members = lists
    gone, left, alive = bytearray(nodes), list(bears), list(members)
    queue = list(start)
    for v in queue:
        gone[v] = 1
    for v in queue:
        new = []
        if v < elements and at[v] != NONE:
            alive[at[v]] -= 1
            if alive[at[v]] == 0:
                new.append(elements + at[v])
        elif v >= elements:
            new += by_site[site_first[v - elements]:site_first[v - elements + 1]]
        for to in above[first[v]:first[v + 1]]:
            if to < nodes:
                new.append(to)
            else:
                left[to - nodes] -= 1
                if left[to - nodes] == -1:
                    new.append(owner[to - nodes])
        for to in new:
            if not gone[to]:
                gone[to] = 1
                queue.append(to)
    return sum(gone[:elements])


begin = time.process_time()
fell = sum(plain(np.flatnonzero(maker == m).tolist()) for m in range(int(maker.max()) + 1))
print("python", time.process_time() - begin, fell, flush=True)
