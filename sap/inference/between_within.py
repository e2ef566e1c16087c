"""Between-within degrees of freedom for nested groups.

The inner-outer rule of Pinheiro & Bates (2000, Mixed-Effects Models in S and S-PLUS,
section 2.4.2): a term is estimated at the coarsest level of grouping within which it is
constant, and has there as many df as the level has groups beyond those of the level above
and the coefficients estimated at it. For one grouping these are the between- and
within-subject df of SAS's DDFM=BETWITHIN. The intercept counts as constant within groups,
as in SAS; nlme gives it the df of the innermost level, which would make the mean of a
donor-level variable look as if each measurement were a donor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sap.errors import EstimabilityError
from sap.solver.blocks import RandomBlock

Floats: TypeAlias = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]
Codes = NDArray[np.intp]

CONSTANT = 1e-10
"""Largest change of a column within groups, relative to its largest entry, that is none."""


def between_within_df(
    x: Floats, kept: Flags, blocks: Sequence[RandomBlock], terms: Mapping[str, slice]
) -> Floats:
    """Degrees of freedom of each coefficient.

    Parameters
    ----------
    x
        Columns of the fixed effects on the rows used, (n, p).
    kept
        Which columns are not aliased, (p,).
    blocks
        The random terms; several of one grouping count once.
    terms
        Columns of each term of the fixed effects, the intercept among them.

    Returns
    -------
    ndarray
        (p,), NaN for coefficients of a level without df left.

    Raises
    ------
    EstimabilityError
        If the groupings are not nested in one another.
    """
    levels = _nested({block.group: block.codes for block in blocks})
    sizes = [len(np.unique(codes)) for codes in levels]
    n = len(x)
    level_of = {label: _level(x[:, span], levels) for label, span in terms.items()}
    totals = [*sizes, n]
    df = np.full(x.shape[1], np.nan)
    for level, total in enumerate(totals):
        members = [span for label, span in terms.items() if level_of[label] == level]
        used = sum(int(kept[span].sum()) for span in members)
        # The coarsest level has no level above it: the intercept is among its coefficients.
        rest = total - (totals[level - 1] if level else 0) - used
        for span in members:
            df[span] = float(rest) if rest > 0 else np.nan
    return df


def _nested(groups: Mapping[str, Codes]) -> list[Codes]:
    """Different groupings, the coarsest first."""
    ordered = sorted(groups.items(), key=lambda item: len(np.unique(item[1])))
    made: list[tuple[str, Codes]] = []
    for name, codes in ordered:
        if made:
            above, coarser = made[-1]
            pairs = len(np.unique(np.column_stack((coarser, codes)), axis=0))
            if pairs > len(np.unique(codes)):
                raise EstimabilityError(
                    f"Between-within degrees of freedom need nested groups, and '{name}' is "
                    f"crossed with '{above}': some of its groups occur in several of the "
                    "other. Take kenward-roger or satterthwaite."
                )
            if pairs == len(np.unique(coarser)):
                continue
        made.append((name, codes))
    return [codes for _, codes in made]


def _level(columns: Floats, levels: list[Codes]) -> int:
    """The coarsest grouping within whose groups all columns are constant."""
    largest = np.abs(columns).max(axis=0, initial=0.0)
    for place, codes in enumerate(levels):
        _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
        change = np.abs(columns - columns[first[inverse]]).max(axis=0, initial=0.0)
        if np.all(change <= CONSTANT * largest):
            return place
    return len(levels)
