"""Polynomials of a covariate as R's ``poly`` makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sap.errors import DataError

Floats: TypeAlias = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class OrthogonalPolynomial:
    """A polynomial basis learned on one set of values, evaluated on any.

    The basis obeys the three-term recurrence of discrete orthogonal polynomials
    (Kennedy & Gentle 1980, Statistical Computing, pp. 343-344).

    Parameters
    ----------
    degree
        Highest power.
    raw
        Whether the basis is plain powers.
    centres
        Recurrence coefficients alpha, (degree,).
    norms
        Squared norms of the polynomials of degree -1 (one) to `degree`, (degree + 2,).
    """

    degree: int
    raw: bool
    centres: tuple[float, ...] = ()
    norms: tuple[float, ...] = ()

    def evaluate(self, values: Floats) -> Floats:
        """Evaluate the basis, shape (n, degree); shape (n,) for degree one."""
        if self.raw:
            made = np.column_stack([values**power for power in range(1, self.degree + 1)])
        else:
            made = np.column_stack(self._orthogonal(values))
        return made[:, 0] if self.degree == 1 else made

    def _orthogonal(self, values: Floats) -> list[Floats]:
        before, now = np.zeros_like(values), np.ones_like(values)
        made = []
        for power in range(self.degree):
            ratio = self.norms[power + 1] / self.norms[power] if power else 0.0
            before, now = now, (values - self.centres[power]) * now - ratio * before
            made.append(now / np.sqrt(self.norms[power + 2]))
        return made


def orthogonal_polynomial(values: Floats, degree: int, *, raw: bool) -> OrthogonalPolynomial:
    """Learn a basis on given values.

    Parameters
    ----------
    values
        The covariate on the rows used.
    degree
        Highest power.
    raw
        Whether plain powers are wanted.

    Returns
    -------
    OrthogonalPolynomial

    Raises
    ------
    DataError
        If there are not more different values than the degree.
    """
    if len(np.unique(values)) <= degree:
        raise DataError(
            f"poly() of degree {degree} needs more than {degree} different values; "
            f"there are {len(np.unique(values))}."
        )
    if raw:
        return OrthogonalPolynomial(degree, raw)
    centres: list[float] = []
    norms = [1.0, float(len(values))]
    before, now = np.zeros_like(values), np.ones_like(values)
    for power in range(degree):
        centres.append(float(values @ now**2 / norms[-1]))
        ratio = norms[-1] / norms[-2] if power else 0.0
        before, now = now, (values - centres[-1]) * now - ratio * before
        norms.append(float(now @ now))
    return OrthogonalPolynomial(degree, raw, tuple(centres), tuple(norms))
