# Means, contrasts, slopes and tests by emmeans and lmerTest, on data sets of tests/reference.
#   Rscript tests/inference/emmeans/make.R tests/reference/data tests/inference/emmeans/results.json
suppressMessages({library(lme4); library(lmerTest); library(emmeans); library(jsonlite)})
emm_options(pbkrtest.limit = Inf, msg.interaction = FALSE, msg.nesting = FALSE)
arguments <- commandArgs(trailingOnly = TRUE)
control <- lmerControl(optimizer = "bobyqa", check.rankX = "silent.drop.cols",
                       optCtrl = list(rhobeg = 0.2, rhoend = 2e-9, maxfun = 1e5))

read <- function(name, factors) {
  data <- read.csv(file.path(arguments[1], paste0(name, ".csv")), colClasses = "character")
  for (column in names(data)) {
    data[[column]] <- if (column %in% names(factors)) {
      known <- factors[[column]]
      factor(data[[column]], levels = if (is.null(known)) unique(data[[column]]) else known)
    } else type.convert(data[[column]], as.is = TRUE)
  }
  data
}
columns <- function(object, ...) {
  table <- as.data.frame(summary(object, infer = TRUE, ...))
  table[] <- lapply(table, function(x) if (is.factor(x)) as.character(x) else x)
  table
}
anovas <- function(model) {
  lapply(list(type1 = 1, type2 = 2, type3 = 3), function(type) {
    table <- suppressMessages(anova(model, type = type, ddf = "Kenward-Roger"))
    data.frame(term = rownames(table), num_df = table$NumDF, den_df = table$DenDF,
               statistic = table[["F value"]], p_value = table[["Pr(>F)"]])
  })
}

oats_levels <- list(block = c("I", "II", "III", "IV", "V", "VI"),
                    variety = c("Golden Rain", "Marvellous", "Victory"),
                    nitro = c("0", "0.2", "0.4", "0.6"))
oats <- read("oats_unbalanced", oats_levels)
full <- lmer(yield ~ variety * nitro + (1 | block/variety), oats, control = control)
both <- emmeans(full, ~ variety * nitro)
holed_data <- oats[!(oats$variety == "Victory" & oats$nitro == "0.6"), ]
holed <- suppressMessages(
  lmer(yield ~ variety * nitro + (1 | block/variety), holed_data, control = control))

orthodont <- read("orthodont", list(subject = NULL, sex = c("Male", "Female")))
orthodont$late <- as.numeric(orthodont$age > 8)
growth <- lmer(distance ~ age * sex + I(age^2) + (1 | subject), orthodont, control = control)
curve <- lmer(distance ~ poly(age, 2) * sex + (1 | subject), orthodont, control = control)
binary <- lmer(distance ~ late * sex + age + (1 | subject), orthodont, control = control)

ild <- read("invitro_ild2", list(donor = NULL, ild = c("no", "yes"),
            treatment = c("vehicle", "IL-4", "IL-4+drugA", "IL-4+drugB")))
binary_log <- lmer(log2(ccl18) ~ treatment * ild + (1 | donor), ild, control = control)
root <- lmer(sqrt(ccl18) ~ treatment * ild + (1 | donor), ild, control = control)
ild$time <- as.numeric(ild$replicate)
drift <- lmer(log(ccl18) ~ treatment + time + treatment:time + (1 | donor), ild, control = control)

# Aliased columns: a factor within another, twin covariates, two diagonal cells of a table.
ild$number <- as.integer(sub("D", "", ild$donor))
ild$half <- factor(paste0(ild$ild, ild$number %% 2))
ild$twin <- 2 * ild$number + 1
nested <- suppressMessages(lmer(log(ccl18) ~ ild * treatment + half * treatment + (1 | donor), ild,
                                control = control))
twins <- suppressMessages(lmer(log(ccl18) ~ number + twin + treatment + (1 | donor), ild,
                               control = control))
corners_data <- droplevels(oats[(oats$variety == "Victory") == (oats$nitro == "0.6") &
                                oats$variety != "Marvellous", ])
corners <- suppressMessages(lmer(yield ~ variety * nitro + (1 | block), corners_data,
                                 control = control))

# Beside a mean that can't be estimated emmeans rounds df to whole numbers (zapsmall with an
# infinite df among them), so its p-values are taken from ptukey with the df as printed.
holed_tukey <- columns(contrast(emmeans(holed, ~ nitro | variety), "pairwise", adjust = "tukey"))
holed_tukey$p.value <- with(holed_tukey, ptukey(sqrt(2) * abs(t.ratio), 4, df, lower.tail = FALSE))

results <- list(
  versions = lapply(c(lme4 = "lme4", lmerTest = "lmerTest", pbkrtest = "pbkrtest",
                      emmeans = "emmeans"), function(p) as.character(packageVersion(p))),
  oats = list(
    proportional = columns(emmeans(full, ~ nitro, weights = "proportional")),
    outer = columns(emmeans(full, ~ 1, weights = "outer")),
    cells = columns(emmeans(full, ~ variety, weights = "cells")),
    stated = columns(emmeans(full, ~ variety, weights = c(1, 2, 3, 4))),
    stated_two = columns(emmeans(full, ~ 1, weights = 1:12)),
    overall_proportional = columns(emmeans(full, ~ 1, weights = "proportional")),
    restricted = columns(emmeans(full, ~ variety, at = list(nitro = c("0.4", "0")))),
    pairs_two_factors = columns(contrast(both, "pairwise", adjust = "none")),
    control_two_factors = columns(contrast(both, "trt.vs.ctrl", ref = 5, adjust = "none")),
    reference = columns(contrast(emmeans(full, ~ nitro | variety), "trt.vs.ctrl", ref = 3,
                                 adjust = "none")),
    consec = columns(contrast(emmeans(full, ~ nitro), "consec", adjust = "none")),
    revpairwise = columns(contrast(emmeans(full, ~ nitro), "revpairwise", adjust = "tukey")),
    eff = columns(contrast(emmeans(full, ~ nitro), "eff", adjust = "none")),
    custom = columns(contrast(emmeans(full, ~ nitro), list(`high - low` = c(-1, -1, 1, 1) / 2,
                     average = rep(0.25, 4)), adjust = "none")),
    interaction = columns(contrast(both, interaction = c("pairwise", "consec"))),
    interaction_by = columns(contrast(both, interaction = "pairwise", by = "nitro")),
    hochberg = columns(contrast(emmeans(full, ~ nitro | variety), "pairwise", adjust = "hochberg")),
    hommel = columns(contrast(emmeans(full, ~ nitro | variety), "pairwise", adjust = "hommel")),
    by = columns(contrast(emmeans(full, ~ nitro | variety), "pairwise", adjust = "BY")),
    anova = anovas(full)
  ),
  holed = list(
    means = columns(emmeans(holed, ~ nitro | variety)),
    equal = columns(emmeans(holed, ~ variety)),
    proportional = columns(emmeans(holed, ~ variety, weights = "proportional")),
    cells = columns(emmeans(holed, ~ variety, weights = "cells")),
    pairs = columns(contrast(emmeans(holed, ~ nitro | variety), "pairwise", adjust = "holm")),
    tukey = holed_tukey,
    bonferroni = columns(contrast(emmeans(holed, ~ nitro), "trt.vs.ctrl", adjust = "bonferroni")),
    anova = anovas(holed)
  ),
  growth = list(
    means = columns(emmeans(growth, ~ sex)),
    at = columns(emmeans(growth, ~ sex | age, at = list(age = c(8, 12.5)))),
    averaged = columns(emmeans(growth, ~ sex, at = list(age = c(8, 12.5)))),
    pairs_age = columns(contrast(emmeans(growth, ~ age, at = list(age = c(8, 10, 14))), "pairwise",
                                 adjust = "none")),
    anova = anovas(growth)
  ),
  curve = list(
    means = columns(emmeans(curve, ~ sex | age, at = list(age = c(9, 13)))),
    anova = anovas(curve)
  ),
  binary = list(
    means = columns(emmeans(binary, ~ sex)),
    by = columns(emmeans(binary, ~ sex | late)),
    pairs = columns(contrast(emmeans(binary, ~ late | sex), "pairwise", adjust = "none")),
    proportional = columns(emmeans(binary, ~ sex, weights = "proportional")),
    anova = anovas(binary)
  ),
  log2 = list(
    means = columns(emmeans(binary_log, ~ treatment | ild), type = "response"),
    ratios = columns(contrast(emmeans(binary_log, ~ treatment | ild), "trt.vs.ctrl",
                              adjust = "none"), type = "response"),
    custom = columns(contrast(emmeans(binary_log, ~ treatment), list(`drugs - IL-4` =
                     c(0, -1, 0.5, 0.5)), adjust = "none"), type = "response"),
    average = columns(contrast(emmeans(binary_log, ~ treatment), list(average = rep(0.25, 4)),
                      adjust = "none"), type = "response"),
    interaction = columns(contrast(emmeans(binary_log, ~ treatment * ild), interaction =
                          "trt.vs.ctrl"), type = "response"),
    eff = columns(contrast(emmeans(binary_log, ~ treatment), "eff", adjust = "none"),
                  type = "response")
  ),
  sqrt = list(
    means = columns(emmeans(root, ~ treatment | ild), type = "response"),
    pairs = columns(contrast(emmeans(root, ~ treatment), "pairwise", adjust = "none"),
                    type = "response")
  ),
  nested = list(anova = anovas(nested)),
  twins = list(anova = anovas(twins)),
  corners = list(anova = anovas(corners)),
  drift = list(
    slopes = columns(emtrends(drift, ~ treatment, var = "time")),
    pairs = columns(contrast(emtrends(drift, ~ treatment, var = "time"), "trt.vs.ctrl",
                             adjust = "none"))
  )
)
write(toJSON(results, digits = NA, auto_unbox = TRUE, na = "null"), arguments[2])
