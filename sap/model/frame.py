"""The rows and variables of a data frame that a formula uses, in the types a model needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sap.errors import DataError, Problem, did_you_mean, rows_in_words
from sap.formula import Call, Identity, MixedFormula
from sap.model.response import ResponseScale

Floats: TypeAlias = NDArray[np.floating[Any]]
Ints = NDArray[np.intp]


@dataclass(frozen=True)
class Coded:
    """A factor: level numbers and the levels' labels.

    Parameters
    ----------
    codes
        Level of each row, (n,), 0-based.
    levels
        Labels of the levels that occur, the reference first.
    """

    codes: Ints
    levels: tuple[str, ...]


@dataclass(frozen=True)
class ModelFrame:
    """The complete rows of a data set, one entry a variable of the formula.

    Parameters
    ----------
    formula
        The formula.
    scale
        The response's scale.
    measured
        The response as measured, (n,).
    response
        The response as modelled, (n,).
    factors
        Categorical variables of the fixed effects and of the left sides of random terms.
    covariates
        Numeric variables of the same, (n,) each.
    groups
        Grouping variables, always categorical.
    rows
        Positions of the rows used in the data given.
    dropped
        Positions of rows left out because a value is missing.
    """

    formula: MixedFormula
    scale: ResponseScale
    measured: Floats
    response: Floats
    factors: Mapping[str, Coded]
    covariates: Mapping[str, Floats]
    groups: Mapping[str, Coded]
    rows: Ints
    dropped: Ints

    @property
    def n(self) -> int:
        """Number of rows used."""
        return len(self.response)


def model_frame(formula: MixedFormula, data: pd.DataFrame) -> ModelFrame:
    """Take from `data` what `formula` uses.

    Text, booleans and categoricals are factors (categoricals keep their order of levels,
    text is sorted), numbers are covariates unless wrapped in ``factor()``; grouping
    variables are always factors. Levels that no complete row has are left out.

    Parameters
    ----------
    formula
        A parsed formula.
    data
        One row a measurement.

    Returns
    -------
    ModelFrame

    Raises
    ------
    DataError
        If a variable is missing, of the wrong type, infinite, or outside the domain of its
        transformation; or if no complete row is left. All that is wrong is named at once.
    """
    _check_columns(formula, data)
    complete = np.ones(len(data), dtype=bool)
    for name in formula.variables:
        complete &= data[name].notna().to_numpy()
    rows = np.flatnonzero(complete)
    if not len(rows):
        raise DataError("No row has a value in every variable of the formula.")
    used = data if complete.all() else data.iloc[rows]
    problems: list[Problem] = []
    scale = ResponseScale(formula.response.transformation)
    measured = _numbers(used[formula.response.variable], problems)
    outside = ~scale.inside(measured)
    if not problems and outside.any():
        problems.append(_outside(formula, scale, used, outside))
    factors, covariates = _explanatory(formula, used, problems)
    if problems:
        raise DataError(problems)
    return ModelFrame(
        formula=formula,
        scale=scale,
        measured=measured,
        response=scale.forward(measured),
        factors=factors,
        covariates=covariates,
        groups={name: coded(used[name]) for name in formula.grouping},
        rows=rows,
        dropped=np.flatnonzero(~complete),
    )


def _check_columns(formula: MixedFormula, data: pd.DataFrame) -> None:
    columns = [str(column) for column in data.columns]
    problems = [
        Problem(f"The data have no column '{name}'. {did_you_mean(name, columns)}")
        for name in formula.variables
        if name not in columns
    ]
    twice = [name for name in formula.variables if columns.count(name) > 1]
    problems += [Problem(f"The data have more than one column '{name}'.") for name in twice]
    if problems:
        raise DataError(problems)


def _numbers(column: pd.Series, problems: list[Problem]) -> Floats:
    name = str(column.name)
    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        problems.append(Problem(f"'{name}' must hold numbers; it holds {column.dtype} values."))
        return np.ones(len(column))
    values = column.to_numpy(dtype=np.float64)
    infinite = ~np.isfinite(values)
    if infinite.any():
        found = rows_in_words(column.index[infinite])
        problems.append(Problem(f"'{name}' is infinite in {found}."))
    return values


def _outside(
    formula: MixedFormula, scale: ResponseScale, used: pd.DataFrame, outside: NDArray[np.bool_]
) -> Problem:
    found = rows_in_words(used.index[outside])
    return Problem(
        f"{formula.response.label} needs values {scale.domain}; "
        f"'{formula.response.variable}' has other values in {found}."
    )


def _explanatory(
    formula: MixedFormula, used: pd.DataFrame, problems: list[Problem]
) -> tuple[dict[str, Coded], dict[str, Floats]]:
    parts = [formula.fixed, *(term.lhs for term in formula.random)]
    factors: dict[str, Coded] = {}
    covariates: dict[str, Floats] = {}
    for factor in dict.fromkeys(f for part in parts for t in part.terms for f in t.factors):
        numeric = isinstance(factor, Identity) or (
            isinstance(factor, Call) and factor.function != "factor"
        )
        for name in factor.variables:
            categorical = isinstance(factor, Call) and factor.function == "factor"
            if categorical or (not numeric and not _is_number(used[name])):
                factors[name] = coded(used[name])
            elif name not in covariates:
                covariates[name] = _numbers(used[name], problems)
    return factors, covariates


def _is_number(column: pd.Series) -> bool:
    numeric = pd.api.types.is_numeric_dtype(column)
    return bool(numeric and not pd.api.types.is_bool_dtype(column))


def coded(column: pd.Series) -> Coded:
    """Code a column as a factor; its levels are those that occur.

    Parameters
    ----------
    column
        Without missing values.

    Returns
    -------
    Coded
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy().astype(np.intp)
        present = np.zeros(len(column.cat.categories), dtype=bool)
        present[codes] = True
        labels = [level_label(level) for level in column.cat.categories[present]]
        codes = (np.cumsum(present) - 1)[codes]
    else:
        codes, found = pd.factorize(column, sort=True)
        labels = [level_label(level) for level in found]
    return Coded(codes.astype(np.intp), _distinct(str(column.name), labels))


def _distinct(name: str, labels: Sequence[str]) -> tuple[str, ...]:
    if len(set(labels)) < len(labels):
        twice = next(label for label in labels if labels.count(label) > 1)
        raise DataError(f"Two levels of '{name}' read '{twice}'; levels must differ as text.")
    return tuple(labels)


def level_label(level: object) -> str:
    """Name a level as R does: whole numbers without a decimal point."""
    if isinstance(level, float | np.floating) and float(level).is_integer():
        return str(int(level))
    return str(level)
