"""Values that a function of the model's formula is not defined for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from sap.data.rows import Rows
from sap.errors import Problem
from sap.formula import Call, FixedPart, MixedFormula

Floats = npt.NDArray[np.float64]
Inside = Callable[[Floats], npt.NDArray[np.bool_]]

DOMAINS: dict[str, tuple[Inside, str]] = {
    "log": (lambda values: values > 0, "a value above zero"),
    "log2": (lambda values: values > 0, "a value above zero"),
    "log10": (lambda values: values > 0, "a value above zero"),
    "sqrt": (lambda values: values >= 0, "a value of zero or more"),
    "logit": (lambda values: (values > 0) & (values < 100), "a percentage above 0 and below 100"),
}


def outside_domain(rows: Rows, formula: MixedFormula) -> Iterator[Problem]:
    """Find the rows in which a function of the formula has no value.

    Parameters
    ----------
    rows
        Of the analysis, without missing values, the response after the rule for limits.
    formula
        The model.

    Yields
    ------
    Problem
        One for each function and variable.
    """
    asked: list[tuple[str, str]] = [(formula.response.transformation, formula.response.variable)]
    parts: tuple[FixedPart, ...] = (formula.fixed, *(term.lhs for term in formula.random))
    for part in parts:
        calls = [factor for factor in part.factors if isinstance(factor, Call)]
        asked.extend((call.function, call.variable) for call in calls)
    for function, variable in dict.fromkeys(asked):
        if function not in DOMAINS:
            continue
        inside, words = DOMAINS[function]
        values = rows.frame[variable].to_numpy(dtype=float)
        bad = np.flatnonzero(~inside(values))
        if len(bad):
            what = "is not one" if len(bad) == 1 else "and others are not"
            message = f"{function}() needs {words}; {values[bad[0]]:g} {what} ({{rows}})."
            yield rows.problem(variable, bad, message)
