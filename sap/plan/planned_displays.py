"""What displays need beside the analyses: units, variables, and rows that are only described."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sap.formula import Transformation
from sap.plan.planned import PlannedDisplay, PlannedRule, PlannedSet, PlannedVariable
from sap.spec import Complete, LimitsRule


@dataclass(frozen=True)
class PlannedLimits(PlannedDisplay):
    """A table of values beyond limits; `sensitivity` are further analyses, by endpoint."""

    sensitivity: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class PlannedRowListing(PlannedDisplay):
    """A listing of rows taken out; where there are more than `most` together, they are counted."""

    most: int


@dataclass(frozen=True)
class PlannedSubgroups(PlannedDisplay):
    """Effects by several variables; `whole` is the endpoint without them, or empty."""

    whole: str


@dataclass(frozen=True)
class PlannedColumn:
    """A column of a table of characteristics.

    Parameters
    ----------
    name, label
        Its name in the spec, and its heading.
    analysis_set
        Whose characteristics they are.
    where
        A condition on these units, None for all.
    endpoint
        The endpoint whose rows a rule ``no rows`` asks about, or empty.
    dataset, rows
        The dataset of that endpoint, and the condition on its rows (None for all).
    """

    name: str
    label: str
    analysis_set: PlannedSet
    where: str | None
    endpoint: str
    dataset: str
    rows: str | None


@dataclass(frozen=True)
class PlannedCharacteristic:
    """A variable of a table of characteristics.

    Parameters
    ----------
    variable
        What it is.
    levels
        Of a factor, code and label of the levels shown, in the order declared.
    missing
        Codes that mean missing.
    columns
        Names of the columns to which it applies.
    """

    variable: PlannedVariable
    levels: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class PlannedCharacteristics(PlannedDisplay):
    """A table of the units' characteristics; a unit counts once.

    Parameters
    ----------
    unit
        What is counted.
    columns, rows
        In order.
    needed
        All variables that it reads, those of rules and of derivations too.
    """

    unit: PlannedVariable
    columns: tuple[PlannedColumn, ...]
    rows: tuple[PlannedCharacteristic, ...]
    needed: tuple[PlannedVariable, ...]

    @property
    def variables(self) -> tuple[PlannedVariable, ...]:
        """Variables that it reads."""
        return self.needed

    @property
    def units(self) -> tuple[str, ...]:
        """What is counted."""
        return (self.unit.name,)


@dataclass(frozen=True)
class PlannedDescription:
    """The rows of an endpoint, of units of another analysis set, described and not modelled.

    Parameters
    ----------
    endpoint_id, description_id
        The endpoint, and what stands in the place of an analysis: ``observed:14.2.7``.
    title, label
        Of the endpoint.
    dataset, where, exclude, complete, limits
        As the endpoint's main analysis has them.
    analysis_set
        Who is described.
    response, transformation
        The variable described, and the scale of the endpoint's model.
    of, control
        The factor whose levels are shown side by side, and the level that ratios within a
        unit have below the line.
    variables
        All variables needed.
    """

    endpoint_id: str
    description_id: str
    title: str
    label: str
    dataset: str
    where: str | None
    exclude: tuple[PlannedRule, ...]
    complete: Complete | None
    limits: LimitsRule | None
    analysis_set: PlannedSet
    response: str
    transformation: Transformation
    of: str
    control: str
    variables: tuple[PlannedVariable, ...]

    @property
    def geometric(self) -> bool:
        """Whether means and comparisons are on a log scale."""
        return self.transformation in ("log", "log2", "log10")

    def variable(self, name: str) -> PlannedVariable:
        """Return a variable of the description.

        Parameters
        ----------
        name
            As declared; one that it needs.

        Returns
        -------
        PlannedVariable
            What it is.
        """
        return next(variable for variable in self.variables if variable.name == name)


@dataclass(frozen=True)
class PlannedObserved(PlannedDisplay):
    """A table of observed values only, one description an endpoint."""

    descriptions: tuple[PlannedDescription, ...]

    @property
    def variables(self) -> tuple[PlannedVariable, ...]:
        """Variables that it reads."""
        return tuple(variable for one in self.descriptions for variable in one.variables)

    @property
    def units(self) -> tuple[str, ...]:
        """What is included or excluded as a whole."""
        return tuple(one.analysis_set.unit for one in self.descriptions)
