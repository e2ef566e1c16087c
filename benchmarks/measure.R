# Time one case in R: Rscript measure.R data.csv "formula" ddf of repeats budget
# Prints one line of JSON, as measure.py does.

suppressPackageStartupMessages({
  library(lme4)
  library(lmerTest)
  library(emmeans)
})

asked <- commandArgs(trailingOnly = TRUE)
data <- read.csv(asked[1], stringsAsFactors = TRUE)
formula <- as.formula(asked[2])
ddf <- asked[3]
of <- asked[4]
repeats <- as.integer(asked[5])
budget <- as.numeric(asked[6])
for (name in intersect(c("donor", "plate", "hd", "serum"), names(data))) {
  data[[name]] <- factor(data[[name]])
}

run <- function() {
  fitted <- lmerTest::lmer(formula, data, REML = TRUE)
  full <- c("kenward-roger" = "Kenward-Roger", "satterthwaite" = "Satterthwaite")[[ddf]]
  coefficients <- coef(summary(fitted, ddf = full))
  # Above its limits emmeans falls back to z without a word in the numbers.
  means <- emmeans(fitted, of, lmer.df = ddf, pbkrtest.limit = 1e7, lmerTest.limit = 1e7)
  summary(contrast(means, "trt.vs.ctrl"), infer = TRUE, type = "response")
  coefficients[nrow(coefficients), c("Estimate", "Std. Error", "df")]
}

seconds <- function() as.numeric(system.time(run(), gcFirst = FALSE)[["elapsed"]])

first <- system.time(found <- run(), gcFirst = FALSE)[["elapsed"]]
times <- c()
if (first > budget) {
  times <- first
} else {
  while (length(times) < repeats && sum(times) < budget) times <- c(times, seconds())
}

peak <- "null"
if (file.exists("/proc/self/status")) {
  line <- grep("VmHWM", readLines("/proc/self/status"), value = TRUE)
  peak <- format(as.numeric(gsub("[^0-9]", "", line)) / 1024, digits = 6)
}
cat(sprintf(
  paste0(
    '{"median": %.6f, "fastest": %.6f, "runs": %d, "peak_mb": %s, ',
    '"estimate": %.12g, "std_error": %.12g, "df": %.12g}\n'
  ),
  median(times), min(times), length(times), peak, found[1], found[2], found[3]
))
