"""Derived variables in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sap.document.parts import Grid, code, row
from sap.document.phrases import Variables, capital, condition_in_words, named, quoted
from sap.language import listed, noted, number, say
from sap.plan import PlannedVariable
from sap.spec import Comparison, parse_condition

_LOGARITHMS = {
    "log": noted("Natural logarithm of {variable}."),
    "log2": noted("Logarithm to base 2 of {variable}."),
    "log10": noted("Logarithm to base 10 of {variable}."),
}
_BLANK_BELOW = {
    "zero": noted("A blank below its lower limit counts as zero."),
    "limit": noted("A blank below its lower limit counts as the limit."),
    "missing": noted("A blank below its lower limit counts as no blank."),
}
_BEYOND = {
    "limit": noted("A value beyond the limits of quantification counts as the limit."),
    "missing": noted("A value beyond the limits of quantification is missing."),
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
        say("Derived variables"),
        (say("Variable"), say("Name"), say("How it is made")),
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
    return f"{said} {say(_BEYOND[beyond])}" if beyond else said


def _label(variables: Variables, name: str) -> str:
    return named(variables.get(name), name)


def _level(variable: PlannedVariable | None, level: str) -> str:
    return quoted(dict(variable.levels).get(level, level) if variable else level)


def _logarithm(operation: str, of: str, _: PlannedVariable, all_: Variables) -> Iterator[str]:
    yield say(_LOGARITHMS[operation], variable=_label(all_, of))


def _ratio(_: str, of: list[str], __: PlannedVariable, all_: Variables) -> Iterator[str]:
    one, other = (_label(all_, name) for name in of)
    yield capital(say("{variable} divided by {other}.", variable=one, other=other))


def _per(_: str, made: Mapping[str, Any], __: PlannedVariable, all_: Variables) -> Iterator[str]:
    of, step = _label(all_, made["of"]), number(made["step"])
    yield capital(say("{variable} divided by {other}.", variable=of, other=step))


def _cut(_: str, made: Mapping[str, Any], own: PlannedVariable, all_: Variables) -> Iterator[str]:
    at = listed([number(value) for value in made["at"]])
    levels = listed([quoted(label) for _, label in own.levels])
    of = _label(all_, made["of"])
    yield capital(
        say("{variable}, cut at {points} into {levels}.", variable=of, points=at, levels=levels)
    )
    yield say("A value at a cut point belongs to the level above.")


def _windows(
    _: str, made: Mapping[str, Any], own: PlannedVariable, all_: Variables
) -> Iterator[str]:
    parts = [
        say("{level} from {low:g} to {high:g}", level=_level(own, name), low=low, high=high)
        for name, (low, high) in made["levels"].items()
    ]
    of, windows = _label(all_, made["of"]), listed(parts)
    yield capital(say("{variable}: {windows}, both ends included.", variable=of, windows=windows))
    yield say("Missing outside of them.")


def _days(_: str, made: Mapping[str, Any], __: PlannedVariable, all_: Variables) -> Iterator[str]:
    start, end = _label(all_, made["from"]), _label(all_, made["to"])
    yield say("Days from {start} to {end}.", start=start, end=end)


def _merge(_: str, made: Mapping[str, Any], own: PlannedVariable, all_: Variables) -> Iterator[str]:
    source = all_.get(made["of"])
    parts = [
        say(
            "{level} is {levels}",
            level=_level(own, new),
            levels=listed([_level(source, one) for one in old], "or"),
        )
        for new, old in made["into"].items()
    ]
    of = _label(all_, made["of"])
    yield say("Levels of {variable} put together: {levels}.", variable=of, levels=listed(parts))


def _code(_: str, made: Mapping[str, Any], __: PlannedVariable, all_: Variables) -> Iterator[str]:
    source = all_.get(made["of"])
    parts = [
        say("{level} is {value:+g}", level=_level(source, level), value=value)
        for level, value in made["as"].items()
    ]
    of = _label(all_, made["of"])
    yield capital(say("{variable} in numbers: {values}.", variable=of, values=listed(parts)))


def _case(own: PlannedVariable, case: Mapping[str, Any]) -> str:
    reason = case.get("missing")
    return say("missing ({reason})", reason=reason) if reason else _level(own, case["level"])


def _cases(_: str, made: Mapping[str, Any], own: PlannedVariable, all_: Variables) -> Iterator[str]:
    parts = [
        say(
            "{level} if {condition}",
            level=_case(own, case),
            condition=condition_in_words(case["when"], all_),
        )
        for case in made["first"]
    ]
    otherwise = made.get("otherwise")
    rest = (
        say("{level} otherwise", level=_level(own, otherwise))
        if otherwise
        else say("missing otherwise")
    )
    # Where each asks for another level of one factor, no two of them can be true.
    asked = [parse_condition(case["when"]).tree for case in made["first"]]
    apart = all(isinstance(one, Comparison) and one.operator == "==" for one in asked)
    apart = apart and len({getattr(one, "variable", "") for one in asked}) == 1
    cases = say("; ").join([*parts, rest])
    yield capital(f"{cases}.")
    if not apart:
        yield say("The first condition that is true decides.")


def _minus_blank(
    _: str, made: Mapping[str, Any], __: PlannedVariable, all_: Variables
) -> Iterator[str]:
    of, by = _label(all_, made["of"]), listed([_label(all_, one) for one in made["by"]])
    blank = condition_in_words(made["blank"], all_)
    if made.get("less"):
        said = say(
            "{variable} less the mean of {other} of the blanks with the same {factors}, on the raw "
            "scale; a blank is a row where {condition}.",
            variable=of,
            other=_label(all_, made["less"]),
            factors=by,
            condition=blank,
        )
    else:
        said = say(
            "{variable} less the mean of the blanks with the same {factors}, on the raw scale; "
            "a blank is a row where {condition}.",
            variable=of,
            factors=by,
            condition=blank,
        )
    yield capital(said)
    if made.get("blank_below"):
        yield say(_BLANK_BELOW[made["blank_below"]])
    if made.get("largest_share"):
        yield say(
            "Where the blanks make up more than {share:g} % of the mean measured over all rows "
            "with the same {factors}, no difference has a value.",
            share=made["largest_share"] * 100,
            factors=listed([_label(all_, one) for one in made.get("over") or made["by"]]),
        )


def _geometric_mean(
    _: str, made: Mapping[str, Any], __: PlannedVariable, all_: Variables
) -> Iterator[str]:
    yield say(
        "Geometric mean of {variable} over rows with the same {factors}.",
        variable=_label(all_, made["of"]),
        factors=listed([_label(all_, one) for one in made["by"]]),
    )


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
