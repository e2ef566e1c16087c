# What sap asks of R beyond pymer4's own lmer and emmeans: the settings that leave nothing
# to chance, results in the units of the data, and an error wherever R would quietly take
# another method. All names and levels in here are sap's codes; every argument is data.

sap_settings <- function() {
  # Ordered or not, a factor is coded against its first level; no label gets brackets here.
  options(contrasts = c("contr.treatment", "contr.treatment"), warn = 1, digits = 15)
  emmeans::emm_options(
    pbkrtest.limit = Inf, lmerTest.limit = Inf, disable.pbkrtest = FALSE,
    disable.lmerTest = FALSE, msg.interaction = FALSE, msg.nesting = FALSE,
    cov.keep = "2", parens = "^$"
  )
}

sap_versions <- function() {
  packages <- c("lme4", "lmerTest", "pbkrtest", "emmeans")
  versions <- vapply(packages, function(p) utils::packageDescription(p)$Version, "")
  c(list(R = paste(R.version$major, R.version$minor, sep = ".")), as.list(versions))
}

# Tolerances far below lme4's, so that two engines meet at the same optimum. Near zero the
# deviance is flat and bobyqa stops short of it: lme4 tries the boundary itself where a parameter
# is within boundary.tol of it, and takes it if the deviance is lower there.
sap_control <- function() {
  lme4::lmerControl(
    optimizer = "bobyqa",
    boundary.tol = 1e-2,
    optCtrl = list(rhobeg = 0.2, rhoend = 2e-9, maxfun = 1e5),
    check.rankX = "silent.drop.cols",
    check.conv.singular = lme4::.makeCC(action = "ignore", tol = 1e-4),
    check.scaleX = "ignore"
  )
}

# bobyqa can end at a variance of zero although a positive one is likelier: one lost at the
# start is not found again. Where a fit ends there, it is begun once more with that variance at
# the residual's, and the likelier of the two is kept.
sap_restart <- function(model) {
  theta <- as.numeric(lme4::getME(model, "theta"))
  lost <- lme4::getME(model, "lower") == 0 & abs(theta) < 1e-4
  if (!any(lost)) {
    return(numeric(0))
  }
  theta[lost] <- 1
  theta
}

sap_better <- function(model, other) {
  gain <- as.numeric(stats::logLik(other)) - as.numeric(stats::logLik(model))
  if (is.finite(gain) && gain > 1e-6) other else model
}

sap_strict <- function(expression) {
  withCallingHandlers(expression, warning = function(w) {
    if (grepl("using Satterthwaite instead|reverted to", conditionMessage(w))) {
      stop("another method would have been used: ", conditionMessage(w), call. = FALSE)
    }
  })
}

sap_facts <- function(model, scale, shift) {
  found <- lme4::VarCorr(model)
  components <- lapply(names(found), function(group) {
    covariance <- unclass(found[[group]]) * scale^2
    list(
      group = group, names = colnames(covariance), rows = nrow(covariance),
      covariance = as.numeric(covariance)
    )
  })
  theta <- lme4::getME(model, "theta")
  freedom <- stats::nobs(model) - lme4::isREML(model) * length(lme4::fixef(model))
  messages <- unlist(model@optinfo$conv$lme4$messages)
  dropped <- attr(lme4::getME(model, "X"), "col.dropped")
  covariance <- as.matrix(stats::vcov(model)) * scale^2
  list(
    terms = names(lme4::fixef(model)),
    aliased = as.character(names(dropped)),
    aliased_places = as.integer(dropped),
    estimates = sap_beta(model, scale, shift),
    covariance = as.numeric(covariance),
    components = components,
    residual = stats::sigma(model)^2 * scale^2,
    log_likelihood = as.numeric(stats::logLik(model)) - freedom * log(scale),
    singular = lme4::isSingular(model, tol = 1e-4),
    theta = as.numeric(theta),
    code = as.integer(model@optinfo$conv$opt),
    messages = as.character(messages)
  )
}

sap_beta <- function(model, scale, shift) {
  beta <- lme4::fixef(model) * scale
  if (shift != 0) beta["(Intercept)"] <- beta["(Intercept)"] + shift
  as.numeric(beta)
}

sap_coefficients <- function(model, ddf, level, scale, shift) {
  p <- length(lme4::fixef(model))
  covariance <- as.matrix(stats::vcov(model))
  df <- rep(Inf, p)
  if (ddf == "kenward-roger") {
    adjusted <- pbkrtest::vcovAdj(model)
    df <- vapply(seq_len(p), function(j) {
      pbkrtest::Lb_ddf(as.numeric(seq_len(p) == j), stats::vcov(model), adjusted)
    }, 0)
    covariance <- as.matrix(adjusted)
  } else if (ddf == "satterthwaite") {
    df <- lmerTest::contest(model, diag(p), joint = FALSE, ddf = "Satterthwaite")$df
  }
  estimate <- sap_beta(model, scale, shift)
  std_error <- sqrt(diag(covariance)) * scale
  half <- stats::qt((1 + level) / 2, df) * std_error
  statistic <- estimate / std_error
  list(
    estimate = estimate, std_error = as.numeric(std_error), df = as.numeric(df),
    statistic = as.numeric(statistic),
    p_value = as.numeric(2 * stats::pt(abs(statistic), df, lower.tail = FALSE)),
    conf_low = as.numeric(estimate - half), conf_high = as.numeric(estimate + half)
  )
}

sap_tests <- function(model, ddf, type) {
  method <- if (ddf == "kenward-roger") "Kenward-Roger" else "Satterthwaite"
  table <- sap_strict(stats::anova(model, type = type, ddf = method))
  if (ddf == "asymptotic" && nrow(table) > 0) {
    table <- sap_wald(model, attr(table, "hypotheses"))
  }
  list(
    term = as.character(rownames(table)), num_df = as.numeric(table[["NumDF"]]),
    den_df = as.numeric(table[["DenDF"]]), statistic = as.numeric(table[["F value"]]),
    p_value = as.numeric(table[["Pr(>F)"]])
  )
}

sap_wald <- function(model, hypotheses) {
  beta <- lme4::fixef(model)
  covariance <- as.matrix(stats::vcov(model))
  rows <- lapply(hypotheses, function(L) {
    if (length(L) == 0 || anyNA(L)) {
      nothing <- data.frame(NumDF = 0, DenDF = NA, `F value` = NA, `Pr(>F)` = NA)
      return(stats::setNames(nothing, c("NumDF", "DenDF", "F value", "Pr(>F)")))
    }
    L <- L[, names(beta), drop = FALSE]
    value <- drop(L %*% beta)
    rank <- qr(L)$rank
    statistic <- sum(value * (MASS::ginv(L %*% covariance %*% t(L)) %*% value)) / rank
    data.frame(
      NumDF = rank, DenDF = Inf, `F value` = statistic,
      `Pr(>F)` = stats::pchisq(statistic * rank, rank, lower.tail = FALSE), check.names = FALSE
    )
  })
  do.call(rbind, rows)
}

# A reference grid in the units of the data. Its degrees of freedom stay those of the
# rescaled model: they have no unit.
sap_grid <- function(model, ddf, at, scale, shift, transformation) {
  arguments <- list(object = model, mode = ddf, nesting = NULL)
  if (length(at) > 0) arguments$at <- at
  grid <- sap_strict(do.call(emmeans::ref_grid, arguments))
  method <- attr(grid@dffun, "mesg")
  if (!identical(method, ddf)) {
    stop("emmeans took the method '", method, "' instead of '", ddf, "'", call. = FALSE)
  }
  grid@bhat <- grid@bhat * scale
  if (shift != 0) grid@bhat["(Intercept)"] <- grid@bhat["(Intercept)"] + shift
  grid@V <- grid@V * scale^2
  if (transformation == "identity") {
    return(grid)
  }
  stats::update(grid, tran = transformation, inv.lbl = "response", predict.type = "link")
}

# Variances and covariances that the design cannot tell apart: some combination of the
# matrices that they multiply vanishes once the fixed effects are projected out. lme4 fits
# such models without a word. Columns are made orthonormal first: their scale is no matter.
sap_confounded <- function(model) {
  n <- stats::nobs(model)
  columns <- lme4::getME(model, "mmList")
  factors <- lme4::getME(model, "flist")
  places <- attr(factors, "assign")
  patterns <- list(Matrix::Diagonal(n))
  names <- "Residual"
  for (term in seq_along(columns)) {
    W <- qr.Q(qr(columns[[term]])) * sqrt(n)
    same <- Matrix::crossprod(Matrix::fac2sparse(factors[[places[term]]]))
    for (i in seq_len(ncol(W))) for (j in seq_len(i)) {
      V <- Matrix::Diagonal(x = W[, i]) %*% same %*% Matrix::Diagonal(x = W[, j])
      patterns <- c(patterns, list((V + Matrix::t(V)) / 2))
      names <- c(names, names(factors)[places[term]])
    }
  }
  Q <- qr.Q(qr(lme4::getME(model, "X")))
  halves <- lapply(patterns, function(V) as.matrix(V %*% Q))
  inner <- lapply(halves, function(H) crossprod(Q, H))
  count <- length(patterns)
  gram <- matrix(0, count, count)
  for (k in seq_len(count)) for (l in seq_len(k)) {
    gram[k, l] <- gram[l, k] <- sum(patterns[[k]] * patterns[[l]]) -
      2 * sum(halves[[k]] * halves[[l]]) + sum(inner[[k]] * inner[[l]])
  }
  size <- sqrt(pmax(diag(gram), 0))
  whole <- vapply(patterns, function(V) sqrt(sum(V * V)), 0)
  silent <- size < 1e-6 * whole
  if (any(silent)) {
    return(list(silent = unique(names[silent]), confounded = character(0)))
  }
  parts <- eigen(gram / outer(size, size), symmetric = TRUE)
  confounded <- character(0)
  if (parts$values[count] < 1e-9) {
    confounded <- unique(names[abs(parts$vectors[, count]) > 1e-3])
  }
  list(silent = character(0), confounded = confounded)
}
