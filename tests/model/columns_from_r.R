# Column names of R's model.matrix for formulas with and without margins.
# Run from this folder: Rscript columns_from_r.R
rows <- expand.grid(drug = c("a", "b", "c"), sex = c("F", "M"), site = c("x", "y"), k = 1:3,
                    stringsAsFactors = TRUE)
rows$age <- 40 + seq_len(nrow(rows)) %% 7
rows$`my var` <- rows$age^2
formulas <- c(
  "drug", "0 + drug", "drug + sex", "0 + drug + sex", "drug * sex", "0 + drug * sex",
  "drug:sex", "0 + drug:sex", "drug + drug:sex", "sex + drug:sex", "drug / sex",
  "drug:sex:site", "drug + sex:site", "drug + drug:sex:site", "drug * sex * site",
  "0 + drug + sex:site", "drug * sex + drug:sex:site", "age", "0 + age", "age + drug:age",
  "0 + age + drug:age", "drug:age", "0 + drug:age", "age * drug * sex", "0 + age * drug",
  "log(age) + log(age):sex", "0 + log(age) + log(age):sex", "poly(age, 2) * sex",
  "0 + poly(age, 2) + sex", "I(age^2) + sex", "factor(k) * sex", "0 + factor(k):age",
  "`my var` + sex", "`my var`:sex"
)
made <- lapply(formulas, function(text) {
  x <- model.matrix(as.formula(paste("~", text)), rows)
  data.frame(formula = text, column = colnames(x), sum = unname(colSums(x)),
             weighted = unname(colSums(x * seq_len(nrow(x)))))
})
write.csv(format(do.call(rbind, made), digits = 15, trim = TRUE), "columns_from_r.csv", row.names = FALSE)
cat(R.version.string, "\n", file = "columns_from_r.txt")
