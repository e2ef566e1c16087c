"""R-like mixed-model formulas, read by a closed grammar; nothing in them is run as code.

``log(concentration) ~ treatment + (1 | donor) + (1 | donor:treatment)`` becomes a
`MixedFormula`: the response and its transformation, the fixed effects expanded to
terms in R's order under R's labels, and the random terms as lme4 expands them.
"""

from sap.formula.factors import (
    Call,
    Expression,
    Factor,
    Identity,
    Number,
    Operation,
    Variable,
    quoted,
)
from sap.formula.parse import parse_formula, parse_random_term
from sap.formula.terms import (
    TRANSFORMATIONS,
    FixedPart,
    MixedFormula,
    RandomTerm,
    Response,
    Term,
    Transformation,
)

__all__ = [
    "TRANSFORMATIONS",
    "Call",
    "Expression",
    "Factor",
    "FixedPart",
    "Identity",
    "MixedFormula",
    "Number",
    "Operation",
    "RandomTerm",
    "Response",
    "Term",
    "Transformation",
    "Variable",
    "parse_formula",
    "parse_random_term",
    "quoted",
]
