"""Which means are compared: the weights of contrasts, and their labels as emmeans writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sap.errors import PlanError, did_you_mean
from sap.inference.grid import Value
from sap.inference.means import MarginalMeans

Floats: TypeAlias = NDArray[np.floating[Any]]
Method = str | Mapping[str, Sequence[float]]

METHODS = ("pairwise", "revpairwise", "trt.vs.ctrl", "consec", "eff")
"""Methods by name.

``pairwise``: each pair, the earlier minus the later; ``revpairwise``: the other way round;
``trt.vs.ctrl``: each minus the reference; ``consec``: each minus the one before it;
``eff``: each minus the average of all.
"""

ZERO_SUM = 1e-6
"""Relative sum of weights below which they make a contrast, as in emmeans."""

_OPERATOR = re.compile(r"[-+*/]")
_NUMBER = re.compile(
    r"\s*[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|0[xX][0-9a-fA-F]+|inf|Inf|infinity|Infinity)"
    r"\s*\Z"
)


@dataclass(frozen=True)
class ContrastSet:
    """Contrasts of the means of one family.

    Parameters
    ----------
    method
        The name of the method; ``custom`` for stated weights.
    differences, ratios
        Labels on the link scale and for ratios on the response scale.
    weights
        One row a contrast, (c, k).
    """

    method: str
    differences: tuple[str, ...]
    ratios: tuple[str, ...]
    weights: Floats

    @property
    def are_contrasts(self) -> bool:
        """Whether all weights sum to zero, so that differences of logs become ratios."""
        size = ZERO_SUM + np.abs(self.weights).max(axis=1, initial=0.0)
        return bool(np.all(np.abs(self.weights.sum(axis=1)) < ZERO_SUM * size))


def value_label(value: Value) -> str:
    """Write a level, or a covariate's value to 15 significant digits as R does."""
    return value if isinstance(value, str) else f"{value:.15g}"


def mean_labels(means: MarginalMeans, *, enhanced: bool = True) -> list[str]:
    """Label the means of one family.

    Parameters
    ----------
    means
        The means.
    enhanced
        Whether a variable whose levels all look like numbers puts its name before them.

    Returns
    -------
    list of str
        The values of all `specs`, joined by spaces.
    """
    columns = []
    for name, values in means.columns(means.specs, 1, 1).items():
        texts = [value_label(value) for value in values]
        if enhanced and all(_NUMBER.match(value_label(v)) for v in means.levels[name]):
            texts = [f"{name}{text}" for text in texts]
        columns.append(texts)
    return [" ".join(parts) for parts in zip(*columns, strict=True)]


def contrast_set(
    means: MarginalMeans, method: Method, reference: str | None = None, *, enhanced: bool = True
) -> ContrastSet:
    """Make the contrasts of one family of means.

    Parameters
    ----------
    means
        The means.
    method
        One of `METHODS`, or named weights over the means of a family.
    reference
        The control of ``trt.vs.ctrl`` by its label, for several `specs` the labels joined
        by a space; the first mean by default.
    enhanced
        As for `mean_labels`.

    Returns
    -------
    ContrastSet

    Raises
    ------
    PlanError
        If the method, the weights or the reference don't fit the means.
    """
    count = means.rows.shape[1]
    if isinstance(method, Mapping):
        return _stated(method, count, mean_labels(means, enhanced=False))
    if method not in METHODS:
        raise PlanError(f"Unknown contrast method '{method}'. {did_you_mean(method, METHODS)}")
    if reference is not None and method != "trt.vs.ctrl":
        raise PlanError(f"A reference belongs to trt.vs.ctrl contrasts, not to {method}.")
    if count < 2:
        what = "'" + "', '".join(means.specs) + "'" if means.specs else "the overall mean"
        raise PlanError(f"There is nothing to compare: {what} gives one mean in each family.")
    labels = [
        f"({label})" if _OPERATOR.search(label) else label
        for label in mean_labels(means, enhanced=enhanced)
    ]
    if method == "eff":
        names = tuple(f"{label} effect" for label in labels)
        return ContrastSet(method, names, names, np.eye(count) - 1.0 / count)
    control = _control(means, reference) if method == "trt.vs.ctrl" else 0
    pairs = _pairs(method, count, control)
    weights = np.zeros((len(pairs), count))
    for row, (plus, minus) in enumerate(pairs):
        weights[row, plus], weights[row, minus] = 1.0, -1.0
    return ContrastSet(
        method,
        tuple(f"{labels[plus]} - {labels[minus]}" for plus, minus in pairs),
        tuple(f"{labels[plus]} / {labels[minus]}" for plus, minus in pairs),
        weights,
    )


def _pairs(method: str, count: int, control: int) -> list[tuple[int, int]]:
    if method == "trt.vs.ctrl":
        return [(i, control) for i in range(count) if i != control]
    if method == "consec":
        return [(i + 1, i) for i in range(count - 1)]
    if method == "revpairwise":
        return [(j, i) for j in range(1, count) for i in range(j)]
    return [(i, j) for i in range(count - 1) for j in range(i + 1, count)]


def _control(means: MarginalMeans, reference: str | None) -> int:
    if reference is None:
        return 0
    known = mean_labels(means, enhanced=False)
    if reference not in known:
        raise PlanError(
            f"The reference '{reference}' is none of the means. {did_you_mean(reference, known)}"
        )
    return known.index(reference)


def _stated(given: Mapping[str, Sequence[float]], count: int, labels: list[str]) -> ContrastSet:
    if not given:
        raise PlanError("A custom contrast needs at least one name with weights.")
    rows = []
    for name, weights in given.items():
        row = np.asarray(weights, dtype=float)
        if row.shape != (count,) or not np.isfinite(row).all():
            raise PlanError(
                f"Contrast '{name}' has {row.size} weights; it takes {count} finite numbers, one "
                f"for each of: {', '.join(labels)}."
            )
        rows.append(row)
    names = tuple(str(name) for name in given)
    ratios = tuple(name.replace(" - ", " / ") for name in names)
    return ContrastSet("custom", names, ratios, np.array(rows))
