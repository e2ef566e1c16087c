"""Kinds of analysis beside the mixed model, held against their contrast, data and engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sap.engines.base import Capabilities
from sap.engines.catalogue import who_has
from sap.errors import did_you_mean
from sap.spec.endpoint import Analysis, PairedTest
from sap.spec.study import Variable

if TYPE_CHECKING:
    from sap.spec.check_analyses import Report


def check_kind(
    analysis: Analysis,
    available: Mapping[str, Variable | None] | None,
    engine: Capabilities | None,
    report: Report,
) -> None:
    """Report a paired test or a leaving out of units that can't be done.

    Parameters
    ----------
    analysis
        The analysis; what could not be read is None in it.
    available
        The variables of its dataset, None when they can't be known.
    engine
        What the engine can do, None for an unknown engine.
    report
        Takes the problems.
    """
    if analysis.test is not None:
        _check_pairs(analysis, analysis.test, available or {}, report)
        if available is not None and analysis.test.within is not None:
            _check_within(analysis.test.within, available, report)
    if analysis.leave_out is not None and analysis.model is not None:
        formula = analysis.model.formula
        if formula is not None and analysis.leave_out not in formula.grouping:
            hint = did_you_mean(analysis.leave_out, formula.grouping)
            report(
                "leave_out",
                "",
                f"'{analysis.leave_out}' is no grouping factor of the formula, so none of it can "
                f"be left out. {hint}",
            )
    if engine is not None:
        check_engine_kind(analysis, engine, report)


def check_engine_kind(analysis: Analysis, engine: Capabilities, report: Report) -> None:
    """Report a kind of analysis that an engine does not have.

    Parameters
    ----------
    analysis, engine, report
        As for `check_kind`.
    """
    kind = analysis.kind
    if kind is None or kind in engine.kinds:
        return
    part, key = ("leave_out", "") if analysis.test is None else ("test", "kind")
    hint = who_has("kinds", kind, engine)
    report(part, key, f"The engine '{engine.name}' has no analysis of the kind '{kind}'. {hint}")


def _check_pairs(
    analysis: Analysis, test: PairedTest, available: Mapping[str, Variable | None], report: Report
) -> None:
    """Report a contrast that is not one difference of two arms."""
    contrast = analysis.contrast
    if contrast is None:
        return
    compared = available.get(contrast.of or "")
    levels = compared.levels if compared is not None else None
    for wrong, found in (
        (contrast.method not in ("trt.vs.ctrl", None), f"its method is {contrast.method}"),
        (contrast.adjust not in ("none", None), f"it is adjusted by {contrast.adjust}"),
        (bool(contrast.by), "it is taken by levels of other factors"),
        (
            levels is not None and len(levels) != 2,
            f"'{contrast.of}' has {len(levels or ())} levels",
        ),
    ):
        if wrong:
            report(
                "test",
                "",
                "A paired test compares two arms: trt.vs.ctrl of a factor with two levels, "
                f"adjust none, no by. Here {found}.",
            )


def _check_within(name: str, available: Mapping[str, Variable | None], report: Report) -> None:
    if name not in available:
        hint = did_you_mean(name, available)
        report("test", "within", f"'{name}' is no variable of the dataset. {hint}")
    elif (variable := available[name]) is not None and variable.type not in ("id", None):
        message = f"'{name}' has the type {variable.type}; means are paired within an id."
        report("test", "within", message)
