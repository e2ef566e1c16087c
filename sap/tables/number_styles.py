"""Number styles by name: those of the package, and house styles of a spec."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from sap.errors import Problem, SpecError, did_you_mean
from sap.language import Language, counted, language, say, speaking
from sap.language.grammar import MINUS, NARROW_SPACE, Notation
from sap.spec import HouseStyle, TableStyle
from sap.tables.numbers import EN_DASH, TO, NumberStyle

STYLES: Mapping[str, NumberStyle] = {
    "csr": NumberStyle("csr", p_decimals=((0.001, 3),), p_floor=0.001, p_ceiling=0.999),
    "nejm": NumberStyle("nejm", p_decimals=((0.01, 2), (0.001, 3)), p_floor=0.001, p_ceiling=0.99),
}
_DECIMAL_MARKS = {"point": ".", "comma": ",", "middle dot": "\N{MIDDLE DOT}"}
_GROUPS = {"none": "", "thin space": NARROW_SPACE, "comma": ","}
_MINUS_SIGNS = {"minus": MINUS, "hyphen": "-"}
_BETWEEN = {"comma": ", ", "semicolon": "; ", "to": TO, "dash": EN_DASH}


def number_style(name: str, house: Mapping[str, HouseStyle] | None = None) -> NumberStyle:
    """Find a number style by its name.

    Parameters
    ----------
    name
        ``csr``, ``nejm``, or the name of a house style.
    house
        House styles of the spec, by name.

    Returns
    -------
    NumberStyle
        The style, in the notation of the language that is spoken where it has none of its own.

    Raises
    ------
    SpecError
        When there is no such style.
    """
    own = (house or {}).get(name)
    if own is None and name not in STYLES:
        hint = did_you_mean(name, [*STYLES, *(house or {})])
        raise SpecError(Problem(f"There is no number style '{name}'. {hint}"))
    style = STYLES[name] if own is None else _house_style(name, own)
    notation = _notation(own)
    return style if notation == style.notation else replace(style, notation=notation)


def style_of(tables: TableStyle) -> NumberStyle:
    """Find the number style of the tables of a study.

    Parameters
    ----------
    tables
        What the study file says of them.

    Returns
    -------
    NumberStyle
    """
    return number_style(tables.numbers, tables.number_styles)


def in_style(spoken: Language, tables: TableStyle) -> Language:
    """Let a language write all its numbers as the number style of the tables does.

    Parameters
    ----------
    spoken
        The language.
    tables
        What the study file says of its tables.

    Returns
    -------
    Language
        So that a number in a footnote has the marks of those in cells.
    """
    with speaking(spoken):
        return replace(spoken, notation=style_of(tables).notation)


def _house_style(name: str, own: HouseStyle) -> NumberStyle:
    """Round as a house style says, and as another where it says nothing."""
    like = STYLES[own.like]
    shared = {field.name for field in fields(like)} & {field.name for field in fields(own)}
    said: dict[str, Any] = {one: getattr(own, one) for one in shared}
    if own.p_decimals is not None:
        # The largest p first: the first that is reached counts.
        said["p_decimals"] = tuple(sorted(own.p_decimals.items(), reverse=True))
    changes = {one: value for one, value in said.items() if value is not None}
    return replace(like, name=name, **changes)


def _notation(own: HouseStyle | None) -> Notation:
    """Give the notation of the language, with what a house style says instead."""
    notation = language().notation
    if own is None:
        return notation
    if own.decimal is not None:
        # Limits are parted by what is not the decimal mark.
        between = ", " if own.decimal != "comma" else notation.between
        between = "; " if own.decimal == "comma" and between == ", " else between
        notation = replace(notation, decimal=_DECIMAL_MARKS[own.decimal], between=between)
    if own.thousands is not None:
        notation = replace(notation, groups=_GROUPS[own.thousands])
    if own.minus is not None:
        notation = replace(notation, minus=_MINUS_SIGNS[own.minus])
    if own.interval is not None:
        notation = replace(notation, between=_BETWEEN[own.interval])
    if own.leading_zero is not None:
        notation = replace(notation, leading_zero=own.leading_zero)
    return notation


def style_in_words(style: NumberStyle) -> str:
    """Say how a style writes numbers, in a sentence.

    Parameters
    ----------
    style
        The style.

    Returns
    -------
    str
        In the language that is spoken.
    """
    return say(
        "P-values have {p_values}, ratios {ratios}, and estimates of models {figures} significant "
        "figures.",
        p_values=_p_values_in_words(style),
        ratios=style.ratio_decimals,
        figures=style.significant_figures,
    )


def _p_values_in_words(style: NumberStyle) -> str:
    (first, places), *others = style.p_decimals
    if not others:
        return counted(places, say("decimal"))
    decimals = counted(places, say("decimal"))
    shown = say("{decimals} from {least:g} on", decimals=decimals, least=first)
    for position, (least, fewer) in enumerate(others, start=1):
        if position == len(others):
            return say("{shown} and {places} below", shown=shown, places=fewer)
        shown = say("{shown}, {places} from {least:g} on", shown=shown, places=fewer, least=least)
    return shown
