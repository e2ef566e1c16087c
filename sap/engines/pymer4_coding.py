"""What R is given: a formula, data and levels under internal codes, and the way back.

R pastes level names together to form groups, grid rows and labels, so two names can
collide and some have a meaning of their own. Variables go to R as ``v1_, v2_, ...``,
levels as ``k1_, k2_, ...``, groups as ``r1_, r2_, ...``, and come back as their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sap.errors import DataError, DesignError, Problem, did_you_mean, rows_in_words
from sap.formula import (
    Call,
    Expression,
    Factor,
    FixedPart,
    Identity,
    MixedFormula,
    Number,
    Operation,
    RandomTerm,
    Response,
    Term,
    Variable,
    quoted,
)

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

RESPONSE = "y_"
_TOKEN = re.compile(r"([vk])(\d+)_")


@dataclass(frozen=True)
class Codebook:
    """Codes of variables and levels.

    Parameters
    ----------
    variables
        Names; variable i (from 1) has the code ``v{i}_``.
    levels
        Labels of the levels by the name of their factor; level j of any factor has the
        code ``k{j}_``.
    """

    variables: tuple[str, ...]
    levels: Mapping[str, tuple[str, ...]]

    def code(self, variable: str) -> str:
        """Return the code of a variable."""
        return f"v{self.variables.index(variable) + 1}_"

    def level_codes(self, variable: str) -> list[str]:
        """Return the codes of the levels of a factor, in order."""
        return [f"k{j}_" for j in range(1, len(self.levels[variable]) + 1)]

    def label(self, text: str) -> str:
        """Write a term or coefficient that R named in codes under its names.

        Parameters
        ----------
        text
            For example ``v2_k2_:I(v3_^2)``.

        Returns
        -------
        str
            For example ``treatmentdrug:I(days^2)``.
        """
        current = ""

        def name(found: re.Match[str]) -> str:
            nonlocal current
            place = int(found[2]) - 1
            if found[1] == "v":
                current = self.variables[place]
                return quoted(current)
            return self.levels[current][place]

        return _TOKEN.sub(name, text)

    def level(self, variable: str, value: object) -> object:
        """Return the label of a level that R named by its code; a number stays one."""
        found = _TOKEN.fullmatch(value) if isinstance(value, str) else None
        return self.levels[variable][int(found[2]) - 1] if found else value


@dataclass(frozen=True)
class CodedModel:
    """A model as R gets it.

    Parameters
    ----------
    formula
        In lme4's notation, in codes.
    numbers
        Numeric columns by code; `y_` is the response on the scale of the model, less
        `shift`, in units of `scale`.
    factors
        Level numbers (from 0) and level codes of each categorical column, by code.
    book
        The codes.
    groups
        Label of each random term's group, by the code of its column.
    group_sizes
        Number of groups by label.
    shift, scale
        What was subtracted from the response, and what it was then divided by.
    n_obs
        Rows used.
    dropped
        Rows (from 1) left out because a value is missing.
    """

    formula: str
    numbers: Mapping[str, list[float]]
    factors: Mapping[str, tuple[list[int], list[str]]]
    book: Codebook
    groups: Mapping[str, str]
    group_sizes: Mapping[str, int]
    shift: float
    scale: float
    n_obs: int
    dropped: tuple[int, ...]


def coded_model(formula: MixedFormula, data: pd.DataFrame, *, rescale: bool = True) -> CodedModel:
    """Prepare a model for R.

    Parameters
    ----------
    formula
        A parsed formula.
    data
        One row a measurement.
    rescale
        Whether the response goes to R in units of its standard deviation. lmerTest
        differentiates numerically with steps that suit numbers of order one: without
        this its degrees of freedom are wrong for a response of 1e-9 or 1e9.

    Returns
    -------
    CodedModel

    Raises
    ------
    DataError
        If the data do not fit the formula.
    DesignError
        If a grouping factor has one level, or as many as there are rows.
    """
    used, dropped = _complete_rows(formula, data)
    problems: list[Problem] = []
    response = _response(formula, used, problems)
    covariates = _covariates(formula)
    book = Codebook(
        tuple(sorted({name for part in _sides(formula) for name in part.variables})),
        {name: _levels(used[name]) for name in sorted(_factors(formula, used))},
    )
    for name in book.variables:
        if name in covariates or name not in book.levels:
            problems += _not_numbers(used[name])
    if problems:
        raise DataError(problems)
    shift, scale = _standards(response, centre=formula.fixed.intercept) if rescale else (0.0, 1.0)
    numbers = {RESPONSE: ((response - shift) / scale).tolist()}
    factors: dict[str, tuple[list[int], list[str]]] = {}
    for name in book.variables:
        if name in book.levels:
            factors[book.code(name)] = (_codes(used[name]), book.level_codes(name))
        else:
            numbers[book.code(name)] = used[name].astype(float).tolist()
    groups, sizes = _groups(formula, used, factors)
    return CodedModel(
        formula=str(_in_codes(formula, book, tuple(groups))),
        numbers=numbers,
        factors=factors,
        book=book,
        groups=groups,
        group_sizes=sizes,
        shift=shift,
        scale=scale,
        n_obs=len(used),
        dropped=dropped,
    )


def _complete_rows(
    formula: MixedFormula, data: pd.DataFrame
) -> tuple[pd.DataFrame, tuple[int, ...]]:
    columns = [str(column) for column in data.columns]
    problems = [
        Problem(f"The data have no column '{name}'. {did_you_mean(name, columns)}")
        for name in formula.variables
        if name not in columns
    ]
    problems += [
        Problem(f"The data have more than one column '{name}'.")
        for name in formula.variables
        if columns.count(name) > 1
    ]
    if problems:
        raise DataError(problems)
    used = data.loc[:, list(formula.variables)]
    missing = used.isna().any(axis=1).tolist()
    if all(missing):
        raise DataError("No row has a value in every variable of the formula.")
    dropped = tuple(place for place, gap in enumerate(missing, start=1) if gap)
    return used.loc[[not gap for gap in missing]], dropped


def _response(
    formula: MixedFormula, used: pd.DataFrame, problems: list[Problem]
) -> NDArray[np.float64]:
    import numpy as np

    name, transformation = formula.response.variable, formula.response.transformation
    found = _not_numbers(used[name])
    if found:
        problems += found
        return np.ones(len(used))
    y = used[name].to_numpy(dtype=float)
    outside, domain = {
        "identity": (np.zeros(len(y), dtype=bool), ""),
        "sqrt": (y < 0, "zero or more"),
        "logit": ((y <= 0) | (y >= 100), "above 0 and below 100"),
    }.get(transformation, (y <= 0, "above zero"))
    if outside.any():
        rows = rows_in_words(str(label) for label in used.index[outside])
        problems.append(
            Problem(
                f"{formula.response.label} needs values {domain}; "
                f"'{name}' has other values in {rows}."
            )
        )
        return np.ones(len(used))
    if transformation == "logit":
        return np.asarray(np.log(y) - np.log(100.0 - y))
    return y if transformation == "identity" else np.asarray(getattr(np, transformation)(y))


def _standards(response: NDArray[np.float64], *, centre: bool) -> tuple[float, float]:
    """Choose what is subtracted (only an intercept takes it up) and a power of two as unit."""
    import math

    shift = float(response.mean()) if centre else 0.0
    spread = float(response.std()) or float(abs(response).max()) or 1.0
    return shift, 2.0 ** round(math.log2(spread))


def _not_numbers(column: pd.Series) -> list[Problem]:
    import numpy as np
    import pandas as pd

    name = str(column.name)
    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return [Problem(f"'{name}' must hold numbers; it holds {column.dtype} values.")]
    infinite = ~np.isfinite(column.to_numpy(dtype=float))
    if not infinite.any():
        return []
    rows = rows_in_words(str(label) for label in column.index[infinite])
    return [Problem(f"'{name}' is infinite in {rows}.")]


def _sides(formula: MixedFormula) -> tuple[FixedPart, ...]:
    return (formula.fixed, *(term.lhs for term in formula.random))


def _elements(formula: MixedFormula) -> Iterable[Factor]:
    return (f for side in _sides(formula) for term in side.terms for f in term.factors)


def _covariates(formula: MixedFormula) -> set[str]:
    """Name the variables that the formula computes with."""
    return {
        name
        for element in _elements(formula)
        if isinstance(element, Identity)
        or (isinstance(element, Call) and element.function != "factor")
        for name in element.variables
    }


def _factors(formula: MixedFormula, used: pd.DataFrame) -> set[str]:
    """Name the variables that are categorical before R sees them."""
    import pandas as pd

    names = {name for element in _elements(formula) for name in element.variables}
    numeric = {
        name
        for name in names
        if pd.api.types.is_numeric_dtype(used[name]) and not pd.api.types.is_bool_dtype(used[name])
    }
    return names - numeric - _covariates(formula)


def _ordered(column: pd.Series) -> list[object]:
    """List the values that occur: a categorical's in its order, others sorted."""
    if str(column.dtype) == "category":
        present = set(column)
        return [level for level in column.cat.categories if level in present]
    return sorted(set(column), key=lambda value: (isinstance(value, str), value))


def _levels(column: pd.Series) -> tuple[str, ...]:
    labels = [
        str(int(level)) if isinstance(level, float) and level.is_integer() else str(level)
        for level in _ordered(column)
    ]
    twice = [label for label in labels if labels.count(label) > 1]
    if twice:
        raise DataError(
            f"Two levels of '{column.name}' read '{twice[0]}'; levels must differ as text."
        )
    return tuple(labels)


def _codes(column: pd.Series) -> list[int]:
    place = {level: j for j, level in enumerate(_ordered(column))}
    return [place[value] for value in column]


def _groups(
    formula: MixedFormula,
    used: pd.DataFrame,
    factors: dict[str, tuple[list[int], list[str]]],
) -> tuple[dict[str, str], dict[str, int]]:
    """Number the groups of each random term, each in a column of its own."""
    labels: dict[str, str] = {}
    sizes: dict[str, int] = {}
    for i, term in enumerate(formula.random, start=1):
        keys = list(zip(*(_codes(used[name]) for name in term.group), strict=True))
        place = {key: j for j, key in enumerate(sorted(set(keys)))}
        _check_groups(term, len(place), used)
        code = f"r{i}_"
        factors[code] = ([place[key] for key in keys], [f"k{j + 1}_" for j in range(len(place))])
        labels[code] = term.label
        sizes[term.label] = len(place)
    return labels, sizes


def _check_groups(term: RandomTerm, count: int, used: pd.DataFrame) -> None:
    if count < 2:
        only = ":".join(str(used[name].iloc[0]) for name in term.group)
        raise DesignError(
            f"The random term {term} has one group only ('{only}'): "
            "a variance between groups can't be estimated from one.",
            terms=(str(term),),
        )
    if count >= len(used):
        raise DesignError(
            f"The random term {term} has {count} groups for {len(used)} rows: it can't be told "
            "from the residual. Leave it out, or check that replicates are in the data.",
            terms=(str(term),),
        )


def _in_codes(formula: MixedFormula, book: Codebook, groups: Sequence[str]) -> MixedFormula:
    """Rewrite a formula with codes for names."""
    random = tuple(
        replace(term, lhs=_fixed_in_codes(term.lhs, book), group=(code,), label=code)
        for term, code in zip(formula.random, groups, strict=True)
    )
    fixed = _fixed_in_codes(formula.fixed, book)
    return MixedFormula(formula.text, Response(RESPONSE), fixed, random)


def _fixed_in_codes(part: FixedPart, book: Codebook) -> FixedPart:
    terms = (Term(tuple(_element_in_codes(f, book) for f in t.factors)) for t in part.terms)
    return FixedPart(part.intercept, tuple(terms))


def _element_in_codes(element: Factor, book: Codebook) -> Factor:
    if isinstance(element, Identity):
        return Identity(_expression_in_codes(element.expression, book))
    if isinstance(element, Call):
        return replace(element, variable=book.code(element.variable))
    return Variable(book.code(element.name))


def _expression_in_codes(expression: Expression, book: Codebook) -> Expression:
    if isinstance(expression, Operation):
        parts: tuple[Any, ...] = tuple(
            _expression_in_codes(operand, book) for operand in expression.operands
        )
        return Operation(expression.operator, parts)
    if isinstance(expression, Number):
        return expression
    return Variable(book.code(expression.name))
