"""Fixed-effect designs: patsy codes the terms, R names and orders the columns.

patsy is handed factor objects of our own that look values up; it evaluates nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeAlias

import numpy as np
import pandas as pd
import patsy
from numpy.typing import NDArray

from sap.errors import DataError, did_you_mean
from sap.formula import Call, Factor, FixedPart, Identity, Term
from sap.model.frame import ModelFrame
from sap.model.polynomial import OrthogonalPolynomial, orthogonal_polynomial

Floats: TypeAlias = NDArray[np.floating[Any]]
Columns = Mapping[str, Any]
Coding = Literal["treatment", "sum"]

_FUNCTIONS = {"log": np.log, "log2": np.log2, "log10": np.log10, "sqrt": np.sqrt, "exp": np.exp}


@dataclass(frozen=True)
class _Recognised:
    """A factor of the formula in the form patsy asks for: it looks up, it evaluates no code."""

    factor: Factor
    levels: tuple[str, ...]
    coding: Coding
    polynomial: OrthogonalPolynomial | None
    origin: ClassVar[None] = None  # where in a source text; patsy asks for it

    def name(self) -> str:
        return self.factor.label

    def memorize_passes_needed(self, state: object, eval_env: object) -> int:
        return 0

    def eval(self, state: object, data: Columns) -> Any:
        if self.levels:
            contrast = patsy.Treatment if self.coding == "treatment" else patsy.Sum
            known = _categorical(data[self.factor.variables[0]], self.levels)
            return patsy.builtins.C(known, contrast)
        return self._numbers({name: _as_floats(data[name]) for name in self.factor.variables})

    def _numbers(self, columns: Mapping[str, Floats]) -> Floats:
        if isinstance(self.factor, Identity):
            made = self.factor.expression.evaluate(columns)
            count = len(next(iter(columns.values()))) if columns else 1
            return np.broadcast_to(np.asarray(made, dtype=np.float64), (count,)).copy()
        values = columns[self.factor.variables[0]]
        if not isinstance(self.factor, Call):
            return values
        if self.factor.function == "poly":
            assert self.polynomial is not None
            return self.polynomial.evaluate(values)
        return np.asarray(_FUNCTIONS[self.factor.function](values))


def _categorical(values: Any, levels: tuple[str, ...]) -> Any:
    if isinstance(values, pd.Categorical) and tuple(values.categories) == levels:
        return values
    given = pd.Index(np.asarray(values, dtype=object))
    codes = pd.Index(levels, dtype="object").get_indexer(given)
    unknown = np.flatnonzero(codes < 0)
    if len(unknown):
        found = str(given[unknown[0]])
        raise DataError(f"'{found}' is no level. {did_you_mean(found, levels)}")
    return categorical(codes, levels)


def categorical(codes: NDArray[np.intp], levels: Sequence[str]) -> pd.Categorical[Any]:
    """Make a pandas categorical from level numbers and labels.

    The labels are plain Python text: patsy goes through them one by one, which takes far
    longer with text that pandas stores in its own way.
    """
    return pd.Categorical.from_codes(codes, pd.Index(list(levels), dtype="object"))


def _as_floats(values: Any) -> Floats:
    return np.asarray(values, dtype=np.float64)


@dataclass(frozen=True)
class FixedDesign:
    """The columns of one fixed part, and how to make them for new rows.

    Parameters
    ----------
    part
        The fixed part of a formula, or the left side of a random term.
    names
        Names of the p columns, as R names them.
    terms
        The terms in R's order, without the intercept.
    columns_of
        Column range of each term by label; the intercept under ``(Intercept)``.
    levels
        Levels of each categorical variable, the reference first.
    numeric
        Names of the covariates.
    """

    part: FixedPart
    names: tuple[str, ...]
    terms: tuple[Term, ...]
    columns_of: Mapping[str, slice]
    levels: Mapping[str, tuple[str, ...]]
    numeric: tuple[str, ...]
    coding: Coding
    _info: patsy.DesignInfo
    _order: NDArray[np.intp]
    _frame: ModelFrame

    def matrix(self, rows: Columns) -> Floats:
        """Make the columns for given rows.

        Parameters
        ----------
        rows
            A data frame, or a mapping of equally long arrays: level labels for factors,
            numbers for covariates.

        Returns
        -------
        array of shape (rows, p)

        Raises
        ------
        DataError
            If a value is no level of its factor.
        """
        if not self.terms:
            count = max((len(values) for values in rows.values()), default=1)
            return np.ones((count, 1))
        try:
            (made,) = patsy.build_design_matrices([self._info], rows, NA_action="raise")
        except patsy.PatsyError as error:
            raise DataError(f"The design cannot be evaluated: {error}") from None
        return np.asarray(made, dtype=np.float64)[:, self._order]

    def recoded(self, coding: Coding) -> FixedDesign:
        """Return the same terms with another coding of factors."""
        return self if coding == self.coding else fixed_design(self.part, self._frame, coding)


def frame_columns(frame: ModelFrame) -> dict[str, Any]:
    """Columns of a model frame as a design takes them."""
    made: dict[str, Any] = dict(frame.covariates)
    for name, coded in frame.factors.items():
        made[name] = categorical(coded.codes, coded.levels)
    return made


def fixed_design(part: FixedPart, frame: ModelFrame, coding: Coding = "treatment") -> FixedDesign:
    """Code the terms of a fixed part over a model frame.

    Parameters
    ----------
    part
        The terms.
    frame
        The rows on which levels and polynomials are learned.
    coding
        ``treatment`` (the first level is the reference) or ``sum``.

    Returns
    -------
    FixedDesign

    Raises
    ------
    DataError
        If a factor has fewer than two levels, or a function is undefined on the data.
    """
    known = {factor: _recognise(factor, frame, coding) for factor in dict.fromkeys(part.factors)}
    used = {
        name: frame.factors[name].levels
        for f in known.values()
        if f.levels
        for name in f.factor.variables
    }
    numeric = tuple(
        dict.fromkeys(n for f in known.values() if not f.levels for n in f.factor.variables)
    )
    wanted = [patsy.Term([])] if part.intercept else []
    terms = [patsy.Term([known[factor] for factor in term.factors]) for term in part.terms]
    if not terms:
        info, order, slices = None, np.zeros(1, dtype=np.intp), {"(Intercept)": slice(0, 1)}
        names: tuple[str, ...] = ("(Intercept)",)
    else:
        info = _build_info(wanted + terms, frame, known)
        order, slices, names = _in_r_order(info, part, terms)
    return FixedDesign(
        part=part,
        names=names,
        terms=part.terms,
        columns_of=slices,
        levels=used,
        numeric=numeric,
        coding=coding,
        _info=info,
        _order=order,
        _frame=frame,
    )


def _recognise(factor: Factor, frame: ModelFrame, coding: Coding) -> _Recognised:
    name = factor.variables[0] if factor.variables else ""
    categorical = isinstance(factor, Call) and factor.function == "factor"
    plain = not isinstance(factor, Identity | Call)
    if categorical or (plain and name in frame.factors):
        levels = frame.factors[name].levels
        if len(levels) < 2:
            raise DataError(
                f"'{name}' has one level in the rows used ('{levels[0]}'): "
                "it can't be compared with another. Take it out of the formula."
            )
        return _Recognised(factor, levels, coding, None)
    polynomial = None
    if isinstance(factor, Call) and factor.function == "poly":
        polynomial = orthogonal_polynomial(frame.covariates[name], factor.degree, raw=factor.raw)
    return _Recognised(factor, (), coding, polynomial)


def _build_info(
    terms: list[patsy.Term], frame: ModelFrame, known: Mapping[Factor, _Recognised]
) -> patsy.DesignInfo:
    columns = frame_columns(frame)
    with np.errstate(all="ignore"):
        for recognised in known.values():
            if recognised.levels:
                continue
            if not np.all(np.isfinite(recognised.eval(None, columns))):
                raise DataError(f"{recognised.name()} is not a finite number on every row used.")
    (info,) = patsy.design_matrix_builders([terms], lambda: iter([columns]), 0)
    return info


def _in_r_order(
    info: patsy.DesignInfo, part: FixedPart, terms: list[patsy.Term]
) -> tuple[NDArray[np.intp], dict[str, slice], tuple[str, ...]]:
    order: list[int] = []
    names: list[str] = []
    slices: dict[str, slice] = {}
    if part.intercept:
        order.extend(range(*info.term_slices[patsy.Term([])].indices(len(info.column_names))))
        names.append("(Intercept)")
        slices["(Intercept)"] = slice(0, 1)
    for term, coded in zip(part.terms, terms, strict=True):
        span = info.term_slices[coded]
        slices[term.label] = slice(len(order), len(order) + span.stop - span.start)
        order.extend(range(span.start, span.stop))
        for subterm in info.term_codings[coded]:
            names.extend(_subterm_names(subterm, info))
    return np.array(order, dtype=np.intp), slices, tuple(names)


def _subterm_names(subterm: Any, info: patsy.DesignInfo) -> list[str]:
    """R's names: the leftmost factor varies fastest."""
    made = [""]
    for factor in subterm.factors:
        if factor in subterm.contrast_matrices:
            suffixes = _level_suffixes(factor.levels, subterm.contrast_matrices[factor])
            own = [f"{_bare(factor)}{suffix}" for suffix in suffixes]
        else:
            count = info.factor_infos[factor].num_columns
            label = factor.name()
            own = [f"{label}{i + 1}" for i in range(count)] if count > 1 else [label]
        made = [f"{left}:{right}" if left else right for right in own for left in made]
    return made


def _bare(factor: _Recognised) -> str:
    """Return the factor's label without R's backquotes, as in R's column names."""
    return re.sub(r"^`(.*)`$", r"\1", factor.name())


def _level_suffixes(levels: tuple[str, ...], contrast: Any) -> list[str]:
    count = contrast.matrix.shape[1]
    if count == len(levels):
        return list(levels)
    if contrast.column_suffixes[0].startswith("[S."):
        return list(levels[:count])
    return list(levels[1:])
