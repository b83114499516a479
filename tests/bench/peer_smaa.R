# SPDX-License-Identifier: Apache-2.0
# The problem of bench.c with the R package smaa.  Prints its version, seconds of one run, peak memory
# in KB and first ranks.
if (!requireNamespace("smaa", quietly = TRUE)) {
  cat("not installed\n")
  quit()
}
N <- 50; M <- 40; draws <- 100000
k <- 0:(N * M - 1)
lo <- matrix((k * 7919) %% 1009 / 1009, N, M, byrow = TRUE)
width <- matrix(0.2 * ((k * 104729) %% 1013 / 1013), N, M, byrow = TRUE)
set.seed(1)
seconds <- system.time({
  meas <- array(rep(lo, each = draws) + rep(width, each = draws) * runif(draws * N * M), c(draws, N, M))
  weights <- matrix(rexp(draws * M), draws)
  weights <- weights / rowSums(weights)
  ranks <- smaa::smaa.ranks(smaa::smaa.values(meas, weights))
  shares <- smaa::smaa.ra(ranks)
  wins <- smaa::smaa.pwi(ranks)
  central <- smaa::smaa.cw(ranks, weights)
})[["elapsed"]]
peak <- as.numeric(gsub("[^0-9]", "", grep("VmHWM", readLines("/proc/self/status"), value = TRUE)))
cat(as.character(packageVersion("smaa")), seconds, peak, format(shares[, 1], scientific = FALSE), "\n")
