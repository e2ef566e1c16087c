"""How the rows of an analysis are grouped: by donor, culture, plate, arm and their crossings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sap.formula import MixedFormula
from sap.language import noun

if TYPE_CHECKING:
    import pandas as pd

Codes = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Partition:
    """Rows divided into groups.

    Parameters
    ----------
    codes
        The group of each row, 0 to count - 1; shape (rows,).
    count
        How many groups there are.
    """

    codes: Codes
    count: int

    @cached_property
    def sizes(self) -> Counts:
        """Rows in each group, shape (count,)."""
        return np.bincount(self.codes, minlength=self.count)

    @property
    def n_repeated(self) -> int:
        """Groups with more than one row."""
        return int((self.sizes > 1).sum())

    def parts_in(self, other: Partition) -> Counts:
        """Count, for each group of another partition, the groups of this one in it.

        Parameters
        ----------
        other
            Of the same rows.

        Returns
        -------
        ndarray of int
            Shape (other.count,).
        """
        pairs = np.unique(other.codes * np.int64(self.count) + self.codes)
        return np.bincount(pairs // self.count, minlength=other.count)

    def within(self, other: Partition) -> bool:
        """Tell whether each group lies in one group of another partition."""
        return bool((other.parts_in(self) == 1).all())

    def same(self, other: Partition) -> bool:
        """Tell whether another partition has the same groups."""
        return self.count == other.count and self.within(other)


@dataclass(frozen=True, eq=False)
class Design:
    """What the check looks at: the rows of an analysis and the model they are to bear.

    Parameters
    ----------
    formula
        The model.
    frame
        One row an observation: the variables of the formula, the layers and what is
        sampled. The response is not looked at.
    layers
        The variables that name what was measured again, outermost first; the rows are
        the innermost layer.
    row
        What a row is, for example ``well``.
    compared
        The factor whose levels the contrast compares.
    by
        Factors within whose levels it is compared.
    declared
        Whether the spec declares the layers; otherwise the outermost is all there is.
    sampled
        Further units that were drawn from a population of their own.
    labels
        Words for variables and, by (variable, code), for levels.
    levels
        Declared levels of each factor, in order.
    minimum
        The fewest units that a level should have.
    shown_at
        By number of the model, the values at which the effect is shown.
    """

    formula: MixedFormula
    frame: pd.DataFrame
    layers: tuple[str, ...]
    row: str
    compared: str
    by: tuple[str, ...] = ()
    declared: bool = True
    sampled: tuple[str, ...] = ()
    labels: Mapping[str | tuple[str, str], str] = field(default_factory=dict)
    levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    minimum: int = 5
    shown_at: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    _known: dict[frozenset[str], Partition] = field(default_factory=dict, repr=False)

    @property
    def n_rows(self) -> int:
        """How many rows are analysed."""
        return len(self.frame)

    @property
    def unit(self) -> str:
        """The outermost layer, which is what the study sampled."""
        return self.layers[0]

    def label(self, name: str) -> str:
        """Return the label of a variable."""
        return self.labels.get(name, noun(name))

    def level(self, name: str, code: str) -> str:
        """Return the label of a level."""
        return self.labels.get((name, code), code)

    def is_factor(self, name: str) -> bool:
        """Tell whether a variable has levels rather than numbers."""
        return name in self.levels

    def groups(self, *names: str) -> Partition:
        """Divide the rows by the combinations of some variables.

        Parameters
        ----------
        *names
            Variables of the frame; none puts all rows into one group. A missing value
            is a value of its own.

        Returns
        -------
        Partition
            The combinations that occur.
        """
        key = frozenset(names)
        if key not in self._known:
            if not names:
                self._known[key] = Partition(np.zeros(self.n_rows, dtype=np.int64), 1)
            else:
                grouped = self.frame.groupby(
                    list(dict.fromkeys(names)), observed=True, sort=False, dropna=False
                )
                codes = np.asarray(grouped.ngroup(), dtype=np.int64)
                self._known[key] = Partition(codes, int(codes.max(initial=-1)) + 1)
        return self._known[key]

    @cached_property
    def rows(self) -> Partition:
        """Each row for itself."""
        return Partition(np.arange(self.n_rows, dtype=np.int64), self.n_rows)

    @cached_property
    def families(self) -> tuple[Family, ...]:
        """The random terms, those of the same groups together."""
        found: dict[frozenset[str], Family] = {}
        for term in self.formula.random:
            key = frozenset(term.group)
            before = found.get(key, Family(term.group, False, (), ()))
            found[key] = Family(
                before.group,
                before.intercept or term.lhs.intercept,
                tuple(dict.fromkeys((*before.slopes, *term.lhs.variables))),
                (*before.terms, str(term)),
            )
        return tuple(found.values())

    @cached_property
    def fixed_factors(self) -> tuple[str, ...]:
        """Factors among the fixed effects, in the order of the formula."""
        return tuple(name for name in self.formula.fixed.variables if self.is_factor(name))

    def layer_of(self, name: str) -> int:
        """Find the outermost layer within whose units a variable does not vary.

        Parameters
        ----------
        name
            A variable.

        Returns
        -------
        int
            Place in `layers`; their number where it varies within the innermost.
        """
        values = self.groups(name)
        for place, layer in enumerate(self.layers):
            if self.groups(layer).within(values):
                return place
        return len(self.layers)

    def layer_noun(self, place: int) -> str:
        """Name a unit of a layer; the layer after the last is the row."""
        return noun(self.layers[place]) if place < len(self.layers) else self.row

    def layer_groups(self, place: int) -> Partition:
        """Divide the rows by a layer; the layer after the last is the row."""
        return self.groups(self.layers[place]) if place < len(self.layers) else self.rows


@dataclass(frozen=True)
class Family:
    """Random terms with the same groups.

    Parameters
    ----------
    group
        The variables whose combinations are the groups.
    intercept
        Whether one of the terms has an intercept.
    slopes
        The variables whose effects vary between the groups.
    terms
        The terms as a formula shows them.
    """

    group: tuple[str, ...]
    intercept: bool
    slopes: tuple[str, ...]
    terms: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The terms, as in a formula."""
        return " + ".join(self.terms)

    @property
    def noun(self) -> str:
        """A group in words: ``donor``, ``combination of donor and treatment``."""
        words = [noun(name) for name in self.group]
        return words[0] if len(words) == 1 else f"combination of {' and '.join(words)}"


def units_by_level(design: Design, name: str, layer: Partition) -> dict[str, int]:
    """Count the units of a layer that each level of a factor is seen in.

    Parameters
    ----------
    design
        The design.
    name
        A factor.
    layer
        The units.

    Returns
    -------
    dict of str to int
        By code, in the declared order; 0 for a level without rows.
    """
    import pandas as pd

    values = design.frame[name].astype(str)
    seen = pd.Series(layer.codes).groupby(values.to_numpy()).nunique()
    return {code: int(seen.get(code, 0)) for code in design.levels[name]}


def terms_over(names: Iterable[str], layer: str) -> str:
    """Write a random intercept: ``(1 | donor:treatment)``."""
    return f"(1 | {':'.join([layer, *names])})"
