# Fit the models of the whole plan in R: Rscript whole_plan.R FOLDER
# FOLDER is as `python -m benchmarks.whole_plan` leaves it. Of each model: coefficients and type III
# tests by lmerTest, means and contrasts by emmeans, Kenward-Roger throughout (pbkrtest). What is
# found goes to FOLDER/found.csv; there are no tables and no figures.

suppressPackageStartupMessages({
  library(lme4)
  library(lmerTest)
  library(emmeans)
})
# Above its limit emmeans falls back to z without a word in the numbers.
emm_options(pbkrtest.limit = Inf, msg.interaction = FALSE)

folder <- commandArgs(trailingOnly = TRUE)[1]
models <- read.csv(file.path(folder, "models.csv"), colClasses = "character")

fitted_model <- function(asked, data) {
  suppressMessages(lmer(as.formula(asked$formula), data, REML = TRUE))
}

found <- lapply(seq_len(nrow(models)), function(place) {
  asked <- models[place, ]
  data <- read.csv(file.path(folder, paste0(asked$name, ".csv")), stringsAsFactors = TRUE)
  data[[asked$of]] <- relevel(data[[asked$of]], ref = asked$reference)
  fit <- fitted_model(asked, data)
  summary(fit, ddf = "Kenward-Roger")
  anova(fit, type = 3, ddf = "Kenward-Roger")
  by <- strsplit(asked$by, " ")[[1]]
  at <- list()
  if (nzchar(asked$at)) at[[by]] <- as.numeric(strsplit(asked$at, " ")[[1]])
  means <- emmeans(
    fit, asked$of,
    by = if (length(by)) by, at = at, lmer.df = "kenward-roger", data = data
  )
  summary(means, infer = TRUE, type = "response")
  effects <- contrast(means, "trt.vs.ctrl")
  summary(effects, infer = TRUE, type = "response")
  shown <- as.data.frame(summary(effects, infer = TRUE))
  if (length(by)) {
    overall <- emmeans(fit, asked$of, lmer.df = "kenward-roger", data = data)
    summary(contrast(overall, "trt.vs.ctrl"), infer = TRUE, type = "response")
    summary(contrast(effects, "trt.vs.ctrl", by = NULL), infer = TRUE, type = "response")
  }
  data.frame(name = asked$name, estimate = shown$estimate, std_error = shown$SE, df = shown$df)
})
write.csv(do.call(rbind, found), file.path(folder, "found.csv"), row.names = FALSE)
cat(nrow(models), "models\n")
