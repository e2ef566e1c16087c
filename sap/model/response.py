"""Transformations of a response: applied before a fit, undone after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sap.formula import Transformation

Floats: TypeAlias = NDArray[np.floating[Any]]

_BASE = {"log": 1.0, "log2": float(np.log(2.0)), "log10": float(np.log(10.0))}


@dataclass(frozen=True)
class ResponseScale:
    """The scale on which a response is modelled.

    Parameters
    ----------
    transformation
        ``identity``, ``log``, ``log2``, ``log10``, ``sqrt`` or ``logit`` (of a percentage).
    """

    transformation: Transformation

    @property
    def is_log(self) -> bool:
        """Whether differences become ratios."""
        return self.transformation in _BASE

    @property
    def contrast_name(self) -> str:
        """What a difference is called once transformed back; ``difference`` where it can't be."""
        if self.is_log:
            return "ratio"
        return "odds ratio" if self.transformation == "logit" else "difference"

    def inside(self, values: Floats) -> NDArray[np.bool_]:
        """Which values the transformation is defined for."""
        if self.is_log:
            return values > 0
        if self.transformation == "sqrt":
            return values >= 0
        if self.transformation == "logit":
            return (values > 0) & (values < 100)
        return np.ones(values.shape, dtype=bool)

    @property
    def domain(self) -> str:
        """The values it is defined for, in words."""
        if self.is_log:
            return "above zero"
        if self.transformation == "sqrt":
            return "zero or more"
        return "above 0 and below 100" if self.transformation == "logit" else "any number"

    def forward(self, values: Floats) -> Floats:
        """From the measured to the modelled scale."""
        if self.is_log:
            return np.log(values) / _BASE[self.transformation]
        if self.transformation == "sqrt":
            return np.sqrt(values)
        if self.transformation == "logit":
            return np.log(values / (100.0 - values))
        return values

    def back(self, means: Floats) -> Floats:
        """Means from the modelled to the measured scale."""
        if self.is_log:
            return np.asarray(np.exp(means * _BASE[self.transformation]))
        if self.transformation == "sqrt":
            return means**2
        if self.transformation == "logit":
            return 100.0 / (1.0 + np.exp(-means))
        return means

    def back_slope(self, means: Floats) -> Floats:
        """Derivative of `back`, for standard errors by the delta method."""
        if self.is_log:
            return self.back(means) * _BASE[self.transformation]
        if self.transformation == "sqrt":
            return 2.0 * means
        if self.transformation == "logit":
            share = self.back(means) / 100.0
            return 100.0 * share * (1.0 - share)
        return np.ones_like(means)

    def back_contrast(self, differences: Floats) -> Floats:
        """Differences to ratios or odds ratios; unchanged where neither exists."""
        if self.is_log:
            return np.asarray(np.exp(differences * _BASE[self.transformation]))
        return np.asarray(np.exp(differences)) if self.transformation == "logit" else differences

    def back_contrast_slope(self, differences: Floats) -> Floats:
        """Derivative of `back_contrast`."""
        if self.is_log:
            return self.back_contrast(differences) * _BASE[self.transformation]
        if self.transformation == "logit":
            return np.asarray(np.exp(differences))
        return np.ones_like(differences)
