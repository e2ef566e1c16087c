"""Tests of the terms of a model: types I, II and III.

Type III as in SAS and lmerTest, by estimable functions of the model with an indicator for
every level (SAS/STAT, The Four Types of Estimable Functions; Goodnight 1976): functions of
a term and the terms containing it that are orthogonal to the functions of the containing
terms alone. With all cells filled they compare means averaged equally over other factors; a
covariate in another term stands at zero, because a term with a covariate contains none
without. With empty cells they remain defined. Aliased columns count as left out of the
model, as in R, where their coefficients are not reported either.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sap.errors import PlanError
from sap.formula import Factor, FixedPart, Term
from sap.inference.basis import LinearBasis
from sap.inference.joint import joint_table
from sap.model.fixed import FixedDesign, fixed_design, frame_columns
from sap.model.frame import ModelFrame

Floats: TypeAlias = NDArray[np.floating[Any]]
Places: TypeAlias = NDArray[np.intp]
Flags: TypeAlias = NDArray[np.bool_]

NOTHING = 1e-8
"""Singular values of unit columns below this are zero."""

ROUNDING = 1e-12
"""Coefficients of unit columns below this are zero."""


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
    kept = basis.kept
    places = range(len(design.terms))
    if type == 3:
        functions = _functions(design, frame, x, kept)
        hypotheses = [_type_three(functions, design, kept, place) for place in places]
    else:
        hypotheses = [_sequential(design, x, kept, place, type) for place in places]
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


def _functions(design: FixedDesign, frame: ModelFrame, x: Floats, kept: Flags) -> Floats:
    """Each coefficient as a function of the model with an indicator for every level, (p, P)."""
    categorical = categorical_labels(design)
    blocks: list[Floats] = [np.ones((frame.n, 1))] if design.part.intercept else []
    blocks += [_term_columns(term, frame, categorical) for term in design.terms]
    sizes = np.linalg.norm(x[:, kept], axis=0)
    q, r = np.linalg.qr(x[:, kept] / sizes)
    made = np.zeros((x.shape[1], sum(block.shape[1] for block in blocks)))
    solved = np.linalg.solve(r, q.T @ np.concatenate(blocks, axis=1))
    solved[np.abs(solved) < ROUNDING * np.abs(solved).max(initial=0.0)] = 0.0
    made[kept] = solved / sizes[:, None]
    return made


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


def _type_three(functions: Floats, design: FixedDesign, kept: Flags, place: int) -> Floats:
    """Rows of a term, orthonormal as functions of the model with all indicators."""
    categorical = categorical_labels(design)
    term = design.terms[place]
    containing = [o for o in design.terms if is_contained(term, o, categorical)]
    own = _columns_of([term], design, kept)
    others = _columns_of(containing, design, kept)
    sizes = np.linalg.norm(functions, axis=1)
    units = functions / np.where(sizes > 0.0, sizes, 1.0)[:, None]
    shares = np.linalg.lstsq(units[others].T, units[own].T, rcond=None)[0]
    rest = units[own].T - units[others].T @ shares
    _, lengths, right = np.linalg.svd(rest, full_matrices=False)
    chosen = right[lengths > NOTHING] / lengths[lengths > NOTHING, None]
    rows = np.zeros((len(chosen), len(functions)))
    rows[:, own] = chosen / sizes[own]
    rows[:, others] = -(chosen @ shares.T) / sizes[others]
    return rows


def _columns_of(terms: Sequence[Term], design: FixedDesign, kept: Flags) -> Places:
    """Columns of terms that are not aliased."""
    spans = [design.columns_of[term.label] for term in terms]
    places = [np.arange(span.start, span.stop) for span in spans]
    found = np.concatenate([np.zeros(0, dtype=np.intp), *places])
    return np.asarray(found[kept[found]], dtype=np.intp)


def _sequential(design: FixedDesign, x: Floats, kept: Flags, place: int, type: int) -> Floats:
    """What a term adds to the columns before it, as orthonormal functions of the rows."""
    categorical = categorical_labels(design)
    terms = design.terms
    if type == 1:
        after = list(terms[place + 1 :])
    else:
        after = [o for o in terms if is_contained(terms[place], o, categorical)]
    before = [o for o in terms if o is not terms[place] and o not in after]
    given = _columns_of(before, design, kept)
    if design.part.intercept:
        given = np.concatenate([np.zeros(1, dtype=np.intp), given])
    sizes = np.linalg.norm(x, axis=0)
    scaled = x / np.where(sizes > 0.0, sizes, 1.0)
    q, _ = np.linalg.qr(scaled[:, given])
    added = scaled[:, _columns_of([terms[place]], design, kept)]
    for _ in range(2):  # twice is enough: Gram-Schmidt with one re-orthogonalisation
        added = added - q @ (q.T @ added)
    left, lengths, _ = np.linalg.svd(added, full_matrices=False)
    rows = left[:, lengths > NOTHING].T @ scaled
    rows[np.abs(rows) < ROUNDING] = 0.0
    return np.asarray(rows * sizes * kept, dtype=float)
