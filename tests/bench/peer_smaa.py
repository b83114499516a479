# SPDX-License-Identifier: Apache-2.0
"""The problem of bench.c in numpy: 50 alternatives, 40 criteria, 100,000 draws in chunks.

Prints the version of numpy, median seconds of three runs, peak memory in KB, and first ranks."""
import resource, statistics, time
import numpy as np

N, M, DRAWS, CHUNK, RUNS = 50, 40, 100000, 1000, 3
K = np.arange(N * M)
LO = (K * 7919 % 1009 / 1009).reshape(N, M)
WIDTH = 0.2 * (K * 104729 % 1013 / 1013).reshape(N, M)


def smaa(rng):
    """Rank acceptability, pairwise winning and central weights; the values vary and so do the weights."""
    ranks, wins, central = np.zeros((N, N)), np.zeros((N, N)), np.zeros((N, M))
    for _ in range(DRAWS // CHUNK):
        w = rng.standard_exponential((CHUNK, M))
        w /= w.sum(axis=1, keepdims=True)
        score = np.einsum("knm,km->kn", LO + WIDTH * rng.random((CHUNK, N, M)), w)
        above = score[:, :, None] > score[:, None, :]
        wins += above.sum(axis=0)
        rank = above.sum(axis=1)
        for i in range(N):
            ranks[i] += np.bincount(rank[:, i], minlength=N)
            central[i] += w[rank[:, i] == 0].sum(axis=0)
    return ranks / DRAWS


seconds = []
for run in range(RUNS):
    begin = time.perf_counter()
    shares = smaa(np.random.default_rng(run))[:, 0]
    seconds.append(time.perf_counter() - begin)
print(np.__version__, statistics.median(seconds), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, *shares)
