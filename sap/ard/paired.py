"""Rows of a paired test, whether it gave numbers or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sap.ard.model import IN_UNITS, Result
from sap.ard.rows import CONTRAST, FAILURE, MODEL, Analysis, ArdRow
from sap.engines.base import PairedRequest, PairedResult

NAMES: Mapping[str, tuple[str, ...]] = {
    "paired-t": (
        "estimate",
        "std_error",
        "df",
        "statistic",
        "p_value",
        "conf_low",
        "conf_high",
    ),
    "wilcoxon": ("estimate", "statistic", "p_value", "conf_low", "conf_high"),
}
"""Statistics of each kind of test; signed ranks have no standard error and no df."""


def paired_rows(
    analysis: Analysis,
    found: PairedResult,
    request: PairedRequest,
    result: Result,
    labels: Mapping[str, str],
) -> Iterator[ArdRow]:
    """Make the rows of a paired test.

    Parameters
    ----------
    analysis
        Whose rows they are.
    found
        What the test gave.
    request
        What was asked of it.
    result
        The contrast wanted, and the words for its rows.
    labels
        Label of each arm by its code.

    Yields
    ------
    ArdRow
        Rows of the contexts model and contrast.
    """
    for name, version in found.versions.items():
        yield analysis.row(MODEL, "engine_version", text=version, variable=name)
    yield analysis.row(MODEL, "n_pairs", found.n_pairs, group1=request.unit)
    for arm, number in found.n_unpaired.items():
        yield analysis.row(MODEL, "n_unpaired", number, group1=request.arm, group1_level=arm)
    if request.kind == "wilcoxon":
        yield analysis.row(MODEL, "n_zero", found.n_zero, group1=request.unit)
    yield from _conditions(analysis, found, request, labels)
    yield from _contrast(analysis, request, result, found)


def failed_paired_rows(
    analysis: Analysis, request: PairedRequest, result: Result, reason: str
) -> Iterator[ArdRow]:
    """Make the rows of a paired test that failed: the same contrast, with the reason.

    Parameters
    ----------
    analysis, request, result
        As for `paired_rows`.
    reason
        Why there are no numbers.

    Yields
    ------
    ArdRow
        Rows of the contexts contrast and failure.
    """
    yield from _contrast(analysis, request, result, None, reason)
    yield analysis.row(FAILURE, "failure", text=reason, error=reason)


def _conditions(
    analysis: Analysis, found: PairedResult, request: PairedRequest, labels: Mapping[str, str]
) -> Iterator[ArdRow]:
    alone = {arm: number for arm, number in found.n_unpaired.items() if number}
    if alone:
        counts = ", ".join(f"{labels.get(arm, arm)} {number}" for arm, number in alone.items())
        total = sum(alone.values())
        yield _condition(
            analysis,
            "unpaired",
            f"Left out for having one arm only: {total} of {total + found.n_pairs}, by "
            f"{request.unit} ({counts}).",
        )
    if request.kind == "wilcoxon" and found.n_zero:
        yield _condition(
            analysis,
            "zero_differences",
            f"Differences of zero, {found.n_zero} of {found.n_pairs}, are dropped for the p-value; "
            "estimate and interval have them.",
        )


def _condition(analysis: Analysis, kind: str, message: str) -> ArdRow:
    return analysis.row(
        MODEL,
        "condition",
        text=kind,
        variable="condition",
        variable_level=kind,
        warning=message,
    )


def _contrast(
    analysis: Analysis,
    request: PairedRequest,
    result: Result,
    found: PairedResult | None,
    reason: str = "",
) -> Iterator[ArdRow]:
    sign = "-" if result.effect == "difference" else "/"

    def row(name: str, stat: float | None = None, **more: str) -> ArdRow:
        return analysis.row(
            CONTRAST,
            name,
            stat,
            group1=request.arm,
            group1_level=f"{request.level} {sign} {request.reference}",
            variable=result.response,
            **more,
        )

    yield row("scale", text=result.effect, error=reason)
    for name in NAMES[request.kind]:
        value = None if found is None else found.statistics[name]
        unit = result.unit if result.request.type == "link" and name in IN_UNITS else ""
        error = reason
        if found is not None and value != value:
            error = (
                f"With {found.n_pairs} pairs no interval of signed ranks reaches "
                f"{100 * request.conf_level:g} %."
            )
        yield row(name, value, unit=unit, error=error)
