# What R makes of formulas: intercept, term labels, and lme4's random terms.
# Rscript tests/formula/terms_from_r.R > tests/formula/terms_from_r.csv
# Made with R 4.2.2 and lme4 1.1-31.
suppressMessages(library(lme4))
formulas <- c(
  "y ~ 1 + (1 | g)", "y ~ a + (1 | g)", "y ~ 0 + a + (1 | g)", "y ~ a - 1 + (1 | g)",
  "y ~ -1 + a + (1 | g)", "y ~ 0 + a + 1 + (1 | g)", "y ~ a + 0 + (1 | g)",
  "y ~ a * b + (1 | g)", "y ~ a * b * c + (1 | g)", "y ~ a * b * c - a:b:c + (1 | g)",
  "y ~ a * b - a + (1 | g)", "y ~ (a + b + c)^2 + (1 | g)", "y ~ (a + b + c)^3 - a:b + (1 | g)",
  "y ~ (a + b)^2 * c + (1 | g)", "y ~ (a * b)^2 + (1 | g)", "y ~ a / b + (1 | g)",
  "y ~ a / b / c + (1 | g)", "y ~ a / (b + c) + (1 | g)", "y ~ (a + b) / c + (1 | g)",
  "y ~ a / (b * c) + (1 | g)", "y ~ (a + b) * (c + d) + (1 | g)", "y ~ (a + b):(c + d) + (1 | g)",
  "y ~ a:b + a + b + (1 | g)", "y ~ b:a + a + (1 | g)", "y ~ a + b:a + (1 | g)",
  "y ~ a:b * c + (1 | g)", "y ~ a * b:c + (1 | g)", "y ~ c:d + d + c + (1 | g)",
  "y ~ a:b:c + c:a + b + (1 | g)", "y ~ a:a + b + (1 | g)", "y ~ a + a + a + (1 | g)",
  "y ~ a * a + (1 | g)", "y ~ b * a - b + c + (1 | g)", "y ~ a + (b + c) - c + (1 | g)",
  "y ~ a + b - (b) + (1 | g)",
  "y ~ x + I(x^2) + I(x^3) + (1 | g)", "y ~ I(x + 1) + I(-x * 2/3) + (1 | g)",
  "y ~ I((x + 1)^2) + I(x - (z - 1)) + (1 | g)", "y ~ I(100000 * x) + I(123456 * x) + (1 | g)",
  "y ~ I(0.0001 + x) + I(0.001 + x) + (1 | g)", "y ~ I(x^-1) + I(x^2^2) + I(-x^2) + (1 | g)",
  "y ~ I(2e-7 * x) + I(1.50 * x) + I(1e15 + x) + (1 | g)", "y ~ I(x/z/2) + I(x - z - 1) + (1 | g)",
  "y ~ log(x) * a + sqrt(x) + exp(z) + (1 | g)", "y ~ log2(x) + log10(x) + log10(x):a + (1 | g)",
  "y ~ poly(x, 2) + (1 | g)", "y ~ poly(x, 3, raw = TRUE) * a + (1 | g)",
  "y ~ poly(x, degree = 2) + factor(z) + (1 | g)", "y ~ `my var` * `b` + `2x` + (1 | g)",
  "y ~ .x + x_1 + x.2 + (1 | g)",
  "log(y) ~ a + (1 | g) + (1 | g:a) + (1 | p)", "y ~ a + (x | g)", "y ~ a + (1 + x | g)",
  "y ~ a + (0 + x | g)", "y ~ a + (x - 1 | g)", "y ~ a + (x || g)", "y ~ a + (1 + x + z || g)",
  "y ~ a + (x * z || g)", "y ~ a + (0 + x + z || g)", "y ~ a + (0 + a || g)", "y ~ a + (x / z || g)",
  "y ~ a + (a | g) + (1 | h)", "y ~ a + (1 | g/h)", "y ~ a + (1 | g/h/i)", "y ~ a + (x || g/h)",
  "y ~ a + (1 + x | g/h)", "y ~ a + (1 | g:h:i)", "y ~ a + (1 | g:(h:i))",
  "y ~ (1 | g) + a + (1 | h) + b", "y ~ a + ((1 | g) + b)", "y ~ (a + (1 | g)) + b",
  "y ~ a + (I(x^2) + x | g)", "y ~ a * (b + c) - b:a + (log(x) | g)"
)
one <- function(text) {
  f <- as.formula(text)
  fixed <- terms(nobars(f))
  random <- vapply(findbars(f), function(bar) {
    lhs <- terms(eval(substitute(~ lhs, list(lhs = bar[[2]]))))
    paste0(paste(c(attr(lhs, "intercept"), attr(lhs, "term.labels")), collapse = " + "),
           " | ", paste(deparse(bar[[3]]), collapse = ""))
  }, "")
  data.frame(formula = text, intercept = attr(fixed, "intercept"),
             terms = paste(attr(fixed, "term.labels"), collapse = " + "),
             random = paste(random, collapse = "; "))
}
write.csv(do.call(rbind, lapply(formulas, one)), row.names = FALSE)
