"""`sap.fit` held against every reference model: differences, and docs/validation.md from them."""
