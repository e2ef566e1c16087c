"""Random-effect blocks from the random terms of a formula."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sap.errors import DesignError
from sap.formula import RandomTerm
from sap.model.fixed import fixed_design, frame_columns
from sap.model.frame import Coded, ModelFrame
from sap.solver.blocks import RandomBlock


def random_blocks(frame: ModelFrame) -> tuple[RandomBlock, ...]:
    """Lay out every random term of a model frame.

    Parameters
    ----------
    frame
        The rows used.

    Returns
    -------
    tuple of RandomBlock
        In the order of the formula.

    Raises
    ------
    DesignError
        If a grouping factor has one level, or as many as there are rows.
    """
    return tuple(_block(term, frame) for term in frame.formula.random)


def _block(term: RandomTerm, frame: ModelFrame) -> RandomBlock:
    groups = crossed([frame.groups[name] for name in term.group])
    levels = len(groups.levels)
    if levels < 2:
        raise DesignError(
            f"The random term {term} has one group only ('{groups.levels[0]}'): "
            "a variance between groups can't be estimated from one.",
            terms=(str(term),),
        )
    # Without an intercept, groups of one row still tell a slope from the residual.
    if levels >= frame.n and term.lhs.intercept:
        raise DesignError(
            f"The random term {term} has {levels} groups for {frame.n} rows: it can't be told "
            "from the residual. Leave it out, or check that replicates are in the data.",
            terms=(str(term),),
        )
    design = fixed_design(term.lhs, frame)
    columns = design.matrix(frame_columns(frame)) if design.terms else np.ones((frame.n, 1))
    return RandomBlock(term.label, design.names, groups.codes, levels, columns, str(term))


def crossed(factors: Sequence[Coded]) -> Coded:
    """Combine factors to one whose levels are the combinations that occur.

    Parameters
    ----------
    factors
        One or more, over the same rows.

    Returns
    -------
    Coded
        Levels are labelled ``a:b``, in the order of the factors' levels.
    """
    if len(factors) == 1:
        return factors[0]
    index = np.zeros(len(factors[0].codes), dtype=np.intp)
    for factor in factors:
        index = index * len(factor.levels) + factor.codes
    present, codes = np.unique(index, return_inverse=True)
    parts: list[NDArray[np.intp]] = []
    rest = present
    for factor in reversed(factors):
        parts.insert(0, rest % len(factor.levels))
        rest = rest // len(factor.levels)
    labels = tuple(
        ":".join(factor.levels[i] for factor, i in zip(factors, key, strict=True))
        for key in zip(*parts, strict=True)
    )
    return Coded(codes.astype(np.intp), labels)
