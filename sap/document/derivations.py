"""Derived variables in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sap.document.parts import Grid, code, row
from sap.document.phrases import Variables, condition_in_words, enumerated, named
from sap.plan import PlannedVariable
from sap.spec import Comparison, parse_condition

_LOGARITHMS = {
    "log": "Natural logarithm",
    "log2": "Logarithm to base 2",
    "log10": "Logarithm to base 10",
}
_BLANK_BELOW = {
    "zero": "a blank below its lower limit counts as zero",
    "limit": "a blank below its lower limit counts as the limit",
    "missing": "a blank below its lower limit counts as no blank",
}
_BEYOND = {
    "limit": "A value beyond the limits of quantification counts as the limit.",
    "missing": "A value beyond the limits of quantification is missing.",
}


def derivations(variables: Variables) -> Grid | None:
    """Say how variables are made of others.

    Parameters
    ----------
    variables
        All variables of the plan.

    Returns
    -------
    Grid or None
        One row a derived variable; None where there is none.
    """
    derived = [one for one in variables.values() if one.derived]
    if not derived:
        return None
    return Grid(
        "Derived variables",
        ("Variable", "Name", "How it is made"),
        (0.28, 0.2, 0.52),
        tuple(
            row(_labelled(one), code(one.name), derivation_in_words(one, variables))
            for one in derived
        ),
    )


def _labelled(variable: PlannedVariable) -> str:
    return f"{variable.label} ({variable.unit})" if variable.unit else variable.label


def derivation_in_words(variable: PlannedVariable, variables: Variables) -> str:
    """Say how a variable is made.

    Parameters
    ----------
    variable
        A derived variable.
    variables
        All variables of the plan.

    Returns
    -------
    str
        Sentences.
    """
    written: dict[str, Any] = json.loads(variable.derived)
    beyond = written.pop("beyond", None)
    ((operation, made),) = written.items()
    said = " ".join(_SAID[operation](operation, made, variable, variables))
    return f"{said} {_BEYOND[beyond]}" if beyond else said


def _label(variables: Variables, name: str) -> str:
    return named(variables.get(name), name)


def _level(variable: PlannedVariable | None, level: str) -> str:
    return f"“{dict(variable.levels).get(level, level) if variable else level}”"


def _logarithm(operation: str, of: str, _: PlannedVariable, all_: Variables) -> Iterator[str]:
    yield f"{_LOGARITHMS[operation]} of {_label(all_, of)}."


def _ratio(_: str, of: list[str], __: PlannedVariable, all_: Variables) -> Iterator[str]:
    yield f"{_capital(_label(all_, of[0]))} divided by {_label(all_, of[1])}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _per(_: str, made: Mapping[str, Any], __: PlannedVariable, all_: Variables) -> Iterator[str]:
    yield f"{_capital(_label(all_, made['of']))} divided by {made['step']:g}."


def _cut(_: str, made: Mapping[str, Any], own: PlannedVariable, all_: Variables) -> Iterator[str]:
    at = enumerated([f"{value:g}" for value in made["at"]])
    levels = enumerated([f"“{label}”" for _, label in own.levels])
    yield f"{_capital(_label(all_, made['of']))}, cut at {at} into {levels}."
    yield "A value at a cut point belongs to the level above."


def _windows(
    _: str, made: Mapping[str, Any], own: PlannedVariable, all_: Variables
) -> Iterator[str]:
    parts = [f"{_level(own, k)} from {a:g} to {b:g}" for k, (a, b) in made["levels"].items()]
    yield f"{_capital(_label(all_, made['of']))}: {enumerated(parts)}, both ends included."
    yield "Missing outside of them."


def _days(_: str, made: Mapping[str, Any], __: PlannedVariable, all_: Variables) -> Iterator[str]:
    yield f"Days from {_label(all_, made['from'])} to {_label(all_, made['to'])}."


def _merge(_: str, made: Mapping[str, Any], own: PlannedVariable, all_: Variables) -> Iterator[str]:
    source = all_.get(made["of"])
    parts = [
        f"{_level(own, new)} is {enumerated([_level(source, one) for one in old], 'or')}"
        for new, old in made["into"].items()
    ]
    yield f"Levels of {_label(all_, made['of'])} put together: {enumerated(parts)}."


def _code(_: str, made: Mapping[str, Any], __: PlannedVariable, all_: Variables) -> Iterator[str]:
    source = all_.get(made["of"])
    parts = [f"{_level(source, level)} is {value:+g}" for level, value in made["as"].items()]
    yield f"{_capital(_label(all_, made['of']))} in numbers: {enumerated(parts)}."


def _case(own: PlannedVariable, case: Mapping[str, Any]) -> str:
    reason = case.get("missing")
    return f"missing ({reason})" if reason else _level(own, case["level"])


def _cases(_: str, made: Mapping[str, Any], own: PlannedVariable, all_: Variables) -> Iterator[str]:
    parts = [
        f"{_case(own, case)} if {condition_in_words(case['when'], all_)}" for case in made["first"]
    ]
    otherwise = made.get("otherwise")
    rest = f"{_level(own, otherwise)} otherwise" if otherwise else "missing otherwise"
    # Where each asks for another level of one factor, no two of them can be true.
    asked = [parse_condition(case["when"]).tree for case in made["first"]]
    apart = all(isinstance(one, Comparison) and one.operator == "==" for one in asked)
    apart = apart and len({getattr(one, "variable", "") for one in asked}) == 1
    first = "" if apart else " The first condition that is true decides."
    yield f"{_capital('; '.join([*parts, rest]))}.{first}"


def _minus_blank(
    _: str, made: Mapping[str, Any], __: PlannedVariable, all_: Variables
) -> Iterator[str]:
    of, by = _label(all_, made["of"]), enumerated([_label(all_, one) for one in made["by"]])
    less = f" of {_label(all_, made['less'])}" if made.get("less") else ""
    blank = condition_in_words(made["blank"], all_)
    yield (
        f"{_capital(of)} less the mean{less} of the blanks with the same {by}, on the raw scale; "
        f"a blank is a row where {blank}."
    )
    if made.get("blank_below"):
        yield f"{_capital(_BLANK_BELOW[made['blank_below']])}."
    if made.get("largest_share"):
        over = enumerated([_label(all_, one) for one in made.get("over") or made["by"]])
        share = f"{made['largest_share'] * 100:g} %"
        yield (
            f"Where the blanks make up more than {share} of the mean measured over all rows with "
            f"the same {over}, no difference has a value."
        )


def _geometric_mean(
    _: str, made: Mapping[str, Any], __: PlannedVariable, all_: Variables
) -> Iterator[str]:
    by = enumerated([_label(all_, one) for one in made["by"]])
    yield f"Geometric mean of {_label(all_, made['of'])} over rows with the same {by}."


_SAID: Mapping[str, Any] = {
    **dict.fromkeys(_LOGARITHMS, _logarithm),
    "ratio": _ratio,
    "per": _per,
    "cut": _cut,
    "windows": _windows,
    "days": _days,
    "merge": _merge,
    "code": _code,
    "cases": _cases,
    "minus_blank": _minus_blank,
    "geometric_mean": _geometric_mean,
}
