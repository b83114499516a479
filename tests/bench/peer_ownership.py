#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""x = 1 + A x by scipy, on the graph that bench_ownership wrote.   usage: peer_ownership.py FILE

Prints a line for each solver: name, seconds of processor time (solving only), sum of x."""
import sys, time

try:
    import numpy as np
    import scipy.sparse as sp
    import scipy.sparse.linalg as la
except ImportError:
    print("skipped: python3-scipy is not installed")
    sys.exit(0)

with open(sys.argv[1], "rb") as f:
    n, m = np.fromfile(f, "<u8", 2)
    owner, owned = np.fromfile(f, "<u4", m), np.fromfile(f, "<u4", m)
    share = np.fromfile(f, "<f8", m)
A = sp.csr_matrix((share, (owner, owned)), shape=(n, n))
one = np.ones(n)

start = time.process_time()
x, info = la.bicgstab(sp.identity(n, format="csr") - A, one, tol=1e-13, atol=0, maxiter=2000)
print("scipy-bicgstab", time.process_time() - start, x.sum() if info == 0 else float("nan"), flush=True)

start = time.process_time()
x = one.copy()
for sweeps in range(1, 10000):
    y = one + A @ x
    moved = abs(y - x).max() / abs(y).max()
    x = y
    if moved < 1e-13:
        break
print("scipy-fixed-point", time.process_time() - start, x.sum(), flush=True)
