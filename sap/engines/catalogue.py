"""What each engine can do, known without importing any of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sap.engines.base import Capabilities
from sap.errors import did_you_mean
from sap.language import noted

#: Full names of the methods for denominator degrees of freedom, for plans and footnotes.
DDF_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "kenward-roger": noted("Kenward-Roger (expected information)"),
        "kenward-roger-sas": noted("Kenward-Roger (observed information, as SAS ddfm=kr)"),
        "satterthwaite": noted("Satterthwaite"),
        "between-within": noted("between-within"),
        "residual": noted("residual"),
        "asymptotic": noted("asymptotic (infinite: normal and chi-squared tests)"),
    }
)

#: Methods that rest on REML and have no meaning under ML.
REML_ONLY = frozenset(["kenward-roger", "kenward-roger-sas"])

#: Adjustments that belong to one method of contrast.
ADJUST_FOR: Mapping[str, str] = MappingProxyType({"tukey": "pairwise", "dunnett": "trt.vs.ctrl"})

CAPABILITIES: Mapping[str, Capabilities] = MappingProxyType(
    {
        "statsmodels": Capabilities(
            name="statsmodels",
            ddf=(
                "kenward-roger",
                "kenward-roger-sas",
                "satterthwaite",
                "between-within",
                "residual",
                "asymptotic",
            ),
            methods=("REML", "ML"),
            adjust=(
                "none",
                "bonferroni",
                "holm",
                "hochberg",
                "hommel",
                "bh",
                "by",
                "sidak",
                "tukey",
                "dunnett",
            ),
            weights=("equal", "proportional"),
            singular=("keep", "drop", "error"),
            optimizers=("sap", "statsmodels"),
            diagnostics=("convergence", "residuals", "influence"),
            kinds=("mixed-model", "paired-t", "wilcoxon", "leave-one-out"),
        ),
        "pymer4": Capabilities(
            name="pymer4",
            ddf=("kenward-roger", "satterthwaite", "asymptotic"),
            methods=("REML", "ML"),
            # Not dunnett: R's multivariate t takes whole degrees of freedom only.
            adjust=(
                "none",
                "bonferroni",
                "holm",
                "hochberg",
                "hommel",
                "bh",
                "by",
                "sidak",
                "tukey",
            ),
            weights=("equal", "proportional"),
            singular=("keep", "error"),
            optimizers=("lme4",),
            # Not leave-one-out: each unit would be a fit of its own, half a second or more in R.
            kinds=("mixed-model", "paired-t", "wilcoxon"),
        ),
    }
)


def who_has(kind: str, value: str, lacking: Capabilities) -> str:
    """Say which engines have what one lacks, or else what was meant.

    Parameters
    ----------
    kind
        A field of `Capabilities`, for example ``ddf``.
    value
        What was asked for.
    lacking
        The engine that does not have it.

    Returns
    -------
    str
        A sentence.
    """
    names = [name for name, able in CAPABILITIES.items() if value in getattr(able, kind)]
    if names:
        return f"Engine {' and '.join(names)} has it."
    return did_you_mean(value, getattr(lacking, kind))
