"""One analysis held against its study file: its data, model, contrast and limits rule."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Protocol

from sap.engines.base import Capabilities
from sap.engines.catalogue import ADJUST_FOR, REML_ONLY, who_has
from sap.errors import did_you_mean
from sap.formula import Call, FixedPart
from sap.formula import Variable as Named
from sap.formula.tokens import tokenize
from sap.spec.check_conditions import check_condition, unknown_variable
from sap.spec.check_derived import derivable
from sap.spec.check_diagnostics import check_diagnostics, check_engine_diagnoses
from sap.spec.check_kinds import check_engine_kind, check_kind
from sap.spec.check_simplification import check_simplification
from sap.spec.check_study import source_of_unit, variables_of
from sap.spec.check_subgroups import check_subgroup
from sap.spec.endpoint import Analysis
from sap.spec.study import StudyFile, Variable


class Report(Protocol):
    """Takes a problem of an analysis: its part and key, and what is wrong."""

    def __call__(
        self,
        part: str,
        key: str,
        message: str,
        *,
        offset: int | None = None,
        item: int = -1,
        warning: bool = False,
    ) -> None:
        """Note a problem."""


def check_analysis(
    analysis: Analysis, study: StudyFile, engine: Capabilities | None, report: Report
) -> None:
    """Report what an analysis asks for that is not declared or can't be done.

    Parameters
    ----------
    analysis
        The analysis; what could not be read is None in it.
    study
        The study file.
    engine
        What the engine can do, None for an unknown engine.
    report
        Takes the problems.
    """
    declared = study.variables or {}
    available = _available(analysis, study, report)
    if analysis.data is not None and available is not None:
        _check_data(analysis, study, available, report)
    if analysis.model is not None:
        if available is not None and analysis.model.formula is not None:
            _check_formula(analysis, declared, available, report)
            check_simplification(analysis, declared, report)
            _check_limits(analysis, available, report)
        if engine is not None:
            _check_model(analysis, engine, report)
    if analysis.contrast is not None:
        _check_contrast(analysis, available, report)
        if engine is not None:
            _check_comparison(analysis, engine, report)
    if available is not None:
        check_subgroup(analysis, study, available, report)
    check_diagnostics(analysis, study, engine, report)
    check_kind(analysis, available, engine, report)


def check_engine(analysis: Analysis, engine: Capabilities) -> list[str]:
    """List what an analysis asks for that an engine can't do.

    Parameters
    ----------
    analysis
        A complete analysis.
    engine
        What the engine can do.

    Returns
    -------
    list of str
        One message a problem.
    """
    found: list[str] = []

    def report(
        part: str,
        key: str,
        message: str,
        *,
        offset: int | None = None,
        item: int = -1,
        warning: bool = False,
    ) -> None:
        found.append(message)

    _check_model(analysis, engine, report)
    _check_comparison(analysis, engine, report)
    check_engine_diagnoses(analysis, engine, report)
    check_engine_kind(analysis, engine, report)
    return found


def _available(
    analysis: Analysis, study: StudyFile, report: Report
) -> dict[str, Variable | None] | None:
    """Return the variables of the dataset, None when they can't be known."""
    name = analysis.data.dataset if analysis.data is not None else None
    if name is None or study.datasets is None:
        return None
    if name not in study.datasets:
        hint = did_you_mean(name, study.datasets)
        report("data", "dataset", f"There is no dataset '{name}'. {hint}")
        return dict(study.variables) if study.variables is not None else None
    dataset = study.datasets[name]
    if dataset is None or dataset.from_ is None or study.variables is None:
        return None
    names = derivable(variables_of(study, dataset), study.variables)
    sources = [dataset.from_, *(join.source for join in dataset.join or () if join is not None)]
    found = [(study.sources or {}).get(source) for source in sources]
    if any(source is None or not source.columns for source in found):
        return None
    return {name: study.variables.get(name) for name in names if name in study.variables}


def _check_data(
    analysis: Analysis,
    study: StudyFile,
    available: Mapping[str, Variable | None],
    report: Report,
) -> None:
    data, declared = analysis.data, study.variables or {}
    where = f"the dataset '{data.dataset}'"
    check_condition(
        data.where,
        available,
        declared,
        where,
        lambda message, start: report("data", "where", message, offset=start),
    )
    added = len(data.exclude or ())
    if analysis.sensitivity is not None and analysis.sensitivity.data is not None:
        added = len(analysis.sensitivity.data.values.get("exclude") or ())
    before = len(data.exclude or ()) - added
    for place, rule in enumerate(data.exclude or ()):
        if rule is None or place < before:
            continue
        check_condition(
            rule.when,
            available,
            declared,
            where,
            lambda message, start, item=place - before: report(  # type: ignore[misc]
                "data", "exclude", message, offset=start, item=item
            ),
        )
    _check_units(analysis, study, available, report)


def _check_units(
    analysis: Analysis,
    study: StudyFile,
    available: Mapping[str, Variable | None],
    report: Report,
) -> None:
    data, declared, sets = analysis.data, study.variables or {}, study.analysis_sets or {}
    where = f"the dataset '{data.dataset}'"
    if data.analysis_set is not None and study.analysis_sets is not None:
        if data.analysis_set not in sets:
            hint = did_you_mean(data.analysis_set, sets)
            report(
                "data", "analysis_set", f"There is no analysis set '{data.analysis_set}'. {hint}"
            )
        elif (
            (chosen := sets[data.analysis_set]) is not None
            and chosen.unit not in available
            and source_of_unit(study.sources or {}, chosen.unit)
        ):
            message = f"Its unit '{chosen.unit}' is not a variable of {where}."
            report("data", "analysis_set", message)
    if data.complete is None:
        return
    for name, needed in ((data.complete.of, "factor"), (data.complete.within, "id")):
        if name not in available:
            report("data", "complete", unknown_variable(name, available, declared, where))
        elif (variable := available[name]) is not None and variable.type not in (needed, None):
            report(
                "data", "complete", f"'{name}' has the type {variable.type}; needed is a {needed}."
            )


def _check_formula(
    analysis: Analysis,
    declared: Mapping[str, Variable | None],
    available: Mapping[str, Variable | None],
    report: Report,
) -> None:
    formula, where = analysis.model.formula, f"the dataset '{analysis.data.dataset}'"

    def tell(name: str, message: str, *, last: bool = False) -> None:
        report("model", "formula", message, offset=_place(formula.text, name, last=last))

    for name in formula.variables:
        if name not in available:
            tell(name, f"In the formula: {unknown_variable(name, available, declared, where)}")
    response = available.get(formula.response.variable)
    if response is not None and response.type is not None:
        if response.type != "number":
            tell(
                formula.response.variable,
                f"The response '{formula.response.variable}' has the type {response.type}; "
                "it must be a number.",
            )
        elif formula.response.transformation == "logit" and response.unit != "%":
            tell(
                formula.response.variable,
                'logit() is for a percentage: a number with the unit "%".',
            )
    for part in (formula.fixed, *(term.lhs for term in formula.random)):
        _check_effects(part, available, tell)
    for name in formula.grouping:
        group = available.get(name)
        if group is not None and group.type == "number":
            message = f"The groups of a random term are an id or a factor; '{name}' is a number."
            tell(name, message, last=True)


class _Tell(Protocol):
    def __call__(self, name: str, message: str) -> None: ...


def _check_effects(part: FixedPart, available: Mapping[str, Variable | None], tell: _Tell) -> None:
    for effect in part.factors:
        for name in effect.variables:
            variable = available.get(name)
            if variable is None or variable.type is None:
                continue
            if variable.type == "id":
                tell(
                    name, f"'{name}' is an id and has no effect of its own; use it as (1 | {name})."
                )
            elif variable.type == "factor" and not isinstance(effect, Named):
                if isinstance(effect, Call) and effect.function == "factor":
                    tell(name, f"'{name}' is declared as a factor; write {name}.")
                else:
                    tell(name, f"'{name}' is a factor; {effect.label} needs a number.")


def _place(text: str, name: str, *, last: bool) -> int | None:
    """Find a variable in a formula: where it stands first, or last."""
    tokens = tokenize(text)
    places = [
        token.start
        for token, after in pairwise(tokens)
        if token.kind == "name" and token.text == name and after.text != "("
    ]
    return places[-1 if last else 0] if places else None


def _check_limits(
    analysis: Analysis, available: Mapping[str, Variable | None], report: Report
) -> None:
    name = analysis.model.formula.response.variable
    response, rule = available.get(name), analysis.limits
    if response is None or response.type != "number":
        return
    if rule is None:
        if response.limits is not None:
            report(
                "limits",
                "",
                f"'{name}' has limits of quantification; a rule is needed, for example "
                "limits: {below: lloq/2, above: uloq}.",
            )
        return
    lower = response.limits.lower if response.limits is not None else None
    upper = response.limits.upper if response.limits is not None else None
    if response.limits is None:
        report("limits", "", f"'{name}' has no limits of quantification in the study file.")
        return
    for key, value, limit in (("below", rule.below, lower), ("above", rule.above, upper)):
        side = "lower" if key == "below" else "upper"
        if value and limit is None:
            report("limits", key, f"'{name}' has no {side} limit in the study file.")
        elif value == "" and limit is not None:
            message = f"'{name}' has a limit on this side ({limit}): say what stands {key} it."
            report("limits", "", f"The key '{key}' is missing. {message}")


def _check_model(analysis: Analysis, engine: Capabilities, report: Report) -> None:
    model = analysis.model
    for key, kind, what, value in (
        ("ddf", "ddf", "method for degrees of freedom", model.ddf),
        ("method", "methods", "method", model.method),
        ("singular", "singular", "policy for singular fits", model.singular),
        ("optimizer", "optimizers", "optimizer", model.optimizer),
    ):
        if value is not None and value not in getattr(engine, kind):
            report(
                "model",
                key,
                f"The engine '{engine.name}' has no {what} '{value}'. "
                f"{who_has(kind, value, engine)}",
            )
    if model.method == "ML" and model.ddf in REML_ONLY:
        report(
            "model",
            "ddf",
            f"'{model.ddf}' rests on REML and has no meaning under ML; "
            "use method: REML, or ddf: satterthwaite.",
        )


def _check_contrast(
    analysis: Analysis, available: Mapping[str, Variable | None] | None, report: Report
) -> None:
    contrast = analysis.contrast
    formula = analysis.model.formula if analysis.model is not None else None
    named = None
    if formula is not None:
        named = [effect.name for effect in formula.fixed.factors if isinstance(effect, Named)]
    misspelt = [name for name in named or () if available is not None and name not in available]
    asked = [("of", -1, contrast.of)]
    asked += [("by", place, name) for place, name in enumerate(contrast.by or ())]
    for key, item, name in asked:
        if name is None:
            continue
        variable = (available or {}).get(name)
        if variable is not None and variable.type not in ("factor", None):
            report(
                "contrast",
                key,
                f"'{name}' has the type {variable.type}; means are compared over a factor.",
                item=item,
            )
        elif named is not None and name not in named and not misspelt:
            report(
                "contrast",
                key,
                f"'{name}' is no fixed effect of the formula. {did_you_mean(name, named)}".rstrip(),
                item=item,
            )
    if contrast.of is not None and contrast.of in (contrast.by or ()):
        report("contrast", "by", f"'{contrast.of}' can't be compared within its own levels.")
    _check_levels(analysis, (available or {}).get(contrast.of or ""), report)


def _check_levels(analysis: Analysis, variable: Variable | None, report: Report) -> None:
    contrast = analysis.contrast
    if contrast.reference is not None and contrast.method == "pairwise":
        report("contrast", "reference", "Pairwise contrasts have no reference.")
    if variable is None or variable.levels is None:
        return
    if len(variable.levels) < 2:
        report("contrast", "of", f"'{contrast.of}' has one level; a contrast needs two.")
    if contrast.reference is not None and contrast.reference not in variable.levels:
        hint = did_you_mean(contrast.reference, variable.levels)
        report(
            "contrast",
            "reference",
            f"'{contrast.reference}' is no level of '{contrast.of}'. {hint}",
        )


def _check_comparison(analysis: Analysis, engine: Capabilities, report: Report) -> None:
    contrast = analysis.contrast
    for key, what, value in (
        ("adjust", "adjustment", contrast.adjust),
        ("weights", "weights", contrast.weights),
    ):
        if value is not None and value not in getattr(engine, key):
            report(
                "contrast",
                key,
                f"The engine '{engine.name}' has no {what} '{value}'. "
                f"{who_has(key, value, engine)}",
            )
    needed = ADJUST_FOR.get(contrast.adjust or "")
    if needed is not None and contrast.method is not None and contrast.method != needed:
        report("contrast", "adjust", f"'{contrast.adjust}' is for {needed} contrasts.")
