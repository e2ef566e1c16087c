"""Variables, rules and analysis sets of a spec, resolved for a plan."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping

from sap.plan.planned import PlannedRule, PlannedSet, PlannedVariable
from sap.spec import Condition, Exclusion, Spec, Variable
from sap.spec.check_study import source_of_unit
from sap.spec.derived import Derived


def once(names: Iterable[str]) -> tuple[str, ...]:
    """Keep each name where it stands first.

    Parameters
    ----------
    names
        Names, some of them twice.

    Returns
    -------
    tuple of str
        Each once.
    """
    return tuple(dict.fromkeys(names))


def planned_rules(exclusions: Iterable[Exclusion]) -> tuple[PlannedRule, ...]:
    """Resolve rules that take rows or units out.

    Parameters
    ----------
    exclusions
        As declared.

    Returns
    -------
    tuple of PlannedRule
        In the same order.
    """
    return tuple(PlannedRule(str(rule.when), rule.reason) for rule in exclusions)


def planned_set(spec: Spec, name: str) -> PlannedSet:
    """Resolve an analysis set.

    Parameters
    ----------
    spec
        Declares it.
    name
        Its name.

    Returns
    -------
    PlannedSet
        With its rules in order.
    """
    chosen = spec.analysis_sets[name]
    (source,) = source_of_unit(spec.sources, chosen.unit)
    return PlannedSet(name, chosen.label, chosen.unit, planned_rules(chosen.exclude), source)


def planned_variable(spec: Spec, name: str) -> PlannedVariable:
    """Resolve a variable.

    Parameters
    ----------
    spec
        Declares it.
    name
        Its name.

    Returns
    -------
    PlannedVariable
        Levels with the reference first.
    """
    variable = spec.variables[name]
    labels = variable.levels or {}
    limits, derived = variable.limits, variable.derived
    blanks = derived.minus_blank if derived is not None else None
    return PlannedVariable(
        name=name,
        label=variable.label,
        type=variable.type,
        unit=variable.unit,
        levels=tuple((code, labels[code]) for code in variable.ordered_levels),
        lower=limits.lower if limits else None,
        upper=limits.upper if limits else None,
        derived=_derivation(variable),
        net_of=blanks.of if blanks is not None else "",
        reasons=_reasons(derived),
    )


def _reasons(derived: Derived | None) -> tuple[str, ...]:
    """List why a variable may have no value, as its cases declare."""
    cases = derived.cases.first if derived is not None and derived.cases is not None else ()
    return once(case.missing for case in cases if case.missing is not None)


def _derivation(variable: Variable) -> str:
    """Write down how a variable is derived, so that a change of it changes the plan."""
    if variable.derived is None:
        return ""
    return json.dumps(_written(variable.derived), sort_keys=True, ensure_ascii=False)


def _written(value: object) -> object:
    """Turn a part of a spec back into what is written: no defaults, conditions as text."""
    if isinstance(value, Condition):
        return str(value)
    if dataclasses.is_dataclass(value):
        found = {one.name: getattr(value, one.name) for one in dataclasses.fields(value)}
        return {name.rstrip("_"): _written(v) for name, v in found.items() if v is not None}
    if isinstance(value, Mapping):
        return {str(key): _written(each) for key, each in value.items()}
    return [_written(each) for each in value] if isinstance(value, tuple) else value


def with_inputs(spec: Spec, names: Iterable[str]) -> tuple[str, ...]:
    """Add what derived variables are made of, and the limits of that.

    Parameters
    ----------
    spec
        Declares the variables.
    names
        Some of them.

    Returns
    -------
    tuple of str
        These and all they need, each once.
    """
    every = list(names)
    for name in every:  # grows as inputs are found
        derived = spec.variables[name].derived
        for one in derived.inputs if derived is not None else ():
            limits = spec.variables[one].limits
            found = (one, limits.lower, limits.upper) if limits is not None else (one,)
            every += [each for each in found if each is not None and each not in every]
    return once(every)
