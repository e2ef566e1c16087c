"""Words that several sections share: ids of endpoints, names of variables, conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import TypeAlias

from sap.document.parts import Paragraph, code, words
from sap.language import inside_a_sentence, language, listed, noted, noun, number, say
from sap.plan import Plan, PlannedAnalysis, PlannedVariable
from sap.spec import (
    AllOf,
    AnyOf,
    Comparison,
    Membership,
    Missing,
    NoRows,
    Not,
    parse_condition,
)
from sap.tables.together import endpoint_ids as endpoint_ids  # sections name endpoints by it

Variables: TypeAlias = Mapping[str, PlannedVariable]

_COMPARED = {
    "==": noted("{variable} is {value}"),
    "!=": noted("{variable} is not {value}"),
    "<": noted("{variable} is below {value}"),
    "<=": noted("{variable} is at most {value}"),
    ">": noted("{variable} is above {value}"),
    ">=": noted("{variable} is at least {value}"),
}


def variables_of(plan: Plan) -> dict[str, PlannedVariable]:
    """List all variables of a plan, those of its displays too.

    Parameters
    ----------
    plan
        The plan.

    Returns
    -------
    dict
        By name.
    """
    found = [variable for one in plan.analyses for variable in one.variables]
    found += [variable for display in plan.displays for variable in display.variables]
    return {variable.name: variable for variable in found}


def main_analyses(plan: Plan) -> dict[str, PlannedAnalysis]:
    """List the endpoints' own analyses.

    Parameters
    ----------
    plan
        The plan.

    Returns
    -------
    dict
        By endpoint, in the order of the plan.
    """
    return {one.endpoint_id: one for one in plan.analyses if one.confirmatory}


def capital(text: str) -> str:
    """Begin a sentence with a capital letter.

    Parameters
    ----------
    text
        The sentence.

    Returns
    -------
    str
    """
    return text[:1].upper() + text[1:]


def crossed(nouns: Iterable[str]) -> str:
    """Name the combinations of levels of several factors, ``donor by treatment``.

    Parameters
    ----------
    nouns
        Of the factors.

    Returns
    -------
    str
    """
    return reduce(lambda one, other: say("{one} by {other}", one=one, other=other), nouns)


def named(variable: PlannedVariable | None, name: str) -> str:
    """Name a variable within a sentence.

    Parameters
    ----------
    variable
        What it is, or None where that is not known.
    name
        Its name as declared.

    Returns
    -------
    str
        Its label, beginning with a small letter where that is an ordinary word.
    """
    return inside_a_sentence(variable.label) if variable is not None else noun(name)


def condition_in_words(text: str, variables: Variables, unit: str = "unit") -> str:
    """Say a condition in words.

    Parameters
    ----------
    text
        The condition, in the language of the spec.
    variables
        Whose labels, levels and units are used.
    unit
        What a rule ``no rows`` asks about.

    Returns
    -------
    str
        Such as ``group is not “Systemic sclerosis”``.
    """
    return _said(parse_condition(text).tree, variables, unit)


def _said(tree: object, variables: Variables, unit: str) -> str:
    match tree:
        case Comparison(variable, operator, value):
            shown = _value(variables.get(variable), value)
            return say(_COMPARED[operator], variable=_name(variables, variable), value=shown)
        case Membership(variable, values, negated):
            shown = listed([_value(variables.get(variable), one) for one in values], "or")
            name = _name(variables, variable)
            return say(_COMPARED["!=" if negated else "=="], variable=name, value=shown)
        case Missing(variable, negated):
            name = _name(variables, variable)
            if negated:
                return say("{variable} is not missing", variable=name)
            return say("{variable} is missing", variable=name)
        case NoRows():
            return say("the {unit} has no data for the endpoint", unit=noun(unit))
        case Not(part):
            inner = _bracketed(part, variables, unit)
            return say("it is not so that {condition}", condition=inner)
        case AllOf(parts):
            return listed([_bracketed(part, variables, unit) for part in parts])
        case AnyOf(parts):
            return listed([_bracketed(part, variables, unit) for part in parts], "or")
    raise AssertionError(tree)


def _bracketed(tree: object, variables: Variables, unit: str) -> str:
    said = _said(tree, variables, unit)
    return f"({said})" if isinstance(tree, AllOf | AnyOf) else said


def _name(variables: Variables, name: str) -> str:
    return named(variables.get(name), name)


def _value(variable: PlannedVariable | None, value: str | float) -> str:
    if isinstance(value, str):
        label = dict(variable.levels).get(value, value) if variable is not None else value
        return quoted(label)
    unit = f" {variable.unit}" if variable is not None and variable.unit else ""
    return language().grammar.typeset(f"{number(value)}{unit}")


def quoted(label: str) -> str:
    """Put the label of a level into quotation marks.

    Parameters
    ----------
    label
        The label.

    Returns
    -------
    str
    """
    return say("“{label}”", label=label)


def said_and_written(
    text: str, variables: Variables, unit: str = "unit"
) -> tuple[Paragraph, Paragraph]:
    """Say a condition in words, and beside them as it is written.

    Parameters
    ----------
    text, variables, unit
        As in `condition_in_words`.

    Returns
    -------
    tuple of Paragraph
        The words, then the code.
    """
    said = condition_in_words(text, variables, unit)
    return words(capital(said)), code(text)
