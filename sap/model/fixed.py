"""Fixed-effect designs: coded, named and ordered by R's rules, built by patsy.

patsy is handed factor objects of our own that look values up, and the coding of each factor
in each term; it evaluates nothing and chooses nothing. Its own choice of coding spans the
same fixed effects, but not the same random effects where a formula leaves a margin out.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

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

_FUNCTIONS = {"log": np.log, "log2": np.log2, "log10": np.log10, "sqrt": np.sqrt, "exp": np.exp}


@dataclass(frozen=True)
class _Recognised:
    """A factor of the formula in the form patsy asks for: it looks up, it evaluates no code."""

    factor: Factor
    levels: tuple[str, ...]
    polynomial: OrthogonalPolynomial | None
    origin: ClassVar[None] = None  # where in a source text; patsy asks for it

    def name(self) -> str:
        return self.factor.label

    def memorize_passes_needed(self, state: object, eval_env: object) -> int:
        return 0

    def eval(self, state: object, data: Columns) -> Any:
        if self.levels:
            return _categorical(data[self.factor.variables[0]], self.levels)
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
    _info: patsy.DesignInfo | None

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
        if self._info is None:
            count = max((len(values) for values in rows.values()), default=1)
            return np.ones((count, 1))
        try:
            (made,) = patsy.build_design_matrices([self._info], rows, NA_action="raise")
        except patsy.PatsyError as error:
            raise DataError(f"The design cannot be evaluated: {error}") from None
        return np.asarray(made, dtype=np.float64)


def frame_columns(frame: ModelFrame) -> dict[str, Any]:
    """Columns of a model frame as a design takes them."""
    made: dict[str, Any] = dict(frame.covariates)
    for name, coded in frame.factors.items():
        made[name] = categorical(coded.codes, coded.levels)
    return made


def fixed_design(part: FixedPart, frame: ModelFrame) -> FixedDesign:
    """Code the terms of a fixed part over a model frame.

    Parameters
    ----------
    part
        The terms.
    frame
        The rows on which levels and polynomials are learned.

    Returns
    -------
    FixedDesign

    Raises
    ------
    DataError
        If a factor has fewer than two levels, or a function is undefined on the data.
    """
    known = {factor: _recognise(factor, frame) for factor in dict.fromkeys(part.factors)}
    used = {
        name: frame.factors[name].levels
        for f in known.values()
        if f.levels
        for name in f.factor.variables
    }
    numeric = tuple(
        dict.fromkeys(n for f in known.values() if not f.levels for n in f.factor.variables)
    )
    names, slices = ["(Intercept)"] if part.intercept else [], {}
    if part.intercept:
        slices["(Intercept)"] = slice(0, 1)
    coded = _coded_terms(part, known)
    for term, subterm in coded:
        slices[term.label] = slice(len(names), len(names) + subterm.num_columns)
        names += _column_names(subterm)
    return FixedDesign(
        part=part,
        names=tuple(names),
        terms=part.terms,
        columns_of=slices,
        levels=used,
        numeric=numeric,
        _info=_design_info(part, frame, known, coded, names) if coded else None,
    )


def _recognise(factor: Factor, frame: ModelFrame) -> _Recognised:
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
        return _Recognised(factor, levels, None)
    polynomial = None
    if isinstance(factor, Call) and factor.function == "poly":
        polynomial = orthogonal_polynomial(frame.covariates[name], factor.degree, raw=factor.raw)
    return _Recognised(factor, (), polynomial)


def _coded_terms(
    part: FixedPart, known: Mapping[Factor, _Recognised]
) -> list[tuple[Term, patsy.design_info.SubtermInfo]]:
    """Code every factor of every term as R does.

    A factor has a column a level, less the first where the term without it lies within
    an earlier term or is empty (Chambers & Hastie 1992, Statistical Models in S, p. 38).
    Without an intercept the first factor met has a column for every level.
    """
    made = []
    complete = part.intercept
    for place, term in enumerate(part.terms):
        earlier = [set(other.factors) for other in part.terms[:place]]
        contrasts = {}
        columns = 1
        for factor in term.factors:
            recognised = known[factor]
            if not recognised.levels:
                columns *= _width(recognised)
                continue
            margin = set(term.factors) - {factor}
            reduced = complete and (not margin or any(margin <= other for other in earlier))
            complete = True
            contrasts[recognised] = _contrast(recognised.levels, reduced=reduced)
            columns *= contrasts[recognised].matrix.shape[1]
        factors = [known[factor] for factor in term.factors]
        made.append((term, patsy.design_info.SubtermInfo(factors, contrasts, columns)))
    return made


def _contrast(levels: tuple[str, ...], *, reduced: bool) -> patsy.ContrastMatrix:
    first = 1 if reduced else 0
    return patsy.ContrastMatrix(np.eye(len(levels))[:, first:], list(levels[first:]))


def _width(recognised: _Recognised) -> int:
    polynomial = recognised.polynomial
    return polynomial.degree if polynomial is not None else 1


def _design_info(
    part: FixedPart,
    frame: ModelFrame,
    known: Mapping[Factor, _Recognised],
    coded: Sequence[tuple[Term, patsy.design_info.SubtermInfo]],
    names: Sequence[str],
) -> patsy.DesignInfo:
    columns = frame_columns(frame)
    infos = {}
    for recognised in known.values():
        if recognised.levels:
            infos[recognised] = patsy.design_info.FactorInfo(
                recognised, "categorical", {}, categories=recognised.levels
            )
            continue
        with np.errstate(all="ignore"):
            finite = np.all(np.isfinite(recognised.eval(None, columns)))
        if not finite:
            raise DataError(f"{recognised.name()} is not a finite number on every row used.")
        infos[recognised] = patsy.design_info.FactorInfo(
            recognised, "numerical", {}, num_columns=_width(recognised)
        )
    codings: OrderedDict[patsy.Term, list[Any]] = OrderedDict()  # patsy insists on the type
    if part.intercept:
        codings[patsy.Term([])] = [patsy.design_info.SubtermInfo([], {}, 1)]
    for _, subterm in coded:
        codings[patsy.Term(list(subterm.factors))] = [subterm]
    return patsy.DesignInfo(list(names), factor_infos=infos, term_codings=codings)


def _column_names(subterm: patsy.design_info.SubtermInfo) -> list[str]:
    """Name columns as R does: the leftmost factor varies fastest."""
    made = [""]
    for recognised in subterm.factors:
        label, width = recognised.name(), _width(recognised)
        if recognised in subterm.contrast_matrices:
            levels = subterm.contrast_matrices[recognised].column_suffixes
            own = [f"{label}{level}" for level in levels]
        else:
            own = [f"{label}{i + 1}" for i in range(width)] if width > 1 else [label]
        made = [f"{left}:{right}" if left else right for right in own for left in made]
    return made
