# Fit the models of cases.json by R and write results/<id>.json. From the repository:
#   Rscript tests/reference_r/make.R tests/reference_r
suppressMessages({
  library(lme4); library(lmerTest); library(pbkrtest); library(emmeans)
  library(numDeriv); library(jsonlite)
})
options(contrasts = c("contr.treatment", "contr.poly"))
emm_options(pbkrtest.limit = Inf, lmerTest.limit = Inf, msg.interaction = FALSE)
folder <- commandArgs(trailingOnly = TRUE)[1]
quiet <- function(...) suppressMessages(suppressWarnings(...))

control <- function(optimizer, settings = list()) {
  lmerControl(optimizer = optimizer, optCtrl = settings, calc.derivs = FALSE,
              check.conv.singular = "ignore", check.conv.grad = "ignore",
              check.conv.hess = "ignore", check.rankX = "silent.drop.cols")
}
# bobyqa leaves 1e-6 or so of theta; Newton's steps on the deviance leave 1e-9.
polish <- function(deviance, theta, lower) {
  free <- !(lower == 0 & abs(theta) < 1e-4)
  theta[!free] <- 0
  along <- function(x) { theta[free] <- x; deviance(theta) }
  for (step in 1:4) theta[free] <- theta[free] - solve(hessian(along, theta[free]),
                                                       grad(along, theta[free]))
  theta
}
read <- function(case) {
  data <- read.csv(file.path(folder, "data", paste0(case$data, ".csv")),
                   colClasses = "character", check.names = FALSE)
  for (name in names(data)) {
    levels <- case$factors[[name]]
    data[[name]] <- if (!is.null(levels)) factor(data[[name]], unlist(levels))
                    else if (name %in% unlist(case$groups)) factor(data[[name]])
                    else as.numeric(data[[name]])
  }
  data
}
plain <- function(table) {
  table <- as.data.frame(table)
  table[] <- lapply(table, function(x) if (is.factor(x)) as.character(x) else x)
  table
}
named <- function(table) plain(cbind(term = rownames(table), as.data.frame(table)))
statistics <- function(object, type) {
  plain(summary(object, infer = TRUE, type = type, adjust = "none"))
}
answers <- function(model, asked, ddf) {
  arguments <- list(model, specs = unlist(asked$specs), lmer.df = ddf)
  if (!is.null(asked$by)) arguments$by <- asked$by
  if (!is.null(asked$weights)) arguments$weights <- asked$weights
  if (!is.null(asked$at)) arguments$at <- lapply(asked$at, unlist)
  means <- quiet(do.call(emmeans, arguments))
  made <- list(means = statistics(means, asked$type))
  for (method in unlist(asked$methods))
    made[[method]] <- statistics(contrast(means, method), asked$type)
  if (!is.null(asked$interaction))
    made$interaction <- statistics(contrast(means, interaction = unlist(asked$interaction)),
                                   asked$type)
  made
}
inference <- function(model, ddf, asked) {
  tests <- function(type) named(quiet(anova(model, type = type, ddf = ddf)))
  list(coefficients = named(coef(summary(model, ddf = ddf))),
       type1 = tests(1), type3 = tests(3),
       answers = lapply(asked, function(one) answers(model, one, tolower(ddf))))
}
fitted_by_r <- function(case) {
  rows <<- read(case)
  text <- if (is.null(case$formula_r)) case$formula else case$formula_r
  model_formula <<- as.formula(text)
  reml <<- case$method == "REML"
  first <- quiet(lme4::lmer(model_formula, rows, REML = reml,
    control = control("bobyqa", list(rhobeg = 0.2, rhoend = 1e-9, maxfun = 1e5))))
  deviance <- quiet(lme4::lmer(model_formula, rows, REML = reml, devFunOnly = TRUE,
                               control = control("bobyqa")))
  best <- polish(deviance, getME(first, "theta"), getME(first, "lower"))
  there <<- control(function(fn, par, lower, upper, control, ...)
    list(par = best, fval = fn(best), convergence = 0, message = ""))
  model <- quiet(lmerTest::lmer(model_formula, data = rows, REML = reml, control = there))
  methods <- if (reml) c("Satterthwaite", "Kenward-Roger") else "Satterthwaite"
  c(list(log_likelihood = as.numeric(logLik(model)), singular = isSingular(model),
         coefficients = fixef(model), vcov = as.matrix(vcov(model)),
         variances = plain(as.data.frame(VarCorr(model)))),
    setNames(lapply(methods, function(ddf) inference(model, ddf, case$asked)), tolower(methods)))
}
for (case in fromJSON(file.path(folder, "cases.json"), simplifyVector = FALSE)) {
  made <- fitted_by_r(case)
  made$coefficients <- as.list(made$coefficients)
  write(toJSON(made, digits = NA, auto_unbox = TRUE, na = "null", pretty = 1),
        file.path(folder, "results", paste0(case$id, ".json")))
}
versions <- vapply(c("lme4", "lmerTest", "pbkrtest", "emmeans"),
                   function(name) as.character(packageVersion(name)), "")
writeLines(c(R.version.string, paste(names(versions), versions)),
           file.path(folder, "results", "versions.txt"))
