"""The reference grid: every combination of factor levels and covariate values.

As emmeans makes it: covariates stand at their mean over the rows used, except those with
at most two different values, which keep both; functions of a covariate, such as
``I(x^2)``, are taken at the covariate's value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sap.errors import DataError, PlanError, did_you_mean
from sap.model.fixed import FixedDesign, categorical
from sap.model.frame import ModelFrame

Floats: TypeAlias = NDArray[np.floating[Any]]
Value: TypeAlias = str | float

FEW = 2
"""A covariate with no more different values than this keeps them all."""

LARGEST = 100_000
"""Most combinations a grid may have."""


@dataclass(frozen=True)
class ReferenceGrid:
    """Combinations of levels and values, and the design's row for each.

    Parameters
    ----------
    levels
        Levels of each factor and values of each covariate, by name.
    factors
        Names of the factors among them.
    rows
        Rows of the design, shape (number of values of each variable..., p); NaN where a
        function of a covariate is infinite.
    counts
        Rows of the data in each combination of factors and kept covariates, repeated over
        the values of other covariates; same shape without the last axis.
    """

    levels: Mapping[str, tuple[Value, ...]]
    factors: frozenset[str]
    rows: Floats
    counts: Floats

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables, in the order of the axes."""
        return tuple(self.levels)


def reference_grid(
    design: FixedDesign, frame: ModelFrame, at: Mapping[str, object] | None = None
) -> ReferenceGrid:
    """Make the reference grid of a model.

    Parameters
    ----------
    design
        The fixed effects.
    frame
        The rows used.
    at
        Values of covariates, or levels to which factors are restricted, by name; one or a
        sequence of them.

    Returns
    -------
    ReferenceGrid

    Raises
    ------
    PlanError
        If `at` names no variable of the fixed effects, no level, no number, a number at
        which the fixed effects are undefined, or the grid would be too large.
    """
    values, kept = grid_values(design, frame, at or {})
    rows = design_rows(design, frame, values)
    return ReferenceGrid(values, frozenset(design.levels), rows, _counts(values, kept, frame))


def grid_values(
    design: FixedDesign, frame: ModelFrame, at: Mapping[str, object]
) -> tuple[dict[str, tuple[Value, ...]], frozenset[str]]:
    """Choose the values of each variable.

    Parameters
    ----------
    design, frame, at
        As for `reference_grid`.

    Returns
    -------
    values
        By name of variable.
    kept
        The variables whose values are those of the data, which count for weights.

    Raises
    ------
    PlanError
        As for `reference_grid`.
    """
    variables = design.part.variables
    for name in at:
        if name not in variables:
            raise PlanError(
                f"'at' names '{name}', which is no variable of the fixed effects. "
                f"{did_you_mean(name, variables)}"
            )
    twice = set(design.levels) & set(design.numeric)
    if twice:
        raise PlanError(
            f"'{min(twice)}' is both a factor and a covariate of this model; means can't be "
            "taken over it. Give the covariate a name of its own."
        )
    values: dict[str, tuple[Value, ...]] = {}
    kept = set(design.levels)
    for name in variables:
        if name in design.levels:
            known = design.levels[name]
            values[name] = _chosen_levels(name, known, at[name]) if name in at else known
        elif name in at:
            values[name] = _chosen_numbers(name, at[name])
        else:
            different = np.unique(frame.covariates[name])
            if len(different) <= FEW:
                kept.add(name)
                values[name] = tuple(float(value) for value in different)
            else:
                values[name] = (float(np.mean(frame.covariates[name])),)
    size = np.prod([float(len(found)) for found in values.values()])
    if size > LARGEST:
        raise PlanError(
            f"The reference grid would have {size:.0f} combinations, more than {LARGEST}; "
            "restrict factors by 'at'."
        )
    return values, frozenset(kept)


def design_rows(
    design: FixedDesign, frame: ModelFrame, values: Mapping[str, Sequence[Value]]
) -> Floats:
    """Evaluate the design at all combinations of values.

    Parameters
    ----------
    design
        The fixed effects.
    frame
        The rows used.
    values
        By name of variable; the order gives the order of the axes.

    Returns
    -------
    ndarray
        Shape (number of values of each variable..., p).

    Raises
    ------
    PlanError
        If a function of a covariate is undefined at one of the values.
    """
    shape = tuple(len(found) for found in values.values())
    places = np.indices(shape).reshape(len(shape), -1) if shape else np.zeros((0, 1), dtype=int)
    columns: dict[str, object] = {}
    for (name, found), place in zip(values.items(), places, strict=True):
        if name in design.levels:
            levels = design.levels[name]
            codes = np.array([levels.index(str(level)) for level in found], dtype=np.intp)
            columns[name] = categorical(codes[place], levels)
        else:
            columns[name] = np.array(found, dtype=float)[place]
    with np.errstate(all="ignore"):
        try:
            made = design.matrix(columns)
        except DataError:
            stated = ", ".join(
                f"{name} = {value:.15g}"
                for name, found in values.items()
                for value in found
                if not isinstance(value, str)
            )
            raise PlanError(f"The fixed effects are undefined at one of {stated}.") from None
    finite = np.atleast_1d(np.isfinite(made).all(axis=1))
    made = np.where(finite[:, None], made, np.nan)
    return np.asarray(made.reshape(*shape, made.shape[1]), dtype=float)


def _counts(
    values: Mapping[str, tuple[Value, ...]], kept: frozenset[str], frame: ModelFrame
) -> Floats:
    shape = tuple(len(found) if name in kept else 1 for name, found in values.items())
    inside = np.ones(frame.n, dtype=bool)
    cell = np.zeros(frame.n, dtype=np.intp)
    for (name, found), size in zip(values.items(), shape, strict=True):
        if name not in kept:
            continue
        if name in frame.factors:
            levels = frame.factors[name].levels
            place = np.full(len(levels), -1, dtype=np.intp)
            place[[levels.index(str(level)) for level in found]] = np.arange(size)
            code = place[frame.factors[name].codes]
        else:
            code = np.searchsorted(np.array(found, dtype=float), frame.covariates[name])
        inside &= code >= 0
        cell = cell * size + code
    made = np.bincount(cell[inside], minlength=int(np.prod(shape))).astype(float)
    full = tuple(len(found) for found in values.values())
    return np.broadcast_to(made.reshape(shape), full).copy()


def _listed(given: object) -> list[object]:
    if isinstance(given, str) or not isinstance(given, Sequence | np.ndarray):
        return [given]
    return list(given)


def _chosen_levels(name: str, levels: tuple[str, ...], given: object) -> tuple[Value, ...]:
    chosen = [_level(name, levels, level) for level in _listed(given)]
    if not chosen or len(set(chosen)) < len(chosen):
        raise PlanError(f"'at' must give '{name}' one or more different levels.")
    return tuple(chosen)


def _level(name: str, levels: tuple[str, ...], given: object) -> str:
    written = [str(given)]
    if isinstance(given, int | float) and not isinstance(given, bool):
        written.append(f"{given:.15g}")
    for text in written:
        if text in levels:
            return text
    raise PlanError(
        f"'{written[-1]}' is no level of '{name}' in the rows used. "
        f"{did_you_mean(written[-1], levels)}"
    )


def _chosen_numbers(name: str, given: object) -> tuple[Value, ...]:
    chosen: list[float] = []
    for value in _listed(given):
        number = value if isinstance(value, int | float | np.integer | np.floating) else np.nan
        if isinstance(value, bool) or not np.isfinite(number):
            raise PlanError(f"'{name}' is a covariate; 'at' must give it numbers, not {value!r}.")
        chosen.append(float(number))
    if not chosen or len(set(chosen)) < len(chosen):
        raise PlanError(f"'at' must give '{name}' one or more different numbers.")
    return tuple(chosen)
