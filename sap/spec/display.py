"""Displays: tables, listings and figures of several endpoints, or of the units and their data.

Each kind is a class of its own, so that a key which a kind needs is asked for, and one
which it has no use for is refused.
"""

# ruff: noqa: RUF009 (`entry` makes a dataclass field, anew for each)

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sap.spec.condition import Condition
from sap.spec.fields import (
    CODE,
    CONDITION,
    FILE_STEM,
    IDENTIFIER,
    NAME,
    PROSE,
    TABLE_NUMBER,
    TEXT,
    WHOLE,
    choice,
)
from sap.spec.parts import ListOf, MapOf, OneOf, ShortOr, entry

DisplayKind = Literal[
    "disposition",
    "analysed",
    "limits",
    "exclusions",
    "flow",
    "excluded-rows",
    "endpoints",
    "observed",
    "characteristics",
    "subgroups",
    "forest",
    "sensitivity",
    "families",
    "graph",
]
#: Kinds that are figures; their numbers are counted apart from those of tables.
FIGURES = frozenset({"flow", "forest", "sensitivity", "graph"})


@dataclass(frozen=True, kw_only=True)
class Display:
    """What displays of every kind have."""

    number: str = entry(TABLE_NUMBER, "For example 14.1.1.")
    kind: DisplayKind = entry(TEXT, "What is shown, and how it is laid out.")
    title: str = entry(PROSE, "Title line.")
    file: str = entry(FILE_STEM, "Name of the output files, without extension.")
    footnotes: tuple[str, ...] = entry(ListOf(PROSE), "Further footnotes.", default=())


@dataclass(frozen=True, kw_only=True)
class DataDisplay(Display):
    """A table, listing or figure about the data of endpoints rather than their models."""

    kind: Literal["disposition", "analysed", "exclusions", "flow"] = entry(
        choice("disposition", "analysed", "exclusions", "flow"),
        "disposition (what each step took away), analysed (the same with one row an endpoint), "
        "exclusions (a listing of units) or flow (a figure).",
    )
    of: tuple[str, ...] = entry(
        ListOf(IDENTIFIER, 1), "Ids of the endpoints whose main analyses it is about."
    )


@dataclass(frozen=True, kw_only=True)
class LimitsDisplay(Display):
    """A table of values beyond the limits of quantification, and of missing ones."""

    kind: Literal["limits"] = entry(
        choice("limits"), "limits (values beyond the limits of quantification, and missing)."
    )
    of: tuple[str, ...] = entry(
        ListOf(IDENTIFIER, 1), "Ids of the endpoints whose main analyses it is about."
    )
    sensitivity: Mapping[str, tuple[str, ...]] = entry(
        MapOf(IDENTIFIER, ListOf(IDENTIFIER, 1), 1),
        "Sensitivity analyses with other rows, shown too: `endpoint: [ids]`.",
        default={},
    )


@dataclass(frozen=True, kw_only=True)
class RowListing(Display):
    """A listing of single rows that were taken out of analyses, each with its reason."""

    kind: Literal["excluded-rows"] = entry(
        choice("excluded-rows"), "excluded-rows (a listing of rows taken out)."
    )
    of: tuple[str, ...] = entry(
        ListOf(IDENTIFIER, 1), "Ids of the endpoints whose main analyses it is about."
    )
    most: int = entry(
        WHOLE,
        "Where more rows than this were lost together, they are counted by reason instead.",
        default=200,
    )


@dataclass(frozen=True, kw_only=True)
class EndpointsDisplay(Display):
    """A table with one row an endpoint, grouped by family."""

    kind: Literal["endpoints"] = entry(choice("endpoints"), "endpoints (one row an endpoint).")
    of: tuple[str, ...] = entry(ListOf(IDENTIFIER, 1), "Ids of the endpoints, in order.")


@dataclass(frozen=True, kw_only=True)
class SubgroupsDisplay(Display):
    """Effects by several subgroup variables, each from its own endpoint: a table or a figure."""

    kind: Literal["subgroups", "forest"] = entry(
        choice("subgroups", "forest"), "subgroups (a table) or forest (its forest plot)."
    )
    of: tuple[str, ...] = entry(
        ListOf(IDENTIFIER, 1), "Ids of the endpoints of subgroups, in order."
    )
    whole: str | None = entry(
        IDENTIFIER, "The endpoint that has the effect without subgroups.", default=None
    )


@dataclass(frozen=True, kw_only=True)
class SensitivityDisplay(Display):
    """A figure of an endpoint's own analysis with its sensitivity analyses beside it."""

    kind: Literal["sensitivity"] = entry(
        choice("sensitivity"), "sensitivity (a figure of an endpoint and its other analyses)."
    )
    of: tuple[str, ...] = entry(ListOf(IDENTIFIER, 1), "The id of the endpoint.")


@dataclass(frozen=True, kw_only=True)
class FamiliesDisplay(Display):
    """All families of hypotheses of the plan: a table of what became of them, or a picture."""

    kind: Literal["families", "graph"] = entry(
        choice("families", "graph"), "families (a table) or graph (a picture of procedures)."
    )


@dataclass(frozen=True, kw_only=True)
class ObservedDisplay(Display):
    """Observed values of endpoints in units of another analysis set; nothing is fitted."""

    kind: Literal["observed"] = entry(
        choice("observed"), "observed (observed values only: no model, interval or test)."
    )
    analysis_set: str = entry(NAME, "An analysis set of the study file: whom it describes.")
    of: tuple[str, ...] = entry(ListOf(IDENTIFIER, 1), "Ids of the endpoints, in order.")


@dataclass(frozen=True, kw_only=True)
class CharacteristicsColumn:
    """A column of a table of characteristics: an analysis set, or some units of one."""

    analysis_set: str = entry(NAME, "An analysis set of the study file.")
    label: str | None = entry(
        PROSE, "Heading; default the label of the analysis set.", default=None
    )
    where: Condition | None = entry(
        CONDITION, 'Only units such as `subset == "limited"`.', default=None
    )
    of: str | None = entry(
        IDENTIFIER,
        "The endpoint whose rows count where the analysis set has a rule `no rows`.",
        default=None,
    )


@dataclass(frozen=True, kw_only=True)
class CharacteristicsRow:
    """A variable of a table of characteristics."""

    variable: str = entry(NAME, "A number or a factor of the source with one row a unit.")
    missing: tuple[str, ...] = entry(
        ListOf(CODE, 1), "Levels that mean missing, such as [ND].", default=()
    )
    only: tuple[str, ...] = entry(
        ListOf(NAME, 1), "Columns to which it applies; in others a dash. Default all.", default=()
    )


@dataclass(frozen=True, kw_only=True)
class CharacteristicsDisplay(Display):
    """A table of the units' characteristics, one column an analysis set."""

    kind: Literal["characteristics"] = entry(
        choice("characteristics"), "characteristics (of the units, by analysis set)."
    )
    columns: Mapping[str, CharacteristicsColumn] = entry(
        MapOf(NAME, ShortOr(CharacteristicsColumn, "analysis_set"), 1),
        "Columns by name, in order: an analysis set, or more about it.",
    )
    rows: tuple[CharacteristicsRow, ...] = entry(
        ListOf(ShortOr(CharacteristicsRow, "variable"), 1),
        "Variables in order: a name, or more about it.",
    )


DISPLAYS: Mapping[str, type[Display]] = {
    "disposition": DataDisplay,
    "analysed": DataDisplay,
    "limits": LimitsDisplay,
    "exclusions": DataDisplay,
    "flow": DataDisplay,
    "excluded-rows": RowListing,
    "endpoints": EndpointsDisplay,
    "observed": ObservedDisplay,
    "characteristics": CharacteristicsDisplay,
    "subgroups": SubgroupsDisplay,
    "forest": SubgroupsDisplay,
    "sensitivity": SensitivityDisplay,
    "families": FamiliesDisplay,
    "graph": FamiliesDisplay,
}

#: A display of any kind, as a file declares it.
ANY_DISPLAY = OneOf("kind", DISPLAYS)
