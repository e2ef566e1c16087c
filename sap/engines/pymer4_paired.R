# Paired tests of two arms on unit means: R's own t.test and wilcox.test. Where wilcox.test
# would leave exactness (ties, zeros), its distribution is worked out here from the ranks.

sap_paired <- function(kind, value, unit, treated, transformation, level) {
  y <- switch(transformation,
    log = log(value), log2 = log2(value), log10 = log10(value), sqrt = sqrt(value),
    logit = stats::qlogis(value / 100), value
  )
  if (!all(is.finite(y))) {
    stop("values outside the domain of ", transformation, call. = FALSE)
  }
  arm <- factor(treated, levels = c(FALSE, TRUE))
  means <- tapply(y, list(factor(unit), arm), mean)
  d <- means[, 2] - means[, 1]
  d <- d[!is.na(d)]
  counts <- c(
    length(d), sum(abs(d) <= 5e-13 * max(abs(d), 0)), sum(is.na(means[, 2])), sum(is.na(means[, 1]))
  )
  found <- if (kind == "paired-t") sap_paired_t(d, level) else sap_signed_rank(d, level)
  back <- switch(transformation,
    log = exp, logit = exp, log2 = function(x) 2^x, log10 = function(x) 10^x, identity
  )
  slope <- switch(transformation,
    log = 1, logit = 1, log2 = log(2), log10 = log(10), 0
  )
  # An exponential has itself times a constant as its derivative.
  if (!is.null(found$std_error) && slope > 0) {
    found$std_error <- found$std_error * slope * back(found$estimate)
  }
  for (name in c("estimate", "conf_low", "conf_high")) found[[name]] <- back(found[[name]])
  c(lapply(found, as.numeric), list(counts = as.numeric(counts)))
}

sap_paired_t <- function(d, level) {
  if (length(d) > 1 && !(stats::sd(d) / sqrt(length(d)) > 1e-12 * max(abs(d)))) {
    stop("all differences are the same", call. = FALSE)
  }
  test <- stats::t.test(d, conf.level = level)
  list(
    estimate = test$estimate, conf_low = test$conf.int[1], conf_high = test$conf.int[2],
    statistic = test$statistic, p_value = test$p.value, std_error = test$stderr,
    df = test$parameter
  )
}

sap_signed_rank <- function(d, level) {
  # Rounding must neither make a tie nor break one.
  steps <- round(d / (1e-12 * max(abs(d))))
  if (all(d == 0)) stop("no pair differs", call. = FALSE)
  plain <- all(steps != 0) && !anyDuplicated(abs(steps))
  test <- if (plain) {
    stats::wilcox.test(d, exact = TRUE, conf.int = TRUE, conf.level = level)
  } else {
    sap_tied_ranks(d, steps[steps != 0], level)
  }
  if (2 * stats::psignrank(0, length(d)) > (1 - level) * (1 + 1e-12)) test$conf.int <- c(NaN, NaN)
  list(
    estimate = test$estimate, conf_low = test$conf.int[1], conf_high = test$conf.int[2],
    statistic = test$statistic, p_value = test$p.value
  )
}

# The distribution of the rank sum by its generating function, one factor a pair; the
# interval by R's quantiles of the signed ranks.
sap_tied_ranks <- function(d, steps, level) {
  ranks <- rank(abs(steps))
  statistic <- sum(ranks[steps > 0])
  ways <- 1
  for (r in 2 * ranks) ways <- (c(ways, rep(0, r)) + c(rep(0, r), ways)) / 2
  tail <- min(statistic, sum(ranks) - statistic)
  averages <- outer(d, d, "+") / 2
  averages <- sort(averages[lower.tri(averages, diag = TRUE)])
  k <- max(stats::qsignrank((1 - level) / 2, length(d)), 1)
  list(
    estimate = stats::median(averages), statistic = statistic,
    p.value = min(1, 2 * sum(ways[seq_len(2 * tail + 1)])),
    conf.int = c(averages[k], averages[length(averages) + 1 - k])
  )
}
