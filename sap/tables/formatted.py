"""Each statistic of the results as a table writes it: the rule of every statistic.

A formatted value stands beside the raw one, never in its place. Tables put several of
them into one cell, ``0.64`` and ``0.59`` and ``0.70`` into ``0.64 (0.59, 0.70)``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from sap.ard import Ard, ArdRow
from sap.ard.rows import (
    CONTRAST,
    LEAVE_ONE_OUT,
    MODEL,
    MODIFICATION,
    MULTIPLICITY,
    OVERALL,
)
from sap.tables.effects import Effect, effect_of
from sap.tables.multiplicity import family_p_value
from sap.tables.numbers import NOT_ESTIMABLE, NumberStyle

Rule = Literal[
    "count",
    "percent",
    "p-value",
    "df",
    "statistic",
    "raw",
    "mean",
    "geometric mean",
    "effect",
    "lower limit of an effect",
    "upper limit of an effect",
    "estimate",
    "limit of quantification",
    "level",
    "yes or no",
    "text",
]
EFFECTS = (CONTRAST, OVERALL, MODIFICATION, LEAVE_ONE_OUT)
USUAL_LEVEL = 0.05

_RULES: Mapping[str, Rule] = {
    "num_df": "count",
    "sequence": "count",
    "iterations": "count",
    "decimals": "count",
    "source_line": "count",
    "geo_cv": "percent",
    "p_below": "percent",
    "p_above": "percent",
    "p_level": "percent",
    "p_value": "p-value",
    "p_value_max": "p-value",
    "p_adjusted": "p-value",
    "df": "df",
    "den_df": "df",
    "statistic": "statistic",
    "log_likelihood": "statistic",
    "log_likelihood_certified": "statistic",
    "median": "raw",
    "q1": "raw",
    "q3": "raw",
    "min": "raw",
    "max": "raw",
    "mean": "mean",
    "sd": "mean",
    "geo_mean": "geometric mean",
    "lower_min": "limit of quantification",
    "lower_max": "limit of quantification",
    "upper_min": "limit of quantification",
    "upper_max": "limit of quantification",
    "alpha": "level",
    "conf_level": "level",
    "converged": "yes or no",
    "singular": "yes or no",
    "rejected": "yes or no",
    "exploratory": "yes or no",
    "simulated": "yes or no",
}
_TEXTS = frozenset(
    {
        *("above_rule", "adjust", "analysis_kind", "below_rule", "condition", "contrast_method"),
        *("ddf", "engine", "engine_version", "excluded", "excluded_row", "excluded_step"),
        *("failure", "formula", "formula_fitted", "gate", "label", "method", "not_applicable"),
        *("optimizer", "procedure", "registration", "scale", "singular_policy", "source_file"),
        *("study_id", "study_title", "transformation", "within"),
    }
)
_OF_EFFECTS: Mapping[str, Rule] = {
    "estimate": "effect",
    "estimate_min": "effect",
    "estimate_max": "effect",
    "conf_low": "lower limit of an effect",
    "conf_high": "upper limit of an effect",
    # Of a range over fits no limit stands for a test.
    "conf_low_min": "effect",
    "conf_high_max": "effect",
}


def rule_of(kind: str, stat_name: str) -> Rule:
    """Say by which rule a statistic is written.

    Parameters
    ----------
    kind
        The kind of result, one of `sap.ard.rows.CONTEXTS`.
    stat_name
        The statistic.

    Returns
    -------
    str
        ``estimate`` where nothing else is said.
    """
    if kind in EFFECTS and stat_name in _OF_EFFECTS:
        return _OF_EFFECTS[stat_name]
    if stat_name in _TEXTS:
        return "text"
    return _RULES.get(stat_name, "count" if stat_name.startswith("n_") else "estimate")


def pattern(rule: Rule, style: NumberStyle) -> str:
    """Describe how a rule writes numbers, in the manner of a shell.

    Parameters
    ----------
    rule
        A rule.
    style
        How numbers are written.

    Returns
    -------
    str
        For example ``XX.X``.
    """
    estimate = f"{style.significant_figures} significant figures"
    ratio = _shape("X", style.ratio_decimals, style)
    words: Mapping[Rule, str] = {
        "count": "XX",
        "percent": _shape("XX", style.percent_decimals, style),
        "p-value": f"p-value, style {style.name}",
        "df": _shape("XX", style.df_decimals, style),
        "statistic": _shape("X", style.statistic_decimals, style),
        "raw": "decimals of the data",
        "mean": "decimals of the data + 1",
        "limit of quantification": "as given",
        "level": "as given",
        "yes or no": "Yes or No",
        "text": "text",
        "estimate": estimate,
        "geometric mean": estimate,
    }
    return words.get(rule, f"ratio {ratio}; difference {estimate}")


def _shape(whole: str, decimals: int, style: NumberStyle) -> str:
    """Write the shape of a number with decimals, ``XX.X``."""
    return f"{whole}{style.notation.decimal}{'X' * decimals}" if decimals else whole


def formatted_values(ard: Ard, style: NumberStyle) -> tuple[str, ...]:
    """Write every statistic of the results.

    Parameters
    ----------
    ard
        The results.
    style
        How numbers are written.

    Returns
    -------
    tuple of str
        One text a row, in the order of the rows. ``NE`` where there is a reason and no
        number; a statistic that is a text is that text.
    """
    levels = {
        row.variable: row.stat
        for row in ard.select(context=MULTIPLICITY, stat_name="alpha")
        if row.stat is not None
    }
    owners: dict[tuple[str, str], list[ArdRow]] = {}
    for row in ard:
        owners.setdefault((row.endpoint, row.analysis), []).append(row)
    writers = {owner: _writer(rows, levels, style) for owner, rows in owners.items()}
    return tuple(writers[row.endpoint, row.analysis].text(row) for row in ard)


def _group(row: ArdRow) -> tuple[str, ...]:
    return (row.kind, row.group1_level, row.group2_level, row.variable)


def _writer(rows: Iterable[ArdRow], levels: Mapping[str, float], style: NumberStyle) -> _Writer:
    told = Ard(tuple(row for row in rows if row.kind in (MODEL, *EFFECTS)))
    alpha = told.number("alpha", kind=MODEL)
    decimals = {_group(row): row.stat for row in rows if row.stat_name == "decimals"}
    paired = frozenset(_group(row) for row in rows if row.stat_name == "n_within")
    level = USUAL_LEVEL if alpha is None else alpha
    return _Writer(style, effect_of(told), level, levels, decimals, paired)


@dataclass(frozen=True)
class _Writer:
    """What the statistics of one analysis need to be written."""

    style: NumberStyle
    effect: Effect
    alpha: float
    levels: Mapping[str, float]
    decimals: Mapping[tuple[str, ...], float | None]
    paired: frozenset[tuple[str, ...]]

    def text(self, row: ArdRow) -> str:
        rule = rule_of(row.kind, row.stat_name)
        if rule == "text" and row.stat_text:
            return row.stat_text
        if row.stat is None:
            return NOT_ESTIMABLE if row.error else row.stat_text
        return self._written(rule, row, row.stat)

    def _written(self, rule: Rule, row: ArdRow, value: float) -> str:
        style = self.style
        match rule:
            case "count":
                return style.count(value)
            case "percent":
                return style.percent(value)
            case "df":
                return style.df(value)
            case "statistic":
                return style.statistic(value)
            case "limit of quantification" | "level":
                return style.notation.written(f"{value:.10g}")
            case "yes or no":
                return style.decision(bool(value))
            case "p-value":
                return self._p_value(row, value)
            case "raw" | "mean" | "geometric mean":
                return self._observed(rule, row, value)
            case "estimate":
                return style.estimate(value)
        return self._effect(rule, value)

    def _p_value(self, row: ArdRow, value: float) -> str:
        if row.kind == MULTIPLICITY:
            return family_p_value(value, self.levels.get(row.variable, USUAL_LEVEL), self.style)
        of_contrast = row.kind == CONTRAST
        return self.style.p_value(value, self.alpha if of_contrast else USUAL_LEVEL)

    def _observed(self, rule: Rule, row: ArdRow, value: float) -> str:
        group = _group(row)
        if group in self.paired:
            ratio = row.stat_name == "geo_mean"
            return self.style.ratio(value) if ratio else self.style.estimate(value)
        if rule == "geometric mean":
            return self.style.estimate(value)
        written = self.style.mean if rule == "mean" else self.style.raw
        return written(value, self.decimals.get(group))

    def _effect(self, rule: Rule, value: float) -> str:
        def written(number: float | None) -> str:
            return self.effect.written(number, self.style)

        if rule == "effect":
            return written(value)
        upper = rule == "upper limit of an effect"
        return self.style.limit(value, written, self.effect.null, upper=upper)
