"""Tests of the terms of a model: types I, II and III.

Type III as in SAS and lmerTest, by estimable functions of the model with an indicator for
every level (SAS/STAT, The Four Types of Estimable Functions; Goodnight 1976): those that
involve a term and the terms containing it, and are orthogonal to those that involve the
containing terms alone. With all cells filled they compare means averaged equally over
other factors; a covariate in a containing term stands at zero, because a term with a
covariate contains none without. With empty cells they remain defined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sap.errors import PlanError
from sap.formula import Factor, FixedPart, Term
from sap.inference.basis import LinearBasis, combine
from sap.inference.joint import joint_table
from sap.model.fixed import FixedDesign, fixed_design, frame_columns
from sap.model.frame import ModelFrame

Floats: TypeAlias = NDArray[np.floating[Any]]
Places = NDArray[np.intp]

NOTHING = 1e-7
"""Singular values below this share of the largest are zero."""


def anova_table(
    basis: LinearBasis, design: FixedDesign, frame: ModelFrame, type: int = 3
) -> pd.DataFrame:
    """Test each term of the fixed effects.

    Parameters
    ----------
    basis
        The fitted model.
    design
        The fixed effects.
    frame
        The rows used.
    type
        1: each term after those before it; 2: after all that do not contain it; 3: see
        above.

    Returns
    -------
    pandas.DataFrame
        Columns: term, num_df, den_df, statistic, p_value. A term of which nothing can be
        estimated has no numerator df.

    Raises
    ------
    PlanError
        If the type is none of the three.
    """
    if type not in (1, 2, 3):
        raise PlanError(f"There is no anova of type {type}; types are 1, 2 and 3.")
    if not design.terms:
        return joint_table([], [])
    x = design.matrix(frame_columns(frame))
    if type == 3:
        over = _overparameterised(design, frame, x, basis.null_basis.shape[1])
        hypotheses = [_type_three(over, design, place) for place in range(len(design.terms))]
    else:
        hypotheses = [_sequential(design, x, place, type) for place in range(len(design.terms))]
    found = [basis.test(rows) for rows in hypotheses]
    return joint_table([term.label for term in design.terms], found)


def is_contained(inner: Term, outer: Term, factors: frozenset[str]) -> bool:
    """Whether a term is contained in another, in the sense of SAS.

    Parameters
    ----------
    inner, outer
        Two terms.
    factors
        Labels of the categorical factors.

    Returns
    -------
    bool
        True if both have the same covariates and `outer` has all factors of `inner` and more.
    """
    first, second = set(_labels(inner)), set(_labels(outer))
    return first < second and first - factors == second - factors


def _labels(term: Term) -> tuple[str, ...]:
    return tuple(factor.label for factor in term.factors)


def categorical_labels(design: FixedDesign) -> frozenset[str]:
    """Labels of the factors of a design that are categorical."""
    return frozenset(
        factor.label
        for factor in design.part.factors
        if len(factor.variables) == 1
        and factor.variables[0] in design.levels
        and factor.label in (_plain(factor), f"factor({_plain(factor)})")
    )


def _plain(factor: Factor) -> str:
    from sap.formula import quoted

    return quoted(factor.variables[0])


@dataclass(frozen=True)
class _Overparameterised:
    """Estimable functions of the model with an indicator for every level.

    Parameters
    ----------
    functions
        Orthonormal rows that span them, (r, P).
    back
        The same functions of the model's own coefficients, (r, p).
    columns
        Columns of each term among the P.
    """

    functions: Floats
    back: Floats
    columns: tuple[Places, ...]


def _overparameterised(
    design: FixedDesign, frame: ModelFrame, x: Floats, aliased: int
) -> _Overparameterised:
    blocks: list[Floats] = [np.ones((frame.n, 1))] if design.part.intercept else []
    categorical = categorical_labels(design)
    blocks += [_term_columns(term, frame, categorical) for term in design.terms]
    ends = np.cumsum([0, *(block.shape[1] for block in blocks)])
    spans = [np.arange(a, b) for a, b in pairwise(ends)]
    # Of a long matrix only its triangle is needed.
    joined, reduced = np.concatenate(blocks, axis=1), x
    if len(x) > joined.shape[1]:
        q, joined = np.linalg.qr(joined)
        reduced = q.T @ x
    left, sizes, right = np.linalg.svd(joined, full_matrices=False)
    rank = x.shape[1] - aliased
    back = (left[:, :rank] / sizes[:rank]).T @ reduced
    return _Overparameterised(right[:rank], back, tuple(spans[len(spans) - len(design.terms) :]))


def _term_columns(term: Term, frame: ModelFrame, categorical: frozenset[str]) -> Floats:
    """Indicators of all levels times the covariates, the latter of unit length."""
    made: Floats = np.ones((frame.n, 1))
    numeric = tuple(factor for factor in term.factors if factor.label not in categorical)
    if numeric:
        part = FixedPart(intercept=False, terms=(Term(numeric),))
        made = fixed_design(part, frame).matrix(frame_columns(frame))
        sizes = np.linalg.norm(made, axis=0)
        made = made / np.where(sizes > 0.0, sizes, 1.0)
    for factor in term.factors:
        if factor.label in categorical:
            coded = frame.factors[factor.variables[0]]
            indicator = np.eye(len(coded.levels))[coded.codes]
            made = (made[:, :, None] * indicator[:, None, :]).reshape(frame.n, -1)
    return made


def _type_three(over: _Overparameterised, design: FixedDesign, place: int) -> Floats:
    term = design.terms[place]
    categorical = categorical_labels(design)
    allowed = [
        spot
        for spot, other in enumerate(design.terms)
        if spot == place or is_contained(term, other, categorical)
    ]
    inside = np.concatenate([over.columns[spot] for spot in allowed])
    outside = np.setdiff1d(np.arange(over.functions.shape[1]), inside)
    free = _left_null(over.functions[:, outside])
    own = free.T @ over.functions[:, over.columns[place]]
    left, sizes, _ = np.linalg.svd(own, full_matrices=False)
    chosen = left[:, sizes > NOTHING * max(1.0, sizes.max(initial=0.0))]
    return combine((free @ chosen).T, over.back)


def _left_null(matrix: Floats) -> Floats:
    """Orthonormal columns z with z' matrix = 0."""
    left, sizes, _ = np.linalg.svd(matrix, full_matrices=True)
    rank = int(np.sum(sizes > NOTHING * max(1.0, sizes.max(initial=0.0))))
    return np.asarray(left[:, rank:], dtype=float)


def _sequential(design: FixedDesign, x: Floats, place: int, type: int) -> Floats:
    """Rows of the triangle of X, its columns ordered so that a term follows those before it."""
    categorical = categorical_labels(design)
    terms = design.terms
    if type == 1:
        after = list(range(place + 1, len(terms)))
    else:
        after = [
            spot
            for spot, other in enumerate(terms)
            if is_contained(terms[place], other, categorical)
        ]
    before = [spot for spot in range(len(terms)) if spot != place and spot not in after]
    head = [design.columns_of["(Intercept)"]] if design.part.intercept else []
    spans = [design.columns_of[terms[spot].label] for spot in (*before, place, *after)]
    first = sum(span.stop - span.start for span in (*head, *spans[: len(before)]))
    order = np.concatenate([np.arange(span.start, span.stop) for span in (*head, *spans)])
    last = first + spans[len(before)].stop - spans[len(before)].start
    return _rows_in_between(x, order, first, last)


def _rows_in_between(x: Floats, order: Sequence[int] | Places, first: int, last: int) -> Floats:
    """What columns first to last add to those before them, as rows of coefficients."""
    sizes = np.linalg.norm(x, axis=0)
    scaled = (x / np.where(sizes > 0.0, sizes, 1.0))[:, order]
    given, values, _ = np.linalg.svd(scaled[:, :first], full_matrices=False)
    given = given[:, values > NOTHING * values.max(initial=0.0)]
    added = scaled[:, first:last] - given @ (given.T @ scaled[:, first:last])
    added -= given @ (given.T @ added)
    left, values, _ = np.linalg.svd(added, full_matrices=False)
    directions = left[:, values > NOTHING]
    made = np.zeros((directions.shape[1], x.shape[1]))
    made[:, order] = directions.T @ scaled
    made[np.abs(made) < 1e-12] = 0.0
    return np.asarray(made * sizes, dtype=float)
