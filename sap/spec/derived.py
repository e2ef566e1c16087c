"""How a variable is derived from others: a closed list of operations, each with its inputs."""

# ruff: noqa: RUF009 (`entry` makes a dataclass field, anew for each)

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal

from sap.spec.condition import Condition
from sap.spec.fields import CODE, CONDITION, NAME, NUMBER, PROSE, RANGE, SHARE, choice
from sap.spec.parts import ListOf, MapOf, PartOf, entry


@dataclass(frozen=True, kw_only=True)
class Per:
    """A number in steps of its own unit."""

    of: str = entry(NAME, "The number.")
    step: float = entry(NUMBER, "How much of it counts as one, for example 5.")


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A number cut into the declared levels, the lowest first."""

    of: str = entry(NAME, "The number.")
    at: tuple[float, ...] = entry(
        ListOf(NUMBER, 1), "Cut points, rising; a value at one belongs to the level above."
    )


@dataclass(frozen=True, kw_only=True)
class Windows:
    """A number, such as a day, put into windows; outside all of them it is missing."""

    of: str = entry(NAME, "The number.")
    levels: Mapping[str, tuple[float, float]] = entry(
        MapOf(CODE, RANGE, 1), "For each level its first and last value, both included."
    )


@dataclass(frozen=True, kw_only=True)
class Days:
    """Days from one date to another."""

    from_: str = entry(NAME, "The first date.", key="from")
    to: str = entry(NAME, "The second date.")


@dataclass(frozen=True, kw_only=True)
class Merge:
    """Levels of a factor put together."""

    of: str = entry(NAME, "The factor.")
    into: Mapping[str, tuple[str, ...]] = entry(
        MapOf(CODE, ListOf(CODE, 1), 1), "For each new level the levels it is made of."
    )


@dataclass(frozen=True, kw_only=True)
class Code:
    """A factor in numbers, as for a random slope of two arms coded -1/2 and +1/2."""

    of: str = entry(NAME, "The factor.")
    as_: Mapping[str, float] = entry(
        MapOf(CODE, NUMBER, 1), "`level: number`, each level once.", key="as"
    )


@dataclass(frozen=True, kw_only=True)
class Case:
    """A level, or the reason why there is none, and when it holds."""

    when: Condition = entry(CONDITION, 'For example `aca == "POS" and ata == "POS"`.')
    level: str | None = entry(CODE, "The level.", default=None)
    missing: str | None = entry(
        PROSE,
        "Instead of a level: why there is none, as listings and tables show it.",
        default=None,
    )


@dataclass(frozen=True, kw_only=True)
class Cases:
    """A level by conditions; the first that is true decides, an undecided one gives missing."""

    first: tuple[Case, ...] = entry(ListOf(PartOf(Case), 1), "The cases, in order.")
    otherwise: str | None = entry(
        CODE, "The level where all conditions are false; default missing.", default=None
    )


@dataclass(frozen=True, kw_only=True)
class MinusBlank:
    """A number less the mean of its blanks, on the raw scale; blanks themselves are missing."""

    of: str = entry(NAME, "The number.")
    less: str | None = entry(
        NAME,
        "The number whose blanks are averaged, where it is another one: `of` an upper limit of "
        "quantification, `less` what was measured, gives the upper limit of the difference.",
        default=None,
    )
    blank: Condition = entry(CONDITION, "Which rows are blanks.")
    by: tuple[str, ...] = entry(ListOf(NAME, 1), "A row's blanks share these with it.")
    blank_below: Literal["zero", "limit", "missing"] | None = entry(
        choice("zero", "limit", "missing"),
        "Needed where blanks have limits of quantification: one below the lower limit counts as "
        "zero, as the limit, or as no blank. One above the upper limit is never a blank.",
        default=None,
    )
    largest_share: float | None = entry(
        SHARE,
        "Where the blanks make up more than this share of the mean measured, no difference has "
        "a value.",
        default=None,
    )
    over: tuple[str, ...] = entry(
        ListOf(NAME, 1),
        "The share is judged over all rows that share these; default `by`.",
        default=(),
    )

    @property
    def blanks(self) -> str:
        """The number whose blanks are averaged."""
        return self.less or self.of


@dataclass(frozen=True, kw_only=True)
class GeometricMean:
    """Replicates averaged on the log scale, on the first row of each group."""

    of: str = entry(NAME, "The number; each must be above zero.")
    by: tuple[str, ...] = entry(ListOf(NAME, 1), "Rows that share these are replicates.")


@dataclass(frozen=True, kw_only=True)
class Derived:
    """One operation on other variables."""

    log: str | None = entry(NAME, "Natural logarithm of a number.", default=None)
    log2: str | None = entry(NAME, "Logarithm to base 2.", default=None)
    log10: str | None = entry(NAME, "Logarithm to base 10.", default=None)
    ratio: tuple[str, ...] | None = entry(
        ListOf(NAME, 1), "[numerator, denominator], as in a ratio to isotype.", default=None
    )
    per: Per | None = entry(PartOf(Per), "A number in steps, as in per 5 points.", default=None)
    cut: Cut | None = entry(PartOf(Cut), "Categories by cut points.", default=None)
    windows: Windows | None = entry(PartOf(Windows), "Time windows.", default=None)
    days: Days | None = entry(PartOf(Days), "Days between two dates.", default=None)
    merge: Merge | None = entry(PartOf(Merge), "Levels put together: ever, never.", default=None)
    code: Code | None = entry(PartOf(Code), "A factor in numbers.", default=None)
    cases: Cases | None = entry(PartOf(Cases), "A level by conditions.", default=None)
    minus_blank: MinusBlank | None = entry(
        PartOf(MinusBlank), "Blanks subtracted on the raw scale.", default=None
    )
    geometric_mean: GeometricMean | None = entry(
        PartOf(GeometricMean), "Replicates averaged on the log scale.", default=None
    )
    beyond: Literal["limit", "missing"] | None = entry(
        choice("limit", "missing"),
        "Needed where a number has limits of quantification: a value beyond them counts as the "
        "limit, or is missing.",
        default=None,
    )

    @property
    def operations(self) -> tuple[str, ...]:
        """The operations that are written; one in a spec without mistakes."""
        names = (field.name for field in fields(self) if field.name != "beyond")
        return tuple(name for name in names if getattr(self, name) is not None)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers it is made of."""
        single = (self.log, self.log2, self.log10)
        parts = (self.per, self.cut, self.windows, self.minus_blank, self.geometric_mean)
        found = [*single, *(self.ratio or ()), *(part.of for part in parts if part is not None)]
        found += [self.minus_blank.less] if self.minus_blank is not None else []
        return tuple(dict.fromkeys(name for name in found if name is not None))

    @property
    def factors(self) -> tuple[str, ...]:
        """The factors whose levels it takes."""
        return tuple(part.of for part in (self.merge, self.code) if part is not None and part.of)

    @property
    def dates(self) -> tuple[str, ...]:
        """The dates it is made of."""
        days = self.days
        return tuple(n for n in (days.from_, days.to) if n is not None) if days else ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions it asks."""
        found = [case.when for case in self.cases.first or () if case] if self.cases else []
        if self.minus_blank is not None:
            found.append(self.minus_blank.blank)
        return tuple(condition for condition in found if condition is not None)

    @property
    def groups(self) -> tuple[str, ...]:
        """The variables whose combinations are its groups."""
        names: list[str | None] = []
        if self.minus_blank is not None:
            names += [*(self.minus_blank.by or ()), *(self.minus_blank.over or ())]
        if self.geometric_mean is not None:
            names += self.geometric_mean.by or ()
        return tuple(dict.fromkeys(name for name in names if name is not None))

    @property
    def inputs(self) -> tuple[str, ...]:
        """All variables it is made of, each once."""
        asked = (name for condition in self.conditions for name in condition.variables)
        parts = (*self.numbers, *self.dates, *self.factors, *asked, *self.groups)
        return tuple(dict.fromkeys(parts))

    @property
    def makes(self) -> str:
        """The type of what it makes."""
        return "factor" if self.cut or self.windows or self.merge or self.cases else "number"
