"""The words of tables of several endpoints, of units, and of values that are only described."""

from __future__ import annotations

from dataclasses import dataclass

from sap.tables.wording import DisplayWording, ShownFamily, TitleBlock

#: Codes and labels in order.
Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class RowListingWording(DisplayWording):
    """The words of a listing of rows.

    Parameters
    ----------
    level_label
        The label of the compared factor.
    most
        Where more rows than this were lost together, they are counted.
    """

    level_label: str
    most: int


@dataclass(frozen=True)
class ShownEndpoint:
    """An endpoint as a row.

    Parameters
    ----------
    endpoint, analysis
        Ids of the endpoint and of its main analysis.
    label, unit
        Its short name, and the unit of its response or empty.
    row_noun
        What a row of its data is, in the singular.
    family
        Name of its family of hypotheses, or empty.
    """

    endpoint: str
    analysis: str
    label: str
    unit: str
    row_noun: str
    family: str = ""

    @property
    def with_unit(self) -> str:
        """The label with the unit."""
        return f"{self.label} ({self.unit})" if self.unit else self.label


@dataclass(frozen=True, kw_only=True)
class EndpointsWording(TitleBlock):
    """What a table with one row an endpoint takes from the plan.

    Parameters
    ----------
    unit_noun
        What is counted, in the singular: the unit of the analysis sets.
    arms
        Levels of the compared factor and their labels, the reference first.
    shown
        The endpoints, in order.
    families
        Those of the endpoints, in order.
    """

    unit_noun: str
    arms: Labels
    shown: tuple[ShownEndpoint, ...]
    families: tuple[ShownFamily, ...] = ()


@dataclass(frozen=True)
class ShownCharacteristic:
    """A variable of a table of characteristics.

    Parameters
    ----------
    name, label, unit
        As declared; the unit may be empty.
    levels
        Of a factor, those shown; empty for a number.
    missing
        Labels of the levels that mean missing.
    """

    name: str
    label: str
    unit: str
    levels: Labels = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CharacteristicsWording(TitleBlock):
    """What a table of characteristics takes from the plan.

    Parameters
    ----------
    unit_noun
        What is counted, in the singular.
    columns
        Names and headings.
    rows
        The variables, in order.
    """

    unit_noun: str
    columns: Labels
    rows: tuple[ShownCharacteristic, ...]


@dataclass(frozen=True, kw_only=True)
class ObservedWording(TitleBlock):
    """What a table of observed values takes from the plan.

    Parameters
    ----------
    unit_noun
        What is counted, in the singular: the unit of the analysis set.
    arms
        Levels of the compared factor and their labels, the reference first.
    shown
        The endpoints, in order; `analysis` is the description's.
    """

    unit_noun: str
    arms: Labels
    shown: tuple[ShownEndpoint, ...]
