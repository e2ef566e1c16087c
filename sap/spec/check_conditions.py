"""Conditions held against the variables they ask about."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sap.errors import did_you_mean
from sap.spec.condition import Comparison, Condition, Membership, NoRows, leaves
from sap.spec.study import Variable

#: Takes a message and the 0-based place of the wrong character in the text.
Report = Callable[[str, int], None]


def check_condition(
    condition: Condition | None,
    available: Mapping[str, Variable | None],
    declared: Mapping[str, Variable | None],
    where: str,
    report: Report,
    *,
    no_rows: bool = False,
) -> None:
    """Report variables that are not there, and values that a variable can't have.

    Parameters
    ----------
    condition
        What is checked; None for one that could not be read.
    available
        The variables that the condition may ask about.
    declared
        All variables of the study.
    where
        What the variables must belong to, in words, for example ``source 'donors'``.
    report
        Called with each problem.
    no_rows
        Whether ``no rows`` has a meaning here.
    """
    if condition is None:
        return
    if isinstance(condition.tree, NoRows) and not no_rows:
        report("'no rows' is for analysis sets: a unit without a row in the data.", 0)
    for leaf in leaves(condition.tree):
        if leaf.variable not in available:
            report(unknown_variable(leaf.variable, available, declared, where), leaf.start)
            continue
        variable = available[leaf.variable]
        if variable is None or variable.type is None:
            continue
        if isinstance(leaf, Comparison):
            if variable.type != "number" and leaf.operator not in ("==", "!="):
                report(
                    f"'{leaf.variable}' is no number: compare it by ==, != or in [...].",
                    leaf.start,
                )
                continue
            _check_value(leaf.variable, variable, leaf.value, leaf.value_start, report)
        elif isinstance(leaf, Membership):
            for value, start in zip(leaf.values, leaf.value_starts, strict=True):
                _check_value(leaf.variable, variable, value, start, report)


def unknown_variable(
    name: str,
    available: Mapping[str, object],
    declared: Mapping[str, object],
    where: str,
) -> str:
    """Say that a name is no variable, or none of those that can be used here.

    Parameters
    ----------
    name
        As written.
    available
        The variables that can be used here.
    declared
        All variables of the study.
    where
        What the variables must belong to, in words.

    Returns
    -------
    str
        A sentence or two.
    """
    if name in declared:
        return f"The variable '{name}' is not in {where}."
    hint = did_you_mean(name, available)
    return f"There is no variable '{name}'. {hint}".rstrip()


def _check_value(
    name: str, variable: Variable, value: str | float, start: int, report: Report
) -> None:
    if variable.type == "number":
        if isinstance(value, str):
            report(f"'{name}' is a number: compare it with a number, not a text.", start)
        return
    if not isinstance(value, str):
        shown = repr(value).removesuffix(".0")
        report(f"'{name}' is no number: put the value in double quotes, \"{shown}\".", start)
    elif variable.levels is not None and value not in variable.levels:
        hint = did_you_mean(value, variable.levels)
        report(f"'{value}' is no level of '{name}'. {hint}", start)
