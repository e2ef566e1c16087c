# Paired t tests and exact signed rank tests by R's own stats package, on differences without ties.
#   Rscript tests/inference/paired/make.R tests/inference/paired/results.json
# The differences are SIMULATED here and written beside what R finds in them.
suppressMessages(library(jsonlite))
set.seed(20260203, kind = "Mersenne-Twister", normal.kind = "Inversion")
one <- function(n, level, shift) {
  d <- round(rnorm(n, shift, 0.45), 9)
  stopifnot(all(d != 0), !anyDuplicated(abs(d)))
  t <- t.test(d, conf.level = level)
  w <- wilcox.test(d, exact = TRUE, conf.int = TRUE, conf.level = level)
  list(
    n = n, conf_level = level, differences = d,
    paired_t = list(
      estimate = unname(t$estimate), std_error = t$stderr, df = unname(t$parameter),
      statistic = unname(t$statistic), p_value = t$p.value,
      conf_low = t$conf.int[1], conf_high = t$conf.int[2]
    ),
    signed_rank = list(
      estimate = unname(w$estimate), statistic = unname(w$statistic), p_value = w$p.value,
      conf_low = w$conf.int[1], conf_high = w$conf.int[2]
    )
  )
}
cases <- list(
  one(8, 0.95, 0.1), one(20, 0.95, -0.2), one(20, 0.9, 0), one(49, 0.95, 0.1),
  one(92, 0.95, -0.43), one(92, 0.99, 0.02)
)
write(
  toJSON(list(versions = list(R = R.version.string), cases = cases),
         digits = I(17), auto_unbox = TRUE, pretty = FALSE),
  commandArgs(trailingOnly = TRUE)[1]
)
