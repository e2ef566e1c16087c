"""Contrasts of marginal means and slopes, one family for each combination of `by`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sap.errors import PlanError, did_you_mean
from sap.inference.adjust import (
    SIMULTANEOUS,
    Family,
    adjusted_p_values,
    checked_adjustment,
    critical_values,
)
from sap.inference.basis import LinearBasis, RowEstimates, combine
from sap.inference.contrast_methods import ContrastSet, Method, contrast_set
from sap.inference.distributions import t_critical, t_two_sided
from sap.inference.grid import Value
from sap.inference.means import MarginalMeans
from sap.inference.statistics import LINK, BackTransformation, back_transformation, columns_of
from sap.model.response import ResponseScale

Floats: TypeAlias = NDArray[np.floating[Any]]
Ways = str | Mapping[str, Method]


def contrasts_table(
    basis: LinearBasis,
    means: MarginalMeans,
    scale: ResponseScale,
    method: Method = "pairwise",
    adjust: str = "none",
    type: str = "link",
    conf_level: float = 0.95,
    reference: str | None = None,
) -> pd.DataFrame:
    """Compare means, or slopes, within each family.

    Parameters
    ----------
    basis
        The fitted model.
    means
        What is compared.
    scale
        The response's scale.
    method
        ``pairwise``, ``trt.vs.ctrl``, another of `contrast_methods.METHODS`, or named
        weights over the means of a family.
    adjust
        One of `adjust.ADJUSTMENTS`, within each family.
    type
        ``link``, or ``response``: ratios for a log response, odds ratios for a logit;
        otherwise contrasts stay on the link scale, as do weights that don't sum to zero.
    conf_level
        Of the intervals.
    reference
        The control of ``trt.vs.ctrl``; default the first mean.

    Returns
    -------
    pandas.DataFrame
        Columns: contrast, the `by` variables, then the statistics. ``attrs["scale"]`` says
        what the estimates are, ``attrs["interval"]`` whether intervals are ``simultaneous``
        or ``pointwise``.

    Raises
    ------
    PlanError
        If the request does not fit the means.
    """
    made = contrast_set(means, method, reference)
    back = _back(means, scale, type, made.are_contrasts)
    labels = made.differences if back is LINK else made.ratios
    families = means.rows.shape[0]
    columns = {"contrast": list(labels) * families}
    return _table(basis, means, columns, made, back, adjust, conf_level)


def interaction_contrasts_table(
    basis: LinearBasis,
    means: MarginalMeans,
    scale: ResponseScale,
    methods: Ways = "trt.vs.ctrl",
    adjust: str = "none",
    type: str = "link",
    conf_level: float = 0.95,
    reference: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Contrast contrasts: differences of differences, ratios of ratios on a log scale.

    Parameters
    ----------
    basis, means, scale, adjust, type, conf_level
        As for `contrasts_table`.
    methods
        One method for all `specs`, or one for each by name.
    reference
        The controls of ``trt.vs.ctrl`` by variable.

    Returns
    -------
    pandas.DataFrame
        Columns: ``<variable>_<method>`` for each of `specs`, the `by` variables, then the
        statistics. The first variable varies fastest.

    Raises
    ------
    PlanError
        If the request does not fit the means.
    """
    sets = _one_each(means, methods, reference or {})
    weights: Floats = np.ones((1, 1))
    for made in sets.values():
        weights = np.kron(made.weights, weights)
    joint = ContrastSet("interaction", (), (), weights)
    # A family with one true contrast among its factors sums to zero, whatever the others do.
    back = _back(means, scale, type, joint.are_contrasts)
    columns: dict[str, list[str]] = {}
    below = 1
    for name, made in sets.items():
        labels = made.differences if back is LINK else made.ratios
        once = [label for label in labels for _ in range(below)]
        below *= len(labels)
        tile = len(weights) // below * means.rows.shape[0]
        columns[f"{name}_{made.method}"] = once * tile
    return _table(basis, means, columns, joint, back, adjust, conf_level)


def _one_each(
    means: MarginalMeans, methods: Ways, reference: Mapping[str, str]
) -> dict[str, ContrastSet]:
    if not means.specs:
        raise PlanError("Interaction contrasts need at least one factor.")
    for name in (*reference, *(methods if isinstance(methods, Mapping) else ())):
        if name not in means.specs:
            raise PlanError(
                f"'{name}' is none of the factors contrasted. {did_you_mean(name, means.specs)}"
            )
    made = {}
    for name in means.specs:
        if isinstance(methods, Mapping) and name not in methods:
            raise PlanError(f"No contrast method is given for '{name}'.")
        method = methods[name] if isinstance(methods, Mapping) else methods
        alone = _factor_alone(means, name)
        made[name] = contrast_set(alone, method, reference.get(name), enhanced=False)
    return made


def _factor_alone(means: MarginalMeans, name: str) -> MarginalMeans:
    """Stand-in with the levels of one factor, for its labels and weights."""
    values = {name: means.levels[name]}
    rows = np.zeros((1, len(means.levels[name]), 0))
    return MarginalMeans((name,), (), values, means.factors & {name}, rows)


def _back(
    means: MarginalMeans, scale: ResponseScale, type: str, are_contrasts: bool
) -> BackTransformation:
    back = back_transformation(scale, type, contrast=True)
    # A slope of log odds has no odds ratio that one could name without the unit of time.
    slopes_stay = bool(means.slope_of) and not scale.is_log
    return LINK if slopes_stay or not are_contrasts else back


def _table(
    basis: LinearBasis,
    means: MarginalMeans,
    columns: Mapping[str, list[str]],
    made: ContrastSet,
    back: BackTransformation,
    adjust: str,
    conf_level: float,
) -> pd.DataFrame:
    adjust = checked_adjustment(adjust, made.method)
    count, p = len(made.weights), means.rows.shape[2]
    rows = np.concatenate([combine(made.weights, family) for family in means.rows])
    found = basis.estimate(rows.reshape(-1, p))
    critical, p_value = _adjusted(basis, rows, found, count, means, adjust, conf_level)
    filled: dict[str, list[Value] | list[str] | Floats] = {**columns}
    filled.update(means.columns(means.by, count, 1))
    filled.update(columns_of(found, critical, p_value, back))
    table = pd.DataFrame(filled)
    table.attrs["scale"] = back.name
    table.attrs["adjust"] = adjust
    simultaneous = adjust in SIMULTANEOUS and count > 1
    table.attrs["interval"] = "simultaneous" if simultaneous else "pointwise"
    return table


def _adjusted(
    basis: LinearBasis,
    rows: Floats,
    found: RowEstimates,
    count: int,
    means: MarginalMeans,
    adjust: str,
    conf_level: float,
) -> tuple[Floats, Floats]:
    statistic = found.statistic
    if adjust == "none":
        return t_critical(1.0 - conf_level, found.df), t_two_sided(statistic, found.df)
    critical = np.empty(len(rows))
    p_value = np.empty(len(rows))
    for start in range(0, len(rows), count):
        part = slice(start, start + count)
        family = Family(
            statistic=statistic[part],
            df=found.df[part],
            means=means.rows.shape[1],
            correlation=lambda part=part: _correlation(basis, rows[part]),  # type: ignore[misc]
        )
        p_value[part] = adjusted_p_values(family, adjust)
        critical[part] = critical_values(family, adjust, conf_level)
    return critical, p_value


def _correlation(basis: LinearBasis, rows: Floats) -> Floats:
    known = np.where(np.isnan(rows), 0.0, rows)
    covariance = known @ basis.vcov @ known.T
    size = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    size = np.where(size > 0.0, size, 1.0)
    return np.asarray(covariance / np.outer(size, size), dtype=float)
