report <- function(x, ...) {
  stop(
    "this is a placeholder for the R package 'report', put here by sap's set-up so that ",
    "pymer4 can be imported. Install the real one: install.packages(\"report\")",
    call. = FALSE
  )
}
